"""Tests of the working calendar: equal to brute force, and to the library except where it was decided."""

from datetime import date, timedelta
from pathlib import Path
from typing import cast

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.make_calendars import LAST_YEAR, forecast, main
from workflows.calendars import (
    ALWAYS,
    DECIDED,
    FORECAST,
    Calendar,
    CalendarRow,
    DayOff,
    DaysKind,
    OwnDays,
    Span,
    agency_calendar,
    calendar_from,
    read_rows,
    state_calendar,
)
from workflows.lawfile import LawIsWrong
from workflows.vocabulary import Confidence, Words

STATE = state_calendar()
DAYS_2020_TO_2035 = st.dates(date(2020, 1, 1), date(2035, 12, 31))
ONE_DAY = timedelta(days=1)
DECIDED_AGAINST_THE_LIBRARY = {
    date(2026, 1, 2): "12729/VPCP-KGVX",
    date(2026, 1, 10): "12729/VPCP-KGVX",
}
"""The one swap that the library does not know: state sector only."""
LUNAR_NEW_YEAR = DayOff(Words("Tết", "Tet"), "-", Confidence.A)
SWAPPED = DayOff(Words("Làm bù", "Worked instead"), "-", Confidence.A)


def days(first: date, last: date) -> list[date]:
    return [date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1)]


def count_by_hand(calendar: Calendar, start: date, amount: int) -> date:
    """Walk day by day, as a clerk with a paper calendar would."""
    later = days(start + ONE_DAY, start + timedelta(days=amount * 5 + 40))
    return [day for day in later if calendar.is_working(day)][amount - 1]


@given(DAYS_2020_TO_2035, st.integers(1, 60))
def test_adding_working_days_agrees_with_counting_by_hand(start: date, amount: int) -> None:
    assert STATE.add_working_days(start, amount) == count_by_hand(STATE, start, amount)


@given(DAYS_2020_TO_2035, st.integers(-60, 60).filter(bool))
def test_a_sum_of_working_days_is_always_worked(start: date, amount: int) -> None:
    reached = STATE.add_working_days(start, amount)

    assert STATE.is_working(reached)
    assert (reached > start) is (amount > 0)


@given(DAYS_2020_TO_2035, st.integers(1, 60))
def test_the_days_between_undo_the_days_added(start: date, amount: int) -> None:
    reached = STATE.add_working_days(start, amount)

    assert STATE.working_days_between(start, reached) == amount
    assert STATE.working_days_between(reached, start) == -amount


@given(DAYS_2020_TO_2035)
def test_the_next_working_day_skips_only_days_off(day: date) -> None:
    reached = STATE.next_working(day)

    assert STATE.is_working(reached)
    assert not any(STATE.is_working(skipped) for skipped in days(day, reached - ONE_DAY))


@given(DAYS_2020_TO_2035, st.integers(0, 40))
def test_the_days_off_between_are_all_of_them(start: date, length: int) -> None:
    end = start + timedelta(days=length)

    told = dict(STATE.days_off_between(start, end))

    assert list(told) == [day for day in days(start, end) if not STATE.is_working(day)]


@pytest.mark.parametrize("year", range(2024, LAST_YEAR + 1))
def test_a_year_agrees_with_the_library_but_for_decisions(year: int) -> None:
    library = holidays.country_holidays("VN", years=year)

    different = {
        day
        for day in days(date(year, 1, 1), date(year, 12, 31))
        if library.is_working_day(day) is not STATE.is_working(day)
    }

    assert different == {day for day in DECIDED_AGAINST_THE_LIBRARY if day.year == year}


@pytest.mark.parametrize(("day", "decision"), DECIDED_AGAINST_THE_LIBRARY.items())
def test_an_exception_carries_the_number_of_its_decision(day: date, decision: str) -> None:
    row = STATE.days_off.get(day) or STATE.working_saturdays[day]

    assert row.decision == decision


