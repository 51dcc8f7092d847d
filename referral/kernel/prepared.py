"""Fixed statements, compiled once for each engine and then handed straight to the driver.

For what every step does: building such a statement anew costs more than running it. On PostgreSQL what asks
for no answer is queued and sent along with the next question. Nothing here decides, flushes or commits.
"""

from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import BindParameter, Connection, Dialect, Engine, Insert, Select, event
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.schema import ScalarElementColumnDefault
from sqlalchemy.types import TypeEngine

Statement = Select[Any] | UpdateBase
Convert = Callable[[Any], Any] | None
Values = Mapping[str, object]
_QUEUE, _CONNECTION = "queue", "connection"


class RowsWereNotThere(RuntimeError):
    """A statement touched another number of rows than the one it had to."""


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A statement as one driver takes it, with what turns values into columns and back."""

    text: str
    positions: tuple[str, ...]
    """Which parameter stands where, if the driver wants them in order rather than by name."""
    binds: tuple[tuple[str, Convert, object], ...]
    """For each parameter: its name, how its value is stored, and the value it has when none is given."""
    row: Callable[..., Any]
    columns: tuple[Convert, ...]

    def parameters(self, values: Values) -> Any:  # noqa: ANN401 — a tuple or a mapping, as the driver wants it
        stored = {name: _turned(turn, values.get(name, given)) for name, turn, given in self.binds}
        return tuple([stored[name] for name in self.positions]) if self.positions else stored

    def read(self, stored: Sequence[Any]) -> Any:  # noqa: ANN401 — a row with the statement's own columns
        return self.row(*map(_turned, self.columns, stored))


def _turned(turn: Convert, value: object) -> object:
    return value if turn is None else turn(value)


class Prepared:
    """A statement whose text never changes, but for the columns that an INSERT is given.

    Rows name their columns as SQLAlchemy's own do.
    """

    def __init__(self, statement: Statement) -> None:
        """Take the statement; it is compiled at its first use on each engine."""
        self._statement = statement
        self._compiled: dict[tuple[str, ...], _Compiled] = {}

    def ask(self, session: Session, **values: object) -> list[Any]:
        """Run it and give its rows.

        :raises DBAPIError: if the database refuses it, or what was told before it
        """
        connection = connection_of(session)
        compiled = self._for(connection, values)
        with _naming_errors(connection, compiled):
            cursor = connection.connection.cursor()
            cursor.execute(compiled.text, compiled.parameters(values))
            return [compiled.read(stored) for stored in cursor.fetchall()]

    def hold(self, session: Session, **values: object) -> None:
        """Hold rows until the commit: a SELECT … FOR UPDATE; what is read after it is what stands.

        On SQLite whoever writes holds everything already, so nothing is sent.

        :raises DBAPIError: if others do not let go of them in time
        """
        if connection_of(session).dialect.name != "sqlite":
            self._tell(session, [values], None)

    def tell(self, session: Session, **values: object) -> None:
        """Run it and wait for no answer; on PostgreSQL it travels with the next question.

        :raises DBAPIError: if the database refuses it
        """
        self._tell(session, [values], None)

    def change_one(self, session: Session, **values: object) -> None:
        """Change the one row it is about, as `tell` does; whether it was there is known by the commit.

        :raises RowsWereNotThere: if it touched none, or several
        :raises DBAPIError: if the database refuses it
        """
        self._tell(session, [values], 1)

    def tell_all(self, session: Session, each: Sequence[Values]) -> None:
        """Run it once for each, all of which give the same columns.

        :raises DBAPIError: if the database refuses it
        """
        if each:
            self._tell(session, each, None)

    def count(self, session: Session, **values: object) -> int:
        """Run it and say how many rows it touched.

        :raises DBAPIError: if the database refuses it, or what was told before it
        """
        connection = connection_of(session)
        settle(connection)
        compiled = self._for(connection, values)
        with _naming_errors(connection, compiled):
            cursor = connection.connection.cursor()
            cursor.execute(compiled.text, compiled.parameters(values))
            return cursor.rowcount

    def _tell(self, session: Session, each: Sequence[Values], rows: int | None) -> None:
        connection = connection_of(session)
        compiled = self._for(connection, each[0])
        with _naming_errors(connection, compiled):
            queue = _queue(connection)
            for values in each:
                cursor = connection.connection.cursor()
                cursor.execute(compiled.text, compiled.parameters(values))
                if queue is None:
                    _check(cursor, rows)
                else:
                    queue.told.append((cursor, rows))

    def _for(self, connection: Connection, values: Values) -> _Compiled:
        key = (connection.dialect.name, *values)
        if key not in self._compiled:
            self._compiled[key] = _compile(self._statement, connection.dialect, values)
        return self._compiled[key]


def connection_of(session: Session) -> Connection:
    """Give the session's connection, with its transaction begun."""
    known: Connection | None = session.info.get(_CONNECTION)
    if known is None or known.closed:
        known = session.info[_CONNECTION] = session.connection()
    return known


