"""`referral init`, `upgrade`, `sweep` and `serve`, as an operator types them, each on both databases."""

import json
import shutil
import stat
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine, select, text

from referral import migrations, settings
from referral.app import open_database
from referral.cli import cli
from referral.kernel.clock import VIETNAM, StoppedClock, SystemClock
from referral.kernel.database import disposing, make_engine
from referral.kernel.ledger import Action, Entry, Search, entries
from referral.kernel.references import new_id, new_reference
from referral.kernel.transaction import deed
from referral.people.models import Account, Agency
from referral.sla.services import clocks
from referral.sla.services.clocks import Scene
from workflows.rulebook import rule_in_force

MONDAY = datetime(2026, 7, 6, 9, 0, tzinfo=VIETNAM)


VARIABLES = {"REFERRAL_DATABASE_URL": "main", "REFERRAL_KEYSTORE_URL": "keys"}


def run(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, ["--instance", str(folder), *words])


def copied_database(server: Engine, name: str, like: str = "template0") -> str:
    """Make a database on the server, afresh, like another one; give its address."""
    with server.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {like}")
    return server.url.set(database=name).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def made_postgres(postgres_server: Engine, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "installation"
    with pytest.MonkeyPatch.context() as environment:
        for variable, name in VARIABLES.items():
            environment.setenv(variable, copied_database(postgres_server, f"made_{name}"))
        assert run(folder, "init").exit_code == 0
    return folder


@pytest.fixture(params=["sqlite", "postgres"])
def on(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def folder(request: pytest.FixtureRequest, on: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, and databases that nobody has used."""
    for variable, url in {"sqlite": dict, "postgres": lambda: _urls(request, "template0")}[on]().items():
        monkeypatch.setenv(variable, url)
    return tmp_path / "installation"


@pytest.fixture
def installed(
    request: pytest.FixtureRequest, on: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """An installation."""
    made = request.getfixturevalue(f"made_{on}")
    for variable, url in {"sqlite": dict, "postgres": lambda: _urls(request, "made")}[on]().items():
        monkeypatch.setenv(variable, url)
    return Path(shutil.copytree(made, tmp_path / "installation"))


def _urls(request: pytest.FixtureRequest, like: str) -> dict[str, str]:
    server, names = request.getfixturevalue("postgres_server"), VARIABLES.items()
    return {
        variable: copied_database(server, f"own_{name}", like if like == "template0" else f"{like}_{name}")
        for variable, name in names
    }


@pytest.fixture
def main(installed: Path) -> Iterator[Engine]:
    with disposing(make_engine(settings.read(installed).database_url, insecure_fast=True)) as engine:
        yield engine


def test_an_installation_has_settings_keys_tables_and_one_administrator(folder: Path) -> None:
    made = run(folder, "init")

    assert made.exit_code == 0, made.stderr
    assert "quan-tri.administrator" in made.stdout
    assert run(folder, "upgrade", "--check").exit_code == 0
    assert run(folder, "vault", "status").exit_code == 0


def test_the_root_key_is_for_its_owner_alone(installed: Path) -> None:
    mode = stat.S_IMODE((installed / "root.key").stat().st_mode)

    assert mode == stat.S_IRUSR


def test_the_secret_is_printed_once_and_kept_nowhere(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    made = run(folder, "init")
    secret = made.stdout.partition("One-time secret:")[2].split()[0].encode()

    assert len(secret) > len("xxxxx-xxxxx-xxxxx")
    assert not [file for file in folder.iterdir() if secret in file.read_bytes()]


def test_the_first_administrator_must_choose_a_passphrase(installed: Path, main: Engine) -> None:
    with main.connect() as connection:
        rows = connection.execute(
            select(Account.username, Account.role, Account.is_enrolled, Agency.kind).join(Agency)
        )

        assert rows.all() == [("quan-tri.administrator", "administrator", False, "operations")]


def test_a_second_init_refuses_and_changes_nothing(installed: Path, main: Engine) -> None:
    before = {file.name: file.read_bytes() for file in installed.glob("*.[tk]*[yl]")}

    again = run(installed, "init")

    assert (again.exit_code, again.stdout) == (1, "")
    assert "already" in again.stderr
    assert {file.name: file.read_bytes() for file in installed.glob("*.[tk]*[yl]")} == before


@pytest.mark.parametrize("reached", ["settings.toml", "root.key", "keys"])
def test_an_interrupted_init_goes_on_where_it_ended(
    folder: Path, monkeypatch: pytest.MonkeyPatch, reached: str
) -> None:
    steps = {
        "settings.toml": "referral.kernel.vault.FileProvider.create",
        "root.key": "referral.kernel.vault.Vault.create",
        "keys": "referral.migrations.upgrade",
    }
    with monkeypatch.context() as pulled:
        pulled.setattr(steps[reached], _pull_the_plug)
        assert run(folder, "init").exit_code == 1

    assert run(folder, "init").exit_code == 0


def _pull_the_plug(*_: object) -> None:
    raise OSError("no current")


def test_unsafe_settings_are_not_written(folder: Path) -> None:
    made = run(folder, "init", "--public-url", "http://referral.example")

    assert made.exit_code == 1
    assert "https://" in made.stderr
    assert not (folder / "settings.toml").exists()


def test_an_old_schema_is_told_and_not_served(installed: Path, main: Engine) -> None:
    with main.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))

    for words in (["upgrade", "--check"], ["serve"], ["worker"], ["sweep"]):
        refused = run(installed, *words)
        assert (refused.exit_code, refused.stdout) == (1, "")
        assert "referral upgrade" in refused.stderr


def test_an_upgrade_that_is_not_due_says_so(installed: Path) -> None:
    upgraded = run(installed, "upgrade")

    assert upgraded.exit_code == 0
    assert "already" in upgraded.stdout


def test_an_upgrade_is_in_the_ledger(installed: Path, main: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("referral.migrations.upgrade", lambda _: ("0000", migrations.head()))

    upgraded = run(installed, "upgrade")

    assert upgraded.exit_code == 0, upgraded.stderr
    (entry,) = _entries(installed, Action.SYSTEM_UPGRADED)
    assert dict(entry.detail) == {"from": "0000", "to": migrations.head()}


def test_a_sweep_prints_one_line_that_programs_read(installed: Path) -> None:
    swept = run(installed, "sweep")

    assert len(swept.stdout.splitlines()) == 1
    assert json.loads(swept.stdout).keys() == {"due", "alerts", "escalated", "seconds"}


def test_a_sweep_of_another_moment_raises_what_is_due_then(installed: Path) -> None:
    _start_a_clock(installed)

    early, late, again = (
        json.loads(run(installed, "sweep", "--at", at).stdout)
        for at in ("2026-07-06T10:00", "2026-07-16T00:00+07:00", "2026-07-16T00:00+07:00")
    )

    assert (early["due"], late["due"], again["due"]) == (0, 1, 0)
    assert (late["alerts"], late["escalated"]) == (2, 1)


def _start_a_clock(installed: Path) -> None:
    clock = StoppedClock(MONDAY)
    with (
        closing(open_database(settings.read(installed), clock)) as database,
        deed(database, clock) as session,
    ):
        agency_id = session.scalars(select(Agency.id)).one()
        rule = rule_in_force("initial_verification", MONDAY.date())
        scene = Scene(new_id(clock), new_reference(), agency_id)
        clocks.start_all(session, [clocks.planned(clock, rule, scene, MONDAY)])


def _entries(installed: Path, action: Action) -> list[Entry]:
    opened = open_database(settings.read(installed), SystemClock())
    with closing(opened) as database, database.reading() as session:
        return entries(session, Search(action=action))


def test_the_ledger_of_a_rehearsal_bears_the_days_own_date(installed: Path) -> None:
    _start_a_clock(installed)

    run(installed, "sweep", "--at", "2031-01-01T00:00+07:00")

    (entry,) = _entries(installed, Action.SYSTEM_SWEPT)
    assert SystemClock().now() - entry.at < timedelta(minutes=5)
    assert run(installed, "ledger", "verify").exit_code == 0


@pytest.mark.parametrize("at", ["tomorrow", "2026-13-01"])
def test_a_moment_that_is_none_is_refused_with_an_example(installed: Path, at: str) -> None:
    refused = run(installed, "sweep", "--at", at)

    assert refused.exit_code == 2
    assert "2026-03-27T08:30+07:00" in refused.stderr


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        pytest.param(["--host", "0.0.0.0"], "--tls-cert", id="open to all without TLS"),  # noqa: S104 — it must be refused
        pytest.param(["--host", "referral.example"], "--behind-proxy", id="a name of its own without TLS"),
        pytest.param(["--tls-cert", "settings.toml"], "both", id="a certificate without its key"),
    ],
)
def test_what_is_not_safe_to_serve_is_refused_with_a_sentence(
    installed: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], sentence: str
) -> None:
    monkeypatch.chdir(installed)

    refused = run(installed, "serve", *words)

    assert refused.exit_code != 0
    assert sentence in refused.stderr


def test_a_folder_without_an_installation_is_not_served(folder: Path) -> None:
    for command in ("serve", "worker", "sweep", "upgrade"):
        refused = run(folder, command)
        assert refused.exit_code == 1
        assert "referral init" in refused.stderr
