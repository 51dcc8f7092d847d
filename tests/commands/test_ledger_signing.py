"""`referral ledger checkpoint`, `witness` and `export`: a round between house, witness and auditor."""

from pathlib import Path
from typing import Self

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine, text

from referral import signer as process
from referral.cli import cli
from referral.commands import ledger_witness
from referral.kernel import ledger
from referral.kernel.clock import StoppedClock
from referral.kernel.database import Database
from referral.kernel.ledger import Action
from referral.kernel.ledger.signing import SigningKey
from referral.kernel.permissions import SYSTEM
from referral.kernel.transaction import deed
from referral.settings import FILE_NAME, Settings, new_file
from tests.kernel.ledger.house import told
from tests.kernel.ledger.tampering import owner_of


@pytest.fixture
def installed(tmp_path: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation whose main database is the test's, and that names one witness."""
    folder = tmp_path / "installed"
    folder.mkdir()
    key = _run(
        "ledger", "witness", "--folder", str(tmp_path / "witness"), "--name", "w.example"
    ).stdout.strip()
    settings = new_file().replace("# witnesses = []  ", f'witnesses = ["{key}"]')
    (folder / FILE_NAME).write_text(settings, "utf-8")
    monkeypatch.setenv("REFERRAL_DATABASE_URL", engine.url.render_as_string(hide_password=False))
    return folder


@pytest.fixture
def log(database: Database, clock: StoppedClock) -> Database:
    """Three entries."""
    with deed(database, clock) as session:
        for _ in range(3):
            ledger.note(session, SYSTEM, Action.SYSTEM_SWEPT)
    return database


def test_a_checkpoint_is_signed_witnessed_by_stick_and_exported(
    installed: Path, log: Database, tmp_path: Path
) -> None:
    note = _run("ledger", "checkpoint", "--print", str(tmp_path / "page.html"), instance=installed)
    log_key = (installed / "signer" / "log.pub").read_text("utf-8").strip()
    request = _run("ledger", "checkpoint", "--request-from", "0", instance=installed)
    (tmp_path / "request").write_text(request.stdout, "utf-8")
    given = ["--folder", str(tmp_path / "witness"), "--watch", log_key, str(tmp_path / "request")]
    (tmp_path / "answer").write_text(_run("ledger", "witness", *given).stdout, "utf-8")
    added = _run("ledger", "checkpoint", "--add", str(tmp_path / "answer"), instance=installed)

    exported = _run("ledger", "export", str(tmp_path / "export"), instance=installed)
    verified = _run("ledger", "verify", instance=installed)

    assert note.stdout.startswith("localhost/2026\n3\n")
    assert (tmp_path / "page.html").read_text("utf-8").count("<svg") == 1
    assert added.stdout == "Cosigned by w.example.\n"
    assert exported.stdout.splitlines()[0].startswith("3 entries were written")
    assert "No checkpoint has been witnessed" not in verified.stdout
    keys = dict(line.split(": ") for line in exported.stdout.splitlines()[1:])
    judged = ["--log-key", keys["Log key"], "--witness-key", keys["Witness"]]
    assert told([str(tmp_path / "export"), *judged]).code == 0


def test_a_stopped_signer_leaves_verify_unable_to_tell(installed: Path, log: Database) -> None:
    _run("ledger", "checkpoint", instance=installed)
    (installed / "signer" / "stopped").write_text("An entry is missing.\n", "utf-8")

    verified, signed = (_run("ledger", what, instance=installed) for what in ("verify", "checkpoint"))

    assert (verified.exit_code, "the signer has stopped: An entry is missing." in verified.stderr) == (
        2,
        True,
    )
    assert (signed.exit_code, "Nothing is signed any more" in signed.stderr) == (1, True)


def test_a_log_cut_below_what_was_signed_is_found_from_inside(installed: Path, log: Database) -> None:
    _run("ledger", "checkpoint", instance=installed)
    with owner_of(log) as owner:
        owner.execute(text("DELETE FROM ledger_entry WHERE idx = 2"))

    verified = _run("ledger", "verify", instance=installed)

    assert (verified.exit_code, "the first bad index is 2" in verified.stderr) == (1, True)


@pytest.mark.parametrize(
    ("given", "code", "says"),
    [
        pytest.param(["--request-from", "9"], 2, "holds no entry yet", id="a request before the first entry"),
        pytest.param([], 2, "holds no entry yet", id="nothing to sign"),
    ],
)
def test_an_empty_ledger_is_not_signed(installed: Path, given: list[str], code: int, says: str) -> None:
    answer = _run("ledger", "checkpoint", *given, instance=installed)

    assert (answer.exit_code, says in answer.stderr) == (code, True)


def test_a_request_from_a_size_the_log_never_had_is_refused(installed: Path, log: Database) -> None:
    _run("ledger", "checkpoint", instance=installed)

    answer = _run("ledger", "checkpoint", "--request-from", "9", instance=installed)

    assert (answer.exit_code, "never held 9 entries" in answer.stderr) == (2, True)


def test_an_answer_of_no_witness_of_ours_is_not_added(installed: Path, log: Database, tmp_path: Path) -> None:
    _run("ledger", "checkpoint", instance=installed)
    (tmp_path / "answer").write_text("welcome\n", "utf-8")

    answer = _run("ledger", "checkpoint", "--add", str(tmp_path / "answer"), instance=installed)

    assert (answer.exit_code, "no cosignature of a witness" in answer.stderr) == (1, True)


def test_an_export_does_not_overwrite_a_folder_in_use(installed: Path, log: Database) -> None:
    answer = _run("ledger", "export", str(installed), instance=installed)

    assert (answer.exit_code, "is not empty" in answer.stderr) == (1, True)


def test_a_signer_alone_runs_until_it_is_told_to_stop(
    installed: Path, log: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = list[Settings]()
    monkeypatch.setattr(process, "run", ran.append)

    answer = _run("ledger", "checkpoint", "--keep-on", instance=installed)

    assert (answer.exit_code, [each.signing.folder for each in ran]) == (0, [installed / "signer"])


def test_a_witness_that_refuses_exits_with_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "request").write_text("a shopping list\n", "utf-8")
    begin = ["--folder", str(tmp_path / "witness"), "--name", "w.example"]

    refused = _run("ledger", "witness", *begin, str(tmp_path / "request"))
    nothing = _run("ledger", "witness")
    wrong_key = _run("ledger", "witness", *begin, "--watch", "no key")

    assert (refused.exit_code, refused.stderr) == (1, "Error: This is no request for a cosignature.\n")
    assert (nothing.exit_code, wrong_key.exit_code) == (2, 1)


def test_a_witness_serves_until_it_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger_witness, "server_of", Stopping)

    answer = _run("ledger", "witness", "--folder", str(tmp_path), "--serve", "--port", "8091")

    assert (answer.exit_code, answer.stdout, answer.stderr) == (0, "http://127.0.0.1:8091\n", "Stopped.\n")


class Stopping:
    """A service that is told to stop as soon as it serves."""

    def __init__(self, _body: object, _clock: object, host: str, port: int) -> None:
        self.server_address = (host, port)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def serve_forever(self) -> None:
        raise KeyboardInterrupt


def test_a_secret_key_of_a_log_is_no_key_to_watch(tmp_path: Path) -> None:
    secret = SigningKey.create("log.example").to_text()

    answer = _run("ledger", "witness", "--folder", str(tmp_path), "--watch", secret)

    assert answer.exit_code == 1
    assert not (tmp_path / "logs").exists()


def _run(*given: str, instance: Path | None = None) -> Result:
    where = [] if instance is None else ["--instance", str(instance)]
    return CliRunner().invoke(cli, [*given, *where])
