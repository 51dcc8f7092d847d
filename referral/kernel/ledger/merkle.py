"""The Merkle tree of RFC 6962, sections 2.1 to 2.1.2, and nothing invented: hashes, roots and proofs.

Pure functions over bytes. Nothing here knows an entry, a database or a key.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()
"""The root of a log that holds nothing."""

NodeAt = Callable[[int, int], bytes]
"""Gives the hash of a complete node by its level and its index on that level."""


def leaf_hash(entry: bytes) -> bytes:
    """Hash one entry's stored bytes."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two neighbours into the node above them."""
    return sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Node:
    """A complete node: every leaf below it is there, so it can never change again."""

    level: int
    index: int
    hash: bytes


@dataclass(slots=True)
class Peaks:
    """The roots of the complete subtrees of a log, largest first: all that appending needs to know."""

    size: int = 0
    hashes: list[bytes] = field(default_factory=list)

    @classmethod
    def from_bytes(cls, size: int, packed: bytes) -> "Peaks":
        """Unpack what `to_bytes` packed.

        :raises ValueError: if the number of hashes does not fit the size
        """
        if len(packed) != size.bit_count() * HASH_BYTES:
            msg = f"A log of {size} entries has {size.bit_count()} peaks."
            raise ValueError(msg)
        return cls(size, [packed[at : at + HASH_BYTES] for at in range(0, len(packed), HASH_BYTES)])

    def to_bytes(self) -> bytes:
        """Pack the hashes one after the other."""
        return b"".join(self.hashes)

    def append(self, leaf: bytes) -> list[Node]:
        """Add one leaf and give every node it completes, the leaf itself first."""
        return self.append_subtree(Node(0, self.size, leaf))

    def append_subtree(self, node: Node) -> list[Node]:
        """Add one complete subtree, whose place is the end of the log, and give every node it completes."""
        level, index, completed = node.level, node.index, [node]
        self.hashes.append(node.hash)
        while index & 1:
            right, left = self.hashes.pop(), self.hashes.pop()
            level, index = level + 1, index >> 1
            completed.append(Node(level, index, node_hash(left, right)))
            self.hashes.append(completed[-1].hash)
        self.size += 1 << node.level
        return completed

    def root(self) -> bytes:
        """Give the root over everything appended so far."""
        if not self.hashes:
            return EMPTY_ROOT
        root = self.hashes[-1]
        for peak in reversed(self.hashes[:-1]):
            root = node_hash(peak, root)
        return root

    def spans(self) -> Iterator[tuple[int, int]]:
        """Give the first leaf and the number of leaves below each peak, in order."""
        first = 0
        for level in reversed(range(self.size.bit_length())):
            if self.size >> level & 1:
                yield first, 1 << level
                first += 1 << level


def _split(count: int) -> int:
    """Give the largest power of two smaller than a count of at least two."""
    return 1 << (count - 1).bit_length() - 1


def subtree_root(first: int, count: int, node_at: NodeAt) -> bytes:
    """Give the root over `count` leaves from `first` on, out of complete nodes."""
    if count & (count - 1) == 0:
        level = count.bit_length() - 1
        return node_at(level, first >> level)
    half = _split(count)
    return node_hash(subtree_root(first, half, node_at), subtree_root(first + half, count - half, node_at))


def inclusion_proof(index: int, size: int, node_at: NodeAt) -> list[bytes]:
    """Prove that a leaf is in the log of that size.

    :raises IndexError: if the log of that size has no such leaf
    """
    if not 0 <= index < size:
        msg = f"A log of {size} entries has no entry {index}."
        raise IndexError(msg)
    proof, first, count = list[bytes](), 0, size
    while count > 1:
        half = _split(count)
        if index < first + half:
            proof.append(subtree_root(first + half, count - half, node_at))
            count = half
        else:
            proof.append(subtree_root(first, half, node_at))
            first, count = first + half, count - half
    return proof[::-1]


def consistency_proof(old_size: int, size: int, node_at: NodeAt) -> list[bytes]:
    """Prove that the log of `old_size` is the beginning of the log of `size`.

    :raises IndexError: if the old log is empty or larger: there is nothing to prove then
    """
    if not 0 < old_size <= size:
        msg = f"Nothing can be proven from {old_size} entries to {size}."
        raise IndexError(msg)
    proof, first, count, is_whole = list[bytes](), 0, size, True
    while old_size - first < count:
        half = _split(count)
        if old_size - first <= half:
            proof.append(subtree_root(first + half, count - half, node_at))
            count = half
        else:
            proof.append(subtree_root(first, half, node_at))
            first, count, is_whole = first + half, count - half, False
    if not is_whole:
        proof.append(subtree_root(first, count, node_at))
    return proof[::-1]


def includes(*, index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> bool:
    """Say whether a proof shows that the log of that size and root holds this leaf at this index."""
    if not 0 <= index < size or not _are_hashes(leaf, root, *proof):
        return False
    position, last, computed = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if position & 1 or position == last:
            computed = node_hash(step, computed)
            position, last = _climb(position, last)
        else:
            computed = node_hash(computed, step)
        position, last = position >> 1, last >> 1
    return last == 0 and computed == root


def extends(*, old_size: int, size: int, old_root: bytes, root: bytes, proof: Sequence[bytes]) -> bool:
    """Say whether a proof shows that the smaller log is the beginning of the larger.

    From an empty log nothing is proven, not even to an empty log: every log extends it, so a caller
    who asks has lost its last checkpoint, and is told no.
    """
    if old_size == size != 0:
        return not proof and old_root == root
    if not 0 < old_size < size or not _are_hashes(old_root, root, *proof):
        return False
    path = [old_root, *proof] if old_size & (old_size - 1) == 0 else list(proof)
    return bool(path) and _both_roots(old_size, size, path) == (old_root, root)


def _both_roots(old_size: int, size: int, path: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """Rebuild the old and the new root from one path, as RFC 9162, section 2.1.4.2 does."""
    position, last = old_size - 1, size - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    old = new = path[0]
    for step in path[1:]:
        if last == 0:
            return None
        if position & 1 or position == last:
            old, new = node_hash(step, old), node_hash(step, new)
            position, last = _climb(position, last)
        else:
            new = node_hash(new, step)
        position, last = position >> 1, last >> 1
    return (old, new) if last == 0 else None


def _climb(position: int, last: int) -> tuple[int, int]:
    """Skip the levels on which the right-most node has no neighbour."""
    while not position & 1 and position != 0:
        position, last = position >> 1, last >> 1
    return position, last


def _are_hashes(*hashes: bytes) -> bool:
    return all(len(each) == HASH_BYTES for each in hashes)
