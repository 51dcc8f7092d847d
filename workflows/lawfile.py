"""How a file of the law is opened: what cannot be read is a sentence for whoever corrected it, not a fault.

Nothing is understood here; what a row means, its own module knows.
"""

import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Any


class LawIsWrong(ValueError):
    """The data of the law cannot be read; the message says which file, which row and why."""


def read_file(path: Path) -> dict[str, Any]:
    """Read a file.

    :raises LawIsWrong: if it is not TOML; it names the line
    """
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except tomllib.TOMLDecodeError as slip:
        raise LawIsWrong(f"{path.name}: {slip}") from slip


def whole_number(written: object) -> int:
    """Take a number as written.

    :raises ValueError: if it is none, like a number between quotation marks
    """
    if not isinstance(written, int) or isinstance(written, bool) or written < 0:
        raise ValueError(f"not a whole number: {written}. Write it without quotation marks, like 9")
    return written


def a_day(written: object) -> date:
    """Take a day as written.

    :raises ValueError: if it is none, like a day between quotation marks
    """
    if not isinstance(written, date) or isinstance(written, datetime):
        message = f"not a day: {written}. Write it without quotation marks, like 2026-12-31"
        raise ValueError(message)  # noqa: TRY004 — it is what was written that is wrong, no program
    return written
