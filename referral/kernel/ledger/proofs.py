"""Proofs out of the stored tree: that an entry is in a log, and that a log is the beginning of a later one.

They are read, never believed: whoever receives one computes the root again.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from referral.kernel.errors import NotFound
from referral.kernel.ledger.merkle import NodeAt, Peaks, consistency_proof, inclusion_proof, subtree_root
from referral.kernel.ledger.tables import ledger_head, ledger_node


@dataclass(frozen=True, slots=True)
class Proof:
    """The hashes of a proof, and what they prove."""

    shard: int
    size: int
    root: bytes
    hashes: tuple[bytes, ...]
    first: int
    """The entry's index, or the size of the earlier log."""
    leaf: bytes = b""
    """The entry's own hash, where an entry is proven."""


def prove_inclusion(session: Session, shard: int, index: int, size: int) -> Proof:
    """Prove that an entry is in the log of that size.

    :raises NotFound: if the log never had that size, or has no such entry then
    """
    node_at = _nodes(session, shard, size)
    try:
        hashes = inclusion_proof(index, size, node_at)
    except IndexError:
        raise NotFound from None
    return Proof(shard, size, root_at(node_at, size), tuple(hashes), index, node_at(0, index))


def prove_consistency(session: Session, shard: int, first: int, size: int) -> Proof:
    """Prove that the log of the first size is the beginning of the log of the second.

    :raises NotFound: if the log never had that size, or the first is empty or larger
    """
    node_at = _nodes(session, shard, size)
    try:
        hashes = consistency_proof(first, size, node_at)
    except IndexError:
        raise NotFound from None
    return Proof(shard, size, root_at(node_at, size), tuple(hashes), first)


def newest_shard(session: Session) -> int | None:
    """Give the year whose log is the newest; nothing before the first entry."""
    return session.scalar(select(ledger_head.c.shard).order_by(ledger_head.c.shard.desc()).limit(1))


def root_at(node_at: NodeAt, size: int) -> bytes:
    """Give the root over the first entries out of complete nodes."""
    spans = Peaks(size).spans()
    return Peaks(size, [subtree_root(first, count, node_at) for first, count in spans]).root()


def _nodes(session: Session, shard: int, size: int) -> Callable[[int, int], bytes]:
    """Give a reader of stored nodes.

    :raises NotFound: if the log is smaller than that
    """
    now = session.scalar(select(ledger_head.c.size).where(ledger_head.c.shard == shard))
    if now is None or not 0 < size <= now:
        raise NotFound
    place = ledger_node.c

    def node_at(level: int, index: int) -> bytes:
        found = select(place.hash).where(place.shard == shard, place.level == level, place.idx == index)
        node = session.scalars(found).one_or_none()
        if node is None:
            raise NotFound
        return bytes(node)

    return node_at
