"""An auditor finds entries by whom, what, which case, how it ended and when."""

from datetime import timedelta

import pytest

from referral.kernel import ledger
from referral.kernel.clock import StoppedClock
from referral.kernel.database import Database
from referral.kernel.ledger import Action, Result, Search
from referral.kernel.ledger.entries import SCHEMA, Entry, Note
from referral.kernel.permissions import SYSTEM
from referral.kernel.transaction import deed
from tests.conftest import MONDAY_MORNING
from tests.fakes import AN_AUDITOR, AN_OFFICER


@pytest.mark.parametrize(
    ("search", "found"),
    [
        pytest.param(Search(), [3, 2, 1, 0], id="everything, newest first"),
        pytest.param(Search(about="CASE-A"), [2, 0], id="a case alone and among others"),
        pytest.param(Search(actor_id=str(AN_OFFICER.user_id)), [2, 1, 0], id="an account"),
        pytest.param(Search(actor_id="system"), [3], id="the system"),
        pytest.param(Search(agency_code="thanh-tra"), [], id="an agency that did nothing"),
        pytest.param(Search(action=Action.CASE_LISTED), [2], id="an action"),
        pytest.param(Search(result=Result.DENIED), [1], id="a result"),
        pytest.param(Search(since=MONDAY_MORNING + timedelta(hours=2)), [3, 2], id="from a moment on"),
        pytest.param(Search(until=MONDAY_MORNING + timedelta(hours=2)), [1, 0], id="up to a moment"),
        pytest.param(Search(about="CASE-A", action=Action.CASE_READ), [0], id="two conditions at once"),
    ],
)
def test_entries_are_found_by_what_they_say(log: Database, search: Search, found: list[int]) -> None:
    with log.reading() as session:
        entries = ledger.entries(session, search)

    assert [entry.index for entry in entries] == found


def test_a_page_goes_on_where_the_last_one_ended(log: Database) -> None:
    with log.reading() as session:
        first = ledger.entries(session, Search(), limit=3)
        second = ledger.entries(session, Search(), limit=3, before=(first[-1].shard, first[-1].index))

    assert [entry.index for entry in first + second] == [3, 2, 1, 0]


def test_pages_may_be_counted_instead(log: Database) -> None:
    with log.reading() as session:
        second = ledger.entries(session, Search(), limit=3, skip=3)
        total = ledger.count(session, Search(about="CASE-A"))

    assert ([entry.index for entry in second], total) == ([0], 2)


def test_an_entry_is_read_back_as_it_was_announced(log: Database) -> None:
    with log.reading() as session:
        entry = ledger.entries(session, Search(about="CASE-A"))[-1]

    assert (entry.at, entry.actor, entry.agency) == (
        MONDAY_MORNING,
        str(AN_OFFICER.user_id),
        "trung-tam-ctxh",
    )
    assert (entry.action, entry.about, entry.purpose) == (Action.CASE_READ, ("CASE-A",), "protection")
    assert (entry.result, entry.shard, len(entry.leaf)) == (Result.OK, 2026, 32)


def test_an_entry_of_a_newer_schema_is_not_guessed_at() -> None:
    body = Note(AN_AUDITOR, Action.LEDGER_READ).to_bytes(
        index=0, at="2026-07-06T01:30:00.000000Z", request=""
    )
    newer = body.replace(b'"schema":%d' % SCHEMA, b'"schema":%d' % (SCHEMA + 1))

    with pytest.raises(ValueError, match="newer version"):
        Entry.from_bytes(2026, newer, b"")


@pytest.fixture
def log(database: Database, clock: StoppedClock) -> Database:
    """Four deeds, an hour apart."""
    with deed(database, clock) as session:
        ledger.note(session, AN_OFFICER, Action.CASE_READ, "CASE-A", purpose="protection")
    clock.move(hours=1)
    with deed(database, clock) as session:
        ledger.note(session, AN_OFFICER, Action.CASE_READ, "CASE-B", result=Result.DENIED)
    clock.move(hours=1)
    with deed(database, clock) as session:
        ledger.note(session, AN_OFFICER, Action.CASE_LISTED, ["CASE-A", "CASE-B"])
    clock.move(hours=1)
    with deed(database, clock) as session:
        ledger.note(session, SYSTEM, Action.SYSTEM_SWEPT)
    return database
