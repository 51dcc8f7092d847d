"""Somebody who turns eighteen meanwhile: the age at each event decides, and what was begun can be ended."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from referral.casework.cards import PersonData
from referral.casework.services import reading
from referral.kernel.errors import StepRefused
from referral.kernel.ledger import Action
from referral.tracks.cards import GuardianNamed, MeasureRefused, SeparationBegun, StayBegun
from referral.tracks.services import guardians, measures, separations, stays
from tests.factories import A_CHILD, AN_ADULT, a_childs
from tests.storyteller import Storyteller
from tests.witness import refused, rules_of
from workflows.tracks import MeasureKind, StayKind

POST, FACILITY = "don-bien-phong", "co-so-ho-tro"
ALMOST = replace(A_CHILD, date_of_birth=date(2008, 7, 20), age_from=None, age_to=None)
"""Seventeen on the morning of the stories, and eighteen a fortnight later."""
APART = SeparationBegun("Bị đánh", date(2026, 7, 15))
EMERGENCY = StayBegun(StayKind.EMERGENCY, FACILITY, until_on=date(2026, 9, 1))
REFUSAL = MeasureRefused(MeasureKind.GUARDING, "Có người nhà", "01/CK")


def reported(story: Storyteller, person: PersonData = ALMOST) -> str:
    return story.reports(POST, replace(a_childs(story.clock.now()), person=person)).ref


def kept_apart(story: Storyteller) -> tuple[str, UUID, UUID]:
    ref, officer = reported(story), story.officer(POST)
    separation = story.by(officer, separations.begin, ref, APART)
    return ref, separation, story.by(officer, stays.begin, ref, EMERGENCY)


@pytest.fixture
def begun(story: Storyteller) -> tuple[str, UUID, UUID]:
    return story.told(kept_apart)


def state_of(story: Storyteller, ref: str, rule: str) -> list[str]:
    cards = story.by(story.officer(POST), reading.clocks_of, ref)
    return [card.state.value for card in cards if card.rule == rule]


def test_what_began_for_a_child_is_ended_for_an_adult(
    story: Storyteller, begun: tuple[str, UUID, UUID]
) -> None:
    ref, separation, _ = begun
    story.later(days=15)

    story.by(story.officer(POST), separations.end, ref, separation, "Đã an toàn")

    assert state_of(story, ref, "child_separation") == ["met"]


def test_nobody_of_eighteen_is_kept_apart_any_longer(
    story: Storyteller, begun: tuple[str, UUID, UUID]
) -> None:
    ref, separation, _ = begun
    story.later(days=14)

    with refused(story, StepRefused, Action.SEPARATION_EXTENDED, ref) as caught:
        story.by(story.officer(POST), separations.extend, ref, separation, date(2026, 7, 21))

    assert rules_of(caught) == {"only-for-a-child"}


def test_the_family_of_who_grew_up_meanwhile_can_still_be_told(
    story: Storyteller, begun: tuple[str, UUID, UUID]
) -> None:
    ref, _, stay = begun
    story.later(days=15)

    story.by(story.officer(POST), stays.tell_family, ref, stay)

    assert state_of(story, ref, "child_leaving") == ["met"]


def test_a_longer_stay_of_who_grew_up_meanwhile_waits_for_no_family(
    story: Storyteller, begun: tuple[str, UUID, UUID]
) -> None:
    ref, _, stay = begun
    story.later(days=15)

    story.by(story.officer(POST), stays.extend, ref, stay, date(2026, 10, 1), "QĐ 12")

    assert state_of(story, ref, "child_leaving") == ["running"]


@pytest.mark.parametrize(
    ("person", "is_child"),
    [
        pytest.param(replace(A_CHILD, age_from=17, age_to=17), True, id="at 17"),
        pytest.param(replace(A_CHILD, age_from=18, age_to=18), False, id="at 18"),
        pytest.param(A_CHILD, True, id="at 15 to 19"),
        pytest.param(replace(AN_ADULT, age_from=None, age_to=None), True, id="at an age nobody knows"),
    ],
)
def test_the_same_facts_at_another_age_have_other_tracks(
    story: Storyteller, person: PersonData, *, is_child: bool
) -> None:
    ref, officer = reported(story, person), story.officer(POST)

    story.by(officer, stays.begin, ref, EMERGENCY)
    tried = (
        (separations.begin, APART, Action.SEPARATION_BEGUN, "only-for-a-child", not is_child),
        (guardians.name, GuardianNamed("Bà A"), Action.GUARDIAN_NAMED, "only-for-a-child", not is_child),
        (measures.refuse, REFUSAL, Action.MEASURE_REFUSED, "child-is-protected", is_child),
    )

    assert state_of(story, ref, "child_leaving") == (["running"] if is_child else [])
    for deed, said, action, rule, _ in (one for one in tried if one[-1]):
        with refused(story, StepRefused, action, ref) as caught:
            story.by(officer, deed, ref, said)
        assert rules_of(caught) == {rule}


@pytest.mark.parametrize(
    ("days_ago", "is_a_childs"),
    [pytest.param(1, False, id="after the birthday"), pytest.param(9, True, id="before, recorded late")],
)
def test_a_late_record_is_judged_by_the_age_it_happened_at(
    story: Storyteller, days_ago: int, *, is_a_childs: bool
) -> None:
    ref, officer = reported(story), story.officer(POST)
    story.later(days=20)
    at: datetime = story.clock.now() - timedelta(days=days_ago)
    right, wrong = (guardians.name, GuardianNamed("Bà A")), (measures.refuse, REFUSAL)
    (may, said), (may_not, unsaid) = (right, wrong) if is_a_childs else (wrong, right)

    story.by(officer, may, ref, said, at)

    with pytest.raises(StepRefused):
        story.by(officer, may_not, ref, unsaid, at)
