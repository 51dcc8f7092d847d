"""Small frozen cards of the access log: what services take and give. Ids and verbs, never a person."""

from dataclasses import dataclass
from datetime import datetime

from referral.kernel.ledger import Action, Result
from workflows.vocabulary import Purpose


@dataclass(frozen=True, slots=True)
class LedgerFilter:
    """What the access log is narrowed to; everything given must hold."""

    actor: str | None = None
    """An account's user name, or *system*."""
    agency: str | None = None
    action: Action | None = None
    case: str | None = None
    """A case's reference, or the id of anything else an entry is about."""
    result: Result | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class EntryCard:
    """One entry: who did what to which thing, when, why, and how it ended."""

    shard: int
    index: int
    at: datetime
    actor: str
    """The user name; the bare id where the account is no longer known."""
    agency: str
    role: str
    session: str
    action: Action
    about: tuple[str, ...]
    fields: tuple[str, ...]
    purpose: str | None
    result: Result
    request: str
    detail: dict[str, str | int]
    leaf: str
    """The entry's hash in hexadecimal, by which it is found in the tree."""

    @property
    def also(self) -> tuple[Action, ...]:
        """What else the same request did."""
        known = frozenset(Action)
        return tuple(Action(key) for key in self.detail if key in known)

    @property
    def purpose_word(self) -> Purpose | None:
        """The purpose as a word that can be read aloud."""
        return Purpose(self.purpose) if self.purpose in set(Purpose) else None


@dataclass(frozen=True, slots=True)
class CheckpointCard:
    """The newest checkpoint, as it was signed and cosigned."""

    year: int
    origin: str
    size: int
    root: str
    at: str
    note: str
    cosigned_by: tuple[str, ...]
    """The names under it besides the log's own; whoever reads the note verifies them."""


@dataclass(frozen=True, slots=True)
class ProofCard:
    """A proof out of the tree; hashes in hexadecimal."""

    year: int
    first: int
    size: int
    leaf: str
    root: str
    hashes: tuple[str, ...]
