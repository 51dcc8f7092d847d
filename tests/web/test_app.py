"""The application is put together once, from settings alone, and refuses to start unsafe."""

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from referral.app import create_app, create_from_environment, open_database, template_folder
from referral.cli import cli
from referral.kernel.clock import StoppedClock
from referral.kernel.errors import UnsafeSettings
from referral.settings import FILE_NAME, new_file
from tests.callers import settings_of


def test_a_server_starts_from_the_environment_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    CliRunner().invoke(cli, ["init", "--instance", str(tmp_path)])
    monkeypatch.setenv("REFERRAL_INSTANCE", str(tmp_path))

    app = create_from_environment()

    assert app.test_client().get("/healthz").status_code == 200


def test_without_a_root_key_it_does_not_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / FILE_NAME).write_text(new_file(), "utf-8")
    monkeypatch.setenv("REFERRAL_INSTANCE", str(tmp_path))

    with pytest.raises(UnsafeSettings, match="referral init"):
        create_from_environment()


def test_a_database_that_cannot_be_reached_is_one_sentence(instance: Path, clock: StoppedClock) -> None:
    settings = replace(settings_of(instance), keystore_url=f"sqlite:///{instance}/absent/keys.db")

    with pytest.raises(UnsafeSettings, match="cannot be reached"):
        open_database(settings, clock)


def test_a_key_store_of_another_root_key_is_refused(instance: Path, clock: StoppedClock) -> None:
    settings = replace(settings_of(instance), keystore_url=f"sqlite:///{instance}/new.db")

    with pytest.raises(UnsafeSettings, match="referral init"):
        create_app(settings, clock=clock)


def test_pages_are_found_in_a_checkout() -> None:
    assert (template_folder() / "base.html").is_file()
