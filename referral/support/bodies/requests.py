"""What calls about support take. Shapes are strict here; the rules are the services' to apply."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import BeforeValidator, Field, GetJsonSchemaHandler, StringConstraints, model_validator
from pydantic_core import CoreSchema, PydanticCustomError

from referral.support.cards import (
    LONGEST_PER,
    MOST_DONG,
    AgreedService,
    Amount,
    Application,
    BestInterestNote,
    ChildPlanDraft,
    ChildPlanReviewed,
    Decision,
    Findings,
    Given,
    Plan,
    Risk,
    Schedule,
)
from referral.web.bodies import (
    Absent,
    Body,
    Day,
    GivenLine,
    GivenProse,
    Line,
    Lines,
    MaybeDay,
    MaybeMoment,
    Name,
    Prose,
    YesNo,
    in_one_line,
    null_is_nothing,
)
from workflows.benefits import RefusalGround
from workflows.tracks import ReviewOutcome
from workflows.vocabulary import RiskLevel


class RiskBody(Body):
    """How great the danger is, why, and what is done about it."""

    level: RiskLevel
    factors: Lines = ()
    plan: Prose = None
    occurred_at: MaybeMoment = None

    def risk(self) -> Risk:
        """Give it as the services take it."""
        return Risk(level=self.level, factors=self.factors, plan=self.plan or "")


class BestInterestBody(Body):
    """What is best for a child, decided with the guardian and the child."""

    decision: GivenProse
    guardian: Name = None
    heard_child: YesNo = False
    occurred_at: MaybeMoment = None

    def note(self) -> BestInterestNote:
        """Give it as the services take it."""
        return BestInterestNote(
            decision=self.decision, guardian=self.guardian or "", heard_child=self.heard_child
        )


class ServiceBody(Body):
    """A service that was agreed: its name alone, or with who gives it and from when until when."""

    service: GivenLine
    provider: Line = None
    from_: Annotated[MaybeDay, Field(alias="from")] = None
    to: MaybeDay = None

    @model_validator(mode="before")
    @classmethod
    def _named(cls, given: object) -> object:
        return {"service": given} if isinstance(given, str) else given

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> "ServiceBody":
        if self.from_ and self.to and self.to < self.from_:
            raise PydanticCustomError("ends-early", "ends before it begins", {"field": "to"})
        return self

    def agreed(self) -> str | AgreedService:
        """Give it as the services take it."""
        if self.provider is None and self.from_ is None and self.to is None:
            return self.service
        return AgreedService(self.service, self.provider or "", self.from_, self.to)


class OrItsName:
    """Says in the description that a name alone is taken where an object stands."""

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Describe both."""
        return {"anyOf": [{"type": "string", "minLength": 1}, handler(schema)]}


Services = Annotated[
    tuple[Annotated[ServiceBody, OrItsName], ...], Field(max_length=200), BeforeValidator(null_is_nothing)
]


class PlanBody(Body):
    """What the person needs, which services answer it, and when the plan is looked at again."""

    needs: Lines = ()
    services: Services = ()
    agreed_with_person: YesNo = False
    review_on: MaybeDay = None
    occurred_at: MaybeMoment = None

    @model_validator(mode="after")
    def _says_something(self) -> "PlanBody":
        if not (self.needs or self.services):
            raise PydanticCustomError("empty-plan", "neither a need nor a service", {"field": "needs"})
        return self

    def plan(self) -> Plan:
        """Give it as the services take it."""
        return Plan(
            needs=self.needs,
            services=tuple(service.agreed() for service in self.services),
            agreed_with_person=self.agreed_with_person,
            review_on=self.review_on,
        )


class ChildPlanBody(Body):
    """A child's plan to make: `needs` and `measures`. Or one to approve: its `id`."""

    needs: Lines = ()
    measures: Lines = ()
    id: Annotated[UUID | None, Absent] = None
    occurred_at: MaybeMoment = None

    @model_validator(mode="after")
    def _makes_or_approves(self) -> "ChildPlanBody":
        if bool(self.needs) == (self.id is not None) or (self.id and self.measures):
            raise PydanticCustomError(
                "made-or-approved", "neither a plan to make nor one to approve", {"field": "needs"}
            )
        return self

    def draft(self) -> ChildPlanDraft:
        """Give it as the services take it."""
        return ChildPlanDraft(needs=self.needs, measures=self.measures)


class ChildPlanReviewBody(Body):
    """What was found when a child's plan was looked at again, and what follows."""

    outcome: ReviewOutcome
    finding: GivenProse
    occurred_at: MaybeMoment = None

    def review(self) -> ChildPlanReviewed:
        """Give it as the services take it."""
        return ChildPlanReviewed(self.outcome, self.finding, self.occurred_at)


class FacilityFileBody(Body):
    """When the file of an emergency admission was complete."""

    occurred_at: MaybeMoment = None


