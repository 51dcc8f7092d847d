"""The signer: re-hashes what is new from its bytes, and signs only what extends what it signed before.

Its key and its state are its own, in a folder the database knows nothing of. One mismatch, and it signs no
more until somebody has looked: that is the alarm.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from referral.kernel.clock import Clock
from referral.kernel.database import reading
from referral.kernel.errors import UnsafeSettings
from referral.kernel.filelock import FileLock
from referral.kernel.ledger.checkpoints import Checkpoint, origin_of
from referral.kernel.ledger.entries import stamp
from referral.kernel.ledger.keeping import keep, own_folder
from referral.kernel.ledger.merkle import Peaks, leaf_hash
from referral.kernel.ledger.published import newest, publish
from referral.kernel.ledger.signed_notes import SignedNote
from referral.kernel.ledger.signing import SigningKey, VerifyingKey
from referral.kernel.ledger.tables import ledger_entry, ledger_head

EVERY = timedelta(minutes=5)
ENTRIES = 1000
"""It signs after so long, or after so many entries, whichever comes first."""
AT_REST = timedelta(hours=1)
"""After so long a log that has not grown is signed again: silence must not look like a dead signer."""
BATCH = 5000


class SignerStopped(UnsafeSettings):
    """The log does not extend what was signed before; nothing is signed until somebody has looked."""


@dataclass(frozen=True, slots=True)
class Signed:
    """What was signed last of one year's log, and the peaks over it."""

    checkpoint: Checkpoint
    note: SignedNote
    peaks: Peaks


@dataclass(frozen=True, slots=True)
class Head:
    """What the database says of one year's log."""

    shard: int
    size: int
    peaks: bytes
    root: bytes


class Signer:
    """One log's key and what was signed with it, in a folder of its own."""

    def __init__(self, folder: Path, name: str) -> None:
        """Take the folder, and the name that a key not drawn yet is given."""
        self._folder, self._name = folder, name
        self._key, self._state, self._stopped = (folder / each for each in ("log.key", "signed", "stopped"))
        self.keys_file = folder / "log.pub"

    @property
    def why_stopped(self) -> str | None:
        """Say why nothing is signed any more, or nothing."""
        return self._stopped.read_text("utf-8").strip() if self._stopped.is_file() else None

    @property
    def known_keys(self) -> tuple[VerifyingKey, ...]:
        """Give the public halves of every key this log was ever signed with; none before the first."""
        lines = self.keys_file.read_text("utf-8").splitlines() if self.keys_file.is_file() else []
        return tuple(map(VerifyingKey.from_text, filter(None, lines)))

    def signed(self) -> dict[int, Signed]:
        """Give what was signed last, by year.

        :raises UnsafeSettings: if that cannot be read: without it nothing must be signed
        """
        if not self._state.is_file():
            return {}
        try:
            return {int(shard): _read(row) for shard, row in json.loads(self._state.read_text()).items()}
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise UnsafeSettings(f"{self._state} cannot be read. Put it back from a backup.") from error

    def is_due(self, engine: Engine, clock: Clock) -> bool:
        """Say whether enough was appended, or long enough ago, that it must be signed now."""
        signed = self.signed()
        with reading(engine) as session:
            heads = _heads(session)
        waiting = [(head, signed.get(head.shard)) for head in heads if not _is_finished(head, heads, signed)]
        return any(_is_due(head, last, clock) for head, last in waiting)

    def sign(self, engine: Engine, clock: Clock) -> tuple[SignedNote, ...]:
        """Sign what every year's log holds now, and publish it; gives the new notes.

        :raises SignerStopped: if a log does not extend what was signed of it, now or before
        :raises UnsafeSettings: if key or state cannot be used
        """
        with self._alone():
            if why := self.why_stopped:
                raise SignerStopped(_stopped(why, self._stopped))
            key, signed = self._own_key(), self.signed()
            self._publish(engine, signed)
            try:
                fresh = self._judge(engine, clock, key, signed)
            except SignerStopped as stopped:
                why = f"{stamp(clock.now())} {stopped}"
                keep(self._stopped, why + "\n")
                raise SignerStopped(_stopped(why, self._stopped)) from None
            # What is signed is kept before anybody can see it: a signer that forgot could sign a fork.
            keep(self._state, json.dumps({shard: _row(each) for shard, each in (signed | fresh).items()}))
            self._publish(engine, fresh)
        return tuple(each.note for each in fresh.values())

    def _judge(
        self, engine: Engine, clock: Clock, key: SigningKey, signed: dict[int, Signed]
    ) -> dict[int, Signed]:
        with reading(engine) as session:
            heads = _heads(session)
            _check_nothing_vanished(session, heads, signed, key)
            open_ones = [head for head in heads if not _is_finished(head, heads, signed) and head.size]
            grown = {head.shard: _grown(session, head, signed.get(head.shard)) for head in open_ones}
        return {shard: self._signed(clock, key, shard, peaks) for shard, peaks in grown.items()}

    def _signed(self, clock: Clock, key: SigningKey, shard: int, peaks: Peaks) -> Signed:
        origin = origin_of(key.name, shard)
        checkpoint = Checkpoint.now(origin, peaks.size, peaks.root(), clock.now())
        return Signed(checkpoint, SignedNote(checkpoint.to_text()).signed_by(key.named(origin)), peaks)

    def _publish(self, engine: Engine, signed: dict[int, Signed]) -> None:
        """Publish what was signed; what a kill left unpublished comes out the next time."""
        if signed:
            with Session(engine) as session:
                for shard, each in signed.items():
                    publish(session, shard, each.checkpoint, each.note)
                session.commit()

    def _own_key(self) -> SigningKey:
        if not self._key.is_file():
            self._draw_key()
        try:
            return SigningKey.from_text(self._key.read_text("utf-8"))
        except ValueError as error:
            raise UnsafeSettings(f"{self._key} is no key. Put it back from a backup.") from error

    def _draw_key(self) -> None:
        """Draw the log's key; its public half is added to those known before."""
        key = SigningKey.create(self._name)
        known = "".join(f"{each}\n" for each in (*self.known_keys, key.verifying))
        keep(self._key, key.to_text() + "\n", mode=0o400)
        keep(self.keys_file, known, mode=0o644)

    def _alone(self) -> AbstractContextManager[None]:
        own_folder(self._folder)
        return _holding(FileLock(self._folder / "lock"))


