"""Requests of people who are not signed in: counted, and once a minute told to the ledger in one entry.

They touch nothing, so each alone is no entry; a flood of them is worth seeing all the same.
"""

import threading
from datetime import datetime, timedelta

from referral.kernel import ledger
from referral.kernel.ledger import Action
from referral.kernel.permissions import SYSTEM
from referral.kernel.transaction import deed
from referral.web.world import World

MINUTE = timedelta(minutes=1)


class Tally:
    """How many came since it was last told; one for each process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._many = 0
        self._since: datetime | None = None

    def add(self, now: datetime) -> int:
        """Count one; give how many there were once a minute has passed, else nothing."""
        with self._lock:
            since = self._since or now
            told = self._many if now - since >= MINUTE else 0
            self._many = 1 if told else self._many + 1
            self._since = now if told else since
            return told


def count(world: World) -> None:
    """Count one request, and tell the ledger about those of the minute before.

    :raises LedgerUnavailable: if it cannot be told
    """
    tally = world.tools[Tally]
    told = tally.add(world.clock.now()) if isinstance(tally, Tally) else 0
    if told:
        with deed(world.database, world.clock, SYSTEM) as session:
            ledger.note(session, SYSTEM, Action.ANONYMOUS_COUNTED, detail={"requests": told})