@pytest.mark.parametrize(
    ("day", "is_worked"),
    [
        pytest.param(date(2024, 4, 29), False, id="Monday before Victory Day 2024, swapped"),
        pytest.param(date(2024, 5, 4), True, id="Saturday worked for it"),
        pytest.param(date(2025, 5, 2), False, id="Friday after Labour Day 2025, swapped"),
        pytest.param(date(2025, 4, 26), True, id="Saturday worked instead"),
        pytest.param(date(2026, 1, 2), False, id="Friday after New Year 2026, swapped"),
        pytest.param(date(2026, 1, 10), True, id="Saturday worked in exchange"),
        pytest.param(date(2026, 2, 20), False, id="last day of Tet 2026"),
        pytest.param(date(2026, 2, 23), True, id="Monday after Tet 2026"),
        pytest.param(date(2026, 4, 27), False, id="Monday in lieu of Hung Kings"),
        pytest.param(date(2026, 8, 31), False, id="Monday before National Day 2026"),
        pytest.param(date(2026, 8, 22), True, id="Saturday worked for that"),
        pytest.param(date(2026, 11, 24), False, id="Culture Day 2026"),
        pytest.param(date(2025, 11, 24), True, id="no Culture Day before 2026"),
        pytest.param(date(2026, 7, 4), False, id="an ordinary Saturday"),
        pytest.param(date(2026, 7, 5), False, id="an ordinary Sunday"),
    ],
)
def test_the_decided_days_are_as_decided(day: date, is_worked: bool) -> None:
    assert STATE.is_working(day) is is_worked


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2026, 2, 17), "Tết Nguyên đán (mùng 1)"),
        (date(2026, 7, 4), "Thứ Bảy"),
        (date(2026, 7, 5), "Chủ nhật"),
    ],
)
def test_a_day_off_says_why(day: date, why: str) -> None:
    told = STATE.why_off(day)

    assert told is not None
    assert told.vi == why


def test_a_commune_may_work_on_saturday_mornings() -> None:
    saturday, tet = date(2026, 7, 4), date(2026, 2, 21)
    commune = Calendar("ubnd", days_off={tet: LUNAR_NEW_YEAR}, saturday_mornings=((ALWAYS, True),))

    assert commune.is_working(saturday)
    assert not commune.is_working(saturday + ONE_DAY)
    assert not commune.is_working(tet)


def test_what_an_agency_decided_last_about_a_day_stands() -> None:
    flood, saturday = date(2026, 10, 14), date(2026, 10, 17)
    own = [
        OwnDays(DaysKind.OFF, Span(flood, flood + ONE_DAY), "Nghỉ tránh lũ", "12/TB-UBND"),
        OwnDays(DaysKind.WORKED, Span(flood), "Vẫn trực", "13/TB-UBND"),
        OwnDays(DaysKind.WORKED, Span(saturday), "Làm bù", "12/TB-UBND"),
    ]

    calendar = agency_calendar("ubnd", own)

    assert [calendar.is_working(day) for day in (flood, flood + ONE_DAY, saturday)] == [True, False, True]
    assert calendar.days_off[flood + ONE_DAY].decision == "12/TB-UBND"
    assert STATE.is_working(flood + ONE_DAY)


OWN_DAYS = st.builds(
    lambda kind, first, length: OwnDays(kind, Span(first, first + timedelta(days=length)), "-", "-"),
    st.sampled_from(DaysKind),
    st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    st.integers(0, 30),
)


@given(st.lists(OWN_DAYS, max_size=6), st.dates(date(2026, 1, 1), date(2026, 12, 1)), st.integers(1, 30))
def test_an_agencys_own_days_are_counted_like_any_other(own: list[OwnDays], start: date, amount: int) -> None:
    calendar = agency_calendar("ubnd", own)

    reached = calendar.add_working_days(start, amount)

    assert calendar.is_working(reached)
    assert reached == count_by_hand(calendar, start, amount)
    assert calendar.working_days_between(start, reached) == amount


