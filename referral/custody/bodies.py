"""What calls about hand-overs take and answer. Shapes are strict here; the rules are the services'."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import BeforeValidator, Field

from referral.custody.cards import Acceptance, Done, Offer, Outside
from referral.web.bodies import (
    Answer,
    Body,
    GivenLine,
    Line,
    Lines,
    Listed,
    MaybeMoment,
    Paged,
    Prose,
    Tag,
    When,
    YesNo,
)
from workflows.services import DeclineGround, ServiceOutcome
from workflows.vocabulary import HandoverKind, HandoverState, Stage, State, StepName


class Direction(StrEnum):
    """Which way a hand-over goes, seen from one's own agency."""

    IN = "in"
    OUT = "out"


def _null_is_custody(value: object) -> object:
    return HandoverKind.CUSTODY if value is None else value


class RecordBody(Body):
    """What went with the person."""

    place: Prose = None
    condition: Prose = None
    documents: Lines = ()
    belongings: Lines = ()
    escort: Prose = None

    def record(self) -> dict[str, object]:
        """Give what was written down, without what was not."""
        return self.model_dump(mode="json", exclude_defaults=True)


class OutsideBody(Body):
    """A body without an account here that is asked for a service, and the paper that went to it."""

    name: GivenLine
    paper: GivenLine

    def outside(self) -> Outside:
        """Give it as the services take it."""
        return Outside(self.name, self.paper)


class OfferBody(Body):
    """A person, or one service, offered to an agency's queue; by offering, the sender attests the record."""

    to_agency: Line = None
    """Its code; not for a service of a body outside."""
    kind: Annotated[HandoverKind, BeforeValidator(_null_is_custody)] = HandoverKind.CUSTODY
    service: Tag = None
    """For the kind `service`: what the person is referred to."""
    outside: OutsideBody | None = None
    reason: Prose = None
    record: RecordBody | None = None
    occurred_at: MaybeMoment = None

    def offer(self) -> Offer:
        """Give the offer, as the services take it."""
        return Offer(
            to_agency=self.to_agency or "",
            kind=self.kind,
            service=self.service,
            reason=self.reason or "",
            record=self.record.record() if self.record else {},
            occurred_at=self.occurred_at,
            outside=self.outside.outside() if self.outside else None,
        )


class AcceptBody(Body):
    """What the receiver attests."""

    attest: YesNo = False
    condition: Prose = None
    remarks: Prose = None
    occurred_at: MaybeMoment = None

    def acceptance(self) -> Acceptance:
        """Give it as the services take it."""
        return Acceptance(
            attest=self.attest,
            condition=self.condition or "",
            remarks=self.remarks or "",
            occurred_at=self.occurred_at,
        )


class DeclineBody(Body):
    """Why the person is not taken over, or the service not given; `ground` is a service's."""

    reason: Prose = None
    ground: DeclineGround | None = None
    occurred_at: MaybeMoment = None


class DoneBody(Body):
    """How a service ended."""

    outcome: ServiceOutcome = ServiceOutcome.COMPLETED
    report: Prose = None
    occurred_at: MaybeMoment = None

    def done(self) -> Done:
        """Give it as the services take it."""
        return Done(self.outcome, self.report or "", self.occurred_at)


class RefuseBody(Body):
    """Why an offer is taken back."""

    reason: Prose = None
    occurred_at: MaybeMoment = None


class HandoversQuery(Paged):
    """Which hand-overs of one's own agency are listed."""

    direction: Direction = Direction.IN
    state: HandoverState | None = None


class OfferedAnswer(Answer):
    """An offer stands in its receiver's queue."""

    id: UUID
    state: HandoverState
    answer_due_at: When


class HandoverAnswer(Answer):
    """A hand-over in a queue; who it is about is shown once it is accepted."""

    id: UUID
    case: str = Field(validation_alias="case_ref")
    kind: HandoverKind
    service: str
    step: StepName | None
    state: HandoverState
    from_agency: str
    to_agency: str
    offered_at: When
    answer_due_at: When
    answered_at: When | None
    urgent: bool = Field(validation_alias="is_urgent")
    child: bool = Field(validation_alias="is_child")
    case_state: State
    outside: bool = Field(validation_alias="is_outside")
    ground: DeclineGround | None
    """Why a service was declined."""
    result: ServiceOutcome | None = Field(validation_alias="outcome")
    """How a service ended."""
    done_at: When | None


class HandoverDetailAnswer(Answer):
    """A hand-over with its record and its answer, where the caller has a key to them."""

    handover: HandoverAnswer = Field(validation_alias="card")
    record: dict[str, object] | None
    answer: dict[str, object] | None


class HandoversAnswer(Listed[HandoverAnswer]):
    """One page of hand-overs."""


class SettledAnswer(Answer):
    """How a hand-over was settled, and where the case stands then."""

    id: UUID
    outcome: HandoverState
    ref: str
    state: State
    stage: Stage
    version: int
    holder: str
