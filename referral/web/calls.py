"""What one call of the JSON interface is: where, what it takes, what it answers, who may make it.

The list of all of them, from which the OpenAPI document is written. Nothing here reads a request.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable
from uuid import UUID

from sqlalchemy.orm import Session

from referral.kernel.clock import Clock
from referral.kernel.permissions import Actor, Permission
from referral.web.bodies import Answer, Body, Query
from workflows.vocabulary import Relation

PREFIX = "/api/v1"


@runtime_checkable
class Seen(Protocol):
    """A case as far as its caller may know of it: enough to judge a request that cannot be read."""

    @property
    def version(self) -> int:
        """Which version stands now."""

    @property
    def relations(self) -> frozenset[Relation]:
        """How the caller's agency relates to it."""


Sees = Callable[[Session, Clock, Actor, str], object] | Callable[[Session, Clock, Actor, UUID], object]
"""Looks at what a path names first; raises NotFound where the caller may not know of it."""
View = Callable[..., object]
"""A route of ours: it gives a card, of which the answer is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call, declared once."""

    method: str
    path: str
    room: str
    name: str
    summary: str
    description: str
    permission: Permission | None
    answer: type[Answer] | None
    """What it says; nothing where it hands over a file."""
    status: int
    body: type[Body] | None
    query: type[Query] | None
    errors: tuple[int, ...]
    sees: Sees | None
    has_purpose: bool
    has_version: bool
    has_key: bool
    takes_file: bool
    """Its body is a form, with the file beside the fields."""

    @property
    def subject(self) -> str:
        """The name of the first place in its path: what the call is about."""
        return self.path.partition(":")[2].partition(">")[0]

    @property
    def is_versioned(self) -> bool:
        """Whether its answer names a version, and so carries an ETag."""
        return self.answer is not None and "version" in self.answer.model_fields


CALLS: dict[str, Call] = {}
"""Every call by its endpoint, filled as the rooms are imported."""
