"""Fixtures for whole worlds: a storyteller's, and everybody's browser in it. The calls have `callers`."""

import pytest

from referral.kernel.clock import StoppedClock
from referral.kernel.database import Database
from tests.callers import Callers
from tests.storyteller import Storyteller
from tests.web_client import Browsers


@pytest.fixture
def story(database: Database, clock: StoppedClock) -> Storyteller:
    """A province with its people, and somebody to tell of what they do."""
    return Storyteller.begin(database, clock)


@pytest.fixture
def browsers(callers: Callers) -> Browsers:
    """Everybody's browser, in the same world and the same application as `callers`."""
    return Browsers(callers.app, callers.story)
