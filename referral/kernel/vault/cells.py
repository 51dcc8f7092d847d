"""Where a sealed value lives and how text becomes bytes. Nothing here holds a key.

The place is bound into the seal, so a blob moved to another row, column or case does not open.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

from referral.kernel.errors import IntegrityFailure
from referral.kernel.vault.primitives import FORMAT, length_prefixed

BUCKET = 32
"""Text is padded to a multiple of so many bytes, so that its length says little."""

_IDS = struct.Struct(">I16sI16sIIIQ")


class Cell(NamedTuple):
    """The one place a sealed value belongs to; `row_version` counts the writes of that value's row."""

    table: str
    column: str
    row_id: UUID
    row_version: int


@dataclass(frozen=True, slots=True)
class Plain:
    """Text about a person, opened or about to be sealed; printed by accident it shows only `Plain()`."""

    text: str = field(repr=False)


@lru_cache(maxsize=1024)
def field_label(table: str, column: str) -> bytes:
    """Name a column's branch under a case's key.

    :raises ValueError: if a name holds the mark that separates the two
    """
    if "|" in table + column:
        raise ValueError("Names of tables and columns hold no bar.")
    return f"referral/1|field|{table}|{column}".encode()


def file_label(file_id: UUID) -> bytes:
    """Name a file's branch under a case's key: files are sealed in chunks of 64 KiB, each bound to its
    index and to whether it is the last.
    """
    return f"referral/1|file|{file_id}".encode()


@lru_cache(maxsize=1024)
def _column_prefix(table: str, column: str) -> bytes:
    return length_prefixed(bytes([FORMAT]), table.encode(), column.encode())


def bound_to(cell: Cell, case_id: UUID, key_version: int) -> bytes:
    """Give what a value is bound to: format, table, column, row, case, key version and row version,
    each with its length before it.
    """
    return _column_prefix(cell.table, cell.column) + _IDS.pack(
        16, cell.row_id.bytes, 16, case_id.bytes, 4, key_version, 8, cell.row_version
    )


def padded(text: str | Plain) -> bytes:
    """Give text as UTF-8, one end mark, and zeros up to the next full bucket."""
    raw = (text.text if isinstance(text, Plain) else text).encode()
    return raw + b"\x80" + bytes(-(len(raw) + 1) % BUCKET)


def unpadded(raw: bytes) -> str:
    """Take the padding off what was opened.

    :raises IntegrityFailure: if it was not sealed as text
    """
    body = raw.rstrip(b"\0")
    if len(raw) % BUCKET or not body.endswith(b"\x80"):
        raise IntegrityFailure
    try:
        return body[:-1].decode()
    except UnicodeDecodeError:
        raise IntegrityFailure from None


def record_digest(blobs: Mapping[str, bytes | None]) -> str:
    """Give the SHA-256, in hexadecimal, of a row's sealed columns in the order of their names.

    Each name and each blob has its length before it; an empty column differs from an empty blob.
    """
    parts = [
        part
        for name, blob in sorted(blobs.items())
        for part in (name.encode(), b"\0" if blob is None else b"\1" + blob)
    ]
    return sha256(length_prefixed(*parts)).hexdigest()
