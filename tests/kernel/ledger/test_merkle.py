"""The tree agrees with other people's vectors, and with the definition in RFC 6962, word for word."""

import json
from base64 import b64decode
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TypedDict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral.kernel.ledger import merkle
from referral.kernel.ledger.merkle import (
    Node,
    Peaks,
    consistency_proof,
    extends,
    includes,
    inclusion_proof,
    leaf_hash,
)

LEAVES = [leaf_hash(b"entry %d" % number) for number in range(70)]
EMPTY_TREE_IN_ANOTHER_WORDING = sha256().digest()

sizes = st.integers(1, len(LEAVES))


class InclusionVector(TypedDict):
    name: str
    leafIdx: int
    treeSize: int
    root: str
    leafHash: str
    proof: list[str] | None
    wantErr: bool


class ConsistencyVector(TypedDict):
    name: str
    size1: int
    size2: int
    root1: str
    root2: str
    proof: list[str] | None
    wantErr: bool


def _vectors(kind: str) -> list[object]:
    rows = json.loads((Path(__file__).parent / "vectors" / f"{kind}.json").read_text())
    return [pytest.param(row, id=row["name"]) for row in rows]


def _hashes(proof: list[str] | None) -> list[bytes]:
    return [b64decode(step) for step in proof or []]


@cache
def _definition(first: int, last: int) -> bytes:
    """MTH of RFC 6962, section 2.1, as it is printed there."""
    if last - first == 1:
        return LEAVES[first]
    half = 1
    while half * 2 < last - first:
        half *= 2
    return merkle.node_hash(_definition(first, first + half), _definition(first + half, last))


def _node_at(level: int, index: int) -> bytes:
    return _definition(index << level, (index + 1) << level)


def _grown(size: int) -> Peaks:
    peaks = Peaks()
    for leaf in LEAVES[:size]:
        peaks.append(leaf)
    return peaks


@pytest.mark.parametrize("vector", _vectors("inclusion"))
def test_inclusion_proofs_are_judged_as_the_vectors_say(vector: InclusionVector) -> None:
    is_included = includes(
        index=vector["leafIdx"],
        size=vector["treeSize"],
        leaf=b64decode(vector["leafHash"]),
        proof=_hashes(vector["proof"]),
        root=b64decode(vector["root"]),
    )

    assert is_included is not vector["wantErr"]


@pytest.mark.parametrize("vector", _vectors("consistency"))
def test_consistency_proofs_are_judged_as_the_vectors_say(vector: ConsistencyVector) -> None:
    is_extended = extends(
        old_size=vector["size1"],
        size=vector["size2"],
        old_root=b64decode(vector["root1"]),
        root=b64decode(vector["root2"]),
        proof=_hashes(vector["proof"]),
    )

    assert is_extended is not vector["wantErr"]


def test_an_empty_log_has_the_hash_of_nothing() -> None:
    assert Peaks().root() == EMPTY_TREE_IN_ANOTHER_WORDING


def test_nothing_is_proven_from_an_empty_log() -> None:
    assert not extends(old_size=0, size=0, old_root=merkle.EMPTY_ROOT, root=merkle.EMPTY_ROOT, proof=[])


@given(sizes)
def test_appending_leaf_by_leaf_gives_the_defined_root(size: int) -> None:
    assert _grown(size).root() == _definition(0, size)


@given(sizes)
def test_every_complete_node_is_given_exactly_once(size: int) -> None:
    peaks, nodes = Peaks(), list[Node]()

    for leaf in LEAVES[:size]:
        nodes += peaks.append(leaf)

    complete = {(level, index) for level in range(7) for index in range(size >> level)}
    assert {(node.level, node.index) for node in nodes} == complete
    assert len(nodes) == len(complete)


@given(sizes)
def test_every_given_node_has_the_defined_hash(size: int) -> None:
    peaks = _grown(size - 1)

    completed = peaks.append(LEAVES[size - 1])

    assert all(node.hash == _node_at(node.level, node.index) for node in completed)


@given(sizes)
def test_peaks_survive_being_packed_and_unpacked(size: int) -> None:
    peaks = _grown(size)

    assert Peaks.from_bytes(size, peaks.to_bytes()) == peaks


def test_peaks_that_do_not_fit_the_size_are_refused() -> None:
    with pytest.raises(ValueError, match="A log of 3 entries has 2 peaks"):
        Peaks.from_bytes(3, _grown(4).to_bytes())


@given(sizes)
def test_the_spans_below_the_peaks_tile_the_log(size: int) -> None:
    peaks = _grown(size)

    spans = list(peaks.spans())

    assert [_definition(first, first + count) for first, count in spans] == peaks.hashes
    assert sum(count for _, count in spans) == size


@given(st.data(), sizes)
def test_every_leaf_can_be_proven_at_every_size(data: st.DataObject, size: int) -> None:
    index = data.draw(st.integers(0, size - 1))

    proof = inclusion_proof(index, size, _node_at)

    assert includes(index=index, size=size, leaf=LEAVES[index], proof=proof, root=_definition(0, size))


@given(st.data(), sizes)
def test_every_earlier_log_can_be_proven_a_beginning(data: st.DataObject, size: int) -> None:
    old_size = data.draw(st.integers(1, size))

    proof = consistency_proof(old_size, size, _node_at)

    assert extends(
        old_size=old_size,
        size=size,
        old_root=_definition(0, old_size),
        root=_definition(0, size),
        proof=proof,
    )


@given(st.data(), sizes)
def test_a_changed_inclusion_proof_is_never_believed(data: st.DataObject, size: int) -> None:
    index = data.draw(st.integers(0, size - 1))
    proof = [*inclusion_proof(index, size, _node_at), b"\x00" * 32]
    changed = data.draw(st.integers(0, len(proof) - 1))
    proof[changed] = sha256(proof[changed]).digest()

    assert not includes(index=index, size=size, leaf=LEAVES[index], proof=proof, root=_definition(0, size))


@given(st.data(), st.integers(2, len(LEAVES)))
def test_a_changed_consistency_proof_is_never_believed(data: st.DataObject, size: int) -> None:
    old_size = data.draw(st.integers(1, size - 1))
    proof = consistency_proof(old_size, size, _node_at)
    changed = data.draw(st.integers(0, len(proof) - 1))
    proof[changed] = sha256(proof[changed]).digest()

    assert not extends(
        old_size=old_size,
        size=size,
        old_root=_definition(0, old_size),
        root=_definition(0, size),
        proof=proof,
    )


@pytest.mark.parametrize(("index", "size"), [(-1, 4), (4, 4), (0, 0)])
def test_a_leaf_outside_the_log_has_no_proof(index: int, size: int) -> None:
    with pytest.raises(IndexError, match="has no entry"):
        inclusion_proof(index, size, _node_at)


@pytest.mark.parametrize(("old_size", "size"), [(0, 4), (5, 4)])
def test_a_log_cannot_extend_an_empty_or_larger_one(old_size: int, size: int) -> None:
    with pytest.raises(IndexError, match="Nothing can be proven"):
        consistency_proof(old_size, size, _node_at)
