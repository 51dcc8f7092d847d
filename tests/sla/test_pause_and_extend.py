"""A pause, its end and an extension each make a new version of a clock; the old one is void."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from referral.kernel.clock import VIETNAM, StoppedClock
from referral.kernel.errors import InvalidInput, NotFound, StepRefused
from referral.kernel.references import new_id
from referral.sla.services import alerts, clocks, versions
from referral.sla.services.clocks import Scene
from tests.sla.conftest import WEDNESDAY, Province, Starting, rule
from workflows.vocabulary import ClockState

NEXT_TUESDAY = datetime(2026, 7, 14, 10, 0, tzinfo=VIETNAM)


def test_a_pause_voids_the_old_version_and_stops_counting(
    session: Session, clock: StoppedClock, scene: Scene, start: Starting
) -> None:
    row = start("initial_verification")

    paused_id = clocks.pause(session, clock, row["id"], case_id=scene.case_id)

    states = {card.id: card.state for card in clocks.of_case(session, clock, scene.case_id)}
    assert states == {row["id"]: ClockState.VOID, paused_id: ClockState.PAUSED}
    assert clocks.next_of(session, clock, [scene.case_id]) == {}


def test_a_paused_clock_is_not_overdue_however_long(
    session: Session, clock: StoppedClock, scene: Scene, start: Starting
) -> None:
    row = start("initial_verification")
    clocks.pause(session, clock, row["id"], case_id=scene.case_id)

    later = WEDNESDAY + timedelta(days=365)

    assert not clocks.pressure(session, scene.case_id, scene.holder_id, later).has_overdue


@pytest.mark.parametrize(
    ("name", "resumed_at", "due_on"),
    [
        pytest.param(
            "initial_verification", WEDNESDAY + timedelta(days=1), date(2026, 7, 14), id="a day later"
        ),
        pytest.param(
            "initial_verification",
            WEDNESDAY + timedelta(days=5),
            date(2026, 7, 20),
            id="five days later: Saturday, so Monday",
        ),
        pytest.param(
            "support_application", NEXT_TUESDAY, date(2026, 7, 27), id="over a week-end: four working days"
        ),
    ],
)
def test_what_was_paused_is_added_at_the_end(
    session: Session,
    clock: StoppedClock,
    scene: Scene,
    start: Starting,
    name: str,
    resumed_at: datetime,
    due_on: date,
) -> None:
    row = start(name)
    paused_id = clocks.pause(session, clock, row["id"], case_id=scene.case_id)

    clock.set(resumed_at)
    clocks.resume(session, clock, paused_id, case_id=scene.case_id)

    (card,) = clocks.next_of(session, clock, [scene.case_id]).values()
    assert card.due_on == due_on
    assert card.due_at.astimezone(VIETNAM).time().isoformat() == "23:59:59"
    assert (card.state, card.unit) == (ClockState.RUNNING, row["unit"])


def test_a_clock_in_hours_resumes_to_the_minute(
    session: Session, clock: StoppedClock, scene: Scene, start: Starting
) -> None:
    row = start("bring_to_commune")
    paused_id = clocks.pause(session, clock, row["id"], case_id=scene.case_id)

    clock.move(minutes=95)
    clocks.resume(session, clock, paused_id, case_id=scene.case_id)

    (card,) = clocks.next_of(session, clock, [scene.case_id]).values()
    assert card.due_at - row["due_at"] == timedelta(minutes=95)
    assert card.due_at - card.warn_at == row["due_at"] - row["warn_at"]


def test_a_resumed_clock_warns_again_for_its_new_version(
    session: Session, clock: StoppedClock, scene: Scene, start: Starting
) -> None:
    row = start("initial_verification")
    clock.set(row["warn_at"])
    alerts.sweep(session, clock)
    paused_id = clocks.pause(session, clock, row["id"], case_id=scene.case_id)
    clock.move(days=1)
    clocks.resume(session, clock, paused_id, case_id=scene.case_id)

    clock.move(days=10)

    assert alerts.sweep(session, clock).alerts > 0


def test_an_extension_names_the_new_last_day(
    session: Session, clock: StoppedClock, scene: Scene, start: Starting
) -> None:
    row = start("initial_verification")

    clocks.extend(session, clock, row["id"], case_id=scene.case_id, until=date(2026, 7, 20))

    (card,) = clocks.next_of(session, clock, [scene.case_id]).values()
    assert card.due_at == datetime(2026, 7, 20, 23, 59, 59, tzinfo=VIETNAM)
    assert card.basis == row["basis"]


def test_an_extension_by_units_counts_from_the_old_limit(
    session: Session, clock: StoppedClock, scene: Scene, start: Starting
) -> None:
    row = start("initial_verification")

    clocks.extend(session, clock, row["id"], case_id=scene.case_id, amount=5)

    (card,) = clocks.next_of(session, clock, [scene.case_id]).values()
    assert card.due_on == date(2026, 7, 20)


def test_an_extension_to_a_moment_is_taken_as_given(
    session: Session, clock: StoppedClock, scene: Scene, start: Starting
) -> None:
    row = start("bring_to_commune")
    until = row["due_at"] + timedelta(minutes=30)

    clocks.extend(session, clock, row["id"], case_id=scene.case_id, until=until)

    assert clocks.next_of(session, clock, [scene.case_id])[scene.case_id].due_at == until


def test_an_overdue_clock_that_is_extended_is_overdue_no_more(
    session: Session, clock: StoppedClock, scene: Scene, start: Starting
) -> None:
    row = start("initial_verification")
    clock.set(NEXT_TUESDAY)
    alerts.sweep(session, clock)

    clocks.extend(session, clock, row["id"], case_id=scene.case_id, until=date(2026, 7, 31))

    (card,) = clocks.next_of(session, clock, [scene.case_id]).values()
    assert (card.state, card.level) == (ClockState.RUNNING, 0)


def test_an_extension_that_is_not_later_is_refused(
    session: Session, clock: StoppedClock, scene: Scene, start: Starting
) -> None:
    row = start("initial_verification")

    with pytest.raises(InvalidInput) as refused:
        clocks.extend(session, clock, row["id"], case_id=scene.case_id, until=row["due_on"])

    assert [error.code for error in refused.value.errors] == ["not-later"]


def test_a_second_extension_of_a_complex_crime_report_names_the_article(
    session: Session, clock: StoppedClock, scene: Scene, start: Starting
) -> None:
    row = start("crime_report_complex")
    extended = clocks.extend(session, clock, row["id"], case_id=scene.case_id, until=date(2026, 11, 8))

    with pytest.raises(StepRefused) as refused:
        clocks.extend(session, clock, extended, case_id=scene.case_id, amount=2)

    (refusal,) = refused.value.refusals
    assert (refusal.rule, refusal.basis) == ("extended-often-enough", row["basis"])


def test_what_was_asked_for_in_time_may_be_recorded_later(
    session: Session, clock: StoppedClock, scene: Scene, start: Starting
) -> None:
    row = start("crime_report_complex")
    clock.set(datetime(2026, 9, 7, 9, 0, tzinfo=VIETNAM))

    with pytest.raises(StepRefused):
        clocks.extend(session, clock, row["id"], case_id=scene.case_id, amount=2)
    asked_on = date(2026, 9, 3)
    clocks.extend(session, clock, row["id"], case_id=scene.case_id, amount=2, asked_on=asked_on)

    assert clocks.next_of(session, clock, [scene.case_id])[scene.case_id].due_on == date(2026, 11, 9)


def test_a_breach_is_never_told_later(
    session: Session, clock: StoppedClock, scene: Scene, start: Starting
) -> None:
    row = start("data_breach")

    with pytest.raises(StepRefused) as refused:
        clocks.extend(session, clock, row["id"], case_id=scene.case_id, amount=24)

    assert [refusal.rule for refusal in refused.value.refusals] == ["extension-not-in-law"]


def test_what_does_not_fit_the_state_is_refused_with_a_remedy(
    session: Session, clock: StoppedClock, scene: Scene, start: Starting
) -> None:
    row = start("initial_verification")
    of_case = scene.case_id

    with pytest.raises(StepRefused) as runs:
        clocks.resume(session, clock, row["id"], case_id=of_case)
    paused_id = clocks.pause(session, clock, row["id"], case_id=of_case)
    with pytest.raises(StepRefused) as ended:
        clocks.pause(session, clock, row["id"], case_id=of_case)
    with pytest.raises(StepRefused) as paused_twice:
        clocks.pause(session, clock, paused_id, case_id=of_case)
    with pytest.raises(StepRefused) as paused:
        clocks.extend(session, clock, paused_id, case_id=of_case, amount=1)

    found = [error.value.refusals[0].rule for error in (runs, ended, paused_twice, paused)]
    assert found == ["clock-is-running", "clock-has-ended", "clock-is-paused", "clock-is-paused"]


def test_a_clock_of_another_case_looks_like_none(
    session: Session, clock: StoppedClock, start: Starting, province: Province
) -> None:
    row = start("initial_verification")

    with pytest.raises(NotFound):
        clocks.pause(session, clock, row["id"], case_id=new_id(clock))


def test_meeting_a_duty_meets_its_paused_clock_too(
    session: Session, clock: StoppedClock, scene: Scene, start: Starting
) -> None:
    row = start("initial_verification")
    clocks.pause(session, clock, row["id"], case_id=scene.case_id)

    assert clocks.meet(session, clock, scene.case_id, [rule("initial_verification").name]) == 1


def test_a_clock_that_ended_while_we_looked_is_not_replaced(
    session: Session, clock: StoppedClock, scene: Scene, start: Starting
) -> None:
    row = versions._open(session, start("initial_verification")["id"], scene.case_id)
    clocks.meet(session, clock, scene.case_id, ["initial_verification"])

    with pytest.raises(StepRefused):
        versions._replace(session, clock, row, state=ClockState.PAUSED)

    assert len(clocks.of_case(session, clock, scene.case_id)) == 1
