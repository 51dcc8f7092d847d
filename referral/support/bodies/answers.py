"""What calls about support answer: read from the cards that the services give. Only types live here."""

from dataclasses import asdict
from datetime import date
from typing import ClassVar, Self
from uuid import UUID

from pydantic import Field, model_validator

from referral.web.bodies import Answer, Label, Listed, When
from workflows.benefits import ApplicationState, Category, Grade, RefusalGround
from workflows.tracks import ReviewOutcome
from workflows.vocabulary import Confidence, Regime, RiskLevel


class OnFile(Answer):
    """Something on file: who recorded it, and when it happened."""

    id: UUID
    agency: str
    occurred_at: When

    @model_validator(mode="before")
    @classmethod
    def _joined(cls, given: object) -> object:
        """The services give a pair: how it was recorded, and what it says."""
        return (
            {k: v for part in given for k, v in asdict(part).items()} if isinstance(given, tuple) else given
        )


class RiskAnswer(OnFile):
    """A risk assessment on file."""

    level: RiskLevel
    factors: tuple[str, ...]
    plan: str


class BestInterestAnswer(OnFile):
    """A best-interest note on file."""

    decision: str
    guardian: str
    heard_child: bool


class ServiceAnswer(Answer):
    """A service that was agreed, who gives it, and from when until when."""

    service: str
    provider: str
    from_: date | None = Field(validation_alias="from_on", serialization_alias="from")
    to: date | None = Field(validation_alias="to_on")


class PlanAnswer(OnFile):
    """A support plan on file."""

    needs: tuple[str, ...]
    services: tuple[str | ServiceAnswer, ...]
    agreed_with_person: bool
    review_on: date | None


class FindingsAnswer(Answer):
    """What a visit found, as far as it asked."""

    risk: RiskLevel | None
    goes_to_school: bool | None
    is_in_training: bool | None
    has_work: bool | None
    has_health_insurance: bool | None


class FollowUpAnswer(Answer):
    """A visit: when it is due, when it was done, what it found."""

    id: UUID
    due_on: date
    done_on: date | None
    outcome: str
    findings: FindingsAnswer


class VisitsAnswer(Answer):
    """The visit that was recorded, or every one that was scheduled; `id` is the first."""

    id: UUID
    ids: tuple[UUID, ...]

    @classmethod
    def of(cls, card: object) -> Self:
        """Read it from one id or several."""
        ids = card if isinstance(card, tuple) else (card,)
        return cls.model_validate({"id": ids[0], "ids": ids})


class ChildPlanReviewAnswer(Answer):
    """A child's plan looked at again."""

    outcome: ReviewOutcome
    finding: str
    occurred_at: When | None


class ChildPlanAnswer(Answer):
    """A child's plan on file, and when it was approved."""

    parts: ClassVar[tuple[str, ...]] = ("draft",)
    id: UUID
    needs: tuple[str, ...]
    measures: tuple[str, ...]
    agency: str
    occurred_at: When | None
    approved_at: When | None
    reviews: tuple[ChildPlanReviewAnswer, ...]


class BenefitAnswer(Answer):
    """One thing that can be given, with its terms and where they stand."""

    parts: ClassVar[tuple[str, ...]] = ("benefit", "benefit.law")
    name: str
    label: Label
    duration: Label
    provider: Label
    condition: Label | None
    needs_application: bool
    basis: str
    confidence: Confidence


class ApplicationAnswer(Answer):
    """An application as it stands; what was said in it only for those who may open it."""

    parts: ClassVar[tuple[str, ...]] = ("benefit",)
    id: UUID
    regime: str = Field(validation_alias="of")
    benefit: str = Field(validation_alias="name")
    state: ApplicationState
    category: Category
    agency: str
    occurred_at: When
    completed_at: When | None
    due_at: When | None
    decided_at: When | None
    ground: RefusalGround | None
    from_: date | None = Field(validation_alias="from_on", serialization_alias="from")
    until: date | None = Field(validation_alias="until_on")
    details: str
    missing: tuple[str, ...]
    reason: str


class AppliedAnswer(Answer):
    """An application as it stands after the call: what is missing, or by when it must be decided."""

    id: UUID
    state: ApplicationState
    missing: tuple[str, ...]
    due_at: When | None


class DeliveredAnswer(Answer):
    """What was just given, and how many times the person has received it in all."""

    id: UUID
    service: str
    grade: Grade
    times: int
    total: int


class DeliveryAnswer(Answer):
    """A service that was given, and how many times the person has received it in all."""

    parts: ClassVar[tuple[str, ...]] = ("benefit",)
    id: UUID
    service: str = Field(validation_alias="name")
    grade: Grade
    times: int
    total: int
    agency: str
    occurred_at: When
    provider: str
    note: str
    reason: str


class AmountAnswer(Answer):
    """An amount on file."""

    parts: ClassVar[tuple[str, ...]] = ("amount",)
    id: UUID
    benefit: str
    province_code: str
    dong: int
    per: str
    from_: date = Field(validation_alias="from_on", serialization_alias="from")
    source: str
    recorded_at: When


class AmountsAnswer(Listed[AmountAnswer]):
    """Every amount on file, the newest first."""


class BenefitLineAnswer(BenefitAnswer):
    """One thing that can be given, and what has become of it."""

    applications: tuple[ApplicationAnswer, ...]
    times: int
    last_given_at: When | None
    amount: AmountAnswer | None


class RegimeLineAnswer(Answer):
    """One letter of Article 37 as it stands for the person."""

    parts: ClassVar[tuple[str, ...]] = ("regime", "regime.law")
    letter: str
    name: str
    label: Label
    grade: Grade
    basis: str
    confidence: Confidence
    benefits: tuple[BenefitLineAnswer, ...]


class EntitlementsAnswer(Answer):
    """Everything a person is entitled to, letter by letter."""

    category: Category
    regime: Regime
    items: tuple[RegimeLineAnswer, ...] = Field(validation_alias="lines")


class SupportAnswer(Answer):
    """What is done for the person, the latest of each first."""

    risk_assessments: tuple[RiskAnswer, ...] = Field(validation_alias="risks")
    best_interest: tuple[BestInterestAnswer, ...]
    plans: tuple[PlanAnswer, ...]
    follow_ups: tuple[FollowUpAnswer, ...]
    child_plans: tuple[ChildPlanAnswer, ...]
    entitlements: tuple[ApplicationAnswer, ...]
    deliveries: tuple[DeliveryAnswer, ...]
