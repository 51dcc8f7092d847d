"""A child kept apart for a time from what harms it: at most fifteen days, longer only by the competent body.

The limit is the law's row `child_separation` (Decree 56/2017/ND-CP, Article 32(3)), never a number here.
"""

from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy.orm import Session

from referral.casework.cards import EventKind
from referral.casework.queries import Standing
from referral.casework.services import childhood, clockwork
from referral.casework.services.moments import happened_at
from referral.casework.services.working import workable
from referral.kernel.clock import VIETNAM, Clock, local_date
from referral.kernel.errors import Conflict, FieldError, InvalidInput, StepRefused
from referral.kernel.ledger import Action
from referral.kernel.permissions import Actor, Permission
from referral.sla.services import clocks
from referral.tracks.cards import SeparationBegun
from referral.tracks.models import Separation
from referral.tracks.services import keeping, limits
from referral.tracks.services.keeping import Deed
from workflows.calendars import state_calendar
from workflows.deadlines import due_at
from workflows.tracks import ONLY_FOR_A_CHILD, against_separating
from workflows.vocabulary import Event

BEGUN = Deed(Action.SEPARATION_BEGUN, EventKind.SEPARATION_BEGUN)
EXTENDED = Deed(Action.SEPARATION_EXTENDED, EventKind.SEPARATION_EXTENDED)
ENDED = Deed(Action.SEPARATION_ENDED, EventKind.SEPARATION_ENDED)
RULE = "child_separation"
END_OF_DAY = time(23, 59, 59)
NOT_LATER = FieldError("until_on", "not-later", "Enter a day after the one planned so far.")


def begin(
    session: Session,
    clock: Clock,
    actor: Actor,
    ref: str,
    separation: SeparationBegun,
    occurred_at: datetime | None = None,
) -> UUID:
    """Record that a child is kept apart, start its clock and give the id.

    :raises NotFound: if the case is not the actor's to know about
    :raises NotAllowed: if the child's track is not the actor's to work on
    :raises StepRefused: if the person is no child, the case has ended, or it would last too long
    :raises Conflict: if the child is kept apart already
    :raises InvalidInput: if a time cannot be taken
    """
    case = _workable(session, actor, ref, BEGUN)
    at = happened_at(clock, occurred_at, not_before=case.occurred_at)
    keeping.check_until(separation.until_on, at)
    _check_age(session, case, at)
    is_longer = _is_longer(at, separation.until_on, has_decision=bool(separation.competent_body.strip()))
    if keeping.has_open(session, case, Separation):
        raise Conflict("The child is kept apart already. End that separation, or extend it.")
    document = {
        "because": separation.because,
        "place": separation.place,
        "decided_by": separation.decided_by,
        "competent_body": separation.competent_body,
    }
    columns = {"until_on": separation.until_on, "is_longer": is_longer}
    record_id = keeping.begin(session, clock, actor, case, BEGUN, Separation, document, at, columns=columns)
    _start_clock(session, clock, case, record_id, at, separation.until_on)
    return record_id


def extend(
    session: Session,
    clock: Clock,
    actor: Actor,
    ref: str,
    separation_id: UUID,
    until_on: date,
) -> UUID:
    """Let a separation last longer, within the law's limit from its first day; raises as `begin` does."""
    case = _workable(session, actor, ref, EXTENDED)
    row = keeping.find_open(session, case, Separation, separation_id)
    if until_on <= row.until_on:
        raise InvalidInput([NOT_LATER])
    now = clock.now()
    _check_age(session, case, now)
    _is_longer(row.occurred_at, until_on, has_decision=False)
    clocks.void(session, clock, case.id, [RULE], now, separation_id)
    _start_clock(session, clock, case, separation_id, row.occurred_at, until_on)
    columns = {"until_on": until_on}
    return keeping.change(
        session, clock, actor, case, EXTENDED, Separation, separation_id, now, columns=columns
    )


def end(
    session: Session,
    clock: Clock,
    actor: Actor,
    ref: str,
    separation_id: UUID,
    reason: str,
    occurred_at: datetime | None = None,
) -> UUID:
    """Record that a separation ended, and why; its clock is met, also of a child who grew up meanwhile.

    :raises Conflict: if it has ended already
    """
    case = _workable(session, actor, ref, ENDED)
    row = keeping.find_open(session, case, Separation, separation_id)
    at = happened_at(clock, occurred_at, not_before=row.occurred_at)
    clockwork.follow(session, clock, case, Event.CHILD_SEPARATION_ENDED, at, subject_id=separation_id)
    return keeping.change(
        session,
        clock,
        actor,
        case,
        ENDED,
        Separation,
        separation_id,
        at,
        columns={"ended_at": at},
        ending={"reason": reason},
    )


def _workable(session: Session, actor: Actor, ref: str, deed: Deed) -> Standing:
    return workable(session, actor, ref, deed.action, Permission.CHILD_TRACK)


def _check_age(session: Session, case: Standing, at: datetime) -> None:
    """Nobody is kept apart who is 18 on the day."""
    if not childhood.at_age(session, case, local_date(at)).is_child:
        raise StepRefused([ONLY_FOR_A_CHILD])


def _is_longer(start: datetime, until_on: date, *, has_decision: bool) -> bool:
    """Say whether it lasts longer than the ordinary limit.

    :raises StepRefused: if it does, and no competent body decided so
    """
    rule = limits.in_force(RULE, start)
    if rule is None:
        return False
    last_day = due_at(rule, start, state_calendar()).unrolled_on
    if refusals := against_separating(rule, last_day, until_on, has_decision=has_decision):
        raise StepRefused(refusals)
    return until_on > last_day


def _start_clock(
    session: Session, clock: Clock, case: Standing, record_id: UUID, at: datetime, until_on: date
) -> None:
    clockwork.follow(
        session,
        clock,
        case,
        Event.CHILD_SEPARATION_STARTED,
        at,
        subject_id=record_id,
        due_at=datetime.combine(until_on, END_OF_DAY, VIETNAM),
    )
