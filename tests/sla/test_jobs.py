"""The jobs of this room: run twice, the second changes nothing."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from referral.kernel.clock import StoppedClock
from referral.kernel.database import Database
from referral.kernel.ledger import Search, entries
from referral.sla import jobs
from referral.sla.models import HEARTBEAT
from referral.sla.services import heartbeat
from tests.sla.conftest import Starting


def test_a_beat_is_one_row_and_no_ledger_entry(
    database: Database, session: Session, clock: StoppedClock
) -> None:
    for _ in range(2):
        jobs.beat(database, clock)
        clock.move(seconds=15)

    assert session.scalar(select(func.count()).select_from(HEARTBEAT)) == 1
    assert not heartbeat.is_silent(session, clock)
    assert not list(entries(session, Search()))


def test_sweeping_in_vain_leaves_no_trace(
    database: Database, session: Session, clock: StoppedClock, start: Starting
) -> None:
    start("initial_verification")

    swept = [jobs.sweep(database, clock) for _ in range(2)]

    assert [one.due for one in swept] == [0, 0]
    assert not list(entries(session, Search()))
