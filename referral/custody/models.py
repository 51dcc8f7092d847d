"""Hand-overs as stored. The record of what went with the person is sealed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from referral.kernel.database import Base, Sealed

STILL_OPEN = text("state = 'offered' AND kind = 'custody'")
UNANSWERED = text("state = 'offered'")


class Handover(Base):
    """One offer of a person (or of one service) to an agency's queue, and its answer."""

    __tablename__ = "handover"
    __table_args__ = (
        Index(
            "uq_handover_open", "case_id", unique=True, sqlite_where=STILL_OPEN, postgresql_where=STILL_OPEN
        ),
        Index("ix_handover_to", "to_agency_id", "state", "offered_at"),
        Index("ix_handover_from", "from_agency_id", "state", "offered_at"),
        Index("ix_handover_due", "answer_due_at", sqlite_where=UNANSWERED, postgresql_where=UNANSWERED),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    service: Mapped[str] = mapped_column(String(40), default="")
    step: Mapped[str] = mapped_column(String(24))
    """What its acceptance fires: pass_on, bring_to_commune, receive, accept_transfer; a service none."""
    state: Mapped[str] = mapped_column(String(10))
    from_agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    to_agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    offered_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    record: Mapped[bytes] = mapped_column(Sealed, deferred=True)
    """Reason, place, condition, documents, belongings, escort: what the sender attests."""
    answer: Mapped[bytes | None] = mapped_column(Sealed, deferred=True)
    """Condition and remarks of the receiver, or the reason of a decline or withdrawal."""
    is_outside: Mapped[bool] = mapped_column(default=False)
    """Of a body without an account here: a paper went to it, and the holder records its answer."""
    ground: Mapped[str | None] = mapped_column(String(16))
    """Why a service was declined: one of a closed list."""
    outcome: Mapped[str | None] = mapped_column(String(16))
    """How a service ended: one of a closed list."""
    brief: Mapped[bytes | None] = mapped_column(Sealed, deferred=True)
    """What is asked of a service; its giver reads it once it has accepted."""
    report: Mapped[bytes | None] = mapped_column(Sealed, deferred=True)
    """What the giver of a service says at its end."""
    offered_at: Mapped[datetime]
    answer_due_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    recorded_at: Mapped[datetime]
    answer_recorded_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    """When a service ended."""
