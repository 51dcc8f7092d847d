"""What a request is handed: database, clock, settings, and ways to learn who asks. No rule lives here.

Rooms above are known only as callables and endpoint names, which `app.py` puts in.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeVar, cast

from flask import Flask, current_app, g, request
from sqlalchemy.orm import Session

from referral.kernel.clock import Clock
from referral.kernel.database import Database
from referral.kernel.permissions import ANONYMOUS, Actor, Permission
from referral.kernel.transaction import Deed
from referral.settings import Settings

EXTENSION = "referral"
Tool = TypeVar("Tool")


class Caller(Protocol):
    """Somebody who has signed in, as the page's frame needs to know them."""

    @property
    def actor(self) -> Actor:
        """Who acts."""

    @property
    def language(self) -> str:
        """The language of their choice."""

    @property
    def agency_name(self) -> str:
        """The agency they act for, as people call it."""

    @property
    def is_enrolled(self) -> bool:
        """Whether they have chosen a passphrase of their own."""


class LoadActor(Protocol):
    """Finds who asks, by the secret of a browser's session or by an API token."""

    def __call__(
        self, session: Session, clock: Clock, *, browser: str = "", token: str = ""
    ) -> Caller | None:
        """Give who it is, or nothing: unknown, ended and disabled look the same."""


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the navigation; shown to those who may go there."""

    endpoint: str
    label: str
    """An English msgid."""
    icon: str
    permission: Permission


@dataclass(frozen=True, slots=True)
class Endpoints:
    """The pages of the room above that every page's frame leads to."""

    home: str
    sign_in: str
    sign_out: str
    enrol: str
    account: str
    language: str
    keep: str


@dataclass(frozen=True, slots=True)
class World:
    """All that is handed to every request of one application."""

    settings: Settings
    database: Database
    clock: Clock
    load_actor: LoadActor
    is_scheduler_silent: Callable[[Session, Clock], bool]
    endpoints: Endpoints
    navigation: tuple[Place, ...] = ()
    tools: Mapping[type, object] = field(default_factory=dict)
    """What views of one room need from the start of the application, by its type."""


@dataclass(slots=True)
class Visit:
    """One request under way."""

    deed: Deed
    began_at: datetime
    caller: Caller | None = None
    is_scheduler_silent: bool = False


def world_of(app: Flask) -> World:
    """Give what an application was built with."""
    return cast("World", app.extensions[EXTENSION])


class _Current:
    """The request under way, reached by name. Only views use it; what is below is handed its parts."""

    @property
    def visit(self) -> Visit:
        """Everything known about this request."""
        return cast("Visit", g.referral_visit)

    @property
    def is_visiting(self) -> bool:
        """Whether a request has begun; an error may come before that."""
        return "referral_visit" in g

    @property
    def world(self) -> World:
        """What the application was built with."""
        return world_of(current_app)

    @property
    def deed(self) -> Deed:
        """The request's one unit of work."""
        return self.visit.deed

    @property
    def session(self) -> Session:
        """The request's one session; it opens at the first use."""
        return self.deed.session

    @property
    def clock(self) -> Clock:
        """What tells the time."""
        return self.world.clock

    @property
    def caller(self) -> Caller | None:
        """Who has signed in, if anybody."""
        return self.visit.caller if self.is_visiting else None

    @property
    def actor(self) -> Actor:
        """Who acts; nobody in particular before signing in."""
        return self.caller.actor if self.caller else ANONYMOUS

    @property
    def settings(self) -> Settings:
        """What this installation has chosen."""
        return self.world.settings

    @property
    def address(self) -> str:
        """The address the request came from, as far as our own proxies tell."""
        return request.remote_addr or ""

    def tool(self, kind: type[Tool]) -> Tool:
        """Give what a room keeps for its views from the start of the application.

        :raises KeyError: if `app.py` did not put it in
        """
        return cast("Tool", self.world.tools[kind])


current = _Current()
