"""Small frozen cards of papers and files: what services take and give. They touch no database."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
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


FILE_BYTES_MOST = 10 * 1024 * 1024
"""A photograph of today, or a scan of thirty pages."""


class MediaType(StrEnum):
    """What a file may be; known by its content, never by its name."""

    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"

    @property
    def short(self) -> str:
        """Give its ending, as the names we make have it."""
        return {MediaType.PDF: "pdf", MediaType.JPEG: "jpg", MediaType.PNG: "png"}[self]


@dataclass(frozen=True, slots=True)
class Contents:
    """What a file holds, as it will be kept."""

    media: MediaType
    content: bytes = field(repr=False)
    is_stripped: bool
    """Whether all that came along unseen is gone; a signed document is kept as it is."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file to be attached; the name it had is not taken, for people write names into names."""

    content: bytes = field(repr=False)
    title: str = field(default="", repr=False)
    """What it shows, in the words of whoever attaches it."""


@dataclass(frozen=True, slots=True)
class AttachmentCard:
    """A file on a case: what it is, not what it holds."""

    id: UUID
    name: str
    """Made here, of the reference and a number."""
    title: str = field(repr=False)
    media: MediaType
    size: int
    is_stripped: bool
    agency: str
    occurred_at: datetime

    @property
    def kilobytes(self) -> int:
        """How large it is, rounded up as people say it."""
        return -(-self.size // 1024)


@dataclass(frozen=True, slots=True)
class FileCard:
    """A file opened, to be handed over."""

    name: str
    media: str
    content: bytes = field(repr=False)
