"""Opening a case: each relation sees its own part, for its own purposes, and the ledger knows before the
reader.
"""

from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from referral.casework.cards import CaseCard
from referral.casework.models import Event, Note, Person, Report, Statement
from referral.casework.services import notes, reading
from referral.kernel.errors import (
    LedgerUnavailable,
    NotAllowed,
    NotFound,
    PurposeNotAllowed,
    PurposeRequired,
)
from referral.kernel.ledger import Action, Result
from referral.kernel.references import new_reference
from referral.kernel.vault import Cell, NotInScope
from tests.factories import AN_ADULT, STORY, a_childs
from tests.fakes import full_disk
from tests.storyteller import Storyteller
from tests.witness import entries, last_entry, refused
from workflows.vocabulary import Purpose, Relation, Role, State

NOTE = "Gọi lại vào buổi tối."
PERSONAL = ("person", "story", "statements", "notes", "consents")
NOTHING_PERSONAL = (None, None, (), (), ())


def personal(card: CaseCard) -> tuple[object, ...]:
    return tuple(getattr(card, name) for name in PERSONAL)


@pytest.mark.parametrize(
    ("purpose", "shown"),
    [
        pytest.param(
            Purpose.RECEPTION,
            ("consents", "notes", "papers", "person", "screenings", "story"),
            id="reception",
        ),
        pytest.param(
            Purpose.VERIFICATION,
            ("consents", "notes", "papers", "person", "screenings", "statements", "story"),
            id="verification",
        ),
        pytest.param(
            Purpose.PROTECTION,
            ("consents", "notes", "papers", "person", "screenings", "statements", "story", "support"),
            id="protection",
        ),
        pytest.param(Purpose.TRANSFER, ("consents", "notes", "papers", "person", "support"), id="transfer"),
        pytest.param(
            Purpose.SUPPORT, ("consents", "notes", "papers", "person", "story", "support"), id="support"
        ),
        pytest.param(Purpose.CORRECTION, ("person", "statements", "story"), id="correction"),
    ],
)
def test_a_holder_sees_what_the_purpose_needs(
    story: Storyteller, purpose: Purpose, shown: tuple[str, ...]
) -> None:
    ref = story.received()

    card = story.reads(story.officer("so-y-te"), ref, purpose)

    assert card.fields == shown
    assert card.person == AN_ADULT
    assert (card.story is not None) == ("story" in shown)
    entry = last_entry(story)
    assert (entry.action, entry.about, entry.purpose, entry.fields) == (
        Action.CASE_READ,
        (ref,),
        purpose,
        shown,
    )


def test_no_purpose_opens_nothing(story: Storyteller) -> None:
    ref = story.received()

    with refused(story, PurposeRequired, Action.CASE_READ, ref):
        story.reads(story.officer("so-y-te"), ref, None)


@pytest.mark.parametrize(
    ("code", "role", "purpose"),
    [
        pytest.param("so-y-te", Role.OFFICER, Purpose.SUPERVISION, id="an officer who would supervise"),
        pytest.param("cong-an-tinh", Role.OFFICER, Purpose.PROTECTION, id="a verifier who would protect"),
        pytest.param("don-bien-phong", Role.OFFICER, Purpose.SUPERVISION, id="a former holder"),
        pytest.param("bien-phong-tinh", Role.SUPERVISOR, Purpose.RECEPTION, id="one who is not above"),
    ],
)
def test_another_purpose_than_ones_own_opens_nothing(
    story: Storyteller, code: str, role: Role, purpose: Purpose
) -> None:
    ref = story.verified()
    reader = story.province.actor(code, role)
    error = {"bien-phong-tinh": NotFound}.get(code, PurposeNotAllowed)

    with refused(story, error, Action.CASE_READ, ref):
        story.reads(reader, ref, purpose)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
def test_neither_auditor_nor_administrator_opens_a_case(story: Storyteller, role: Role) -> None:
    ref = story.received()

    with refused(story, NotAllowed, Action.CASE_READ, ref):
        story.reads(story.province.actor("so-y-te", role), ref, Purpose.SUPERVISION)


