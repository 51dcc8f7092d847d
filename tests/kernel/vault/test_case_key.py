"""Sealing and opening: what comes back, and everything that must never open."""

from uuid import UUID

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from referral.kernel.errors import IntegrityFailure
from referral.kernel.vault import CaseKey, Cell, NotInScope, Plain, as_json, padded
from referral.kernel.vault.case_key import FieldKeys, SpoiltKey, WholeKey, unpacked
from referral.kernel.vault.primitives import KEY_BYTES, length_prefixed

DEK = bytes(range(KEY_BYTES))
CASE = UUID(int=1)
CELL = Cell("person", "full_name", UUID(int=2), 3)
NAME = "H'Bluên Niê"

cells = st.builds(
    Cell,
    st.sampled_from(["person", "case", "note"]),
    st.sampled_from(["full_name", "story", "phone"]),
    st.sampled_from([UUID(int=2), UUID(int=3)]),
    st.integers(1, 3),
)


def whole(case_id: UUID = CASE, dek: bytes = DEK, version: int = 1) -> CaseKey:
    return CaseKey(case_id, {version: WholeKey(dek)})


def narrow(*columns: tuple[str, str]) -> CaseKey:
    return CaseKey(CASE, {1: unpacked(whole().packed(columns)[1])})


def changed(blob: bytes, at: int, by: int) -> bytes:
    return blob[:at] + bytes([blob[at] ^ by]) + blob[at + 1 :]


@given(cells, st.binary())
def test_what_was_sealed_comes_back(cell: Cell, plain: bytes) -> None:
    assert whole().open(cell, whole().seal(cell, plain)) == plain


@given(cells, st.text())
def test_text_comes_back_as_secret_text(cell: Cell, text: str) -> None:
    assert whole().open_text(cell, whole().seal_text(cell, text)) == Plain(text)


def test_text_is_sealed_alike_with_and_without_its_type() -> None:
    sealed = [whole().seal_text(CELL, NAME), whole().seal_text(CELL, Plain(NAME))]

    assert [whole().open_text(CELL, blob).text for blob in sealed] == [NAME, NAME]


def test_a_string_sealed_as_bytes_is_bare_utf8() -> None:
    assert whole().open(CELL, whole().seal(CELL, NAME)) == NAME.encode()


@given(
    st.dictionaries(st.text(), st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text()))
)
def test_documents_come_back_whole(document: dict[str, str | None]) -> None:
    assert whole().open_json(CELL, whole().seal_json(CELL, document)) == document


def test_many_values_are_sealed_as_one_would_be() -> None:
    other = CELL._replace(column="story")
    blobs = whole().seal_many([(CELL, padded(NAME)), (other, padded(as_json({"told": NAME})))])

    assert whole().open_text(CELL, blobs[0]).text == NAME
    assert whole().open_json(other, blobs[1]) == {"told": NAME}


def test_a_blob_has_the_layout_that_is_final() -> None:
    blob = whole(version=7).seal(CELL, b"12345")

    assert blob[:5] == b"\x01\x00\x00\x00\x07"
    assert len(blob) == 1 + 4 + 12 + 5 + 16


def test_a_blob_sealed_long_ago_still_opens() -> None:
    blob = bytes.fromhex(
        "010000000138b3c452bf81b62f4f494405bd56a3ffa11a94e724e87d6c77b906659fa17d343918fc7d098ca73913e20fa97a0a28f23d00f7bb4f00d0b3970903d1"
    )

    assert whole().open_text(CELL, blob).text == NAME


def test_sealing_twice_never_gives_the_same() -> None:
    blobs = {whole().seal_text(CELL, NAME) for _ in range(200)}

    assert len(blobs) == 200


def test_sealed_text_never_contains_the_plain() -> None:
    blob = whole().seal_text(CELL, NAME)

    assert NAME.encode() not in blob
    assert b"Blu" not in blob


@given(cells, cells)
def test_a_blob_moved_to_another_place_never_opens(home: Cell, away: Cell) -> None:
    assume(home != away)
    blob = whole().seal_text(home, NAME)

    with pytest.raises(IntegrityFailure):
        whole().open_text(away, blob)


@pytest.mark.parametrize(
    "away",
    [
        pytest.param(CELL._replace(table="note"), id="another table"),
        pytest.param(CELL._replace(column="story"), id="another column"),
        pytest.param(CELL._replace(row_id=UUID(int=9)), id="another row"),
        pytest.param(CELL._replace(row_version=2), id="the row's older version"),
        pytest.param(CELL._replace(row_version=4), id="the row's newer version"),
    ],
)
def test_each_part_of_the_place_is_bound(away: Cell) -> None:
    with pytest.raises(IntegrityFailure):
        whole().open(away, whole().seal(CELL, b"x"))


