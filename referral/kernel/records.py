"""Whether every sealed row is as the ledger last said it was. Nothing is opened here, and nothing written.

A row put back to its own older bytes still opens: the sealing cannot know. But each write left a digest of
the row's blobs in its entry, and an entry is there for good.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from referral.kernel.database import Base, Sealed
from referral.kernel.ledger import Result
from referral.kernel.ledger.tables import ledger_entry
from referral.kernel.vault import record_digest

BATCH = 500
UNTOLD = frozenset({"draft"})
"""Reports not yet sent: nobody relies on them, and they are gone a day later."""
_SAYS_NOTHING = b'"records":{}'

Tell = Callable[[int, int], None]
"""Told how many rows are done, of how many."""
Blobs = Mapping[str, bytes | None]


class Wrong(StrEnum):
    """What is wrong with a row."""

    DIFFERS = "differs"
    """Its blobs are not those of the last write: changed, moved, or put back to an older state."""
    UNTOLD = "untold"
    """No entry tells of it: it was written past the application."""
    GONE = "gone"
    """An entry tells of it, and it is not there."""


class Fault(NamedTuple):
    """One row that cannot be believed."""

    record: str
    """The row as the ledger names it: `table/id`."""
    wrong: Wrong


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found."""

    rows: int
    """How many rows were compared."""
    faults: tuple[Fault, ...]


class SealedTable(NamedTuple):
    """A table that holds sealed values, and the names of their columns."""

    table: Table
    columns: tuple[str, ...]


def sealed_tables() -> tuple[SealedTable, ...]:
    """Give every table that holds sealed values, in the order in which they refer to each other."""
    found = (
        SealedTable(table, tuple(column.name for column in table.columns if isinstance(column.type, Sealed)))
        for table in Base.metadata.sorted_tables
    )
    return tuple(one for one in found if one.columns)


def verify_records(session: Session, tell: Tell = lambda _done, _total: None) -> Judged:
    """Compare every sealed row with what the ledger said of it, newest entry first."""
    said = _said(session)
    tables = [one for one in sealed_tables() if one.table.name not in UNTOLD]
    total = sum(session.scalar(select(func.count()).select_from(one.table)) or 0 for one in tables)
    faults, seen = list[Fault](), 0
    for one in tables:
        for record, blobs in _rows(session, one):
            seen += 1
            faults += _faults(record, blobs, said.pop(record, []))
            if seen % BATCH == 0 or seen == total:
                tell(seen, total)
    watched = {one.table.name for one in tables}
    gone = [record for record in said if record.partition("/")[0] in watched]
    return Judged(seen, (*faults, *(Fault(record, Wrong.GONE) for record in sorted(gone))))


def _said(session: Session) -> dict[str, list[str]]:
    """Give the digests that the ledger holds of each row, oldest first."""
    said: dict[str, list[str]] = {}
    query = (
        select(ledger_entry.c.body)
        .where(ledger_entry.c.result == Result.OK.value)
        .order_by(ledger_entry.c.shard, ledger_entry.c.idx)
        .execution_options(yield_per=BATCH)
    )
    for body in session.scalars(query):
        if _SAYS_NOTHING not in body:
            for record, digest in json.loads(body).get("records", {}).items():
                said.setdefault(record, []).append(digest)
    return said


def _rows(session: Session, one: SealedTable) -> Iterator[tuple[str, Blobs]]:
    table, last = one.table, UUID(int=0)
    wanted = select(table.c.id, *(table.c[name] for name in one.columns)).order_by(table.c.id).limit(BATCH)
    while rows := session.execute(wanted.where(table.c.id > last)).all():
        for row in rows:
            yield f"{table.name}/{row.id}", {name: getattr(row, name) for name in one.columns}
        last = rows[-1].id


def _faults(record: str, blobs: Blobs, digests: Sequence[str]) -> Iterator[Fault]:
    written = {name for name, blob in blobs.items() if blob is not None}
    if not digests:
        if written:
            yield Fault(record, Wrong.UNTOLD)
    elif not _agrees(blobs, written, digests):
        yield Fault(record, Wrong.DIFFERS)


def _agrees(blobs: Blobs, written: set[str], digests: Sequence[str]) -> bool:
    """Say whether the newest entries tell of exactly these blobs.

    An entry tells of the columns that were written, which need not be all. So one entry after the other must
    agree, the newest first, until every column that holds something has been told of.
    """
    telling, untold = _by_digest(blobs), set(written)
    for digest in reversed(digests):
        if digest not in telling:
            return False
        untold -= telling[digest]
        if not untold:
            return True
    return False


def _by_digest(blobs: Blobs) -> dict[str, frozenset[str]]:
    """Give the digest of every choice of the row's columns, with the columns it tells of."""
    return {
        record_digest({name: blobs[name] for name in chosen}): frozenset(chosen)
        for size in range(1, len(blobs) + 1)
        for chosen in combinations(sorted(blobs), size)
    }
