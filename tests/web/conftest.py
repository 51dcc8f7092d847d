"""What tests of the web's own mechanics share: views that misbehave, and a look into the ledger."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Blueprint, Flask
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from referral import web
from referral.app import create_app
from referral.kernel import ledger
from referral.kernel.clock import StoppedClock
from referral.kernel.database import Database
from referral.kernel.ledger import Action, Result, Search
from referral.kernel.permissions import Permission
from tests.callers import Callers, moved, settings_of
from tests.storyteller import Storyteller

View = Callable[..., ResponseReturnValue]


@dataclass
class Probe:
    """Rooms of our own, built onto the real application before its first request."""

    app: Flask
    made: list[str] = field(default_factory=list)

    def page(
        self, view: View, permission: Permission | None = Permission.SELF_MANAGE, where: str = ""
    ) -> str:
        """Serve a view as a page; gives its address."""
        return self._serve("", view, permission, where)

    def call(
        self, view: View, permission: Permission | None = Permission.SELF_MANAGE, where: str = ""
    ) -> str:
        """Serve a view to machines; gives its address below the interface's."""
        return self._serve("/api/v1", view, permission, where)

    def _serve(self, prefix: str, view: View, permission: Permission | None, where: str) -> str:
        name = f"probe{len(self.made)}"
        self.made.append(name)
        room = Blueprint(name, __name__, url_prefix=prefix)
        room.add_url_rule(f"/{name}{where}", "view", web.needs(permission)(view), methods=["GET", "POST"])
        self.app.register_blueprint(room)
        return f"/{name}{where.partition('<')[0]}"


@pytest.fixture
def own_app() -> None:
    """Ask for this to have an application that no other test has seen or will see."""


@pytest.fixture
def callers(
    request: pytest.FixtureRequest,
    story: Storyteller,
    database: Database,
    clock: StoppedClock,
    instance: Path,
) -> Callers:
    """The same as everywhere, unless a test builds onto the application."""
    if "own_app" in request.fixturenames:
        return Callers(create_app(settings_of(instance), clock=clock, database=database), story)
    app: Flask = request.getfixturevalue("built")
    return moved(app, story, settings_of(instance))


@pytest.fixture
def probe(own_app: None, callers: Callers) -> Probe:
    return Probe(callers.app)


@pytest.fixture
def recorded(database: Database) -> Callable[[], list[tuple[Action, Result]]]:
    """Give what the ledger holds, oldest first."""

    def read() -> list[tuple[Action, Result]]:
        with database.reading() as session:
            found = ledger.entries(session, Search(), limit=1000)
        return [(entry.action, entry.result) for entry in reversed(found)]

    return read


@pytest.fixture
def unwritable_ledger(database: Database) -> Iterator[None]:
    """The ledger's head is gone; it comes back when the test ends."""
    with database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE ledger_head RENAME TO ledger_head_away"))
    yield
    with database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE ledger_head_away RENAME TO ledger_head"))
