"""The rows of ``law/deadlines.toml`` as deadline rules, read once and only when asked for.

A row that does not say what it must is refused at reading, with its name: a typing slip never becomes law.
"""

from datetime import date
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import NotRequired, TypedDict

from workflows.lawfile import LawIsWrong, a_day, read_file, whole_number
from workflows.limits import DeadlineRule, Extension, Limit
from workflows.vocabulary import Confidence, Duty, Regime, Unit, Words

FILE = Path(__file__).parent / "law" / "deadlines.toml"
POLICY_BASIS = "Chỉ tiêu nội bộ; luật không quy định con số"
LOCAL_TARGET = "luật ghi «ngay», mốc giờ là chỉ tiêu nội bộ"


class Amount(TypedDict):
    """An amount and its unit, as written."""

    amount: int
    unit: str


class ExtensionRow(TypedDict):
    """What the law says of putting a limit off, as written."""

    vi: str
    en: str
    times: NotRequired[int]
    amount: NotRequired[int]
    unit: NotRequired[str]
    ask_before: NotRequired[Amount]


class Row(TypedDict):
    """One row, as written; the head of the file says what each key means."""

    name: str
    vi: str
    en: str
    unit: str
    amount: NotRequired[int]
    policy: NotRequired[Amount]
    starts_on: list[str]
    met_by: list[str]
    duty_of: str
    instrument: NotRequired[str]
    article: NotRequired[str]
    confidence: str
    is_enabled: NotRequired[bool]
    is_protective: NotRequired[bool]
    is_for_children: NotRequired[bool]
    is_per_item: NotRequired[bool]
    is_once: NotRequired[bool]
    ends_with_case: NotRequired[bool]
    regime: NotRequired[str]
    warn_before: Amount
    extension: NotRequired[ExtensionRow]
    valid_from: date
    valid_to: NotRequired[date]
    source: str
    note: NotRequired[str]


class RowIsWrong(LawIsWrong):
    """A row of the law data cannot be read; the message says which and why."""


@cache
def rules() -> tuple[DeadlineRule, ...]:
    """Give every row, in the order written, those switched off too."""
    return read_rules(FILE)


def read_rules(path: Path) -> tuple[DeadlineRule, ...]:
    """Read the rows of a file.

    :raises RowIsWrong: if a row lacks something, has a key or a word that is not ours, contradicts itself or
        another
    :raises LawIsWrong: if the file cannot be read at all
    """
    found = tuple(rule_from(row) for row in read_file(path)["rules"])
    for one, other in combinations(found, 2):
        if one.name == other.name and (both := _both_hold_on(one, other)):
            raise RowIsWrong(
                f"{one.name}: two rows hold on {both.isoformat()}; give the older one a valid_to"
            )
    return found


def _both_hold_on(one: DeadlineRule, other: DeadlineRule) -> date | None:
    is_same_start = not one.starts_on.isdisjoint(other.starts_on) or one.starts_on == other.starts_on
    first, last = (
        max(one.valid_from, other.valid_from),
        min(one.valid_to or date.max, other.valid_to or date.max),
    )
    return first if one.regime is other.regime and is_same_start and first <= last else None


def rule_from(row: Row) -> DeadlineRule:
    """Make a rule of a row.

    :raises RowIsWrong: if it lacks something, has a key or a word that is not ours, or contradicts itself
    """
    name = row.get("name", "a row without a name")
    if unknown := row.keys() - Row.__annotations__.keys():
        raise RowIsWrong(f"{name}: not a key of a deadline: {', '.join(sorted(unknown))}")
    try:
        rule = _rule(row)
    except (KeyError, ValueError) as slip:
        said = f"{slip} is missing" if isinstance(slip, KeyError) else str(slip)
        raise RowIsWrong(f"{name}: {said}") from slip
    if contradiction := _contradiction(rule):
        raise RowIsWrong(f"{name}: {contradiction}")
    return rule


