"""Small frozen cards of papers: what services take and give. They touch no database."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from workflows.vocabulary import PaperKind


@dataclass(frozen=True, slots=True)
class PaperData:
    """A paper to be filed."""

    kind: PaperKind
    number: str = field(repr=False)
    issued_on: date | None = None
    issuer: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class PaperCard:
    """A paper on file, opened."""

    id: UUID
    data: PaperData
    agency: str
    occurred_at: datetime