@pytest.mark.parametrize(
    "code", ["don-bien-phong-hai", "so-y-te-khac", "cong-an-tinh", "trung-tam-ctxh", "thanh-tra"]
)
def test_a_foreign_case_looks_like_a_missing_one(story: Storyteller, code: str) -> None:
    ref, missing = story.received(), new_reference()
    reader = story.officer(code)

    with refused(story, NotFound, Action.CASE_READ, ref) as hidden:
        story.reads(reader, ref, Purpose.RECEPTION)
    with refused(story, NotFound, Action.CASE_READ, missing) as absent:
        story.reads(reader, missing, Purpose.RECEPTION)

    assert str(hidden.value) == str(absent.value)


def test_nothing_is_shown_that_cannot_be_recorded(
    story: Storyteller, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = story.received()
    monkeypatch.setattr(story.database.engine.dialect, "do_commit", full_disk)

    with pytest.raises(LedgerUnavailable):
        story.reads(story.officer("so-y-te"), ref, Purpose.RECEPTION)


@pytest.mark.parametrize("typed", ["HS-\x00", "Nguyễn Thị Đặng Thử", "", "' OR 1=1"])
def test_no_address_is_worse_than_a_missing_one(story: Storyteller, typed: str) -> None:
    with refused(story, NotFound, Action.CASE_READ):
        story.reads(story.officer("so-y-te"), typed, Purpose.RECEPTION)


LOOKS: tuple[Callable[..., object], ...] = (
    reading.glance,
    reading.timeline_of,
    reading.custody_of,
    reading.clocks_of,
)


@pytest.mark.parametrize("look", [*LOOKS, reading.why, reading.purposes_for], ids=lambda look: look.__name__)
def test_a_stranger_gets_no_glimpse_either(story: Storyteller, look: Callable[..., object]) -> None:
    ref = story.received()

    with pytest.raises(NotFound):
        story.by(story.officer("trung-tam-ctxh"), look, ref)


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.__name__)
def test_an_auditor_of_the_holder_gets_no_glimpse(story: Storyteller, look: Callable[..., object]) -> None:
    ref = story.received()

    with pytest.raises(NotAllowed):
        story.by(story.province.actor("so-y-te", Role.AUDITOR), look, ref)


def test_an_offered_agency_sees_a_summary_without_identity(story: Storyteller) -> None:
    ref = story.identified()
    story.assesses("so-y-te", ref)
    story.offers("so-y-te", ref, "trung-tam-ctxh")
    centre = story.officer("trung-tam-ctxh")

    card = story.reads(centre, ref, Purpose.TRANSFER)

    assert (card.fields, personal(card)) == ((), NOTHING_PERSONAL)
    assert (card.line.ref, card.line.state) == (ref, State.TRANSFER_OFFERED)
    assert story.by(centre, reading.why, ref) == (Relation.OFFERED,)
    assert story.by(centre, reading.purposes_for, ref) == (Purpose.TRANSFER,)


def test_an_offered_agency_has_no_key(story: Storyteller) -> None:
    ref = story.received()
    handover = story.offers("don-bien-phong", story.reports("don-bien-phong", key="two").ref, "ubnd-xa")
    case = story.case(handover.case_ref)

    with pytest.raises(NotFound):
        story.database.vault.case_key(case.id, story.province.ids["ubnd-xa"])
    assert ref != handover.case_ref


def test_a_verifier_sees_person_and_story_until_the_conclusion(story: Storyteller) -> None:
    ref = story.verified()
    police = story.officer("cong-an-tinh")

    card = story.reads(police, ref, Purpose.VERIFICATION)

    assert (card.person, card.story, card.notes, card.consents) == (AN_ADULT, STORY, (), ())
    story.identifies(ref)
    with refused(story, NotFound, Action.CASE_READ, ref):
        story.reads(police, ref, Purpose.VERIFICATION)


