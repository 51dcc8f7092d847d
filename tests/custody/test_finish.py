"""How services end: by whoever gives or holds, with the case, outside; and each for itself alone."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from referral.casework.services import reading, steps
from referral.custody import services as custody
from referral.custody.cards import Done, HandoverCard
from referral.kernel import ledger
from referral.kernel.errors import (
    HandoverRefused,
    HandoverSettled,
    InvalidInput,
    NotFound,
)
from referral.kernel.ledger import Action
from tests.custody.referrals import (
    BODY,
    GIVER,
    declines,
    finishes,
    held,
    refers,
    refers_outside,
    seen,
    takes_on,
)
from tests.factories import AN_ADULT
from tests.storyteller import Storyteller
from tests.witness import entries, refused, rules_of
from workflows.services import DeclineGround, Service, ServiceOutcome
from workflows.vocabulary import HandoverState, Purpose, Relation, StepName

REFUSED = Action.HANDOVER_REFUSED
HEALTH, CENTRE = "so-y-te", "trung-tam-ctxh"


@pytest.fixture
def ref(story: Storyteller) -> str:
    return story.received()


@pytest.fixture
def offered(story: Storyteller, ref: str) -> HandoverCard:
    return refers(story, ref)


@pytest.mark.parametrize("by", [GIVER, HEALTH])
def test_giver_and_holder_may_record_the_end(
    story: Storyteller, ref: str, offered: HandoverCard, by: str
) -> None:
    takes_on(story, offered)

    finishes(story, offered, by, ServiceOutcome.PARTLY)

    detail = story.by(story.officer(HEALTH), custody.read_handover, offered.id)
    assert (detail.card.outcome, detail.card.done_at) == (ServiceOutcome.PARTLY, story.clock.now())
    assert detail.answer is not None
    assert detail.answer["report"] == "Đã tư vấn ba buổi"
    assert held(story, ref) == set()


def test_after_its_end_the_giver_sees_the_person_no_more(
    story: Storyteller, ref: str, offered: HandoverCard
) -> None:
    takes_on(story, offered)
    finishes(story, offered)

    detail = story.by(story.officer(GIVER), custody.read_handover, offered.id)

    assert (detail.record, detail.answer) == (None, None)
    with pytest.raises(NotFound):
        story.reads(story.officer(GIVER), ref, Purpose.SUPPORT)


def test_an_end_is_one_entry(story: Storyteller, ref: str, offered: HandoverCard) -> None:
    takes_on(story, offered)
    so_far = len(entries(story))

    finishes(story, offered)

    (entry,) = entries(story)[so_far:]
    assert (entry.action, entry.about) == (Action.HANDOVER_FINISHED, (ref, str(offered.id)))
    assert entry.detail == {"service": "legal_aid", "outcome": "completed"}


Early = Callable[[Storyteller, HandoverCard], object]


@pytest.mark.parametrize(
    "before",
    [
        pytest.param(lambda _story, _offered: None, id="offered"),
        pytest.param(lambda story, one: declines(story, one, DeclineGround.FULL), id="declined"),
        pytest.param(lambda story, one: finishes(story, one, takes_on(story, one).holder), id="done"),
    ],
)
def test_only_a_service_at_work_ends(story: Storyteller, offered: HandoverCard, before: Early) -> None:
    before(story, offered)

    with refused(story, HandoverSettled, REFUSED, str(offered.id)):
        finishes(story, offered)


def test_a_stranger_ends_no_service(story: Storyteller, offered: HandoverCard) -> None:
    takes_on(story, offered)

    with refused(story, NotFound, REFUSED, str(offered.id)):
        finishes(story, offered, "ubnd-xa-khac")


def test_a_person_handed_over_is_no_service_that_ends(story: Storyteller) -> None:
    ref = story.reports("don-bien-phong").ref
    handed = story.offers("don-bien-phong", ref, "ubnd-xa")

    with refused(story, HandoverRefused, REFUSED, str(handed.id)) as caught:
        finishes(story, handed)

    assert rules_of(caught) == {"not-a-service"}


def test_an_end_is_not_recorded_before_it_happens(story: Storyteller, offered: HandoverCard) -> None:
    takes_on(story, offered)
    tomorrow = story.clock.now() + timedelta(days=1)
    done = Done(ServiceOutcome.COMPLETED, occurred_at=tomorrow)

    with refused(story, InvalidInput, REFUSED, str(offered.id)):
        story.by(story.officer(GIVER), custody.finish, offered.id, done)


def test_one_agency_gives_two_services_and_sees_both_until_one_ends(story: Storyteller, ref: str) -> None:
    credit, housing = (
        refers(story, ref, "co-so-ho-tro", one) for one in (Service.CREDIT, Service.SAFE_HOUSING)
    )
    takes_on(story, credit)
    takes_on(story, housing)
    both = seen(story, ref, "co-so-ho-tro")

    finishes(story, credit)

    assert both["full_name"] == AN_ADULT.full_name
    assert seen(story, ref, "co-so-ho-tro").keys() == {"sex", "age_from", "age_to"}


def test_an_outside_bodys_answer_is_recorded_by_the_holder(story: Storyteller, ref: str) -> None:
    offered = refers_outside(story, ref)

    with refused(story, HandoverRefused, REFUSED, str(offered.id)) as caught:
        takes_on(story, offered)
    takes_on(story, offered, "Bác sĩ Thử nhận lời qua điện thoại")
    finishes(story, offered)

    assert rules_of(caught) == {"needs-answer-of-body"}
    assert held(story, ref) == set()
    assert story.by(story.officer(HEALTH), custody.read_handover, offered.id).card.outcome == "completed"


def test_an_outside_body_that_never_answers_lapses(story: Storyteller, ref: str) -> None:
    refers_outside(story, ref)
    story.later(hours=25)

    assert story.system(custody.lapse_unanswered, story.clock) == 1


def test_a_new_holder_takes_over_what_was_asked_outside_and_inside(story: Storyteller) -> None:
    ref = story.identified()
    inside, outside = refers(story, ref), refers_outside(story, ref)
    takes_on(story, inside)
    story.transfers(ref)

    takes_on(story, outside, "Đã nhận lời", by=CENTRE)
    finishes(story, inside, CENTRE)

    clocks = story.by(story.officer(CENTRE), reading.clocks_of, ref)
    assert {clock.state for clock in clocks if clock.rule == "handover_answer"} == {"met"}
    detail = story.by(story.officer(CENTRE), custody.read_handover, outside.id)
    assert detail.record is not None
    assert detail.record["outside"] == BODY.name


def test_a_custody_offer_to_a_giver_takes_nothing_from_its_service(story: Storyteller) -> None:
    ref = story.identified()
    story.assesses(HEALTH, ref)
    asked = refers(story, ref, CENTRE, Service.TRAINING)
    handed = story.offers(HEALTH, ref, CENTRE)

    story.declines(CENTRE, handed)

    assert {relation for _, relation, _ in held(story, ref)} == {Relation.OFFERED}
    assert takes_on(story, asked).outcome is HandoverState.ACCEPTED


def test_with_the_case_every_service_ends(story: Storyteller, ref: str) -> None:
    at_work, waiting = refers(story, ref), refers(story, ref, "co-so-ho-tro", Service.SAFE_HOUSING)
    takes_on(story, at_work)

    story.withdrawn(ref, HEALTH)

    cards = {card.id: card for card in story.by(story.officer(HEALTH), custody.of_case, ref)}
    assert cards[at_work.id].outcome is ServiceOutcome.CASE_ENDED
    assert cards[waiting.id].state is HandoverState.WITHDRAWN
    assert held(story, ref) == set()
    with pytest.raises(NotFound):
        story.reads(story.officer(GIVER), ref, Purpose.SUPPORT)


def test_a_case_does_not_close_while_a_service_waits_for_its_answer(story: Storyteller) -> None:
    ref = story.reintegrating()
    story.visits(CENTRE, ref)
    refers(story, ref, by=CENTRE)

    options = story.by(story.supervisor(CENTRE), steps.options, ref)

    (close,) = (option for option in options if option.name is StepName.CLOSE)
    assert "waits-for-another-agency" in {refusal.rule for refusal in close.refusals}


def test_the_timeline_tells_of_every_turn_and_the_ledger_holds(
    story: Storyteller, ref: str, offered: HandoverCard
) -> None:
    takes_on(story, offered)
    finishes(story, offered)

    events = story.by(story.officer(HEALTH), reading.timeline_of, ref)

    told = [event.kind for event in events if event.handover == offered.id]
    assert told == ["service_offered", "service_accepted", "service_done"]
    assert story.look(ledger.verify).status is ledger.Status.SOUND
