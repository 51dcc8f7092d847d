"""What the scheduler runs for this room; each is a deed, or a row of deeds, of its own. Safe to run twice."""

from referral.kernel.clock import Clock
from referral.kernel.database import Database
from referral.kernel.transaction import deed
from referral.sla.cards import Swept
from referral.sla.services import alerts, heartbeat


def beat(database: Database, clock: Clock) -> None:
    """Say that the scheduler is alive."""
    with deed(database, clock) as session:
        heartbeat.beat(session, clock)


def sweep(database: Database, clock: Clock, *, recorded_by: Clock | None = None) -> Swept:
    """Look at every clock that is due, one batch to a transaction, so that others can write in between.

    :param recorded_by: the ledger's own clock, where the sweep is of another moment than now
    """
    total = Swept(0, 0, 0, 0.0)
    while True:
        with deed(database, recorded_by or clock) as session:
            batch = alerts.sweep(session, clock)
        total = Swept(
            total.due + batch.due,
            total.alerts + batch.alerts,
            total.escalated + batch.escalated,
            round(total.seconds + batch.seconds, 6),
        )
        if batch.due < alerts.BATCH:
            return total