@contextmanager
def _holding(lock: FileLock) -> Iterator[None]:
    with closing(lock):
        lock.take()
        try:
            yield
        finally:
            lock.drop()


def _heads(session: Session) -> Sequence[Head]:
    column = ledger_head.c
    rows = session.execute(
        select(column.shard, column.size, column.peaks, column.root).order_by(column.shard)
    )
    return [Head(*row) for row in rows]


def _is_finished(head: Head, heads: Sequence[Head], signed: dict[int, Signed]) -> bool:
    """An older year whose closing checkpoint is signed; one that still changes is an alarm, not finished."""
    last = signed.get(head.shard)
    said = (head.size, bytes(head.root))
    is_signed = last is not None and said == (last.checkpoint.size, last.checkpoint.root)
    return is_signed and head.shard < heads[-1].shard


def _is_due(head: Head, last: Signed | None, clock: Clock) -> bool:
    if last is None:
        return head.size > 0
    new = head.size - last.checkpoint.size
    is_late = last.checkpoint.at <= stamp(clock.now() - (EVERY if new else AT_REST))
    return new < 0 or new >= ENTRIES or is_late


def _check_nothing_vanished(
    session: Session, heads: Sequence[Head], signed: dict[int, Signed], key: SigningKey
) -> None:
    """Make sure that every log signed before is there, and the state no older than what was published.

    :raises SignerStopped: if not
    """
    if gone := signed.keys() - {head.shard for head in heads}:
        raise SignerStopped(f"The log of {min(gone)} was signed and is no longer there.")
    try:
        last = newest(session)
        said = last and Checkpoint.from_text(last[1].text)
    except ValueError:
        raise SignerStopped("A published checkpoint cannot be read.") from None
    if last is None or said is None:
        return
    shard, note = last
    is_ahead = shard not in signed or said.size > signed[shard].checkpoint.size
    if is_ahead and note.is_signed_by(key.verifying.named(said.origin)):
        raise SignerStopped("More was published under this key than the signer remembers having signed.")


def _grown(session: Session, head: Head, last: Signed | None) -> Peaks:
    """Grow the tree that was signed by the new entries, from their bytes, and compare it with the head.

    :raises SignerStopped: if it differs
    """
    peaks = Peaks(last.peaks.size, list(last.peaks.hashes)) if last else Peaks()
    column = ledger_entry.c
    while peaks.size < head.size:
        new = select(column.idx, column.body).where(column.shard == head.shard, column.idx >= peaks.size)
        rows = session.execute(new.where(column.idx < head.size).order_by(column.idx).limit(BATCH)).all()
        if [idx for idx, _ in rows] != list(range(peaks.size, peaks.size + len(rows))) or not rows:
            raise SignerStopped(f"An entry of {head.shard} is missing at or after index {peaks.size}.")
        for _, body in rows:
            peaks.append(leaf_hash(bytes(body)))
    if (peaks.size, peaks.to_bytes(), peaks.root()) != (head.size, bytes(head.peaks), bytes(head.root)):
        since = last.checkpoint.size if last else 0
        raise SignerStopped(
            f"The log of {head.shard} does not extend what was signed of it; look from index {since} on."
        )
    return peaks


def _row(signed: Signed) -> dict[str, str]:
    return {"note": str(signed.note), "peaks": signed.peaks.to_bytes().hex()}


def _read(row: dict[str, str]) -> Signed:
    note = SignedNote.from_text(row["note"])
    checkpoint = Checkpoint.from_text(note.text)
    return Signed(checkpoint, note, Peaks.from_bytes(checkpoint.size, bytes.fromhex(row["peaks"])))


def _stopped(why: str, file: Path) -> str:
    return (
        f"{why} Nothing is signed any more. Run `referral ledger verify`, find out what was done, and remove "
        f"{file} only when you know."
    )
