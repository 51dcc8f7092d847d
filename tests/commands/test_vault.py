"""`referral vault status`: what it counts, and what it says when the root key is not the right one."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from click.testing import CliRunner, Result

from referral.cli import cli
from referral.kernel.clock import Clock
from referral.kernel.database import make_engine
from referral.kernel.vault import FileProvider, Vault
from referral.settings import FILE_NAME, new_file

HEALTH = UUID(int=1)


@pytest.fixture
def installed(tmp_path: Path, clock: Clock) -> Iterator[Vault]:
    """An installation with a root key and a key store, and no more."""
    (tmp_path / FILE_NAME).write_text(new_file(), "utf-8")
    engine = make_engine(f"sqlite:///{tmp_path / 'keystore'}.sqlite", insecure_fast=True)
    yield Vault.create(FileProvider.create(tmp_path / "root.key"), engine, clock)
    engine.dispose()


def ask(instance: Path) -> Result:
    return CliRunner().invoke(cli, ["--instance", str(instance), "vault", "status"])


def test_a_new_key_store_holds_only_secrets(installed: Vault, tmp_path: Path) -> None:
    answer = ask(tmp_path)

    assert answer.exit_code == 0
    assert "file, version 1; it opens this key store" in answer.output
    assert "Copies:        none" in answer.output
    assert "Secrets:       3 primary" in answer.output


def test_copies_are_counted_by_state_and_scope(installed: Vault, tmp_path: Path) -> None:
    installed.new_case_key(UUID(int=2), HEALTH)
    installed.confirm(UUID(int=2), HEALTH)
    installed.share(UUID(int=2), HEALTH, UUID(int=3), "verifier", [("person", "name")])

    answer = ask(tmp_path)

    assert "Agency keys:   2 primary" in answer.output
    assert "Copies:        1 active, 1 pending" in answer.output
    assert "by scope:    1 full, 1 verifier" in answer.output


def test_no_key_is_printed(installed: Vault, tmp_path: Path) -> None:
    shown = ask(tmp_path).output

    assert installed.secret("session").hex() not in shown
    assert (tmp_path / "root.key").read_text("ascii") not in shown


def test_a_missing_root_key_is_one_sentence_on_stderr(installed: Vault, tmp_path: Path) -> None:
    (tmp_path / "root.key").unlink()

    answer = ask(tmp_path)

    assert answer.exit_code == 1
    assert answer.stdout == ""
    assert "is missing or cannot be read" in answer.stderr


def test_a_foreign_root_key_is_refused(installed: Vault, tmp_path: Path) -> None:
    (tmp_path / "root.key").unlink()
    FileProvider.create(tmp_path / "root.key")

    answer = ask(tmp_path)

    assert answer.exit_code == 1
    assert "does not open this key store" in answer.stderr


def test_an_empty_folder_is_no_installation(tmp_path: Path) -> None:
    answer = ask(tmp_path)

    assert answer.exit_code == 1
    assert "referral init" in answer.stderr
