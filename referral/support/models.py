"""Risk, best interest, plans, visits, applications, deliveries as stored.

What they say of a person is sealed; what kind of support it is and when it was given is not.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
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


class ChildPlanReview(Base):
    """A child's plan looked at again, and what follows from it (Decree 56/2017 Art. 30)."""

    __tablename__ = "child_plan_review"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    plan_id: Mapped[UUID] = mapped_column(ForeignKey("child_plan.id"))
    outcome: Mapped[str] = mapped_column(String(12))
    document: Mapped[bytes] = mapped_column(Sealed, deferred=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
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
    findings: Mapped[bytes | None] = mapped_column(Sealed, deferred=True)
    """How great the risk of being trafficked again is, and how school, training, work and insurance go."""
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    occurred_at: Mapped[datetime]
    recorded_at: Mapped[datetime]


Index("ix_follow_up_case", FollowUp.case_id, FollowUp.due_on)


class Entitlement(Base):
    """An application for support, whether it is complete, and what was decided."""

    __tablename__ = "entitlement"
    __table_args__ = (Index("ix_entitlement_case", "case_id", "benefit"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    benefit: Mapped[str] = mapped_column(String(40))
    """What is applied for, as `workflows/law/entitlements.toml` names it."""
    category: Mapped[str] = mapped_column(String(24))
    """The category of person under Article 37 when it was made."""
    regime: Mapped[str] = mapped_column(String(4))
    state: Mapped[str] = mapped_column(String(12))
    ground: Mapped[str | None] = mapped_column(String(24))
    """Why it was refused: one of a closed list."""
    from_on: Mapped[date | None]
    until_on: Mapped[date | None]
    row_version: Mapped[int]
    document: Mapped[bytes] = mapped_column(Sealed, deferred=True)
    decision: Mapped[bytes | None] = mapped_column(Sealed, deferred=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    completed_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    occurred_at: Mapped[datetime]
    recorded_at: Mapped[datetime]


class Delivery(Base):
    """A service that was given, and how many times: the yearly form counts person-times."""

    __tablename__ = "delivery"
    __table_args__ = (Index("ix_delivery_case", "case_id", "benefit"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    benefit: Mapped[str] = mapped_column(String(40))
    category: Mapped[str] = mapped_column(String(24))
    grade: Mapped[str] = mapped_column(String(14))
    """How far the category was entitled when it was given."""
    times: Mapped[int]
    document: Mapped[bytes] = mapped_column(Sealed, deferred=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    occurred_at: Mapped[datetime]
    recorded_at: Mapped[datetime]


class SupportAmount(Base):
    """What a province pays for a benefit from a day on, and which decision says so; none is shipped."""

    __tablename__ = "support_amount"
    __table_args__ = (Index("ix_support_amount_benefit", "benefit", "province_code", "from_on"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    benefit: Mapped[str] = mapped_column(String(40))
    province_code: Mapped[str] = mapped_column(String(2))
    dong: Mapped[int]
    per: Mapped[str] = mapped_column(String(60))
    """For what the amount is paid once: a day, a month, a course."""
    from_on: Mapped[date]
    source: Mapped[str] = mapped_column(String(300))
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime]