def _rule(row: Row) -> DeadlineRule:
    unit, confidence = Unit(row["unit"]), Confidence(row["confidence"])
    policy = _limit(row["policy"]) if "policy" in row else None
    return DeadlineRule(
        name=row["name"],
        label=Words(row["vi"], row["en"]),
        unit=unit,
        amount=whole_number(row["amount"]) if "amount" in row else None,
        policy_amount=policy[0] if policy else None,
        policy_unit=policy[1] if policy else None,
        starts_on=frozenset(row["starts_on"]),
        met_by=tuple(row["met_by"]),
        duty_of=Duty(row["duty_of"]),
        basis=_basis(row),
        confidence=confidence,
        is_policy=policy is not None or confidence is Confidence.POLICY,
        is_enabled=row.get("is_enabled", True),
        is_continuous=unit in {Unit.IMMEDIATE, Unit.HOURS},
        is_protective=row.get("is_protective", False),
        is_for_children=row.get("is_for_children", False),
        is_per_item=row.get("is_per_item", False),
        is_once=row.get("is_once", False),
        ends_with_case=row.get("ends_with_case", True),
        warn_before=_limit(row["warn_before"]),
        extension=_extension(row["extension"]) if "extension" in row else None,
        regime=Regime(row["regime"]) if "regime" in row else None,
        valid_from=a_day(row["valid_from"]),
        valid_to=a_day(row["valid_to"]) if "valid_to" in row else None,
        source=row["source"],
        note=row.get("note", ""),
    )


def _limit(written: Amount) -> Limit:
    return whole_number(written["amount"]), Unit(written["unit"])


def _extension(written: ExtensionRow) -> Extension:
    if unknown := written.keys() - ExtensionRow.__annotations__.keys():
        raise ValueError(f"not a key of an extension: {', '.join(sorted(unknown))}")
    return Extension(
        times=written.get("times"),
        by=(written["amount"], Unit(written["unit"])) if "amount" in written else None,
        ask_before=_limit(written["ask_before"]) if "ask_before" in written else None,
        paper=Words(written["vi"], written["en"]),
    )


def _basis(row: Row) -> str:
    if row["confidence"] == Confidence.POLICY:
        return POLICY_BASIS
    basis = f"{row['article']} {row['instrument']}"
    return f"{basis}; {LOCAL_TARGET}" if "policy" in row else basis


def _contradiction(rule: DeadlineRule) -> str | None:
    if (rule.unit is Unit.IMMEDIATE) is not (rule.amount is None):
        return "an immediate duty has no amount, and any other limit has one"
    if rule.unit is Unit.IMMEDIATE and rule.policy_amount is None:
        return "an immediate duty needs a local target"
    if rule.policy_unit not in {None, Unit.HOURS}:
        return "a local target is counted in hours"
    if rule.is_continuous is not (rule.warn_before[1] is Unit.HOURS):
        return "a limit in hours is warned of hours before, any other days before"
    if rule.confidence is Confidence.R and rule.is_enabled:
        return "what is not confirmed is shipped switched off"
    return None


def rules_in_force(on: date, switched_on: frozenset[str] = frozenset()) -> tuple[DeadlineRule, ...]:
    """Give the rows that are valid on that day and switched on, of both regimes.

    :param switched_on: the names of rules that were shipped switched off and are on here by a decision
    """
    return tuple(
        rule for rule in rules() if (rule.is_enabled or rule.name in switched_on) and rule.is_in_force(on)
    )


def rule_in_force(name: str, on: date, regime: Regime = Regime.OF_2024) -> DeadlineRule:
    """Give the rule of that name on that day under that regime, a row of the regime before one of both.

    :raises LookupError: if there is none
    """
    for rule in sorted(rules_in_force(on), key=lambda rule: rule.regime is None):
        if rule.name == name and rule.regime in {None, regime}:
            return rule
    raise LookupError(f"no rule {name} is in force on {on.isoformat()} under the regime of {regime}")


def rule_started(name: str, on: date, basis: str) -> DeadlineRule | None:
    """Give the row under which a clock was started on that day, by its basis where two rows would do.

    Nothing, where the data no longer has such a row.
    """
    rows = [rule for rule in rules() if rule.name == name and rule.is_in_force(on)]
    return next((rule for rule in rows if basis.startswith(rule.basis)), rows[0] if rows else None)
