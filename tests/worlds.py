"""Fixtures for whole worlds: a storyteller's, and everybody's browser in it. The calls have `callers`."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from referral.kernel.clock import StoppedClock
from referral.kernel.database import Database
from tests.callers import Callers
from tests.shelf import Library, Shelf
from tests.storyteller import Storyteller
from tests.web_client import Browsers


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return Library(tmp_path_factory.mktemp("library"), {})


@pytest.fixture
def shelf(
    library: Library, instance: Path, engines: tuple[Engine, Engine], engine: Engine, clock: StoppedClock
) -> Iterator[Shelf]:
    """A shelf for a world that is empty as yet."""
    written = (engines[0], engine)
    shelf = Shelf(library, instance, written, clock)
    for one in written:
        event.listen(one, "commit", shelf.soil)
    yield shelf
    for one in written:
        event.remove(one, "commit", shelf.soil)


@pytest.fixture
def story(database: Database, clock: StoppedClock, shelf: Shelf) -> Storyteller:
    """A province with its people, and somebody to tell of what they do."""
    return Storyteller.begin(database, clock, shelf)


@pytest.fixture
def browsers(callers: Callers) -> Browsers:
    """Everybody's browser, in the same world and the same application as `callers`."""
    return Browsers(callers.app, callers.story)
