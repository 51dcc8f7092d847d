"""Looking at hand-overs: a queue without identity, and a record for those who hold a key."""

import pytest
from sqlalchemy import update

from referral.custody import services as custody
from referral.custody.cards import HandoverCard
from referral.custody.models import Handover
from referral.kernel.errors import NotAllowed, NotFound
from referral.kernel.ledger import Action
from referral.kernel.paging import Page, Window
from tests.storyteller import Storyteller
from tests.witness import entries, last_entry, refused
from workflows.vocabulary import HandoverState, Role


def queue(
    story: Storyteller, code: str, direction: str, state: HandoverState | None = None
) -> Page[HandoverCard]:
    return story.by(story.officer(code), custody.list_handovers, direction, state, Window())


def test_a_queue_shows_what_came_in_and_went_out(story: Storyteller, ref: str) -> None:
    offered = story.offers("so-y-te", ref, "trung-tam-ctxh")

    (incoming,) = queue(story, "trung-tam-ctxh", "in", HandoverState.OFFERED).items
    (outgoing,) = queue(story, "so-y-te", "out", HandoverState.OFFERED).items

    assert (incoming.id, incoming.is_mine_to_answer, incoming.is_mine_to_withdraw) == (
        offered.id,
        True,
        False,
    )
    assert (outgoing.id, outgoing.is_mine_to_answer, outgoing.is_mine_to_withdraw) == (
        offered.id,
        False,
        True,
    )
    assert queue(story, "co-so-ho-tro", "in").items == ()


def test_a_queue_is_one_entry_naming_its_cases(story: Storyteller, ref: str) -> None:
    story.offers("so-y-te", ref, "trung-tam-ctxh")

    queue(story, "trung-tam-ctxh", "in")

    entry = last_entry(story)
    assert (entry.action, entry.about) == (Action.HANDOVER_LISTED, (ref,))
    assert entry.detail == {"direction": "in", "page": 1}


def test_settled_ones_stay_in_the_queue_without_a_state(story: Storyteller, ref: str) -> None:
    story.declines("trung-tam-ctxh", story.offers("so-y-te", ref, "trung-tam-ctxh"))

    assert queue(story, "trung-tam-ctxh", "in", HandoverState.OFFERED).total == 0
    assert queue(story, "trung-tam-ctxh", "in").total == 1


def test_an_auditor_has_no_queue(story: Storyteller) -> None:
    with refused(story, NotAllowed, Action.HANDOVER_LISTED):
        story.by(story.province.actor("so-y-te", Role.AUDITOR), custody.list_handovers, "in", None, Window())


def test_a_holder_reads_every_record(story: Storyteller, ref: str) -> None:
    story.hands("so-y-te", ref, "trung-tam-ctxh")
    (card, *earlier) = story.by(story.officer("trung-tam-ctxh"), custody.of_case, ref)

    detail = story.by(story.officer("trung-tam-ctxh"), custody.read_handover, card.id)

    assert (detail.record or {})["belongings"] == ["ba lô"]
    assert (detail.answer or {})["condition"] == "Ổn định"
    assert len(earlier) == 2
    assert last_entry(story).fields == ("record", "answer")


def test_looking_at_a_hand_over_holds_nobody_up(
    story: Storyteller, ref: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = story.by(story.officer("so-y-te"), custody.of_case, ref)[0]
    monkeypatch.delattr("referral.casework.queries.HOLD_BY_ID")

    assert story.by(story.officer("so-y-te"), custody.read_handover, card.id).record is not None


def test_a_former_holder_sees_its_own_hand_overs(story: Storyteller, ref: str) -> None:
    story.hands("so-y-te", ref, "trung-tam-ctxh")

    cards = story.by(story.officer("ubnd-xa"), custody.of_case, ref)

    assert [(card.from_agency, card.to_agency) for card in cards] == [
        ("ubnd-xa", "so-y-te"),
        ("don-bien-phong", "ubnd-xa"),
    ]
    detail = story.by(story.officer("ubnd-xa"), custody.read_handover, cards[0].id)
    assert (detail.record or {})["place"] == "Trụ sở"


def test_an_offered_agency_reads_no_record(story: Storyteller, ref: str) -> None:
    offered = story.offers("so-y-te", ref, "trung-tam-ctxh")

    detail = story.by(story.officer("trung-tam-ctxh"), custody.read_handover, offered.id)

    assert (detail.card.case_ref, detail.record, detail.answer) == (ref, None, None)
    assert last_entry(story).fields == ()


@pytest.mark.parametrize("code", ["cong-an-tinh", "co-so-ho-tro", "don-bien-phong"])
def test_a_foreign_hand_over_is_not_there(story: Storyteller, ref: str, code: str) -> None:
    offered = story.offers("so-y-te", ref, "trung-tam-ctxh")

    with refused(story, NotFound, Action.HANDOVER_READ, str(offered.id)):
        story.by(story.officer(code), custody.read_handover, offered.id)


def test_a_stranger_sees_no_hand_over_of_a_case(story: Storyteller, ref: str) -> None:
    with refused(story, NotFound, Action.HANDOVER_LISTED, ref):
        story.by(story.officer("co-so-ho-tro"), custody.of_case, ref)


def test_a_record_that_does_not_open_is_reported(story: Storyteller, ref: str) -> None:
    offered = story.offers("so-y-te", ref, "trung-tam-ctxh")
    spoil = update(Handover).where(Handover.id == offered.id).values(record=b"x")
    story.system(lambda session: session.execute(spoil))

    detail = story.by(story.officer("so-y-te"), custody.read_handover, offered.id)

    assert detail.record is None
    report = entries(story, action=Action.INTEGRITY_FAILED)[-1]
    assert (report.about[0], report.fields[0]) == (ref, f"handover/{offered.id}")
    assert report.also == (Action.HANDOVER_READ,)
