"""Pausing, resuming and extending a case's clock: with a reason, by an authority, and on the timeline."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from referral.casework.cards import EventKind
from referral.casework.services import events
from referral.casework.services.working import workable
from referral.kernel import ledger
from referral.kernel.clock import Clock
from referral.kernel.errors import FieldError, InvalidInput
from referral.kernel.ledger import Action
from referral.kernel.permissions import Actor, Permission
from referral.sla.cards import ClockCard
from referral.sla.services import clocks

_REASON = FieldError("reason", "required", "Give the reason.")
_AUTHORITY = FieldError("authority", "required", "Name who decided it, or the number of the decision.")


def pause_clock(
    session: Session, clock: Clock, actor: Actor, ref: str, clock_id: UUID, reason: str, authority: str
) -> ClockCard:
    """Stop a clock for a while and give its new version; what was left of it is left when it resumes.

    :raises NotFound: if the case or the clock is not the actor's to know about
    :raises NotAllowed: if the actor may not pause clocks of this case
    :raises InvalidInput: if the reason or the authority is missing
    :raises StepRefused: if the clock has ended or is paused already
    """
    return _change(
        session,
        clock,
        actor,
        ref,
        Action.CLOCK_PAUSED,
        EventKind.CLOCK_PAUSED,
        reason,
        authority,
        lambda case_id: clocks.pause(session, clock, clock_id, case_id=case_id),
    )


def resume_clock(
    session: Session, clock: Clock, actor: Actor, ref: str, clock_id: UUID, reason: str, authority: str
) -> ClockCard:
    """Let a paused clock run on; raises as `pause_clock` does."""
    return _change(
        session,
        clock,
        actor,
        ref,
        Action.CLOCK_RESUMED,
        EventKind.CLOCK_RESUMED,
        reason,
        authority,
        lambda case_id: clocks.resume(session, clock, clock_id, case_id=case_id),
    )


def extend_clock(
    session: Session,
    clock: Clock,
    actor: Actor,
    ref: str,
    clock_id: UUID,
    until: date,
    reason: str,
    authority: str,
) -> ClockCard:
    """Give a clock a later last day, on a decision; raises as `pause_clock` does."""
    return _change(
        session,
        clock,
        actor,
        ref,
        Action.CLOCK_EXTENDED,
        EventKind.CLOCK_EXTENDED,
        reason,
        authority,
        lambda case_id: clocks.extend(session, clock, clock_id, case_id=case_id, until=until),
    )


def _change(  # noqa: PLR0913, PLR0917 — the words of one deed, each given by its own verb above
    session: Session,
    clock: Clock,
    actor: Actor,
    ref: str,
    action: Action,
    kind: EventKind,
    reason: str,
    authority: str,
    deed: Callable[[UUID], UUID],
) -> ClockCard:
    case = workable(session, actor, ref, action, Permission.CLOCK_PAUSE)
    missing = [error for error, given in ((_REASON, reason), (_AUTHORITY, authority)) if not given.strip()]
    if missing:
        raise InvalidInput(missing)
    version_id = deed(case.id)
    card = next(card for card in clocks.of_case(session, clock, case.id) if card.id == version_id)
    digests = events.add(
        session,
        clock,
        actor,
        case,
        kind,
        clock.now(),
        document={"reason": reason.strip(), "authority": authority.strip(), "rule": card.rule},
    )
    ledger.note(session, actor, action, case.ref, records=digests, detail={"rule": card.rule})
    return card
