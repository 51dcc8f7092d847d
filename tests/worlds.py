"""Fixtures for the pages: everybody's browser in the world of a story. The calls have `callers`."""

import pytest

from tests.callers import Callers
from tests.web_client import Browsers


@pytest.fixture
def browsers(callers: Callers) -> Browsers:
    """Everybody's browser, in the same world and the same application as `callers`."""
    return Browsers(callers.app, callers.story)