def test_a_verifiers_key_opens_no_note(story: Storyteller) -> None:
    ref = story.verified()
    note_id = story.by(story.officer("so-y-te"), notes.add_note, ref, NOTE)
    blob = story.look(lambda session: session.scalars(select(Note.text).where(Note.id == note_id)).one())

    key = story.database.vault.case_key(story.case(ref).id, story.province.ids["cong-an-tinh"], "verifier")

    with pytest.raises(NotInScope):
        key.open_text(Cell("note", "text", note_id, 1), blob)
    with pytest.raises(NotInScope):
        key.packed(None)


def test_a_verifiers_key_is_gone_after_the_conclusion(story: Storyteller) -> None:
    ref = story.identified()

    with pytest.raises(NotFound):
        story.database.vault.case_key(story.case(ref).id, story.province.ids["cong-an-tinh"], "verifier")


def test_a_former_holder_sees_only_its_own_records(story: Storyteller) -> None:
    ref = story.reports("don-bien-phong").ref
    story.by(story.officer("don-bien-phong"), notes.add_note, ref, "Của đồn")
    story.hands("don-bien-phong", ref, "ubnd-xa")
    story.by(story.officer("ubnd-xa"), notes.add_note, ref, "Của xã")
    story.hands("ubnd-xa", ref, "so-y-te")

    post = story.reads(story.officer("don-bien-phong"), ref, Purpose.RECEPTION)
    commune = story.reads(story.officer("ubnd-xa"), ref, Purpose.RECEPTION)

    assert (post.person, post.story, [note.text for note in post.notes]) == (AN_ADULT, STORY, ["Của đồn"])
    assert (commune.person, commune.story, [note.text for note in commune.notes]) == (None, None, ["Của xã"])
    assert post.line.state is State.RECEIVED


def test_a_former_holders_key_opens_no_present_identity(story: Storyteller) -> None:
    ref = story.received()
    case_id, post = story.case(ref).id, story.province.ids["don-bien-phong"]
    stored = select(Person.id, Person.name).where(Person.case_id == case_id)
    row = story.look(lambda session: session.execute(stored).one())

    key = story.database.vault.case_key(case_id, post, "former")

    with pytest.raises(NotInScope):
        key.open_text(Cell("person", "name", row.id, 1), row.name)
    with pytest.raises(NotFound):
        story.database.vault.case_key(case_id, post)


def test_the_last_holder_reads_on_after_the_end(story: Storyteller) -> None:
    ref = story.closed()
    centre = story.officer("trung-tam-ctxh")

    card = story.reads(centre, ref, Purpose.SUPPORT)

    assert (card.person, card.line.state) == (AN_ADULT, State.CLOSED)
    assert story.by(centre, reading.why, ref) == (Relation.LAST_HOLDER,)


def test_who_stands_above_sees_no_person(story: Storyteller) -> None:
    ref = story.reports("don-bien-phong").ref
    above = story.supervisor("bien-phong-tinh")

    card = story.reads(above, ref, Purpose.SUPERVISION)

    assert (card.fields, personal(card)) == ((), NOTHING_PERSONAL)
    assert story.by(above, reading.glance, ref).state is State.REPORTED
    assert story.by(above, reading.why, ref) == (Relation.ABOVE,)
    assert story.by(above, reading.clocks_of, ref)
    assert {event.reason for event in story.by(above, reading.timeline_of, ref)} == {""}


def test_an_officer_above_sees_nothing_at_all(story: Storyteller) -> None:
    ref = story.reports("don-bien-phong").ref

    with refused(story, NotFound, Action.CASE_LISTED, ref):
        story.by(story.officer("bien-phong-tinh"), reading.glance, ref)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SUPERVISOR])
def test_the_child_duty_opens_no_identity(story: Storyteller, role: Role) -> None:
    ref = story.reports("don-bien-phong", a_childs(story.clock.now())).ref
    commune = story.province.actor("ubnd-xa", role)

    card = story.reads(commune, ref, Purpose.PROTECTION)

    assert (card.fields, personal(card)) == (("child_track",), NOTHING_PERSONAL)
    assert card.line.is_child