def test_a_blob_moved_to_another_case_never_opens() -> None:
    blob = whole().seal_text(CELL, NAME)

    with pytest.raises(IntegrityFailure):
        whole(case_id=UUID(int=5)).open_text(CELL, blob)


def test_another_cases_key_never_opens_a_blob() -> None:
    blob = whole().seal_text(CELL, NAME)

    with pytest.raises(IntegrityFailure):
        whole(dek=bytes(KEY_BYTES)).open_text(CELL, blob)


def test_a_blob_relabelled_with_another_version_never_opens() -> None:
    both = CaseKey(CASE, {1: WholeKey(DEK), 2: WholeKey(DEK)})
    blob = whole().seal(CELL, b"x")

    with pytest.raises(IntegrityFailure):
        both.open(CELL, changed(blob, at=4, by=3))


def test_a_blob_of_an_unknown_version_never_opens() -> None:
    with pytest.raises(IntegrityFailure):
        whole().open(CELL, whole(version=2).seal(CELL, b"x"))


@pytest.mark.parametrize("by", [1, 2, 4, 8, 16, 32, 64, 128, 255])
def test_no_flipped_bit_goes_unnoticed(by: int) -> None:
    blob = whole().seal_text(CELL, NAME)

    for at in range(len(blob)):
        with pytest.raises(IntegrityFailure):
            whole().open_text(CELL, changed(blob, at, by))


def test_no_shortened_blob_opens() -> None:
    blob = whole().seal_text(CELL, NAME)

    for length in range(len(blob)):
        with pytest.raises(IntegrityFailure):
            whole().open_text(CELL, blob[:length])


@pytest.mark.parametrize("more", [b"\0", b"x", bytes(16)])
def test_a_lengthened_blob_never_opens(more: bytes) -> None:
    with pytest.raises(IntegrityFailure):
        whole().open_text(CELL, whole().seal_text(CELL, NAME) + more)


def test_the_newest_version_seals_and_older_ones_open() -> None:
    old = whole().seal(CELL, b"old")
    both = CaseKey(CASE, {1: WholeKey(DEK), 2: WholeKey(bytes(KEY_BYTES))})

    assert both.seal(CELL, b"new")[:5] == b"\x01\x00\x00\x00\x02"
    assert both.open(CELL, old) == b"old"


def test_a_narrow_copy_opens_its_own_columns() -> None:
    blob = whole().seal_text(CELL, NAME)

    assert narrow(("person", "full_name")).open_text(CELL, blob).text == NAME


def test_a_narrow_copy_seals_what_the_whole_key_opens() -> None:
    blob = narrow(("person", "full_name"), ("case", "story")).seal_text(CELL, NAME)

    assert whole().open_text(CELL, blob).text == NAME


def test_a_narrow_copy_refuses_every_other_column() -> None:
    story = CELL._replace(column="story")

    with pytest.raises(NotInScope):
        narrow(("person", "full_name")).open(story, whole().seal(story, b"x"))


def test_a_narrow_copy_does_not_contain_the_whole_key() -> None:
    raw = whole().packed([("person", "full_name"), ("person", "phone")])[1]

    assert DEK not in raw


@pytest.mark.parametrize("columns", [None, [("person", "story")]], ids=["the whole key", "another column"])
def test_a_narrow_copy_cannot_be_widened(columns: list[tuple[str, str]] | None) -> None:
    with pytest.raises(NotInScope):
        narrow(("person", "full_name")).packed(columns)


def test_a_narrow_copy_of_nothing_reaches_nothing() -> None:
    with pytest.raises(NotInScope):
        narrow().seal(CELL, b"x")


def test_packed_keys_keep_their_layout_for_ever() -> None:
    fields = FieldKeys({("b", "c"): bytes(KEY_BYTES), ("a", "d"): DEK})

    assert WholeKey(DEK).packed() == b"\x01" + DEK
    assert fields.packed() == b"\x02" + length_prefixed(b"a", b"d", DEK, b"b", b"c", bytes(KEY_BYTES))


def test_field_keys_of_one_case_all_differ() -> None:
    columns = [(table, column) for table in ("person", "note") for column in ("story", "phone", "full_name")]

    assert len({WholeKey(DEK).field_key(*column) for column in columns}) == len(columns)


def test_a_spoilt_version_neither_opens_nor_packs() -> None:
    spoilt = CaseKey(CASE, {1: SpoiltKey()})

    with pytest.raises(IntegrityFailure):
        spoilt.open(CELL, whole().seal(CELL, b"x"))
    with pytest.raises(IntegrityFailure):
        spoilt.packed(None)


def test_no_key_is_printed_by_accident() -> None:
    shown = f"{whole()!r} {WholeKey(DEK)!r} {narrow(('person', 'full_name'))!r}"

    assert DEK.hex() not in shown
    assert str(DEK) not in shown
