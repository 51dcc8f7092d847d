"""Several hands at one hand-over: one outcome stands, everybody else is told which, nothing is half done."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from threading import Barrier, Thread

import pytest

from referral.casework.cards import StepRequest
from referral.casework.services import notes, reading, steps
from referral.custody import services as custody
from referral.custody.cards import Acceptance, Answered, HandoverCard, Offer
from referral.kernel import ledger
from referral.kernel.errors import HandoverSettled, NotAllowed, NotFound, ReferralError
from referral.kernel.ledger import Action
from referral.kernel.transaction import Deed
from tests.custody.referrals import GIVER, held, refers
from tests.storyteller import GROUNDS, RECORD, Storyteller
from tests.witness import entries
from workflows.vocabulary import HandoverState, State, StepName

YES = Acceptance(attest=True)
MANY = 20


@pytest.fixture
def offered(story: Storyteller, ref: str) -> HandoverCard:
    return story.offers("so-y-te", ref, "trung-tam-ctxh")


def all_at_once(*deeds: Callable[[], object]) -> list[object]:
    """Do everything at the same moment, and give what each got: an answer or a refusal."""
    start = Barrier(len(deeds))

    def doing(act: Callable[[], object]) -> object:
        start.wait()
        try:
            return act()
        except ReferralError as error:
            return error

    with ThreadPoolExecutor(len(deeds)) as hands:
        return list(hands.map(doing, deeds))


def tiles(story: Storyteller, ref: str) -> bool:
    intervals = story.by(story.supervisor("so-y-te"), reading.custody_of, ref)
    return all(one.to_at == two.from_at for one, two in pairwise(intervals)) and intervals[-1].to_at is None


def test_many_accept_and_one_is_answered(story: Storyteller, ref: str, offered: HandoverCard) -> None:
    centre = story.officer("trung-tam-ctxh")

    got = all_at_once(*[lambda: story.by(centre, custody.accept, offered.id, YES)] * MANY)

    answered = [one for one in got if isinstance(one, Answered)]
    settled = [one for one in got if isinstance(one, HandoverSettled)]
    assert (len(answered), len(settled)) == (1, MANY - 1)
    assert {one.outcome for one in settled} == {HandoverState.ACCEPTED}
    assert len(entries(story, action=Action.HANDOVER_ACCEPTED)) == 3
    assert tiles(story, ref)


def test_many_take_on_a_service_and_one_is_answered(story: Storyteller) -> None:
    ref = story.received()
    asked, giver = refers(story, ref), story.officer(GIVER)

    got = all_at_once(*[lambda: story.by(giver, custody.accept, asked.id, YES)] * MANY)

    answered = [one for one in got if isinstance(one, Answered)]
    settled = [one for one in got if isinstance(one, HandoverSettled)]
    assert (len(answered), len(settled)) == (1, MANY - 1)
    assert len(held(story, ref)) == 1


def test_accept_and_withdraw_of_a_service_end_in_one_outcome(story: Storyteller) -> None:
    ref = story.received()
    asked, giver, health = refers(story, ref), story.officer(GIVER), story.officer("so-y-te")
    story.later(hours=25)

    got = all_at_once(
        lambda: story.by(giver, custody.accept, asked.id, YES),
        lambda: story.by(health, custody.withdraw, asked.id, ""),
        lambda: story.system(custody.lapse_unanswered, story.clock),
    )

    outcome = story.by(health, custody.read_handover, asked.id).card.state
    assert len([one for one in got if isinstance(one, Answered) or one == 1]) == 1
    rights = {HandoverState.ACCEPTED: {"referral"}}.get(outcome, set())
    assert {relation for _, relation, _ in held(story, ref)} == rights


def test_accept_and_withdraw_and_lapse_end_in_one_outcome(
    story: Storyteller, ref: str, offered: HandoverCard
) -> None:
    story.later(hours=25)
    centre, health = story.officer("trung-tam-ctxh"), story.officer("so-y-te")

    got = all_at_once(
        lambda: story.by(centre, custody.accept, offered.id, YES),
        lambda: story.by(health, custody.withdraw, offered.id, ""),
        lambda: story.by(centre, custody.decline, offered.id, "Không còn chỗ"),
        lambda: story.system(custody.lapse_unanswered, story.clock),
    )

    outcome = story.by(health, custody.read_handover, offered.id).card.state
    assert {one.outcome for one in got if isinstance(one, Answered | HandoverSettled)} == {outcome}
    assert len([one for one in got if isinstance(one, Answered) or one == 1]) == 1
    expected = {HandoverState.ACCEPTED: State.TRANSFERRED}.get(outcome, State.PROTECTED)
    assert story.case(ref).state == expected
    assert tiles(story, ref)
    assert story.look(ledger.verify).status is ledger.Status.SOUND


def test_two_offers_at_once_are_one(story: Storyteller, ref: str) -> None:
    health = story.officer("so-y-te")

    got = all_at_once(
        *[
            lambda to=to: story.by(health, custody.offer, ref, Offer(to, record=RECORD))
            for to in ("trung-tam-ctxh", "co-so-ho-tro")
        ]
    )

    assert sorted(type(one).__name__ for one in got) == ["HandoverCard", "HandoverRefused"]


def test_two_steps_on_one_version_are_one(story: Storyteller) -> None:
    ref = story.received()
    request = StepRequest(StepName.START_VERIFICATION, data={"verifier": "cong-an-tinh"})

    got = all_at_once(*[lambda: story.by(story.officer("so-y-te"), steps.take_step, ref, request, 3)] * 2)

    assert sorted(type(one).__name__ for one in got) == ["Moved", "StaleVersion"]


def waiting_behind(story: Storyteller, deed: Deed, act: Callable[[], object]) -> object:
    """Let somebody act while another's deed is done and not committed yet; give what comes of it."""
    got: list[object] = []

    def doing() -> None:
        try:
            got.append(act())
        except ReferralError as error:
            got.append(error)

    waiting = Thread(target=doing)
    waiting.start()
    waiting.join(0.5)
    assert not got
    deed.finish()
    waiting.join(30)
    return got[0]


