"""Looking for a person: every spelling finds, none finds another agency's, and a search is one entry."""

import unicodedata
from dataclasses import replace

import pytest
from sqlalchemy import select, update

from referral.casework.cards import Hit, PersonData
from referral.casework.models import Case, Person
from referral.casework.services import search
from referral.kernel.errors import InvalidInput, NotAllowed, PurposeNotAllowed
from referral.kernel.ledger import Action, Result
from referral.kernel.permissions import Actor
from tests.factories import AN_ADULT, intake
from tests.storyteller import Storyteller
from tests.witness import entries, last_entry, refused
from workflows.vocabulary import Purpose, Role, StepName

NFD_NAME = unicodedata.normalize("NFD", "Nguyễn Thị Đặng Thử")


def find(
    story: Storyteller, actor: Actor, purpose: Purpose = Purpose.RECEPTION, /, **asked: str
) -> list[str]:
    hits: tuple[Hit, ...] = story.by(actor, search.search, purpose=purpose, **asked)
    return [hit.line.ref for hit in hits]


def report(story: Storyteller, person: PersonData, code: str = "don-bien-phong") -> str:
    key = f"{person.full_name}-{person.id_number}"
    return story.reports(code, replace(intake(story.clock.now()), person=person), key=key).ref


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("Nguyễn Thị Đặng Thử", id="as it is written"),
        pytest.param("nguyen thi dang thu", id="without any mark"),
        pytest.param("NGUYỄN THỊ ĐẶNG THỬ", id="in capitals"),
        pytest.param("NGUYEN THI DANG THU", id="in capitals without marks"),
        pytest.param(NFD_NAME, id="decomposed"),
        pytest.param("Nguyễn Thị Ðặng Thử", id="with the Icelandic letter"),
        pytest.param("  Đặng   Thử ", id="two of its words"),
        pytest.param("Nguyễn Thị Đặng Thư", id="with another tone"),
    ],
)
def test_a_name_is_found_however_it_is_typed(story: Storyteller, typed: str) -> None:
    ref = story.reports("don-bien-phong").ref

    assert find(story, story.officer("don-bien-phong"), name=typed) == [ref]


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        pytest.param("Giàng A Sính", "giang a sinh", id="Mông"),
        pytest.param("Lò Thị Mỷ", "LÒ THỊ MĨ", id="Thái, with i for y"),
        pytest.param("Y Hương Niê", "y huong nie", id="Ê Đê"),
        pytest.param("H'Bluên Niê", "H’Bluên Niê", id="Ê Đê, with another apostrophe"),
        pytest.param("Kpă Ksor", "kpa ksor", id="Gia Rai"),
        pytest.param("Hoà Thị Thử", "Hòa Thị Thử", id="with its tone on the other vowel"),
    ],
)
def test_the_names_of_all_peoples_are_found(story: Storyteller, name: str, typed: str) -> None:
    ref = report(story, replace(AN_ADULT, full_name=name))
    report(story, replace(AN_ADULT, full_name="Trần Văn Khác", id_number="1"))

    assert find(story, story.officer("don-bien-phong"), name=typed) == [ref]


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param({"id_number": "051199000001"}, id="a number without spaces"),
        pytest.param({"id_number": "051.199.000-001"}, id="a number with dots"),
        pytest.param({"phone": "0905000001"}, id="a phone without spaces"),
        pytest.param({"phone": "+84 905 000 001"}, id="a phone from abroad"),
        pytest.param({"phone": "0084905000001"}, id="a phone dialled from abroad"),
        pytest.param({"name": "Ai đó khác", "id_number": "051 199 000 001"}, id="a number and another name"),
    ],
)
def test_a_number_is_found_in_every_spelling(story: Storyteller, asked: dict[str, str]) -> None:
    ref = story.reports("don-bien-phong").ref

    assert find(story, story.officer("don-bien-phong"), **asked) == [ref]


def test_a_passport_is_found_in_any_case(story: Storyteller) -> None:
    ref = report(story, replace(AN_ADULT, id_number="c 1234567"))

    assert find(story, story.officer("don-bien-phong"), id_number="C1234567") == [ref]


@pytest.mark.parametrize(
    "asked", [{"name": "Nguyen"}, {"id_number": "051199000001"}, {"phone": "0905000001"}]
)
@pytest.mark.parametrize("role", [Role.OFFICER, Role.SUPERVISOR])
def test_nobody_finds_another_agencys_person(story: Storyteller, asked: dict[str, str], role: Role) -> None:
    story.received()
    purposes = {Role.OFFICER: Purpose.RECEPTION, Role.SUPERVISOR: Purpose.SUPERVISION}

    found = find(story, story.province.actor("bien-phong-tinh", role), purposes[role], **asked)

    assert found == []
    assert last_entry(story).detail == {"found": 0}


