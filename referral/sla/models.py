"""Clocks, alerts, changes of the law and agencies' days as stored: references and dates, no person."""

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
    calendar_of: Mapped[UUID | None]
    """The agency whose own working days it was started by; nothing for those of the state sector."""
    extended_times: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    """How often it was put off."""
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


class LawChange(Base):
    """What the law was changed to here: a rule switched on or off, or a province's own stricter limit."""

    __tablename__ = "law_change"
    __table_args__ = (Index("ix_law_change_effective", "effective_on"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    """`switched_on`, `switched_off` or `limit`."""
    name: Mapped[str] = mapped_column(String(60))
    """The rule, as the data of the law calls it."""
    province_code: Mapped[str] = mapped_column(String(2), default="")
    """Whose limit it is; empty for a switch, which holds everywhere."""
    amount: Mapped[int | None]
    """The limit, counted as the row of the law counts; nothing for a switch."""
    source: Mapped[str] = mapped_column(String(200))
    """The paper that decided it."""
    effective_on: Mapped[date]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime]


class AgencyDays(Base):
    """Days on which one agency works otherwise than the state sector, from a day to a day."""

    __tablename__ = "agency_days"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    """`saturdays`, `off` or `worked`."""
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    """The last of these days; nothing while they go on."""
    why: Mapped[str] = mapped_column(String(200))
    decision: Mapped[str] = mapped_column(String(200))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime]


class Heartbeat(Base):
    """When the scheduler was last alive."""

    __tablename__ = "heartbeat"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    beat_at: Mapped[datetime]


CLOCK = cast("Table", RunningClock.__table__)
ALERT = cast("Table", Alert.__table__)
LAW_CHANGE = cast("Table", LawChange.__table__)
AGENCY_DAYS = cast("Table", AgencyDays.__table__)
HEARTBEAT = cast("Table", Heartbeat.__table__)
