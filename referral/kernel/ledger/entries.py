"""What one entry says, and the exact bytes that are stored, hashed and never written again.

Ids and verbs only: a name, a story or any other free text never comes in here, because what the ledger
holds can never be erased.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self
from uuid import UUID

from referral.kernel.ledger.actions import Action, Result
from referral.kernel.permissions import Actor

SCHEMA = 1
"""The shape of an entry; a reader that meets a higher number must say so and stop."""

SESSION_PREFIX = 16
"""How much of a session's hash an entry shows: enough to tell sessions apart, too little to look one up."""

About = UUID | str | Sequence[UUID | str] | None
"""The thing or things a deed is about, by their ids or public references."""

_ID_OR_VERB = re.compile(r"[A-Za-z0-9][A-Za-z0-9:._/@+-]{0,99}")
to_json = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
"""The one way an entry is written: keys in order, no spaces, nothing escaped that need not be."""


@dataclass(frozen=True, slots=True)
class Note:
    """A deed that was announced and is not written yet."""

    actor: Actor
    action: Action
    about: tuple[str, ...] = ()
    purpose: str | None = None
    fields: tuple[str, ...] = ()
    records: Mapping[str, str] | None = None
    result: Result = Result.OK
    detail: Mapping[str, str | int] | None = None

    def __post_init__(self) -> None:
        """Refuse anything but ids and verbs.

        :raises ValueError: naming the part, never repeating what it held
        """
        records, detail = self.records or {}, self.detail or {}
        words = [value for value in detail.values() if not isinstance(value, int)]
        _check("about", self.about)
        _check("purpose", [] if self.purpose is None else [self.purpose])
        _check("fields", self.fields)
        _check("records", [*records, *records.values()])
        _check("detail", [*detail, *words])

    @property
    def actor_id(self) -> str:
        """Who acted: an account's id, or the name of an actor that has none."""
        return str(self.actor.user_id or self.actor.username)

    @property
    def only_about(self) -> str | None:
        """The one thing it is about, if it is exactly one."""
        return self.about[0] if len(self.about) == 1 else None

    def to_bytes(self, *, index: int, at: str, request: str) -> bytes:
        """Write the entry down: canonical JSON, keys in order, no spaces, UTF-8."""
        entry = {
            "about": self.about,
            "action": self.action,
            "actor": self.actor_id,
            "agency": self.actor.agency_code,
            "at": at,
            "detail": self.detail or {},
            "fields": self.fields,
            "index": index,
            "purpose": self.purpose,
            "records": self.records or {},
            "request": request,
            "result": self.result,
            "role": self.actor.role,
            "schema": SCHEMA,
            "session": self.actor.session_hash[:SESSION_PREFIX],
        }
        return to_json(entry).encode()


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as it is read back."""

    shard: int
    index: int
    at: datetime
    actor: str
    agency: str
    role: str
    session: str
    action: Action
    about: tuple[str, ...]
    fields: tuple[str, ...]
    purpose: str | None
    result: Result
    request: str
    records: Mapping[str, str]
    detail: Mapping[str, str | int]
    leaf: bytes

    @property
    def also(self) -> tuple[Action, ...]:
        """What else the same request did: the detail counts it by its name."""
        known = frozenset(Action)
        return tuple(Action(key) for key in self.detail if key in known)

    @classmethod
    def from_bytes(cls, shard: int, body: bytes, leaf: bytes) -> Self:
        """Read the stored bytes.

        :raises ValueError: if they are no entry of the schema this program knows
        """
        said = json.loads(body)
        if said.pop("schema") != SCHEMA:
            raise ValueError("This entry was written by a newer version.")
        said["at"] = datetime.fromisoformat(said["at"])
        said["action"], said["result"] = Action(said["action"]), Result(said["result"])
        said["about"], said["fields"] = tuple(said["about"]), tuple(said["fields"])
        return cls(shard=shard, leaf=leaf, **said)


def names(about: About) -> tuple[str, ...]:
    """Give the things as the entry names them, each once, in the order given."""
    if about is None:
        return ()
    several = [about] if isinstance(about, str | UUID) else about
    return tuple(dict.fromkeys(map(str, several)))


def stamp(moment: datetime) -> str:
    """Write a moment the one way the ledger does: UTC, microseconds, so that text sorts like time."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _check(part: str, words: Sequence[str]) -> None:
    if not all(map(_ID_OR_VERB.fullmatch, words)):
        raise ValueError(f"The ledger takes ids and verbs only; look at `{part}`.")
