"""What the calls of several rooms answer. Only types live here."""

from typing import ClassVar

from pydantic import Field

from referral.casework.bodies.answers import CaseAnswer
from referral.documents.bodies import PaperAnswer
from referral.kernel.ledger import Action, Result
from referral.support.bodies.answers import SupportAnswer
from referral.tracks.bodies.answers import TracksAnswer
from referral.web.bodies import Answer, Label, Listed, When


class LookAnswer(Answer):
    """Somebody did, or tried to do, something with the case."""

    parts: ClassVar[tuple[str, ...]] = ("action",)
    at: When
    actor: str
    agency: str
    role: str
    action: Action
    label: Label = Field(validation_alias="words")
    purpose: str | None
    fields: tuple[str, ...]
    result: Result


class AccessAnswer(Listed[LookAnswer]):
    """One page of who looked at a case, newest first."""


class WholeCaseAnswer(CaseAnswer):
    """A case with what is done for the person and the papers on file, as far as the purpose includes them."""

    parts: ClassVar[tuple[str, ...]] = ("case", "case.line")
    support: SupportAnswer
    tracks: TracksAnswer
    papers: tuple[PaperAnswer, ...]
