"""What is kept in mind for a minute, so that no step asks the database for the law or for office hours.

Only what stays true for the rest of its day is kept here: every decision takes effect the day after.
"""

import time
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy.orm import Session

from referral.kernel.vault import Vault, vault_of
from referral.kernel.vault.timed import TimedMemory

K = TypeVar("K")
V = TypeVar("V")
SECONDS, MOST = 60, 4096


class Remembered(Generic[K, V]):
    """One memory for each installation that is open in this process; they never mix."""

    def __init__(self) -> None:
        self._of: WeakKeyDictionary[Vault, TimedMemory[K, V]] = WeakKeyDictionary()

    def of(self, session: Session) -> TimedMemory[K, V]:
        """Give the memory of the installation that a session looks at."""
        vault = vault_of(session)
        if vault not in self._of:
            self._of[vault] = TimedMemory(SECONDS, MOST, time.monotonic)
        return self._of[vault]
