"""Small frozen cards: what services take and give. They hold opened data for one answer and touch no
database.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from referral.sla.cards import ClockCard
from workflows.indicators import Verdict
from workflows.refusal import Refusal
from workflows.vocabulary import (
    ConsentScope,
    Pathway,
    Purpose,
    Relation,
    Residence,
    Sex,
    Stage,
    State,
    StepName,
    Words,
)


class EventKind(StrEnum):
    """What may stand on a timeline beside the journey's own steps."""

    REPORTED = "reported"
    CHANGED = "changed"
    NOTE_ADDED = "note_added"
    SCREENING_MADE = "screening_made"
    CONSENT_RECORDED = "consent_recorded"
    RISK_ASSESSED = "risk_assessed"
    BEST_INTEREST_NOTED = "best_interest_noted"
    PLAN_MADE = "plan_made"
    FOLLOW_UP_SCHEDULED = "follow_up_scheduled"
    FOLLOW_UP_DONE = "follow_up_done"
    CHILD_PLAN_MADE = "child_plan_made"
    CHILD_PLAN_APPROVED = "child_plan_approved"
    CHILD_PLAN_REVIEWED = "child_plan_reviewed"
    FACILITY_FILE_COMPLETED = "facility_file_completed"
    APPLICATION_MADE = "application_made"
    APPLICATION_COMPLETED = "application_completed"
    APPLICATION_GRANTED = "application_granted"
    APPLICATION_REFUSED = "application_refused"
    SUPPORT_DELIVERED = "support_delivered"
    MEASURE_TAKEN = "measure_taken"
    MEASURE_REFUSED = "measure_refused"
    MEASURE_ENDED = "measure_ended"
    STAY_BEGUN = "stay_begun"
    STAY_EXTENDED = "stay_extended"
    STAY_FAMILY_TOLD = "stay_family_told"
    STAY_ENDED = "stay_ended"
    GUARDIAN_NAMED = "guardian_named"
    SEPARATION_BEGUN = "separation_begun"
    SEPARATION_EXTENDED = "separation_extended"
    SEPARATION_ENDED = "separation_ended"
    CRIME_REPORT_RECEIVED = "crime_report_received"
    CRIME_REPORT_COMPLEX = "crime_report_complex"
    CRIME_REPORT_EXTENDED = "crime_report_extended"
    CRIME_REPORT_DECIDED = "crime_report_decided"
    CRIME_REPORT_TOLD = "crime_report_told"
    PAPER_FILED = "paper_filed"
    FILE_ATTACHED = "file_attached"
    MILESTONE_NOT_NEEDED = "milestone_not_needed"
    HANDOVER_OFFERED = "handover_offered"
    HANDOVER_DECLINED = "handover_declined"
    HANDOVER_WITHDRAWN = "handover_withdrawn"
    HANDOVER_LAPSED = "handover_lapsed"
    SERVICE_OFFERED = "service_offered"
    SERVICE_ACCEPTED = "service_accepted"
    SERVICE_DECLINED = "service_declined"
    SERVICE_WITHDRAWN = "service_withdrawn"
    SERVICE_LAPSED = "service_lapsed"
    SERVICE_DONE = "service_done"
    CLOCK_PAUSED = "clock_paused"
    CLOCK_RESUMED = "clock_resumed"
    CLOCK_EXTENDED = "clock_extended"


