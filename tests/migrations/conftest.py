"""An empty database on each engine, to be brought up by revisions alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from referral.kernel.database import make_engine


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    engine = request.getfixturevalue(f"empty_{request.param}")
    yield engine
    engine.dispose()


@pytest.fixture
def empty_sqlite(tmp_path: Path) -> Engine:
    return make_engine(f"sqlite:///{tmp_path / 'empty.sqlite'}", insecure_fast=True)


@pytest.fixture
def empty_postgres(postgres_server: Engine) -> Engine:
    """A database of its own on the same server."""
    name = "brought_up_by_revisions"
    with postgres_server.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    return make_engine(postgres_server.url.set(database=name).render_as_string(hide_password=False))
