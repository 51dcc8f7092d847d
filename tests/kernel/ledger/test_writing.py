"""What is announced is appended, in order, without gaps, and in the deed's own transaction."""

import json
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, cast
from unittest.mock import ANY
from uuid import UUID

import psycopg
import psycopg.abc
import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from referral.kernel import ledger
from referral.kernel.clock import StoppedClock
from referral.kernel.database import Database
from referral.kernel.ledger import Action, LedgerUnavailable, Result, Status, Verdict, writing
from referral.kernel.ledger.entries import Note, names
from referral.kernel.ledger.writing import append
from referral.kernel.permissions import SYSTEM
from referral.kernel.transaction import deed
from tests.fakes import AN_OFFICER

CASE = UUID("0197d8c0-1111-7000-8000-000000000001")
OTHER_CASE = UUID("0197d8c0-1111-7000-8000-000000000002")


def _bodies(session: Session) -> list[dict[str, object]]:
    found = session.execute(text("SELECT body FROM ledger_entry ORDER BY shard, idx"))
    return [json.loads(body) for (body,) in found]


def test_an_entry_says_who_did_what_when(database: Database, clock: StoppedClock) -> None:
    with deed(database, clock, AN_OFFICER, request_id="r1") as session:
        ledger.note(
            session,
            AN_OFFICER,
            Action.CASE_READ,
            CASE,
            purpose="protection",
            fields=["full_name"],
            records={"person": "ab12"},
            detail={"version": 3},
        )

    with database.session() as session:
        assert _bodies(session) == [
            {
                "about": [str(CASE)],
                "action": "case:read",
                "actor": str(AN_OFFICER.user_id),
                "agency": "trung-tam-ctxh",
                "at": "2026-07-06T01:30:00.000000Z",
                "detail": {"version": 3},
                "fields": ["full_name"],
                "index": 0,
                "purpose": "protection",
                "records": {"person": "ab12"},
                "request": "r1",
                "result": "ok",
                "role": "officer",
                "schema": 1,
                "session": "5e55" * 4,
            }
        ]


def test_an_entry_is_stored_as_canonical_bytes(session: Session, clock: StoppedClock) -> None:
    append(session.connection(), clock, [Note(SYSTEM, Action.SYSTEM_SWEPT, detail={"b": 1, "a": 2})])

    body, leaf = session.execute(text("SELECT body, leaf FROM ledger_entry")).one()
    assert body.startswith(b'{"about":[],"action":"system:swept","actor":"system","agency":"system","at":')
    assert b'"detail":{"a":2,"b":1},' in body
    assert leaf == sha256(b"\x00" + body).digest()


def test_entries_follow_each_other_without_gaps(database: Database, clock: StoppedClock) -> None:
    for _ in range(5):
        with deed(database, clock) as session:
            ledger.note(session, SYSTEM, Action.SYSTEM_SWEPT)
            ledger.note(session, SYSTEM, Action.ALERT_RAISED)

    with database.session() as session:
        assert [body["index"] for body in _bodies(session)] == list(range(10))


def test_a_list_is_one_entry_naming_every_case(session: Session, clock: StoppedClock) -> None:
    append(
        session.connection(), clock, [Note(AN_OFFICER, Action.CASE_LISTED, names([CASE, OTHER_CASE, CASE]))]
    )

    assert [body["about"] for body in _bodies(session)] == [[str(CASE), str(OTHER_CASE)]]
    assert session.execute(text("SELECT count(*) FROM ledger_about")).scalar() == 2


def test_each_note_gets_a_receipt_for_its_place(session: Session, clock: StoppedClock) -> None:
    note = Note(SYSTEM, Action.SYSTEM_SWEPT)

    append(session.connection(), clock, [note])
    first, second = append(session.connection(), clock, [note, note])

    assert [(first.shard, first.index), (second.shard, second.index)] == [(2026, 1), (2026, 2)]
    assert second.leaf == session.execute(text("SELECT leaf FROM ledger_entry WHERE idx = 2")).scalar()


def test_nothing_announced_writes_nothing(session: Session, clock: StoppedClock) -> None:
    assert append(session.connection(), clock, []) == ()
    assert session.execute(text("SELECT count(*) FROM ledger_head")).scalar() == 0


def test_a_new_year_opens_a_log_that_names_the_old(database: Database, clock: StoppedClock) -> None:
    _sweep(database, clock)
    clock.set(datetime(2027, 1, 1, 0, 0, tzinfo=UTC))
    _sweep(database, clock)

    with database.session() as session:
        root = session.execute(text("SELECT root FROM ledger_head WHERE shard = 2026")).scalar_one()
        opening = _bodies(session)[1]
    assert (opening["action"], opening["index"]) == ("ledger:opened", 0)
    assert opening["detail"] == {"previous": 2026, "root": root.hex(), "size": 1}


def test_a_new_years_receipts_are_the_callers_own(database: Database, clock: StoppedClock) -> None:
    _sweep(database, clock)
    clock.set(datetime(2027, 1, 1, 0, 0, tzinfo=UTC))

    with database.session() as session:
        receipts = append(session.connection(), clock, [Note(SYSTEM, Action.SYSTEM_SWEPT)])

    assert [(receipt.shard, receipt.index) for receipt in receipts] == [(2027, 1)]


def test_a_clock_that_falls_behind_stays_in_the_newest_log(database: Database, clock: StoppedClock) -> None:
    _sweep(database, clock)
    clock.set(datetime(2025, 12, 31, 23, 0, tzinfo=UTC))
    _sweep(database, clock)

    with database.session() as session:
        assert [body["index"] for body in _bodies(session)] == [0, 1]


