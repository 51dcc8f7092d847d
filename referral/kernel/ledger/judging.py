"""Judging the checkpoints that stand beside a log: their roots, their signatures, their witnesses.

The tree is grown by whoever verifies; here it is only compared with what was signed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from referral.kernel.ledger.checkpoints import Checkpoint
from referral.kernel.ledger.merkle import Node, Peaks
from referral.kernel.ledger.signed_notes import Signature, SignedNote
from referral.kernel.ledger.signing import VerifyingKey
from referral.kernel.ledger.verdicts import Fault, Tampered

_WITHIN = (
    "SELECT size, at, root, note FROM ledger_checkpoint WHERE shard = ? AND size > ? AND size <= ? "
    "ORDER BY size, at"
)
_BEYOND = "SELECT size FROM ledger_checkpoint WHERE shard = ? AND (size > ? OR size <= 0) LIMIT 1"
_LINES = "SELECT line FROM ledger_cosignature WHERE shard = ? AND size = ? AND at = ?"

Fetch = Callable[..., list[Any]]
"""Runs a fixed statement and gives its rows."""


@dataclass(frozen=True, slots=True)
class Trust:
    """Whose signatures are believed; of a log whose keys are not known only the roots are judged."""

    log: tuple[VerifyingKey, ...] = ()
    witnesses: tuple[VerifyingKey, ...] = ()
    remembered: tuple[Checkpoint, ...] = ()
    """What the signer, or whoever asks, knows to have been signed, published or not."""


NOBODY = Trust()


class SignedRoots:
    """The checkpoints of one year's log, in the order of their sizes."""

    def __init__(self, shard: int, fetch: Fetch, trust: Trust) -> None:
        """Take the year, how rows are fetched, and whom to believe."""
        self.proven, self.is_witnessed = 0, False
        self._shard, self._fetch, self._trust = shard, fetch, trust

    def check(self, before: Peaks, levels: Sequence[Sequence[bytes]]) -> None:
        """Compare every checkpoint that was signed over the entries of one batch.

        :param before: the tree as it stood before the batch
        :param levels: the complete nodes of the batch, level by level
        :raises Tampered: at the first that does not agree, with the last size that was proven
        """
        start, end = before.size, before.size + (len(levels[0]) if levels else 0)
        published = self._fetch(_WITHIN, self._shard, start, end)
        remembered = [(each.size, each.at, each.root, None) for each in self._remembered(start, end)]
        for size, at, root, note in sorted([*published, *remembered], key=lambda row: int(row[0])):
            if _root_at(before, levels, size) != bytes(root):
                raise Tampered(self.proven, Fault.FORKED)
            if note is not None:
                self._check_note(size, at, root, note)
            self.proven = size

    def check_none_beyond(self, size: int) -> None:
        """Make sure that nothing was signed over more entries than there are.

        :raises Tampered: if something was
        """
        if self._fetch(_BEYOND, self._shard, size) or self._remembered(size, None):
            raise Tampered(size, Fault.CUT)

    def _remembered(self, start: int, end: int | None) -> list[Checkpoint]:
        mine = [each for each in self._trust.remembered if each.shard == self._shard]
        return [each for each in mine if each.size > start and (end is None or each.size <= end)]

    def _check_note(self, size: int, at: str, root: bytes, written: str) -> None:
        try:
            note = SignedNote.from_text(written)
            said = Checkpoint.from_text(note.text)
            is_ours = (said.shard, said.size, said.at, said.root) == (self._shard, size, at, bytes(root))
        except ValueError:
            raise Tampered(self.proven, Fault.UNSIGNED) from None
        if not is_ours or not self._is_signed(note, said.origin):
            raise Tampered(self.proven, Fault.UNSIGNED)
        self.is_witnessed |= self._is_cosigned(note, size, at)

    def _is_signed(self, note: SignedNote, origin: str) -> bool:
        keys = [key.named(f"{key.name}/{self._shard}") for key in self._trust.log]
        return not keys or any(key.name == origin and note.is_signed_by(key) for key in keys)

    def _is_cosigned(self, note: SignedNote, size: int, at: str) -> bool:
        if not self._trust.witnesses:
            return False
        lines = self._fetch(_LINES, self._shard, size, at)
        try:
            cosigned = note.also(*(Signature.from_line(line) for (line,) in lines))
        except ValueError:
            raise Tampered(self.proven, Fault.UNSIGNED) from None
        return any(cosigned.cosigned_at(key) is not None for key in self._trust.witnesses)


def _root_at(before: Peaks, levels: Sequence[Sequence[bytes]], size: int) -> bytes:
    """Give the root over the first `size` entries, of which the last stands within the batch."""
    tree = Peaks(before.size, list(before.hashes))
    for level in reversed(range(len(levels))):
        first = before.size >> level
        if size - tree.size >> level & 1:
            index = tree.size >> level
            tree.append_subtree(Node(level, index, levels[level][index - first]))
    return tree.root()
