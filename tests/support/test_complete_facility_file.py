"""A facility admits at once and owes its file within ten working days."""

from datetime import timedelta

import pytest

from referral.casework.services import reading
from referral.kernel.errors import Conflict, InvalidInput, StepRefused
from referral.kernel.ledger import Action
from referral.support import services as support
from tests.storyteller import Storyteller
from tests.witness import entries, refused, rules_of
from workflows.vocabulary import ClockState

CENTRE = "trung-tam-ctxh"


def test_a_complete_file_meets_the_facilitys_clock(story: Storyteller) -> None:
    centre = story.province.actor("trung-tam-ctxh")
    ref = story.reports("trung-tam-ctxh").ref

    story.by(centre, support.complete_facility_file, ref)

    clocks = {card.rule: card.state for card in story.by(centre, reading.clocks_of, ref)}
    assert clocks["facility_file"] is ClockState.MET


def test_a_facility_owes_its_file_after_handing_over(story: Storyteller) -> None:
    centre = story.province.actor("trung-tam-ctxh")
    ref = story.reports("trung-tam-ctxh").ref
    story.hands("trung-tam-ctxh", ref, "so-y-te")

    story.by(centre, support.complete_facility_file, ref)

    clocks = {
        card.rule: card.state for card in story.by(story.province.actor("so-y-te"), reading.clocks_of, ref)
    }
    assert clocks["facility_file"] is ClockState.MET


def test_no_other_agency_completes_a_facilitys_file(story: Storyteller) -> None:
    ref = story.reports("don-bien-phong").ref

    with pytest.raises(StepRefused) as refused:
        story.by(story.province.actor("don-bien-phong"), support.complete_facility_file, ref)

    assert [refusal.rule for refusal in refused.value.refusals] == ["not-this-agency"]


def test_a_file_is_completed_once(story: Storyteller) -> None:
    centre, ref = story.officer(CENTRE), story.reports(CENTRE).ref
    story.by(centre, support.complete_facility_file, ref)

    with refused(story, Conflict, Action.FACILITY_FILE_COMPLETED, ref):
        story.by(centre, support.complete_facility_file, ref)


def test_a_facility_that_admitted_nobody_in_an_emergency_owes_no_file(story: Storyteller) -> None:
    ref = story.transferred()

    with refused(story, StepRefused, Action.FACILITY_FILE_COMPLETED, ref) as caught:
        story.by(story.officer(CENTRE), support.complete_facility_file, ref)

    assert rules_of(caught) == {"no-file-owed"}


def test_another_facility_does_not_complete_it_for_the_one_that_admitted(story: Storyteller) -> None:
    ref = story.admitted_and_reintegrating()

    with refused(story, StepRefused, Action.FACILITY_FILE_COMPLETED, ref) as caught:
        story.by(story.officer(CENTRE), support.complete_facility_file, ref)

    assert rules_of(caught) == {"no-file-owed"}


@pytest.mark.parametrize(
    ("after", "code"),
    [
        pytest.param(timedelta(seconds=1), "occurred-in-future", id="the future"),
        pytest.param(timedelta(days=-1), "occurred-before-previous", id="before the admission"),
    ],
)
def test_a_file_is_complete_at_a_possible_time(story: Storyteller, after: timedelta, code: str) -> None:
    centre, ref = story.officer(CENTRE), story.reports(CENTRE).ref

    with refused(story, InvalidInput, Action.FACILITY_FILE_COMPLETED, ref) as caught:
        story.by(centre, support.complete_facility_file, ref, story.clock.now() + after)

    assert [error.code for error in caught.value.errors] == [code]


def test_a_complete_file_is_one_entry_that_names_it(story: Storyteller) -> None:
    ref = story.reports(CENTRE).ref

    made = story.by(story.officer(CENTRE), support.complete_facility_file, ref)

    (entry,) = entries(story, action=Action.FACILITY_FILE_COMPLETED)
    assert (entry.about, entry.detail) == ((ref,), {"facility-file": str(made)})
