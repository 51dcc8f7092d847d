"""What calls about cases answer, read from the cards of the services. Nothing is opened or decided here."""

from datetime import date
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import BeforeValidator, Field

from referral.casework.bodies.screening import ScreeningAnswer
from referral.casework.cards import PersonData
from referral.web.bodies import Answer, Label, Listed, Reason, When
from workflows.vocabulary import (
    ClockState,
    ConsentScope,
    Pathway,
    Purpose,
    Relation,
    Residence,
    Sex,
    Stage,
    State,
    StepName,
)


def _in_order(relations: object) -> object:
    return sorted(relations) if isinstance(relations, frozenset) else relations


Relations = Annotated[tuple[Relation, ...], BeforeValidator(_in_order)]


class ClockAnswer(Answer):
    """A deadline with its basis and the agency whose duty it is."""

    id: UUID
    rule: str
    label: Label
    basis: str
    confidence: str
    policy: bool = Field(validation_alias="is_policy")
    unit: str
    amount: int
    started_at: When
    due_at: When
    due_on: date
    warn_at: When
    duty_of: str
    state: ClockState
    level: int
    working_days_left: int | None


class ReceivedAnswer(Answer):
    """A report was received: its reference, where the case stands, and the clocks that run."""

    ref: str
    state: State
    stage: Stage
    version: int
    holder: str
    clocks: tuple[ClockAnswer, ...]


class MovedAnswer(Answer):
    """Where a case stands now."""

    ref: str
    state: State
    stage: Stage
    version: int
    holder: str


class LineAnswer(Answer):
    """A case in a list: a reference and where it stands, never a name."""

    ref: str
    state: State
    stage: Stage
    version: int
    holder: str
    pathway: Pathway
    urgent: bool = Field(validation_alias="is_urgent")
    child: bool = Field(validation_alias="is_child")
    occurred_at: When
    recorded_at: When
    relations: Relations
    next_clock: ClockAnswer | None


class HitAnswer(Answer):
    """A case found; the name only where the caller may see it."""

    parts: ClassVar[tuple[str, ...]] = ("line",)
    ref: str
    name: str | None
    state: State
    stage: Stage
    holder: str
    child: bool = Field(validation_alias="is_child")


class AgeAnswer(Answer):
    """An estimate of age in years."""

    from_: int | None = Field(serialization_alias="from")
    to: int | None


class PersonAnswer(Answer):
    """Who the person is, as far as it is known and may be shown."""

    full_name: str | None
    sex: Sex
    date_of_birth: date | None
    age_estimate: AgeAnswer | None
    nationality: str | None
    residence: Residence | None
    ethnicity: str | None
    id_number: str | None
    phone: str | None
    commune_code: str | None


def _person(data: object) -> object:
    """The two ends of an estimated age stand together in an answer."""
    if not isinstance(data, PersonData):
        return data
    is_estimated = data.age_from is not None or data.age_to is not None
    return PersonAnswer(
        full_name=data.full_name,
        sex=data.sex,
        date_of_birth=data.date_of_birth,
        age_estimate=AgeAnswer(from_=data.age_from, to=data.age_to) if is_estimated else None,
        nationality=data.nationality,
        residence=data.residence,
        ethnicity=data.ethnicity,
        id_number=data.id_number,
        phone=data.phone,
        commune_code=data.commune_code,
    )


class StatementAnswer(Answer):
    """One telling of the story."""

    id: UUID
    text: str
    agency: str
    occurred_at: When | None


class NoteAnswer(Answer):
    """A working note."""

    id: UUID
    text: str
    agency: str
    by: str
    occurred_at: When | None


class ConsentAnswer(Answer):
    """One version of a consent; the highest number stands."""

    parts: ClassVar[tuple[str, ...]] = ("data",)
    id: UUID
    number: int
    given: bool
    scope: tuple[ConsentScope, ...]
    withheld: tuple[ConsentScope, ...]
    guardian: str | None
    language: str | None
    interpreter: str | None
    agency: str
    occurred_at: When


class CaseAnswer(Answer):
    """A case opened for a purpose. `fields` names what was shown; what is not among them is empty here."""

    parts: ClassVar[tuple[str, ...]] = ("line",)
    ref: str
    state: State
    stage: Stage
    version: int
    holder: str
    pathway: Pathway
    regime: str | None
    child: bool = Field(validation_alias="is_child")
    urgent: bool = Field(validation_alias="is_urgent")
    occurred_at: When
    recorded_at: When
    relations: Relations
    purpose: Purpose
    fields: tuple[str, ...]
    verifier: str | None
    returns_to: State | None
    person: Annotated[PersonAnswer | None, BeforeValidator(_person)]
    story: str | None
    language: str | None
    interpreter_needed: bool
    statements: tuple[StatementAnswer, ...]
    notes: tuple[NoteAnswer, ...]
    consents: tuple[ConsentAnswer, ...]
    screenings: tuple[ScreeningAnswer, ...]
    unreadable: tuple[str, ...]


class StepAnswer(Answer):
    """A step of the journey, and whether it may be taken now; if not, every reason."""

    step: StepName = Field(validation_alias="name")
    label: Label = Field(validation_alias="words")
    allowed: bool
    refusals: tuple[Reason, ...]
    moves_custody: bool
    needs: tuple[str, ...]


class EventAnswer(Answer):
    """One line of the timeline."""

    id: UUID
    kind: str
    label: Label = Field(validation_alias="words")
    state_before: State | None
    state_after: State | None
    agency: str
    by: str
    occurred_at: When
    recorded_at: When
    reason: str
    handover: UUID | None
    competent_then: Label | None = Field(validation_alias="then")


class IntervalAnswer(Answer):
    """From when until when one agency answered for the person."""

    agency: str
    from_: When = Field(validation_alias="from_at", serialization_alias="from")
    to: When | None = Field(validation_alias="to_at")
    handover: UUID | None
    recorded_at: When
    competent_then: Label | None = Field(validation_alias="then")


class CasesAnswer(Listed[LineAnswer]):
    """One page of the cases the caller may know of."""


class HitsAnswer(Listed[HitAnswer]):
    """The cases found, best first."""


class ClocksAnswer(Listed[ClockAnswer]):
    """Every clock of a case."""


class StepsAnswer(Listed[StepAnswer]):
    """Every step of a case's journey."""


class TimelineAnswer(Listed[EventAnswer]):
    """What happened on a case, oldest first."""


class CustodyAnswer(Listed[IntervalAnswer]):
    """Who answered for the person, oldest first."""