def _no_entries(session: Session) -> None:
    session.execute(text("DROP TABLE ledger_entry"))


def _no_head(session: Session) -> None:
    session.execute(text("UPDATE ledger_head SET is_closed = true"))


def _bad_peaks(session: Session) -> None:
    session.execute(text("UPDATE ledger_head SET size = 7"))


def _entry_in_the_way(session: Session) -> None:
    session.execute(text("UPDATE ledger_head SET size = 0, peaks = :none"), {"none": b""})


@pytest.mark.parametrize("break_it", [_no_entries, _no_head, _bad_peaks, _entry_in_the_way])
def test_a_ledger_that_cannot_be_written_says_so(
    session: Session, clock: StoppedClock, break_it: Callable[[Session], None]
) -> None:
    append(session.connection(), clock, [Note(SYSTEM, Action.SYSTEM_SWEPT)])
    break_it(session)

    with pytest.raises(LedgerUnavailable):
        append(session.connection(), clock, [Note(SYSTEM, Action.SYSTEM_SWEPT)])


def test_a_head_that_moved_underneath_refuses_the_entries(
    session: Session, clock: StoppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("_GROW_HEAD", "_ALL_AT_ONCE"):
        moved = getattr(writing, name).replace("AND size = ", "AND size = 1 + ")
        monkeypatch.setattr(writing, name, moved)

    with pytest.raises(LedgerUnavailable):
        append(session.connection(), clock, [Note(SYSTEM, Action.SYSTEM_SWEPT)])


def test_writers_at_the_same_time_cannot_fork_the_log(database: Database, clock: StoppedClock) -> None:
    with ThreadPoolExecutor(4) as writers:
        list(writers.map(lambda _: _sweep(database, clock), range(40)))

    with database.reading() as session:
        assert [body["index"] for body in _bodies(session)] == list(range(40))
        assert ledger.verify(session).status is Status.SOUND


def test_writers_waiting_over_new_year_find_the_new_log(database: Database, clock: StoppedClock) -> None:
    _sweep(database, clock)
    clock.set(datetime(2027, 1, 1, 0, 0, tzinfo=UTC))

    with ThreadPoolExecutor(4) as writers:
        list(writers.map(lambda _: _sweep(database, clock), range(12)))

    with database.reading() as session:
        assert ledger.verify(session) == Verdict(Status.SOUND, 14, ANY, 2027)


def test_appending_costs_sqlite_four_statements(sqlite: Engine, clock: StoppedClock) -> None:
    said = list[str]()

    with sqlite.begin() as connection:
        append(connection, clock, [Note(SYSTEM, Action.SYSTEM_SWEPT)])
        file = cast("sqlite3.Connection", connection.connection.dbapi_connection)
        file.set_trace_callback(said.append)
        append(connection, clock, [Note(SYSTEM, Action.SYSTEM_SWEPT)])
        file.set_trace_callback(None)

    distinct = dict.fromkeys(" ".join(each.split()[:3]) for each in said if not each.startswith("--"))
    assert list(distinct) == [
        "SELECT shard, size,",
        "INSERT INTO ledger_entry",
        "INSERT INTO ledger_node",
        "UPDATE ledger_head SET",
    ]


def test_appending_costs_postgresql_two_round_trips(
    postgres: Engine, clock: StoppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = list[str]()

    class ListeningCursor(psycopg.Cursor[tuple[object, ...]]):
        def execute(self, query: psycopg.abc.Query, *given: Any, **how: Any) -> "ListeningCursor":  # noqa: ANN401 — as the driver has it
            said.append(str(query))
            super().execute(query, *given, **how)
            return self

    with postgres.begin() as connection:
        append(connection, clock, [Note(SYSTEM, Action.SYSTEM_SWEPT)])
        monkeypatch.setattr(connection.connection.dbapi_connection, "cursor_factory", ListeningCursor)
        append(connection, clock, [Note(SYSTEM, Action.SYSTEM_SWEPT)])
        monkeypatch.undo()

    assert [each.split()[0] for each in said] == ["SELECT", "WITH"]


@pytest.mark.parametrize(
    "said",
    [
        pytest.param({"about": "Nguyễn Thị Hoa"}, id="a name"),
        pytest.param({"purpose": "she told us that"}, id="a purpose in free text"),
        pytest.param({"fields": ["họ tên"]}, id="a field in free text"),
        pytest.param({"records": {"person": "not a digest"}}, id="a record in free text"),
        pytest.param({"detail": {"because": "she told us that"}}, id="a detail in free text"),
        pytest.param({"detail": {"a key": 1}}, id="a detail under free text"),
        pytest.param({"about": ""}, id="nothing where something should be"),
    ],
)
def test_free_text_never_comes_into_the_ledger(session: Session, said: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="ids and verbs only") as refused:
        ledger.note(session, AN_OFFICER, Action.CASE_READ, **said)  # type: ignore[arg-type]  # — each case breaks another part

    assert "Nguyễn" not in str(refused.value)
    assert "she told" not in str(refused.value)


def test_every_action_and_result_has_a_sentence_for_people() -> None:
    words = [*Action, *Result, *ledger.Fault, *ledger.Status]

    assert all(word.vi and word.en for word in words)
    assert all(action.count(":") == 1 and action == action.lower() for action in Action)


def _sweep(database: Database, clock: StoppedClock) -> None:
    with deed(database, clock) as session:
        ledger.note(session, SYSTEM, Action.SYSTEM_SWEPT)
