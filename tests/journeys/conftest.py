"""A storyteller for whole stories."""

import pytest

from referral.kernel.clock import StoppedClock
from referral.kernel.database import Database
from tests.storyteller import Storyteller


@pytest.fixture
def story(database: Database, clock: StoppedClock) -> Storyteller:
    return Storyteller.begin(database, clock)
