"""Appending: the last statements of a deed's transaction. Nothing here commits, reads back or decides.

The head is locked first and read with the lock, so entries have no gaps and two writers cannot fork the log;
the peaks kept in it are all the tree needs to grow, so no node is ever read. As every request comes by here,
the statements are fixed and go straight to the driver: that halves what an entry costs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Connection
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import SQLAlchemyError

from referral.kernel.clock import Clock
from referral.kernel.errors import LedgerUnavailable
from referral.kernel.ledger.actions import Action
from referral.kernel.ledger.entries import Note, stamp
from referral.kernel.ledger.merkle import EMPTY_ROOT, Node, Peaks, leaf_hash
from referral.kernel.permissions import SYSTEM
from referral.kernel.prepared import settle

_OPEN_HEAD = "SELECT shard, size, peaks FROM ledger_head WHERE is_closed = false"
_FIRST_HEAD = (
    "INSERT INTO ledger_head (shard, size, peaks, root, at, is_closed) SELECT ?, 0, ?, ?, ?, false "
    "WHERE NOT EXISTS (SELECT 1 FROM ledger_head) ON CONFLICT DO NOTHING"
)
_NEXT_HEAD = "INSERT INTO ledger_head (shard, size, peaks, root, at, is_closed) VALUES (?, 0, ?, ?, ?, false)"
_CLOSE_HEAD = "UPDATE ledger_head SET is_closed = true WHERE shard = ?"
_GROW_HEAD = "UPDATE ledger_head SET size = ?, peaks = ?, root = ?, at = ? WHERE shard = ? AND size = ?"
_ENTRY = (
    "INSERT INTO ledger_entry (shard, idx, at, actor_id, agency_code, action, about, result, body, leaf) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_ABOUT = "INSERT INTO ledger_about (shard, idx, about) VALUES (?, ?, ?)"
_NODE = "INSERT INTO ledger_node (shard, level, idx, hash) VALUES (?, ?, ?, ?)"

# One statement, so that appending costs PostgreSQL two round trips: the lock, and this.
_ALL_AT_ONCE = """
WITH entry AS (
    INSERT INTO ledger_entry (shard, idx, at, actor_id, agency_code, action, about, result, body, leaf)
    SELECT * FROM unnest(%s::smallint[], %s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[],
                         %s::text[], %s::text[], %s::bytea[], %s::bytea[])
), about AS (
    INSERT INTO ledger_about (shard, idx, about)
    SELECT * FROM unnest(%s::smallint[], %s::bigint[], %s::text[])
), node AS (
    INSERT INTO ledger_node (shard, level, idx, hash)
    SELECT * FROM unnest(%s::smallint[], %s::smallint[], %s::bigint[], %s::bytea[])
)
UPDATE ledger_head SET size = %s, peaks = %s, root = %s, at = %s WHERE shard = %s AND size = %s
"""

_ATTEMPTS = 3
"""A head may be closed while we wait for it, and a first one opened; both settle at the second look."""

EntryRow = tuple[int, int, str, str, str, str, str | None, str, bytes, bytes]


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where an entry stands, so that its author can prove later that it existed."""

    shard: int
    index: int
    leaf: bytes


@dataclass(slots=True)
class Head:
    """A year's log, locked for appending."""

    shard: int
    peaks: Peaks


class Growth:
    """What is about to be appended to one head, row by row."""

    def __init__(self, head: Head, at: str, request: str) -> None:
        self.head, self.old_size, self.at, self.request = head, head.peaks.size, at, request
        self.entries: list[EntryRow] = []
        self.abouts: list[tuple[int, int, str]] = []
        self.nodes: list[tuple[int, int, int, bytes]] = []
        self.receipts: list[Receipt] = []

    def add(self, note: Note) -> None:
        """Write one note down at the end of the log."""
        shard, index = self.head.shard, self.head.peaks.size
        body = note.to_bytes(index=index, at=self.at, request=self.request)
        leaf = leaf_hash(body)
        self.entries.append(
            (shard, index, self.at, note.actor_id, note.actor.agency_code, note.action.value,
             note.only_about, note.result.value, body, leaf)
        )  # fmt: skip
        if len(note.about) > 1:
            self.abouts += [(shard, index, about) for about in note.about]
        self.nodes += [self._row(node) for node in self.head.peaks.append(leaf)]
        self.receipts.append(Receipt(shard, index, leaf))

    def head_row(self) -> tuple[int, bytes, bytes, str, int, int]:
        """Give the head's new values, its year, and the size it must still have."""
        peaks = self.head.peaks
        return peaks.size, peaks.to_bytes(), peaks.root(), self.at, self.head.shard, self.old_size

    def _row(self, node: Node) -> tuple[int, int, int, bytes]:
        return self.head.shard, node.level, node.index, node.hash


