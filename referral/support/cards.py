"""Small frozen cards of support: what services take and give. They touch no database."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from workflows.benefits import ApplicationState, Benefit, Category, Grade, RefusalGround, SupportRegime
from workflows.tracks import ReviewOutcome
from workflows.vocabulary import Regime, RiskLevel


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
class AgreedService:
    """A service that was agreed, who gives it, and from when until when."""

    service: str = field(repr=False)
    provider: str = field(default="", repr=False)
    from_on: date | None = None
    to_on: date | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """Needs, services, whether the person agreed, and when the plan is looked at again."""

    needs: tuple[str, ...] = field(default=(), repr=False)
    services: tuple[str | AgreedService, ...] = field(default=(), repr=False)
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
    reviews: "tuple[ChildPlanReviewed, ...]" = ()
    """The latest first."""


@dataclass(frozen=True, slots=True)
class ChildPlanReviewed:
    """A child's plan looked at again: what was found, and what follows."""

    outcome: ReviewOutcome
    finding: str = field(repr=False)
    occurred_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """One thing on file: its id, who recorded it, and when it happened."""

    id: UUID
    agency: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class Schedule:
    """Visits at equal distances: the first one, how many months apart, and how many."""

    first_on: date
    every_months: int = 1
    times: int = 1


@dataclass(frozen=True, slots=True)
class Findings:
    """How the new life goes, as far as the visit asked: the danger, school, training, work, insurance."""

    risk: RiskLevel | None = None
    """Of being trafficked again."""
    goes_to_school: bool | None = None
    is_in_training: bool | None = None
    has_work: bool | None = None
    has_health_insurance: bool | None = None


@dataclass(frozen=True, slots=True)
class FollowUpCard:
    """A visit: when it is due, when it was done, what it found."""

    id: UUID
    due_on: date
    done_on: date | None
    outcome: str = field(default="", repr=False)
    findings: Findings = field(default_factory=Findings, repr=False)


@dataclass(frozen=True, slots=True)
class Application:
    """What somebody applies for, and what the dossier still lacks."""

    regime: str
    """A letter of Article 37, a regime of support, or one thing given under it."""
    details: str = field(default="", repr=False)
    missing: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Decision:
    """What the health department decides on an application."""

    is_granted: bool
    ground: RefusalGround | None = None
    reason: str = field(default="", repr=False)
    told_how_to_complain: bool = False
    from_on: date | None = None
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class ApplicationCard:
    """An application as it stands."""

    id: UUID
    benefit: Benefit
    state: ApplicationState
    category: Category
    agency: str
    occurred_at: datetime
    completed_at: datetime | None = None
    decided_at: datetime | None = None
    due_at: datetime | None = None
    """By when it must be decided, while it waits."""
    ground: RefusalGround | None = None
    from_on: date | None = None
    until_on: date | None = None
    details: str = field(default="", repr=False)
    missing: tuple[str, ...] = field(default=(), repr=False)
    reason: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class AppliedCard:
    """Where an application stands after a deed: what is missing, or by when it must be decided."""

    id: UUID
    state: ApplicationState
    missing: tuple[str, ...] = field(default=(), repr=False)
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DeliveredCard:
    """What was just given, and how many times the person has received it in all."""

    id: UUID
    service: str
    grade: Grade
    times: int
    total: int


@dataclass(frozen=True, slots=True)
class Given:
    """A service that was given."""

    service: str
    """A letter of Article 37, a regime of support, or one thing given under it."""
    times: int = 1
    provider: str = field(default="", repr=False)
    note: str = field(default="", repr=False)
    reason: str = field(default="", repr=False)
    """Why it was given although the person's category is not named for it."""


@dataclass(frozen=True, slots=True)
class DeliveryCard:
    """A service that was given, and how many times the person has received it in all."""

    id: UUID
    benefit: Benefit
    grade: Grade
    times: int
    total: int
    agency: str
    occurred_at: datetime
    provider: str = field(default="", repr=False)
    note: str = field(default="", repr=False)
    reason: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class BenefitLine:
    """One thing that can be given: what was applied for, what was decided, how many times it was given."""

    benefit: Benefit
    applications: tuple[ApplicationCard, ...] = ()
    times: int = 0
    last_given_at: datetime | None = None
    amount: "AmountCard | None" = None


@dataclass(frozen=True, slots=True)
class RegimeLine:
    """One letter of Article 37 as it stands for a person."""

    regime: SupportRegime
    grade: Grade
    benefits: tuple[BenefitLine, ...]


@dataclass(frozen=True, slots=True)
class EntitlementsCard:
    """Everything a person is entitled to, and what has become of it."""

    category: Category
    regime: Regime
    lines: tuple[RegimeLine, ...] = field(repr=False)


MOST_DONG, LONGEST_PER = 2_000_000_000, 60
"""What an amount, and the words for what it is paid once, must fit into."""


@dataclass(frozen=True, slots=True)
class Amount:
    """What a province pays for a benefit from a day on, and which decision says so."""

    benefit: str
    province_code: str
    dong: int
    per: str
    from_on: date
    source: str


@dataclass(frozen=True, slots=True)
class AmountCard:
    """An amount on file."""

    id: UUID
    amount: Amount
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class SupportCard:
    """Everything that is done for a person, opened."""

    risks: tuple[tuple[Recorded, Risk], ...] = field(default=(), repr=False)
    best_interest: tuple[tuple[Recorded, BestInterestNote], ...] = field(default=(), repr=False)
    plans: tuple[tuple[Recorded, Plan], ...] = field(default=(), repr=False)
    follow_ups: tuple[FollowUpCard, ...] = field(default=(), repr=False)
    child_plans: tuple[ChildPlanCard, ...] = field(default=(), repr=False)
    entitlements: tuple[ApplicationCard, ...] = field(default=(), repr=False)
    deliveries: tuple[DeliveryCard, ...] = field(default=(), repr=False)
