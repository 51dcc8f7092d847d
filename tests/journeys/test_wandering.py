"""Custody tiles, somebody answers and the ledger agrees, whatever is done in whatever order (I1 to I3, I6).

Each walk is a case on which deeds are tried at random. Many are refused, and a refused one changes nothing.
"""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from referral.kernel import ledger
from referral.kernel.clock import StoppedClock
from referral.kernel.database import Database
from referral.kernel.errors import ReferralError
from tests.factories import a_childs
from tests.journeys import promises
from tests.journeys.wanderer import MOVES, Move, Wanderer
from tests.shelf import Shelf
from tests.storyteller import Storyteller
from tests.witness import everything

Tale = Callable[[Storyteller], str]
TALES: tuple[Tale, ...] = (
    lambda story: story.reports("don-bien-phong").ref,
    lambda story: story.reports("co-so-ho-tro", a_childs(story.clock.now())).ref,
    lambda story: story.reports("ubnd-xa").ref,
    Storyteller.received,
    Storyteller.fully_verified,
    Storyteller.transferred,
    Storyteller.reintegrating,
    Storyteller.not_identified,
    Storyteller.a_childs_protected,
)
"""Where a walk begins: few would get far on their own."""


@pytest.fixture
def story(database: Database, clock: StoppedClock, shelf: Shelf) -> Storyteller:
    """One who looks after each move, not after each deed: a walk has many."""
    return Storyteller.begin(database, clock, shelf)


def tried(one: Wanderer, move: Move) -> None:
    """Try a move; if it is refused, see that nothing changed. Then hold the case against every promise."""
    before = one.story.look(everything)
    try:
        move(one)
    except ReferralError:
        assert one.story.look(everything) == before
    case = one.story.case(one.ref)
    one.story.look(lambda session: promises.check_case(session, case))


@settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    tale=st.sampled_from(TALES),
    moves=st.lists(st.sampled_from(MOVES), min_size=10, max_size=30),
)
def test_no_walk_breaks_a_promise(story: Storyteller, tale: Tale, moves: list[Move]) -> None:
    story.later(hours=1)
    one = Wanderer(story, tale(story))

    for move in moves:
        tried(one, move)

    assert story.look(ledger.verify).status is ledger.Status.SOUND
