"""What was done before 1 July 2025 is read with the names of the bodies that were competent then."""

from datetime import UTC, datetime

import pytest

from referral.casework.services import reading
from tests.storyteller import Storyteller
from tests.web_client import Browsers

OFFICE = "Phòng Lao động - Thương binh và Xã hội cấp huyện"


@pytest.fixture
def old_ref(story: Storyteller) -> str:
    """A case that health has held since May 2025."""
    story.clock.set(datetime(2025, 5, 12, 2, 0, tzinfo=UTC))
    return story.received()


def test_who_answered_then_is_named_beside_who_answers_now(story: Storyteller, old_ref: str) -> None:
    health = story.officer("so-y-te")

    intervals = story.by(health, reading.custody_of, old_ref)
    events = story.by(health, reading.timeline_of, old_ref)

    told = [(card.agency, card.then) for card in intervals] + [(card.agency, card.then) for card in events]
    named = {agency: then.vi if then else None for agency, then in told}
    assert named == {"don-bien-phong": None, "ubnd-xa": None, "so-y-te": OFFICE}


def test_the_page_shows_both_names(browsers: Browsers) -> None:
    browsers.story.clock.set(datetime(2025, 5, 12, 2, 0, tzinfo=UTC))
    ref = browsers.story.received()

    page = browsers("so-y-te").get(f"/cases/{ref}/history")

    assert OFFICE in page.text
    assert "Cơ quan so-y-te" in page.text
