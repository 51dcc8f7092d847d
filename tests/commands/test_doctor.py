"""`referral doctor`: a healthy installation is told so, and each illness is named with its remedy."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, text

from referral import migrations, settings
from referral.app import open_database
from referral.casework.models import KeyRemoval
from referral.cli import cli
from referral.commands.examination import Finding, Grade, examine
from referral.kernel.clock import Clock, SystemClock
from referral.kernel.database import disposing, make_engine
from referral.kernel.references import new_id
from referral.kernel.transaction import deed
from referral.sla.services import heartbeat


class Usage(NamedTuple):
    """How full a disk is."""

    total: int
    used: int
    free: int


@pytest.fixture
def alive(installation: Path) -> Path:
    """An installation whose scheduler was heard of just now."""
    clock = SystemClock()
    chosen = settings.read(installation)
    with closing(open_database(chosen, clock)) as database, deed(database, clock) as session:
        heartbeat.beat(session, clock)
    return installation


@pytest.fixture
def main(alive: Path) -> Iterator[Engine]:
    with disposing(make_engine(settings.read(alive).database_url)) as engine:
        yield engine


def found(folder: Path, clock: Clock | None = None) -> dict[str, Finding]:
    return {finding.part: finding for finding in examine(folder, clock or SystemClock())}


def ill(folder: Path) -> set[str]:
    return {part for part, finding in found(folder).items() if finding.grade is Grade.ILL}


def test_nothing_is_wrong_with_a_fresh_installation(alive: Path) -> None:
    told = CliRunner().invoke(cli, ["--instance", str(alive), "doctor"])

    assert told.exit_code == 0, told.stdout
    assert "nothing wrong" in told.stdout.splitlines()[-1]


def test_what_is_wrong_makes_the_command_fail(installation: Path) -> None:
    told = CliRunner().invoke(cli, ["--instance", str(installation), "doctor"])

    assert told.exit_code == 1
    assert "WRONG  scheduler" in told.stdout
    assert "referral serve" in told.stdout


def test_where_nothing_is_installed_that_is_all_it_says(tmp_path: Path) -> None:
    (finding,) = examine(tmp_path, SystemClock())

    assert (finding.part, finding.grade) == ("settings", Grade.ILL)
    assert "referral init" in finding.says


@pytest.mark.parametrize(
    ("spoil", "part"),
    [
        pytest.param(lambda folder: (folder / "root.key").unlink(), "root key", id="the root key is gone"),
        pytest.param(lambda folder: (folder / "root.key").chmod(0o444), "root key", id="all may read it"),
        pytest.param(
            lambda folder: (folder / "keystore.sqlite").unlink(), "key store", id="the key store is gone"
        ),
        pytest.param(lambda folder: (folder / "main.sqlite").unlink(), "schema", id="no database"),
    ],
)
def test_a_lost_part_is_named(alive: Path, spoil: Callable[[Path], object], part: str) -> None:
    spoil(alive)

    assert part in ill(alive)


@pytest.mark.parametrize(
    ("sql", "part"),
    [
        ("DROP TRIGGER ledger_entry_refuses_delete", "ledger's guards"),
        ("UPDATE ledger_head SET size = size + 1", "ledger"),
        ("UPDATE alembic_version SET version_num = '0001'", "schema"),
    ],
)
def test_a_touched_database_is_named(alive: Path, main: Engine, sql: str, part: str) -> None:
    with main.begin() as connection:
        connection.execute(text(sql))

    assert part in ill(alive)


def test_keys_that_should_be_gone_are_counted(alive: Path) -> None:
    clock = SystemClock()
    one, a_day_ago = new_id(clock), clock.now() - timedelta(days=1)
    removal = KeyRemoval(id=one, case_id=one, agency_id=one, copy_scope="full", queued_at=a_day_ago)
    with closing(open_database(settings.read(alive), clock)) as database, deed(database, clock) as session:
        session.add(removal)

    assert "1 keys" in found(alive)["keys to destroy"].says


def test_a_full_disk_is_wrong(alive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10, 9, 1))

    assert found(alive)["disk"].grade is Grade.ILL


def test_files_that_others_can_read_are_named(alive: Path) -> None:
    (alive / "main.sqlite").chmod(0o644)

    finding = found(alive)["files"]

    assert (finding.grade, "main.sqlite" in finding.says) == (Grade.ADVICE, True)


def test_a_backup_taken_today_is_noticed(alive: Path, tmp_path: Path) -> None:
    assert found(alive)["backup"].grade is Grade.ADVICE

    CliRunner().invoke(cli, ["--instance", str(alive), "backup", str(tmp_path / "today")])

    assert found(alive)["backup"].grade is Grade.WELL


def test_a_role_that_owns_the_ledger_is_pointed_out(
    alive: Path, postgres_server: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with postgres_server.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("DROP DATABASE IF EXISTS examined WITH (FORCE)")
        connection.exec_driver_sql("CREATE DATABASE examined TEMPLATE template0")
    url = postgres_server.url.set(database="examined").render_as_string(hide_password=False)
    with disposing(make_engine(url)) as engine:
        migrations.upgrade(engine)
    monkeypatch.setenv("REFERRAL_DATABASE_URL", url)

    looked = found(alive)

    assert "REFERRAL_OWNER_DATABASE_URL" in looked["storage"].says
    assert looked["ledger's guards"].grade is Grade.WELL
