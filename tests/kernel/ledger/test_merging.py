"""What several services announce of one request is told in one entry, and nothing of it is lost."""

from dataclasses import replace
from uuid import UUID

import pytest

from referral.kernel.clock import StoppedClock
from referral.kernel.database import Database
from referral.kernel.ledger import Action, Result, Search, count, entries, note
from referral.kernel.ledger.entries import Note
from referral.kernel.ledger.merging import as_one
from referral.kernel.permissions import SYSTEM
from referral.kernel.transaction import deed
from tests.fakes import AN_AUDITOR, AN_OFFICER

LISTED = Note(AN_OFFICER, Action.CASE_LISTED, ("A", "B"), detail={"page": 1})
READ = Note(AN_OFFICER, Action.CASE_READ, ("A",), purpose="protection", fields=("person",))
MOVED = Note(AN_OFFICER, Action.CASE_MOVED, ("A",), records={"case/1": "x"}, detail={"to": "protected"})
OFFERED = Note(AN_OFFICER, Action.HANDOVER_OFFERED, ("A", "7"), records={"handover/7": "y"})
BROKEN = Note(AN_OFFICER, Action.INTEGRITY_FAILED, ("A",), result=Result.INTEGRITY_FAILURE)


@pytest.mark.parametrize(
    ("announced", "primary"),
    [
        pytest.param([LISTED, READ], Action.CASE_READ, id="opening for a purpose before listing"),
        pytest.param([READ, OFFERED], Action.HANDOVER_OFFERED, id="what was done before what was seen"),
        pytest.param([OFFERED, MOVED], Action.CASE_MOVED, id="a change of state before what caused it"),
        pytest.param([MOVED, READ, BROKEN], Action.INTEGRITY_FAILED, id="what went wrong before all"),
        pytest.param([LISTED, LISTED], Action.CASE_LISTED, id="the first among equals"),
    ],
)
def test_the_primary_action_comes_first(announced: list[Note], primary: Action) -> None:
    (told,) = as_one(announced)

    assert told.action is primary


def test_every_reference_field_and_digest_is_kept() -> None:
    (told,) = as_one([LISTED, READ, OFFERED, MOVED])

    assert told.about == ("A", "7", "B")
    assert (told.purpose, told.fields) == ("protection", ("person",))
    assert told.records == {"case/1": "x", "handover/7": "y"}


def test_the_others_are_named_and_counted() -> None:
    (told,) = as_one([MOVED, READ, LISTED, LISTED])

    assert told.detail == {"to": "protected", "page": 1, "case:read": 1, "case:listed": 2}


def test_a_detail_that_collides_is_kept_under_its_action() -> None:
    (told,) = as_one([MOVED, replace(OFFERED, detail={"to": "so-y-te"})])

    assert told.detail == {"to": "protected", "handover:offered.to": "so-y-te", "handover:offered": 1}


def test_a_second_purpose_is_not_lost() -> None:
    (told,) = as_one([READ, replace(READ, purpose="verification")])

    assert (told.purpose, told.detail) == ("protection", {"purpose.verification": 1})


def test_the_last_digest_of_a_row_stands() -> None:
    (told,) = as_one([MOVED, replace(OFFERED, records={"case/1": "z"})])

    assert told.records == {"case/1": "z"}


def test_two_people_and_the_system_stay_apart() -> None:
    swept = Note(SYSTEM, Action.SYSTEM_SWEPT)
    audited = Note(AN_AUDITOR, Action.LEDGER_READ)

    assert as_one([swept, READ, audited, swept]) == (swept, READ, audited, swept)


def test_one_note_is_told_as_it_is() -> None:
    assert as_one([READ]) == (READ,)
    assert as_one([]) == ()


@pytest.mark.parametrize(
    ("asked", "many"), [(Action.CASE_MOVED, 1), (Action.HANDOVER_OFFERED, 1), (Action.CASE_READ, 0)]
)
def test_an_entry_is_found_by_each_of_its_actions(
    database: Database, clock: StoppedClock, asked: Action, many: int
) -> None:
    with deed(database, clock, AN_OFFICER) as session:
        note(session, AN_OFFICER, Action.HANDOVER_OFFERED, UUID(int=7), detail={"to": "a"})
        note(session, AN_OFFICER, Action.CASE_MOVED, UUID(int=1), detail={"to": "b"})

    with database.reading() as session:
        assert count(session, Search(action=asked)) == many
        assert [one.also for one in entries(session, Search())] == [(Action.HANDOVER_OFFERED,)]
