"""Clocks are started, met and voided, one statement each, and keep what they were told."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from referral.kernel.clock import VIETNAM, StoppedClock
from referral.kernel.references import new_id
from referral.sla.services import clocks
from referral.sla.services.clocks import Pressure, Scene
from tests.sla.conftest import WEDNESDAY, Province, Starting, rule
from workflows.catalogue import ClockChanges
from workflows.vocabulary import ClockState, Duty


def test_a_clock_shows_when_it_is_due_and_whose_duty(
    session: Session, clock: StoppedClock, scene: Scene, start: Starting
) -> None:
    start("initial_verification")

    (card,) = clocks.of_case(session, clock, scene.case_id)

    assert card.due_at == datetime(2026, 7, 13, 23, 59, 59, tzinfo=VIETNAM)
    assert (card.due_on, card.duty_of, card.state) == (date(2026, 7, 13), "so-y-te", ClockState.RUNNING)
    assert (card.case_ref, card.working_days_left, card.level) == (scene.case_ref, 3, 0)


def test_a_running_clock_keeps_the_rule_it_started_under(
    session: Session, clock: StoppedClock, scene: Scene, start: Starting
) -> None:
    start("initial_verification")
    changed = replace(rule("initial_verification"), amount=10, basis="A law of tomorrow")

    clocks.start_all(session, [clocks.planned(clock, changed, scene, WEDNESDAY)])

    old, new = clocks.of_case(session, clock, scene.case_id)
    assert (old.amount, old.due_on) == (3, date(2026, 7, 13))
    assert (new.amount, new.basis) == (10, "A law of tomorrow")


def test_a_due_time_agreed_otherwise_wins_over_the_rule(clock: StoppedClock, scene: Scene) -> None:
    agreed = WEDNESDAY + timedelta(hours=6)

    row = clocks.planned(clock, rule("handover_answer"), scene, WEDNESDAY, due_at=agreed)

    assert row["due_at"] == agreed
    assert WEDNESDAY <= row["warn_at"] <= agreed


def test_meeting_a_rule_stops_its_clocks_and_no_others(
    session: Session, clock: StoppedClock, scene: Scene, start: Starting
) -> None:
    start("initial_verification")
    start("protection_review")

    met = clocks.meet(session, clock, scene.case_id, ["initial_verification"], WEDNESDAY)

    states = {card.rule: card.state for card in clocks.of_case(session, clock, scene.case_id)}
    assert met == 1
    assert states == {"initial_verification": ClockState.MET, "protection_review": ClockState.RUNNING}


def test_another_case_never_feels_what_is_met_here(
    session: Session, clock: StoppedClock, scene: Scene, start: Starting
) -> None:
    other = new_id(clock)
    start("initial_verification", case_id=other)

    clocks.meet(session, clock, scene.case_id, ["initial_verification"])
    clocks.void(session, clock, scene.case_id, None)

    assert clocks.of_case(session, clock, other)[0].state is ClockState.RUNNING


def test_an_event_about_one_visit_leaves_the_other_visits(
    session: Session, clock: StoppedClock, scene: Scene, start: Starting
) -> None:
    visit, another = new_id(clock), new_id(clock)
    start("follow_up", subject_id=visit)
    start("follow_up", subject_id=another)
    start("follow_up")

    met = clocks.meet(session, clock, scene.case_id, ["follow_up"], WEDNESDAY, visit)

    assert met == 2
    assert len(clocks.next_of(session, clock, [scene.case_id])) == 1


def test_nothing_named_means_nothing_met(session: Session, clock: StoppedClock, scene: Scene) -> None:
    assert clocks.meet(session, clock, scene.case_id, []) == 0
    assert clocks.void(session, clock, scene.case_id, []) == 0


def test_ending_a_case_voids_every_open_clock_of_it(
    session: Session, clock: StoppedClock, scene: Scene, start: Starting
) -> None:
    start("initial_verification")
    start("protection_review")

    assert clocks.void(session, clock, scene.case_id, None) == 2
    assert clocks.next_of(session, clock, [scene.case_id]) == {}


def test_the_holders_duty_follows_the_person_and_no_other_does(
    session: Session, clock: StoppedClock, scene: Scene, province: Province, start: Starting
) -> None:
    start("protection_review")
    start("initial_verification")
    old, new = province["ubnd-xa"], province["don-bien-phong"]

    clocks.move_duty(session, scene.case_id, new, old, new)

    duties = {card.rule: card.duty_of for card in clocks.of_case(session, clock, scene.case_id)}
    assert duties == {"protection_review": "don-bien-phong", "initial_verification": "so-y-te"}


def test_an_event_meets_first_then_starts_what_does_not_run(
    session: Session, clock: StoppedClock, scene: Scene, start: Starting
) -> None:
    start("initial_verification")
    start("protection_review")
    changes = ClockChanges(
        start=(rule("full_verification"), rule("protection_review")),
        meet=("initial_verification",),
        void=("health_reception",),
    )

    started = clocks.change(session, clock, changes, scene, WEDNESDAY + timedelta(days=1))

    assert [row["rule"] for row in started] == ["full_verification"]
    assert {card.rule: card.state for card in clocks.of_case(session, clock, scene.case_id)} == {
        "initial_verification": ClockState.MET,
        "protection_review": ClockState.RUNNING,
        "full_verification": ClockState.RUNNING,
    }


def test_a_rule_for_once_is_not_started_a_second_time(
    session: Session, clock: StoppedClock, scene: Scene, start: Starting
) -> None:
    once = replace(rule("initial_verification"), is_once=True)
    start("initial_verification")
    clocks.meet(session, clock, scene.case_id, ["initial_verification"])

    changes = ClockChanges(start=(once,), meet=(), void=())

    assert clocks.change(session, clock, changes, scene, WEDNESDAY) == []


def test_each_item_of_a_rule_has_a_clock_of_its_own(
    session: Session, clock: StoppedClock, scene: Scene, start: Starting
) -> None:
    start("follow_up", subject_id=new_id(clock))
    changes = ClockChanges(start=(replace(rule("follow_up"), is_per_item=True),), meet=(), void=())

    started = clocks.change(session, clock, changes, scene, WEDNESDAY, new_id(clock))

    assert len(started) == 1


def test_the_clock_that_falls_due_first_is_the_next(
    session: Session, clock: StoppedClock, scene: Scene, start: Starting
) -> None:
    start("protection_review")
    start("initial_verification")

    following = clocks.next_of(session, clock, [scene.case_id, new_id(clock)])

    assert [card.rule for card in following.values()] == ["initial_verification"]
    assert clocks.next_of(session, clock, []) == {}


def test_a_clock_is_late_only_after_its_last_second(
    session: Session, clock: StoppedClock, scene: Scene, start: Starting
) -> None:
    start("initial_verification")

    clock.set(datetime(2026, 7, 13, 23, 59, 59, 999_000, tzinfo=VIETNAM))
    assert clocks.of_case(session, clock, scene.case_id)[0].state is ClockState.RUNNING
    clock.set(datetime(2026, 7, 14, 0, 0, tzinfo=VIETNAM))
    assert clocks.of_case(session, clock, scene.case_id)[0].state is ClockState.OVERDUE


@pytest.mark.parametrize(
    ("at", "ignoring", "expected"),
    [
        pytest.param(WEDNESDAY, (), Pressure(False, True), id="in time, another agency owes"),
        pytest.param(
            WEDNESDAY + timedelta(days=30), (), Pressure(True, True), id="late, another agency owes"
        ),
        pytest.param(
            WEDNESDAY + timedelta(days=30),
            ("initial_verification",),
            Pressure(False, False),
            id="late, but this very step meets it",
        ),
    ],
)
def test_open_clocks_say_whether_a_case_may_close(
    session: Session,
    scene: Scene,
    start: Starting,
    at: datetime,
    ignoring: tuple[str, ...],
    expected: Pressure,
) -> None:
    start("initial_verification")

    assert clocks.pressure(session, scene.case_id, scene.holder_id, at, ignoring) == expected


def test_a_period_of_entitlement_keeps_nobody_waiting(
    session: Session, clock: StoppedClock, scene: Scene, province: Province
) -> None:
    entitlement = replace(rule("protection_review"), duty_of=Duty.NOBODY)
    elsewhere = replace(scene, duties={Duty.NOBODY: province["so-y-te"]})

    clocks.start_all(session, [clocks.planned(clock, entitlement, elsewhere, WEDNESDAY)])

    years_later = WEDNESDAY.replace(year=WEDNESDAY.year + 2)
    pressure = clocks.pressure(session, scene.case_id, scene.holder_id, years_later)
    assert pressure == Pressure(has_overdue=False, waits_for_another_agency=False)
