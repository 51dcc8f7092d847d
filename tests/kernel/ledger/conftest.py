"""A house whose ledger is signed and witnessed, on each engine."""

from pathlib import Path

import pytest

from referral.kernel.clock import StoppedClock
from referral.kernel.database import Database
from tests.kernel.ledger.house import House


@pytest.fixture
def house(database: Database, clock: StoppedClock, tmp_path: Path) -> House:
    """A house with a database, and nothing in its ledger yet."""
    return House(database, clock, tmp_path)


@pytest.fixture
def signed(house: House) -> House:
    """Eleven entries: a checkpoint over the first five, another over all, each witnessed."""
    house.writes(5)
    house.publishes()
    house.clock.move(minutes=5)
    house.writes(6)
    house.publishes(old_size=5)
    return house
