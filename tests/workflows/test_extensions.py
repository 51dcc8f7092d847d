"""Tests of putting a limit off: never, once, by so much, asked for in time, or as whoever decides says."""

from dataclasses import replace
from datetime import date

import pytest

from workflows.calendars import state_calendar
from workflows.extensions import Asked, latest_asking, longest, refusals
from workflows.rulebook import rule_in_force, rule_started
from workflows.vocabulary import Regime

NOW = date(2026, 7, 6)
STATE = state_calendar()
DUE = date(2026, 9, 18)
COMPLEX = rule_in_force("crime_report_complex", NOW)
IN_TIME = Asked(asked_on=date(2026, 9, 13), due_on=DUE, until=date(2026, 11, 18), times_before=0)


def refused(name: str, asked: Asked = IN_TIME) -> list[str]:
    return [refusal.rule for refusal in refusals(rule_in_force(name, NOW), asked, STATE)]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        pytest.param(IN_TIME, [], id="two months, five days before"),
        pytest.param(
            replace(IN_TIME, asked_on=date(2026, 9, 14)), ["extension-asked-too-late"], id="a day too late"
        ),
        pytest.param(
            replace(IN_TIME, until=date(2026, 11, 19)), ["extension-too-long"], id="two months and a day"
        ),
        pytest.param(replace(IN_TIME, times_before=1), ["extended-often-enough"], id="a second time"),
        pytest.param(
            Asked(DUE, DUE, date(2027, 1, 1), 1),
            ["extended-often-enough", "extension-asked-too-late", "extension-too-long"],
            id="everything wrong at once",
        ),
    ],
)
def test_a_complex_crime_report_is_put_off_as_the_code_allows(asked: Asked, expected: list[str]) -> None:
    assert refused("crime_report_complex", asked) == expected


@pytest.mark.parametrize("name", ["crime_report", "data_breach", "child_separation", "subject_request"])
def test_what_is_never_put_off_says_what_to_do_and_why(name: str) -> None:
    (refusal,) = refusals(rule_in_force(name, NOW), IN_TIME, STATE)

    assert refusal.rule == "extension-not-in-law"
    assert refusal.remedy.vi
    assert "Điều" in (refusal.basis or "")


@pytest.mark.parametrize("name", ["lodging", "facility_file", "full_verification", "initial_verification"])
def test_what_somebody_may_decide_is_left_to_the_decision(name: str) -> None:
    assert refused(name, replace(IN_TIME, asked_on=DUE, until=date(2028, 1, 1), times_before=7)) == []


@pytest.mark.parametrize(
    ("name", "until"),
    [
        ("subject_request_correct", date(2026, 9, 28)),
        ("subject_request_withdraw", date(2026, 10, 5)),
        ("subject_request_protect", date(2026, 10, 5)),
        ("subject_request_delete", date(2026, 10, 8)),
    ],
)
def test_a_data_subjects_request_is_put_off_once_by_its_own_measure(name: str, until: date) -> None:
    allowed = rule_in_force(name, NOW).extension

    assert allowed is not None
    assert longest(allowed, DUE, STATE) == until
    assert refused(name, replace(IN_TIME, until=until)) == []
    assert refused(name, replace(IN_TIME, until=until, times_before=1)) == ["extended-often-enough"]


def test_what_the_law_does_not_measure_has_no_last_day() -> None:
    lodging = rule_in_force("lodging", NOW).extension

    assert lodging is not None
    assert (longest(lodging, DUE, STATE), latest_asking(lodging, DUE, STATE)) == (None, None)


def test_a_clock_is_judged_by_the_row_it_started_under() -> None:
    old = rule_in_force("full_verification", NOW, Regime.OF_2011)

    assert rule_started("full_verification", NOW, old.basis) == old
    assert rule_started("crime_report_complex", NOW, "a basis since corrected") == COMPLEX
    assert rule_started("nothing_like_it", NOW, "") is None
    assert refusals(None, IN_TIME, STATE) == ()
