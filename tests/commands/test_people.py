"""`referral people`: what an operator adds and mints, and that all of it stands in the ledger."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from referral.app import open_database
from referral.cli import cli
from referral.commands.people import span_of
from referral.kernel import ledger
from referral.kernel.clock import SystemClock
from referral.kernel.database import Database
from referral.kernel.ledger import Action, Search
from referral.people.services import tokens
from referral.settings import read

Run = Callable[..., Result]


def test_the_last_line_is_the_token_and_it_acts(run: Run, installation: Path) -> None:
    _add(run)

    token = run("token", "so-y-te.officer", "--expires", "1h").stdout.splitlines()[-1]

    with opened(installation).reading() as session:
        found = tokens.resume(session, SystemClock(), token)
    assert found is not None
    assert found.actor.username == "so-y-te.officer"


def test_the_last_line_of_an_added_account_is_its_secret(run: Run) -> None:
    added = _add(run)

    assert (added.exit_code, len(added.stdout.splitlines()[-1])) == (0, 29)


def test_every_act_is_entered_as_the_operators(run: Run, installation: Path) -> None:
    _add(run)
    run("token", "so-y-te.officer")
    run("reset", "so-y-te.officer")
    run("suspend", "so-y-te.officer")

    with opened(installation).reading() as session:
        entries = ledger.entries(session, Search(actor_id="operator"))
    assert [entry.action for entry in reversed(entries)] == [
        Action.AGENCY_OPENED,
        Action.ACCOUNT_OPENED,
        Action.TOKEN_MINTED,
        Action.ACCOUNT_RESET,
        Action.ACCOUNT_SUSPENDED,
    ]


def test_the_list_says_how_every_account_stands(run: Run) -> None:
    _add(run)

    before = run("list").stdout
    run("suspend", "so-y-te.officer")

    assert "so-y-te.officer" in before
    assert "one-time secret" in before
    assert "suspended" in run("list").stdout


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(["token", "nobody"], id="a token for nobody"),
        pytest.param(["token", "nobody", "--expires", "soon"], id="a span that is none"),
        pytest.param(["suspend", "nobody"], id="suspending nobody"),
        pytest.param(["add", "Lan", "--role", "officer", "--agency", "x"], id="a name that will not do"),
        pytest.param(
            ["add-agency", "x", "--name", "X", "--kind", "health", "--province", "99"], id="no such province"
        ),
    ],
)
def test_what_cannot_be_done_is_one_sentence(run: Run, words: list[str]) -> None:
    answer = run(*words)

    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr.startswith("Error: ")
    assert len(answer.stderr.splitlines()) == 1


@pytest.mark.parametrize(("written", "minutes"), [("30m", 30), ("1h", 60), ("7d", 10080), (" 2 h ", 120)])
def test_a_span_is_read_as_people_write_it(written: str, minutes: int) -> None:
    assert span_of(written).total_seconds() == minutes * 60


def _add(run: Run) -> Result:
    run("add-agency", "so-y-te", "--name", "Sở Y tế", "--kind", "health", "--province", "51")
    return run("add", "so-y-te.officer", "--role", "officer", "--agency", "so-y-te")


def opened(installation: Path) -> Database:
    return open_database(read(installation), SystemClock())


@pytest.fixture
def run(installation: Path) -> Run:
    """Run a command of the group on the installation."""
    return lambda *words: CliRunner().invoke(cli, ["people", *words, "--instance", str(installation)])
