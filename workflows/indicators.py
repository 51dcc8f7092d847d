"""Screening by the operational indicators of labour trafficking: what was seen, weighed and explained.

An aid to whoever listens to the person, never a decision: no guard, no step and no fact may read it.
"""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from workflows.vocabulary import Confidence, Word, Words

FILE = Path(__file__).parent / "law" / "indicators.toml"
CAUTION = Words(
    "Chưa kiểm chứng: chưa đối chiếu bản gốc (ILO WCMS_105023). Kết quả chỉ hỗ trợ người sàng lọc, "
    "không phải là quyết định và không thay thế việc xác minh.",
    "Not verified: not yet checked against the original (ILO WCMS_105023). The result helps whoever "
    "screens; it is no decision and replaces no verification.",
)


class Dimension(Word):
    """A part of what makes up trafficking, as the list divides it."""

    DECEPTIVE_RECRUITMENT = "deceptive_recruitment", "Tuyển mộ bằng lừa dối", "Deceptive recruitment"
    COERCIVE_RECRUITMENT = "coercive_recruitment", "Tuyển mộ bằng cưỡng ép", "Coercive recruitment"
    ABUSE_AT_RECRUITMENT = (
        "abuse_at_recruitment",
        "Tuyển mộ bằng cách lợi dụng tình trạng dễ bị tổn thương",
        "Recruitment by abuse of vulnerability",
    )
    EXPLOITATION = "exploitation", "Bóc lột", "Exploitation"
    COERCION_AT_DESTINATION = "coercion_at_destination", "Cưỡng ép tại nơi đến", "Coercion at destination"
    ABUSE_AT_DESTINATION = (
        "abuse_at_destination",
        "Lợi dụng tình trạng dễ bị tổn thương tại nơi đến",
        "Abuse of vulnerability at destination",
    )


class Weight(Word):
    """How much one indicator says."""

    STRONG = "strong", "mạnh", "strong"
    MEDIUM = "medium", "trung bình", "medium"
    WEAK = "weak", "yếu", "weak"
    NONE = "none", "không tính", "not counted"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One sign that may have been seen, and what it weighs."""

    name: str
    dimension: Dimension
    words: Words
    adult: Weight
    child: Weight
    ilo: tuple[int, ...] = ()

    def weight(self, *, as_child: bool) -> Weight:
        """Give what it weighs for a child, or for an adult."""
        return self.child if as_child else self.adult


@dataclass(frozen=True, slots=True)
class Rule:
    """One way in which a dimension becomes positive: at least so many of each weight."""

    words: Words
    strong: int = 0
    medium: int = 0
    weak: int = 0
    medium_or_weak: int = 0

    def holds(self, weights: Collection[Weight]) -> bool:
        """Say whether the weights of what was seen reach it."""
        strong, medium, weak = (
            sum(weight is kind for weight in weights) for kind in (Weight.STRONG, Weight.MEDIUM, Weight.WEAK)
        )
        return (
            strong >= self.strong
            and medium >= self.medium
            and weak >= self.weak
            and medium + weak >= self.medium_or_weak
        )


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What adds up to signs of trafficking for forced labour: one positive dimension out of each group."""

    words: Words
    needs: tuple[frozenset[Dimension], ...]


@dataclass(frozen=True, slots=True)
class IndicatorList:
    """The whole list in one edition, and how sure we are of it."""

    edition: str
    words: Words
    source: str
    confidence: Confidence
    positive: tuple[Rule, ...]
    adult: Conclusion
    child: Conclusion
    indicators: tuple[Indicator, ...]

    def of(self, dimension: Dimension) -> tuple[Indicator, ...]:
        """Give the indicators of a dimension, in the list's order."""
        return tuple(one for one in self.indicators if one.dimension is dimension)


@dataclass(frozen=True, slots=True)
class Seen:
    """An indicator that was seen, and what it weighed."""

    name: str
    words: Words
    weight: Weight