def _compile(statement: Statement, dialect: Dialect, values: Values) -> _Compiled:
    is_insert = isinstance(statement, Insert)
    compiled = statement.compile(dialect=dialect, column_keys=list(values) if is_insert else None)
    if unknown := values.keys() - compiled.binds.keys():
        message = f"not a value of this statement: {', '.join(sorted(unknown))}"
        raise TypeError(message)
    untold = compiled.binds.keys() - values.keys()
    given = {name: _untold(statement, name, bind) for name, bind in compiled.binds.items() if name in untold}
    columns = list(getattr(statement, "selected_columns", ()))
    return _Compiled(
        text=compiled.string,
        positions=tuple(compiled.positiontup or ()),
        binds=tuple(
            (name, _stored(bind.type, dialect), given.get(name)) for name, bind in compiled.binds.items()
        ),
        row=namedtuple("Row", [column.key for column in columns]),  # noqa: PYI024 — its columns are known only now
        columns=tuple(_read(column.type, dialect) for column in columns),
    )


def _untold(statement: Statement, name: str, bind: BindParameter[Any]) -> object:
    """Give the value of a parameter that the caller leaves out: the statement's own, or the table's."""
    if not isinstance(statement, Insert):
        if bind.required:
            message = f"a value is missing: {name}"
            raise TypeError(message)
        return bind.value
    default = statement.table.c[name].default
    if not isinstance(default, ScalarElementColumnDefault):
        message = f"a value is missing: {name}"
        raise TypeError(message)
    return default.arg


def _stored(type_: TypeEngine[Any], dialect: Dialect) -> Convert:
    return type_.dialect_impl(dialect).bind_processor(dialect)


def _read(type_: TypeEngine[Any], dialect: Dialect) -> Convert:
    return type_.dialect_impl(dialect).result_processor(dialect, None)


@dataclass(slots=True)
class _Queue:
    """What was told to PostgreSQL and has not been answered yet."""

    pipeline: Any
    told: list[tuple[DBAPICursor, int | None]] = field(default_factory=list)


def _queue(connection: Connection) -> _Queue | None:
    if connection.dialect.name != "postgresql":
        return None
    queue: _Queue | None = connection.info.get(_QUEUE)
    if queue is None:
        pipeline = connection.connection.pipeline()
        pipeline.__enter__()
        queue = connection.info[_QUEUE] = _Queue(pipeline)
    return queue


def settle(connection: Connection) -> None:
    """Wait for the answers to everything that was told.

    :raises DBAPIError: if the database refused any of it
    :raises RowsWereNotThere: if a statement touched another number of rows than it had to
    """
    queue: _Queue | None = connection.info.pop(_QUEUE, None)
    if queue is None:
        return
    with _naming_errors(connection, None):
        queue.pipeline.__exit__(None, None, None)
    for cursor, rows in queue.told:
        _check(cursor, rows)


def forget(connection: Connection) -> None:
    """Leave unanswered what was told: the transaction is being undone."""
    queue: _Queue | None = connection.info.pop(_QUEUE, None)
    if queue is not None:
        _leave_quietly(queue, connection.dialect)


def _leave_quietly(queue: _Queue, dialect: Dialect) -> None:
    try:
        queue.pipeline.__exit__(None, None, None)
    except dialect.loaded_dbapi.Error:
        # Whatever failed has been said already, or fails with the whole transaction.
        return


def queueing(engine: Engine) -> None:
    """Let ordinary statements and the end of a transaction wait for what was told before them."""
    event.listen(engine, "before_cursor_execute", lambda connection, *_: settle(connection))
    event.listen(engine, "commit", settle)
    event.listen(engine, "rollback", forget)


def _check(cursor: DBAPICursor, rows: int | None) -> None:
    if rows is not None and cursor.rowcount != rows:
        message = f"{cursor.rowcount} rows were touched, and it had to be {rows}"
        raise RowsWereNotThere(message)


@contextmanager
def _naming_errors(connection: Connection, compiled: _Compiled | None) -> Iterator[None]:
    """Raise what the driver raises as SQLAlchemy does, without the values: they may be personal."""
    driver = connection.dialect.loaded_dbapi
    try:
        yield
    except driver.Error as error:
        text = compiled.text if compiled else "(what was told before)"
        raise DBAPIError.instance(
            text, None, error, driver.Error, hide_parameters=True, dialect=connection.dialect
        ) from error
