"""A service at work: its giver sees what it needs and no more; each ends alone; the holder never changes."""

from dataclasses import asdict

import pytest

from referral.casework.cards import ConsentData
from referral.casework.services import consents, reading
from referral.custody import services as custody
from referral.custody.cards import HandoverCard
from referral.kernel.errors import (
    HandoverRefused,
    HandoverSettled,
    NotFound,
    PurposeNotAllowed,
)
from referral.kernel.ledger import Action
from referral.kernel.vault import NotInScope
from referral.kernel.vault.cells import Cell
from tests.custody.referrals import (
    ASKED,
    GIVER,
    declines,
    held,
    refers,
    seen,
    takes_on,
)
from tests.factories import AN_ADULT
from tests.storyteller import Storyteller
from tests.witness import entries, last_entry, refused, rules_of
from workflows.services import TERMS, DeclineGround, Service
from workflows.vocabulary import HandoverState, Purpose, Relation

REFUSED = Action.HANDOVER_REFUSED
HEALTH, CENTRE = "so-y-te", "trung-tam-ctxh"


@pytest.fixture
def ref(story: Storyteller) -> str:
    return story.received()


@pytest.fixture
def offered(story: Storyteller, ref: str) -> HandoverCard:
    return refers(story, ref)


def test_taking_on_a_service_moves_nobody(story: Storyteller, ref: str, offered: HandoverCard) -> None:
    before = story.case(ref)

    answered = takes_on(story, offered)

    assert story.case(ref) == before
    assert (answered.outcome, answered.holder) == (HandoverState.ACCEPTED, HEALTH)
    assert len(story.by(story.officer(HEALTH), reading.custody_of, ref)) == 3


def test_an_answer_is_one_entry_and_meets_its_clock(
    story: Storyteller, ref: str, offered: HandoverCard
) -> None:
    so_far = len(entries(story))

    takes_on(story, offered)

    (entry,) = entries(story)[so_far:]
    assert (entry.action, entry.detail["service"]) == (Action.HANDOVER_ACCEPTED, "legal_aid")
    clocks = story.by(story.officer(HEALTH), reading.clocks_of, ref)
    assert {clock.state for clock in clocks if clock.rule == "handover_answer"} == {"met"}


@pytest.mark.parametrize("service", Service, ids=str)
def test_a_giver_sees_what_its_service_needs_and_no_more(
    story: Storyteller, ref: str, service: Service
) -> None:
    takes_on(story, refers(story, ref, "co-so-ho-tro", service))

    shown = seen(story, ref, "co-so-ho-tro")

    known = {name for name, value in asdict(AN_ADULT).items() if value is not None}
    assert shown.keys() == TERMS[service].shows & known
    assert shown["sex"] == AN_ADULT.sex


def test_a_giver_sees_no_story_no_notes_and_no_other_purpose(
    story: Storyteller, ref: str, offered: HandoverCard
) -> None:
    takes_on(story, offered)

    card = story.reads(story.officer(GIVER), ref, Purpose.SUPPORT)

    assert (card.story, card.statements, card.notes, card.consents, card.screenings) == (None, (), (), (), ())
    with pytest.raises(PurposeNotAllowed):
        story.reads(story.officer(GIVER), ref, Purpose.PROTECTION)


@pytest.mark.parametrize(
    "cell", [("statement", "text"), ("note", "text"), ("handover", "record"), ("risk_assessment", "document")]
)
def test_a_services_key_reaches_no_other_column(
    story: Storyteller, ref: str, offered: HandoverCard, cell: tuple[str, str]
) -> None:
    takes_on(story, offered)
    case_id, giver = story.case(ref).id, story.province.ids[GIVER]

    key = story.database.vault.case_key(case_id, giver, "service:legal_aid")

    with pytest.raises(NotInScope):
        key.seal_text(Cell(*cell, offered.id, 1), "x")


