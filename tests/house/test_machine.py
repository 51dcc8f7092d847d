"""A machine that lacks something says so; where nothing may be left out, it does not start."""

import pytest

from tests import machine


def test_a_machine_without_a_browser_says_what_to_install(bare_machine: None) -> None:
    assert machine.lacking()["chromium"] == "no Chromium (install chromium)"


def test_a_complete_run_refuses_to_start_on_a_bare_machine(
    bare_machine: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")

    with pytest.raises(pytest.UsageError, match="nothing may be left out"):
        machine.pytest_configure()


@pytest.mark.parametrize("value", ["", "0", "false"])
def test_an_ordinary_run_starts_on_a_bare_machine(
    bare_machine: None, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("CI", value)

    machine.pytest_configure()


def test_a_complete_machine_lacks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "chromium_path", lambda: "chromium")
    monkeypatch.setattr(machine, "softhsm_path", lambda: "libsofthsm2.so")

    assert machine.lacking() == {}


@pytest.fixture
def bare_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "BROWSERS", ())
    monkeypatch.setattr(machine, "SOFTHSM_LIBRARIES", ())
