"""Small frozen cards of what runs beside the journey: what services take and give. They touch no database."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from workflows.data_duties import (
    AskedBy,
    DataKind,
    ErasureGround,
    NoGround,
    NoticeTo,
    RequestOutcome,
    SubjectRight,
)
from workflows.tracks import CrimeDecision, MeasureKind, StayKind
from workflows.vocabulary import Words


@dataclass(frozen=True, slots=True)
class MeasureTaken:
    """A protective measure, or an essential need, as it is decided."""

    kind: MeasureKind
    ground: str = field(repr=False)
    """Why there is reason to believe in a danger, or what is needed."""
    decided_by: str = field(default="", repr=False)
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class MeasureRefused:
    """The person's refusal of a measure: a legitimate reason, and a commitment in writing."""

    kind: MeasureKind
    reason: str = field(default="", repr=False)
    commitment: str = field(default="", repr=False)
    """The number and date of the written commitment."""


@dataclass(frozen=True, slots=True)
class StayBegun:
    """How, where and until when somebody is taken in."""

    kind: StayKind
    facility: str | None = None
    """The facility's code; one's own agency, unless told. None where a family takes the person in."""
    place: str = field(default="", repr=False)
    decided_by: str = field(default="", repr=False)
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class GuardianNamed:
    """Who stands up for a child, and whether they must be kept out."""

    name: str = field(repr=False)
    relation: str = field(default="", repr=False)
    contact: str = field(default="", repr=False)
    is_blocked: bool = False
    because: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class SeparationBegun:
    """Why, where and until when a child is kept apart, and who decided it."""

    because: str = field(repr=False)
    until_on: date
    place: str = field(default="", repr=False)
    decided_by: str = field(default="", repr=False)
    competent_body: str = field(default="", repr=False)
    """The competent body's decision, for longer than the ordinary limit."""


@dataclass(frozen=True, slots=True)
class CrimeReported:
    """A report of a crime, as the police received it."""

    summary: str = field(repr=False)
    police: str | None = None
    """The code of the police agency; one's own, or the verifier, unless told."""
    number: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class MeasureCard:
    """A measure on file."""

    id: UUID
    kind: MeasureKind
    is_refused: bool
    agency: str
    occurred_at: datetime
    until_on: date | None
    ended_at: datetime | None
    ground: str = field(default="", repr=False)
    decided_by: str = field(default="", repr=False)
    reason: str = field(default="", repr=False)
    """Why it was refused, or ended."""
    commitment: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class StayLimit:
    """One of the limits the law sets for a stay, and whether it is the one that counts."""

    rule: str
    label: Words
    due_on: date
    basis: str
    confidence: str
    governs: bool


@dataclass(frozen=True, slots=True)
class StayCard:
    """A stay on file, with every limit the law sets for it, the one that counts first."""

    id: UUID
    kind: StayKind
    facility: str | None
    facility_name: str
    agency: str
    occurred_at: datetime
    until_on: date | None
    family_told_at: datetime | None
    ended_at: datetime | None
    limits: tuple[StayLimit, ...]
    place: str = field(default="", repr=False)
    decided_by: str = field(default="", repr=False)
    reason: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class GuardianCard:
    """A guardian on record; the first of a list stands."""

    id: UUID
    is_blocked: bool
    agency: str
    occurred_at: datetime
    name: str = field(default="", repr=False)
    relation: str = field(default="", repr=False)
    contact: str = field(default="", repr=False)
    because: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class SeparationCard:
    """A separation on file."""

    id: UUID
    agency: str
    occurred_at: datetime
    until_on: date | None
    is_longer: bool
    ended_at: datetime | None
    because: str = field(default="", repr=False)
    place: str = field(default="", repr=False)
    decided_by: str = field(default="", repr=False)
    competent_body: str = field(default="", repr=False)
    reason: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class CrimeLine:
    """A crime report as those see it who must decide it: a reference and dates."""

    id: UUID
    case_ref: str
    police: str
    police_name: str
    occurred_at: datetime
    found_complex_at: datetime | None
    extended_at: datetime | None
    decided_at: datetime | None
    decision: CrimeDecision | None
    told_at: datetime | None
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CrimeCard:
    """A crime report on file, opened."""

    line: CrimeLine
    summary: str = field(default="", repr=False)
    number: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class TracksCard:
    """All that runs beside a case's journey, opened; the latest of each first."""

    measures: tuple[MeasureCard, ...] = field(default=(), repr=False)
    stays: tuple[StayCard, ...] = field(default=(), repr=False)
    guardians: tuple[GuardianCard, ...] = field(default=(), repr=False)
    separations: tuple[SeparationCard, ...] = field(default=(), repr=False)
    crime_reports: tuple[CrimeCard, ...] = field(default=(), repr=False)

    @property
    def has_any(self) -> bool:
        """Whether there is anything at all."""
        return any((self.measures, self.stays, self.guardians, self.separations, self.crime_reports))


