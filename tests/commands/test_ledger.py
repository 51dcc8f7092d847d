"""`referral ledger verify`: its three answers and their exit codes, on both engines."""

import io
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine, text

from referral.cli import cli
from referral.commands.ledger_bar import Bar
from referral.kernel import ledger
from referral.kernel.clock import StoppedClock
from referral.kernel.database import Database
from referral.kernel.ledger import Action, Search
from referral.kernel.permissions import SYSTEM
from referral.kernel.transaction import deed
from referral.settings import FILE_NAME, new_file
from tests.kernel.ledger.tampering import put_triggers_to_sleep


def test_a_sound_ledger_exits_with_zero_and_says_unwitnessed(installed: Path, log: Database) -> None:
    answer = _verify(installed)

    assert (answer.exit_code, answer.stderr) == (0, "")
    assert answer.stdout.startswith("Sound: 3 entries, root ")
    assert "No checkpoint has been witnessed" in answer.stdout


def test_a_tampered_ledger_exits_with_one_and_names_the_entry(installed: Path, log: Database) -> None:
    with log.session() as session:
        put_triggers_to_sleep(session.connection())
        session.execute(text("DELETE FROM ledger_entry WHERE idx = 1"))
        session.commit()

    answer = _verify(installed)

    assert (answer.exit_code, answer.stdout) == (1, "")
    assert answer.stderr == (
        "Error: Tampered with: the first bad index is 1, in the log of 2026. The entry is missing.\n"
    )


def test_an_empty_ledger_exits_with_two(installed: Path) -> None:
    answer = _verify(installed)

    assert (answer.exit_code, answer.stderr) == (2, "Error: Cannot tell. The ledger holds no entry yet.\n")


def test_a_folder_without_installation_exits_with_two(tmp_path: Path) -> None:
    answer = _verify(tmp_path)

    assert (answer.exit_code, "referral init" in answer.stderr) == (2, True)


def test_a_missing_database_is_not_made_by_looking(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text(new_file(), "utf-8")

    answer = _verify(tmp_path)

    assert (answer.exit_code, "referral init" in answer.stderr) == (2, True)
    assert [each.name for each in tmp_path.iterdir()] == [FILE_NAME]


def test_a_database_that_does_not_answer_exits_with_two(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / FILE_NAME).write_text(new_file(), "utf-8")
    monkeypatch.setenv("REFERRAL_DATABASE_URL", f"postgresql://nobody@/none?host={tmp_path}")

    answer = _verify(tmp_path)

    assert (answer.exit_code, "cannot be reached" in answer.stderr) == (2, True)


def test_verifying_writes_nothing(installed: Path, log: Database) -> None:
    _verify(installed)
    _verify(installed)

    with log.reading() as session:
        assert ledger.count(session, Search()) == 3


@pytest.mark.parametrize(
    ("seconds", "is_terminal", "drawn"),
    [
        pytest.param(3, True, f"\r[{'#' * 20:<40}] 1,000 of 2,000 entries", id="slow, on a terminal"),
        pytest.param(1, True, "", id="quick, on a terminal"),
        pytest.param(3, False, "", id="slow, into a file"),
    ],
)
def test_a_bar_is_drawn_for_people_who_wait(seconds: float, is_terminal: bool, drawn: str) -> None:
    screen = Screen(is_terminal=is_terminal)
    moments = iter([0.0, seconds])

    Bar(screen, lambda: next(moments))(1000, 2000)

    assert screen.getvalue() == drawn


def test_a_full_bar_ends_its_line() -> None:
    screen, moments = Screen(is_terminal=True), iter([0.0, 3.0])

    Bar(screen, lambda: next(moments))(7, 7)

    assert screen.getvalue().endswith("7 of 7 entries\n")


class Screen(io.StringIO):
    """A stream that is a terminal, or is not."""

    def __init__(self, *, is_terminal: bool) -> None:
        super().__init__()
        self._is_terminal = is_terminal

    def isatty(self) -> bool:
        return self._is_terminal


@pytest.fixture
def installed(tmp_path: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation whose main database is the one of the test."""
    folder = tmp_path / "installed"
    folder.mkdir()
    (folder / FILE_NAME).write_text(new_file(), "utf-8")
    monkeypatch.setenv("REFERRAL_DATABASE_URL", engine.url.render_as_string(hide_password=False))
    return folder


@pytest.fixture
def log(database: Database, clock: StoppedClock) -> Database:
    """Three entries in the database of the installation."""
    with deed(database, clock) as session:
        for _ in range(3):
            ledger.note(session, SYSTEM, Action.SYSTEM_SWEPT)
    return database


def _verify(instance: Path) -> Result:
    return CliRunner().invoke(cli, ["ledger", "verify", "--instance", str(instance)])
