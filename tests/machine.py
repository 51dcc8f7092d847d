"""What this machine can run, and the one line that says what it left out. Nothing here knows the product."""

import importlib.util
import os
import shutil
from pathlib import Path

import pytest

SOFTHSM_LIBRARIES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/softhsm/libsofthsm.so")
MEMORY, ROOM = Path("/dev/shm"), 2 << 30  # noqa: S108 — whatever is put there has a name nobody can guess
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def chromium_path() -> str | None:
    """Give the Chromium installed here, or nothing."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def softhsm_path() -> str | None:
    """Give the PKCS#11 library of SoftHSM installed here, or nothing."""
    return next((library for library in SOFTHSM_LIBRARIES if Path(library).exists()), None)


def lacking() -> dict[str, str]:
    """Give each marker this machine cannot serve, with what to install for it."""
    lacks: dict[str, str] = {}
    if chromium_path() is None or importlib.util.find_spec("playwright") is None:
        lacks["chromium"] = "no Chromium (install chromium)"
    if softhsm_path() is None:
        lacks["softhsm"] = "no SoftHSM (install softhsm2)"
    return lacks


def memory_folder() -> Path | None:
    """Give a folder in memory, if this machine has one with room for databases that may be lost."""
    is_roomy = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM
    return MEMORY if is_roomy else None


def is_complete_run_asked() -> bool:
    """Tell whether nothing may be left out."""
    return os.environ.get("CI", "") not in ("", "0", "false")


def pytest_configure() -> None:
    """Refuse to start where nothing may be left out and something would be."""
    lacks = lacking()
    if lacks and is_complete_run_asked():
        raise pytest.UsageError("With CI set nothing may be left out, but: " + "; ".join(lacks.values()))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what cannot run here, instead of letting it fail."""
    lacks = lacking().keys()
    left_out = [item for item in items if lacks & {mark.name for mark in item.iter_markers()}]
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=left_out)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in one line what was left out."""
    lacks = lacking()
    if lacks:
        terminalreporter.write_line("Left out on this machine: " + "; ".join(lacks.values()) + ".")
