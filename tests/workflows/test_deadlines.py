"""Tests of when something falls due: the worked examples of the law, then every day there is."""

from bisect import bisect_left, bisect_right
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workflows.test_calendars import DECIDED_AGAINST_THE_LIBRARY
from workflows.calendars import state_calendar
from workflows.deadlines import VIETNAM, DeadlineRule, Limit, add_months, due_at, rule_in_force
from workflows.rulebook import rules
from workflows.vocabulary import Unit

STATE = state_calendar()
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 12, 1), timezones=st.just(VIETNAM))  # noqa: DTZ001 — hypothesis adds the zone
COUNTED_IN_DAYS = (Unit.DAYS, Unit.WORKING_DAYS, Unit.MONTHS, Unit.YEARS)
LAWS_OWN = sorted({rule.limit for rule in rules() if not rule.is_continuous})
"""Every limit of the law and of policy that is counted in days, those switched off too."""
START_DAYS = [date.fromordinal(n) for n in range(date(2024, 1, 1).toordinal(), date(2028, 1, 1).toordinal())]


def at(day: date, hour: int = 9) -> datetime:
    return datetime.combine(day, time(hour), VIETNAM)


@pytest.mark.parametrize(
    ("start", "limit", "unrolled_on", "due_on"),
    [
        pytest.param(
            date(2026, 5, 7), (3, Unit.DAYS), date(2026, 5, 10), date(2026, 5, 11), id="(i) three days"
        ),
        pytest.param(
            date(2026, 5, 7),
            (3, Unit.WORKING_DAYS),
            date(2026, 5, 12),
            date(2026, 5, 12),
            id="(i) three working days",
        ),
        pytest.param(
            date(2026, 2, 13), (3, Unit.DAYS), date(2026, 2, 16), date(2026, 2, 23), id="(ii) into Tet"
        ),
        pytest.param(
            date(2026, 1, 31), (1, Unit.MONTHS), date(2026, 2, 28), date(2026, 3, 2), id="(iii) a short month"
        ),
        pytest.param(
            date(2024, 2, 29), (1, Unit.YEARS), date(2025, 2, 28), date(2025, 2, 28), id="a leap day"
        ),
        pytest.param(
            date(2026, 1, 8),
            (2, Unit.WORKING_DAYS),
            date(2026, 1, 10),
            date(2026, 1, 10),
            id="Saturday worked",
        ),
        pytest.param(
            date(2026, 8, 28), (3, Unit.DAYS), date(2026, 8, 31), date(2026, 9, 3), id="a Monday swapped off"
        ),
        pytest.param(
            date(2025, 12, 15), (2, Unit.MONTHS), date(2026, 2, 15), date(2026, 2, 23), id="into the new year"
        ),
    ],
)
def test_the_worked_examples_fall_due_as_the_law_says(
    start: date, limit: Limit, unrolled_on: date, due_on: date
) -> None:
    due = due_at(limit, at(start), STATE)

    assert (due.unrolled_on, due.due_on) == (unrolled_on, due_on)
    assert due.due_at.isoformat() == f"{due_on.isoformat()}T23:59:59+07:00"


def test_a_breach_found_on_saturday_runs_through_the_holidays() -> None:
    due = due_at(rule_in_force("data_breach", date(2026, 4, 25)), at(date(2026, 4, 25)), STATE)

    assert due.due_at == at(date(2026, 4, 28))
    assert due.skipped == ()


def test_a_moment_is_read_in_vietnam_wherever_it_was_written() -> None:
    late_in_utc = datetime(2026, 5, 6, 20, 0, tzinfo=UTC)

    assert due_at((3, Unit.DAYS), late_in_utc, STATE).unrolled_on == date(2026, 5, 10)


@given(MOMENTS, st.integers(0, 400), st.sampled_from(COUNTED_IN_DAYS))
def test_what_is_counted_in_days_never_ends_on_a_day_off(start: datetime, amount: int, unit: Unit) -> None:
    due = due_at((amount % 40 if unit is Unit.YEARS else amount, unit), start, STATE)

    assert STATE.is_working(due.due_on)
    assert due.unrolled_on <= due.due_on
    assert due.due_at.time() == time(23, 59, 59)


@given(MOMENTS, st.integers(0, 2000))
def test_hours_run_on_and_never_roll(start: datetime, hours: int) -> None:
    due = due_at((hours, Unit.HOURS), start, STATE)

    assert due.due_at - start == timedelta(hours=hours)
    assert due.skipped == ()


@pytest.mark.parametrize("limit", LAWS_OWN, ids=lambda limit: f"{limit[0]}-{limit[1]}")
def test_every_start_day_agrees_with_brute_force(limit: Limit) -> None:
    different = [day for day in START_DAYS if due_at(limit, at(day), STATE).due_on != by_hand(day, limit)]

    assert len(START_DAYS) == 1461
    assert not different


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: f"{rule.name}-{rule.valid_from}")
def test_no_rule_ends_on_a_day_off_unless_it_runs_on(rule: DeadlineRule) -> None:
    ends = [due_at(rule, at(day), STATE) for day in START_DAYS]

    assert all(STATE.is_working(due.due_on) for due in ends) is not rule.is_continuous
    assert all(due.warn_at <= due.due_at and due.unrolled_on <= due.due_on for due in ends)


