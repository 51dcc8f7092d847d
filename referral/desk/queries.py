"""What an agency owes, across its cases, next due first. Nothing here opens a case."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from referral.sla.cards import ClockCard
from referral.sla.models import CLOCK
from referral.sla.queries import CARDS, card_of
from workflows.vocabulary import ClockState

_COUNTING = (ClockState.RUNNING, ClockState.OVERDUE)


def owed_by(session: Session, agency_id: UUID, now: datetime, at_most: int) -> tuple[ClockCard, ...]:
    """Give the clocks that are an agency's own duty, the latest and the next due first."""
    open_duties = CARDS.where(
        CLOCK.c.duty_of == agency_id, CLOCK.c.ended_at.is_(None), CLOCK.c.state.in_(_COUNTING)
    )
    rows = session.execute(open_duties.order_by(CLOCK.c.due_at).limit(at_most))
    return tuple(card_of(row, now) for row in rows)
