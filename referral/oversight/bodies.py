"""What calls about the access log take and answer. Only types live here."""

from typing import ClassVar

from pydantic import Field

from referral.kernel.ledger import Action, Result
from referral.oversight.cards import LedgerFilter
from referral.web.bodies import Answer, Label, Line, Listed, Moment, Paged, Query, When

LARGEST = 10**15
"""No log of ours grows as large; a larger number would not fit the database's own."""


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


class OfYear(Query):
    """Which year's log is meant: the newest, unless one is named."""

    year: int | None = Field(None, ge=2000, le=9999)


class InclusionQuery(OfYear):
    """Which entry is to be proven in a log of which size."""

    index: int = Field(ge=0, le=LARGEST)
    size: int = Field(ge=0, le=LARGEST)


class ConsistencyQuery(OfYear):
    """Which log is to be proven the beginning of which."""

    first: int = Field(alias="from", ge=0, le=LARGEST)
    to: int = Field(ge=0, le=LARGEST)


class CheckpointAnswer(Answer):
    """The newest checkpoint: what was signed, and the note that anybody can verify."""

    year: int
    origin: str
    size: int
    root: str
    at: str
    note: str
    cosigned_by: tuple[str, ...]


class InclusionAnswer(Answer):
    """That the log of this size and root holds this leaf at this index, in hexadecimal."""

    year: int
    index: int = Field(validation_alias="first")
    size: int
    leaf: str
    root: str
    hashes: tuple[str, ...]


class ConsistencyAnswer(Answer):
    """That the log of the first size is the beginning of the log of this size and root."""

    year: int
    first: int = Field(serialization_alias="from")
    to: int = Field(validation_alias="size")
    root: str
    hashes: tuple[str, ...]
