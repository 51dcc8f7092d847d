"""However many workers tick at once, each alert is raised once and each letter taken by one."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from referral.kernel.clock import StoppedClock
from referral.kernel.database import Database
from referral.kernel.outbox import OutboxRow
from referral.kernel.references import new_id
from referral.sla import jobs
from referral.sla.models import ALERT
from referral.sla.services import alerts, clocks
from referral.sla.services.clocks import Scene
from referral.sla.services.letters import Letterhead
from referral.sla.services.sending import send_waiting
from tests.sla.conftest import WEDNESDAY, rule
from tests.sla.test_letters import HEAD, Basket

WORKERS, DUE = 4, 120


@pytest.fixture
def crowd(session: Session, clock: StoppedClock, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many clocks that are due, and batches so small that workers meet."""
    monkeypatch.setattr(alerts, "BATCH", 10)
    monkeypatch.setattr(alerts, "DUE", alerts.DUE.limit(10))
    row = clocks.planned(clock, rule("initial_verification"), scene, WEDNESDAY)
    clocks.start_all(session, [{**row, "id": new_id(clock), "case_id": new_id(clock)} for _ in range(DUE)])
    session.commit()
    clock.set(row["warn_at"])


@pytest.mark.usefixtures("crowd")
def test_workers_that_sweep_at_once_raise_each_alert_once(
    database: Database, session: Session, clock: StoppedClock
) -> None:
    with ThreadPoolExecutor(WORKERS) as workers:
        swept = list(workers.map(lambda _: jobs.sweep(database, clock), range(WORKERS)))
    jobs.sweep(database, clock)

    assert sum(one.alerts for one in swept) == DUE
    assert session.scalar(select(func.count()).select_from(ALERT)) == DUE
    assert session.scalar(select(func.count()).select_from(OutboxRow)) == DUE


@pytest.mark.usefixtures("crowd")
def test_senders_at_once_deliver_each_letter_once(database: Database, clock: StoppedClock) -> None:
    jobs.sweep(database, clock)
    basket = Basket()

    with ThreadPoolExecutor(WORKERS) as workers:
        list(workers.map(lambda _: send_waiting(database, clock, basket, HEAD), range(WORKERS)))

    assert len({letter["Message-ID"] for letter in basket.sent}) == len(basket.sent) == DUE


@pytest.mark.usefixtures("crowd")
def test_a_worker_that_dies_between_its_rows_leaves_the_tick_undone(
    database: Database, session: Session, clock: StoppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as dying:
        dying.setattr(alerts, "_advance", _die)
        with pytest.raises(SystemExit):
            jobs.sweep(database, clock)

    assert session.scalar(select(func.count()).select_from(ALERT)) == 0
    session.rollback()
    assert jobs.sweep(database, clock).alerts == DUE


def _die(*_: object) -> None:
    raise SystemExit


def test_a_letterhead_without_a_host_still_numbers_its_letters() -> None:
    assert Letterhead("referral@localhost", "").domain == "localhost"
