"""What the documents promise is there, and what is there is documented."""

import re
from pathlib import Path

import pytest

from referral import cli
from tests.house.source import ROOT, module, product

DOCS = sorted([*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")])
REFERENCE = (ROOT / "docs" / "reference.md").read_text("utf-8")


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page: Path) -> None:
    folder, text = page.parent, page.read_text("utf-8")
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text)

    assert not [link for link in links if not (folder / link).exists()]


@pytest.mark.parametrize("command", cli.COMMANDS)
def test_every_command_is_in_the_reference(command: str) -> None:
    assert re.search(rf"`referral {command}\b", REFERENCE)


@pytest.mark.parametrize(("command", "sentence"), cli.COMMANDS.items(), ids=cli.COMMANDS)
def test_every_command_exists_and_says_the_same_of_itself(command: str, sentence: str) -> None:
    found = cli.cli.get_command(cli.cli.make_context("referral", ["--help"], resilient_parsing=True), command)

    assert found is not None
    assert found.get_short_help_str(200).rstrip(".") == sentence.rstrip(".")


def test_every_setting_is_in_the_reference() -> None:
    settings = next(found for found in module("referral/settings.py").classes if found.name == "Settings")
    names = [node.target.id for node in settings.body if hasattr(node, "target")]

    assert names
    assert not [name for name in names if f"`{name}`" not in REFERENCE]


def test_every_environment_variable_is_in_the_reference() -> None:
    names = {name for found in product() for name in re.findall(r"\bREFERRAL_[A-Z_]+[A-Z]\b", found.text)}

    assert not [name for name in names if f"`{name}`" not in REFERENCE]


def test_decisions_are_numbered_without_gap_or_repetition() -> None:
    numbers = [int(page.name[:4]) for page in sorted((ROOT / "docs" / "decisions").glob("*.md"))]

    assert numbers == list(range(1, len(numbers) + 1))


def test_every_decision_is_titled_with_its_number() -> None:
    pages = (ROOT / "docs" / "decisions").glob("*.md")

    assert not [page.name for page in pages if not page.read_text("utf-8").startswith(f"# {page.name[:4]} ")]


def test_the_readme_is_one_screen() -> None:
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) <= 60
