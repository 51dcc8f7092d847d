"""Tests of who counts as a child: under 18, perhaps under 18, or of unknown age."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.ages import is_child, turns_adult_on

EVENT = date(2026, 7, 6)


@pytest.mark.parametrize(
    ("date_of_birth", "age_from", "expected"),
    [
        pytest.param(date(2008, 7, 7), None, True, id="seventeen, eighteen tomorrow"),
        pytest.param(date(2008, 7, 6), None, False, id="eighteen today"),
        pytest.param(date(2008, 7, 5), None, False, id="eighteen since yesterday"),
        pytest.param(None, 15, True, id="fifteen to nineteen"),
        pytest.param(None, 17, True, id="seventeen at least"),
        pytest.param(None, 18, False, id="eighteen at least"),
        pytest.param(None, None, True, id="nobody knows the age"),
        pytest.param(date(1990, 1, 1), 15, False, id="the date of birth decides over an estimate"),
    ],
)
def test_an_uncertain_age_is_a_childs(
    date_of_birth: date | None, age_from: int | None, expected: bool
) -> None:
    assert is_child(date_of_birth, age_from, EVENT) is expected


def test_a_leap_day_child_turns_adult_in_march() -> None:
    assert turns_adult_on(date(2008, 2, 29)) == date(2026, 3, 1)
    assert is_child(date(2008, 2, 29), None, date(2026, 2, 28))


@given(st.dates(date(1950, 1, 1), date(2030, 12, 31)))
def test_a_child_stays_one_until_the_eighteenth_birthday(date_of_birth: date) -> None:
    birthday = turns_adult_on(date_of_birth)

    assert is_child(date_of_birth, None, birthday - timedelta(days=1))
    assert not is_child(date_of_birth, None, birthday)
