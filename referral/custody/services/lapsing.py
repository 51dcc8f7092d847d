"""Letting unanswered offers lapse: as the system; the sender answers for the person as before."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ScalarSelect, select
from sqlalchemy.orm import Session

from referral.casework import queries
from referral.custody.models import UNANSWERED, Handover
from referral.custody.services.answering import end_offer
from referral.custody.services.settling import LAPSED, Said
from referral.kernel.clock import Clock
from referral.kernel.permissions import SYSTEM
from referral.sla.models import RunningClock

AT_ONCE = 200
"""How many lapse in one pass; the rest follow in the next."""


def lapse_unanswered(session: Session, clock: Clock) -> int:
    """Let every offer lapse whose clock has run out, and say how many did; safe to run twice."""
    now = clock.now()
    ran_out_at = _ran_out_at(now)
    late = session.execute(
        select(Handover.id, Handover.case_id, ran_out_at.label("ran_out_at"))
        .where(UNANSWERED, Handover.answer_due_at <= now, ran_out_at.is_not(None))
        .order_by(Handover.answer_due_at)
        .limit(AT_ONCE)
    ).all()
    return sum(_lapse(session, clock, row.id, row.case_id, row.ran_out_at) for row in late)


def _ran_out_at(now: datetime) -> ScalarSelect[datetime]:
    """Ask the offer's own clock, so that a pause or an extension counts."""
    return (
        select(RunningClock.due_at)
        .where(
            RunningClock.case_id == Handover.case_id,
            RunningClock.subject_id == Handover.id,
            RunningClock.ended_at.is_(None),
            RunningClock.paused_at.is_(None),
            RunningClock.due_at <= now,
        )
        .limit(1)
        .scalar_subquery()
    )


def _lapse(session: Session, clock: Clock, handover_id: UUID, case_id: UUID, ran_out_at: datetime) -> bool:
    """Let one offer lapse, unless somebody answered while we waited for the case."""
    case = queries.standing_by_id(session, SYSTEM, case_id)
    row = session.scalars(select(Handover).where(Handover.id == handover_id, UNANSWERED)).one_or_none()
    if row is None:
        return False
    end_offer(
        session,
        clock,
        SYSTEM,
        case,
        row,
        LAPSED,
        max(ran_out_at, case.last_occurred_at),
        Said({"reason": ""}),
    )
    return True
