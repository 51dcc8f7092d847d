"""Protective measures and essential needs: taken at once, in any open state, and refused only in writing.

Being identified is no condition (Law 53/2024/QH15, Articles 34 to 35), and nothing here waits for an outcome.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from referral.casework.cards import EventKind
from referral.casework.services import childhood
from referral.casework.services.moments import happened_at
from referral.casework.services.working import workable
from referral.kernel.clock import Clock, local_date
from referral.kernel.errors import FieldError, InvalidInput, StepRefused
from referral.kernel.ledger import Action
from referral.kernel.permissions import Actor
from referral.tracks.cards import MeasureRefused, MeasureTaken
from referral.tracks.models import Measure
from referral.tracks.services import keeping
from referral.tracks.services.keeping import Deed
from workflows.tracks import against_refusing

TAKEN = Deed(Action.MEASURE_TAKEN, EventKind.MEASURE_TAKEN)
REFUSED = Deed(Action.MEASURE_REFUSED, EventKind.MEASURE_REFUSED)
ENDED = Deed(Action.MEASURE_ENDED, EventKind.MEASURE_ENDED)
GROUND = FieldError("ground", "required", "Enter what gives reason to act, or what the person needs.")


def take(
    session: Session,
    clock: Clock,
    actor: Actor,
    ref: str,
    measure: MeasureTaken,
    occurred_at: datetime | None = None,
) -> UUID:
    """Record a measure that is taken and give its id.

    :raises NotFound: if the case is not the actor's to know about
    :raises NotAllowed: if the actor may not work on it
    :raises StepRefused: if the case has ended
    :raises InvalidInput: if no ground is given, or a time cannot be taken
    """
    case = workable(session, actor, ref, TAKEN.action)
    if not measure.ground.strip():
        raise InvalidInput([GROUND])
    at = happened_at(clock, occurred_at, not_before=case.occurred_at)
    keeping.check_until(measure.until_on, at)
    document = {"ground": measure.ground, "decided_by": measure.decided_by}
    columns = {"kind": measure.kind.value, "is_refused": False, "until_on": measure.until_on}
    return keeping.begin(session, clock, actor, case, TAKEN, Measure, document, at, columns=columns)


def refuse(
    session: Session,
    clock: Clock,
    actor: Actor,
    ref: str,
    refusal: MeasureRefused,
    occurred_at: datetime | None = None,
) -> UUID:
    """Record that an adult refuses a measure, for a legitimate reason and in writing.

    :raises StepRefused: if it is a child, or the reason or the written commitment is missing; says each
    """
    case = workable(session, actor, ref, REFUSED.action)
    at = happened_at(clock, occurred_at, not_before=case.occurred_at)
    reasons = against_refusing(
        is_child=childhood.at_age(session, case, local_date(at)).is_child,
        has_reason=bool(refusal.reason.strip()),
        has_commitment=bool(refusal.commitment.strip()),
    )
    if reasons:
        raise StepRefused(reasons)
    document = {"reason": refusal.reason, "commitment": refusal.commitment}
    columns = {"kind": refusal.kind.value, "is_refused": True, "ended_at": at}
    return keeping.begin(session, clock, actor, case, REFUSED, Measure, document, at, columns=columns)


def end(
    session: Session,
    clock: Clock,
    actor: Actor,
    ref: str,
    measure_id: UUID,
    reason: str,
    occurred_at: datetime | None = None,
) -> UUID:
    """Record that a measure ended, and why; raises as `take` does.

    :raises Conflict: if it has ended already
    """
    case = workable(session, actor, ref, ENDED.action)
    row = keeping.find_open(session, case, Measure, measure_id)
    at = happened_at(clock, occurred_at, not_before=row.occurred_at)
    return keeping.change(
        session,
        clock,
        actor,
        case,
        ENDED,
        Measure,
        measure_id,
        at,
        columns={"ended_at": at},
        ending={"reason": reason},
    )
