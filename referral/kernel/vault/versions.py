"""What rotation reads and writes in the key store: versions of keys and what each wraps. It unwraps nothing.

Whatever is wrapped anew is swapped in only where nobody changed it meanwhile; a version is destroyed in the
transaction that counted that nothing needs it.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Table,
    and_,
    bindparam,
    delete,
    func,
    insert,
    literal,
    select,
    tuple_,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql.elements import Tuple

from referral.kernel.vault.faults import StillUsed, VaultError
from referral.kernel.vault.keystore import Copy, KeyState, agency_kek, canary, case_copy, secret

BATCH = 500
"""How many wrapped keys one transaction swaps: others write in between."""

_NEWEST = (
    select(agency_kek.c.agency_id, func.max(agency_kek.c.version).label("version"))
    .group_by(agency_kek.c.agency_id)
    .subquery()
)
_BEHIND = and_(case_copy.c.agency_id == _NEWEST.c.agency_id, case_copy.c.kek_version < _NEWEST.c.version)
_COUNT_BEHIND = select(func.count()).select_from(case_copy.join(_NEWEST, _BEHIND))
_PLACE = (case_copy.c.agency_id, case_copy.c.case_id, case_copy.c.scope, case_copy.c.key_version)
_SWAP_COPY = (
    update(case_copy)
    .where(
        *(column == bindparam(f"of_{column.name}") for column in _PLACE),
        case_copy.c.wrapped == bindparam("was"),
    )
    .values(kek_version=bindparam("now_under"), wrapped=bindparam("now"))
)


class UnderRoot(NamedTuple):
    """One key that the root key wraps: an agency's, a secret, or the canary."""

    table: Table
    place: tuple[object, ...]
    wrapped: bytes


