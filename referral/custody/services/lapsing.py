"""Letting unanswered offers lapse: by the clock, as the system, and the sender answers for the person as before."""

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
    late = session.scalars(
        select(Handover.id)
        .where(STILL_OPEN, Handover.answer_due_at <= clock.now())
        .order_by(Handover.answer_due_at)
        .limit(AT_ONCE)
    ).all()
    for handover_id in late:
        row = session.scalars(select(Handover).where(Handover.id == handover_id)).one()
        case = queries.standing_by_id(session, SYSTEM, row.case_id)
        end_offer(
            session, clock, SYSTEM, case, row, LAPSED, max(row.answer_due_at, case.last_occurred_at), ""
        )
    return len(late)
