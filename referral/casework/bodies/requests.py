"""What calls about cases take. Shapes are strict here; whether the work allows it, the services say."""

import json
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, Field, JsonValue, model_validator
from pydantic_core import PydanticCustomError

from referral.casework.cards import CaseFilter, ConsentData, Intake, PersonChange, PersonData, StepRequest
from referral.casework.services.reaching import Reached
from referral.casework.services.step_data import READERS
from referral.kernel.clock import local_date
from referral.web.bodies import (
    Absent,
    Body,
    GivenLine,
    GivenProse,
    Line,
    MaybeDay,
    MaybeMoment,
    Moment,
    Name,
    Paged,
    Prose,
    Tag,
    YesNo,
    clean_throughout,
    null_is_nothing,
)
from workflows.milestones import Milestone
from workflows.vocabulary import ConsentScope, Pathway, Residence, Sex, Stage, State, StepName

OLDEST = 150
MOST_ITEMS = 20

Years = Annotated[int | None, Field(ge=0, le=OLDEST)]
Scopes = Annotated[tuple[ConsentScope, ...], Field(max_length=MOST_ITEMS), BeforeValidator(null_is_nothing)]


def _null_is_empty(value: object) -> object:
    return {} if value is None else value


Items = Annotated[dict[str, JsonValue], Field(max_length=MOST_ITEMS), BeforeValidator(_null_is_empty)]


class AgeBody(Body):
    """An estimate of age in years, when it happened; a person who may be under 18 counts as a child."""

    from_: Years = Field(None, alias="from")
    to: Years = None

    @property
    def bounds(self) -> tuple[int | None, int | None]:
        """The lower and the upper end, whichever way round they were written."""
        if self.from_ is None or self.to is None:
            return self.from_, self.to
        return min(self.from_, self.to), max(self.from_, self.to)


class KnownPerson(Body):
    """What may be known of a person; a report is received without any of it."""

    full_name: Name = None
    date_of_birth: MaybeDay = None
    age_estimate: AgeBody | None = None
    nationality: Line = None
    residence: Annotated[Residence | None, Absent] = None
    ethnicity: Line = None
    id_number: Line = None
    phone: Line = None
    commune_code: Tag = None

    def data(self, sex: Sex) -> PersonData:
        """Give what is known, as the services take it."""
        age_from, age_to = self.age_estimate.bounds if self.age_estimate else (None, None)
        return PersonData(
            sex=sex,
            full_name=self.full_name,
            date_of_birth=self.date_of_birth,
            age_from=age_from,
            age_to=age_to,
            nationality=self.nationality,
            residence=self.residence,
            ethnicity=self.ethnicity,
            id_number=self.id_number,
            phone=self.phone,
            commune_code=self.commune_code,
        )


class PersonBody(KnownPerson):
    """The person a report is about."""

    sex: Sex


class ConsentBody(Body):
    """What the person, or for a child the guardian, agreed to."""

    given: bool
    scope: Scopes = ()
    withheld: Scopes = ()
    guardian: Name = None
    language: Line = None
    interpreter: Name = None

    def data(self) -> ConsentData:
        """Give the consent, as the services take it; a scope named twice counts once."""
        return ConsentData(
            given=self.given,
            scope=tuple(dict.fromkeys(self.scope)),
            withheld=tuple(dict.fromkeys(self.withheld)),
            guardian=self.guardian,
            language=self.language,
            interpreter=self.interpreter,
        )


class NewConsentBody(ConsentBody):
    """A new version of a consent; a withdrawal is one too."""

    occurred_at: MaybeMoment = None


class ReporterBody(Body):
    """Who brought the report."""

    capacity: Line = None
    agency: Line = None