@given(MOMENTS, st.integers(1, 60))
def test_the_skipped_days_explain_the_due_day(start: datetime, amount: int) -> None:
    due = due_at((amount, Unit.WORKING_DAYS), start, STATE)

    assert (due.due_on - start.date()).days == amount + len(due.skipped)


@given(st.dates(date(2020, 1, 1), date(2035, 1, 1)), st.integers(0, 60))
def test_a_month_ends_on_its_own_day_or_the_last(day: date, months: int) -> None:
    later = add_months(day, months)

    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later + timedelta(days=1)).day == 1


def test_a_protective_limit_warns_by_the_day_before_it_moved() -> None:
    rule = replace(rule_in_force("initial_verification", date(2026, 2, 12)), warn_before=(1, Unit.DAYS))

    protective = due_at(rule, at(date(2026, 2, 12)), STATE)
    ordinary = due_at(replace(rule, is_protective=False), at(date(2026, 2, 12)), STATE)

    assert protective.due_on == ordinary.due_on == date(2026, 2, 23)
    assert (protective.warn_at, ordinary.warn_at) == (at(date(2026, 2, 14), 8), at(date(2026, 2, 22), 8))


def test_a_long_protective_limit_warns_days_ahead() -> None:
    rule = rule_in_force("lodging", date(2026, 7, 1))

    due = due_at(rule, at(date(2026, 8, 1)), STATE)

    assert due.unrolled_on == date(2026, 11, 29)
    assert due.warn_at == at(date(2026, 11, 9), 8)


def test_an_unprotective_limit_warns_by_the_day_it_moved_to() -> None:
    rule = rule_in_force("crime_report", date(2026, 7, 1))

    due = due_at(rule, at(date(2026, 7, 12)), STATE)

    assert (due.unrolled_on, due.due_on) == (date(2026, 8, 1), date(2026, 8, 3))
    assert due.warn_at == at(date(2026, 7, 29), 8)


def test_no_warning_comes_before_the_start() -> None:
    rule = rule_in_force("initial_verification", date(2026, 7, 6))

    assert due_at(rule, at(date(2026, 7, 9), 15), STATE).warn_at == at(date(2026, 7, 10), 8)
    assert due_at((0, Unit.DAYS), at(date(2026, 7, 9), 15), STATE).warn_at == at(date(2026, 7, 9), 15)


def test_an_immediate_duty_runs_for_its_local_target() -> None:
    rule = rule_in_force("bring_to_commune", date(2026, 7, 6))

    due = due_at(rule, at(date(2026, 7, 11)), STATE)

    assert due.due_at == at(date(2026, 7, 11), 21)
    assert due.warn_at == at(date(2026, 7, 11), 18)


@pytest.mark.parametrize(
    ("limit", "start", "complaint"),
    [
        pytest.param((3, Unit.DAYS), datetime(2026, 7, 6), "time zone", id="no zone"),  # noqa: DTZ001 — the slip under test
        pytest.param((-1, Unit.DAYS), at(date(2026, 7, 6)), "-1 days", id="negative"),
        pytest.param((1, Unit.IMMEDIATE), at(date(2026, 7, 6)), "1 immediate", id="no number"),
    ],
)
def test_what_cannot_be_counted_is_refused(limit: Limit, start: datetime, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        due_at(limit, start, STATE)


def worked_by_the_library() -> list[date]:
    """The days worked by the library `holidays`, but for what was decided otherwise; ours is not asked."""
    library = holidays.country_holidays("VN", years=range(2024, 2031))
    days = [date.fromordinal(n) for n in range(date(2024, 1, 1).toordinal(), date(2030, 12, 31).toordinal())]
    return [day for day in days if library.is_working_day(day) is not (day in DECIDED_AGAINST_THE_LIBRARY)]


WORKED = worked_by_the_library()


def by_hand(start: date, limit: Limit) -> date:
    """The Civil Code, word by word: leave out the first day; move the last one off days of rest."""
    amount, unit = limit
    if unit is Unit.WORKING_DAYS:
        return WORKED[bisect_right(WORKED, start) + amount - 1]
    last = start + timedelta(days=amount)
    if unit is not Unit.DAYS:
        months = start.month - 1 + amount * (12 if unit is Unit.YEARS else 1)
        last = _day_of(start.year + months // 12, months % 12 + 1, start.day)
    return WORKED[bisect_left(WORKED, last)]


def _day_of(year: int, month: int, day: int) -> date:
    while True:
        try:
            return date(year, month, day)
        except ValueError:
            day -= 1
