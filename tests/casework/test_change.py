"""Correcting a case: only what is named changes, the old telling stays, and a stale reader is told."""

from dataclasses import replace
from datetime import date

import pytest

from referral.casework.cards import Moved, PersonChange, PersonData
from referral.casework.services import changing, reading, search
from referral.kernel.errors import NotAllowed, NotFound, StaleVersion, StepRefused
from referral.kernel.ledger import Action
from referral.kernel.permissions import Actor
from tests.factories import A_CHILD, AN_ADULT, STORY, a_childs
from tests.storyteller import Storyteller
from tests.witness import last_entry, refused, rules_of
from workflows.vocabulary import Purpose, Relation, Residence, Role, Sex, State

RENAMED = PersonChange(frozenset({"full_name"}), PersonData(Sex.MALE, full_name="Trần Thị Mới"))


def change(story: Storyteller, actor: Actor, ref: str, wanted: PersonChange, version: int = 0) -> Moved:
    return story.by(actor, changing.change_case, ref, wanted, version or story.version(ref))


def person_of(story: Storyteller, ref: str) -> PersonData | None:
    return story.reads(story.officer("so-y-te"), ref, Purpose.CORRECTION).person


def test_only_what_is_named_is_changed(story: Storyteller) -> None:
    ref = story.received()

    moved = change(story, story.officer("so-y-te"), ref, RENAMED)

    assert (moved.version, moved.state, moved.holder) == (4, State.RECEIVED, "so-y-te")
    assert person_of(story, ref) == replace(AN_ADULT, full_name="Trần Thị Mới")


def test_a_change_is_an_entry_of_names_and_digests(story: Storyteller) -> None:
    ref = story.received()

    change(story, story.officer("so-y-te"), ref, RENAMED)

    entry = last_entry(story)
    assert (entry.action, entry.fields, entry.detail) == (Action.CASE_CHANGED, ("full_name",), {"version": 4})
    assert [name.split("/")[0] for name in entry.records] == ["person"]


def test_a_corrected_number_is_found_and_the_old_is_not(story: Storyteller) -> None:
    ref, officer = story.received(), story.officer("so-y-te")
    corrected = PersonChange(
        frozenset({"id_number", "phone"}), PersonData(Sex.FEMALE, id_number="051199000999")
    )

    change(story, officer, ref, corrected)

    found = [
        len(story.by(officer, search.search, id_number=number, purpose=Purpose.RECEPTION))
        for number in ("051199000999", "051199000001")
    ]
    assert found == [1, 0]
    assert story.by(officer, search.search, phone="0905000001", purpose=Purpose.RECEPTION) == ()


def test_a_name_may_be_taken_back(story: Storyteller) -> None:
    ref = story.received()

    change(
        story, story.officer("so-y-te"), ref, PersonChange(frozenset({"full_name"}), PersonData(Sex.FEMALE))
    )

    assert person_of(story, ref) == replace(AN_ADULT, full_name=None)
    change(story, story.officer("so-y-te"), ref, RENAMED)
    assert person_of(story, ref) == replace(AN_ADULT, full_name="Trần Thị Mới")


def test_a_new_story_keeps_the_old_telling(story: Storyteller) -> None:
    ref = story.received()
    story.later(minutes=1)

    change(story, story.officer("so-y-te"), ref, PersonChange(frozenset({"story"}), story="Kể lại."))

    card = story.reads(story.officer("so-y-te"), ref, Purpose.VERIFICATION)
    assert card.story == "Kể lại."
    assert [(told.text, told.agency) for told in card.statements] == [
        (STORY, "don-bien-phong"),
        ("Kể lại.", "so-y-te"),
    ]


def test_urgency_is_changed_alone(story: Storyteller) -> None:
    ref = story.received()

    change(story, story.officer("so-y-te"), ref, PersonChange(frozenset({"urgent"}), urgent=True))

    assert story.by(story.officer("so-y-te"), reading.glance, ref).is_urgent
    assert person_of(story, ref) == AN_ADULT