@dataclass(frozen=True, slots=True)
class Finding:
    """What was seen in one dimension, and whether it is positive; if so, by which rule."""

    dimension: Dimension
    seen: tuple[Seen, ...] = ()
    rule: Words | None = None

    @property
    def label(self) -> Words:
        """What the dimension is called."""
        return self.dimension.words

    @property
    def is_positive(self) -> bool:
        """Whether a rule holds."""
        return self.rule is not None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a screening adds up to, explained dimension by dimension. It decides nothing."""

    as_child: bool
    findings: tuple[Finding, ...]
    is_indicated: bool
    because: Words
    """What the conclusion asks for, whether or not it was reached."""


@cache
def indicator_list() -> IndicatorList:
    """Give the list in force, read once."""
    return read_list(FILE)


def read_list(path: Path) -> IndicatorList:
    """Read the list of a file.

    :raises ValueError: if a word is not ours, a name stands twice, or a dimension has no indicator
    :raises KeyError: if something is missing
    """
    with path.open("rb") as file:
        written = tomllib.load(file)
    head = written["list"]
    conclusions = {row["who"]: _conclusion(row) for row in written["conclusions"]}
    return IndicatorList(
        edition=head["edition"],
        words=_words(head),
        source=head["source"],
        confidence=Confidence(head["confidence"]),
        positive=tuple(map(_rule, written["positive"])),
        adult=conclusions["adult"],
        child=conclusions["child"],
        indicators=_sound(tuple(map(_indicator, written["indicators"]))),
    )


def weigh(present: Collection[str], *, as_child: bool) -> Verdict:
    """Weigh what was seen by the list in force; an uncertain age is a child's.

    :raises KeyError: if a name is not on the list
    """
    listed = indicator_list()
    if unknown := set(present) - {one.name for one in listed.indicators}:
        raise KeyError(*sorted(unknown))
    findings = tuple(_finding(listed, dimension, present, as_child=as_child) for dimension in Dimension)
    conclusion = listed.child if as_child else listed.adult
    positive = {finding.dimension for finding in findings if finding.is_positive}
    return Verdict(as_child, findings, all(group & positive for group in conclusion.needs), conclusion.words)


def _finding(
    listed: IndicatorList, dimension: Dimension, present: Collection[str], *, as_child: bool
) -> Finding:
    seen = tuple(
        Seen(one.name, one.words, one.weight(as_child=as_child))
        for one in listed.of(dimension)
        if one.name in present
    )
    weights = [one.weight for one in seen]
    return Finding(
        dimension, seen, next((rule.words for rule in listed.positive if rule.holds(weights)), None)
    )


def _words(row: Mapping[str, str]) -> Words:
    return Words(row["vi"], row["en"])


def _rule(row: Mapping[str, Any]) -> Rule:
    counts = {name: row[name] for name in ("strong", "medium", "weak", "medium_or_weak") if name in row}
    if not counts:
        message = f"a rule that asks for nothing: {row['en']}"
        raise ValueError(message)
    return Rule(_words(row), **counts)


def _conclusion(row: Mapping[str, Any]) -> Conclusion:
    return Conclusion(_words(row), tuple(frozenset(map(Dimension, group)) for group in row["needs"]))


def _indicator(row: Mapping[str, Any]) -> Indicator:
    return Indicator(
        name=row["name"],
        dimension=Dimension(row["dimension"]),
        words=_words(row),
        adult=Weight(row["adult"]),
        child=Weight(row["child"]),
        ilo=tuple(row["ilo"]),
    )


def _sound(indicators: tuple[Indicator, ...]) -> tuple[Indicator, ...]:
    names = [one.name for one in indicators]
    if twice := {name for name in names if names.count(name) > 1}:
        message = f"a name that stands twice: {', '.join(sorted(twice))}"
        raise ValueError(message)
    if empty := set(Dimension) - {one.dimension for one in indicators}:
        message = f"a dimension without an indicator: {', '.join(sorted(empty))}"
        raise ValueError(message)
    return indicators
