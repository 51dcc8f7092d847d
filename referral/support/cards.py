"""Small frozen cards of support: what services take and give. They touch no database."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from workflows.vocabulary import RiskLevel


@dataclass(frozen=True, slots=True)
class Risk:
    """How great the danger is, why, and what is done about it."""

    level: RiskLevel
    factors: tuple[str, ...] = field(default=(), repr=False)
    plan: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class BestInterestNote:
    """What is best for a child."""

    decision: str = field(repr=False)
    guardian: str = field(default="", repr=False)
    heard_child: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """Needs, services, whether the person agreed, and when the plan is looked at again."""

    needs: tuple[str, ...] = field(default=(), repr=False)
    services: tuple[str, ...] = field(default=(), repr=False)
    agreed_with_person: bool = False
    review_on: date | None = None


@dataclass(frozen=True, slots=True)
class ChildPlanDraft:
    """What is to be done for a child, and with whom."""

    needs: tuple[str, ...] = field(default=(), repr=False)
    measures: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class ChildPlanCard:
    """A child's plan on file, and when it was approved."""

    id: UUID
    draft: ChildPlanDraft = field(repr=False)
    agency: str = ""
    occurred_at: datetime | None = None
    approved_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """One thing on file: its id, who recorded it, and when it happened."""

    id: UUID
    agency: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class FollowUpCard:
    """A visit: when it is due, when it was done, what it found."""

    id: UUID
    due_on: date
    done_on: date | None
    outcome: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class SupportCard:
    """Everything that is done for a person, opened."""

    risks: tuple[tuple[Recorded, Risk], ...] = field(default=(), repr=False)
    best_interest: tuple[tuple[Recorded, BestInterestNote], ...] = field(default=(), repr=False)
    plans: tuple[tuple[Recorded, Plan], ...] = field(default=(), repr=False)
    follow_ups: tuple[FollowUpCard, ...] = field(default=(), repr=False)
    child_plans: tuple[ChildPlanCard, ...] = field(default=(), repr=False)