def test_a_key_of_safe_housing_opens_no_name(story: Storyteller, ref: str) -> None:
    offered = refers(story, ref, "co-so-ho-tro", Service.SAFE_HOUSING)
    takes_on(story, offered)
    case_id, giver = story.case(ref).id, story.province.ids["co-so-ho-tro"]

    key = story.database.vault.case_key(case_id, giver, "service:safe_housing")

    with pytest.raises(NotInScope):
        key.seal_text(Cell("person", "name", offered.id, 1), "x")


def test_a_giver_reads_what_is_asked_of_it(story: Storyteller, offered: HandoverCard) -> None:
    takes_on(story, offered)

    detail = story.by(story.officer(GIVER), custody.read_handover, offered.id)

    assert detail.record == {"reason": ASKED, "escort": "Chị Thử"}
    assert detail.card.is_mine_to_finish


def test_a_referral_on_one_case_changes_nothing_on_another(
    story: Storyteller, ref: str, offered: HandoverCard
) -> None:
    other = story.received()
    before = held(story, other)

    takes_on(story, offered)

    assert held(story, other) == before == set()
    with pytest.raises(NotFound):
        story.reads(story.officer(GIVER), other, Purpose.SUPPORT)


def test_a_consent_withdrawn_before_the_answer_discloses_nothing(
    story: Storyteller, ref: str, offered: HandoverCard
) -> None:
    story.by(story.officer(HEALTH), consents.record_consent, ref, ConsentData(given=False))

    with refused(story, HandoverRefused, REFUSED, str(offered.id)) as caught:
        takes_on(story, offered)

    assert rules_of(caught) == {"needs-consent-scope"}
    assert {relation for _, relation, _ in held(story, ref)} == {Relation.OFFERED}


@pytest.mark.parametrize(
    ("ground", "reason", "kept"),
    [
        pytest.param(DeclineGround.FULL, "", DeclineGround.FULL, id="a ground will do"),
        pytest.param(DeclineGround.OTHER, "Chuyển địa điểm", DeclineGround.OTHER, id="another, in words"),
        pytest.param(None, "Chuyển địa điểm", DeclineGround.OTHER, id="words alone"),
    ],
)
def test_a_service_is_declined_with_a_ground_that_is_kept(
    story: Storyteller,
    ref: str,
    offered: HandoverCard,
    ground: DeclineGround | None,
    reason: str,
    kept: DeclineGround,
) -> None:
    answered = declines(story, offered, ground, reason)

    card = story.by(story.officer(HEALTH), custody.read_handover, offered.id).card
    assert (answered.outcome, card.ground) == (HandoverState.DECLINED, kept)
    assert held(story, ref) == set()


@pytest.mark.parametrize("ground", [None, DeclineGround.OTHER])
def test_a_decline_without_a_reason_is_none(
    story: Storyteller, offered: HandoverCard, ground: DeclineGround | None
) -> None:
    with refused(story, HandoverRefused, REFUSED, str(offered.id)) as caught:
        declines(story, offered, ground, " ")

    assert rules_of(caught) == {"needs-reason"}


def test_an_unanswered_referral_lapses_and_may_be_made_again(
    story: Storyteller, ref: str, offered: HandoverCard
) -> None:
    story.later(hours=25)

    assert story.system(custody.lapse_unanswered, story.clock) == 1

    assert held(story, ref) == set()
    assert last_entry(story).action == Action.HANDOVER_LAPSED
    assert refers(story, ref).state is HandoverState.OFFERED


def test_the_holder_takes_a_referral_back(story: Storyteller, ref: str, offered: HandoverCard) -> None:
    story.withdraws_offer(HEALTH, offered)

    assert held(story, ref) == set()
    with refused(story, HandoverSettled, REFUSED, str(offered.id)):
        takes_on(story, offered)


def test_a_giver_is_told_of_its_own_referral_only(
    story: Storyteller, ref: str, offered: HandoverCard
) -> None:
    other = refers(story, ref, "co-so-ho-tro", Service.SAFE_HOUSING)
    takes_on(story, offered)

    told = story.by(story.officer(GIVER), reading.timeline_of, ref)

    assert [event.kind for event in told] == ["service_offered", "service_accepted"]
    assert other.id not in {event.handover for event in told}
