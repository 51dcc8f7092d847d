"""The key of one case as one agency may use it: whole, or for some columns only. It reads no key store."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol, TypeAlias
from uuid import UUID

from referral.kernel.errors import IntegrityFailure
from referral.kernel.vault.cells import Cell, Plain, bound_to, field_label, padded, unpadded
from referral.kernel.vault.faults import NotInScope
from referral.kernel.vault.primitives import (
    Aead,
    expand,
    extract,
    length_parted,
    length_prefixed,
    nonces,
    open_blob,
    ready,
    seal_blob,
    version_of,
)

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"
Column: TypeAlias = tuple[str, str]
"""A table and one of its columns."""

_WHOLE, _FIELDS = b"\x01", b"\x02"


class FieldKeySource(Protocol):
    """One version of a case's key, whole or in part."""

    def field_key(self, table: str, column: str) -> bytes:
        """Give the key of one column.

        :raises NotInScope: if this part does not reach it
        """

    def packed(self) -> bytes:
        """Give the bytes an agency's copy wraps."""


class WholeKey:
    """One version of a case's data encryption key, from which the key of every column is derived."""

    __slots__ = ("_dek", "_extracted")

    def __init__(self, dek: bytes) -> None:
        self._dek = dek
        self._extracted = extract(dek)

    def field_key(self, table: str, column: str) -> bytes:
        """Give the key of one column."""
        return expand(self._extracted, field_label(table, column))

    def packed(self) -> bytes:
        """Give the bytes an agency's copy wraps."""
        return _WHOLE + self._dek


class FieldKeys:
    """The keys of some columns, from which neither the case's key nor any other column's can be had."""

    __slots__ = ("_keys",)

    def __init__(self, keys: Mapping[Column, bytes]) -> None:
        self._keys = keys

    def field_key(self, table: str, column: str) -> bytes:
        """Give the key of one column.

        :raises NotInScope: if it is not among them
        """
        try:
            return self._keys[table, column]
        except KeyError:
            raise NotInScope from None

    def packed(self) -> bytes:
        """Give the bytes an agency's copy wraps."""
        parts = (
            part
            for (table, column), key in sorted(self._keys.items())
            for part in (table.encode(), column.encode(), key)
        )
        return _FIELDS + length_prefixed(*parts)


class SpoiltKey:
    """A version whose wrapped copy was moved, cut or changed: whatever it is asked for fails."""

    __slots__ = ()

    def field_key(self, table: str, column: str) -> bytes:  # noqa: ARG002 — the same answer for every column
        """Refuse.

        :raises IntegrityFailure: always
        """
        raise IntegrityFailure

    def packed(self) -> bytes:
        """Refuse.

        :raises IntegrityFailure: always
        """
        raise IntegrityFailure


def unpacked(raw: bytes) -> FieldKeySource:
    """Read what a copy wrapped."""
    if raw[:1] == _WHOLE:
        return WholeKey(raw[1:])
    parts = length_parted(raw[1:])
    triples = zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    return FieldKeys({(table.decode(), column.decode()): key for table, column, key in triples})


class CaseKey:
    """Seals and opens the values of one case."""

    __slots__ = ("_aeads", "_sources", "case_id", "ends_at", "key_version")

    def __init__(
        self, case_id: UUID, sources: Mapping[int, FieldKeySource], ends_at: datetime | None = None
    ) -> None:
        """Take every version of the key there is; the highest one seals."""
        self.case_id = case_id
        self.key_version = max(sources)
        self.ends_at = ends_at
        self._sources = sources
        self._aeads: dict[tuple[int, str, str], Aead] = {}

    def seal(self, cell: Cell, plain: bytes | str) -> bytes:
        """Seal bytes (or the bare UTF-8 of a string) for one place.

        :raises NotInScope: if this agency's copy does not reach the column
        """
        return self.seal_many([(cell, plain.encode() if isinstance(plain, str) else plain)])[0]

    def seal_many(self, values: Sequence[tuple[Cell, bytes]]) -> list[bytes]:
        """Seal many values, drawing their nonces at once; put text through `padded` first.

        :raises NotInScope: if this agency's copy does not reach one of the columns
        """
        version = self.key_version
        return [
            seal_blob(
                self._aead(version, cell.table, cell.column),
                version,
                nonce,
                plain,
                bound_to(cell, self.case_id, version),
            )
            for (cell, plain), nonce in zip(values, nonces(len(values)), strict=True)
        ]

    def open(self, cell: Cell, blob: bytes) -> bytes:
        """Open what was sealed for exactly this place.

        :raises IntegrityFailure: if it was moved, cut or changed
        :raises NotInScope: if this agency's copy does not reach the column
        """
        version = version_of(blob)
        aead = self._aead(version, cell.table, cell.column)
        return open_blob(aead, blob, bound_to(cell, self.case_id, version))

    def seal_text(self, cell: Cell, text: str | Plain) -> bytes:
        """Seal text, padded so that its length says little."""
        return self.seal_many([(cell, padded(text))])[0]

    def open_text(self, cell: Cell, blob: bytes) -> Plain:
        """Open what `seal_text` sealed.

        :raises IntegrityFailure: if it was moved, cut, changed, or is no text
        """
        return Plain(unpadded(self.open(cell, blob)))

    def seal_json(self, cell: Cell, value: Mapping[str, Json]) -> bytes:
        """Seal fields that are always read together as one padded document."""
        return self.seal_text(cell, as_json(value))

    def open_json(self, cell: Cell, blob: bytes) -> dict[str, Json]:
        """Open what `seal_json` sealed.

        :raises IntegrityFailure: if it was moved, cut, changed, or is no text
        """
        document: dict[str, Json] = json.loads(unpadded(self.open(cell, blob)))
        return document

    def packed(self, columns: Iterable[Column] | None) -> dict[int, bytes]:
        """Give, for every version, what another agency's copy wraps: the whole key, or these columns only.

        :raises NotInScope: if more is asked for than this copy reaches
        """
        if columns is None:
            return {version: _whole_only(source).packed() for version, source in self._sources.items()}
        wanted = frozenset(columns)
        return {
            version: FieldKeys({column: source.field_key(*column) for column in wanted}).packed()
            for version, source in self._sources.items()
        }

    def _aead(self, version: int, table: str, column: str) -> Aead:
        aead = self._aeads.get((version, table, column))
        return self._made_ready(version, table, column) if aead is None else aead

    def _made_ready(self, version: int, table: str, column: str) -> Aead:
        source = self._sources.get(version)
        if source is None:
            raise IntegrityFailure
        aead = self._aeads[version, table, column] = ready(source.field_key(table, column))
        return aead


def as_json(value: Mapping[str, Json]) -> str:
    """Give a document as compact JSON, for `seal_many` with `padded`."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _whole_only(source: FieldKeySource) -> FieldKeySource:
    if isinstance(source, FieldKeys):
        raise NotInScope
    return source
