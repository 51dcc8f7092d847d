"""Judging a log from its stored bytes alone, and naming the first entry that cannot be believed.

It reads and never writes. The checkpoints beside the entries are judged too; yet only one that somebody else
keeps shows a log that was rebuilt from its first entry to its last, checkpoints and all.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from referral.kernel.ledger.actions import Action
from referral.kernel.ledger.entries import to_json
from referral.kernel.ledger.judging import NOBODY, SignedRoots, Trust
from referral.kernel.ledger.merkle import EMPTY_ROOT, Node, Peaks
from referral.kernel.ledger.tables import (
    ledger_about,
    ledger_checkpoint,
    ledger_entry,
    ledger_head,
    ledger_node,
)
from referral.kernel.ledger.verdicts import Fault, Status, Tampered, Verdict
from referral.kernel.ledger.writing import opening_note

BATCH = 1 << 13
"""How many entries are judged at once: a complete subtree, so its nodes are compared as whole lists."""

Progress = Callable[[int, int], None]
"""Is told how many entries were judged, and how many there are."""


_Row = tuple[int, bytes, bytes, str | None, str, str, str, str, str]
"""An entry as it is stored: its place, bytes and hash, then the columns by which it is found."""

# A million rows pass here, so what is asked again and again goes straight to the driver.
_ROWS = (
    "SELECT idx, body, leaf, about, action, actor_id, agency_code, at, result "
    "FROM ledger_entry WHERE shard = ? AND idx >= ? ORDER BY idx LIMIT ?"
)
_NODES = "SELECT hash FROM ledger_node WHERE shard = ? AND level = ? AND idx >= ? AND idx < ? ORDER BY idx"
_ABOUTS = "SELECT idx, about FROM ledger_about WHERE shard = ? AND idx >= ? AND idx < ?"
_BELOW_ANY = -(1 << 62)


def verify(session: Session, progress: Progress | None = None, trust: Trust = NOBODY) -> Verdict:
    """Judge every log in the database: entries, nodes, head, every checkpoint, and how the years are joined.

    Never raises for what it finds; a ledger that cannot be read is one it cannot tell about.
    """
    driver = session.get_bind().dialect.loaded_dbapi
    try:
        return _judge(session.connection(), progress or _tell_nobody, trust)
    except (SQLAlchemyError, driver.Error):
        return Verdict(Status.UNKNOWN, fault=Fault.UNREADABLE)


def _judge(connection: Connection, progress: Progress, trust: Trust) -> Verdict:
    total = sum(connection.scalars(select(ledger_head.c.size)))
    done, newest, is_witnessed = 0, None, False
    for shard in _shards(connection):
        log = _Log(connection, shard, trust)
        try:
            for judged in log.judge(before=newest):
                progress(done + judged, total)
        except Tampered as found:
            size, root = done + log.peaks.size, log.peaks.root()
            return Verdict(Status.TAMPERED, size, root, shard, found.index, found.fault)
        done, newest = done + log.peaks.size, log
        is_witnessed |= log.signed.is_witnessed
    if newest is None or not newest.peaks.size:
        return Verdict(Status.UNKNOWN, fault=Fault.EMPTY)
    signed = newest.signed.proven
    return Verdict(
        Status.SOUND, done, newest.root, newest.shard, is_witnessed=is_witnessed, signed_size=signed
    )


class _Log:
    """One year's log, judged from its first entry to its last."""

    def __init__(self, connection: Connection, shard: int, trust: Trust) -> None:
        self.shard, self.peaks, self.root = shard, Peaks(), EMPTY_ROOT
        self.signed = SignedRoots(shard, self._fetch, trust)
        self._connection = connection
        self._place = "%s" if connection.dialect.name == "postgresql" else "?"

    def judge(self, before: "_Log | None") -> Iterator[int]:
        """Give the number of entries judged so far, again and again.

        :raises Tampered: at the first entry that cannot be believed
        """
        while rows := self._rows_from(self.peaks.size):
            self._judge_rows(rows, before)
            yield self.peaks.size
        self.root = self.peaks.root()
        self.signed.check_none_beyond(self.peaks.size)
        self._check_head()

    def _judge_rows(self, rows: Sequence[_Row], before: "_Log | None") -> None:
        start = self.peaks.size
        try:
            if start == 0:
                _check_chain(rows[0][1], before)
            _check_entries(rows, start)
        except Tampered as found:
            # What comes before the first bad bytes may still be believed by its bytes, yet not by the tree.
            self._check_places(rows[: found.index - start], start)
            raise
        self._check_places(rows, start)

    def _rows_from(self, start: int) -> list[_Row]:
        # The first batch looks below zero too, where nothing may stand.
        return self._fetch(_ROWS, self.shard, start or _BELOW_ANY, BATCH)

    def _fetch(self, statement: str, *values: int) -> list[Any]:
        cursor = self._connection.connection.cursor()
        cursor.execute(statement.replace("?", self._place), values)
        return list(cursor.fetchall())

    def _check_places(self, rows: Sequence[_Row], start: int) -> None:
        self._check_abouts(rows, start)
        self._check_nodes([leaf for _, _, leaf, *_ in rows], start)

    def _check_abouts(self, rows: Sequence[_Row], start: int) -> None:
        """Compare what the lists name with the table by which they are found."""
        said = set[tuple[int, str]]()
        for idx, body, _, about, *_ in rows:
            if about is None and not body.startswith(b'{"about":[],'):
                said |= _named(idx, body)
        stored = set(self._fetch(_ABOUTS, self.shard, start, start + len(rows)))
        if said != stored:
            raise Tampered(min(index for index, _ in said ^ stored), Fault.MISLABELLED)

    def _check_nodes(self, hashes: list[bytes], start: int) -> None:
        """Grow the tree by these leaves, comparing every node they complete."""
        before = Peaks(self.peaks.size, list(self.peaks.hashes))
        level, subtrees, levels = 0, list[Node](), list[Sequence[bytes]]()
        while hashes:
            first = start >> level
            self._compare(level, first, hashes)
            levels.append(hashes)
            if len(hashes) & 1:
                subtrees.append(Node(level, first + len(hashes) - 1, hashes[-1]))
            level, hashes = level + 1, _parents(hashes)
        for subtree in reversed(subtrees):
            for node in self.peaks.append_subtree(subtree)[1:]:
                self._compare(node.level, node.index, [node.hash])
        self.signed.check(before, levels)

    def _compare(self, level: int, first: int, hashes: Sequence[bytes]) -> None:
        stored = [each for (each,) in self._fetch(_NODES, self.shard, level, first, first + len(hashes))]
        if stored != hashes:
            raise Tampered((first + _first_difference(stored, hashes)) << level, Fault.UNPROVEN)

    def _check_head(self) -> None:
        """Compare the tree that was grown with what the head says, and look for what stands beyond it."""
        column, size = ledger_head.c, self.peaks.size
        said = select(column.size, column.peaks, column.root).where(column.shard == self.shard)
        head_size, packed, root = self._connection.execute(said).one_or_none() or (0, b"", EMPTY_ROOT)
        if head_size != size:
            raise Tampered(min(head_size, size), Fault.MISSING if head_size > size else Fault.UNANNOUNCED)
        if self._has_traces_beyond():
            raise Tampered(size, Fault.MISSING)
        if packed != self.peaks.to_bytes():
            raise Tampered(self._first_below_wrong_peak(packed), Fault.HEADLESS)
        if root != self.root:
            raise Tampered(0, Fault.HEADLESS)

    def _has_traces_beyond(self) -> bool:
        """Say whether nodes or names are left of entries that are not there; the others were compared."""
        size = self.peaks.size
        complete = sum(size >> level for level in range(size.bit_length()))
        column = ledger_about.c
        beyond = select(column.idx).where(column.shard == self.shard, ~column.idx.between(0, size - 1))
        return self._count_nodes() != complete or self._connection.scalars(beyond).first() is not None

    def _count_nodes(self) -> int:
        counted = select(func.count()).select_from(ledger_node).where(ledger_node.c.shard == self.shard)
        return self._connection.scalars(counted).one()

    def _first_below_wrong_peak(self, packed: bytes) -> int:
        try:
            said = Peaks.from_bytes(self.peaks.size, packed).hashes
        except ValueError:
            return 0
        return list(self.peaks.spans())[_first_difference(said, self.peaks.hashes)][0]


