"""Which limits the law sets for a stay, as the law stood on the first night. No database is needed."""

from datetime import UTC, date, datetime

import pytest

from referral.tracks.services import limits
from workflows.calendars import state_calendar
from workflows.tracks import StayKind
from workflows.vocabulary import Regime

NOW, IN_2024, IN_2020, IN_2010 = (
    datetime(year, 3, 2, 1, 30, tzinfo=UTC) for year in (2026, 2024, 2020, 2010)
)


@pytest.mark.parametrize(
    ("kind", "at", "told"),
    [
        pytest.param(
            StayKind.EMERGENCY,
            NOW,
            [("lodging", "2026-06-30", True), ("facility_emergency_stay", "2026-06-02", False)],
            id="an emergency: 120 days go before three months",
        ),
        pytest.param(StayKind.LODGING, NOW, [("lodging", "2026-06-30", True)], id="lodging: 120 days"),
        pytest.param(StayKind.FOSTER, NOW, [("foster_stay", "2026-06-02", True)], id="a family: 3 months"),
        pytest.param(
            StayKind.EMERGENCY,
            IN_2024,
            [("lodging", "2024-05-02", True), ("facility_emergency_stay", "2024-06-03", False)],
            id="an emergency of 2024: 60 days, and the end of three months rolls over Sunday",
        ),
        pytest.param(StayKind.FOSTER, IN_2020, [], id="a family, before there was a limit"),
        pytest.param(StayKind.LODGING, IN_2010, [], id="lodging, before there was a limit"),
    ],
)
def test_a_stay_has_the_limits_of_its_first_night(
    kind: StayKind, at: datetime, told: list[tuple[str, str, bool]]
) -> None:
    found = limits.of_stay(kind, at, Regime.OF_2024)

    assert [(one.rule, one.due_on.isoformat(), one.governs) for one in found] == told


@pytest.mark.parametrize("kind", StayKind)
def test_the_limit_that_counts_comes_first_and_says_where_it_stands(kind: StayKind) -> None:
    first, *others = limits.of_stay(kind, NOW, Regime.OF_2024)

    assert first.rule == limits.governing(kind)
    assert not any(other.governs for other in others)
    assert all((one.basis, one.confidence, one.label.vi, one.label.en) for one in (first, *others))


@pytest.mark.parametrize("regime", Regime)
def test_both_regimes_limit_an_emergency_by_the_day_it_began(regime: Regime) -> None:
    found = limits.of_stay(StayKind.EMERGENCY, NOW, regime)

    assert [one.rule for one in found] == ["lodging", "facility_emergency_stay"]


def test_no_limit_of_a_stay_ends_on_a_day_off() -> None:
    nights = [
        datetime(2026, month, day, 2, 0, tzinfo=UTC) for month in range(1, 13) for day in (1, 9, 17, 25)
    ]
    ends = {
        limit.due_on
        for night in nights
        for kind in StayKind
        for limit in limits.of_stay(kind, night, Regime.OF_2024)
    }

    assert [day for day in sorted(ends) if not state_calendar().is_working(day)] == []


@pytest.mark.parametrize(
    ("name", "at", "is_known"),
    [
        pytest.param("child_separation", NOW, True, id="a separation today"),
        pytest.param("child_separation", IN_2010, False, id="a separation before the decree"),
        pytest.param("crime_report_complex", NOW, True, id="a complex report today"),
        pytest.param("crime_report_complex", IN_2010, False, id="a complex report before the code"),
        pytest.param("child_leaving", IN_2010, False, id="a child leaving before the circular"),
        pytest.param("no_such_rule", NOW, False, id="a rule nobody wrote"),
    ],
)
def test_what_is_older_than_its_rule_has_none(name: str, at: datetime, *, is_known: bool) -> None:
    assert (limits.in_force(name, at) is not None) is is_known


def test_a_rule_changes_with_the_day_the_event_happened() -> None:
    last_old, first_new = (datetime(2025, *day, 5, 0, tzinfo=UTC) for day in ((6, 30), (7, 1)))

    amounts = [limits.in_force("lodging", at) for at in (last_old, first_new)]

    assert [rule.amount for rule in amounts if rule] == [60, 120]
    assert limits.of_stay(StayKind.LODGING, last_old, Regime.OF_2024)[0].due_on == date(2025, 8, 29)
