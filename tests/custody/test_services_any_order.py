"""Over all orders: what one referral gives, no other takes away, and what it gave goes with it alone.

A model of plain sets says who should see what; random turns on one case, beside another, are held against it.
"""

from dataclasses import dataclass, field
from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from referral.custody.cards import HandoverCard
from referral.kernel.errors import ReferralError
from tests.custody.referrals import declines, finishes, held, refers, takes_on
from tests.storyteller import Storyteller
from workflows.services import DeclineGround, Service
from workflows.vocabulary import Relation

GIVERS = (
    ("tro-giup-phap-ly", Service.LEGAL_AID),
    ("co-so-ho-tro", Service.SAFE_HOUSING),
    ("co-so-ho-tro", Service.PSYCHOLOGY),
    ("trung-tam-ctxh", Service.PSYCHOLOGY),
)
Right = tuple[str, str, str]


@dataclass
class Model:
    """Which referrals are on offer or at work, as the rules say it should be."""

    story: Storyteller
    ref: str
    cards: dict[tuple[str, Service], HandoverCard] = field(default_factory=dict)
    at_work: set[tuple[str, Service]] = field(default_factory=set)

    def rights(self) -> set[Right]:
        """Give the rights that should stand."""
        working = {(to, Relation.REFERRAL.value, f"service:{service}") for to, service in self.at_work}
        waiting = self.cards.keys() - self.at_work
        return working | {(to, Relation.OFFERED.value, "") for to, _ in waiting}

    def turn(self, giver: tuple[str, Service], verb: str) -> None:
        """Do one thing with one referral, if it is the time for it; what is refused changes nothing."""
        card = self.cards.get(giver)
        if card is None:
            self.cards[giver] = refers(self.story, self.ref, *giver)
        elif verb == "go on" and giver not in self.at_work:
            takes_on(self.story, card)
            self.at_work.add(giver)
        else:
            self.end(giver, card, verb)

    def end(self, giver: tuple[str, Service], card: HandoverCard, verb: str) -> None:
        """End one referral, in the way that fits where it stands."""
        if giver in self.at_work:
            finishes(self.story, card, "so-y-te" if verb == "go on" else "")
        elif verb == "withdraw":
            self.story.withdraws_offer("so-y-te", card)
        else:
            declines(self.story, card, DeclineGround.FULL)
        self.at_work.discard(giver)
        del self.cards[giver]


def stored(story: Storyteller, ref: str) -> set[Right]:
    codes = {agency_id: code for code, agency_id in story.province.ids.items()}
    return {(codes[agency], relation, scope) for agency, relation, scope in held(story, ref)}


@settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    turns=st.lists(
        st.tuples(st.sampled_from(GIVERS), st.sampled_from(["go on", "go on", "decline", "withdraw"])),
        min_size=8,
        max_size=20,
    )
)
def test_every_right_stands_by_its_own_referral(
    story: Storyteller, turns: list[tuple[tuple[str, Service], str]]
) -> None:
    ref, other = story.reports("so-y-te").ref, story.reports("so-y-te", key="other").ref
    model, beside = Model(story, ref), Model(story, other)
    beside.turn(GIVERS[0], "go on")
    beside.turn(GIVERS[0], "go on")

    for giver, verb in turns:
        model.turn(giver, verb)

        assert stored(story, ref) == model.rights()
    assert stored(story, other) == beside.rights()


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_services_end_one_by_one_in_every_order(story: Storyteller, order: tuple[int, ...]) -> None:
    ref = story.received()
    cards = [refers(story, ref, *giver) for giver in GIVERS[:3]]
    for card in cards:
        takes_on(story, card)

    for done, number in enumerate(order, start=1):
        finishes(story, cards[number])

        left = {GIVERS[which] for which in order[done:]}
        expected = {(to, Relation.REFERRAL.value, f"service:{service}") for to, service in left}
        assert stored(story, ref) == expected
        assert opens(story, ref) == expected


def opens(story: Storyteller, ref: str) -> set[Right]:
    """Give the copies of the key that open something still, whatever the access rows say."""
    case_id, found = story.case(ref).id, set()
    for to, service in GIVERS[:3]:
        try:
            story.database.vault.case_key(case_id, story.province.ids[to], f"service:{service}")
        except (ReferralError, LookupError):
            continue
        found.add((to, Relation.REFERRAL.value, f"service:{service}"))
    return found