class IntakeBody(Body):
    """A report as its receiver took it down."""

    pathway: Pathway
    occurred_at: Moment
    urgent: YesNo = False
    person: PersonBody
    story: Prose = None
    language: Tag = None
    interpreter_needed: YesNo = False
    consent: ConsentBody | None = None
    accompanies: Tag = None
    reported_by: ReporterBody | None = None
    channel: Tag = None

    @model_validator(mode="after")
    def _is_born_by_then(self) -> "IntakeBody":
        if _is_after(self.person.date_of_birth, local_date(self.occurred_at)):
            raise PydanticCustomError(
                "born-after-report", "born after the report", {"field": "person.date_of_birth"}
            )
        return self

    def intake(self) -> Intake:
        """Give the report, as the services take it."""
        reporter = self.reported_by or ReporterBody()
        return Intake(
            pathway=self.pathway,
            occurred_at=self.occurred_at,
            person=self.person.data(self.person.sex),
            urgent=self.urgent,
            story=self.story,
            language=self.language,
            interpreter_needed=self.interpreter_needed,
            consent=self.consent.data() if self.consent else None,
            accompanies=self.accompanies,
            reporter_capacity=reporter.capacity,
            reporter_agency=reporter.agency,
            channel=self.channel,
        )

    def canonical(self) -> str:
        """Give the report as one text: equal for equal reports, however they were written."""
        # What is left at its default is left out, so that a field added later changes no old report.
        plain = self.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _is_after(day: date | None, other: date) -> bool:
    """Say whether a day, if it is known, comes after another."""
    return day is not None and day > other


class ChangedPersonBody(KnownPerson):
    """What is corrected about a person: a field sent empty is cleared, one not sent stays."""

    sex: Sex = Sex.UNKNOWN

    def changed(self) -> frozenset[str]:
        """Name what was sent, in the words of the services."""
        ages = {"age_from", "age_to"} if "age_estimate" in self.model_fields_set else set()
        return frozenset((self.model_fields_set - {"age_estimate"}) | ages)


class ChangeBody(Body):
    """A correction of the person's data; a story sent is a new telling beside the old."""

    person: ChangedPersonBody | None = None
    story: Prose = None
    urgent: bool | None = None

    def change(self) -> PersonChange:
        """Give the correction, as the services take it."""
        given = {name for name in ("story", "urgent") if getattr(self, name) is not None}
        changed = self.person.changed() if self.person else frozenset()
        return PersonChange(
            given=frozenset(given | changed),
            person=self.person.data(self.person.sex) if self.person and changed else None,
            story=self.story,
            urgent=self.urgent,
        )


class SearchBody(Body):
    """Whom to look for, and why. It travels in the body, for an address is kept in logs."""

    name: Name = None
    id_number: Line = None
    phone: Line = None
    purpose: Tag = None

    @model_validator(mode="after")
    def _looks_for_somebody(self) -> "SearchBody":
        if not (self.name or self.id_number or self.phone):
            raise PydanticCustomError("no-search-term", "nothing to look for", {"field": "name"})
        return self


_ITEMS_OF_EACH = "Items by step. " + " ".join(
    f"`{step}`: {', '.join(f'`{item}`' for item in items)}." for step, items in READERS.items()
)


class StepBody(Body):
    """A step somebody wants to take; which data it needs, the step says."""

    step: StepName
    occurred_at: MaybeMoment = None
    data: Annotated[dict[str, JsonValue], Field(max_length=MOST_ITEMS), BeforeValidator(_null_is_empty)] = (
        Field(default_factory=dict, description=_ITEMS_OF_EACH)
    )
    reason: Prose = None

    def request(self) -> StepRequest:
        """Give the step, as the services take it."""
        return StepRequest(
            step=self.step,
            occurred_at=self.occurred_at,
            data={name: clean_throughout(value) for name, value in self.data.items()},
            reason=self.reason or "",
        )


class NoteBody(Body):
    """A working note."""

    text: GivenProse
    occurred_at: MaybeMoment = None


class MilestoneBody(Body):
    """What the pathway asks for beside the steps and has been done, or why it is not needed."""

    milestone: Milestone
    needed: YesNo = True
    remarks: Prose = None
    occurred_at: MaybeMoment = None

    def data(self) -> Reached:
        """Give it as the service takes it."""
        return Reached(self.milestone, self.needed, self.remarks or "")


class ClockBody(Body):
    """Why a clock is paused or runs on, and on whose authority."""

    reason: GivenProse
    authority: GivenLine


class ExtendBody(ClockBody):
    """Why a clock is extended, on whose authority, and until when."""

    until: Moment


class CasesQuery(Paged):
    """What a list of cases is narrowed to."""

    stage: Stage | None = None
    state: State | None = None
    holder: Line = None
    overdue: bool | None = None

    def filter(self) -> CaseFilter:
        """Give it as the services take it."""
        return CaseFilter(stage=self.stage, state=self.state, holder=self.holder, overdue=self.overdue)
