"""The tick: each deadline version, level and seat is told once, and what was missed meanwhile collapses."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from referral.kernel import outbox
from referral.kernel.clock import VIETNAM, StoppedClock
from referral.kernel.database import Database
from referral.kernel.ledger import Action, Search, entries
from referral.kernel.outbox import OutboxRow
from referral.kernel.references import new_id
from referral.people.models import Agency
from referral.sla import jobs
from referral.sla.models import ALERT, CLOCK
from referral.sla.services import alerts, clocks
from referral.sla.services.clocks import Scene
from tests.sla.conftest import WEDNESDAY, Province, Starting, rule

WARNING = datetime(2026, 7, 10, 8, 0, tzinfo=VIETNAM)
BREACH = datetime(2026, 7, 14, 0, 0, tzinfo=VIETNAM)
A_WORKING_DAY_LATE = datetime(2026, 7, 15, 0, 0, tzinfo=VIETNAM)
THREE_WORKING_DAYS_LATE = datetime(2026, 7, 17, 0, 0, tzinfo=VIETNAM)


def told(session: Session, province: Province) -> set[str]:
    """Who was told of what: `1 so-y-te.officer`."""
    codes = {agency_id: code for code, agency_id in province.ids.items()}
    rows = session.execute(select(ALERT.c.level, ALERT.c.agency_id, ALERT.c.role))
    return {f"{level} {codes[agency_id]}.{role}" for level, agency_id, role in rows}


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        pytest.param(WARNING - timedelta(seconds=1), set(), id="before the warning"),
        pytest.param(WARNING, {"1 so-y-te.officer"}, id="at the warning"),
        pytest.param(BREACH - timedelta(milliseconds=1), {"1 so-y-te.officer"}, id="in its last second"),
        pytest.param(
            BREACH,
            {"1 so-y-te.officer", "2 so-y-te.supervisor", "2 ubnd-xa.supervisor"},
            id="at the breach, both supervisors",
        ),
        pytest.param(
            A_WORKING_DAY_LATE,
            {"1 so-y-te.officer", "2 ubnd-xa.supervisor", "3 so-y-te.supervisor"},
            id="a working day late, the unit above the holder, which also owes it",
        ),
        pytest.param(
            THREE_WORKING_DAYS_LATE,
            {"1 so-y-te.officer", "2 ubnd-xa.supervisor", "3 so-y-te.supervisor", "4 thanh-tra.auditor"},
            id="three working days late, the province's own oversight",
        ),
    ],
)
def test_after_a_silence_each_seat_is_told_once_of_the_highest(
    session: Session,
    clock: StoppedClock,
    province: Province,
    start: Starting,
    at: datetime,
    expected: set[str],
) -> None:
    start("initial_verification")

    clock.set(at)
    alerts.sweep(session, clock)

    assert told(session, province) == expected


def test_a_second_sweep_finds_nothing_due(
    database: Database, session: Session, clock: StoppedClock, start: Starting
) -> None:
    start("initial_verification")
    clock.set(BREACH)

    first, second = jobs.sweep(database, clock), jobs.sweep(database, clock)

    assert (first.due, first.alerts, first.escalated) == (1, 3, 1)
    assert (second.due, second.alerts, second.escalated) == (0, 0, 0)


def test_a_clock_climbs_rung_by_rung_and_then_rests(
    database: Database, session: Session, clock: StoppedClock, scene: Scene, start: Starting
) -> None:
    start("initial_verification")
    seen = []

    for at in (WARNING, BREACH, A_WORKING_DAY_LATE, THREE_WORKING_DAYS_LATE, THREE_WORKING_DAYS_LATE):
        clock.set(at)
        seen.append(jobs.sweep(database, clock).alerts)

    assert seen == [1, 2, 1, 1, 0]
    assert session.scalar(select(CLOCK.c.next_at)) is None
    assert [card.level for card in clocks.of_case(session, clock, scene.case_id)] == [4]


def test_an_alert_says_how_late_it_was_raised(session: Session, clock: StoppedClock, start: Starting) -> None:
    start("initial_verification")

    clock.set(BREACH + timedelta(hours=5))
    alerts.sweep(session, clock)

    assert set(session.scalars(select(ALERT.c.late_by_seconds))) == {5 * 3600 + 1}


def test_the_same_alert_is_never_recorded_twice_even_if_a_clock_is_set_back(
    session: Session, clock: StoppedClock, start: Starting
) -> None:
    row = start("initial_verification")
    clock.set(BREACH)
    alerts.sweep(session, clock)

    session.execute(update(CLOCK).values(level=0, next_at=row["warn_at"]))
    again = alerts.sweep(session, clock)

    assert (again.due, again.alerts) == (1, 0)
    assert session.scalar(select(func.count()).select_from(OutboxRow)) == 3


def test_every_alert_has_its_message_in_the_same_transaction(
    session: Session, clock: StoppedClock, start: Starting
) -> None:
    start("initial_verification")
    clock.set(BREACH)

    alerts.sweep(session, clock)

    recorded = set(session.scalars(select(ALERT.c.dedupe_key)))
    assert set(session.scalars(select(OutboxRow.dedupe_key))) == recorded
    session.rollback()
    assert session.scalar(select(func.count()).select_from(ALERT)) == 0
    assert session.scalar(select(func.count()).select_from(OutboxRow)) == 0


@pytest.mark.parametrize("ending", ["meet", "void", "pause"])
def test_a_clock_that_no_longer_runs_raises_nothing(
    session: Session, clock: StoppedClock, scene: Scene, start: Starting, ending: str
) -> None:
    row = start("initial_verification")
    endings: dict[str, Callable[[], object]] = {
        "meet": lambda: clocks.meet(session, clock, scene.case_id, ["initial_verification"]),
        "void": lambda: clocks.void(session, clock, scene.case_id, None),
        "pause": lambda: clocks.pause(session, clock, row["id"], case_id=scene.case_id),
    }

    endings[ending]()
    clock.set(THREE_WORKING_DAYS_LATE)

    assert alerts.sweep(session, clock).due == 0


def test_two_visits_of_one_case_are_two_alerts(
    session: Session, clock: StoppedClock, start: Starting
) -> None:
    for _ in range(2):
        start("follow_up", subject_id=new_id(clock))
    clock.move(days=400)

    alerts.sweep(session, clock)

    assert set(Counter(session.scalars(select(ALERT.c.level)))) >= {1, 2}
    assert len(set(session.scalars(select(ALERT.c.clock_id)))) == 2


def test_nobody_above_means_nobody_told_and_the_ladder_goes_on(
    session: Session, clock: StoppedClock, province: Province, start: Starting
) -> None:
    start("initial_verification", holder_id=province["so-y-te"])

    clock.set(THREE_WORKING_DAYS_LATE)
    alerts.sweep(session, clock)

    assert told(session, province) == {
        "1 so-y-te.officer",
        "2 so-y-te.supervisor",
        "4 thanh-tra.auditor",
    }


def test_a_rung_with_nobody_on_it_is_passed_all_the_same(
    database: Database, clock: StoppedClock, province: Province, start: Starting
) -> None:
    start("initial_verification", holder_id=province["so-y-te"])
    clock.set(BREACH)
    jobs.sweep(database, clock)

    clock.set(A_WORKING_DAY_LATE)
    swept = jobs.sweep(database, clock)

    assert (swept.due, swept.alerts, swept.escalated) == (1, 0, 1)


def test_an_oversight_body_that_is_closed_is_not_told(
    session: Session, clock: StoppedClock, province: Province, start: Starting
) -> None:
    start("initial_verification")
    session.execute(update(Agency).where(Agency.code == "thanh-tra").values(is_active=False))

    clock.set(THREE_WORKING_DAYS_LATE)
    alerts.sweep(session, clock)

    assert "4 thanh-tra.auditor" not in told(session, province)


def test_a_sweep_that_did_something_is_one_ledger_entry(
    database: Database, session: Session, clock: StoppedClock, start: Starting
) -> None:
    start("initial_verification")
    clock.set(BREACH)

    jobs.sweep(database, clock)
    jobs.sweep(database, clock)

    (entry,) = entries(session, Search(action=Action.SYSTEM_SWEPT))
    assert dict(entry.detail) == {"due": 1, "alerts": 3, "escalated": 1}


def test_more_than_a_batch_is_swept_to_the_end(
    database: Database,
    session: Session,
    clock: StoppedClock,
    scene: Scene,
    start: Starting,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(alerts, "BATCH", 2)
    monkeypatch.setattr(alerts, "DUE", alerts.DUE.limit(2))
    for _ in range(5):
        start("initial_verification", case_id=new_id(clock))
    clock.set(WARNING)

    assert jobs.sweep(database, clock).due == 5


def test_the_tick_costs_the_same_statements_however_many_are_due(
    session: Session, clock: StoppedClock, start: Starting, statements: list[str]
) -> None:
    counted = []

    for number in (1, 20):
        for _ in range(number):
            start("initial_verification", case_id=new_id(clock))
        clock.set(WARNING)
        statements.clear()
        alerts.sweep(session, clock)
        counted.append(list(statements))
        clock.set(WEDNESDAY)

    assert counted[0] == counted[1]
    assert len(counted[1]) <= 6


def test_what_is_not_due_is_not_even_looked_at(
    session: Session, clock: StoppedClock, start: Starting
) -> None:
    start("initial_verification")
    plan = {"sqlite": "EXPLAIN QUERY PLAN", "postgresql": "EXPLAIN"}[session.get_bind().dialect.name]
    due = "SELECT id FROM clock WHERE next_at <= '2026-07-09' ORDER BY next_at LIMIT 500"

    session.connection().exec_driver_sql(_FEW_ROWS.get(plan, "SELECT 1"))
    shown = " ".join(str(row) for row in session.connection().exec_driver_sql(f"{plan} {due}"))

    assert "ix_clock_next" in shown


_FEW_ROWS = {"EXPLAIN": "SET LOCAL enable_seqscan = off"}
"""With one row PostgreSQL would rather read the whole table."""


def test_messages_carry_ids_times_and_a_reference_only(
    session: Session, clock: StoppedClock, scene: Scene, start: Starting
) -> None:
    start("initial_verification")
    clock.set(WARNING)
    alerts.sweep(session, clock)

    (payload,) = session.scalars(select(OutboxRow.payload))
    assert payload["ref"] == scene.case_ref
    assert set(payload) == {
        "template", "agency", "role", "clock", "ref", "rule", "level", "due_at", "late_by_seconds",
    }  # fmt: skip


def test_a_rule_in_hours_is_late_at_its_very_minute(
    session: Session, clock: StoppedClock, province: Province, scene: Scene
) -> None:
    late = clocks.planned(clock, rule("bring_to_commune"), scene, WEDNESDAY)
    clocks.start_all(session, [late])

    clock.set(late["due_at"] + timedelta(seconds=1))
    alerts.sweep(session, clock)

    assert "2 ubnd-xa.supervisor" in told(session, province)
    assert outbox.counts(session)[outbox.MessageState.WAITING] == 2
