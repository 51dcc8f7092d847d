"""A facility admits at once and owes its file within ten working days."""

import pytest

from referral.casework.services import reading
from referral.kernel.errors import StepRefused
from referral.support import services as support
from tests.storyteller import Storyteller
from workflows.vocabulary import ClockState


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