@dataclass(frozen=True, slots=True)
class BreachFound:
    """A breach of personal data, as somebody reports it."""

    kinds: tuple[DataKind, ...]
    what: str = field(repr=False)
    affected: int | None = None
    may_harm: bool = True


@dataclass(frozen=True, slots=True)
class NoticeGiven:
    """Somebody is told of a breach; how the persons affected can safely be reached is asked first."""

    to: NoticeTo
    how: str = field(default="", repr=False)
    safe_contact: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class DutyClock:
    """A limit of one of these duties: its rule, its basis, when it falls due, whether it has been met."""

    rule: str
    label: Words
    basis: str
    due_at: datetime
    is_met: bool
    is_late: bool


@dataclass(frozen=True, slots=True)
class ErasureLine:
    """A request to destroy a person's data: which case, why, and what became of it."""

    id: UUID
    ref: str
    ground: ErasureGround
    asked_at: datetime
    decided_at: datetime | None
    is_approved: bool
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class BreachLine:
    """A breach in the register: dates and kinds, nothing of what happened."""

    id: UUID
    kinds: tuple[DataKind, ...]
    occurred_at: datetime
    affected: int | None
    may_harm: bool
    reported_by: str
    remedied_at: datetime | None
    kept_until_on: date | None
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class NoticeCard:
    """Somebody was told of a breach."""

    id: UUID
    to: NoticeTo
    occurred_at: datetime
    how: str = field(default="", repr=False)
    safe_contact: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class BreachCard:
    """A breach, opened: what happened, whom to tell, who was told, what was done about it."""

    line: BreachLine
    clocks: tuple[DutyClock, ...]
    notices: tuple[NoticeCard, ...]
    to_tell: tuple[NoticeTo, ...]
    """Who must be told and was not yet."""
    what: str = field(default="", repr=False)
    remedy: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class RequestTaken:
    """What a data subject asks for, and who asks: sealed, for those who must answer alone."""

    kind: SubjectRight
    asker: str = field(repr=False)
    what: str = field(repr=False)
    contact: str = field(default="", repr=False)
    asked_by: AskedBy = AskedBy.SUBJECT
    case: str = field(default="", repr=False)
    """The reference of the person's case, where it is known."""


@dataclass(frozen=True, slots=True)
class RequestSettled:
    """How a request ends: done, or turned down on a ground and with a reason."""

    outcome: RequestOutcome
    text: str = field(default="", repr=False)
    ground: NoGround | None = None


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A request in the register: what is asked and by when, nothing of who asks."""

    id: UUID
    kind: SubjectRight
    occurred_at: datetime
    has_third_party: bool
    answered_at: datetime | None
    extended_at: datetime | None
    ended_at: datetime | None
    outcome: RequestOutcome | None
    ground: NoGround | None
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class RequestCard:
    """A request, opened for those who must answer it."""

    line: RequestLine
    clocks: tuple[DutyClock, ...]
    asker: str = field(default="", repr=False)
    contact: str = field(default="", repr=False)
    asked_by: AskedBy = AskedBy.SUBJECT
    what: str = field(default="", repr=False)
    case: str = field(default="", repr=False)
    answer: str = field(default="", repr=False)
    extension: str = field(default="", repr=False)
    """Why it takes longer."""
    ending: str = field(default="", repr=False)
