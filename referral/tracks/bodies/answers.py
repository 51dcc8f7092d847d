"""What calls about the tracks of a case answer. Only types live here."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from referral.web.bodies import Answer, Label, Listed, When
from workflows.tracks import CrimeDecision, MeasureKind, StayKind


class MeasureAnswer(Answer):
    """A measure on file, or the person's refusal of it."""

    id: UUID
    kind: MeasureKind
    is_refused: bool
    ground: str
    decided_by: str
    reason: str
    commitment: str
    agency: str
    occurred_at: When
    until_on: date | None
    ended_at: When | None


class StayLimitAnswer(Answer):
    """A limit the law sets for a stay, and whether it is the one that counts."""

    rule: str
    label: Label
    due_on: date
    basis: str
    confidence: str
    governs: bool


class StayAnswer(Answer):
    """A stay on file, with its limits side by side, the one that counts first."""

    id: UUID
    kind: StayKind
    facility: str | None
    place: str
    decided_by: str
    agency: str
    occurred_at: When
    until_on: date | None
    family_told_at: When | None
    ended_at: When | None
    reason: str
    limits: tuple[StayLimitAnswer, ...]


class GuardianAnswer(Answer):
    """A guardian on record; the first stands."""

    id: UUID
    name: str
    relation: str
    contact: str
    is_blocked: bool
    because: str
    agency: str
    occurred_at: When


class SeparationAnswer(Answer):
    """A time in which a child was kept apart."""

    id: UUID
    because: str
    place: str
    decided_by: str
    competent_body: str
    is_longer: bool
    agency: str
    occurred_at: When
    until_on: date | None
    ended_at: When | None
    reason: str


class CrimeLineAnswer(Answer):
    """A crime report as those see it who must decide it: a reference and dates."""

    id: UUID
    case: str = Field(validation_alias="case_ref")
    police: str
    occurred_at: When
    found_complex_at: When | None
    extended_at: When | None
    decided_at: When | None
    decision: CrimeDecision | None
    told_at: When | None
    due_at: When | None


class CrimeReportAnswer(CrimeLineAnswer):
    """A crime report on file."""

    parts: ClassVar[tuple[str, ...]] = ("line",)
    summary: str
    number: str


class CrimeReportsAnswer(Listed[CrimeLineAnswer]):
    """One page of the crime reports one's own police agency received."""


class TracksAnswer(Answer):
    """What runs beside the journey, the latest of each first."""

    measures: tuple[MeasureAnswer, ...]
    placements: tuple[StayAnswer, ...] = Field(validation_alias="stays")
    guardians: tuple[GuardianAnswer, ...]
    separations: tuple[SeparationAnswer, ...]
    crime_reports: tuple[CrimeReportAnswer, ...]
