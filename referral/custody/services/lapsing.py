"""Letting unanswered offers lapse: by the clock, as the system, and the sender answers for the person as
before.
"""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from referral.casework import queries
from referral.custody.models import STILL_OPEN, Handover
from referral.custody.services.answering import LAPSED, end_offer
from referral.kernel.clock import Clock
from referral.kernel.permissions import SYSTEM

AT_ONCE = 200
"""How many lapse in one pass; the rest follow in the next."""


def lapse_unanswered(session: Session, clock: Clock) -> int:
    """Let every offer lapse whose time to answer has passed, and say how many did; safe to run twice."""
    late = session.execute(
        select(Handover.id, Handover.case_id)
        .where(STILL_OPEN, Handover.answer_due_at <= clock.now())
        .order_by(Handover.answer_due_at)
        .limit(AT_ONCE)
    ).all()
    return sum(_lapse(session, clock, row.id, row.case_id) for row in late)


def _lapse(session: Session, clock: Clock, handover_id: UUID, case_id: UUID) -> bool:
    """Let one offer lapse, unless somebody answered while we waited for the case."""
    case = queries.standing_by_id(session, SYSTEM, case_id)
    row = session.scalars(select(Handover).where(Handover.id == handover_id, STILL_OPEN)).one_or_none()
    if row is None:
        return False
    at = max(row.answer_due_at, case.last_occurred_at)
    end_offer(session, clock, SYSTEM, case, row, LAPSED, at, "")
    return True
