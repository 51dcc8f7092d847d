"""Judging a log from its stored bytes alone, and naming the first entry that cannot be believed.

It reads and never writes. Without a checkpoint that somebody else keeps, it cannot see a log that was
rebuilt from its first entry to its last: that is what checkpoints and witnesses are for.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from referral.kernel.ledger.actions import Action
from referral.kernel.ledger.entries import to_json
from referral.kernel.ledger.merkle import EMPTY_ROOT, Node, Peaks
from referral.kernel.ledger.tables import ledger_about, ledger_entry, ledger_head, ledger_node
from referral.kernel.ledger.writing import opening_note
from workflows.vocabulary import Word, Words

BATCH = 1 << 13
"""How many entries are judged at once: a complete subtree, so its nodes are compared as whole lists."""

Progress = Callable[[int, int], None]
"""Is told how many entries were judged, and how many there are."""


class Status(Word):
    """What a verification found."""

    SOUND = "sound", "Nguyên vẹn", "Sound"
    TAMPERED = "tampered", "Đã bị can thiệp", "Tampered with"
    UNKNOWN = "unknown", "Không thể kết luận", "Cannot tell"


class Fault(Word):
    """What is wrong with the first entry that cannot be believed."""

    MISSING = "missing", "Mục này bị mất.", "The entry is missing."
    CHANGED = "changed", "Nội dung mục này đã bị sửa.", "The bytes of the entry were changed."
    MOVED = "moved", "Mục này không đứng đúng chỗ.", "The entry says that it stands elsewhere."
    MISLABELLED = (
        "mislabelled",
        "Các cột tra cứu của mục này không khớp nội dung.",
        "The columns by which the entry is found do not say what its bytes say.",
    )
    UNPROVEN = (
        "unproven",
        "Cây băm không còn chứng minh được mục này.",
        "The stored tree does not prove the entry.",
    )
    UNANNOUNCED = (
        "unannounced",
        "Mục này nằm ngoài phần mà đầu sổ xác nhận.",
        "The entry stands beyond the end that the head of the log names.",
    )
    HEADLESS = (
        "headless",
        "Đầu sổ không khớp với các mục từ đây.",
        "The head of the log does not agree with the entries from here on.",
    )
    UNCHAINED = (
        "unchained",
        "Sổ này không nối tiếp đúng sổ của năm trước.",
        "This year's log does not follow from the log of the year before.",
    )
    EMPTY = "empty", "Nhật ký chưa có mục nào.", "The ledger holds no entry yet."
    UNREADABLE = "unreadable", "Không đọc được nhật ký.", "The ledger cannot be read."


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verification found, and where."""

    status: Status
    size: int = 0
    """How many entries were judged, over all years."""
    root: bytes = EMPTY_ROOT
    """The root of the newest year's log."""
    shard: int | None = None
    """The year whose log is meant: the one that was tampered with, otherwise the newest."""
    first_bad_index: int | None = None
    fault: Fault | None = None
    is_witnessed: bool = False
    """Whether a checkpoint that an outside body has signed agrees; no installation has one yet."""

    @property
    def why(self) -> Words | None:
        """Say what is wrong, or nothing when all is well."""
        return None if self.fault is None else self.fault.words


class Tampered(Exception):
    """The first entry of one year's log that cannot be believed."""

    def __init__(self, index: int, fault: Fault) -> None:
        self.index, self.fault = index, fault
        super().__init__(index, fault)


class _Row(NamedTuple):
    """An entry as it is stored."""

    idx: int
    at: str
    actor_id: str
    agency_code: str
    action: str
    about: str | None
    result: str
    body: bytes
    leaf: bytes


_ROW = select(*(ledger_entry.c[name] for name in _Row._fields))


def verify(session: Session, progress: Progress | None = None) -> Verdict:
    """Judge every log in the database: its entries, its nodes, its head, and how the years are joined.

    Never raises for what it finds; a ledger that cannot be read is one it cannot tell about.
    """
    try:
        return _judge(session.connection(), progress or _tell_nobody)
    except SQLAlchemyError:
        return Verdict(Status.UNKNOWN, fault=Fault.UNREADABLE)


def _judge(connection: Connection, progress: Progress) -> Verdict:
    total = sum(connection.scalars(select(ledger_head.c.size)))
    done, newest = 0, None
    for shard in _shards(connection):
        log = _Log(connection, shard)
        try:
            for judged in log.judge(before=newest):
                progress(done + judged, total)
        except Tampered as found:
            size, root = done + log.peaks.size, log.peaks.root()
            return Verdict(Status.TAMPERED, size, root, shard, found.index, found.fault)
        done, newest = done + log.peaks.size, log
    if newest is None or not newest.peaks.size:
        return Verdict(Status.UNKNOWN, fault=Fault.EMPTY)
    return Verdict(Status.SOUND, done, newest.root, newest.shard)


