"""When something is due: the arithmetic of the Civil Code over the rows of the law.

No amount is written here (see ``law/deadlines.toml``) and nothing here asks what time it is.
"""

import calendar as months_of_the_year
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

from workflows.calendars import Calendar
from workflows.limits import DeadlineRule, Limit
from workflows.rulebook import rule_in_force, rules_in_force
from workflows.vocabulary import Unit, Words

__all__ = [
    "DeadlineRule",
    "Due",
    "Limit",
    "add_months",
    "days_before",
    "due_at",
    "rule_in_force",
    "rules_in_force",
]

VIETNAM = timezone(timedelta(hours=7), "+07:00")
END_OF_DAY = time(23, 59, 59, tzinfo=VIETNAM)
START_OF_WORK = time(8, tzinfo=VIETNAM)
MONTHS_IN = {Unit.MONTHS: 1, Unit.YEARS: 12}


@dataclass(frozen=True, slots=True)
class Due:
    """When something is due, and why then."""

    due_at: datetime
    due_on: date
    unrolled_on: date
    """The last day before it was moved off a day of rest."""
    skipped: tuple[tuple[date, Words], ...]
    """The days that did not count, or that the last day was moved over, each with the reason."""
    warn_at: datetime


def due_at(limit: DeadlineRule | Limit, start: datetime, calendar: Calendar) -> Due:
    """Say when a limit that starts at this moment falls due.

    Hours run on without a break. Days, months and years leave out the first day; the last one moves to the
    next working day (Civil Code 2015, Articles 147 and 148(5)). Working days skip all the others.

    :raises ValueError: if the start has no time zone, the amount is negative, or the limit has no number
    """
    amount, unit = limit.limit if isinstance(limit, DeadlineRule) else limit
    if start.tzinfo is None:
        message = "a moment needs a time zone"
        raise ValueError(message)
    if amount < 0 or unit is Unit.IMMEDIATE:
        message = f"not a limit that can be counted: {amount} {unit}"
        raise ValueError(message)
    if unit is Unit.HOURS:
        return _after_hours(limit, amount, start)
    return _after_days(limit, (amount, unit), start, calendar)


def _after_hours(limit: DeadlineRule | Limit, amount: int, start: datetime) -> Due:
    end = start.astimezone(VIETNAM) + timedelta(hours=amount)
    warn_at = end - timedelta(hours=_warning(limit)[0])
    return Due(end, end.date(), end.date(), (), max(warn_at, start.astimezone(VIETNAM)))


def _after_days(limit: DeadlineRule | Limit, length: Limit, start: datetime, calendar: Calendar) -> Due:
    first = start.astimezone(VIETNAM).date()
    unrolled = _last_day(first, length, calendar)
    due_on = calendar.next_working(unrolled)
    counts_from = first + timedelta(days=1) if length[1] is Unit.WORKING_DAYS else unrolled
    skipped = tuple(calendar.days_off_between(counts_from, due_on))
    anchor = unrolled if isinstance(limit, DeadlineRule) and limit.is_protective else due_on
    warn_at = datetime.combine(days_before(anchor, _warning(limit), calendar), START_OF_WORK)
    end = datetime.combine(due_on, END_OF_DAY)
    return Due(end, due_on, unrolled, skipped, max(warn_at, start.astimezone(VIETNAM)))


def _last_day(first: date, length: Limit, calendar: Calendar) -> date:
    amount, unit = length
    if unit is Unit.WORKING_DAYS:
        return calendar.add_working_days(first, amount)
    if unit is Unit.DAYS:
        return first + timedelta(days=amount)
    return add_months(first, amount * MONTHS_IN[unit])


def add_months(day: date, months: int) -> date:
    """Give the corresponding day so many months later, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = months_of_the_year.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


NO_WARNING: Limit = (0, Unit.DAYS)


def _warning(limit: DeadlineRule | Limit) -> Limit:
    return limit.warn_before if isinstance(limit, DeadlineRule) else NO_WARNING


def days_before(day: date, notice: Limit, calendar: Calendar) -> date:
    """Give the day that lies so many days, or working days, before another."""
    amount, unit = notice
    if unit is Unit.WORKING_DAYS:
        return calendar.add_working_days(day, -amount)
    return day - timedelta(days=amount)
