"""The kill storm in its short form: the server dies twice while clients write, and nothing is lost."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from benchmarks.torture import storm

KILLS = 2


@pytest.fixture
def own_database(postgres_server: Engine) -> str:
    """A database beside the tests' own, for a server that makes its schema itself."""
    with postgres_server.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("DROP DATABASE IF EXISTS storm WITH (FORCE)")
        connection.exec_driver_sql("CREATE DATABASE storm")
    return postgres_server.url.set(database="storm").render_as_string(hide_password=False)


def test_a_killed_server_loses_nothing_on_sqlite(tmp_path: Path) -> None:
    verdict = storm(tmp_path, KILLS)

    assert verdict.is_clean, verdict
    assert verdict.cases > 0


def test_a_killed_server_loses_nothing_on_postgresql(tmp_path: Path, own_database: str) -> None:
    verdict = storm(tmp_path, KILLS, own_database)

    assert verdict.is_clean, verdict
    assert verdict.cases > 0
