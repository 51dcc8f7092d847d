"""Accepting a person: custody, keys and clocks move in one stroke, by the receiver alone, once."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from referral.casework.services import reading
from referral.custody import services as custody
from referral.custody.cards import Acceptance, Answered, HandoverCard
from referral.custody.models import Handover
from referral.kernel.errors import (
    HandoverRefused,
    HandoverSettled,
    InvalidInput,
    NotAllowed,
    NotFound,
    ReferralError,
    StepRefused,
)
from referral.kernel.ledger import Action
from referral.kernel.references import new_id
from tests.factories import AN_ADULT
from tests.storyteller import Storyteller
from tests.witness import entries, refused, rules_of
from workflows.vocabulary import HandoverState, Purpose, Relation, Role, State, StepName

REFUSED = Action.HANDOVER_REFUSED
YES = Acceptance(attest=True, condition="Mệt", remarks="Cần khám")


@pytest.fixture
def offered(story: Storyteller, ref: str) -> HandoverCard:
    return story.offers("so-y-te", ref, "trung-tam-ctxh")


def accept(
    story: Storyteller, code: str, handover: HandoverCard, answer: Acceptance = YES, role: Role = Role.OFFICER
) -> Answered:
    return story.by(story.province.actor(code, role), custody.accept, handover.id, answer)


def test_an_acceptance_says_where_the_case_stands(
    story: Storyteller, ref: str, offered: HandoverCard
) -> None:
    answered = accept(story, "trung-tam-ctxh", offered)

    assert (answered.outcome, answered.state, answered.holder) == (
        HandoverState.ACCEPTED,
        State.TRANSFERRED,
        "trung-tam-ctxh",
    )
    assert (answered.ref, answered.version) == (ref, story.version(ref))


def test_custody_moves_without_gap_or_overlap(story: Storyteller, ref: str, offered: HandoverCard) -> None:
    at = story.clock.now()

    accept(story, "trung-tam-ctxh", offered)

    *_, before, now = story.by(story.officer("trung-tam-ctxh"), reading.custody_of, ref)
    assert (before.agency, before.to_at) == ("so-y-te", at)
    assert (now.agency, now.from_at, now.to_at, now.handover) == ("trung-tam-ctxh", at, None, offered.id)


def test_rights_and_keys_move_along(story: Storyteller, ref: str, offered: HandoverCard) -> None:
    accept(story, "trung-tam-ctxh", offered)

    assert story.by(story.officer("trung-tam-ctxh"), reading.why, ref) == (Relation.HOLDER,)
    assert story.by(story.officer("so-y-te"), reading.why, ref) == (Relation.FORMER,)
    assert story.reads(story.officer("trung-tam-ctxh"), ref, Purpose.SUPPORT).person == AN_ADULT
    with pytest.raises(NotFound):
        story.database.vault.case_key(story.case(ref).id, story.province.ids["so-y-te"])


def test_clocks_follow_the_person(story: Storyteller, ref: str, offered: HandoverCard) -> None:
    accept(story, "trung-tam-ctxh", offered)

    clocks = {clock.rule: clock for clock in story.by(story.officer("so-y-te"), reading.clocks_of, ref)}
    assert clocks["start_reintegration"].duty_of == "trung-tam-ctxh"
    assert {name for name, clock in clocks.items() if clock.state == "running"} == {
        "start_reintegration",
        "health_insurance",
    }


def test_an_acceptance_is_one_entry_that_names_both(
    story: Storyteller, ref: str, offered: HandoverCard
) -> None:
    accept(story, "trung-tam-ctxh", offered)

    moved = entries(story)[-1]
    assert (moved.action, moved.detail["step"]) == (Action.CASE_MOVED, "accept_transfer")
    assert (moved.also, moved.about) == ((Action.HANDOVER_ACCEPTED,), (ref, str(offered.id)))


def test_a_facility_that_takes_a_person_over_has_its_clocks(story: Storyteller) -> None:
    ref = story.reports("don-bien-phong").ref

    story.hands("don-bien-phong", ref, "co-so-ho-tro")

    clocks = story.by(story.officer("co-so-ho-tro"), reading.clocks_of, ref)
    assert {clock.rule for clock in clocks if clock.state == "running"} >= {"lodging", "facility_file"}


def test_the_sender_never_accepts_its_own_offer(story: Storyteller, offered: HandoverCard) -> None:
    with refused(story, HandoverRefused, REFUSED, str(offered.id)) as caught:
        accept(story, "so-y-te", offered)

    assert rules_of(caught) == {"not-this-agency"}


@pytest.mark.parametrize(
    ("code", "role", "error"),
    [
        pytest.param("co-so-ho-tro", Role.OFFICER, NotFound, id="a stranger"),
        pytest.param("cong-an-tinh", Role.OFFICER, NotFound, id="who verified it"),
        pytest.param("trung-tam-ctxh", Role.AUDITOR, NotAllowed, id="the receiver's auditor"),
    ],
)
def test_nobody_else_accepts(
    story: Storyteller, offered: HandoverCard, code: str, role: Role, error: type[ReferralError]
) -> None:
    with refused(story, error, REFUSED, str(offered.id)):
        accept(story, code, offered, role=role)


def test_a_hand_over_nobody_made_is_not_there(story: Storyteller) -> None:
    nowhere = new_id(story.clock)

    with refused(story, NotFound, REFUSED, str(nowhere)):
        story.by(story.officer("trung-tam-ctxh"), custody.accept, nowhere, YES)


def test_a_receiver_that_attests_nothing_takes_nobody(story: Storyteller, offered: HandoverCard) -> None:
    with refused(story, StepRefused, REFUSED, str(offered.id)) as caught:
        accept(story, "trung-tam-ctxh", offered, Acceptance(attest=False))

    assert rules_of(caught) == {"needs-attestation"}


@pytest.mark.parametrize(
    ("after", "code"),
    [
        pytest.param(timedelta(seconds=1), "occurred-in-future", id="the future"),
        pytest.param(timedelta(minutes=-1), "occurred-before-previous", id="before it was offered"),
    ],
)
def test_an_acceptance_at_an_impossible_time_is_refused(
    story: Storyteller, offered: HandoverCard, after: timedelta, code: str
) -> None:
    impossible = Acceptance(attest=True, occurred_at=story.clock.now() + after)

    with refused(story, InvalidInput, REFUSED, str(offered.id)) as caught:
        accept(story, "trung-tam-ctxh", offered, impossible)

    assert [error.code for error in caught.value.errors] == [code]


def test_an_acceptance_recorded_late_counts_from_the_event(
    story: Storyteller, ref: str, offered: HandoverCard
) -> None:
    at = story.clock.now()
    story.later(hours=5)

    accept(story, "trung-tam-ctxh", offered, Acceptance(attest=True, occurred_at=at))

    now = story.by(story.officer("trung-tam-ctxh"), reading.custody_of, ref)[-1]
    assert (now.from_at, now.recorded_at) == (at, at + timedelta(hours=5))


def test_an_answer_is_given_once(story: Storyteller, offered: HandoverCard) -> None:
    accept(story, "trung-tam-ctxh", offered)

    with refused(story, HandoverSettled, REFUSED, str(offered.id)) as caught:
        accept(story, "trung-tam-ctxh", offered)

    assert caught.value.outcome == HandoverState.ACCEPTED


def test_nobody_accepts_a_person_whose_case_is_over(
    story: Storyteller, ref: str, offered: HandoverCard
) -> None:
    story.withdrawn(ref, "so-y-te")

    with refused(story, HandoverSettled, REFUSED, str(offered.id)) as caught:
        accept(story, "trung-tam-ctxh", offered)

    assert caught.value.outcome == HandoverState.WITHDRAWN
    assert not story.case(ref).facts["has_open_offer"]
    with pytest.raises(NotFound):
        story.by(story.officer("trung-tam-ctxh"), reading.why, ref)
    lines = [line.kind for line in story.by(story.officer("so-y-te"), reading.timeline_of, ref)]
    assert lines[-2:] in (["withdraw", "handover_withdrawn"], ["handover_withdrawn", "withdraw"])


def test_an_offer_before_reception_ends_with_the_case(story: Storyteller) -> None:
    ref = story.reports("don-bien-phong").ref
    offered = story.offers("don-bien-phong", ref, "ubnd-xa")
    story.withdrawn(ref, "don-bien-phong")

    with refused(story, HandoverSettled, REFUSED, str(offered.id)):
        story.accepts("ubnd-xa", offered)

    reopened = story.steps(story.supervisor("so-y-te"), ref, StepName.REOPEN, "Đổi ý")
    assert story.offers("so-y-te", ref, "ubnd-xa").state is HandoverState.OFFERED
    assert reopened.state is State.REPORTED


def test_what_was_attested_is_sealed(story: Storyteller, offered: HandoverCard) -> None:
    accept(story, "trung-tam-ctxh", offered)

    chosen = select(Handover.record, Handover.answer).where(Handover.id == offered.id)
    stored = story.look(lambda session: session.execute(chosen).one())
    assert "ba lô".encode() not in stored.record
    assert "Cần khám".encode() not in stored.answer
