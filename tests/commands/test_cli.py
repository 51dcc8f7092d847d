"""The command line itself: what it loads, how it fails, where it looks."""

import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import click
import pytest
from click.testing import CliRunner, Result
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from referral import cli
from referral.kernel.errors import FieldError, InvalidInput, NotFound, StepRefused, UnsafeSettings
from workflows.refusal import Refusal
from workflows.vocabulary import Words

HEAVY = ("sqlalchemy", "flask", "pydantic", "cryptography", "granian", "apscheduler")
LOADED_BY_HELP = (
    "import json, sys; from referral.cli import cli; cli(['--help'], standalone_mode=False); "
    "print(json.dumps(sorted(sys.modules)))"
)


def run(*words: str) -> Result:
    return CliRunner().invoke(cli.cli, words)


def test_help_names_every_command_in_the_order_of_use() -> None:
    lines = [line.split()[0] for line in run("--help").stdout.partition("Commands:\n")[2].splitlines()]

    assert [name for name in lines if name in cli.COMMANDS] == list(cli.COMMANDS)


def test_no_arguments_at_all_show_the_help() -> None:
    assert "Commands:" in run().output


def test_help_loads_no_database_and_no_web_framework() -> None:
    printed = subprocess.run(
        [sys.executable, "-c", LOADED_BY_HELP], capture_output=True, text=True, check=True
    )

    loaded = set(json.loads(printed.stdout.splitlines()[-1]))

    assert loaded.isdisjoint(HEAVY)


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(["fly"], id="a command we do not know"),
        pytest.param(["--fly"], id="an option we do not know"),
        pytest.param(["probe", "--fly"], id="an option the command does not know"),
    ],
)
@pytest.mark.usefixtures("probe")
def test_a_wrong_command_line_is_one_sentence_and_exits_with_two(words: list[str]) -> None:
    result = run(*words)

    assert result.exit_code == 2
    assert result.stderr.startswith("Error: ")
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(NotFound(), id="a refusal"),
        pytest.param(UnsafeSettings("Run `referral init` first."), id="unsafe settings"),
        pytest.param(FileNotFoundError(2, "No such file", "keys"), id="a missing file"),
    ],
)
def test_a_failing_command_says_one_sentence_on_stderr(probe: "Probe", error: Exception) -> None:
    probe.fails_with = error

    result = run("probe")

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == f"Error: {error}\n"


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        pytest.param(
            StepRefused([Refusal("r", Words("Vì", "It is late."), Words("Hãy", "Wait."), None)]),
            "It is late. Wait.",
            id="a refused step",
        ),
        pytest.param(
            InvalidInput([FieldError("kind", "unknown", "Choose one of %(known)s.", {"known": "a, b"})]),
            "kind: Choose one of a, b.",
            id="a wrong field",
        ),
    ],
)
def test_a_refusal_says_every_reason_it_carries(probe: "Probe", error: Exception, sentence: str) -> None:
    probe.fails_with = error

    assert run("probe").stderr == f"Error: {sentence}\n"


@pytest.mark.parametrize(
    ("error", "why"),
    [
        pytest.param(
            OperationalError("SELECT 1", {}, OSError("connection refused\nIs it running?")),
            "connection refused",
            id="a server that is down",
        ),
        pytest.param(PoolTimeout(), "it gave no answer in time", id="a pool that is empty"),
    ],
)
def test_a_lost_database_is_one_sentence_and_no_statement(probe: "Probe", error: Exception, why: str) -> None:
    probe.fails_with = error

    result = run("probe")

    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert result.stderr.startswith(f"Error: The database does not answer ({why}).")


def test_a_fault_of_our_own_is_no_lost_database(probe: "Probe") -> None:
    probe.fails_with = ZeroDivisionError()

    assert isinstance(run("probe").exception, ZeroDivisionError)


def test_an_error_may_bring_its_own_exit_code(probe: "Probe") -> None:
    probe.fails_with = CannotTell("No key to judge with.")

    assert run("probe").exit_code == 2


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(["--instance", "there", "probe"], id="before the command"),
        pytest.param(["probe", "--instance", "there"], id="after the command"),
        pytest.param(["--instance", "here", "probe", "--instance", "there"], id="both"),
        pytest.param(["group", "--instance", "there", "below"], id="after a group"),
        pytest.param(["group", "below", "--instance", "there"], id="below a group"),
    ],
)
def test_the_instance_named_nearest_to_the_command_wins(probe: "Probe", words: list[str]) -> None:
    run(*words)

    assert probe.instances == [Path("there")]


def test_the_instance_is_a_folder_here_by_default(probe: "Probe") -> None:
    run("probe")

    assert probe.instances == [Path("instance")]


def test_the_environment_may_name_the_instance(probe: "Probe", monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REFERRAL_INSTANCE", "elsewhere")

    run("probe")

    assert probe.instances == [Path("elsewhere")]


def test_the_installed_program_exits_with_the_code_of_its_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["referral", "fly"])

    with pytest.raises(SystemExit) as stop:
        cli.main()

    assert stop.value.code == 2


class CannotTell(UnsafeSettings):
    """A failure with an exit code of its own."""

    exit_code = 2


class Probe:
    """Stands in for a command: notes the instance it was given, or fails as told."""

    def __init__(self) -> None:
        self.instances: list[Path] = []
        self.fails_with: Exception | None = None

    def run(self, instance: Path) -> None:
        self.instances.append(instance)
        if self.fails_with is not None:
            raise self.fails_with


@pytest.fixture
def probe(monkeypatch: pytest.MonkeyPatch) -> Probe:
    probe = Probe()
    for name in ("probe", "group"):
        monkeypatch.setitem(cli.COMMANDS, name, "Stand in for a command.")
        module = ModuleType(name)
        monkeypatch.setitem(sys.modules, f"referral.commands.{name}", module)
    leaf = click.command("below")(click.pass_obj(probe.run))
    monkeypatch.setattr(sys.modules["referral.commands.probe"], "command", leaf, raising=False)
    below = click.command("below")(click.pass_obj(probe.run))
    group = click.Group("group", commands={"below": below})
    monkeypatch.setattr(sys.modules["referral.commands.group"], "command", group, raising=False)
    return probe
