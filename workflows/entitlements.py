"""Which regimes of support a person may receive, from when until when, and why one is refused.

The matrix is data (``law/entitlements.toml``); a rule here turns on the category of person alone. Whether the
person co-operates with anybody is nothing a rule here can ask: no function takes it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from workflows.benefit_rows import matrix
from workflows.benefits import Benefit, Category, Grade, SupportRegime
from workflows.deadlines import MONTHS_IN, add_months
from workflows.limits import Limit
from workflows.refusal import Refusal
from workflows.vocabulary import Regime, Words

ARTICLE_37 = "Điều 37 Luật 53/2024/QH15"


@dataclass(frozen=True, slots=True)
class Accompanied:
    """What is known of the person whom somebody under 18 accompanies."""

    is_identified: bool
    is_foreign: bool


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What decides the category of a person; nothing else does."""

    is_identified: bool
    is_foreign: bool
    is_child: bool
    is_abroad: bool
    accompanies: Accompanied | None = None


@dataclass(frozen=True, slots=True)
class Entitlement:
    """One regime of support as it stands for a category of person, with what is given under it."""

    regime: SupportRegime
    grade: Grade
    benefits: tuple[Benefit, ...]


def category_of(person: Circumstances) -> Category:
    """Give the category of a person: under 18 and with somebody else, by the other; otherwise by oneself."""
    if person.accompanies is not None and person.is_child and not person.is_identified:
        return _category_beside(person, person.accompanies)
    if person.is_foreign:
        return Category.FOREIGN
    return Category.IDENTIFIED if person.is_identified else _in_process(person)


def _category_beside(person: Circumstances, other: Accompanied) -> Category:
    if other.is_foreign:
        return Category.ACCOMPANYING_FOREIGN
    return Category.ACCOMPANYING if other.is_identified else _in_process(person)


def _in_process(person: Circumstances) -> Category:
    return Category.IN_PROCESS_ABROAD if person.is_abroad else Category.IN_PROCESS


def entitled(category: Category, on: date, regime: Regime = Regime.OF_2024) -> tuple[Entitlement, ...]:
    """Give every regime of support in force on that day, each with its grade for the category."""
    return tuple(
        Entitlement(found, found.grade_for(category), tuple(_given_under(found, category, on)))
        for found in matrix().regimes
        if found.law.regime is regime and found.law.is_in_force(on)
    )


def _given_under(regime: SupportRegime, category: Category, on: date) -> Iterator[Benefit]:
    for benefit in benefits_in_force(on, regime.law.regime):
        if benefit.of == regime.name and (not benefit.only_for or category in benefit.only_for):
            yield benefit


def benefits_in_force(on: date, regime: Regime) -> tuple[Benefit, ...]:
    """Give everything that can be given on that day under that regime."""
    return tuple(row for row in matrix().benefits if row.law.regime is regime and row.law.is_in_force(on))


def benefit_called(name: str, on: date, regime: Regime = Regime.OF_2024) -> Benefit:
    """Give a benefit by its own name, or by the letter or name of its regime of support.

    Where a letter carries several, the one that is applied for stands for it, otherwise the first.

    :raises LookupError: if nothing in force has that name
    """
    offered = benefits_in_force(on, regime)
    letters = {found.letter: found.name for found in matrix().regimes if found.law.regime is regime}
    of = letters.get(name, name)
    by_name = [benefit for benefit in offered if benefit.name == name]
    by_regime = sorted(
        (benefit for benefit in offered if benefit.of == of), key=lambda row: not row.needs_application
    )
    for benefit in (*by_name, *by_regime):
        return benefit
    raise LookupError(name)


def grade_of(benefit: Benefit, category: Category, on: date) -> Grade:
    """Say how far a category may receive a benefit."""
    if benefit.only_for and category not in benefit.only_for:
        return Grade.NOT_LISTED
    for entitlement in entitled(category, on, benefit.law.regime):
        if entitlement.regime.name == benefit.of:
            return entitlement.grade
    return Grade.UNRESOLVED


def why_not(benefit: Benefit, category: Category, on: date) -> tuple[Refusal, ...]:
    """Give every reason of the category why a benefit cannot be granted; none where it can."""
    grade = grade_of(benefit, category, on)
    if grade is Grade.NOT_LISTED:
        return (_not_listed(benefit, category),)
    return (_unresolved(benefit, category),) if grade is Grade.UNRESOLVED else ()


def too_late(benefit: Benefit, identified_on: date | None, on: date) -> tuple[Refusal, ...]:
    """Give the reason why an application comes too late, where the law sets a limit."""
    if benefit.apply_within is None or identified_on is None:
        return ()
    if on <= _until(identified_on, benefit.apply_within):
        return ()
    amount, unit = benefit.apply_within
    return (
        Refusal(
            "applied-too-late",
            Words(
                f"Đã quá {amount} {unit.vi} kể từ ngày được xác định.",
                f"More than {amount} {unit.en} have passed since the identification.",
            ),
            _SEE_WHAT_IS_OPEN,
            benefit.law.basis,
        ),
    )


def _until(start: date, limit: Limit) -> date:
    amount, unit = limit
    return add_months(start, amount * MONTHS_IN[unit]) if unit in MONTHS_IN else start + timedelta(amount)


_SEE_WHAT_IS_OPEN = Words(
    "Xem các chế độ khác mà người đó được hưởng.", "See what else the person is entitled to."
)
_APPLY_AGAIN = Words(
    "Xem các chế độ được hưởng ngay bây giờ; sau khi được xác định là nạn nhân, có thể đề nghị lại.",
    "See what is open to the person already now; once the person is identified, apply again.",
)


def _not_listed(benefit: Benefit, category: Category) -> Refusal:
    basis = benefit.law.basis if benefit.only_for else ARTICLE_37
    waits = category in {Category.IN_PROCESS, Category.IN_PROCESS_ABROAD}
    remedy = _APPLY_AGAIN if waits else _SEE_WHAT_IS_OPEN
    because = Words(
        f"«{benefit.label.vi}» không thuộc danh mục đối với: {category.vi}.",
        f"“{benefit.label.en}” is not listed for: {category.en}.",
    )
    return Refusal("not-listed", because, remedy, basis)


def _unresolved(benefit: Benefit, category: Category) -> Refusal:
    because = Words(
        f"Văn bản đã đọc không nêu «{benefit.label.vi}» đối với: {category.vi} (chưa kiểm chứng).",
        f"The text that was read does not say whether “{benefit.label.en}” is for: {category.en}.",
    )
    remedy = Words(
        "Hỏi ý kiến pháp chế hoặc Bộ Y tế; nhu cầu thiết yếu, y tế và an toàn vẫn được bảo đảm ngay.",
        "Ask the legal department or the Ministry of Health; what is urgent is given at once all the same.",
    )
    return Refusal("not-settled-in-law", because, remedy, benefit.law.basis)
