"""Where a sealed value lives: its binding, its padding, its label and the digest of its row."""

from collections.abc import Callable
from dataclasses import FrozenInstanceError
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral.kernel.errors import IntegrityFailure
from referral.kernel.vault import Cell, Plain, file_label, padded, record_digest
from referral.kernel.vault.cells import BUCKET, bound_to, field_label, unpadded
from referral.kernel.vault.primitives import FORMAT, length_prefixed

ROW = UUID(int=7)
CASE = UUID(int=8)
NAME = "Giàng A Sính"

blobs = st.none() | st.binary(max_size=8)
rows = st.dictionaries(st.text("abc", min_size=1, max_size=3), blobs, max_size=4)


@given(st.text(), st.text(), st.uuids(), st.integers(0, 2**64 - 1), st.uuids(), st.integers(0, 2**32 - 1))
def test_binding_names_every_part_with_its_length(
    table: str, column: str, row: UUID, row_version: int, case: UUID, key_version: int
) -> None:
    parts = (
        bytes([FORMAT]),
        table.encode(),
        column.encode(),
        row.bytes,
        case.bytes,
        key_version.to_bytes(4, "big"),
        row_version.to_bytes(8, "big"),
    )

    assert bound_to(Cell(table, column, row, row_version), case, key_version) == length_prefixed(*parts)


def test_names_that_run_together_are_bound_apart() -> None:
    assert bound_to(Cell("ab", "c", ROW, 1), CASE, 1) != bound_to(Cell("a", "bc", ROW, 1), CASE, 1)


@given(st.text())
def test_padded_text_comes_back_unchanged(text: str) -> None:
    assert unpadded(padded(text)) == text


@given(st.text())
def test_padded_text_fills_whole_buckets(text: str) -> None:
    spare = len(padded(text)) - len(text.encode())

    assert len(padded(text)) % BUCKET == 0
    assert 1 <= spare <= BUCKET


@given(st.text(max_size=BUCKET - 1, alphabet=st.characters(max_codepoint=127)))
def test_every_short_name_has_the_same_length(text: str) -> None:
    assert len(padded(text)) == BUCKET


@given(st.text(), st.text())
def test_different_texts_never_pad_to_the_same(one: str, other: str) -> None:
    assert (padded(one) == padded(other)) is (one == other)


def test_text_ending_in_zeros_keeps_them() -> None:
    assert unpadded(padded("a\0\0")) == "a\0\0"


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"", id="empty"),
        pytest.param(bytes(32), id="no end mark"),
        pytest.param(b"short\x80", id="no whole bucket"),
        pytest.param(b"x" * 32, id="a full bucket of text"),
        pytest.param(b"\xff\x80" + bytes(30), id="no text"),
    ],
)
def test_bytes_not_sealed_as_text_are_refused(raw: bytes) -> None:
    with pytest.raises(IntegrityFailure):
        unpadded(raw)


@pytest.mark.parametrize("shown", [repr, str, format, lambda plain: f"{plain!r} {plain}"])
def test_opened_text_is_never_printed_by_accident(shown: Callable[[Plain], str]) -> None:
    assert NAME not in shown(Plain(NAME))


def test_opened_text_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        Plain(NAME).text = "other"  # type: ignore[misc]  # that is the test


def test_labels_of_columns_and_files_are_as_designed() -> None:
    assert field_label("person", "full_name") == b"referral/1|field|person|full_name"
    assert file_label(ROW) == b"referral/1|file|00000000-0000-0000-0000-000000000007"


@pytest.mark.parametrize(("table", "column"), [("a|b", "c"), ("a", "b|c")])
def test_a_name_with_a_bar_gets_no_label(table: str, column: str) -> None:
    with pytest.raises(ValueError, match="bar"):
        field_label(table, column)


@given(rows, rows)
def test_rows_share_a_digest_only_when_equal(
    one: dict[str, bytes | None], other: dict[str, bytes | None]
) -> None:
    assert (record_digest(one) == record_digest(other)) is (one == other)


@given(rows)
def test_digest_does_not_depend_on_the_order_of_columns(row: dict[str, bytes | None]) -> None:
    assert record_digest(dict(reversed(row.items()))) == record_digest(row)


def test_digests_stay_the_same_for_ever() -> None:
    row = {"story": None, "full_name": b"\x01\x02", "note": b""}

    assert record_digest(row) == "3ea23cbb7a24d7f0066b3b388a994b4872f17fa6bfcc96c430fae84b38069880"


def test_longer_text_only_grows_by_buckets() -> None:
    lengths = [len(padded("x" * size)) for size in range(200)]

    assert {after - before for before, after in pairwise(lengths)} == {0, BUCKET}