def test_a_former_holder_finds_nobody_any_more(story: Storyteller) -> None:
    story.received()

    assert find(story, story.officer("don-bien-phong"), name="Nguyễn Thị Đặng Thử") == []


def test_a_verifier_and_a_last_holder_find_their_person(story: Storyteller) -> None:
    ref, ended = story.verified(), story.closed()

    assert find(story, story.officer("cong-an-tinh"), Purpose.VERIFICATION, name="dang thu") == [ref]
    assert find(story, story.officer("trung-tam-ctxh"), Purpose.SUPPORT, name="dang thu") == [ended]


def test_the_nearest_name_comes_first(story: Storyteller) -> None:
    bare, exact, longer = (
        report(story, replace(AN_ADULT, full_name=name))
        for name in ("Nguyen Thi Thu", "Nguyễn Thị Thử", "Nguyễn Thị Thử Hai")
    )

    assert find(story, story.officer("don-bien-phong"), name="Nguyễn Thị Thử") == [exact, bare, longer]


def test_a_search_is_one_entry_naming_all_it_showed(story: Storyteller) -> None:
    refs = {report(story, replace(AN_ADULT, id_number=number)) for number in ("1", "2")}
    so_far = len(entries(story))

    find(story, story.officer("don-bien-phong"), name="dang thu")

    (entry,) = entries(story)[so_far:]
    assert (entry.action, set(entry.about), entry.purpose) == (Action.CASE_SEARCHED, refs, "reception")
    assert (entry.fields, entry.detail) == (("name",), {"found": 2})


def test_a_search_shows_so_many_and_no_more(story: Storyteller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MOST", 2)
    for number in ("1", "2", "3"):
        report(story, replace(AN_ADULT, id_number=number))

    assert len(find(story, story.officer("don-bien-phong"), name="dang thu")) == 2


def test_a_person_without_a_name_is_found_by_number(story: Storyteller) -> None:
    ref = report(story, replace(AN_ADULT, full_name=None))

    assert find(story, story.officer("don-bien-phong"), id_number="051199000001") == [ref]
    assert find(story, story.officer("don-bien-phong"), name="Nguyễn") == []


def spoil_the_name(story: Storyteller, ref: str) -> str:
    """Put another name's bytes where this one's belong, and give the row."""
    case_id = story.case(ref).id
    story.system(
        lambda session: session.execute(update(Person).where(Person.case_id == case_id).values(name=b"x"))
    )
    chosen = select(Person.id).join(Case, Case.id == Person.case_id).where(Case.ref == ref)
    return f"person/{story.look(lambda session: session.scalar(chosen))}"


def test_a_name_that_does_not_open_hides_no_other(story: Storyteller) -> None:
    spoilt, sound = (report(story, replace(AN_ADULT, id_number=number)) for number in ("1", "2"))
    row = spoil_the_name(story, spoilt)

    assert find(story, story.officer("don-bien-phong"), name="dang thu") == [sound]

    entry = last_entry(story)
    assert (entry.action, entry.result) == (Action.INTEGRITY_FAILED, Result.INTEGRITY_FAILURE)
    assert (entry.about[0], entry.fields[0]) == (spoilt, row)


def test_a_number_still_finds_a_spoilt_name(story: Storyteller) -> None:
    ref = report(story, AN_ADULT)
    row = spoil_the_name(story, ref)

    assert find(story, story.officer("don-bien-phong"), phone="0905000001") == [ref]
    assert last_entry(story).fields[:1] == (row,)


def test_a_person_held_and_verified_is_found_once(story: Storyteller) -> None:
    ref = story.not_identified()
    boss = story.supervisor("cong-an-tinh")
    story.steps(boss, ref, StepName.REOPEN, "Có căn cứ mới")

    assert find(story, boss, Purpose.VERIFICATION, name="dang thu") == [ref]


@pytest.mark.parametrize("asked", [{}, {"name": "  "}, {"id_number": "---"}, {"phone": "không rõ"}])
def test_a_search_for_nothing_is_refused(story: Storyteller, asked: dict[str, str]) -> None:
    with refused(story, InvalidInput, Action.CASE_SEARCHED):
        find(story, story.officer("don-bien-phong"), **asked)


def test_a_search_for_a_foreign_purpose_is_refused(story: Storyteller) -> None:
    with refused(story, PurposeNotAllowed, Action.CASE_SEARCHED):
        find(story, story.officer("don-bien-phong"), Purpose.SUPERVISION, name="Nguyễn")


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
def test_who_works_on_no_case_searches_for_nobody(story: Storyteller, role: Role) -> None:
    with refused(story, NotAllowed, Action.CASE_SEARCHED):
        find(story, story.province.actor("don-bien-phong", role), name="Nguyễn")
