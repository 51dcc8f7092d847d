"""Writing down what a pathway asks for beside the steps: the mission's notice, the minutes at the border."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from referral.casework.cards import EventKind
from referral.casework.queries import Standing
from referral.casework.services import clockwork, events
from referral.casework.services.learning import learn
from referral.casework.services.moments import happened_at
from referral.casework.services.working import workable
from referral.kernel import ledger
from referral.kernel.clock import Clock
from referral.kernel.errors import FieldError, InvalidInput
from referral.kernel.ledger import Action
from referral.kernel.permissions import Actor
from workflows.milestones import Milestone, asked_of

_OF_ANOTHER_PATHWAY = FieldError(
    "milestone", "not-of-this-pathway", "Choose what this person's pathway asks for; GET /journey lists it."
)
_WHY_NOT = FieldError("remarks", "required", "Say why it is not needed for this person.")


@dataclass(frozen=True, slots=True)
class Reached:
    """What has been done, or is not needed, and what there is to say of it."""

    milestone: Milestone
    is_needed: bool = True
    remarks: str = field(default="", repr=False)


def reach_milestone(
    session: Session,
    clock: Clock,
    actor: Actor,
    ref: str,
    reached: Reached,
    occurred_at: datetime | None = None,
) -> None:
    """Write down that a milestone of the pathway has been reached, or why it is not needed.

    Its clock ends either way. What is not needed is not learnt as done.

    :raises NotFound: if the case is not the actor's to know about
    :raises NotAllowed: if the actor may not work on it
    :raises InvalidInput: if the pathway asks for no such thing, or the time cannot be taken
    :raises StepRefused: if the case has ended
    """
    case = workable(session, actor, ref, Action.MILESTONE_REACHED)
    at = happened_at(clock, occurred_at, not_before=case.occurred_at)
    _check(case, reached)
    digests = _tell(session, clock, actor, case, reached, at)
    if reached.is_needed:
        case = learn(session, case, milestones=case.facts.milestones | {reached.milestone})
    clockwork.follow(session, clock, case, reached.milestone.value, at)
    ledger.note(
        session,
        actor,
        Action.MILESTONE_REACHED,
        case.ref,
        records=digests,
        detail={"milestone": reached.milestone.value, "needed": int(reached.is_needed)},
    )


def _check(case: Standing, reached: Reached) -> None:
    errors = [] if asked_of(case.pathway, reached.milestone) else [_OF_ANOTHER_PATHWAY]
    errors += [] if reached.is_needed or reached.remarks.strip() else [_WHY_NOT]
    if errors:
        raise InvalidInput(errors)


def _tell(
    session: Session, clock: Clock, actor: Actor, case: Standing, reached: Reached, at: datetime
) -> dict[str, str]:
    """Write it on the timeline; what is not needed is named in the sealed words."""
    remarks = reached.remarks.strip()
    if reached.is_needed:
        document = {"reason": remarks} if remarks else None
        return events.add(session, clock, actor, case, reached.milestone.value, at, document=document)
    document = {"reason": f"{reached.milestone.vi}: {remarks}"}
    return events.add(session, clock, actor, case, EventKind.MILESTONE_NOT_NEEDED, at, document=document)
