"""Destroying the keys of one person's data for good, and remembering that it was done. It knows no case row.

What was erased stands in two places: in the key store, and in a file beside the root key, so that a key store
put back from before the erasure is told again.
"""

import json
import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Engine, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from referral.kernel.vault.keystore import case_copy, erasure_list

FILE = "erased.jsonl"
"""The list beside the root key: ids and times, one erasure a line."""
_SCRUB = {"sqlite": "PRAGMA wal_checkpoint(TRUNCATE)", "postgresql": "VACUUM"}


class Erasure(NamedTuple):
    """That a case's keys were destroyed, on whose request, and when."""

    case_id: UUID
    request: str
    erased_at: datetime


class Erasing:
    """Erases in one key store; everything is durable when it returns, and harms nothing when repeated."""

    def __init__(self, keystore: Engine, list_file: Path) -> None:
        """Take the key store's own engine, and where the list beside it is."""
        self._engine, self._file = keystore, list_file

    def erase(self, erasure: Erasure) -> int:
        """Destroy every copy of a case's key, and say how many there were."""
        self._remember(erasure)
        rows = sqlite if self._engine.dialect.name == "sqlite" else postgresql
        with self._engine.begin() as connection:
            listed = rows.insert(erasure_list).values(**erasure._asdict()).on_conflict_do_nothing()
            connection.execute(listed)
            gone = connection.execute(delete(case_copy).where(case_copy.c.case_id == erasure.case_id))
        if gone.rowcount:
            scrub(self._engine, " FULL case_copy")
        return gone.rowcount

    def erased(self) -> tuple[Erasure, ...]:
        """Give what was ever erased, whichever of the two lists remembers it."""
        with self._engine.execution_options(is_reading=True).connect() as connection:
            query = select(erasure_list.c.case_id, erasure_list.c.request, erasure_list.c.erased_at)
            stored = {row.case_id: Erasure(*row) for row in connection.execute(query)}
        return tuple(({one.case_id: one for one in self._beside()} | stored).values())

    def _beside(self) -> Iterable[Erasure]:
        if not self._file.exists():
            return
        for line in self._file.read_text("ascii").splitlines():
            said = json.loads(line)
            at = datetime.fromisoformat(said["erased_at"])
            yield Erasure(UUID(said["case_id"]), said["request"], at)

    def _remember(self, erasure: Erasure) -> None:
        if any(one.case_id == erasure.case_id for one in self._beside()):
            return
        said = {
            "case_id": str(erasure.case_id),
            "request": erasure.request,
            "erased_at": erasure.erased_at.isoformat(),
        }
        with self._file.open("a", encoding="ascii") as file:
            file.write(json.dumps(said) + "\n")
            file.flush()
            os.fsync(file.fileno())


def scrub(engine: Engine, what: str = "") -> None:
    """Leave nothing of what was deleted in a journal or in a dead row.

    :param what: on PostgreSQL, what is vacuumed and how; otherwise everything, without stopping anybody
    """
    pooled = engine.raw_connection()
    try:
        if engine.dialect.name == "postgresql":
            pooled.driver_connection.autocommit = True  # type: ignore[union-attr]  # no VACUUM in a transaction
            pooled.cursor().execute(_SCRUB["postgresql"] + what)
        else:
            pooled.cursor().execute(_SCRUB["sqlite"])
    finally:
        pooled.invalidate()
        pooled.close()
