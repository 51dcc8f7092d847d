"""The rows of ``law/entitlements.toml``, read once and only when asked for.

A row that does not say what it must is refused at reading, with its name: a typing slip never becomes law.
"""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple, NotRequired, TypedDict

from workflows.benefits import Benefit, Category, Grade, Sourced, SupportRegime
from workflows.limits import Limit
from workflows.rulebook import Amount, RowIsWrong
from workflows.vocabulary import Confidence, Regime, Unit, Words

FILE = Path(__file__).parent / "law" / "entitlements.toml"


class SourcedRow(TypedDict):
    """What every row says of itself, as written."""

    name: str
    vi: str
    en: str
    regime: str
    instrument: str
    article: str
    confidence: str
    valid_from: date
    valid_to: NotRequired[date]
    source: str


class RegimeRow(SourcedRow):
    """One letter of the article, as written."""

    letter: str
    cells: Mapping[str, str]


class BenefitRow(SourcedRow):
    """One thing that can be given, as written."""

    of: str
    duration_vi: str
    duration_en: str
    provider_vi: str
    provider_en: str
    condition_vi: NotRequired[str]
    condition_en: NotRequired[str]
    needs_application: NotRequired[bool]
    is_once: NotRequired[bool]
    apply_within: NotRequired[Amount]
    only_for: NotRequired[list[str]]


class Matrix(NamedTuple):
    """Every row of the file, in the order written."""

    regimes: tuple[SupportRegime, ...]
    benefits: tuple[Benefit, ...]


@cache
def matrix() -> Matrix:
    """Give every row, those no longer in force too."""
    return read_matrix(FILE)


def read_matrix(path: Path) -> Matrix:
    """Read the rows of a file.

    :raises RowIsWrong: if a row lacks something, has a key or a word that is not ours, or belongs to nothing
    """
    with path.open("rb") as file:
        written = tomllib.load(file)
    regimes = tuple(regime_from(row) for row in written["regimes"])
    benefits = tuple(benefit_from(row) for row in written["benefits"])
    known = {(regime.law.regime, regime.name) for regime in regimes}
    for benefit in benefits:
        if (benefit.law.regime, benefit.of) not in known:
            raise RowIsWrong(f"{benefit.name}: no regime of support is called {benefit.of}")
    return Matrix(regimes, benefits)


def regime_from(row: RegimeRow) -> SupportRegime:
    """Make a regime of support of a row.

    :raises RowIsWrong: if it lacks something, or has a key or a word that is not ours
    """
    _know_every_key(row, RegimeRow)
    try:
        cells = {Category(name): Grade(grade) for name, grade in row["cells"].items()}
        return SupportRegime(row["letter"], row["name"], Words(row["vi"], row["en"]), cells, _sourced(row))
    except (KeyError, ValueError) as slip:
        raise RowIsWrong(f"{_name(row)}: {slip}") from slip


def benefit_from(row: BenefitRow) -> Benefit:
    """Make a benefit of a row.

    :raises RowIsWrong: if it lacks something, or has a key or a word that is not ours
    """
    _know_every_key(row, BenefitRow)
    try:
        return Benefit(
            name=row["name"],
            of=row["of"],
            label=Words(row["vi"], row["en"]),
            duration=Words(row["duration_vi"], row["duration_en"]),
            provider=Words(row["provider_vi"], row["provider_en"]),
            condition=Words(row["condition_vi"], row["condition_en"]) if "condition_vi" in row else None,
            law=_sourced(row),
            needs_application=row.get("needs_application", False),
            is_once=row.get("is_once", False),
            apply_within=_limit(row),
            only_for=frozenset(map(Category, row.get("only_for", ()))),
        )
    except (KeyError, ValueError) as slip:
        raise RowIsWrong(f"{_name(row)}: {slip}") from slip


def _know_every_key(row: RegimeRow | BenefitRow, shape: type[RegimeRow | BenefitRow]) -> None:
    if unknown := row.keys() - shape.__annotations__.keys():
        raise RowIsWrong(f"{_name(row)}: not a key of this row: {', '.join(sorted(unknown))}")


def _name(row: RegimeRow | BenefitRow) -> str:
    return row.get("name", "a row without a name")


def _limit(row: BenefitRow) -> Limit | None:
    if "apply_within" not in row:
        return None
    return row["apply_within"]["amount"], Unit(row["apply_within"]["unit"])


def _sourced(row: SourcedRow) -> Sourced:
    return Sourced(
        regime=Regime(row["regime"]),
        basis=f"{row['article']} {row['instrument']}",
        confidence=Confidence(row["confidence"]),
        source=row["source"],
        valid_from=row["valid_from"],
        valid_to=row.get("valid_to"),
    )