class FindingsBody(Body):
    """What a visit found, as far as it asked: the danger, school, training, work, insurance."""

    risk: RiskLevel | None = None
    goes_to_school: bool | None = None
    is_in_training: bool | None = None
    has_work: bool | None = None
    has_health_insurance: bool | None = None

    def found(self) -> Findings:
        """Give it as the services take it."""
        return Findings(**self.model_dump())


class FollowUpBody(Body):
    """A visit to schedule: `due_on`; several: `times`, so many months apart. Or one to record: its `id`."""

    due_on: MaybeDay = None
    every_months: Annotated[int, Field(ge=1, le=12)] = 1
    times: Annotated[int, Field(ge=1, le=24)] = 1
    id: Annotated[UUID | None, Absent] = None
    done_on: MaybeDay = None
    outcome: Prose = None
    findings: FindingsBody | None = None
    occurred_at: MaybeMoment = None

    @model_validator(mode="after")
    def _schedules_or_records(self) -> "FollowUpBody":
        is_schedule = self.due_on is not None and not (self.id or self.done_on or self.outcome)
        is_record = self.due_on is None and None not in (self.id, self.done_on, self.outcome)
        if not (is_schedule or is_record):
            raise PydanticCustomError(
                "due-or-done", "neither a visit to schedule nor one to record", {"field": "due_on"}
            )
        return self

    def schedule(self) -> Schedule:
        """Give when the visits are due.

        :raises ValueError: if one is recorded instead
        """
        if self.due_on is None:
            raise ValueError("This records a visit.")
        return Schedule(self.due_on, self.every_months, self.times)

    def visit(self) -> tuple[UUID, date]:
        """Give which visit is recorded, and when it was made.

        :raises ValueError: if one is scheduled instead
        """
        if self.id is None or self.done_on is None:
            raise ValueError("This schedules a visit.")
        return self.id, self.done_on

    def found(self) -> Findings | None:
        """Give what the visit found."""
        return self.findings.found() if self.findings else None


class Outcome(StrEnum):
    """What is decided on an application."""

    GRANTED = "granted"
    REFUSED = "refused"


class EntitlementBody(Body):
    """An application: `regime`. One that was completed: `id`, `completed`. Or decided: `id`, `decision`."""

    regime: Line = None
    """A letter of Article 37 (a, b, c, d, đ, e, g, h, i, k), a regime's name, or one benefit of it."""
    details: Prose = None
    missing: Lines = ()
    id: Annotated[UUID | None, Absent] = None
    completed: YesNo = False
    decision: Outcome | None = None
    ground: RefusalGround | None = None
    reason: Prose = None
    told_how_to_complain: YesNo = False
    from_: Annotated[MaybeDay, Field(alias="from")] = None
    until: MaybeDay = None
    occurred_at: MaybeMoment = None

    @model_validator(mode="after")
    def _does_one_thing(self) -> "EntitlementBody":
        applies = self.regime is not None and self.id is None
        continues = self.regime is None and self.id is not None
        asked = self.completed + (self.decision is not None)
        if not ((applies and not asked) or (continues and asked == 1)):
            raise PydanticCustomError(
                "one-of-three", "neither an application, nor completed, nor decided", {"field": "regime"}
            )
        return self

    def application(self) -> Application:
        """Give what is applied for."""
        return Application(self.regime or "", self.details or "", self.missing)

    def decided(self) -> Decision:
        """Give what was decided."""
        return Decision(
            is_granted=self.decision is Outcome.GRANTED,
            ground=self.ground,
            reason=self.reason or "",
            told_how_to_complain=self.told_how_to_complain,
            from_on=self.from_,
            until_on=self.until,
        )


class DeliveryBody(Body):
    """A service that was given, and how many times."""

    service: GivenLine
    """A letter of Article 37, a regime's name, or one benefit of it."""
    times: Annotated[int, Field(ge=1, le=1000)] = 1
    provider: Line = None
    note: Prose = None
    reason: Prose = None
    """Needed when the law does not list it for the person: why, and from which means."""
    occurred_at: MaybeMoment = None

    def given(self) -> Given:
        """Give it as the services take it."""
        return Given(self.service, self.times, self.provider or "", self.note or "", self.reason or "")


class AmountBody(Body):
    """What a province pays for a benefit from a day on, and which decision says so."""

    benefit: GivenLine
    province_code: GivenLine
    dong: Annotated[int, Field(ge=0, le=MOST_DONG)]
    per: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_PER), BeforeValidator(in_one_line)]
    """For what it is paid once: a day, a month, a course."""
    from_: Annotated[Day, Field(alias="from")]
    source: GivenLine

    def amount(self) -> Amount:
        """Give it as the services take it."""
        return Amount(self.benefit, self.province_code, self.dong, self.per, self.from_, self.source)
