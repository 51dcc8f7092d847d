"""What was deleted leaves no trace in a journal or a dead row, and what stands is left alone."""

from referral.kernel.clock import StoppedClock
from referral.kernel.database import Database
from referral.kernel.ledger import Action, note
from referral.kernel.permissions import SYSTEM
from referral.kernel.transaction import deed
from referral.kernel.vault.erasing import scrub
from tests.witness import everything


def test_scrubbing_changes_nothing_that_stands(database: Database, clock: StoppedClock) -> None:
    with deed(database, clock) as session:
        note(session, SYSTEM, Action.SYSTEM_STARTED)
    with database.reading() as before:
        stood = everything(before)

    scrub(database.engine)

    with database.reading() as after:
        assert everything(after) == stood
