"""Sealing of files, in chunks of 64 KiB, each bound to its place and to whether it is the last.

No file is kept here and none is ever written in clear: what goes in are bytes, what comes out is sealed.
"""

import struct
from collections.abc import Iterable, Iterator
from typing import TypeVar
from uuid import UUID

from referral.kernel.errors import IntegrityFailure
from referral.kernel.vault.case_key import CaseKey
from referral.kernel.vault.cells import file_label
from referral.kernel.vault.primitives import expand, extract, nonces, open_blob, ready, seal_blob, version_of

CHUNK_BYTES = 64 * 1024
_BOUND = struct.Struct(">I?I")
_AFTER_THE_MARK = 1
"""A whole key, as it is packed for a copy, has one byte before it that says so."""

Part = TypeVar("Part")


def file_key(key: CaseKey, file_id: UUID) -> bytes:
    """Derive the key of one file from a case's whole key.

    :raises NotInScope: if this copy holds the keys of some columns only
    """
    whole = key.packed(None)[key.key_version][_AFTER_THE_MARK:]
    return expand(extract(whole), file_label(file_id))


def seal_file(secret: bytes, key_version: int, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Seal a file, however it comes in pieces, into chunks that open in this order only.

    An empty file is one chunk too, so that a file without any is known to be damaged.
    """
    aead = ready(secret)
    for index, (chunk, is_last) in enumerate(_marking_the_last(_cut(pieces))):
        (nonce,) = nonces(1)
        yield seal_blob(aead, key_version, nonce, chunk, _BOUND.pack(index, is_last, key_version))


def open_file(secret: bytes, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Open a file chunk by chunk; believe none of it before the last one was given.

    :raises IntegrityFailure: if a chunk is missing, too many, out of its place, or differs by one bit
    """
    aead, index = ready(secret), -1
    for index, (chunk, is_last) in enumerate(_marking_the_last(chunks)):
        yield open_blob(aead, chunk, _BOUND.pack(index, is_last, version_of(chunk)))
    if index < 0:
        raise IntegrityFailure


def _cut(pieces: Iterable[bytes]) -> Iterator[bytes]:
    held = bytearray()
    for piece in pieces:
        held += piece
        while len(held) > CHUNK_BYTES:
            yield bytes(held[:CHUNK_BYTES])
            del held[:CHUNK_BYTES]
    yield bytes(held)


def _marking_the_last(parts: Iterable[Part]) -> Iterator[tuple[Part, bool]]:
    """Give each part with whether it is the last; it looks one part ahead and no further."""
    coming = iter(parts)
    try:
        held = next(coming)
    except StopIteration:
        return
    for part in coming:
        yield held, False
        held = part
    yield held, True
