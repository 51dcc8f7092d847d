"""Noise for the casework tests: cases of other agencies, so that whatever forgot its filter shows them."""

from dataclasses import replace

import pytest

from tests.factories import AN_ADULT, intake
from tests.storyteller import Storyteller

OTHERS = ("cong-an-tinh-khac", "ubnd-tinh-khac", "don-bien-phong-hai")


@pytest.fixture(autouse=True)
def noise(story: Storyteller) -> tuple[str, ...]:
    """The same person, reported to agencies that nobody in these stories works for."""
    return story.told(_others_report)


def _others_report(story: Storyteller) -> tuple[str, ...]:
    told = replace(intake(story.clock.now()), person=replace(AN_ADULT, commune_code="20194"))
    return tuple(story.reports(code, told).ref for code in OTHERS)
