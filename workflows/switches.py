"""What no text confirms and an administrator may switch on: the rows of ``law/switches.toml``.

Which are on is handed in with each attempt; nothing here knows, and no rule is applied here.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import NotRequired, TypedDict

from workflows.vocabulary import Confidence, Words

FILE = Path(__file__).parent / "law" / "switches.toml"


class Row(TypedDict):
    """One row, as written; the head of the file says what each key means."""

    name: str
    vi: str
    en: str
    instrument: str
    article: str
    confidence: str
    source: str
    note: str
    days: NotRequired[int]


@dataclass(frozen=True, slots=True)
class Switchable:
    """A rule that is shipped switched off."""

    name: str
    label: Words
    basis: str
    confidence: Confidence
    note: str
    source: str = "-"
    days: int | None = None
    """How long it lasts, where the rule has a length."""


def read_switches(path: Path) -> tuple[Switchable, ...]:
    """Read the rows of a file.

    :raises ValueError: if a row has a key that is not ours, or is confirmed and so no switch
    :raises KeyError: if a row lacks something
    """
    with path.open("rb") as file:
        return tuple(_switch(row) for row in tomllib.load(file)["switches"])


def _switch(row: Row) -> Switchable:
    if unknown := row.keys() - Row.__annotations__.keys():
        raise ValueError(f"{row['name']}: not a key of a switch: {', '.join(sorted(unknown))}")
    confidence = Confidence(row["confidence"])
    if confidence is not Confidence.R:
        raise ValueError(f"{row['name']}: only what is not confirmed is switched off")
    label, basis = Words(row["vi"], row["en"]), f"{row['article']} {row['instrument']} (chưa kiểm chứng)"
    return Switchable(row["name"], label, basis, confidence, row["note"], row["source"], row.get("days"))


ALL: tuple[Switchable, ...] = read_switches(FILE)
_BY_NAME = {switch.name: switch for switch in ALL}


def named(name: str) -> Switchable:
    """Give the switch of that name.

    :raises KeyError: if there is none
    """
    return _BY_NAME[name]


REFUSE_AT_ONCE = named("refuse_from_initial_verification")
REFLECTION = named("reflection_period")
CONSULAR_NOTICE = named("consular_notice_before_repatriation")
