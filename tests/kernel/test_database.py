"""Moments keep their instant, writers queue, readers hold nobody up, on both engines alike."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, bindparam, column, event, literal, select, table, text, update
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from referral.kernel.clock import VIETNAM, StoppedClock
from referral.kernel.database import (
    Database,
    UtcDateTime,
    WriterQueue,
    disposing,
    make_engine,
    reading,
    run,
    table_of,
)
from referral.kernel.errors import Unavailable
from referral.kernel.outbox import Message, OutboxRow, counts, put
from tests.fakes import full_disk

NOON = datetime(2026, 7, 6, 12, 0, 0, 123456, tzinfo=VIETNAM)


def test_a_moment_comes_back_aware_and_in_utc(session: Session) -> None:
    stored = session.scalar(select(literal(NOON, UtcDateTime())))

    assert stored == NOON
    assert stored is not None
    assert stored.tzinfo is UTC


def test_no_moment_stays_no_moment(session: Session) -> None:
    nothing = table("ledger_head", column("at", UtcDateTime()))

    assert session.scalars(select(nothing.c.at)).first() is None
    assert session.scalar(select(literal(None, UtcDateTime()))) is None


def test_a_moment_without_a_zone_is_never_stored(session: Session) -> None:
    naive = datetime(2026, 7, 6, 12, 0)  # noqa: DTZ001 — that is what is tried

    with pytest.raises(Exception, match="without a zone"):
        session.scalar(select(literal(naive, UtcDateTime())))


def test_a_reader_sees_one_moment_while_others_write(database: Database, clock: StoppedClock) -> None:
    with database.reading() as reader:
        before = counts(reader)
        _put(database, clock, "written meanwhile")

        assert counts(reader) == before

    with database.reading() as reader:
        assert counts(reader) != before


def test_a_reader_keeps_nothing_it_wrote(database: Database) -> None:
    with database.reading() as reader:
        _write_if_the_engine_lets_it(reader)

    with database.session() as session:
        assert session.scalars(text("SELECT count(*) FROM ledger_head")).one() == 0


def test_a_reader_needs_no_vault(engine: Engine) -> None:
    with reading(engine) as session:
        assert session.info["vault"] is None


def test_many_writers_all_get_their_turn(database: Database, clock: StoppedClock) -> None:
    with ThreadPoolExecutor(8) as writers:
        list(writers.map(lambda number: _put(database, clock, f"message {number}"), range(40)))

    with database.reading() as session:
        assert sum(counts(session).values()) == 40


def test_a_failed_commit_leaves_the_next_writer_its_turn(
    database: Database, clock: StoppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database.engine.dialect, "do_commit", full_disk)
    with pytest.raises(OperationalError):
        _put(database, clock, "lost")

    monkeypatch.undo()
    _put(database, clock, "kept")

    with database.reading() as session:
        assert sum(counts(session).values()) == 1


def test_a_fixed_statement_says_what_it_changed(database: Database, clock: StoppedClock) -> None:
    _put(database, clock, "message")

    with database.session() as session:
        marked = run(session, update(table_of(OutboxRow)).values(attempts=bindparam("count")), count=3)

    assert marked.rowcount == 1


def test_an_engine_may_be_used_again_after_it_was_disposed(database: Database, clock: StoppedClock) -> None:
    _put(database, clock, "before")
    database.engine.dispose()

    _put(database, clock, "after")

    with database.reading() as session:
        assert sum(counts(session).values()) == 2


def test_an_engine_is_let_go_of_even_when_its_use_fails(sqlite: Engine) -> None:
    disposed = list[Engine]()
    event.listen(sqlite, "engine_disposed", disposed.append)

    with pytest.raises(ZeroDivisionError), disposing(sqlite):
        raise ZeroDivisionError

    assert disposed == [sqlite]


def test_closing_lets_go_of_both_databases(database: Database, clock: StoppedClock) -> None:
    disposed = list[Engine]()
    event.listen(database.engine, "engine_disposed", disposed.append)

    database.close()

    assert disposed == [database.engine]


@pytest.mark.parametrize(("insecure_fast", "synchronous"), [(False, 2), (True, 0)])
def test_sqlite_waits_for_the_disk_unless_told_otherwise(
    tmp_path: Path, insecure_fast: bool, synchronous: int
) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'file'}", insecure_fast=insecure_fast)

    with engine.connect() as connection:
        assert connection.scalar(text("PRAGMA synchronous")) == synchronous
    engine.dispose()


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("foreign_keys", 1), ("secure_delete", 1), ("busy_timeout", 30000)],
)
def test_sqlite_is_set_up_as_designed(sqlite: Engine, pragma: str, value: str | int) -> None:
    with sqlite.connect() as connection:
        assert connection.scalar(text(f"PRAGMA {pragma}")) == value


def test_sqlite_in_memory_has_nobody_to_queue_with() -> None:
    engine = make_engine("sqlite://")

    with engine.begin() as connection:
        assert connection.scalar(text("SELECT 1")) == 1
    engine.dispose()


@pytest.mark.parametrize(("setting", "value"), [("lock_timeout", "15s"), ("timezone", "UTC")])
def test_postgresql_is_set_up_as_designed(postgres: Engine, setting: str, value: str) -> None:
    with postgres.connect() as connection:
        assert connection.scalar(text(f"SHOW {setting}")) == value


def test_a_writer_who_waited_too_long_is_told_to_come_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue = WriterQueue(tmp_path / "main.db")
    monkeypatch.setattr(queue, "_thread", TakenLock())

    with pytest.raises(Unavailable):
        queue.enter()


def test_a_queue_without_its_file_blocks_nobody(tmp_path: Path) -> None:
    queue = WriterQueue(tmp_path / "missing" / "main.db")

    for _ in range(2):
        with pytest.raises(FileNotFoundError):
            queue.enter()


class TakenLock:
    """A lock somebody never lets go of."""

    def acquire(self, *, timeout: float) -> bool:
        return timeout < 0


def _put(database: Database, clock: StoppedClock, key: str) -> None:
    with database.session() as session:
        put(session, clock, Message(key, "mail", {}))
        session.commit()


def _write_if_the_engine_lets_it(session: Session) -> None:
    """PostgreSQL refuses at once; SQLite lets it, and forgets."""
    try:
        session.execute(text("INSERT INTO ledger_head VALUES (2026, 0, '', '', '', false)"))
    except DBAPIError:
        session.rollback()
