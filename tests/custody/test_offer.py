"""Offering a person: to whom, on what conditions, and every reason why not."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import update

from referral.casework.cards import ConsentData
from referral.casework.services import consents, reading
from referral.custody import services as custody
from referral.custody.cards import HandoverCard, Offer
from referral.kernel.errors import HandoverRefused, InvalidInput, NotAllowed, NotFound, ReferralError
from referral.kernel.ledger import Action
from referral.people.models import Agency
from tests.factories import a_childs, intake
from tests.storyteller import RECORD, Storyteller
from tests.witness import last_entry, refused, rules_of
from workflows.vocabulary import ConsentScope, HandoverKind, HandoverState, Relation, Role, State, StepName

REFUSED = Action.HANDOVER_REFUSED


def offer(story: Storyteller, code: str, ref: str, wanted: Offer, role: Role = Role.OFFICER) -> HandoverCard:
    return story.by(story.province.actor(code, role), custody.offer, ref, wanted)


def test_an_offer_waits_in_the_receivers_queue(story: Storyteller, ref: str) -> None:
    card = story.offers("so-y-te", ref, "trung-tam-ctxh")

    assert (card.state, card.step) == (HandoverState.OFFERED, StepName.ACCEPT_TRANSFER)
    assert card.answer_due_at == story.clock.now() + timedelta(hours=24)
    assert (card.is_mine_to_withdraw, card.is_mine_to_answer) == (True, False)
    assert story.case(ref).state == State.TRANSFER_OFFERED


def test_the_sender_answers_for_the_person_meanwhile(story: Storyteller, ref: str) -> None:
    story.offers("so-y-te", ref, "trung-tam-ctxh")

    assert story.by(story.officer("so-y-te"), reading.why, ref) == (Relation.HOLDER,)
    intervals = story.by(story.officer("so-y-te"), reading.custody_of, ref)
    assert (intervals[-1].agency, intervals[-1].to_at) == ("so-y-te", None)


def test_an_offer_is_an_entry_with_its_digest(story: Storyteller, ref: str) -> None:
    card = story.offers("so-y-te", ref, "trung-tam-ctxh")

    entry = last_entry(story)
    assert (entry.action, entry.also) == (Action.CASE_MOVED, (Action.HANDOVER_OFFERED,))
    assert entry.about == (ref, str(card.id))
    assert entry.detail["handover:offered.to"] == "trung-tam-ctxh"
    assert f"handover/{card.id}" in entry.records


@pytest.mark.parametrize(
    ("code", "to", "step"),
    [
        pytest.param("don-bien-phong", "cong-an-tinh", StepName.PASS_ON, id="to another first receiver"),
        pytest.param("don-bien-phong", "ubnd-xa", StepName.BRING_TO_COMMUNE, id="to the commune at its seat"),
        pytest.param("don-bien-phong", "so-y-te", StepName.RECEIVE, id="straight to health"),
        pytest.param("don-bien-phong", "co-so-ho-tro", StepName.RECEIVE, id="to a facility, in an emergency"),
        pytest.param("ubnd-xa", "so-y-te", StepName.RECEIVE, id="from the commune to health"),
        pytest.param("co-so-ho-tro", "so-y-te", StepName.RECEIVE, id="from a facility to health"),
    ],
)
def test_the_receiver_decides_which_step_it_becomes(
    story: Storyteller, code: str, to: str, step: StepName
) -> None:
    ref = story.reports(code).ref

    assert story.offers(code, ref, to).step is step


def test_an_offer_to_health_is_itself_the_notice(story: Storyteller) -> None:
    ref = story.reports("ubnd-xa").ref

    story.offers("ubnd-xa", ref, "so-y-te")

    clocks = {clock.rule: clock.state for clock in story.by(story.officer("ubnd-xa"), reading.clocks_of, ref)}
    assert clocks == {
        "notify_health": "met",
        "handover_answer": "running",
        "health_reception": "running",
        "initial_verification": "running",
    }
    assert story.case(ref).facts["was_notified"]


def test_a_second_open_offer_is_refused(story: Storyteller) -> None:
    ref = story.reports("don-bien-phong").ref
    story.offers("don-bien-phong", ref, "ubnd-xa")

    with refused(story, HandoverRefused, REFUSED, ref) as caught:
        story.offers("don-bien-phong", ref, "so-y-te")

    assert rules_of(caught) == {"offer-is-open"}


def test_a_second_transfer_is_refused(story: Storyteller, ref: str) -> None:
    story.offers("so-y-te", ref, "trung-tam-ctxh")

    with refused(story, HandoverRefused, REFUSED, ref) as caught:
        story.offers("so-y-te", ref, "co-so-ho-tro")

    assert rules_of(caught) == {"wrong-state", "offer-is-open"}


def test_another_commune_than_the_seats_needs_a_reason(story: Storyteller) -> None:
    ref = story.reports("don-bien-phong").ref

    with refused(story, HandoverRefused, REFUSED, ref) as caught:
        story.offers("don-bien-phong", ref, "ubnd-xa-khac")

    assert rules_of(caught) == {"needs-reason"}
    assert story.offers("don-bien-phong", ref, "ubnd-xa-khac", "Gần hơn").to_agency == "ubnd-xa-khac"


def test_a_commune_of_another_province_takes_nobody(story: Storyteller) -> None:
    ref = story.reports("don-bien-phong").ref

    with refused(story, HandoverRefused, REFUSED, ref) as caught:
        story.offers("don-bien-phong", ref, "ubnd-tinh-khac", "Quê ở đó")

    assert rules_of(caught) == {"commune-in-another-province"}


def test_a_reception_without_its_record_is_refused_at_once(story: Storyteller) -> None:
    ref = story.reports("ubnd-xa").ref

    with refused(story, HandoverRefused, REFUSED, ref) as caught:
        offer(story, "ubnd-xa", ref, Offer("so-y-te"))

    assert rules_of(caught) == {"needs-record"}


def unassessed(story: Storyteller) -> str:
    return story.identified()


def assessed_long_ago(story: Storyteller) -> str:
    ref = story.identified()
    story.assesses("so-y-te", ref)
    story.later(days=31)
    return ref


def without_consent(story: Storyteller) -> str:
    ref = story.identified()
    story.assesses("so-y-te", ref)
    story.by(story.officer("so-y-te"), consents.record_consent, ref, ConsentData(given=False))
    return ref


def a_childs_on_its_own_word(story: Storyteller) -> str:
    alone = intake(story.clock.now(), a_childs(story.clock.now()).person)
    ref = story.identified(alone)
    story.assesses("so-y-te", ref)
    return ref


@pytest.mark.parametrize(
    ("tell", "rules"),
    [
        pytest.param(unassessed, {"needs-fresh-risk-assessment"}, id="no risk assessment"),
        pytest.param(assessed_long_ago, {"needs-fresh-risk-assessment"}, id="one of 31 days ago"),
        pytest.param(without_consent, {"needs-consent", "needs-consent-scope"}, id="no consent"),
        pytest.param(
            a_childs_on_its_own_word,
            {"needs-guardian-consent", "needs-best-interest-note"},
            id="a child, whom nobody but itself was asked about",
        ),
    ],
)
def test_a_transfer_without_what_it_needs_says_all(
    story: Storyteller, tell: Callable[[Storyteller], str], rules: set[str]
) -> None:
    ref = tell(story)

    with refused(story, HandoverRefused, REFUSED, ref) as caught:
        story.offers("so-y-te", ref, "trung-tam-ctxh")

    assert rules_of(caught) == rules


def test_a_risk_assessed_thirty_days_ago_is_fresh(story: Storyteller, ref: str) -> None:
    story.later(days=30)

    assert story.offers("so-y-te", ref, "trung-tam-ctxh").state is HandoverState.OFFERED


@pytest.mark.parametrize(
    ("to", "scope"),
    [
        pytest.param("trung-tam-ctxh", ConsentScope.SUPPORT, id="a social centre"),
        pytest.param("co-so-ho-tro", ConsentScope.SUPPORT, id="a facility"),
        pytest.param("ubnd-xa", ConsentScope.SUPPORT, id="a commune"),
        pytest.param("so-y-te-khac", ConsentScope.SHARE_HEALTH, id="health"),
        pytest.param("cong-an-tinh", ConsentScope.SHARE_POLICE, id="the police"),
        pytest.param("don-bien-phong", ConsentScope.SHARE_POLICE, id="the border guard"),
        pytest.param("canh-sat-bien", ConsentScope.SHARE_POLICE, id="the coast guard"),
    ],
)
def test_each_receiver_needs_its_own_consent(
    story: Storyteller, ref: str, to: str, scope: ConsentScope
) -> None:
    others = tuple(other for other in ConsentScope if other is not scope)
    officer = story.officer("so-y-te")
    story.by(officer, consents.record_consent, ref, ConsentData(given=True, scope=others))

    with refused(story, HandoverRefused, REFUSED, ref) as caught:
        story.offers("so-y-te", ref, to)

    assert rules_of(caught) == {"needs-consent-scope"}
    story.by(officer, consents.record_consent, ref, ConsentData(given=True, scope=(scope,)))
    assert story.offers("so-y-te", ref, to).to_agency == to


@pytest.mark.parametrize("to", ["tro-giup-phap-ly", "thanh-tra", "co-quan-dai-dien"])
def test_who_never_answers_for_a_person_is_offered_none(story: Storyteller, ref: str, to: str) -> None:
    with refused(story, HandoverRefused, REFUSED, ref) as caught:
        story.offers("so-y-te", ref, to)

    assert rules_of(caught) == {"receiver-cannot-hold"}


def test_nobody_offers_to_itself(story: Storyteller, ref: str) -> None:
    with refused(story, HandoverRefused, REFUSED, ref) as caught:
        story.offers("so-y-te", ref, "so-y-te")

    assert "receiver-is-sender" in rules_of(caught)


@pytest.mark.parametrize("tell", [Storyteller.verified, Storyteller.closed], ids=["verified", "closed"])
def test_a_case_offers_nobody_at_the_wrong_time(
    story: Storyteller, tell: Callable[[Storyteller], str]
) -> None:
    ref = tell(story)
    holder = story.look(lambda session: session.get_one(Agency, story.case(ref).holder_id).code)

    with refused(story, HandoverRefused, REFUSED, ref) as caught:
        story.offers(holder, ref, "co-so-ho-tro")

    assert "wrong-state" in rules_of(caught)


def test_only_the_holder_offers(story: Storyteller) -> None:
    ref = story.received()

    with refused(story, HandoverRefused, REFUSED, ref) as caught:
        story.offers("don-bien-phong", ref, "trung-tam-ctxh")

    assert rules_of(caught) == {"not-this-agency"}


@pytest.mark.parametrize(
    ("code", "role", "error"),
    [
        pytest.param("trung-tam-ctxh", Role.OFFICER, NotFound, id="a stranger"),
        pytest.param("so-y-te", Role.AUDITOR, NotAllowed, id="the holder's auditor"),
    ],
)
def test_who_moves_no_case_offers_nobody(
    story: Storyteller, ref: str, code: str, role: Role, error: type[ReferralError]
) -> None:
    with refused(story, error, REFUSED, ref):
        offer(story, code, ref, Offer("trung-tam-ctxh", record=RECORD), role)


@pytest.mark.parametrize(
    ("kind", "fields"),
    [(HandoverKind.CUSTODY, ["to_agency"]), (HandoverKind.SERVICE, ["service", "to_agency"])],
)
def test_an_unknown_receiver_or_service_is_named(
    story: Storyteller, ref: str, kind: HandoverKind, fields: list[str]
) -> None:
    with refused(story, InvalidInput, REFUSED, ref) as caught:
        offer(story, "so-y-te", ref, Offer("khong-co", kind))

    assert [error.field for error in caught.value.errors] == fields


def test_an_agency_that_was_closed_is_offered_nobody(story: Storyteller, ref: str) -> None:
    gone = update(Agency).where(Agency.code == "trung-tam-ctxh").values(is_active=False)
    story.system(lambda session: session.execute(gone))

    with refused(story, InvalidInput, REFUSED, ref):
        offer(story, "so-y-te", ref, Offer("trung-tam-ctxh", record=RECORD))


@pytest.mark.parametrize(
    ("after", "code"),
    [
        pytest.param(timedelta(minutes=1), "occurred-in-future", id="the future"),
        pytest.param(timedelta(days=-1), "occurred-before-previous", id="before what it follows"),
    ],
)
def test_an_offer_at_an_impossible_time_is_refused(
    story: Storyteller, ref: str, after: timedelta, code: str
) -> None:
    at = story.clock.now() + after

    with refused(story, InvalidInput, REFUSED, ref) as caught:
        offer(story, "so-y-te", ref, Offer("trung-tam-ctxh", record=RECORD, occurred_at=at))

    assert [error.code for error in caught.value.errors] == [code]


def test_an_offer_recorded_late_is_due_from_the_event(story: Storyteller, ref: str) -> None:
    at = story.clock.now()
    story.later(hours=6)

    card = offer(story, "so-y-te", ref, Offer("trung-tam-ctxh", record=RECORD, occurred_at=at))

    assert (card.offered_at, card.answer_due_at) == (at, at + timedelta(hours=24))