@pytest.mark.parametrize(
    ("person", "is_foreign"),
    [
        pytest.param(PersonData(Sex.FEMALE, nationality="LAO"), True, id="another nationality"),
        pytest.param(PersonData(Sex.FEMALE, nationality="Việt Nam"), False, id="Vietnamese, spelt out"),
        pytest.param(
            PersonData(Sex.FEMALE, nationality="LAO", residence=Residence.STATELESS_RESIDENT),
            False,
            id="a resident",
        ),
        pytest.param(PersonData(Sex.FEMALE, residence=Residence.FOREIGN), True, id="a foreigner"),
    ],
)
def test_a_correction_decides_who_is_foreign(
    story: Storyteller, person: PersonData, is_foreign: bool
) -> None:
    ref = story.received()

    change(
        story, story.officer("so-y-te"), ref, PersonChange(frozenset({"nationality", "residence"}), person)
    )

    assert story.case(ref).facts["is_foreign"] is is_foreign


A_MINOR = PersonChange(frozenset({"age_from", "age_to"}), A_CHILD)
OF_AGE = PersonChange(
    frozenset({"date_of_birth", "age_from", "age_to"}), PersonData(Sex.FEMALE, date_of_birth=date(2000, 1, 2))
)


def test_somebody_who_proves_a_child_is_one_everywhere(story: Storyteller) -> None:
    ref = story.reports("don-bien-phong").ref

    change(story, story.officer("don-bien-phong"), ref, A_MINOR)

    assert story.by(story.officer("don-bien-phong"), reading.glance, ref).is_child
    assert "child_risk" in running(story, ref)
    assert story.by(story.officer("ubnd-xa"), reading.why, ref) == (Relation.CHILD_DUTY,)


def test_somebody_who_proves_of_age_is_no_child_anywhere(story: Storyteller) -> None:
    ref = story.reports("don-bien-phong", a_childs(story.clock.now())).ref
    assert "child_risk" in running(story, ref)

    change(story, story.officer("don-bien-phong"), ref, OF_AGE)

    assert "child_risk" not in running(story, ref)
    with pytest.raises(NotFound):
        story.by(story.officer("ubnd-xa"), reading.why, ref)


def running(story: Storyteller, ref: str) -> set[str]:
    clocks = story.by(story.officer("don-bien-phong"), reading.clocks_of, ref)
    return {clock.rule for clock in clocks if clock.state == "running"}


def test_a_stale_reader_changes_nothing(story: Storyteller) -> None:
    ref = story.received()

    with refused(story, StaleVersion, Action.CASE_CHANGED, ref) as caught:
        change(story, story.officer("so-y-te"), ref, RENAMED, version=1)

    assert caught.value.current == 3


@pytest.mark.parametrize(
    ("code", "role", "error"),
    [
        pytest.param("cong-an-tinh", Role.OFFICER, NotAllowed, id="the verifier"),
        pytest.param("don-bien-phong", Role.OFFICER, NotAllowed, id="a former holder"),
        pytest.param("so-y-te", Role.AUDITOR, NotAllowed, id="an auditor"),
        pytest.param("trung-tam-ctxh", Role.OFFICER, NotFound, id="a stranger"),
    ],
)
def test_the_holder_alone_corrects(
    story: Storyteller, code: str, role: Role, error: type[NotAllowed | NotFound]
) -> None:
    ref = story.verified()

    with refused(story, error, Action.CASE_CHANGED, ref):
        change(story, story.province.actor(code, role), ref, RENAMED)


def test_an_ended_case_is_corrected_by_nobody(story: Storyteller) -> None:
    ref = story.withdrawn(story.received(), "so-y-te")

    with refused(story, StepRefused, Action.CASE_CHANGED, ref) as caught:
        change(story, story.officer("so-y-te"), ref, RENAMED)

    assert rules_of(caught) == {"case-has-ended"}
