"""Clocks, alerts and the scheduler's heartbeat as they are stored: references and dates, no person."""

from datetime import date, datetime
from typing import cast
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Table, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from referral.kernel.database import Base


class RunningClock(Base):
    """One deadline of one case: a pause or an extension makes a new version of it."""

    __tablename__ = "clock"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID | None] = mapped_column(index=True)
    case_ref: Mapped[str] = mapped_column(String(24), default="")
    subject_id: Mapped[UUID | None]
    """The hand-over or follow-up this clock is about, where a case can have several."""
    rule: Mapped[str] = mapped_column(String(40), index=True)
    version: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(String(10))
    unit: Mapped[str] = mapped_column(String(20))
    amount: Mapped[int]
    basis: Mapped[str] = mapped_column(String(300))
    confidence: Mapped[str] = mapped_column(String(8))
    is_policy: Mapped[bool]
    started_at: Mapped[datetime]
    warn_at: Mapped[datetime]
    due_at: Mapped[datetime]
    due_on: Mapped[date]
    duty: Mapped[str] = mapped_column(String(12))
    """Whose duty it is as the law says it (`holder`, `health`…): a holder's duty follows the person."""
    duty_of: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    """The agency that this is at present."""
    holder_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    """Who holds the person now: its supervisor is told of a breach too."""
    level: Mapped[int] = mapped_column(default=0)
    """The highest rung of the ladder it reached: 0 none, 1 warned, 2 breached, 3 parent, 4 oversight."""
    next_at: Mapped[datetime | None]
    """When the tick must look at it again; nothing once it has ended, is paused or has been told to all."""
    paused_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    recorded_at: Mapped[datetime]


Index(
    "ix_clock_next",
    RunningClock.next_at,
    sqlite_where=text("next_at IS NOT NULL"),
    postgresql_where=text("next_at IS NOT NULL"),
)
Index(
    "ix_clock_open_duty",
    RunningClock.duty_of,
    RunningClock.due_at,
    sqlite_where=text("ended_at IS NULL"),
    postgresql_where=text("ended_at IS NULL"),
)


class Alert(Base):
    """One deadline version, one level, one seat: told exactly once (I5)."""

    __tablename__ = "alert"
    __table_args__ = (
        UniqueConstraint("dedupe_key"),
        Index("ix_alert_seat", "agency_id", "role", "recorded_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    dedupe_key: Mapped[str] = mapped_column(String(200))
    clock_id: Mapped[UUID] = mapped_column(ForeignKey("clock.id"), index=True)
    case_id: Mapped[UUID | None] = mapped_column(index=True)
    case_ref: Mapped[str] = mapped_column(String(24), default="")
    rule: Mapped[str] = mapped_column(String(40))
    clock_version: Mapped[int]
    level: Mapped[int]
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    role: Mapped[str] = mapped_column(String(20))
    due_at: Mapped[datetime]
    late_by_seconds: Mapped[int]
    recorded_at: Mapped[datetime]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))


class Heartbeat(Base):
    """When the scheduler was last alive."""

    __tablename__ = "heartbeat"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    beat_at: Mapped[datetime]


CLOCK = cast("Table", RunningClock.__table__)
ALERT = cast("Table", Alert.__table__)
HEARTBEAT = cast("Table", Heartbeat.__table__)
