"""The key store: wrapped keys in a database of their own, left out of ordinary backups. It unwraps nothing.

Its commits are its own, because two databases cannot share a transaction: the key store commits first,
the case second.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Engine,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    TypeDecorator,
    Uuid,
    and_,
    bindparam,
    func,
    insert,
    inspect,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import IntegrityError

from referral.kernel.vault.faults import VersionGone

CHUNK = 500
"""How many cases one statement asks for."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class KeyState(StrEnum):
    """What a version of a key is still good for."""

    PRIMARY = "primary"
    """Wraps and unwraps."""
    OLD = "old"
    """Unwraps only, until nothing needs it."""


class CopyState(StrEnum):
    """Whether a case has confirmed the copy of its key."""

    PENDING = "pending"
    """Durable before the row that needs it; a sweep drops it if no case ever does."""
    ACTIVE = "active"
    """The case that needs it has been committed."""


class _Moment(TypeDecorator[datetime]):
    """A moment as whole microseconds, the same number on both engines."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002 — the base class asks for it
        return None if value is None else (value - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 — the base class asks for it
        return None if value is None else _EPOCH + value * _MICROSECOND


METADATA = MetaData()

canary = Table(
    "canary",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("wrapped", LargeBinary, nullable=False),
    Column("created_at", _Moment, nullable=False),
)
agency_kek = Table(
    "agency_kek",
    METADATA,
    Column("agency_id", Uuid, primary_key=True),
    Column("version", BigInteger, primary_key=True, autoincrement=False),
    Column("root_version", BigInteger, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    Column("state", String(8), nullable=False),
    Column("created_at", _Moment, nullable=False),
)
case_copy = Table(
    "case_copy",
    METADATA,
    Column("case_id", Uuid, primary_key=True),
    Column("agency_id", Uuid, primary_key=True),
    Column("scope", String(64), primary_key=True),
    Column("key_version", BigInteger, primary_key=True, autoincrement=False),
    Column("kek_version", BigInteger, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    Column("state", String(8), nullable=False, index=True),
    Column("created_at", _Moment, nullable=False),
    Column("ends_at", _Moment),
)
secret = Table(
    "secret",
    METADATA,
    Column("name", String(160), primary_key=True),
    Column("version", BigInteger, primary_key=True, autoincrement=False),
    Column("root_version", BigInteger, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    Column("state", String(8), nullable=False),
    Column("created_at", _Moment, nullable=False),
)
erasure_list = Table(
    "erasure_list",
    METADATA,
    Column("case_id", Uuid, primary_key=True),
    Column("request", String(64), nullable=False),
    Column("erased_at", _Moment, nullable=False),
)

# Made once: putting this statement together costs more than running it for one case.
_COPIES = select(
    case_copy.c.case_id,
    case_copy.c.key_version,
    case_copy.c.kek_version,
    case_copy.c.wrapped,
    case_copy.c.ends_at,
).where(
    case_copy.c.case_id.in_(bindparam("cases", expanding=True)),
    case_copy.c.agency_id == bindparam("agency"),
    case_copy.c.scope == bindparam("scope"),
)


class Copy(NamedTuple):
    """One agency's wrapped copy of one version of a case's key."""

    case_id: UUID
    agency_id: UUID
    scope: str
    key_version: int
    kek_version: int
    wrapped: bytes
    ends_at: datetime | None = None


class StoredSecret(NamedTuple):
    """One version of a wrapped secret."""

    version: int
    wrapped: bytes
    created_at: datetime


class KeyStore:
    """Reads and writes wrapped keys; every method that writes is durable when it returns."""

    def __init__(self, engine: Engine) -> None:
        """Take the key store's own engine."""
        self._engine = engine
        # A single SELECT needs no transaction: on SQLite it would queue behind the writers.
        self._reading = engine.execution_options(is_reading=True)

    def close(self) -> None:
        """Let go of every connection."""
        self._engine.dispose()

    def create(self) -> None:
        """Make the tables that are not there yet."""
        METADATA.create_all(self._engine)

    def canary(self) -> bytes | None:
        """Give the key that proves the root key is the right one, or nothing when this is no key store."""
        with self._reading.connect() as connection:
            if not inspect(connection).has_table(canary.name):
                return None
            return connection.scalar(select(canary.c.wrapped))

    def put_canary(self, wrapped: bytes, at: datetime) -> None:
        """Keep the key that proves the root key is the right one."""
        with self._engine.begin() as connection:
            connection.execute(insert(canary).values(id=1, wrapped=wrapped, created_at=at))

    def agency_versions(self, agency_id: UUID) -> list[int]:
        """Give the versions of an agency's key, newest first."""
        column = agency_kek.c
        query = select(column.version).where(column.agency_id == agency_id).order_by(column.version.desc())
        with self._reading.connect() as connection:
            return list(connection.scalars(query))

    def agency_key(self, agency_id: UUID, version: int) -> bytes | None:
        """Give one version of an agency's wrapped key."""
        wanted = and_(agency_kek.c.agency_id == agency_id, agency_kek.c.version == version)
        with self._reading.connect() as connection:
            return connection.scalar(select(agency_kek.c.wrapped).where(wanted))

    def put_agency_key(
        self, agency_id: UUID, version: int, root_version: int, wrapped: bytes, at: datetime
    ) -> None:
        """Keep a version of an agency's key, unless somebody was quicker."""
        row = {
            "agency_id": agency_id,
            "version": version,
            "root_version": root_version,
            "wrapped": wrapped,
            "state": KeyState.PRIMARY.value,
            "created_at": at,
        }
        self._put_if_new(agency_kek, row)

    def secrets(self, name: str) -> list[StoredSecret]:
        """Give the versions of a wrapped secret, newest first."""
        column = secret.c
        wanted = select(column.version, column.wrapped, column.created_at).where(column.name == name)
        with self._reading.connect() as connection:
            return [StoredSecret(*row) for row in connection.execute(wanted.order_by(column.version.desc()))]

    def put_secret(self, name: str, version: int, root_version: int, wrapped: bytes, at: datetime) -> None:
        """Keep a version of a secret, unless somebody was quicker."""
        row = {
            "name": name,
            "version": version,
            "root_version": root_version,
            "wrapped": wrapped,
            "state": KeyState.PRIMARY.value,
            "created_at": at,
        }
        self._put_if_new(secret, row)

    def put_new_copies(self, copies: Sequence[Copy], at: datetime) -> None:
        """Keep the first copies of a new case as pending.

        :raises ValueError: if there are such copies already; a key in use is never overwritten
        :raises VersionGone: if the version of the agency's key that wraps them was destroyed meanwhile
        """
        try:
            with self._engine.begin() as connection:
                _require_versions(connection, copies)
                connection.execute(insert(case_copy), _pending_rows(copies, at))
        except IntegrityError:
            raise ValueError("This case has a key already.") from None

    def put_copies(self, copies: Sequence[Copy], at: datetime) -> None:
        """Keep copies as pending, in place of any that were there for the same case, agency and scope.

        :raises VersionGone: if the version of the agency's key that wraps them was destroyed meanwhile
        """
        with self._engine.begin() as connection:
            _require_versions(connection, copies)
            statement = _insert_for(connection, case_copy)
            replaced = ("kek_version", "wrapped", "state", "created_at", "ends_at")
            replacing = statement.on_conflict_do_update(
                index_elements=list(case_copy.primary_key),
                set_={name: statement.excluded[name] for name in replaced},
            )
            connection.execute(replacing, _pending_rows(copies, at))

    def copies(self, agency_id: UUID, scope: str, case_ids: Sequence[UUID]) -> Iterator[Copy]:
        """Give an agency's copies for these cases, a chunk at a time."""
        for at in range(0, len(case_ids), CHUNK):
            asked = {"agency": agency_id, "scope": scope, "cases": case_ids[at : at + CHUNK]}
            with self._reading.connect() as connection:
                rows = connection.execute(_COPIES, asked).all()
            yield from (Copy(row[0], agency_id, scope, *row[1:]) for row in rows)

    def confirm_copy(self, case_id: UUID, agency_id: UUID, scope: str) -> None:
        """Mark a copy as needed by a committed case."""
        confirmed = case_copy.update().values(state=CopyState.ACTIVE.value)
        with self._engine.begin() as connection:
            connection.execute(confirmed.where(_copy_of(case_id, agency_id, scope)))

    def drop_copy(self, case_id: UUID, agency_id: UUID, scope: str, made_until: datetime) -> int:
        """Destroy a copy, unless it was made again later; says how many versions were destroyed."""
        return self._destroy(_copy_of(case_id, agency_id, scope), case_copy.c.created_at <= made_until)

    def drop_pending(self, case_id: UUID, agency_id: UUID, scope: str, made_until: datetime) -> int:
        """Destroy a copy that is still unconfirmed; says how many versions were destroyed."""
        old = and_(case_copy.c.state == CopyState.PENDING.value, case_copy.c.created_at <= made_until)
        return self._destroy(_copy_of(case_id, agency_id, scope), old)

    def drop_ended(self, at: datetime) -> int:
        """Destroy the copies whose time has run out; says how many versions were destroyed."""
        return self._destroy(case_copy.c.ends_at <= at)

    def pending(self, made_until: datetime) -> list[tuple[UUID, UUID, str]]:
        """Give the copies that were made until a moment and never confirmed."""
        column = case_copy.c
        old = and_(column.state == CopyState.PENDING.value, column.created_at <= made_until)
        query = select(column.case_id, column.agency_id, column.scope).where(old).distinct()
        with self._reading.connect() as connection:
            return [(case, agency, scope) for case, agency, scope in connection.execute(query)]

    def count_keys(self) -> dict[str, int]:
        """Count the agencies' keys by state."""
        return self._counted(agency_kek, "state")

    def count_copies(self) -> dict[str, int]:
        """Count the copies of cases' keys by scope."""
        return self._counted(case_copy, "scope")

    def count_copy_states(self) -> dict[str, int]:
        """Count the copies of cases' keys by state."""
        return self._counted(case_copy, "state")

    def count_secrets(self) -> dict[str, int]:
        """Count the secrets by state."""
        return self._counted(secret, "state")

    def count_erased(self) -> int:
        """Count the cases whose keys were destroyed for good."""
        with self._reading.connect() as connection:
            return connection.scalars(select(func.count()).select_from(erasure_list)).one()

    def _counted(self, table: Table, by: str) -> dict[str, int]:
        query = select(table.c[by], func.count()).group_by(table.c[by]).order_by(table.c[by])
        with self._reading.connect() as connection:
            return dict(connection.execute(query).all())

    def _destroy(self, *wanted: ColumnElement[bool]) -> int:
        with self._engine.begin() as connection:
            return connection.execute(case_copy.delete().where(*wanted)).rowcount

    def _put_if_new(self, table: Table, row: dict[str, object]) -> None:
        with self._engine.begin() as connection:
            connection.execute(_insert_for(connection, table).on_conflict_do_nothing(), row)


def _insert_for(connection: Connection, table: Table) -> postgresql.Insert | sqlite.Insert:
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)


def _require_versions(connection: Connection, copies: Sequence[Copy]) -> None:
    """Hold the keys that wrap these copies in place until the commit."""
    column = agency_kek.c
    for agency_id, version in {(copy.agency_id, copy.kek_version) for copy in copies}:
        held = select(column.version).where(column.agency_id == agency_id, column.version == version)
        if connection.execute(held.with_for_update(read=True)).first() is None:
            raise VersionGone


def _pending_rows(copies: Sequence[Copy], at: datetime) -> list[dict[str, object]]:
    return [{**copy._asdict(), "state": CopyState.PENDING.value, "created_at": at} for copy in copies]


def _copy_of(case_id: UUID, agency_id: UUID, scope: str) -> ColumnElement[bool]:
    column = case_copy.c
    return and_(column.case_id == case_id, column.agency_id == agency_id, column.scope == scope)
