"""A person protected by health, ready to be handed on: where most hand-overs of these tests begin."""

import pytest

from tests.storyteller import Storyteller


@pytest.fixture
def ref(story: Storyteller) -> str:
    ref = story.identified()
    story.assesses("so-y-te", ref)
    return ref
