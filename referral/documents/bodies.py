"""What calls about papers take and answer. Shapes are strict here; the rules are the services' to apply."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from referral.documents.cards import MediaType, PaperData, Upload
from referral.web.bodies import Answer, Body, GivenLine, Line, MaybeDay, MaybeMoment, When
from workflows.vocabulary import PaperKind


class PaperBody(Body):
    """A paper to be filed."""

    kind: PaperKind
    number: GivenLine
    issued_on: MaybeDay = None
    issuer: Line = None
    occurred_at: MaybeMoment = None

    def paper(self) -> PaperData:
        """Give it as the services take it."""
        return PaperData(
            kind=self.kind, number=self.number, issued_on=self.issued_on, issuer=self.issuer or ""
        )


class PaperAnswer(Answer):
    """A paper on file."""

    parts: ClassVar[tuple[str, ...]] = ("data",)
    id: UUID
    kind: PaperKind
    number: str
    issued_on: date | None
    issuer: str
    agency: str
    occurred_at: When


class AttachmentBody(Body):
    """What is said of a file that is attached; the file itself stands beside it in the form."""

    title: Line = None
    occurred_at: MaybeMoment = None

    def upload(self, content: bytes) -> Upload:
        """Give it as the services take it."""
        return Upload(content, self.title or "")


class AttachmentAnswer(Answer):
    """A file on a case, without what it holds."""

    id: UUID
    name: str
    title: str
    media: MediaType
    size: int
    is_stripped: bool
    agency: str
    occurred_at: When
