"""How rows are kept: the base class, the engines, the sessions. Nothing here knows a feature.

On SQLite every transaction begins IMMEDIATE, and writers queue in front of BEGIN: a lock inside the
process first, then one on a file beside the database, because `busy_timeout` alone starves somebody.
"""

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, cast

from sqlalchemy import (
    URL,
    Connection,
    CursorResult,
    DateTime,
    Engine,
    Executable,
    LargeBinary,
    MetaData,
    Table,
    TypeDecorator,
    create_engine,
    event,
    make_url,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

from referral.kernel.errors import Unavailable
from referral.kernel.filelock import FileLock
from referral.kernel.prepared import queueing

if TYPE_CHECKING:
    from referral.kernel.vault import Vault

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware on the way in, aware and in UTC on the way out, on both engines."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 — the base class asks for it
        """Turn an aware moment into UTC.

        :raises ValueError: if the moment has no zone
        """
        if value is None:
            return None
        if value.tzinfo is None:
            msg = "A moment without a zone was about to be stored."
            raise ValueError(msg)
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 — the base class asks for it
        """Give the moment back, aware and in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Sealed(TypeDecorator[bytes]):
    """Bytes that only a case's key opens; the type marks the column, it seals nothing itself."""

    impl = LargeBinary
    cache_ok = True


class Base(DeclarativeBase):
    """The root of every stored thing in the main database."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: UtcDateTime()}


def table_of(model: type[Base]) -> Table:
    """Give the table a model is stored in, for statements that must cost no more than they do."""
    return cast("Table", model.__table__)


def run(session: Session, statement: Executable, **values: object) -> CursorResult[Any]:
    """Run a fixed statement in the session's transaction, past the ORM: nothing is flushed or loaded."""
    return session.connection().execute(statement, values)


class WriterQueue:
    """Lets one writer of a SQLite file through at a time, across threads and processes."""

    def __init__(self, beside: Path) -> None:
        """Take the database file beside which the lock file lives."""
        self._thread = threading.Lock()
        self._file = FileLock(beside.with_name(beside.name + ".writers"))

    def enter(self) -> None:
        """Wait for one's turn.

        :raises Unavailable: if nobody let go for half a minute
        """
        if not self._thread.acquire(timeout=30):
            raise Unavailable
        try:
            self._file.take()
        except BaseException:
            self._thread.release()
            raise

    def leave(self) -> None:
        """Let the next writer in."""
        self._file.drop()
        self._thread.release()

    def close(self) -> None:
        """Close the lock file; the next writer opens it again."""
        self._file.close()


def make_engine(url: str, *, insecure_fast: bool = False) -> Engine:
    """Make an engine for SQLite or PostgreSQL.

    :param insecure_fast: skip the wait for the disk; only for tests, whose data may be lost
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed, "OFF" if insecure_fast else "FULL")
    engine = create_engine(
        parsed.set(drivername="postgresql+psycopg"),
        pool_pre_ping=True,
        pool_size=10,
        connect_args={"options": "-c lock_timeout=15s -c timezone=UTC"},
    )
    queueing(engine)
    return engine


def _sqlite(url: URL, synchronous: str) -> Engine:
    engine = create_engine(url, connect_args={"timeout": 30, "check_same_thread": False}, pool_size=10)
    queue = WriterQueue(Path(url.database)) if url.database else None

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: object) -> None:  # noqa: ANN401 — the driver's own connection
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            f"synchronous={synchronous}",
            "foreign_keys=ON",
            "secure_delete=ON",
            "busy_timeout=30000",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # One SELECT on its own sees one moment anyway: it need not stand in the writers' queue.
        if connection.get_execution_options().get("is_reading"):
            return
        if queue is not None and not connection.info.get("is_writing"):
            queue.enter()
            connection.info["is_writing"] = True
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    @event.listens_for(engine, "checkin")
    def release(connection: Any, record: ConnectionPoolEntry) -> None:  # noqa: ANN401 — the driver's own connection
        # A COMMIT that failed (a full disk) leaves its transaction open, and SQLAlchemy takes it for ended.
        if connection is not None and connection.in_transaction:
            connection.rollback()
        if queue is not None and record.info.pop("is_writing", False):
            queue.leave()

    if queue is not None:
        event.listen(engine, "engine_disposed", lambda _: queue.close())
    return engine


@contextmanager
def disposing(engine: Engine) -> Iterator[Engine]:
    """Use an engine and let go of its connections, and of the writers' queue, in the end."""
    try:
        yield engine
    finally:
        engine.dispose()


_ONE_MOMENT = {
    "sqlite": "BEGIN",
    "postgresql": "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY",
}


@contextmanager
def reading(engine: Engine, vault: "Vault | None" = None) -> Iterator[Session]:
    """Give a session that sees one moment, holds nobody up and cannot write.

    For checks that show nobody anything: what is read here is in no ledger entry.
    """
    with Session(engine.execution_options(is_reading=True), info=_info(vault)) as session:
        session.connection().exec_driver_sql(_ONE_MOMENT[engine.dialect.name])
        yield session
        session.rollback()


def _info(vault: "Vault | None") -> dict[str, object]:
    return {"vault": vault, "announced": [], "after_commit": []}


class Database:
    """The main database and the vault that opens what it holds."""

    def __init__(self, engine: Engine, vault: "Vault") -> None:
        """Take an engine and an open vault."""
        self.engine = engine
        self.vault = vault
        self._sessions = sessionmaker(engine, expire_on_commit=False)

    def session(self) -> Session:
        """Give a new session; services reach the vault and announce ledger entries through it."""
        return self._sessions(info=_info(self.vault))

    def reading(self) -> AbstractContextManager[Session]:
        """Give a session that only looks, as `reading` does, with the vault within reach."""
        return reading(self.engine, self.vault)

    def close(self) -> None:
        """Let go of both databases."""
        self.engine.dispose()
        self.vault.close()