@dataclass(frozen=True, slots=True)
class PersonData:
    """Who the person is, as far as anyone knows. Shown to nobody by accident: it has no readable repr."""

    sex: Sex
    full_name: str | None = field(default=None, repr=False)
    date_of_birth: date | None = field(default=None, repr=False)
    age_from: int | None = None
    age_to: int | None = None
    nationality: str | None = field(default=None, repr=False)
    residence: Residence | None = field(default=None, repr=False)
    ethnicity: str | None = field(default=None, repr=False)
    id_number: str | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)
    commune_code: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class ConsentData:
    """What was agreed to, by whom, in which language."""

    given: bool
    scope: tuple[ConsentScope, ...] = ()
    withheld: tuple[ConsentScope, ...] = ()
    guardian: str | None = field(default=None, repr=False)
    language: str | None = None
    interpreter: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Intake:
    """A report as its receiver took it down."""

    pathway: Pathway
    occurred_at: datetime
    person: PersonData
    urgent: bool = False
    story: str | None = field(default=None, repr=False)
    language: str | None = None
    interpreter_needed: bool = False
    consent: ConsentData | None = None
    accompanies: str | None = None
    """Reference of the case whose person this one accompanies."""
    reporter_capacity: str | None = None
    reporter_agency: str | None = None
    channel: str | None = None


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case in a list: a reference and where it stands, never a name."""

    id: UUID
    ref: str
    state: State
    stage: Stage
    version: int
    holder: str
    holder_name: str
    pathway: Pathway
    is_urgent: bool
    is_child: bool
    occurred_at: datetime
    recorded_at: datetime
    relations: frozenset[Relation]
    next_clock: ClockCard | None = None
    """The open clock that falls due first."""


@dataclass(frozen=True, slots=True)
class Received:
    """The answer to a report."""

    ref: str
    state: State
    stage: Stage
    version: int
    holder: str
    clocks: tuple[ClockCard, ...]
    answer: dict[str, Any]
    """The same as JSON, exactly as first given, for a repeated report."""


@dataclass(frozen=True, slots=True)
class StatementCard:
    """One telling of the story."""

    id: UUID
    text: str = field(repr=False)
    agency: str = ""
    occurred_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NoteCard:
    """A working note."""

    id: UUID
    text: str = field(repr=False)
    agency: str = ""
    by: str = ""
    occurred_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ScreeningData:
    """The signs that were seen, by their names on the list, and what else was noticed."""

    seen: tuple[str, ...] = field(default=(), repr=False)
    remarks: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ScreeningCard:
    """One screening as it was weighed when it was made; an aid, never a decision."""

    id: UUID
    number: int
    edition: str
    """Of the list of indicators."""
    verdict: Verdict = field(repr=False)
    remarks: str = field(repr=False)
    agency: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class ConsentCard:
    """One version of a consent; the latest stands."""

    id: UUID
    number: int
    data: ConsentData
    agency: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class CaseCard:
    """A case opened for a purpose: only the fields that role, relation and purpose allow are filled."""

    line: CaseLine
    regime: str | None
    purpose: Purpose
    fields: tuple[str, ...]
    """What was shown, as the ledger names it."""
    verifier: str | None = None
    returns_to: State | None = None
    person: PersonData | None = None
    story: str | None = field(default=None, repr=False)
    language: str | None = None
    interpreter_needed: bool = False
    statements: tuple[StatementCard, ...] = ()
    notes: tuple[NoteCard, ...] = ()
    consents: tuple[ConsentCard, ...] = ()
    screenings: tuple[ScreeningCard, ...] = ()
    unreadable: tuple[str, ...] = ()
    """Fields whose sealed bytes did not open: moved, cut or changed; the auditor has been told."""


@dataclass(frozen=True, slots=True)
class PersonChange:
    """A correction: only the fields named in `given` are changed; `story` adds a new telling."""

    given: frozenset[str]
    person: PersonData | None = None
    story: str | None = field(default=None, repr=False)
    urgent: bool | None = None


@dataclass(frozen=True, slots=True)
class StepRequest:
    """A step somebody wants to take."""

    step: StepName
    occurred_at: datetime | None = None
    data: dict[str, Any] = field(default_factory=dict, repr=False)
    reason: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class StepOption:
    """A step of the journey, and whether it may be taken now; if not, every reason."""

    name: StepName
    words: Words
    allowed: bool
    refusals: tuple[Refusal, ...]
    moves_custody: bool
    """Fired by a hand-over, never directly."""
    needs: tuple[str, ...] = ()
    """Data items the step asks for."""


@dataclass(frozen=True, slots=True)
class Moved:
    """Where a case stands after a deed."""

    ref: str
    state: State
    stage: Stage
    version: int
    holder: str


@dataclass(frozen=True, slots=True)
class EventCard:
    """One line of the timeline."""

    id: UUID
    kind: str
    words: Words
    state_before: State | None
    state_after: State | None
    agency: str
    agency_name: str
    by: str
    occurred_at: datetime
    recorded_at: datetime
    reason: str = field(default="", repr=False)
    handover: UUID | None = None
    then: Words | None = None
    """The body that was competent at the time, where it is gone and this agency stands in its place."""


@dataclass(frozen=True, slots=True)
class IntervalCard:
    """From when until when one agency answered for the person."""

    agency: str
    agency_name: str
    from_at: datetime
    to_at: datetime | None
    handover: UUID | None
    recorded_at: datetime
    then: Words | None = None
    """The body that was competent when it began, where it is gone and this agency stands in its place."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A search result; the name is shown only where the caller may see it, and it is logged."""

    line: CaseLine
    name: str = field(repr=False)
    rank: int = 0


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What a list of cases is narrowed to."""

    stage: Stage | None = None
    state: State | None = None
    holder: str | None = None
    overdue: bool | None = None
    is_open: bool | None = None


@dataclass(frozen=True, slots=True)
class YearOfRefusals:
    """How many refused before reception at one's agency in a year; nothing where too few to be told."""

    year: int
    many: int | None
