"""Alerts and the board belong to a seat: who sits elsewhere sees none of them."""

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from referral.kernel.clock import VIETNAM, StoppedClock
from referral.kernel.errors import NotAllowed, NotFound
from referral.kernel.ledger import Action
from referral.kernel.ledger.entries import Note
from referral.kernel.paging import Window
from referral.kernel.permissions import ANONYMOUS, SYSTEM, Actor
from referral.kernel.references import new_id
from referral.sla.models import ALERT
from referral.sla.services import alerts, clocks, heartbeat
from referral.sla.services.board import board
from referral.sla.services.clocks import Scene
from tests.sla.conftest import Province, Starting
from workflows.vocabulary import ClockState, Role

TUESDAY = datetime(2026, 7, 14, 8, 0, tzinfo=VIETNAM)


@pytest.fixture
def late(session: Session, clock: StoppedClock, start: Starting) -> None:
    """The health department is late, and the commune, which holds the person, has nothing due."""
    start("initial_verification")
    clock.set(TUESDAY)
    alerts.sweep(session, clock)


def announced(session: Session) -> list[Note]:
    found: list[Note] = session.info["announced"]
    return found


@pytest.mark.usefixtures("late")
def test_a_seat_sees_its_own_alerts_and_the_ledger_says_so(
    session: Session, province: Province, scene: Scene
) -> None:
    session.info["announced"].clear()

    found = alerts.of_seat(session, province.actor("so-y-te", Role.SUPERVISOR), Window())

    (card,) = found.items
    assert (card.agency, card.role, card.level, found.total) == ("so-y-te", Role.SUPERVISOR, 2, 1)
    assert [(note.action, note.about) for note in announced(session)] == [
        (Action.ALERT_LISTED, (scene.case_ref,))
    ]


@pytest.mark.usefixtures("late")
@pytest.mark.parametrize(
    ("code", "role"),
    [("don-bien-phong", Role.SUPERVISOR), ("so-y-te", Role.ADMINISTRATOR), ("thanh-tra", Role.AUDITOR)],
)
def test_another_seat_sees_none_of_them(session: Session, province: Province, code: str, role: Role) -> None:
    actor = province.actor(code, role)

    assert alerts.of_seat(session, actor, Window()).items == ()
    assert alerts.count_open(session, actor) == 0


@pytest.mark.usefixtures("late")
def test_who_acknowledges_first_stands(session: Session, clock: StoppedClock, province: Province) -> None:
    actor = province.actor("so-y-te", Role.SUPERVISOR)
    (card,) = alerts.of_seat(session, actor, Window()).items
    first = alerts.acknowledge(session, clock, actor, card.id)

    clock.move(hours=1)
    second = alerts.acknowledge(session, clock, actor, card.id)

    assert first.acknowledged_at == second.acknowledged_at == TUESDAY
    assert alerts.count_open(session, actor) == 0
    assert announced(session)[-1].action is Action.ALERT_ACKNOWLEDGED


@pytest.mark.usefixtures("late")
def test_an_alert_of_another_seat_looks_like_none(
    session: Session, clock: StoppedClock, province: Province
) -> None:
    alert_id = session.scalars(select(ALERT.c.id)).first() or new_id(clock)

    with pytest.raises(NotFound):
        alerts.acknowledge(session, clock, province.actor("cong-an-tinh", Role.OFFICER), alert_id)


@pytest.mark.usefixtures("late")
def test_open_alerts_come_before_acknowledged_ones(
    session: Session, clock: StoppedClock, province: Province, start: Starting
) -> None:
    actor = province.actor("so-y-te", Role.SUPERVISOR)
    (older,) = alerts.of_seat(session, actor, Window()).items
    start("initial_verification", case_id=new_id(clock))
    clock.move(minutes=1)
    alerts.sweep(session, clock)
    newer = next(card for card in alerts.of_seat(session, actor, Window()).items if card.id != older.id)

    alerts.acknowledge(session, clock, actor, newer.id)

    shown = alerts.of_seat(session, actor, Window(per_page=1))
    assert [card.id for card in shown.items] == [older.id]
    assert (shown.total, shown.next) == (2, 2)


@pytest.mark.parametrize("actor", [SYSTEM, ANONYMOUS], ids=lambda actor: actor.username)
def test_who_has_no_seat_has_no_alerts(session: Session, clock: StoppedClock, actor: Actor) -> None:
    with pytest.raises(NotAllowed):
        alerts.of_seat(session, actor, Window())
    with pytest.raises(NotAllowed):
        alerts.acknowledge(session, clock, actor, new_id(clock))

    assert alerts.count_open(session, actor) == 0


@pytest.mark.usefixtures("late")
def test_the_board_shows_what_an_agency_owes(
    session: Session, clock: StoppedClock, province: Province, start: Starting
) -> None:
    soon = start("support_application", datetime(2026, 7, 2, 9, 0, tzinfo=VIETNAM))
    clock.set(max(soon["warn_at"], TUESDAY))

    shown = board(session, clock, province.actor("so-y-te", Role.SUPERVISOR))

    assert [(card.rule, card.state) for card in shown.overdue] == [
        ("initial_verification", ClockState.OVERDUE)
    ]
    assert [card.rule for card in shown.due_soon] == ["support_application"]
    assert [(total.key, total.overdue, total.due_soon) for total in shown.by_agency] == [("so-y-te", 1, 1)]
    assert [total.key for total in shown.by_rule] == ["initial_verification", "support_application"]


def test_the_board_reaches_down_the_line_and_never_up(
    session: Session, clock: StoppedClock, province: Province, start: Starting
) -> None:
    start("protection_review")
    clock.move(days=400)

    above = board(session, clock, province.actor("so-y-te", Role.SUPERVISOR))
    below = board(session, clock, province.actor("ubnd-xa", Role.SUPERVISOR))
    beside = board(session, clock, province.actor("cong-an-tinh", Role.SUPERVISOR))

    assert [card.duty_of for card in above.overdue] == ["ubnd-xa"]
    assert [card.duty_of for card in below.overdue] == ["ubnd-xa"]
    assert beside.overdue == ()


def test_a_paused_clock_is_on_no_board(
    session: Session, clock: StoppedClock, scene: Scene, province: Province, start: Starting
) -> None:
    row = start("initial_verification")
    clocks.pause(session, clock, row["id"], case_id=scene.case_id)
    clock.set(TUESDAY)

    shown = board(session, clock, province.actor("so-y-te", Role.SUPERVISOR))

    assert (shown.overdue, shown.due_soon, shown.counts) == ((), (), ())


@pytest.mark.parametrize("role", [Role.OFFICER, Role.AUDITOR, Role.ADMINISTRATOR])
def test_only_a_supervisor_sees_a_board(
    session: Session, clock: StoppedClock, province: Province, role: Role
) -> None:
    with pytest.raises(NotAllowed):
        board(session, clock, province.actor("so-y-te", role))


def test_a_scheduler_is_silent_before_its_first_beat_and_two_minutes_after_its_last(
    session: Session, clock: StoppedClock
) -> None:
    assert heartbeat.is_silent(session, clock)

    for _ in range(2):
        heartbeat.beat(session, clock)
        assert not heartbeat.is_silent(session, clock)
        clock.move(seconds=120)
        assert not heartbeat.is_silent(session, clock)
        clock.move(seconds=1)
        assert heartbeat.is_silent(session, clock)
