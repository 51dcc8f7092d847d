"""A child's guardian: who it is, and whether they must be kept out because they may be a trafficker.

A guardian's consent counts only while nothing speaks against them: after a block it is always asked for anew.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from referral.casework.cards import EventKind
from referral.casework.services import childhood
from referral.casework.services.learning import learn
from referral.casework.services.moments import happened_at
from referral.casework.services.working import workable
from referral.kernel.clock import Clock, local_date
from referral.kernel.errors import FieldError, InvalidInput, StepRefused
from referral.kernel.ledger import Action
from referral.kernel.permissions import Actor, Permission
from referral.tracks.cards import GuardianNamed
from referral.tracks.models import Guardian
from referral.tracks.services import keeping
from referral.tracks.services.keeping import Deed
from workflows.tracks import A_SUPERVISOR_LIFTS_A_BLOCK, ONLY_FOR_A_CHILD
from workflows.vocabulary import Role

NAMED = Deed(Action.GUARDIAN_NAMED, EventKind.GUARDIAN_NAMED)
WHY = FieldError("because", "required", "Enter why the guardian is kept out, or why no longer.")


def name(
    session: Session,
    clock: Clock,
    actor: Actor,
    ref: str,
    guardian: GuardianNamed,
    occurred_at: datetime | None = None,
) -> UUID:
    """Record who the guardian is from now on; the journey's rules learn whether they are kept out.

    :raises NotFound: if the case is not the actor's to know about
    :raises NotAllowed: if the child's track is not the actor's to work on
    :raises StepRefused: if the person is no child, the case has ended, or an officer would lift a block
    :raises InvalidInput: if a guardian is kept out, or let in again, without a reason, or the time is wrong
    """
    case = workable(session, actor, ref, NAMED.action, Permission.CHILD_TRACK)
    was_blocked = case.facts.guardian_is_blocked
    if (was_blocked or guardian.is_blocked) and not guardian.because.strip():
        raise InvalidInput([WHY])
    at = happened_at(clock, occurred_at, not_before=case.occurred_at)
    if not childhood.at_age(session, case, local_date(at)).is_child:
        raise StepRefused([ONLY_FOR_A_CHILD])
    if was_blocked and not guardian.is_blocked and actor.role is not Role.SUPERVISOR:
        raise StepRefused([A_SUPERVISOR_LIFTS_A_BLOCK])
    document = {
        "name": guardian.name,
        "relation": guardian.relation,
        "contact": guardian.contact,
        "because": guardian.because,
    }
    if was_blocked or guardian.is_blocked:
        learn(session, case, guardian_is_blocked=guardian.is_blocked, has_guardian_consent=False)
    columns = {"is_blocked": guardian.is_blocked}
    return keeping.begin(session, clock, actor, case, NAMED, Guardian, document, at, columns=columns)
