"""Tests of somebody who turns eighteen while the case is open: the age at each event decides."""

from dataclasses import replace
from datetime import date

import pytest

from referral.casework.cards import ConsentData, PersonChange
from referral.casework.services import changing, consents, reading, steps
from referral.kernel.errors import HandoverRefused, StepRefused
from tests.factories import A_CHILD, EVERYTHING, a_childs
from tests.storyteller import Storyteller
from workflows.vocabulary import State, StepName

ALMOST = replace(A_CHILD, date_of_birth=date(2008, 7, 20), age_from=None, age_to=None)
"""Seventeen on the morning of the stories, and eighteen a fortnight later."""


def reported(story: Storyteller) -> str:
    return story.identified(replace(a_childs(story.clock.now()), person=ALMOST))


def test_who_turned_eighteen_decides_alone(story: Storyteller) -> None:
    ref = reported(story)
    with pytest.raises(StepRefused):
        story.withdrawn(ref, "so-y-te")

    story.later(days=15)
    story.withdrawn(ref, "so-y-te")

    assert (story.case(ref).state, story.case(ref).is_child) == (State.WITHDRAWN, False)


def test_the_clocks_begun_for_a_child_stay(story: Storyteller) -> None:
    ref = reported(story)
    story.later(days=15)
    story.assesses("so-y-te", ref)
    own = ConsentData(given=True, scope=EVERYTHING)
    story.by(story.officer("so-y-te"), consents.record_consent, ref, own)
    story.plans("so-y-te", ref)

    story.steps(story.officer("so-y-te"), ref, StepName.RETURN_HOME)

    clocks = {clock.rule: clock.state for clock in story.by(story.officer("so-y-te"), reading.clocks_of, ref)}
    assert not story.case(ref).is_child
    assert clocks["child_risk"] == "met"
    assert clocks["child_plan"] == "running"


def test_a_guardians_word_ends_with_childhood(story: Storyteller) -> None:
    ref = reported(story)
    story.assesses("so-y-te", ref)
    story.weighs_best_interest("so-y-te", ref)
    story.later(days=15)

    with pytest.raises(HandoverRefused) as refused:
        story.offers("so-y-te", ref, "trung-tam-ctxh")

    assert {each.rule for each in refused.value.refusals} == {"needs-consent", "needs-consent-scope"}


def test_a_correction_makes_nobody_a_child_again(story: Storyteller) -> None:
    ref = reported(story)
    story.later(days=15)
    story.withdrawn(ref, "so-y-te")
    story.steps(story.supervisor("so-y-te"), ref, StepName.REOPEN, "Đổi ý")
    phone = PersonChange(frozenset({"phone"}), replace(ALMOST, phone="0905 000 002"))

    story.by(story.officer("so-y-te"), changing.change_case, ref, phone, story.version(ref))

    assert not story.case(ref).is_child


@pytest.mark.parametrize(("months", "is_allowed"), [(11, False), (13, True)])
def test_an_estimate_of_seventeen_grows_with_the_years(
    story: Storyteller, months: int, *, is_allowed: bool
) -> None:
    estimated = replace(A_CHILD, age_from=17, age_to=19)
    ref = story.identified(replace(a_childs(story.clock.now()), person=estimated))
    story.later(days=30.4 * months)

    found = story.by(story.officer("so-y-te"), steps.options, ref)

    option = next(each for each in found if each.name is StepName.WITHDRAW)
    assert option.allowed is is_allowed
