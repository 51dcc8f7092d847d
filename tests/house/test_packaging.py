"""What is installed is what is in the checkout: packages, data, locks."""

import configparser
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.house.source import ROOT, product, tracked

SHIPPED_SUFFIXES = {
    ".py",
    ".typed",
    ".toml",
    ".html",
    ".txt",
    ".css",
    ".js",
    ".svg",
    ".po",
    ".mo",
    ".mako",
    ".woff2",
}
LOCKS = ("requirements.lock", "requirements-dev.lock")
GPL = ("djlint", "codespell")


def test_every_folder_with_code_is_named_as_a_package() -> None:
    folders = {".".join(found.path.parent.relative_to(ROOT).parts) for found in product()}

    assert set(setup()["options"]["packages"].split()) - {"referral.templates"} == folders


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_dependency_has_a_hash_and_no_origin(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    pins = re.split(r"\n(?=\S)", text)

    assert not [pin.splitlines()[0] for pin in pins if "--hash=sha256:" not in pin]
    assert not re.search(r"://|index-url|find-links", text)


@pytest.mark.parametrize("lock", LOCKS)
def test_no_lock_brings_a_program_under_the_gpl(lock: str) -> None:
    names = re.findall(r"^([\w.-]+)==", (ROOT / lock).read_text("utf-8"), re.MULTILINE)

    assert not [name for name in names if name in GPL]


def test_both_locks_agree_on_what_runs() -> None:
    running, building = (pins(lock) for lock in LOCKS)

    assert running.items() <= building.items()


@pytest.mark.parametrize("listed", ["requirements.in", "requirements-build.in", "requirements-dev.in"])
def test_everything_asked_for_is_locked(listed: str) -> None:
    asked = re.findall(r"^([\w-]+)", (ROOT / listed).read_text("utf-8"), re.MULTILINE)

    assert {name.lower() for name in asked if not name.startswith("-")} <= pins(
        "requirements-dev.lock"
    ).keys()


def test_the_wheel_carries_every_page_catalogue_and_law(wheel: set[str]) -> None:
    ours = [path.relative_to(ROOT) for path in tracked() if path.suffix in SHIPPED_SUFFIXES]
    wanted = {path.as_posix() for path in ours if path.parts[0] in {"referral", "workflows"}}
    wanted |= {f"referral/{path.as_posix()}" for path in ours if path.parts[0] == "templates"}

    assert not wanted - wheel


def test_the_wheel_carries_nothing_that_is_not_ours(wheel: set[str]) -> None:
    assert {name.split("/")[0] for name in wheel if ".dist-info/" not in name} == {"referral", "workflows"}


def setup() -> configparser.ConfigParser:
    parser = configparser.ConfigParser()
    parser.read(ROOT / "setup.cfg", "utf-8")
    return parser


def pins(lock: str) -> dict[str, str]:
    return dict(re.findall(r"^([\w.-]+)==([^ \\;]+)", (ROOT / lock).read_text("utf-8"), re.MULTILINE))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Build it from what git keeps, so that nothing a machine happens to have can help."""
    folder = tmp_path_factory.mktemp("checkout")
    for path in tracked():
        copy = folder / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    build = "import sys; from setuptools import build_meta; build_meta.build_wheel(sys.argv[1])"
    subprocess.run([sys.executable, "-c", build, "dist"], cwd=folder, check=True, capture_output=True)
    return names_in(next((folder / "dist").glob("*.whl")))


def names_in(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())
