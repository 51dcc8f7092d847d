"""The few cryptographic functions everything else is built from. Nothing here knows a case or an agency.

They are the product's own door to the library underneath: the published test vectors run through them.
"""

import hmac
import os
import struct
from collections.abc import Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from referral.kernel.errors import IntegrityFailure

FORMAT = 1
"""The first byte of every sealed blob."""
KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16

_HEADER = struct.Struct(">BI")
_SHORTEST = _HEADER.size + NONCE_BYTES + TAG_BYTES
_SHA256 = SHA256()
_NO_SALT = bytes(_SHA256.digest_size)

Aead = AESGCM
"""A key made ready for sealing and opening."""


def new_key() -> bytes:
    """Draw a key of 256 bits."""
    return os.urandom(KEY_BYTES)


def ready(key: bytes) -> Aead:
    """Make a key ready for use.

    :raises ValueError: if it has not exactly 256 bits
    """
    if len(key) != KEY_BYTES:
        raise ValueError("A key must have 256 bits.")
    return AESGCM(key)


def nonces(count: int) -> Iterator[bytes]:
    """Draw so many nonces from the operating system at once."""
    drawn = os.urandom(NONCE_BYTES * count)
    return (drawn[at : at + NONCE_BYTES] for at in range(0, len(drawn), NONCE_BYTES))


def seal_blob(aead: Aead, version: int, nonce: bytes, plain: bytes, aad: bytes) -> bytes:
    """Seal into format ‖ key version ‖ nonce ‖ ciphertext ‖ tag.

    :raises ValueError: if the nonce has not exactly 96 bits
    """
    if len(nonce) != NONCE_BYTES:
        raise ValueError("A nonce must have 96 bits.")
    return _HEADER.pack(FORMAT, version) + nonce + aead.encrypt(nonce, plain, aad)


def version_of(blob: bytes) -> int:
    """Read which key version sealed a blob.

    :raises IntegrityFailure: if it is too short or of no format we know
    """
    if len(blob) < _SHORTEST or blob[0] != FORMAT:
        raise IntegrityFailure
    return int.from_bytes(blob[1:5], "big")


def open_blob(aead: Aead, blob: bytes, aad: bytes) -> bytes:
    """Open a blob whose `version_of` has been read and whose key this is.

    :raises IntegrityFailure: if a single bit of the blob or of what it is bound to differs
    """
    try:
        return aead.decrypt(blob[5:17], blob[17:], aad)
    except InvalidTag:
        raise IntegrityFailure from None


def extract(secret: bytes, salt: bytes = _NO_SALT) -> bytes:
    """Take the first half of HKDF-SHA-256, which is the same for all keys drawn from one secret."""
    return hmac.digest(salt or _NO_SALT, secret, "sha256")


def expand(extracted: bytes, label: bytes, length: int = KEY_BYTES) -> bytes:
    """Take the second half of HKDF-SHA-256: a key of its own for every label.

    :raises ValueError: if more than 255 times 32 bytes are asked for
    """
    return HKDFExpand(_SHA256, length, label).derive(extracted)


def keyed_digest(key: bytes, message: bytes) -> bytes:
    """Give the HMAC-SHA-256 of a message."""
    return hmac.digest(key, message, "sha256")


def length_prefixed(*parts: bytes) -> bytes:
    """Join parts so that no other parts give the same bytes."""
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def length_parted(joined: bytes) -> list[bytes]:
    """Part what `length_prefixed` joined; only for bytes that were opened, and so are our own."""
    parts, at = [], 0
    while at < len(joined):
        size = int.from_bytes(joined[at : at + 4], "big")
        parts.append(joined[at + 4 : at + 4 + size])
        at += 4 + size
    return parts
