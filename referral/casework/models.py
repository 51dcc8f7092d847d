"""Cases and all that hangs on them, as stored. Whatever tells of a person is `Sealed`; the rest is safe to
steal.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from referral.kernel.database import Base, Sealed

OPEN = text("to_at IS NULL")
ACTIVE = text("until_at IS NULL")


class Case(Base):
    """One person's journey, under one public reference. Nothing here names the person."""

    __tablename__ = "cases"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(24), unique=True)
    version: Mapped[int]
    pathway: Mapped[str] = mapped_column(String(20))
    regime: Mapped[str | None] = mapped_column(String(4))
    """Chosen by the date of identification (Law 53/2024/QH15 Art. 63); empty before it."""
    state: Mapped[str] = mapped_column(String(24), index=True)
    is_urgent: Mapped[bool]
    is_child: Mapped[bool]
    channel: Mapped[str] = mapped_column(String(40), default="")
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    """`CaseFacts` as JSON: flags and dates only, what the journey's rules read."""
    holder_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    verifier_id: Mapped[UUID | None] = mapped_column(ForeignKey("agency.id"))
    reporter_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    province_code: Mapped[str] = mapped_column(String(2))
    occurred_at: Mapped[datetime]
    last_occurred_at: Mapped[datetime]
    """When the last step happened in the world: nothing may be recorded before it."""
    recorded_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]
    """When the keys of its personal data were destroyed: nothing opens them any more."""


class Person(Base):
    """Who the case is about, as known now."""

    __tablename__ = "person"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), unique=True)
    row_version: Mapped[int]
    name: Mapped[bytes | None] = mapped_column(Sealed, deferred=True)
    identity: Mapped[bytes] = mapped_column(Sealed, deferred=True)
    id_number_tag: Mapped[bytes | None] = mapped_column(LargeBinary(16), index=True)
    phone_tag: Mapped[bytes | None] = mapped_column(LargeBinary(16), index=True)


class Report(Base):
    """The report as it was received: never changed, and what its receiver may always read again."""

    __tablename__ = "report"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), unique=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    document: Mapped[bytes] = mapped_column(Sealed, deferred=True)


class Statement(Base):
    """One telling of the story; a correction is a new one."""

    __tablename__ = "statement"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    text: Mapped[bytes] = mapped_column(Sealed, deferred=True)
    language: Mapped[str] = mapped_column(String(40), default="")
    needs_interpreter: Mapped[bool] = mapped_column(default=False)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    occurred_at: Mapped[datetime]
    recorded_at: Mapped[datetime]


class Note(Base):
    """A working note."""

    __tablename__ = "note"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    text: Mapped[bytes] = mapped_column(Sealed, deferred=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    occurred_at: Mapped[datetime]
    recorded_at: Mapped[datetime]


class Consent(Base):
    """One version of what the person (or the guardian) agreed to; the highest number stands."""

    __tablename__ = "consent"
    __table_args__ = (UniqueConstraint("case_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    number: Mapped[int]
    is_given: Mapped[bool]
    scopes: Mapped[list[str]] = mapped_column(JSON)
    withheld: Mapped[list[str]] = mapped_column(JSON)
    has_guardian: Mapped[bool]
    document: Mapped[bytes] = mapped_column(Sealed, deferred=True)
    """Guardian, language and interpreter."""
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    occurred_at: Mapped[datetime]
    recorded_at: Mapped[datetime]


class Screening(Base):
    """Which indicators of trafficking were seen, and what they weighed then; a new one stands beside."""

    __tablename__ = "screening"
    __table_args__ = (UniqueConstraint("case_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    number: Mapped[int]
    document: Mapped[bytes] = mapped_column(Sealed, deferred=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    occurred_at: Mapped[datetime]
    recorded_at: Mapped[datetime]


class EarlyRefusal(Base):
    """How many adults refused before reception: a count by month, for whoever refused keeps no record."""

    __tablename__ = "early_refusal"

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    month: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    pathway: Mapped[str] = mapped_column(String(20), primary_key=True)
    many: Mapped[int]


class Event(Base):
    """Something that happened on the case: the timeline."""

    __tablename__ = "event"
    __table_args__ = (Index("ix_event_case", "case_id", "occurred_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    kind: Mapped[str] = mapped_column(String(40))
    """A step's name, a milestone's, or a word of `cards.EventKind`."""
    state_before: Mapped[str | None] = mapped_column(String(24))
    state_after: Mapped[str | None] = mapped_column(String(24))
    agency_id: Mapped[UUID | None] = mapped_column(ForeignKey("agency.id"))
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    handover_id: Mapped[UUID | None]
    document: Mapped[bytes | None] = mapped_column(Sealed, deferred=True)
    """The step's reason and data, where there are any."""
    occurred_at: Mapped[datetime]
    recorded_at: Mapped[datetime]


class CustodyInterval(Base):
    """From when until when one agency answered for the person. The intervals tile the time line (I1)."""

    __tablename__ = "custody_interval"
    __table_args__ = (
        Index("uq_custody_interval_open", "case_id", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_custody_interval_case", "case_id", "from_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    from_at: Mapped[datetime]
    to_at: Mapped[datetime | None]
    handover_id: Mapped[UUID | None]
    recorded_at: Mapped[datetime]


class CaseAccess(Base):
    """Why an agency may see a case; a copy of the key is usable only while its row here is active."""

    __tablename__ = "case_access"
    __table_args__ = (
        Index("ix_case_access_case", "case_id", "agency_id", sqlite_where=ACTIVE, postgresql_where=ACTIVE),
        Index(
            "ix_case_access_agency",
            "agency_id",
            "since_at",
            "case_id",
            sqlite_where=ACTIVE,
            postgresql_where=ACTIVE,
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    relation: Mapped[str] = mapped_column(String(20))
    copy_scope: Mapped[str] = mapped_column(String(60), default="")
    """Which copy of the key goes with it; empty where none does (an offer shows no identity)."""
    handover_id: Mapped[UUID | None]
    since_at: Mapped[datetime]
    until_at: Mapped[datetime | None]


class Receipt(Base):
    """The answer to a report, kept so that a repeated one is not received twice."""

    __tablename__ = "receipt"
    __table_args__ = (UniqueConstraint("agency_id", "key_digest"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    key_digest: Mapped[str] = mapped_column(String(64))
    body_digest: Mapped[str] = mapped_column(String(64))
    """Keyed, so that a guessed report cannot be tried against a stolen table."""
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    answer: Mapped[dict[str, Any]] = mapped_column(JSON)
    recorded_at: Mapped[datetime]


class Draft(Base):
    """A report being taken down, page by page; sealed, and gone a day after it was last touched."""

    __tablename__ = "draft"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    row_version: Mapped[int]
    answers: Mapped[bytes] = mapped_column(Sealed)
    changed_at: Mapped[datetime]


class KeyRemoval(Base):
    """A key copy that must go: queued with the deed that ended the right, done after it."""

    __tablename__ = "key_removal"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID]
    agency_id: Mapped[UUID]
    copy_scope: Mapped[str] = mapped_column(String(60))
    queued_at: Mapped[datetime]
