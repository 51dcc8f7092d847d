"""Sealed files: cut, joined, swapped, flipped and moved, they open as they were or not at all."""

from collections.abc import Callable
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from referral.kernel.errors import IntegrityFailure
from referral.kernel.vault.case_key import CaseKey, FieldKeys, WholeKey
from referral.kernel.vault.faults import NotInScope
from referral.kernel.vault.files import CHUNK_BYTES, file_key, open_file, seal_file
from referral.kernel.vault.primitives import expand, extract

CASE, FILE, OTHER = UUID(int=1), UUID(int=2), UUID(int=3)
KEY = CaseKey(CASE, {1: WholeKey(bytes(32)), 2: WholeKey(bytes([7]) * 32)})
SECRET = file_key(KEY, FILE)
LONG = b"".join(number.to_bytes(4, "big") for number in range(CHUNK_BYTES * 5 // 8))
"""Two chunks and a half, no two places of it alike."""


def sealed(content: bytes = LONG) -> list[bytes]:
    return list(seal_file(SECRET, 2, [content]))


def opened(chunks: list[bytes], secret: bytes = SECRET) -> bytes:
    return b"".join(open_file(secret, chunks))


def test_a_files_key_is_derived_from_the_newest_version() -> None:
    assert expand(extract(bytes([7]) * 32), b"referral/1|file|" + str(FILE).encode()) == SECRET
    assert file_key(KEY, OTHER) != SECRET


def test_who_holds_some_columns_derives_no_files_key() -> None:
    narrow = CaseKey(CASE, {1: FieldKeys({("note", "text"): bytes(32)})})

    with pytest.raises(NotInScope):
        file_key(narrow, FILE)


@pytest.mark.parametrize("size", [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES])
def test_a_file_of_any_size_opens_as_it_was(size: int) -> None:
    chunks = sealed(LONG[:size])

    assert opened(chunks) == LONG[:size]
    assert len(chunks) == max(1, -(-size // CHUNK_BYTES))


@given(pieces=some.lists(some.binary(max_size=40), max_size=8))
def test_how_a_file_comes_in_pieces_makes_no_difference(pieces: list[bytes]) -> None:
    assert opened(list(seal_file(SECRET, 1, pieces))) == b"".join(pieces)


def test_nothing_of_the_file_shows_in_its_chunks() -> None:
    chunks = sealed(b"Nguyen Thi Thu" * 9000)

    assert not any(b"Nguyen" in chunk for chunk in chunks)
    assert all(chunk[:5] == b"\x01\x00\x00\x00\x02" for chunk in chunks)


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda chunks: chunks[:-1], id="the last one is missing"),
        pytest.param(lambda chunks: chunks[1:], id="the first one is missing"),
        pytest.param(lambda chunks: [chunks[0], chunks[2]], id="one in the middle is missing"),
        pytest.param(lambda chunks: [*chunks, chunks[-1]], id="one is there twice"),
        pytest.param(lambda chunks: [chunks[1], chunks[0], chunks[2]], id="two are swapped"),
        pytest.param(lambda chunks: [*chunks[:2], chunks[2][:-1]], id="one is cut short"),
        pytest.param(lambda chunks: [*chunks[:2], b""], id="one is empty"),
        pytest.param(lambda _: [], id="there is none"),
        pytest.param(lambda chunks: [*chunks[:2], *sealed(b"x")], id="the end of another"),
        pytest.param(lambda chunks: [*chunks[:2], b"\x01\x00\x00\x00\x01" + chunks[2][5:]], id="older key"),
    ],
)
def test_a_file_that_was_cut_or_joined_does_not_open(spoil: Callable[[list[bytes]], list[bytes]]) -> None:
    with pytest.raises(IntegrityFailure):
        opened(spoil(sealed()))


def test_no_bit_of_a_chunk_can_be_turned() -> None:
    (chunk,) = sealed(b"one small file")

    for at in range(len(chunk)):
        turned = chunk[:at] + bytes([chunk[at] ^ 1]) + chunk[at + 1 :]
        with pytest.raises(IntegrityFailure):
            opened([turned])


def test_another_files_key_opens_nothing() -> None:
    with pytest.raises(IntegrityFailure):
        opened(sealed(), file_key(KEY, OTHER))
