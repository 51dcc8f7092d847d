"""A storyteller under whose eyes no promise is broken."""

import pytest

from referral.kernel.clock import StoppedClock
from referral.kernel.database import Database
from tests.journeys.watched import Watched
from tests.shelf import Shelf


@pytest.fixture
def story(database: Database, clock: StoppedClock, shelf: Shelf) -> Watched:
    told: Watched = Watched.begin(database, clock, shelf)
    return told
