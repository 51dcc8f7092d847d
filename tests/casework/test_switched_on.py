"""Tests of a rule that an administrator switched on: it governs the steps from its day, and not before."""

from datetime import timedelta

import pytest

from referral.kernel.clock import local_date
from referral.kernel.errors import StepRefused
from referral.sla.services import law
from referral.sla.services.law import Switch
from tests.storyteller import Storyteller
from workflows import switches
from workflows.switches import Switchable
from workflows.vocabulary import Role, State, StepName

TOLD = {"told_how_to_complain": True}


def switched_on(story: Storyteller, which: Switchable) -> None:
    """Let the administrator switch a rule on from tomorrow."""
    tomorrow = local_date(story.clock.now()) + timedelta(days=1)
    asked = Switch(which.name, is_on=True, source="Công văn 12/BYT", effective_on=tomorrow)
    story.by(story.province.actor("quan-tri", Role.ADMINISTRATOR), law.switch, asked)


def refuses(story: Storyteller, ref: str) -> None:
    police = story.officer("cong-an-tinh")
    story.steps(police, ref, StepName.REFUSE_IDENTIFICATION, "Không đủ căn cứ", **TOLD)


def test_a_refusal_at_once_waits_for_the_day_of_its_switch(story: Storyteller) -> None:
    ref = story.verified()
    switched_on(story, switches.REFUSE_AT_ONCE)
    with pytest.raises(StepRefused):
        refuses(story, ref)

    story.later(days=1)
    refuses(story, ref)

    assert story.case(ref).state == State.NOT_VICTIM


def test_while_reflecting_nobody_is_concluded_against(story: Storyteller) -> None:
    ref = story.fully_verified()
    switched_on(story, switches.REFLECTION)
    story.later(days=1)

    with pytest.raises(StepRefused) as refused:
        refuses(story, ref)
    story.later(days=switches.REFLECTION.days or 0)
    refuses(story, ref)

    assert [each.rule for each in refused.value.refusals] == ["reflection-period"]
    assert story.case(ref).state == State.NOT_VICTIM