class Writer(Protocol):
    """How one engine locks the head and takes the rows."""

    def run(self, cursor: DBAPICursor, statement: str, *values: object) -> None: ...
    def lock(self, cursor: DBAPICursor) -> Head | None: ...
    def grow(self, cursor: DBAPICursor, growth: Growth) -> int: ...


class SqliteWriter:
    """Writes inside a transaction that began IMMEDIATE, and so holds the lock already."""

    def run(self, cursor: DBAPICursor, statement: str, *values: object) -> None:
        cursor.execute(statement, values)

    def lock(self, cursor: DBAPICursor) -> Head | None:
        return _head(cursor, _OPEN_HEAD)

    def grow(self, cursor: DBAPICursor, growth: Growth) -> int:
        cursor.executemany(_ENTRY, growth.entries)
        cursor.executemany(_NODE, growth.nodes)
        if growth.abouts:
            cursor.executemany(_ABOUT, growth.abouts)
        cursor.execute(_GROW_HEAD, growth.head_row())
        return cursor.rowcount


class PostgresqlWriter:
    """Locks the head's row, then writes everything in one statement."""

    def run(self, cursor: DBAPICursor, statement: str, *values: object) -> None:
        cursor.execute(statement.replace("?", "%s"), values)

    def lock(self, cursor: DBAPICursor) -> Head | None:
        return _head(cursor, _OPEN_HEAD + " FOR UPDATE")

    def grow(self, cursor: DBAPICursor, growth: Growth) -> int:
        values = (
            *_columns(growth.entries, 10),
            *_columns(growth.abouts, 3),
            *_columns(growth.nodes, 4),
            *growth.head_row(),
        )
        cursor.execute(_ALL_AT_ONCE, values)
        return cursor.rowcount


_WRITERS: dict[str, Writer] = {"sqlite": SqliteWriter(), "postgresql": PostgresqlWriter()}


def append(
    connection: Connection, clock: Clock, notes: Sequence[Note], *, request: str = ""
) -> tuple[Receipt, ...]:
    """Append every note to the log and say where each stands; the caller commits.

    :raises LedgerUnavailable: if it cannot be written; the caller must roll back and show nothing
    :raises DBAPIError: if the database refuses what the deed told it before
    """
    if not notes:
        return ()
    settle(connection)
    driver = connection.dialect.loaded_dbapi
    try:
        cursor = connection.connection.cursor()
        return _append(_WRITERS[connection.dialect.name], cursor, clock, notes, request)
    except (SQLAlchemyError, driver.Error, ValueError) as error:
        raise LedgerUnavailable from error


def _append(
    writer: Writer, cursor: DBAPICursor, clock: Clock, notes: Sequence[Note], request: str
) -> tuple[Receipt, ...]:
    now = clock.now()
    growth = _growth(writer, cursor, now.year, stamp(now), request)
    for note in notes:
        growth.add(note)
    if writer.grow(cursor, growth) != 1:
        raise LedgerUnavailable
    return tuple(growth.receipts[-len(notes) :])


def _growth(writer: Writer, cursor: DBAPICursor, year: int, at: str, request: str) -> Growth:
    head = _locked_head(writer, cursor, year, at)
    return (
        Growth(head, at, request)
        if head.shard >= year
        else _next_year(writer, cursor, head, year, at, request)
    )


def _locked_head(writer: Writer, cursor: DBAPICursor, year: int, at: str) -> Head:
    for _ in range(_ATTEMPTS):
        head = writer.lock(cursor)
        if head is not None:
            return head
        writer.run(cursor, _FIRST_HEAD, year, b"", EMPTY_ROOT, at)
    raise LedgerUnavailable


def _next_year(writer: Writer, cursor: DBAPICursor, old: Head, year: int, at: str, request: str) -> Growth:
    """Close a year's log and open the next, whose first entry names the closed one's size and root."""
    writer.run(cursor, _CLOSE_HEAD, old.shard)
    writer.run(cursor, _NEXT_HEAD, year, b"", EMPTY_ROOT, at)
    growth = Growth(Head(year, Peaks()), at, request)
    growth.add(opening_note(old.shard, old.peaks))
    return growth


def opening_note(shard: int, peaks: Peaks) -> Note:
    """Give the first note of a year's log, which binds it to the log of the year before."""
    closed: dict[str, str | int] = {"previous": shard, "size": peaks.size, "root": peaks.root().hex()}
    return Note(SYSTEM, Action.LEDGER_OPENED, detail=closed)


def _head(cursor: DBAPICursor, select: str) -> Head | None:
    cursor.execute(select)
    row = cursor.fetchone()
    return None if row is None else Head(row[0], Peaks.from_bytes(row[1], row[2]))


def _columns(rows: Sequence[tuple[object, ...]], count: int) -> list[list[object]]:
    return [[row[at] for row in rows] for at in range(count)]
