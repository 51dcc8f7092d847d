"""Tests of opening a file of the law: whoever slipped is told where, and how to write it."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from workflows.lawfile import LawIsWrong, a_day, read_file, whole_number


def test_what_is_written_well_is_read(tmp_path: Path) -> None:
    (tmp_path / "law.toml").write_text("decided_years = [2026]\n", "utf-8")

    assert read_file(tmp_path / "law.toml") == {"decided_years": [2026]}
    assert whole_number(0) == 0
    assert a_day(date(2026, 12, 31)) == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param("[[rules]]\namount = six\n", "line 2", id="a word for a number"),
        pytest.param("[[rules]]\n\nname = facility\n", "line 3", id="a name without quotation marks"),
        pytest.param("on = 2026-13-01\n", "line 1", id="a month too many"),
        pytest.param("days = [\n  { on = 2026-12-31 }\n  { on = 2026-12-30 }\n]\n", "line 3", id="no comma"),
        pytest.param("amount = 3\namount = 4\n", "line 2", id="the same key twice"),
    ],
)
def test_a_slip_of_the_pen_names_its_line(tmp_path: Path, text: str, line: str) -> None:
    (tmp_path / "law.toml").write_text(text, "utf-8")

    with pytest.raises(LawIsWrong, match=rf"law.toml: .*{line}"):
        read_file(tmp_path / "law.toml")


@pytest.mark.parametrize("written", ["6", 6.5, True, -1, None])
def test_what_is_no_whole_number_says_how_to_write_one(written: object) -> None:
    with pytest.raises(ValueError, match="without quotation marks, like 9"):
        whole_number(written)


@pytest.mark.parametrize("written", ["2026-12-31", datetime(2026, 12, 31, tzinfo=UTC), 20261231, None])
def test_what_is_no_day_says_how_to_write_one(written: object) -> None:
    with pytest.raises(ValueError, match="like 2026-12-31"):
        a_day(written)