def _check_entries(rows: Sequence[_Row], start: int) -> None:
    """Compare each entry's place, bytes and columns; raise for the first that is wrong."""
    for index, row in enumerate(rows, start):
        idx, body, leaf, *_ = row
        if idx != index:
            raise Tampered(index, Fault.MISSING)
        if sha256(b"\x00" + body).digest() != leaf:
            raise Tampered(index, Fault.CHANGED)
        if f'"index":{index},'.encode() not in body:
            raise Tampered(index, Fault.MOVED)
        if not _is_labelled_truly(row):
            raise Tampered(index, Fault.MISLABELLED)


def _is_labelled_truly(row: _Row) -> bool:
    """Compare the columns with the bytes without parsing them: canonical JSON allows it."""
    _, body, _, about, action, actor, agency, at, result = row
    said = f'"],"action":"{action}","actor":"{actor}","agency":"{agency}","at":"{at}",'
    if f'"result":"{result}",'.encode() not in body:
        return False
    if about is not None:
        return body.startswith(f'{{"about":["{about}{said}'.encode())
    names, found, _ = body.partition(said[1:].encode())
    return bool(found) and (names == b'{"about":[' or b'","' in names)


def _named(index: int, body: bytes) -> set[tuple[int, str]]:
    """Give each thing an entry names, with its index."""
    try:
        return {(index, str(about)) for about in json.loads(body)["about"]}
    except (ValueError, TypeError):
        raise Tampered(index, Fault.MISLABELLED) from None


def _check_chain(first: bytes, before: _Log | None) -> None:
    """The first entry of a year names the log of the year before; the very first log names none."""
    is_opening = f'"action":"{Action.LEDGER_OPENED}"'.encode() in first
    if is_opening != (before is not None) or (before is not None and _closing(before) not in first):
        raise Tampered(0, Fault.UNCHAINED)


def _closing(log: _Log) -> bytes:
    note = opening_note(log.shard, log.peaks)
    return b'"detail":%s,' % to_json(note.detail).encode()


def _shards(connection: Connection) -> Iterator[int]:
    """Give every year of which any table holds anything, by index look-ups alone."""
    tables = (ledger_entry, ledger_node, ledger_head, ledger_about, ledger_checkpoint)
    shard: int | None = -1
    while shard is not None:
        later = (
            connection.scalar(select(func.min(table.c.shard)).where(table.c.shard > shard))
            for table in tables
        )
        shard = min((each for each in later if each is not None), default=None)
        if shard is not None:
            yield shard


def _parents(hashes: Sequence[bytes]) -> list[bytes]:
    pairs = zip(hashes[::2], hashes[1::2], strict=False)
    return [sha256(b"\x01" + left + right).digest() for left, right in pairs]


def _first_difference(some: Sequence[bytes], others: Sequence[bytes]) -> int:
    same = (one == other for one, other in zip(some, others, strict=False))
    return next((at for at, is_same in enumerate(same) if not is_same), min(len(some), len(others)))


def _tell_nobody(_done: int, _of: int) -> None:
    pass