class _Log:
    """One year's log, judged from its first entry to its last."""

    def __init__(self, connection: Connection, shard: int) -> None:
        self.shard, self.peaks, self.root = shard, Peaks(), EMPTY_ROOT
        self._connection = connection

    def judge(self, before: "_Log | None") -> Iterator[int]:
        """Give the number of entries judged so far, again and again.

        :raises Tampered: at the first entry that cannot be believed
        """
        while rows := self._rows_from(self.peaks.size):
            self._judge_rows(rows, before)
            yield self.peaks.size
        self.root = self.peaks.root()
        self._check_head()

    def _judge_rows(self, rows: Sequence[_Row], before: "_Log | None") -> None:
        start = self.peaks.size
        try:
            if start == 0:
                _check_chain(rows[0], before)
            _check_entries(rows, start)
        except Tampered as found:
            # What comes before the first bad bytes may still be believed by its bytes, yet not by the tree.
            self._check_places(rows[: found.index - start], start)
            raise
        self._check_places(rows, start)

    def _rows_from(self, start: int) -> list[_Row]:
        column = ledger_entry.c
        found = _ROW.where(column.shard == self.shard).order_by(column.idx).limit(BATCH)
        # The first batch looks below zero too, where nothing may stand.
        later = found.where(column.idx >= start) if start else found
        return [_Row._make(row) for row in self._connection.execute(later)]

    def _check_places(self, rows: Sequence[_Row], start: int) -> None:
        self._check_abouts(rows, start)
        self._check_nodes([row.leaf for row in rows], start)

    def _check_abouts(self, rows: Sequence[_Row], start: int) -> None:
        """Compare what the lists name with the table by which they are found."""
        column = ledger_about.c
        found = select(column.idx, column.about).where(
            column.shard == self.shard, column.idx >= start, column.idx < start + len(rows)
        )
        lists = (row for row in rows if row.about is None and not row.body.startswith(b'{"about":[],'))
        said = {(row.idx, about) for row in lists for about in json.loads(row.body)["about"]}
        stored = {(index, about) for index, about in self._connection.execute(found)}
        if said != stored:
            raise Tampered(min(index for index, _ in said ^ stored), Fault.MISLABELLED)

    def _check_nodes(self, hashes: list[bytes], start: int) -> None:
        """Grow the tree by these leaves, comparing every node they complete."""
        level, subtrees = 0, list[Node]()
        while hashes:
            first = start >> level
            self._compare(level, first, hashes)
            if len(hashes) & 1:
                subtrees.append(Node(level, first + len(hashes) - 1, hashes[-1]))
            level, hashes = level + 1, _parents(hashes)
        for subtree in reversed(subtrees):
            for node in self.peaks.append_subtree(subtree)[1:]:
                self._compare(node.level, node.index, [node.hash])

    def _compare(self, level: int, first: int, hashes: Sequence[bytes]) -> None:
        column = ledger_node.c
        found = (
            select(column.hash)
            .where(column.shard == self.shard, column.level == level)
            .where(column.idx >= first, column.idx < first + len(hashes))
            .order_by(column.idx)
        )
        stored = list(self._connection.scalars(found))
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
        if row.idx != index:
            raise Tampered(index, Fault.MISSING)
        if sha256(b"\x00" + row.body).digest() != row.leaf:
            raise Tampered(index, Fault.CHANGED)
        if b'"index":%d,' % index not in row.body:
            raise Tampered(index, Fault.MOVED)
        if not _is_labelled_truly(row):
            raise Tampered(index, Fault.MISLABELLED)


def _is_labelled_truly(row: _Row) -> bool:
    """Compare the columns with the bytes without parsing them: canonical JSON allows it."""
    said = (
        f'],"action":"{row.action}","actor":"{row.actor_id}","agency":"{row.agency_code}","at":"{row.at}",'
    ).encode()
    body = row.body
    if f'"result":"{row.result}",'.encode() not in body:
        return False
    if row.about is not None:
        return body.startswith(f'{{"about":["{row.about}"'.encode() + said)
    names, found, _ = body.partition(said)
    return bool(found) and (names == b'{"about":[' or b'","' in names)


def _check_chain(first: _Row, before: _Log | None) -> None:
    """The first entry of a year names the log of the year before; the very first log names none."""
    is_opening = first.action == Action.LEDGER_OPENED
    if is_opening != (before is not None) or (before is not None and _closing(before) not in first.body):
        raise Tampered(0, Fault.UNCHAINED)


def _closing(log: _Log) -> bytes:
    note = opening_note(log.shard, log.peaks)
    return b'"detail":%s,' % to_json(note.detail).encode()


def _shards(connection: Connection) -> Iterator[int]:
    """Give every year of which any table holds anything, by index look-ups alone."""
    tables = (ledger_entry, ledger_node, ledger_head, ledger_about)
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
