"""Prepared statements: what they give, when they are answered, and how they fail."""

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID, uuid5

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, bindparam, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from referral.kernel.database import Database, table_of
from referral.kernel.outbox import OutboxRow
from referral.kernel.prepared import Prepared, RowsWereNotThere, connection_of, settle

OUTBOX = table_of(OutboxRow)
AT = datetime(2026, 7, 6, 1, 30, tzinfo=UTC)
OF_KEY = OUTBOX.c.dedupe_key == bindparam("of_key")
ADD = Prepared(insert(OUTBOX))
FIND = Prepared(select(OUTBOX.c.id, OUTBOX.c.payload, OUTBOX.c.created_at, OUTBOX.c.attempts).where(OF_KEY))
TRY = Prepared(update(OUTBOX).where(OF_KEY).values(attempts=bindparam("count"), state="sent"))
HOLD = Prepared(select(OUTBOX.c.id).where(OF_KEY).with_for_update())
MADE = Table("made", MetaData(), Column("id", Integer, default=lambda: 1), Column("name", String))
"""A table whose default would have to be made anew for each row."""
FAMILY = UUID("0198d3a0-0000-7000-8000-000000000000")


def row(key: str, **other: object) -> dict[str, object]:
    told = {"id": uuid5(FAMILY, key), "dedupe_key": key, "channel": "mail", "payload": {"ref": key}}
    return told | {"state": "waiting", "next_attempt_at": AT, "created_at": AT} | other


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.session() as session:
        yield session


def count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(OUTBOX)) or 0


def test_a_row_comes_back_as_it_was_told(session: Session) -> None:
    ADD.tell(session, **row("one"))

    (found,) = FIND.ask(session, of_key="one")

    assert (found.id, found.payload, found.created_at) == (uuid5(FAMILY, "one"), {"ref": "one"}, AT)


def test_a_column_of_which_nothing_is_said_has_its_default(session: Session) -> None:
    ADD.tell(session, **row("one"))

    assert FIND.ask(session, of_key="one")[0].attempts == 0


def test_many_rows_are_told_at_once(session: Session) -> None:
    ADD.tell_all(session, [row("one"), row("two"), row("three")])
    ADD.tell_all(session, [])

    assert count(session) == 3


def test_ordinary_statements_see_what_was_told(session: Session) -> None:
    ADD.tell(session, **row("one"))
    session.execute(update(OUTBOX).values(attempts=4))
    TRY.change_one(session, of_key="one", count=5)

    assert session.execute(select(OUTBOX.c.attempts, OUTBOX.c.state)).one() == (5, "sent")


def test_what_was_told_stands_after_the_commit(database: Database, session: Session) -> None:
    ADD.tell(session, **row("one"))
    session.commit()
    session.close()

    with database.reading() as later:
        assert count(later) == 1


def test_what_was_told_is_undone_with_its_transaction(database: Database, session: Session) -> None:
    ADD.tell(session, **row("one"))
    session.rollback()
    ADD.tell(session, **row("two"))
    session.commit()

    with database.reading() as later:
        assert [row.dedupe_key for row in later.execute(select(OUTBOX.c.dedupe_key))] == ["two"]


def test_a_session_that_is_left_open_leaves_nothing_behind(database: Database) -> None:
    with database.session() as session:
        ADD.tell(session, **row("one"))

    with database.session() as session:
        assert count(session) == 0


def test_it_says_how_many_rows_it_touched(session: Session) -> None:
    ADD.tell(session, **row("one"))

    assert [TRY.count(session, of_key=key, count=1) for key in ("one", "two")] == [1, 0]


def test_a_change_of_a_row_that_is_gone_is_found_before_the_commit(session: Session) -> None:
    ADD.tell(session, **row("one"))

    with pytest.raises(RowsWereNotThere, match="0 rows"):
        _change_and_settle(session)


def _change_and_settle(session: Session) -> None:
    TRY.change_one(session, of_key="another", count=1)
    settle(connection_of(session))


def test_what_the_database_refuses_is_said_without_its_values(session: Session) -> None:
    ADD.tell(session, **row("one"))

    with pytest.raises(IntegrityError) as caught:
        _tell_and_settle(session, row("one", channel="Nguyễn Thị Mơ"))

    assert "Mơ" not in str(caught.value)
    session.rollback()
    assert count(session) == 0


def _tell_and_settle(session: Session, told: dict[str, object]) -> None:
    ADD.tell(session, **told)
    settle(connection_of(session))


def test_a_question_says_what_was_refused_before_it(session: Session) -> None:
    with pytest.raises(IntegrityError):
        _tell_twice_and_ask(session)


def _tell_twice_and_ask(session: Session) -> None:
    ADD.tell(session, **row("one"))
    ADD.tell(session, **row("one"))
    FIND.ask(session, of_key="one")


def test_rows_are_held_for_whoever_writes(session: Session) -> None:
    ADD.tell(session, **row("one"))

    HOLD.hold(session, of_key="one")

    assert FIND.ask(session, of_key="one")[0].payload == {"ref": "one"}


@pytest.mark.parametrize(
    ("statement", "values", "said"),
    [
        (Prepared(insert(MADE)), {"name": "x"}, "missing: id"),
        (FIND, {}, "missing: of_key"),
        (FIND, {"of_key": "one", "of_name": "x"}, "of_name"),
    ],
)
def test_a_slip_in_the_values_is_named(
    session: Session, statement: Prepared, values: dict[str, object], said: str
) -> None:
    with pytest.raises(TypeError, match=said):
        statement.ask(session, **values)
