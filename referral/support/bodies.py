"""What calls about support take and answer. Shapes are strict here; the rules are the services' to apply."""

from dataclasses import asdict
from datetime import date
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from referral.support.cards import BestInterestNote, ChildPlanDraft, Plan, Risk
from referral.web.bodies import (
    Absent,
    Answer,
    Body,
    GivenProse,
    Lines,
    MaybeDay,
    MaybeMoment,
    Name,
    Prose,
    When,
    YesNo,
)
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


class PlanBody(Body):
    """What the person needs, which services answer it, and when the plan is looked at again."""

    needs: Lines = ()
    services: Lines = ()
    agreed_with_person: YesNo = False
    review_on: MaybeDay = None
    occurred_at: MaybeMoment = None

    def plan(self) -> Plan:
        """Give it as the services take it."""
        return Plan(
            needs=self.needs,
            services=self.services,
            agreed_with_person=self.agreed_with_person,
            review_on=self.review_on,
        )


class ChildPlanBody(Body):
    """A child's plan to make: `needs` and `measures`. Or one to approve: its `id`."""

    needs: Lines = ()
    measures: Lines = ()
    id: Annotated[UUID | None, Absent] = None
    occurred_at: MaybeMoment = None

    def draft(self) -> ChildPlanDraft:
        """Give it as the services take it."""
        return ChildPlanDraft(needs=self.needs, measures=self.measures)


class FacilityFileBody(Body):
    """When the file of an emergency admission was complete."""

    occurred_at: MaybeMoment = None


class FollowUpBody(Body):
    """A visit to schedule: `due_on`. Or one to record: its `id`, `done_on` and `outcome`."""

    due_on: MaybeDay = None
    id: Annotated[UUID | None, Absent] = None
    done_on: MaybeDay = None
    outcome: Prose = None
    occurred_at: MaybeMoment = None

    @model_validator(mode="after")
    def _schedules_or_records(self) -> "FollowUpBody":
        is_schedule = self.due_on is not None and not (self.id or self.done_on or self.outcome)
        is_record = self.due_on is None and self.id is not None and self.done_on is not None
        if not (is_schedule or is_record):
            raise PydanticCustomError(
                "due-or-done", "neither a visit to schedule nor one to record", {"field": "due_on"}
            )
        return self

    def visit(self) -> tuple[UUID, date]:
        """Give which visit is recorded, and when it was made.

        :raises ValueError: if one is scheduled instead
        """
        if self.id is None or self.done_on is None:
            raise ValueError("This schedules a visit.")
        return self.id, self.done_on


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


class PlanAnswer(OnFile):
    """A support plan on file."""

    needs: tuple[str, ...]
    services: tuple[str, ...]
    agreed_with_person: bool
    review_on: date | None


class FollowUpAnswer(Answer):
    """A visit: when it is due, when it was done, what it found."""

    id: UUID
    due_on: date
    done_on: date | None
    outcome: str


class ChildPlanAnswer(Answer):
    """A child's plan on file, and when it was approved."""

    parts: ClassVar[tuple[str, ...]] = ("draft",)
    id: UUID
    needs: tuple[str, ...]
    measures: tuple[str, ...]
    agency: str
    occurred_at: When | None
    approved_at: When | None


class SupportAnswer(Answer):
    """What is done for the person, the latest of each first."""

    risk_assessments: tuple[RiskAnswer, ...] = Field(validation_alias="risks")
    best_interest: tuple[BestInterestAnswer, ...]
    plans: tuple[PlanAnswer, ...]
    follow_ups: tuple[FollowUpAnswer, ...]
    child_plans: tuple[ChildPlanAnswer, ...]