def test_a_holders_supervisor_also_supervises(story: Storyteller) -> None:
    ref = story.received()
    boss = story.supervisor("so-y-te")

    card = story.reads(boss, ref, Purpose.SUPERVISION)

    assert card.fields == ("consents", "notes", "support")
    assert (card.person, card.story) == (None, None)
    assert set(story.by(boss, reading.purposes_for, ref)) == set(Purpose)


def test_only_the_holders_supervisor_sees_who_looked(story: Storyteller) -> None:
    ref = story.received()

    allowed = story.look(lambda session: reading.may_see_access(session, story.supervisor("so-y-te"), ref))
    assert allowed == story.case(ref).id
    with refused(story, NotAllowed, Action.CASE_ACCESS_READ, ref):
        story.by(
            story.officer("so-y-te"), lambda session, _, actor: reading.may_see_access(session, actor, ref)
        )


@pytest.mark.parametrize(
    ("look", "action"),
    [
        pytest.param(reading.glance, Action.CASE_LISTED, id="a glance"),
        pytest.param(reading.timeline_of, Action.CASE_TIMELINE_READ, id="the timeline"),
        pytest.param(reading.custody_of, Action.CASE_CUSTODY_READ, id="custody"),
        pytest.param(reading.clocks_of, Action.CASE_CLOCKS_READ, id="the clocks"),
    ],
)
def test_every_look_is_one_entry(story: Storyteller, look: Callable[..., object], action: Action) -> None:
    ref = story.received()
    so_far = len(entries(story))

    story.by(story.officer("so-y-te"), look, ref)

    (entry,) = entries(story)[so_far:]
    assert (entry.action, entry.about) == (action, (ref,))


SPOIL = {
    "person/name": update(Person).values(name=b"x"),
    "person/identity": update(Person).values(identity=b"x"),
    "statement": update(Statement).values(text=b"x"),
}


@pytest.mark.parametrize("spoilt", SPOIL)
def test_what_does_not_open_is_named_and_reported(story: Storyteller, spoilt: str) -> None:
    ref = story.received()
    story.system(lambda session: session.execute(SPOIL[spoilt]))

    card = story.reads(story.officer("so-y-te"), ref, Purpose.RECEPTION)

    (row,) = card.unreadable
    assert row.startswith(spoilt.partition("/")[0])
    assert (card.person is None or card.person.full_name is None) or card.story == ""
    entry = last_entry(story)
    assert (entry.action, entry.result) == (Action.INTEGRITY_FAILED, Result.INTEGRITY_FAILURE)
    assert (entry.about, entry.fields[0]) == ((ref,), row)


def test_a_former_holders_spoilt_report_is_reported(story: Storyteller) -> None:
    ref = story.received()
    story.system(lambda session: session.execute(update(Report).values(document=b"x")))

    card = story.reads(story.officer("don-bien-phong"), ref, Purpose.RECEPTION)

    assert card.person is None
    assert last_entry(story).fields[:1] == card.unreadable


def test_a_spoilt_reason_is_reported_and_the_line_shown(story: Storyteller) -> None:
    ref = story.fully_verified()
    story.system(lambda session: session.execute(update(Event).values(document=b"x")))

    lines = story.by(story.officer("so-y-te"), reading.timeline_of, ref)

    assert (lines[-1].kind, lines[-1].reason) == ("request_full_verification", "")
    (report,) = entries(story, action=Action.INTEGRITY_FAILED)
    assert f"event/{lines[-1].id}" in report.fields


def test_a_reason_is_read_by_whoever_gave_it(story: Storyteller) -> None:
    ref = story.fully_verified()

    shown = {
        code: [line.reason for line in story.by(story.officer(code), reading.timeline_of, ref)][-1]
        for code in ("so-y-te", "cong-an-tinh", "don-bien-phong")
    }

    assert shown == {"so-y-te": "Chưa rõ", "cong-an-tinh": "", "don-bien-phong": ""}
