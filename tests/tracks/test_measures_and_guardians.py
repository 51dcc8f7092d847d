"""Measures in any open state, and a guardian who is kept out: each deed once, told and written down."""

from dataclasses import replace
from datetime import timedelta

from referral.casework.cards import ConsentData
from referral.casework.services import consents
from referral.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound, StepRefused
from referral.kernel.ledger import Action
from referral.tracks.cards import GuardianNamed, MeasureRefused, MeasureTaken
from referral.tracks.services import guardians, measures, showing
from tests.factories import a_childs
from tests.storyteller import Storyteller
from tests.witness import last_entry, refused, rules_of
from workflows.tracks import MeasureKind
from workflows.vocabulary import ConsentScope, Purpose, Role

SHELTER = MeasureTaken(MeasureKind.SAFE_SHELTER, "Bị đe dọa", "Trưởng đồn")
REFUSAL = MeasureRefused(MeasureKind.GUARDING, "Có người nhà bảo vệ", "01/CK, 06/07/2026")
MOTHER = GuardianNamed("Bà A", "mẹ", is_blocked=True, because="Cùng đi với người môi giới")
AUNT = GuardianNamed("Bà B", "dì", because="Đã xác minh nhân thân")
POST = "don-bien-phong"


def test_a_measure_is_taken_before_anybody_is_identified_and_ends(story: Storyteller) -> None:
    ref, officer = story.reports(POST).ref, story.officer(POST)

    taken = story.by(officer, measures.take, ref, SHELTER)
    entry = last_entry(story)
    story.by(officer, measures.end, ref, taken, "Hết nguy cơ")

    (card,) = story.by(officer, showing.of_case, ref, Purpose.PROTECTION).measures
    assert (entry.action, list(entry.records)) == (Action.MEASURE_TAKEN, [f"measure/{taken}"])
    assert (card.ground, card.reason, card.ended_at) == ("Bị đe dọa", "Hết nguy cơ", story.clock.now())
    with refused(story, Conflict, Action.MEASURE_ENDED, ref):
        story.by(officer, measures.end, ref, taken, "Lần nữa")


def test_an_adult_refuses_a_measure_in_writing_a_child_never(story: Storyteller) -> None:
    adult, child = story.reports(POST).ref, story.reports(POST, a_childs(story.clock.now()), "two").ref
    officer = story.officer(POST)

    story.by(officer, measures.refuse, adult, REFUSAL)

    (card,) = story.by(officer, showing.of_case, adult, Purpose.PROTECTION).measures
    assert (card.is_refused, card.commitment) == (True, "01/CK, 06/07/2026")
    with refused(story, StepRefused, Action.MEASURE_REFUSED, child) as caught:
        story.by(officer, measures.refuse, child, REFUSAL)
    assert rules_of(caught) == {"child-is-protected"}


def test_a_measure_needs_a_ground_and_a_possible_time(story: Storyteller) -> None:
    ref, officer = story.reports(POST).ref, story.officer(POST)

    with refused(story, InvalidInput, Action.MEASURE_TAKEN, ref):
        story.by(officer, measures.take, ref, replace(SHELTER, ground=" "))
    with refused(story, InvalidInput, Action.MEASURE_TAKEN, ref):
        story.by(officer, measures.take, ref, SHELTER, story.clock.now() + timedelta(minutes=1))
    with refused(story, NotFound, Action.MEASURE_TAKEN, ref):
        story.by(story.officer("trung-tam-ctxh"), measures.take, ref, SHELTER)


def test_a_blocked_guardian_consents_to_nothing_until_consent_is_given_anew(story: Storyteller) -> None:
    ref, health = story.received(a_childs(story.clock.now())), story.supervisor("so-y-te")
    before = story.case(ref).facts

    story.by(story.officer("so-y-te"), guardians.name, ref, MOTHER)
    blocked = story.case(ref).facts
    story.by(health, guardians.name, ref, AUNT)
    let_in = story.case(ref).facts
    consent = ConsentData(given=True, scope=tuple(ConsentScope), guardian="Bà B")
    story.by(story.officer("so-y-te"), consents.record_consent, ref, consent)

    told = [
        (facts["guardian_is_blocked"], facts["has_guardian_consent"]) for facts in (before, blocked, let_in)
    ]
    assert told == [(False, True), (True, False), (False, False)]
    assert story.case(ref).facts["has_guardian_consent"]


def test_an_officer_lifts_no_block_and_none_goes_without_a_reason(story: Storyteller) -> None:
    ref = story.reports(POST, a_childs(story.clock.now())).ref
    story.by(story.officer(POST), guardians.name, ref, MOTHER)

    with refused(story, StepRefused, Action.GUARDIAN_NAMED, ref) as caught:
        story.by(story.officer(POST), guardians.name, ref, AUNT)
    with refused(story, InvalidInput, Action.GUARDIAN_NAMED, ref):
        story.by(story.supervisor(POST), guardians.name, ref, replace(AUNT, because=""))

    assert rules_of(caught) == {"supervisor-lifts-block"}


def test_the_commune_with_the_childs_duty_names_a_guardian_of_a_child_only(story: Storyteller) -> None:
    child, adult = story.reports(POST, a_childs(story.clock.now())).ref, story.reports(POST, key="two").ref

    story.by(story.officer("ubnd-xa"), guardians.name, child, AUNT)

    assert not story.case(child).facts["guardian_is_blocked"]
    with refused(story, StepRefused, Action.GUARDIAN_NAMED, adult):
        story.by(story.officer(POST), guardians.name, adult, AUNT)
    with refused(story, NotAllowed, Action.GUARDIAN_NAMED, child):
        story.by(story.province.actor(POST, Role.AUDITOR), guardians.name, child, AUNT)