@pytest.fixture
def accepting(story: Storyteller, offered: HandoverCard) -> Deed:
    """An acceptance that is done and will be committed a moment later."""
    centre = story.officer("trung-tam-ctxh")
    deed = Deed(story.database, story.clock, centre)
    custody.accept(deed.session, story.clock, centre, offered.id, YES)
    return deed


def test_who_waits_behind_a_hand_over_holds_no_more(story: Storyteller, ref: str, accepting: Deed) -> None:
    health = story.officer("so-y-te")

    got = waiting_behind(story, accepting, lambda: story.by(health, notes.add_note, ref, "Quá muộn"))

    assert isinstance(got, NotAllowed)
    assert story.case(ref).holder_id == story.province.ids["trung-tam-ctxh"]


def test_who_withdraws_behind_an_acceptance_is_told(
    story: Storyteller, offered: HandoverCard, accepting: Deed
) -> None:
    health = story.officer("so-y-te")

    got = waiting_behind(story, accepting, lambda: story.by(health, custody.withdraw, offered.id, ""))

    assert isinstance(got, HandoverSettled)
    assert got.outcome == HandoverState.ACCEPTED


def test_a_lapse_behind_an_acceptance_is_none(story: Storyteller, ref: str, offered: HandoverCard) -> None:
    centre = story.officer("trung-tam-ctxh")
    deed = Deed(story.database, story.clock, centre)
    custody.accept(deed.session, story.clock, centre, offered.id, YES)
    story.later(hours=30)

    got = waiting_behind(story, deed, lambda: story.system(custody.lapse_unanswered, story.clock))

    assert got == 0
    assert story.case(ref).state == State.TRANSFERRED


def test_a_verifier_that_waits_behind_its_conclusion_is_out(story: Storyteller) -> None:
    ref, police = story.verified(), story.officer("cong-an-tinh")
    deed = Deed(story.database, story.clock, police)
    identify = StepRequest(StepName.IDENTIFY, data=GROUNDS)
    steps.take_step(deed.session, story.clock, police, ref, identify, 4)

    got = waiting_behind(story, deed, lambda: story.by(police, notes.add_note, ref, "Quá muộn"))

    assert isinstance(got, NotFound)