def test_saturday_mornings_begin_and_end_on_a_day() -> None:
    july, october = date(2026, 7, 1), date(2026, 10, 1)
    own = [
        OwnDays(DaysKind.SATURDAYS, Span(july), "Làm sáng thứ Bảy", "5/TB"),
        OwnDays(DaysKind.NO_SATURDAYS, Span(october), "Thôi", "9/TB"),
    ]

    calendar, always = agency_calendar("ubnd", own), agency_calendar("ubnd", own[1:], works_saturdays=True)

    june, september, later = date(2026, 6, 27), date(2026, 9, 26), date(2026, 10, 3)
    assert [calendar.is_working(day) for day in (june, september, later)] == [False, True, False]
    assert [always.is_working(day) for day in (june, september, later)] == [True, True, False]


def test_a_swapped_saturday_is_worked_even_in_a_holiday() -> None:
    saturday = date(2026, 8, 22)
    calendar = Calendar("so", {saturday: LUNAR_NEW_YEAR}, {saturday: SWAPPED})

    assert calendar.is_working(saturday)


def test_a_row_that_is_switched_off_does_not_count() -> None:
    rows = read_rows(DECIDED)
    for row in rows["days_off"]:
        row["is_enabled"] = row["on"] != date(2026, 11, 24)

    calendar = calendar_from("state", rows, read_rows(FORECAST))

    assert calendar.is_working(date(2026, 11, 24))
    assert not calendar.is_working(date(2026, 9, 2))


@pytest.mark.parametrize(
    ("slip", "complaint"),
    [
        pytest.param({"on": "2026-12-31"}, "not a day", id="a day between quotation marks"),
        pytest.param({"decided": "99/VPCP"}, "not a key of a day: decided", id="a slip in a key"),
        pytest.param({"confidence": "Z"}, "'Z' is not", id="an unknown grade"),
    ],
)
def test_a_mistyped_day_is_refused_by_its_date(slip: dict[str, object], complaint: str) -> None:
    rows = read_rows(DECIDED)
    rows["days_off"][0] = cast("CalendarRow", {**rows["days_off"][0], **slip})

    with pytest.raises(LawIsWrong, match=f"the calendar's row of 202.*: {complaint}"):
        calendar_from("state", rows, read_rows(FORECAST))


def test_a_day_that_lacks_its_decision_is_refused() -> None:
    rows = read_rows(DECIDED)
    first = {key: value for key, value in rows["working_saturdays"][0].items() if key != "decision"}
    rows["working_saturdays"][0] = cast("CalendarRow", first)

    with pytest.raises(LawIsWrong, match="2024-05-04: 'decision' is missing"):
        calendar_from("state", rows, read_rows(FORECAST))


def test_a_forecast_adds_nothing_to_a_decided_year() -> None:
    decided, foreseen = read_rows(DECIDED), read_rows(FORECAST)
    decided["decided_years"].append(2027)

    calendar = calendar_from("state", decided, foreseen)

    assert calendar.is_working(date(2027, 2, 8))
    assert not STATE.is_working(date(2027, 2, 8))


def test_every_decided_day_lies_in_a_decided_year() -> None:
    rows = read_rows(DECIDED)

    years = {row["on"].year for row in (*rows["days_off"], *rows["working_saturdays"])}

    assert years == set(rows["decided_years"])


def test_every_foreseen_day_says_it_is_not_decided() -> None:
    rows = read_rows(FORECAST)["days_off"]

    assert {row["confidence"] for row in rows} == {Confidence.FORECAST.value}
    assert all(row["on"].year > 2026 for row in rows)


def test_the_forecast_is_what_the_library_foresees(tmp_path: Path) -> None:
    main(tmp_path / "forecast.toml")

    assert (tmp_path / "forecast.toml").read_text(encoding="utf-8") == FORECAST.read_text(encoding="utf-8")
    assert "2028-11-24" in forecast(range(2028, 2029))


def test_no_day_is_both_off_and_worked() -> None:
    assert STATE.days_off.keys().isdisjoint(STATE.working_saturdays)
    assert {day.weekday() for day in STATE.working_saturdays} == {5}
