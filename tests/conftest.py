"""The world every test may ask for: a database on each engine, its vault, a stopped clock, a session.

Nothing here knows a feature; what a story needs besides stands in `factories.py` and `fakes.py`.
"""

import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from referral.kernel.clock import StoppedClock
from referral.kernel.database import Database, make_engine
from referral.kernel.vault import FileProvider, Vault
from referral.schema import METADATA
from tests.machine import memory_folder

pytest_plugins = ("tests.postgresql", "tests.callers", "tests.worlds", "tests.paper")

settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")  # Machines are shared: how long an example takes says nothing of us.

MONDAY_MORNING = datetime(2026, 7, 6, 1, 30, tzinfo=UTC)
"""08:30 in Vietnam on 6 July 2026: an ordinary working day, months from any holiday."""


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock(MONDAY_MORNING)


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a root key, an empty key store and an empty database, copied for each test."""
    folder = tmp_path_factory.mktemp("pristine")
    keystore, main = (_insecure_fast(folder / name) for name in ("keys.db", "main.db"))
    Vault.create(FileProvider.create(folder / "root.key"), keystore, StoppedClock(MONDAY_MORNING))
    METADATA.create_all(main)
    for engine in (keystore, main):
        engine.dispose()
    return folder


@pytest.fixture(scope="session")
def engines() -> Iterator[tuple[Engine, Engine]]:
    """The key store's engine and the database's; one of each for all tests, for it keeps what it compiled."""
    with TemporaryDirectory(prefix="referral-", dir=memory_folder()) as folder:
        instance = Path(folder) / "instance"
        instance.mkdir()
        both = _insecure_fast(instance / "keys.db"), _insecure_fast(instance / "main.db")
        yield both
        for engine in both:
            engine.dispose()


@pytest.fixture
def instance(pristine: Path, engines: tuple[Engine, Engine]) -> Path:
    """A copy of the pristine folder, fresh for each test, where the engines look."""
    for engine in engines:
        engine.dispose()
    folder = Path(engines[0].url.database or "").parent
    shutil.rmtree(folder)
    return Path(shutil.copytree(pristine, folder))


@pytest.fixture
def vault(instance: Path, engines: tuple[Engine, Engine], clock: StoppedClock) -> Vault:
    return Vault.open(FileProvider(instance / "root.key"), engines[0], clock)


@pytest.fixture
def sqlite(instance: Path, engines: tuple[Engine, Engine]) -> Engine:
    return engines[1]


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """An empty database: whoever asks is run once on each engine."""
    return cast("Engine", request.getfixturevalue(request.param))


@pytest.fixture
def database(engine: Engine, vault: Vault) -> Database:
    return Database(engine, vault)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """One session; on SQLite it holds the one writer's place from its first statement to its end."""
    with closing(database.session()) as session:
        yield session


def _insecure_fast(file: Path) -> Engine:
    return make_engine(f"sqlite:///{file}", insecure_fast=True)
