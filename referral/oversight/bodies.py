"""What calls about the access log take and answer. Only types live here."""

from typing import ClassVar

from pydantic import Field

from referral.kernel.ledger import Action, Result
from referral.oversight.cards import LedgerFilter
from referral.web.bodies import Answer, Label, Line, Listed, Moment, Paged, When


class LedgerQuery(Paged):
    """What the access log is narrowed to."""

    actor: Line = None
    agency: Line = None
    action: Action | None = None
    case: Line = None
    result: Result | None = None
    since: Moment | None = None
    until: Moment | None = None

    def filter(self) -> LedgerFilter:
        """Give it as the services take it."""
        return LedgerFilter(
            actor=self.actor,
            agency=self.agency,
            action=self.action,
            case=self.case,
            result=self.result,
            since=self.since,
            until=self.until,
        )


class EntryAnswer(Answer):
    """One entry of the access log: ids and verbs, never a person."""

    parts: ClassVar[tuple[str, ...]] = ("action",)
    year: int = Field(validation_alias="shard")
    index: int
    at: When
    actor: str
    agency: str
    role: str
    session: str
    action: Action
    label: Label = Field(validation_alias="words")
    about: tuple[str, ...]
    fields: tuple[str, ...]
    purpose: str | None
    result: Result
    request: str
    detail: dict[str, str | int]
    leaf: str


class LedgerAnswer(Listed[EntryAnswer]):
    """One page of the access log, newest first."""
