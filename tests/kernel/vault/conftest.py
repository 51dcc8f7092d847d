"""A key store on each engine and a vault over it, with time and a root key that tests can take away."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.pool import NullPool

from referral.kernel.clock import Clock
from referral.kernel.database import make_engine
from referral.kernel.vault import FileProvider, Vault
from referral.kernel.vault.keystore import METADATA
from tests.kernel.vault.fakes import FragileProvider, Stopwatch


@pytest.fixture
def health() -> UUID:
    """An agency that holds cases."""
    return UUID(int=1)


@pytest.fixture
def police() -> UUID:
    """An agency that verifies."""
    return UUID(int=2)


@pytest.fixture
def case_id() -> UUID:
    return UUID(int=0xCA5E)


@pytest.fixture
def stopwatch() -> Stopwatch:
    return Stopwatch()


@pytest.fixture
def root_key(tmp_path: Path) -> Path:
    return tmp_path / "root.key"


@pytest.fixture
def provider(root_key: Path) -> FragileProvider:
    return FragileProvider(FileProvider.create(root_key))


@pytest.fixture
def sqlite_keystore(tmp_path: Path) -> Iterator[Engine]:
    engine = make_engine(f"sqlite:///{tmp_path / 'keys.db'}", insecure_fast=True)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def postgres_keystore_server(postgres_server: Engine) -> Iterator[Engine]:
    """A database beside the main one, whose tables are made once."""
    server = create_engine(postgres_server.url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with server.connect() as connection:
        connection.execute(text("CREATE DATABASE keystore"))
    engine = make_engine(postgres_server.url.set(database="keystore").render_as_string(hide_password=False))
    METADATA.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def postgres_keystore(postgres_keystore_server: Engine) -> Engine:
    with postgres_keystore_server.begin() as connection:
        for table in METADATA.sorted_tables:
            connection.execute(table.delete())
    return postgres_keystore_server


@pytest.fixture(params=["sqlite", "postgres"])
def keystore(request: pytest.FixtureRequest) -> Engine:
    """A key store without a row, on one engine after the other."""
    engine: Engine = request.getfixturevalue(f"{request.param}_keystore")
    return engine


@pytest.fixture
def vault(provider: FragileProvider, keystore: Engine, clock: Clock, stopwatch: Stopwatch) -> Vault:
    return Vault.create(provider, keystore, clock, monotonic=stopwatch)


@pytest.fixture
def another_process(
    vault: Vault, provider: FragileProvider, keystore: Engine, clock: Clock, stopwatch: Stopwatch
) -> Vault:
    """The same key store, opened by somebody who remembers nothing."""
    return Vault.open(provider, keystore, clock, monotonic=stopwatch)
