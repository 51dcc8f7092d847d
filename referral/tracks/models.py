"""What runs beside the journey, and the body's own duties about data, as stored.

What any of it says of somebody is sealed; kinds and dates are not.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from referral.kernel.database import Base, Sealed


class _Recorded:
    """By whom a record was made, when it happened, and what it says."""

    id: Mapped[UUID] = mapped_column(primary_key=True)
    document: Mapped[bytes] = mapped_column(Sealed)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    occurred_at: Mapped[datetime]
    recorded_at: Mapped[datetime]


class _OnCase(_Recorded):
    """A record that belongs to a case, sealed by the case's key."""

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)


class _Lasting(_OnCase):
    """A record of something that goes on for a time, until it is ended."""

    until_on: Mapped[date | None]
    ended_at: Mapped[datetime | None]
    ending: Mapped[bytes | None] = mapped_column(Sealed)


class Measure(_Lasting, Base):
    """A protective measure or an essential need, or the person's written refusal of it."""

    __tablename__ = "measure"

    kind: Mapped[str] = mapped_column(String(24))
    is_refused: Mapped[bool]


class Stay(_Lasting, Base):
    """Being taken in: from the first night to the end."""

    __tablename__ = "stay"

    kind: Mapped[str] = mapped_column(String(12))
    facility_id: Mapped[UUID | None] = mapped_column(ForeignKey("agency.id"))
    family_told_at: Mapped[datetime | None]


class Guardian(_OnCase, Base):
    """Who stands up for a child; the latest record stands, and may say that they must be kept out."""

    __tablename__ = "guardian"

    is_blocked: Mapped[bool]


class Separation(_Lasting, Base):
    """A child kept apart for a time from what harms it (Decree 56/2017 Art. 32)."""

    __tablename__ = "separation"

    is_longer: Mapped[bool]
    """A competent body decided that it may last longer than the law's ordinary limit."""


class CrimeReport(_OnCase, Base):
    """A report of a crime that the police received, and what became of it (Article 147)."""

    __tablename__ = "crime_report"

    police_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    found_complex_at: Mapped[datetime | None]
    extended_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decision: Mapped[str | None] = mapped_column(String(16))
    told_at: Mapped[datetime | None]
    """When whoever reported was told the result."""


class Breach(_Recorded, Base):
    """Personal data laid open, lost or changed: whom to tell by when, and until when its file is kept."""

    __tablename__ = "breach"

    operations_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    kinds: Mapped[list[str]] = mapped_column(JSON)
    affected: Mapped[int | None]
    """How many persons, as far as is known."""
    may_harm: Mapped[bool]
    remedied_at: Mapped[datetime | None]
    remedy: Mapped[bytes | None] = mapped_column(Sealed)
    kept_until_on: Mapped[date | None]


class BreachNotice(_Recorded, Base):
    """Somebody was told of a breach."""

    __tablename__ = "breach_notice"

    breach_id: Mapped[UUID] = mapped_column(ForeignKey("breach.id"), index=True)
    receiver: Mapped[str] = mapped_column(String(12))


class ErasureRequest(Base):
    """That a person's data be destroyed: asked by the holder, decided by who answers for data protection."""

    __tablename__ = "erasure_request"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    case_ref: Mapped[str] = mapped_column(String(24))
    operations_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    ground: Mapped[str] = mapped_column(String(20))
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    asked_at: Mapped[datetime]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]
    is_approved: Mapped[bool]
    done_at: Mapped[datetime | None]


class SubjectRequest(_Recorded, Base):
    """What a data subject asked for; who asked, and about whom, is sealed."""

    __tablename__ = "subject_request"
    __table_args__ = (Index("ix_subject_request_operations", "operations_id", "ended_at"),)

    operations_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    kind: Mapped[str] = mapped_column(String(12))
    has_third_party: Mapped[bool]
    answered_at: Mapped[datetime | None]
    answer: Mapped[bytes | None] = mapped_column(Sealed)
    extended_at: Mapped[datetime | None]
    extension: Mapped[bytes | None] = mapped_column(Sealed)
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(12))
    ground: Mapped[str | None] = mapped_column(String(20))
    ending: Mapped[bytes | None] = mapped_column(Sealed)
