"""The published Wycheproof vectors, run through the product's own functions rather than the library's."""

import json
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral.kernel.errors import IntegrityFailure
from referral.kernel.vault.primitives import (
    FORMAT,
    KEY_BYTES,
    NONCE_BYTES,
    expand,
    extract,
    keyed_digest,
    length_parted,
    length_prefixed,
    new_key,
    nonces,
    open_blob,
    ready,
    seal_blob,
    version_of,
)

VECTORS = Path(__file__).parent / "vectors"


class Vector(NamedTuple):
    """One published case: its number, what the group says, what it says itself."""

    number: int
    iv_bits: int
    tag_bits: int
    values: dict[str, str]

    def raw(self, name: str) -> bytes:
        return bytes.fromhex(self.values[name])

    @property
    def is_valid(self) -> bool:
        return self.values["result"] == "valid"


def vectors(name: str) -> list[Vector]:
    document = json.loads((VECTORS / name).read_text("ascii"))
    return [
        Vector(test["tcId"], group.get("ivSize", 0), group.get("tagSize", 0), test)
        for group in document["groups"]
        for test in group["tests"]
    ]


AES_GCM = vectors("aes_gcm_256.json")
WITH_OUR_NONCE = [vector for vector in AES_GCM if vector.iv_bits == 96]
WITH_OTHER_NONCES = [vector for vector in AES_GCM if vector.iv_bits != 96]
GENUINE = [vector for vector in WITH_OUR_NONCE if vector.is_valid]
FORGED = [vector for vector in WITH_OUR_NONCE if not vector.is_valid]
HKDF = vectors("hkdf_sha256.json")
HMAC = vectors("hmac_sha256.json")


def by_number(vector: Vector) -> str:
    return f"tcId {vector.number}"


def blob_of(vector: Vector) -> bytes:
    header = bytes([FORMAT]) + (1).to_bytes(4, "big")
    return header + vector.raw("iv") + vector.raw("ct") + vector.raw("tag")


def test_vector_files_hold_what_they_should() -> None:
    counted = (len(GENUINE), len(FORGED), len(WITH_OTHER_NONCES), len(HKDF), len(HMAC))

    assert counted == (39, 27, 39, 40, 162)


@pytest.mark.parametrize("vector", GENUINE, ids=by_number)
def test_sealing_gives_the_published_ciphertext(vector: Vector) -> None:
    blob = seal_blob(ready(vector.raw("key")), 1, vector.raw("iv"), vector.raw("msg"), vector.raw("aad"))

    assert blob == blob_of(vector)


@pytest.mark.parametrize("vector", GENUINE, ids=by_number)
def test_opening_gives_the_published_text(vector: Vector) -> None:
    assert open_blob(ready(vector.raw("key")), blob_of(vector), vector.raw("aad")) == vector.raw("msg")


@pytest.mark.parametrize("vector", FORGED, ids=by_number)
def test_a_published_forgery_never_opens(vector: Vector) -> None:
    with pytest.raises(IntegrityFailure):
        open_blob(ready(vector.raw("key")), blob_of(vector), vector.raw("aad"))


@pytest.mark.parametrize("vector", GENUINE, ids=by_number)
def test_a_genuine_blob_with_other_binding_never_opens(vector: Vector) -> None:
    with pytest.raises(IntegrityFailure):
        open_blob(ready(vector.raw("key")), blob_of(vector), vector.raw("aad") + b"x")


@pytest.mark.parametrize("vector", WITH_OTHER_NONCES, ids=by_number)
def test_a_nonce_of_another_length_is_refused(vector: Vector) -> None:
    with pytest.raises(ValueError, match="96 bits"):
        seal_blob(ready(vector.raw("key")), 1, vector.raw("iv"), vector.raw("msg"), vector.raw("aad"))


@pytest.mark.parametrize("vector", WITH_OTHER_NONCES, ids=by_number)
def test_a_blob_with_another_nonce_never_opens(vector: Vector) -> None:
    with pytest.raises(IntegrityFailure):
        open_blob(ready(vector.raw("key")), blob_of(vector), vector.raw("aad"))


@pytest.mark.parametrize("vector", [v for v in HKDF if v.is_valid], ids=by_number)
def test_derived_keys_are_the_published_ones(vector: Vector) -> None:
    extracted = extract(vector.raw("ikm"), vector.raw("salt"))

    assert expand(extracted, vector.raw("info"), int(vector.values["size"])) == vector.raw("okm")


@pytest.mark.parametrize("vector", [v for v in HKDF if not v.is_valid], ids=by_number)
def test_too_long_a_derived_key_is_refused(vector: Vector) -> None:
    with pytest.raises(ValueError, match="larger than"):
        expand(extract(vector.raw("ikm"), vector.raw("salt")), vector.raw("info"), int(vector.values["size"]))


@pytest.mark.parametrize("vector", HMAC, ids=by_number)
def test_keyed_digests_agree_with_the_published_ones(vector: Vector) -> None:
    digest = keyed_digest(vector.raw("key"), vector.raw("msg"))[: vector.tag_bits // 8]

    assert (digest == vector.raw("tag")) is vector.is_valid


@pytest.mark.parametrize("length", [0, 16, 24, 31, 33])
def test_only_keys_of_256_bits_are_taken(length: int) -> None:
    with pytest.raises(ValueError, match="256 bits"):
        ready(bytes(length))


def test_keys_are_long_and_never_the_same() -> None:
    drawn = {new_key() for _ in range(100)}

    assert len(drawn) == 100
    assert {len(key) for key in drawn} == {KEY_BYTES}


def test_nonces_drawn_together_all_differ() -> None:
    drawn = list(nonces(1000))

    assert len(set(drawn)) == 1000
    assert {len(nonce) for nonce in drawn} == {NONCE_BYTES}


@pytest.mark.parametrize("length", [0, 1, 5, 17, 32])
def test_a_blob_too_short_to_be_one_is_refused(length: int) -> None:
    with pytest.raises(IntegrityFailure):
        version_of(bytes([FORMAT]) * length)


@pytest.mark.parametrize("first", [0, 2, 255])
def test_a_blob_of_an_unknown_format_is_refused(first: int) -> None:
    with pytest.raises(IntegrityFailure):
        version_of(bytes([first]) + bytes(40))


@given(st.integers(0, 2**32 - 1))
def test_the_key_version_is_read_without_opening(version: int) -> None:
    blob = seal_blob(ready(bytes(KEY_BYTES)), version, bytes(NONCE_BYTES), b"", b"")

    assert version_of(blob) == version


@given(st.lists(st.binary(max_size=40), max_size=6))
def test_parts_joined_with_their_lengths_come_apart(parts: list[bytes]) -> None:
    assert length_parted(length_prefixed(*parts)) == parts


@given(st.lists(st.binary(max_size=3), max_size=4), st.lists(st.binary(max_size=3), max_size=4))
def test_different_parts_never_join_to_the_same(one: list[bytes], other: list[bytes]) -> None:
    assert (length_prefixed(*one) == length_prefixed(*other)) is (one == other)
