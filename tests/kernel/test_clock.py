"""Time is asked for in one place, is always aware, and stands still where it should."""

from datetime import UTC, date, datetime, timedelta

import pytest

from referral.kernel.clock import VIETNAM, StoppedClock, SystemClock, as_vietnam, local_date

NOON = datetime(2026, 7, 6, 12, 0, tzinfo=VIETNAM)


def test_the_systems_clock_gives_utc_and_never_stands() -> None:
    clock = SystemClock()

    first, second = clock.now(), clock.now()

    assert first.tzinfo is UTC
    assert first <= second


def test_a_stopped_clock_gives_utc_and_stands() -> None:
    clock = StoppedClock(NOON)

    assert clock.now() == clock.now() == datetime(2026, 7, 6, 5, 0, tzinfo=UTC)
    assert clock.now().tzinfo is UTC


def test_a_stopped_clock_can_be_moved_and_set() -> None:
    clock = StoppedClock(NOON)

    clock.move(hours=3, minutes=-1)
    moved = clock.now()
    clock.set(NOON)

    assert (moved - NOON, clock.now()) == (timedelta(hours=2, minutes=59), NOON)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        pytest.param(
            datetime(2026, 7, 6, 16, 59, tzinfo=UTC), date(2026, 7, 6), id="before midnight in Vietnam"
        ),
        pytest.param(datetime(2026, 7, 6, 17, 0, tzinfo=UTC), date(2026, 7, 7), id="midnight in Vietnam"),
    ],
)
def test_the_date_of_a_moment_is_vietnams(moment: datetime, day: date) -> None:
    assert local_date(moment) == day


def test_a_moment_without_a_zone_is_taken_for_vietnams() -> None:
    assert as_vietnam(datetime(2026, 7, 6, 12, 0)) == NOON  # noqa: DTZ001 — that is what is tried


def test_a_moment_keeps_its_instant_in_vietnams_zone() -> None:
    shown = as_vietnam(datetime(2026, 7, 6, 5, 0, tzinfo=UTC))

    assert (shown, shown.utcoffset()) == (NOON, timedelta(hours=7))
