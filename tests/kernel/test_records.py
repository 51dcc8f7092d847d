"""Sealed rows against what the ledger said of them: what was changed past the application is found."""

from uuid import UUID

import pytest
from sqlalchemy import Table, select, update

from referral.casework.cards import PersonChange, PersonData
from referral.casework.models import Note, Person
from referral.casework.services import notes
from referral.casework.services.changing import change_case
from referral.custody.models import Handover
from referral.kernel import ledger
from referral.kernel.database import table_of
from referral.kernel.ledger import Action
from referral.kernel.records import Fault, Wrong, sealed_tables, verify_records
from referral.kernel.transaction import deed
from referral.kernel.vault import record_digest
from tests.storyteller import Storyteller
from workflows.vocabulary import Purpose, Sex

POST, COMMUNE = "don-bien-phong", "ubnd-xa"
PERSON, NOTE, HANDOVER = table_of(Person), table_of(Note), table_of(Handover)


@pytest.fixture
def ref(story: Storyteller) -> str:
    return story.reports(POST).ref


def faults(story: Storyteller) -> tuple[Fault, ...]:
    return story.look(verify_records).faults


def only(story: Storyteller, table: Table) -> dict[str, object]:
    """Give the one row of a table as it is stored."""
    return dict(story.look(lambda session: session.execute(select(table)).one())._mapping)


def tampers(story: Storyteller, table: Table, **values: object) -> None:
    """Write past the application, as whoever owns the database can."""
    with story.database.engine.begin() as connection:
        connection.execute(update(table).values(**values))


def corrects(story: Storyteller, ref: str, name: str) -> None:
    change = PersonChange(person=PersonData(Sex.FEMALE, full_name=name), given=frozenset({"full_name"}))
    story.by(story.officer(POST), change_case, ref, change, story.version(ref))


def test_what_the_application_wrote_is_genuine(story: Storyteller, ref: str) -> None:
    story.by(story.officer(POST), notes.add_note, ref, "Đã ăn tối")
    corrects(story, ref, "Giàng A Sính")

    judged = story.look(verify_records)

    assert judged.faults == ()
    assert judged.rows >= 4


def test_a_row_put_back_to_its_own_older_state_is_found(story: Storyteller, ref: str) -> None:
    before = only(story, PERSON)
    corrects(story, ref, "Giàng A Sính")

    tampers(story, PERSON, **{name: before[name] for name in ("row_version", "name", "identity")})

    assert faults(story) == (Fault(f"person/{before['id']}", Wrong.DIFFERS),)


@pytest.mark.parametrize("cut", [b"", b"\x01", None], ids=["emptied", "cut off", "taken away"])
def test_a_changed_blob_is_found(story: Storyteller, ref: str, cut: bytes | None) -> None:
    person_id = only(story, PERSON)["id"]

    tampers(story, PERSON, name=cut)

    assert faults(story) == (Fault(f"person/{person_id}", Wrong.DIFFERS),)


def test_rows_added_or_taken_away_by_hand_are_found(story: Storyteller, ref: str) -> None:
    noted = story.by(story.officer(POST), notes.add_note, ref, "Đã ăn tối")
    another = UUID(int=7)

    tampers(story, NOTE, id=another)

    assert set(faults(story)) == {
        Fault(f"note/{another}", Wrong.UNTOLD),
        Fault(f"note/{noted}", Wrong.GONE),
    }


def test_an_answer_taken_back_from_a_hand_over_is_found(story: Storyteller, ref: str) -> None:
    story.hands(POST, ref, COMMUNE)
    assert faults(story) == ()

    tampers(story, HANDOVER, answer=None)

    (fault,) = faults(story)
    assert (fault.record.partition("/")[0], fault.wrong) == ("handover", Wrong.DIFFERS)


def notes_digest(story: Storyteller, ref: str, record: str, **blobs: bytes) -> None:
    """Let the ledger tell of some columns of a row, as a deed that wrote only those would."""
    told = {record: record_digest(blobs)}
    with deed(story.database, story.clock, story.officer(POST)) as session:
        ledger.note(session, story.officer(POST), Action.CASE_CHANGED, ref, records=told)


def test_a_row_is_genuine_when_several_entries_together_tell_of_it(story: Storyteller, ref: str) -> None:
    person = only(story, PERSON)

    notes_digest(story, ref, f"person/{person['id']}", name=blob_of(person, "name"))
    story.reads(story.officer(POST), ref, Purpose.RECEPTION)

    assert faults(story) == ()


def test_an_entry_that_tells_of_something_else_is_found(story: Storyteller, ref: str) -> None:
    person = only(story, PERSON)

    notes_digest(story, ref, f"person/{person['id']}", name=b"another")

    assert [fault.wrong for fault in faults(story)] == [Wrong.DIFFERS]


def blob_of(row: dict[str, object], column: str) -> bytes:
    blob = row[column]
    assert isinstance(blob, bytes)
    return blob


def test_a_column_that_no_entry_tells_of_is_found(story: Storyteller, ref: str) -> None:
    story.offers(POST, ref, COMMUNE)
    offered = only(story, HANDOVER)

    tampers(story, HANDOVER, answer=blob_of(offered, "record"))

    assert faults(story) == (Fault(f"handover/{offered['id']}", Wrong.DIFFERS),)


def test_progress_is_told_to_the_last_row(story: Storyteller, ref: str) -> None:
    told: list[tuple[int, int]] = []

    judged = story.look(lambda session: verify_records(session, lambda *done: told.append(done)))

    assert told[-1] == (judged.rows, judged.rows)


def test_every_sealed_table_has_rows_the_ledger_can_name() -> None:
    assert {"person", "note", "handover", "event"} <= {one.table.name for one in sealed_tables()}
    assert all(list(one.table.primary_key.columns.keys()) == ["id"] for one in sealed_tables())
