"""Declining, withdrawing and lapsing: nobody moves, the sender goes on, and another offer may follow."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import pytest

from referral.casework.services import pausing, reading
from referral.custody import services as custody
from referral.custody.cards import Answered, HandoverCard
from referral.kernel.errors import HandoverRefused, HandoverSettled, InvalidInput, NotFound
from referral.kernel.ledger import Action
from tests.storyteller import Storyteller
from tests.witness import entries, last_entry, refused, rules_of
from workflows.vocabulary import HandoverState, Relation, State

REFUSED = Action.HANDOVER_REFUSED


@dataclass(frozen=True)
class Ending:
    """A way in which an offer comes to nothing: `act(story, giver, taker, offered)`."""

    act: Callable[[Storyteller, str, str, HandoverCard], object]
    outcome: HandoverState
    action: Action


def lapse(story: Storyteller, _giver: str, _taker: str, _offered: HandoverCard) -> int:
    story.later(hours=25)
    return story.system(custody.lapse_unanswered, story.clock)


DECLINED = Ending(
    lambda story, _, taker, offered: story.declines(taker, offered),
    HandoverState.DECLINED,
    Action.HANDOVER_DECLINED,
)
WITHDRAWN = Ending(
    lambda story, giver, _, offered: story.withdraws_offer(giver, offered),
    HandoverState.WITHDRAWN,
    Action.HANDOVER_WITHDRAWN,
)
LAPSED = Ending(lapse, HandoverState.LAPSED, Action.HANDOVER_LAPSED)
each_ending = pytest.mark.parametrize(
    "ending",
    [
        pytest.param(DECLINED, id="declined"),
        pytest.param(WITHDRAWN, id="withdrawn"),
        pytest.param(LAPSED, id="lapsed"),
    ],
)


@each_ending
def test_before_reception_the_case_stays_where_it_is(story: Storyteller, ending: Ending) -> None:
    ref = story.reports("don-bien-phong").ref
    offered = story.offers("don-bien-phong", ref, "ubnd-xa")

    ending.act(story, "don-bien-phong", "ubnd-xa", offered)

    assert (story.case(ref).state, story.case(ref).version) == (State.REPORTED, 1)
    assert (last_entry(story).action, last_entry(story).about) == (ending.action, (ref, str(offered.id)))
    assert stored(story, "don-bien-phong", offered) == ending.outcome


@each_ending
def test_a_transfer_that_ends_goes_back_where_it_began(story: Storyteller, ref: str, ending: Ending) -> None:
    offered = story.offers("so-y-te", ref, "trung-tam-ctxh")

    ending.act(story, "so-y-te", "trung-tam-ctxh", offered)

    assert story.case(ref).state == State.PROTECTED
    told = {action for entry in entries(story)[-2:] for action in (entry.action, *entry.also)}
    assert told >= {Action.CASE_MOVED, ending.action}
    assert stored(story, "so-y-te", offered) == ending.outcome


def stored(story: Storyteller, code: str, offered: HandoverCard) -> HandoverState:
    detail = story.by(story.officer(code), custody.read_handover, offered.id)
    state: HandoverState = detail.card.state
    return state


@each_ending
def test_the_sender_holds_on_and_may_offer_again(story: Storyteller, ref: str, ending: Ending) -> None:
    offered = story.offers("so-y-te", ref, "trung-tam-ctxh")

    ending.act(story, "so-y-te", "trung-tam-ctxh", offered)

    assert story.by(story.officer("so-y-te"), reading.why, ref) == (Relation.HOLDER,)
    assert not story.case(ref).facts["has_open_offer"]
    assert story.offers("so-y-te", ref, "co-so-ho-tro").state is HandoverState.OFFERED


@each_ending
def test_the_receiver_knows_of_the_case_no_more(story: Storyteller, ref: str, ending: Ending) -> None:
    offered = story.offers("so-y-te", ref, "trung-tam-ctxh")

    ending.act(story, "so-y-te", "trung-tam-ctxh", offered)

    with pytest.raises(NotFound):
        story.by(story.officer("trung-tam-ctxh"), reading.glance, ref)
    clocks = story.by(story.officer("so-y-te"), reading.clocks_of, ref)
    assert {clock.rule for clock in clocks if clock.state == "running"} == {
        "protection_review",
        "health_insurance",
    }


@each_ending
def test_whoever_answers_too_late_is_told_the_outcome(story: Storyteller, ref: str, ending: Ending) -> None:
    offered = story.offers("so-y-te", ref, "trung-tam-ctxh")
    ending.act(story, "so-y-te", "trung-tam-ctxh", offered)

    with refused(story, HandoverSettled, REFUSED, str(offered.id)) as caught:
        story.accepts("trung-tam-ctxh", offered)
    with refused(story, HandoverSettled, REFUSED, str(offered.id)):
        story.withdraws_offer("so-y-te", offered)

    assert caught.value.outcome == ending.outcome


@each_ending
def test_an_ended_offer_stands_on_the_timeline(story: Storyteller, ending: Ending) -> None:
    ref = story.reports("don-bien-phong").ref
    offered = story.offers("don-bien-phong", ref, "ubnd-xa")

    ending.act(story, "don-bien-phong", "ubnd-xa", offered)

    line = story.by(story.officer("don-bien-phong"), reading.timeline_of, ref)[-1]
    assert (line.kind, line.handover) == (ending.action.value.replace(":", "_"), offered.id)


def test_a_decline_says_why(story: Storyteller, ref: str) -> None:
    offered = story.offers("so-y-te", ref, "trung-tam-ctxh")

    with refused(story, HandoverRefused, REFUSED, str(offered.id)) as caught:
        story.declines("trung-tam-ctxh", offered, " ")

    assert rules_of(caught) == {"needs-reason"}


def test_the_sender_declines_nothing_of_its_own(story: Storyteller, ref: str) -> None:
    offered = story.offers("so-y-te", ref, "trung-tam-ctxh")

    with refused(story, HandoverRefused, REFUSED, str(offered.id)) as caught:
        story.declines("so-y-te", offered, "")

    assert rules_of(caught) == {"not-this-agency", "needs-reason"}


def test_the_receiver_withdraws_nothing(story: Storyteller, ref: str) -> None:
    offered = story.offers("so-y-te", ref, "trung-tam-ctxh")

    with refused(story, HandoverRefused, REFUSED, str(offered.id)) as caught:
        story.withdraws_offer("trung-tam-ctxh", offered)

    assert rules_of(caught) == {"not-this-agency"}


@pytest.mark.parametrize("act", [custody.decline, custody.withdraw], ids=["decline", "withdraw"])
def test_nobody_answers_in_the_future(story: Storyteller, ref: str, act: Callable[..., Answered]) -> None:
    offered = story.offers("so-y-te", ref, "trung-tam-ctxh")
    code = {custody.decline: "trung-tam-ctxh"}.get(act, "so-y-te")
    tomorrow = story.clock.now() + timedelta(days=1)

    with refused(story, InvalidInput, REFUSED, str(offered.id)) as caught:
        story.by(story.officer(code), act, offered.id, "Lý do", tomorrow)

    assert [error.code for error in caught.value.errors] == ["occurred-in-future"]


def test_an_offer_in_time_does_not_lapse(story: Storyteller, ref: str) -> None:
    offered = story.offers("so-y-te", ref, "trung-tam-ctxh")
    story.later(hours=23)

    assert story.system(custody.lapse_unanswered, story.clock) == 0
    assert stored(story, "so-y-te", offered) == HandoverState.OFFERED


def test_many_offers_lapse_once_each(story: Storyteller) -> None:
    refs = [story.reports("don-bien-phong", key=key).ref for key in ("one", "two")]
    for ref in refs:
        story.offers("don-bien-phong", ref, "ubnd-xa")
    story.later(hours=30)

    assert [story.system(custody.lapse_unanswered, story.clock) for _ in range(2)] == [2, 0]
    lapsed_entries = entries(story, action=Action.HANDOVER_LAPSED)
    assert [(entry.actor, entry.role) for entry in lapsed_entries] == [("system", "system")] * 2


def test_a_lapse_happens_when_the_time_ran_out(story: Storyteller, ref: str) -> None:
    offered = story.offers("so-y-te", ref, "trung-tam-ctxh")
    story.later(days=3)

    story.system(custody.lapse_unanswered, story.clock)

    detail = story.by(story.officer("so-y-te"), custody.read_handover, offered.id)
    assert detail.card.answered_at == offered.answer_due_at


def answer_clock(story: Storyteller, ref: str) -> UUID:
    clocks = story.by(story.officer("so-y-te"), reading.clocks_of, ref)
    return next(clock.id for clock in clocks if clock.rule == "handover_answer" and clock.state == "running")


def test_an_offer_whose_clock_is_paused_does_not_lapse(story: Storyteller, ref: str) -> None:
    story.offers("so-y-te", ref, "trung-tam-ctxh")
    health, why = story.officer("so-y-te"), {"reason": "Bão, đường bị cắt", "authority": "12/QĐ"}
    paused = story.by(health, pausing.pause_clock, ref, answer_clock(story, ref), **why)
    story.later(hours=50)

    assert story.system(custody.lapse_unanswered, story.clock) == 0

    story.by(health, pausing.resume_clock, ref, paused.id, **why)
    assert story.system(custody.lapse_unanswered, story.clock) == 0
    story.later(hours=25)
    assert story.system(custody.lapse_unanswered, story.clock) == 1


def test_an_extended_offer_lapses_on_its_later_day(story: Storyteller, ref: str) -> None:
    offered = story.offers("so-y-te", ref, "trung-tam-ctxh")
    health, why = story.officer("so-y-te"), {"reason": "Bão, đường bị cắt", "authority": "12/QĐ"}
    clock = answer_clock(story, ref)
    longer = story.by(health, pausing.extend_clock, ref, clock, until=date(2026, 7, 9), **why)
    story.later(hours=50)

    assert story.system(custody.lapse_unanswered, story.clock) == 0

    story.later(days=3)
    assert story.system(custody.lapse_unanswered, story.clock) == 1
    assert story.by(health, custody.read_handover, offered.id).card.answered_at == longer.due_at
