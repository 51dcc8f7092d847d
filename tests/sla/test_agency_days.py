"""By whose working days a clock counts, and that it keeps them whatever is decided later."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from referral.kernel.clock import StoppedClock
from referral.kernel.errors import InvalidInput, NotAllowed, NotFound
from referral.kernel.permissions import Actor
from referral.sla.services import calendars, clocks
from referral.sla.services.clocks import Scene
from tests.sla.conftest import WEDNESDAY, Province, rule
from workflows.calendars import DaysKind, OwnDays, Span
from workflows.vocabulary import Duty, Role

TODAY = WEDNESDAY.date()
SATURDAY = date(2026, 7, 11)
SATURDAYS = OwnDays(DaysKind.SATURDAYS, Span(TODAY + timedelta(days=1)), "Làm sáng thứ Bảy", "5/TB-UBND")
CLOSED = OwnDays(DaysKind.OFF, Span(date(2026, 7, 13), date(2026, 7, 14)), "Chuyển trụ sở", "6/TB-UBND")


@pytest.fixture
def keeper(province: Province) -> Actor:
    return province.actor("thanh-tra", Role.ADMINISTRATOR)


def test_a_clock_counts_by_the_days_of_whose_duty_it_is(
    session: Session, clock: StoppedClock, keeper: Actor, scene: Scene, province: Province
) -> None:
    calendars.decide(session, clock, keeper, "so-y-te", SATURDAYS)
    both = {province["so-y-te"], province["ubnd-xa"]}

    here = replace(scene, calendars=calendars.own(session, both, TODAY))
    health, police = (clocks.planned(clock, rule(name), here, WEDNESDAY) for name in NAMES)

    assert (health["due_on"], health["calendar_of"]) == (SATURDAY, province["so-y-te"])
    assert police["calendar_of"] is None
    assert calendars.own(session, both, TODAY).keys() == {province["so-y-te"]}


def test_a_clock_keeps_the_days_it_was_started_by(
    session: Session, clock: StoppedClock, keeper: Actor, scene: Scene, province: Province
) -> None:
    calendars.decide(session, clock, keeper, "so-y-te", SATURDAYS)
    here = replace(scene, calendars=calendars.own(session, {province["so-y-te"]}, TODAY))
    row = clocks.planned(clock, rule("initial_verification"), here, clock.now())
    clocks.start_all(session, [row])
    clock.move(minutes=1)
    calendars.decide(session, clock, keeper, "so-y-te", CLOSED)

    clock.move(days=1)
    paused = clocks.pause(session, clock, row["id"], case_id=scene.case_id)
    clock.move(days=2)
    clocks.resume(session, clock, paused, case_id=scene.case_id)

    (card,) = clocks.next_of(session, clock, [scene.case_id]).values()
    assert card.due_on == date(2026, 7, 13)


@pytest.mark.parametrize(
    ("code", "days", "expected"),
    [
        pytest.param("so-y-te", replace(SATURDAYS, span=Span(TODAY)), InvalidInput, id="today"),
        pytest.param("so-y-te", replace(CLOSED, why=""), InvalidInput, id="no reason"),
        pytest.param("so-y-te", replace(CLOSED, decision=""), InvalidInput, id="no decision"),
        pytest.param(
            "so-y-te",
            replace(CLOSED, span=Span(SATURDAY, SATURDAY + timedelta(days=31))),
            InvalidInput,
            id="more than a month",
        ),
        pytest.param(
            "so-y-te", replace(CLOSED, span=Span(SATURDAY, TODAY)), InvalidInput, id="backwards in time"
        ),
        pytest.param("so-khong-co", CLOSED, NotFound, id="no such agency"),
    ],
)
def test_days_that_cannot_be_decided_are_refused(
    session: Session,
    clock: StoppedClock,
    keeper: Actor,
    code: str,
    days: OwnDays,
    expected: type[Exception],
) -> None:
    with pytest.raises(expected):
        calendars.decide(session, clock, keeper, code, days)


def test_only_an_administrator_keeps_the_calendars(
    session: Session, clock: StoppedClock, province: Province
) -> None:
    with pytest.raises(NotAllowed):
        calendars.decide(session, clock, province.actor("so-y-te", Role.SUPERVISOR), "so-y-te", CLOSED)


def test_anybody_may_read_what_an_agency_decided(
    session: Session, clock: StoppedClock, keeper: Actor, province: Province
) -> None:
    calendars.decide(session, clock, keeper, "so-y-te", CLOSED)

    name, decided = calendars.of_agency(session, province.actor("ubnd-xa", Role.OFFICER), "so-y-te")

    assert name.code == "so-y-te"
    assert [card.decision for card in decided] == ["6/TB-UBND"]


NAMES = ("initial_verification", "full_verification")
"""A duty of health, and one of the verifier."""

assert {rule(name).duty_of for name in NAMES} == {Duty.HEALTH, Duty.VERIFIER}