class Versions:
    """The versions of every key, and what still needs which."""

    def __init__(self, engine: Engine) -> None:
        """Take the key store's own engine."""
        self._engine = engine
        self._reading = engine.execution_options(is_reading=True)

    def agencies(self) -> dict[UUID, list[int]]:
        """Give the versions of every agency's key, newest first."""
        found: dict[UUID, list[int]] = {}
        query = select(agency_kek.c.agency_id, agency_kek.c.version).order_by(agency_kek.c.version.desc())
        with self._reading.connect() as connection:
            for agency_id, version in connection.execute(query):
                found.setdefault(agency_id, []).append(version)
        return found

    def secrets(self) -> dict[str, list[tuple[int, datetime]]]:
        """Give the versions of every secret and when each was made, newest first."""
        found: dict[str, list[tuple[int, datetime]]] = {}
        column = secret.c
        query = select(column.name, column.version, column.created_at).order_by(column.version.desc())
        with self._reading.connect() as connection:
            for name, version, made_at in connection.execute(query):
                found.setdefault(name, []).append((version, made_at))
        return found

    def add_agency_key(self, agency_id: UUID, version: int, root: int, wrapped: bytes, at: datetime) -> None:
        """Make a version of an agency's key the one that wraps; those before it only unwrap.

        :raises VaultError: if somebody else is rotating it at this moment
        """
        self._add(agency_kek, {"agency_id": agency_id}, version, root, wrapped, at)

    def add_secret(self, name: str, version: int, root: int, wrapped: bytes, at: datetime) -> None:
        """Make a version of a secret the newest; those before it are old.

        :raises VaultError: if somebody else is rotating it at this moment
        """
        self._add(secret, {"name": name}, version, root, wrapped, at)

    def count_behind(self) -> int:
        """Count the copies that an agency's older key still wraps."""
        with self._reading.connect() as connection:
            return connection.scalars(
                select(func.count()).select_from(case_copy.join(_NEWEST, _BEHIND))
            ).one()

    def behind(self, size: int) -> Iterator[list[Copy]]:
        """Give the copies that an agency's older key still wraps, in batches, each copy once."""
        last: tuple[object, ...] | None = None
        columns = [case_copy.c[name] for name in Copy._fields]
        query = select(*columns).join(_NEWEST, _BEHIND).order_by(*_PLACE).limit(size)
        while True:
            # SQL compares rows as wholes, so that one batch begins where the last one ended.
            rest = query if last is None else query.where(tuple_(*_PLACE) > _as_row(last))
            with self._reading.connect() as connection:
                batch = [Copy(*row) for row in connection.execute(rest)]
            if not batch:
                return
            yield batch
            end = batch[-1]
            last = (end.agency_id, end.case_id, end.scope, end.key_version)

    def swap_copies(self, swaps: Sequence[tuple[Copy, Copy]]) -> int:
        """Put copies wrapped anew in the place of those that are still as they were; say how many."""
        rows = [
            {
                "of_agency_id": old.agency_id,
                "of_case_id": old.case_id,
                "of_scope": old.scope,
                "of_key_version": old.key_version,
                "was": old.wrapped,
                "now_under": new.kek_version,
                "now": new.wrapped,
            }
            for old, new in swaps
        ]
        with self._engine.begin() as connection:
            return sum(connection.execute(_SWAP_COPY, row).rowcount for row in rows)

    def under_root(self) -> Iterator[UnderRoot]:
        """Give every key that the root key wraps, under whatever version."""
        with self._reading.connect() as connection:
            rows = {table: connection.execute(select(table)).all() for table in (canary, agency_kek, secret)}
        for table, found in rows.items():
            for row in found:
                yield UnderRoot(
                    table, tuple(getattr(row, key.name) for key in table.primary_key), row.wrapped
                )

    def swap_under_root(self, old: UnderRoot, wrapped: bytes, root: int) -> bool:
        """Put a key wrapped anew in the place of one that is still as it was; say whether it was."""
        values: dict[str, object] = {"wrapped": wrapped}
        if "root_version" in old.table.c:
            values["root_version"] = root
        same = and_(_at(old.table, old.place), old.table.c.wrapped == old.wrapped)
        with self._engine.begin() as connection:
            return connection.execute(update(old.table).where(same).values(values)).rowcount == 1

    def destroy_agency_key(self, agency_id: UUID, version: int) -> None:
        """Destroy a version of an agency's key.

        :raises StillUsed: if a copy needs it, saying how many
        """
        column = agency_kek.c
        this = and_(column.agency_id == agency_id, column.version == version)
        needs = and_(case_copy.c.agency_id == agency_id, case_copy.c.kek_version == version)
        with self._engine.begin() as connection:
            # Who is storing a copy under it holds it in place: after this line nobody can.
            connection.execute(select(column.version).where(this).with_for_update())
            count = connection.scalars(select(func.count()).select_from(case_copy).where(needs)).one()
            if count:
                raise StillUsed(
                    f"{count:,} copies of cases' keys still need version {version} of this agency's key. "
                    "Run `referral vault rewrap`, then destroy it."
                )
            connection.execute(delete(agency_kek).where(this))

    def destroy_secret(self, name: str, version: int) -> None:
        """Destroy a version of a secret; that nothing needs it, the caller has made sure."""
        with self._engine.begin() as connection:
            connection.execute(delete(secret).where(secret.c.name == name, secret.c.version == version))

    def _add(
        self, table: Table, which: Mapping[str, object], version: int, root: int, wrapped: bytes, at: datetime
    ) -> None:
        row = {**which, "version": version, "root_version": root, "wrapped": wrapped, "created_at": at}
        try:
            with self._engine.begin() as connection:
                _grow_old(connection, table, which)
                connection.execute(insert(table).values(**row, state=KeyState.PRIMARY.value))
        except IntegrityError:
            raise VaultError("This key is being rotated by somebody else. Nothing was changed.") from None


def _grow_old(connection: Connection, table: Table, which: Mapping[str, object]) -> None:
    these = [table.c[name] == value for name, value in which.items()]
    connection.execute(update(table).where(*these).values(state=KeyState.OLD.value))


def _as_row(place: Sequence[object]) -> Tuple:
    # An id is written differently on each engine, so each value takes its column's type along.
    typed = (literal(value, column.type) for column, value in zip(_PLACE, place, strict=True))
    return tuple_(*typed)


def _at(table: Table, place: Sequence[object]) -> ColumnElement[bool]:
    return and_(*(column == value for column, value in zip(table.primary_key, place, strict=True)))
