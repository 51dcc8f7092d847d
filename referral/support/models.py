"""Risk, best interest, plans, visits as stored. What they say is sealed; when they were made is not."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from referral.kernel.database import Base, Sealed


class RiskAssessment(Base):
    """How much danger the person is in, why, and what is done about it."""

    __tablename__ = "risk_assessment"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    document: Mapped[bytes] = mapped_column(Sealed, deferred=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    occurred_at: Mapped[datetime]
    recorded_at: Mapped[datetime]


class BestInterest(Base):
    """What is best for a child, decided with the guardian and the child."""

    __tablename__ = "best_interest"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    document: Mapped[bytes] = mapped_column(Sealed, deferred=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    occurred_at: Mapped[datetime]
    recorded_at: Mapped[datetime]


class SupportPlan(Base):
    """Needs, services and when the plan is looked at again."""

    __tablename__ = "support_plan"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    document: Mapped[bytes] = mapped_column(Sealed, deferred=True)
    is_agreed: Mapped[bool]
    review_on: Mapped[date | None]
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    occurred_at: Mapped[datetime]
    recorded_at: Mapped[datetime]


class ChildPlan(Base):
    """A child's support and intervention plan, and when the commune approved it (Decree 56/2017 Art. 28)."""

    __tablename__ = "child_plan"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    document: Mapped[bytes] = mapped_column(Sealed, deferred=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    occurred_at: Mapped[datetime]
    recorded_at: Mapped[datetime]


class FollowUp(Base):
    """A visit that is due, and what it found."""

    __tablename__ = "follow_up"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    due_on: Mapped[date]
    done_on: Mapped[date | None]
    row_version: Mapped[int]
    outcome: Mapped[bytes | None] = mapped_column(Sealed, deferred=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    occurred_at: Mapped[datetime]
    recorded_at: Mapped[datetime]


Index("ix_follow_up_case", FollowUp.case_id, FollowUp.due_on)
