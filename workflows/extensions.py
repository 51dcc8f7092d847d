"""Whether a limit may be put off once more: how often, how far and how late the law lets it be asked.

No amount is written here (see ``law/deadlines.toml``), and who may decide is told, not checked: a paper is.
"""

from dataclasses import dataclass
from datetime import date, datetime

from workflows.calendars import Calendar
from workflows.deadlines import END_OF_DAY, days_before, due_at
from workflows.limits import DeadlineRule, Extension, Limit
from workflows.refusal import Refusal
from workflows.vocabulary import Unit, Words


@dataclass(frozen=True, slots=True)
class Asked:
    """An extension as it is asked for, beside what the clock has been through."""

    asked_on: date
    due_on: date
    """When the limit runs out without it."""
    until: date
    times_before: int


def refusals(rule: DeadlineRule | None, asked: Asked, calendar: Calendar) -> tuple[Refusal, ...]:
    """Give every reason why a limit may not be put off like this; none where the law says nothing of it."""
    if rule is None or rule.extension is None:
        return ()
    allowed, basis = rule.extension, rule.basis
    if allowed.times == 0:
        return (_never(allowed, basis),)
    found = (
        _often_enough(allowed, asked, basis),
        _too_late(allowed, asked, basis, calendar),
        _too_long(allowed, asked, basis, calendar),
    )
    return tuple(refusal for refusal in found if refusal is not None)


def longest(allowed: Extension, due_on: date, calendar: Calendar) -> date | None:
    """Say until when an extension may reach at most; nothing where whoever decides says so."""
    if allowed.by is None:
        return None
    return due_at(allowed.by, datetime.combine(due_on, END_OF_DAY), calendar).due_on


def latest_asking(allowed: Extension, due_on: date, calendar: Calendar) -> date | None:
    """Say by which day an extension must have been asked for; nothing where the law names none."""
    if allowed.ask_before is None:
        return None
    return days_before(due_on, allowed.ask_before, calendar)


def _never(allowed: Extension, basis: str) -> Refusal:
    because = Words("Thời hạn này không được gia hạn.", "This limit is never put off.")
    return Refusal("extension-not-in-law", because, allowed.paper, basis)


def _often_enough(allowed: Extension, asked: Asked, basis: str) -> Refusal | None:
    if allowed.times is None or asked.times_before < allowed.times:
        return None
    because = Words(
        f"Thời hạn này chỉ được gia hạn {allowed.times} lần và đã gia hạn {asked.times_before} lần.",
        f"This limit may be put off {allowed.times} time(s), and was put off {asked.times_before} time(s).",
    )
    remedy = Words(
        "Hoàn thành việc này trong thời hạn đang tính.", "Do what is due within the limit that is running."
    )
    return Refusal("extended-often-enough", because, remedy, basis)


def _too_late(allowed: Extension, asked: Asked, basis: str, calendar: Calendar) -> Refusal | None:
    last = latest_asking(allowed, asked.due_on, calendar)
    if allowed.ask_before is None or last is None or asked.asked_on <= last:
        return None
    told = _told(allowed.ask_before)
    because = Words(
        f"Việc gia hạn phải được đề nghị trước khi hết hạn ít nhất {told.vi}, chậm nhất {last:%d/%m/%Y}.",
        f"It had to be asked for at least {told.en} before the limit, by {last:%d/%m/%Y}.",
    )
    remedy = Words(
        "Hoàn thành việc này trong thời hạn đang tính, hoặc báo cáo cấp trên.",
        "Do what is due within the limit that is running, or report to the unit above.",
    )
    return Refusal("extension-asked-too-late", because, remedy, basis)


def _too_long(allowed: Extension, asked: Asked, basis: str, calendar: Calendar) -> Refusal | None:
    last = longest(allowed, asked.due_on, calendar)
    if allowed.by is None or last is None or asked.until <= last:
        return None
    told = _told(allowed.by)
    because = Words(
        f"Mỗi lần chỉ được gia hạn không quá {told.vi}.", f"It may be put off by at most {told.en} at a time."
    )
    remedy = Words(
        f"Nhập ngày không muộn hơn {last:%d/%m/%Y}.", f"Enter a day no later than {last:%d/%m/%Y}."
    )
    return Refusal("extension-too-long", because, remedy, basis)


def _told(limit: Limit) -> Words:
    amount, unit = limit[0], Unit(limit[1])
    return Words(f"{amount} {unit.vi}", f"{amount} {unit.en}")
