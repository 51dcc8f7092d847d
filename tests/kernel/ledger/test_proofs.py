"""Proofs out of the stored tree convince whoever computes them, and none that was touched does."""

from collections.abc import Iterator

import pytest

from referral.kernel.errors import NotFound
from referral.kernel.ledger.checkpoints import Checkpoint
from referral.kernel.ledger.merkle import (
    Peaks,
    consistency_proof,
    extends,
    includes,
    inclusion_proof,
    leaf_hash,
)
from referral.kernel.ledger.proofs import newest_shard, prove_consistency, prove_inclusion, root_at
from tests.kernel.ledger.house import House
from tests.kernel.ledger.tampering import owner_of, run

MUTATIONS = 10_000
LEAVES = [leaf_hash(b"entry %d" % number) for number in range(47)]


@pytest.mark.parametrize("size", [1, 7, 11])
def test_every_entry_is_proven_at_every_size(signed: House, size: int) -> None:
    with signed.database.reading() as session:
        proofs = [prove_inclusion(session, 2026, index, size) for index in range(size)]

    assert all(
        includes(index=each.first, size=size, leaf=each.leaf, proof=each.hashes, root=each.root)
        for each in proofs
    )


def test_the_log_is_proven_from_an_earlier_checkpoint(signed: House) -> None:
    with signed.database.reading() as session:
        earlier = prove_inclusion(session, 2026, 0, 5)
        proof = prove_consistency(session, 2026, 5, 11)

    assert proof.root == signed.verdict().root
    assert extends(old_size=5, size=11, old_root=earlier.root, root=proof.root, proof=proof.hashes)


@pytest.mark.parametrize(("first", "size"), [(0, 11), (0, 0), (11, 12), (12, 11), (-1, 11)])
def test_what_the_log_never_was_is_not_proven(signed: House, first: int, size: int) -> None:
    with signed.database.reading() as session, pytest.raises(NotFound):
        prove_consistency(session, 2026, first, size)


@pytest.mark.parametrize(("shard", "index", "size"), [(2026, 11, 11), (2026, 0, 12), (2025, 0, 1)])
def test_an_entry_that_is_not_there_is_not_proven(signed: House, shard: int, index: int, size: int) -> None:
    with signed.database.reading() as session, pytest.raises(NotFound):
        prove_inclusion(session, shard, index, size)


def test_a_tree_with_a_hole_proves_nothing(signed: House) -> None:
    with owner_of(signed.database) as owner:
        run("DELETE FROM ledger_node WHERE level = 2")(owner)

    with signed.database.reading() as session, pytest.raises(NotFound):
        prove_inclusion(session, 2026, 0, 11)


def test_the_newest_year_is_the_one_meant(house: House) -> None:
    with house.database.reading() as session:
        assert newest_shard(session) is None
    house.writes(1)
    with house.database.reading() as session:
        assert newest_shard(session) == 2026


def test_a_proof_of_a_million_entries_reads_few_hashes() -> None:
    size, read = 1_000_000, list[tuple[int, int]]()

    def node_at(level: int, index: int) -> bytes:
        read.append((level, index))
        return leaf_hash(b"%d.%d" % (level, index))

    inclusion_proof(777_777, size, node_at)

    assert len(read) <= 60


def test_none_of_ten_thousand_mutated_proofs_is_accepted() -> None:
    accepted = [what for what, is_accepted in _mutated() if is_accepted]

    assert accepted == []


def _mutated() -> Iterator[tuple[str, bool]]:
    """Give ten thousand proofs, each with one thing changed, and whether it was believed."""
    for number in range(MUTATIONS // 2):
        size = 2 + number % 45
        index, old, bit = number * 7 % size, 1 + number * 11 % (size - 1), number * 13 % 256
        proof, root = inclusion_proof(index, size, _node_at), _root(size)
        mutant, place = _mutant(proof, number, bit)
        yield (
            f"inclusion {number}",
            includes(
                index=index, size=size, leaf=_flipped(LEAVES[index], place, bit), proof=mutant, root=root
            ),
        )
        proof = consistency_proof(old, size, _node_at)
        mutant, place = _mutant(proof, number, bit)
        old_root = _flipped(_root(old), place, bit)
        yield (
            f"consistency {number}",
            extends(old_size=old, size=size, old_root=old_root, root=root, proof=mutant),
        )


def _mutant(proof: list[bytes], number: int, bit: int) -> tuple[list[bytes], bool]:
    """Change one thing: a bit, a hash left out, twice or added; or, outside, a bit of what is proven."""
    at = number % len(proof) if proof else 0
    changes = {
        0: lambda: [
            *proof[:at],
            *(_flipped(each, True, bit) for each in proof[at : at + 1]),
            *proof[at + 1 :],
        ],
        1: lambda: proof[:at] + proof[at + 1 :],
        2: lambda: [*proof[: at + 1], *proof[at:]],
        3: lambda: [*proof, LEAVES[bit % 47]],
        4: lambda: proof,
    }
    kind = number % 5 if proof else 3
    return changes[kind](), kind == 4


def _flipped(value: bytes, is_meant: bool, bit: int) -> bytes:
    changed = bytearray(value)
    changed[bit // 8] ^= is_meant << bit % 8
    return bytes(changed)


def _node_at(level: int, index: int) -> bytes:
    peaks = Peaks()
    for leaf in LEAVES[index << level : (index + 1) << level]:
        peaks.append(leaf)
    return peaks.root()


def _root(size: int) -> bytes:
    return root_at(_node_at, size)


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("", id="nothing"),
        pytest.param("log/2026\n1\n", id="no root"),
        pytest.param("log/2026\n01\n" + "A" * 43 + "=\n", id="a leading zero"),
        pytest.param("log/2026\n-1\n" + "A" * 43 + "=\n", id="a negative size"),
        pytest.param("log/2026\n1\n" + "A" * 42 + "\n", id="a short root"),
        pytest.param("log/2026\n1\n" + "A" * 43 + "=\n\n", id="an empty line"),
    ],
)
def test_what_is_no_checkpoint_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="no checkpoint"):
        Checkpoint.from_text(written)


def test_a_checkpoint_of_others_says_no_time() -> None:
    theirs = Checkpoint.from_text("log.example\n1\n" + "A" * 43 + "=\nsomething else\n")

    assert (theirs.size, theirs.at) == (1, "")


def test_a_root_has_thirty_two_bytes(signed: House) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Checkpoint.now("log/2026", 1, b"short", signed.clock.now())
