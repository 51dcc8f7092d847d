"""A law changes on a day: a row of data is added, and only what begins from that day on runs by it."""

import difflib
from collections.abc import Iterator
from pathlib import Path

import pytest

from referral.casework.services import reading
from referral.sla import queries
from tests.storyteller import Storyteller
from workflows import clocks, rulebook

OLD_ROW = '''valid_from = 2025-07-01
source = "S4"

[[rules]]
name = "initial_verification"'''
NEW_ROW = """valid_from = 2025-07-01
valid_to = 2026-07-07
source = "S4"

[[rules]]
name = "initial_verification"
vi = "Xác minh thông tin ban đầu"
en = "Initial verification"
unit = "days"
amount = 5
starts_on = ["reported_by_health"]
met_by = ["identify", "request_full_verification"]
duty_of = "health"
instrument = "Luật thử nghiệm 99/2026/QH16"
article = "Điều 1"
confidence = "B"
is_protective = true
warn_before = { amount = 1, unit = "working-days" }
valid_from = 2026-07-08
source = "S4"

[[rules]]
name = "initial_verification\""""
REMEMBERED = (
    rulebook.rules,
    clocks.changes_for,
    clocks._met_by,
    clocks._ending_with_case,
    queries._labels,
)


@pytest.fixture
def changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The data of the law with one row more, from 8 July 2026 on."""
    file = tmp_path / "deadlines.toml"
    file.write_text(rulebook.FILE.read_text("utf-8").replace(OLD_ROW, NEW_ROW), "utf-8")
    before = rulebook.FILE.read_text("utf-8")
    monkeypatch.setattr(rulebook, "FILE", file)
    _forget()
    yield file
    monkeypatch.undo()
    _forget()
    assert rulebook.FILE.read_text("utf-8") == before


def test_cases_opened_before_and_after_run_for_their_own_limits(story: Storyteller, changed: Path) -> None:
    monday = story.reports("so-y-te").ref
    story.later(days=2)
    wednesday = story.reports("so-y-te").ref

    limits = [_verification(story, ref) for ref in (monday, wednesday)]

    assert limits[0] == (3, "2026-07-09", "Điều 27(2)")
    assert limits[1] == (5, "2026-07-13", "Điều 1 Luậ")


def test_the_change_is_in_the_data_alone(changed: Path) -> None:
    shipped = (Path(rulebook.__file__).parent / "law" / "deadlines.toml").read_text("utf-8")

    lines = list(difflib.unified_diff(shipped.splitlines(), changed.read_text("utf-8").splitlines(), n=0))

    assert not [line for line in lines[2:] if line.startswith("-")]
    assert len([line for line in lines[2:] if line.startswith("+")]) == 18


def _verification(story: Storyteller, ref: str) -> tuple[int, str, str]:
    cards = story.by(story.officer("so-y-te"), reading.clocks_of, ref)
    card = next(card for card in cards if card.rule == "initial_verification")
    return card.amount, card.due_on.isoformat(), card.basis[:10]


def _forget() -> None:
    for remembered in REMEMBERED:
        remembered.cache_clear()
