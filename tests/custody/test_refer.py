"""Referring to a service: the holder stays, nothing personal is shown yet, an answer is due."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from referral.casework.cards import ConsentData
from referral.casework.services import consents, reading
from referral.custody import services as custody
from referral.custody.cards import Offer, Outside
from referral.custody.models import Handover
from referral.kernel.database import table_of
from referral.kernel.errors import HandoverRefused, InvalidInput, NotAllowed, NotFound, StepRefused
from referral.kernel.ledger import Action
from tests.custody.referrals import ASKED, BODY, GIVER, refers, refers_outside, takes_on
from tests.factories import a_childs, intake
from tests.storyteller import RECORD, Storyteller
from tests.witness import entries, last_entry, refused, rules_of
from workflows.services import Service
from workflows.vocabulary import ConsentScope, HandoverKind, HandoverState, Purpose, Relation, Role

REFUSED = Action.HANDOVER_REFUSED
LEGAL = Offer(GIVER, HandoverKind.SERVICE, Service.LEGAL_AID)


@pytest.fixture
def ref(story: Storyteller) -> str:
    return story.received()


def test_a_referral_leaves_the_holder_and_the_case_alone(story: Storyteller, ref: str) -> None:
    before = story.case(ref)

    offered = refers(story, ref)

    assert story.case(ref) == before
    assert (offered.kind, offered.service, offered.step) == (HandoverKind.SERVICE, "legal_aid", None)
    assert offered.state is HandoverState.OFFERED


def test_a_referral_is_one_entry_that_names_the_service(story: Storyteller, ref: str) -> None:
    so_far = len(entries(story))

    offered = refers(story, ref)

    (entry,) = entries(story)[so_far:]
    assert (entry.action, entry.about) == (Action.HANDOVER_OFFERED, (ref, str(offered.id)))
    assert (entry.detail["service"], entry.detail["to"]) == ("legal_aid", GIVER)


def test_who_is_asked_sees_a_summary_without_identity(story: Storyteller, ref: str) -> None:
    offered = refers(story, ref)
    asked = story.officer(GIVER)

    detail = story.by(asked, custody.read_handover, offered.id)

    assert (detail.record, detail.answer, detail.card.is_mine_to_answer) == (None, None, True)
    assert story.reads(asked, ref, Purpose.TRANSFER).person is None
    assert story.by(asked, reading.why, ref) == (Relation.OFFERED,)


def test_an_answer_is_due_by_whoever_is_asked(story: Storyteller, ref: str) -> None:
    offered = refers(story, ref)

    clocks = story.by(story.officer("so-y-te"), reading.clocks_of, ref)

    answer = next(clock for clock in clocks if clock.rule == "handover_answer" and clock.state == "running")
    assert (answer.duty_of, answer.due_at) == (GIVER, offered.answer_due_at)


def test_what_is_asked_is_sealed(story: Storyteller, ref: str) -> None:
    offered = refers(story, ref)
    outside = refers_outside(story, ref)

    rows = story.look(lambda session: session.execute(select(table_of(Handover))).all())

    stored = b"".join(bytes(row.record) + bytes(row.brief or b"") for row in rows)
    assert {row.id for row in rows} >= {offered.id, outside.id}
    assert not any(word.encode() in stored for word in (ASKED, BODY.name, BODY.paper, "Chị Thử"))


def test_the_holder_reads_what_it_asked(story: Storyteller, ref: str) -> None:
    offered = refers_outside(story, ref)

    detail = story.by(story.officer("so-y-te"), custody.read_handover, offered.id)

    assert detail.record == {"outside": BODY.name, "paper": BODY.paper, "reason": ASKED}


def test_several_services_are_asked_at_once(story: Storyteller, ref: str) -> None:
    refers(story, ref)
    refers(story, ref, "co-so-ho-tro", Service.SAFE_HOUSING)
    refers(story, ref, "co-so-ho-tro", Service.PSYCHOLOGY)

    cards = story.by(story.officer("so-y-te"), custody.of_case, ref)

    assert sorted(card.service for card in cards if card.service) == [
        "legal_aid",
        "psychology",
        "safe_housing",
    ]


def test_one_service_is_asked_of_one_agency_once(story: Storyteller, ref: str) -> None:
    offered = refers(story, ref)
    with refused(story, HandoverRefused, REFUSED, ref) as caught:
        refers(story, ref)
    takes_on(story, offered)

    with refused(story, HandoverRefused, REFUSED, ref) as again:
        refers(story, ref)

    assert rules_of(caught) == rules_of(again) == {"already-referred"}


def test_a_transfer_may_be_offered_beside_a_referral(story: Storyteller) -> None:
    ref = story.identified()
    story.assesses("so-y-te", ref)
    refers(story, ref)

    assert story.offers("so-y-te", ref, "trung-tam-ctxh").state is HandoverState.OFFERED


def test_only_the_holder_refers(story: Storyteller, ref: str) -> None:
    with refused(story, NotFound, REFUSED, ref):
        refers(story, ref, by="so-y-te-khac")
    with refused(story, NotAllowed, REFUSED, ref):
        story.by(story.province.actor("so-y-te", Role.AUDITOR), custody.offer, ref, LEGAL)
    with refused(story, HandoverRefused, REFUSED, ref) as caught:
        refers(story, ref, by="ubnd-xa")

    assert rules_of(caught) == {"not-this-agency"}


def test_nobody_refers_to_oneself(story: Storyteller, ref: str) -> None:
    with refused(story, HandoverRefused, REFUSED, ref) as caught:
        refers(story, ref, "so-y-te", Service.HEALTH_CHECK)

    assert rules_of(caught) == {"receiver-is-sender"}


def test_every_reason_is_said_at_once(story: Storyteller) -> None:
    child = replace(a_childs(story.clock.now()), consent=None)
    ref = story.received(child)

    with refused(story, HandoverRefused, REFUSED, ref) as caught:
        refers(story, ref, "thanh-tra", Service.HEALTH_CHECK)

    assert rules_of(caught) == {
        "needs-consent-scope",
        "needs-guardian-consent",
        "receiver-gives-no-service",
    }


def test_a_consent_withdrawn_stops_a_referral(story: Storyteller, ref: str) -> None:
    health = story.officer("so-y-te")
    story.by(health, consents.record_consent, ref, ConsentData(given=False))

    with refused(story, HandoverRefused, REFUSED, ref) as caught:
        refers(story, ref)

    assert rules_of(caught) == {"needs-consent-scope"}


def test_no_service_is_asked_for_a_case_that_has_ended(story: Storyteller) -> None:
    ref = story.closed()

    with refused(story, StepRefused, REFUSED, ref) as caught:
        refers(story, ref, by="trung-tam-ctxh")

    assert rules_of(caught) == {"case-has-ended"}


@pytest.mark.parametrize(
    ("offer", "field", "code"),
    [
        pytest.param(Offer(GIVER, HandoverKind.SERVICE, "magic"), "service", "unknown-service", id="service"),
        pytest.param(Offer(GIVER, HandoverKind.SERVICE), "service", "unknown-service", id="no service"),
        pytest.param(
            Offer("nobody", HandoverKind.SERVICE, "credit"), "to_agency", "unknown-agency", id="agency"
        ),
        pytest.param(
            Offer(GIVER, HandoverKind.SERVICE, "credit", outside=BODY),
            "outside",
            "agency-or-outside",
            id="both",
        ),
        pytest.param(
            Offer("", HandoverKind.SERVICE, "credit", outside=Outside("Ngân hàng", " ")),
            "outside.paper",
            "required",
            id="no paper",
        ),
        pytest.param(
            Offer("", HandoverKind.SERVICE, "credit", outside=Outside(" ", "1/CV")),
            "outside.name",
            "required",
            id="no name",
        ),
        pytest.param(
            Offer("ubnd-xa", record=RECORD, outside=BODY), "outside", "only-a-service", id="a person outside"
        ),
    ],
)
def test_what_cannot_be_read_is_said_by_field(
    story: Storyteller, ref: str, offer: Offer, field: str, code: str
) -> None:
    with refused(story, InvalidInput, REFUSED, ref) as caught:
        story.by(story.officer("so-y-te"), custody.offer, ref, offer)

    assert (field, code) in [(error.field, error.code) for error in caught.value.errors]


def test_a_service_may_be_named_with_a_hyphen(story: Storyteller, ref: str) -> None:
    assert refers(story, ref, "co-so-ho-tro", "Safe-Housing").service == "safe_housing"


def test_an_outside_body_waits_in_ones_own_queue(story: Storyteller, ref: str) -> None:
    offered = refers_outside(story, ref)

    clocks = story.by(story.officer("so-y-te"), reading.clocks_of, ref)

    assert (offered.is_outside, offered.to_agency, offered.is_mine_to_answer) == (True, "so-y-te", True)
    assert "so-y-te" in {clock.duty_of for clock in clocks if clock.rule == "handover_answer"}
    assert last_entry(story).action == Action.CASE_CLOCKS_READ
    assert entries(story, action=Action.HANDOVER_OFFERED)[-1].detail["to"] == "outside"


def test_several_outside_bodies_are_asked_for_one_service(story: Storyteller, ref: str) -> None:
    first, second = refers_outside(story, ref), refers_outside(story, ref, Outside("Trạm xá", "13/GGT"))

    assert first.id != second.id


def test_a_minor_scope_is_enough_for_what_needs_no_more(story: Storyteller) -> None:
    only_support = ConsentData(given=True, scope=(ConsentScope.SUPPORT,))
    ref = story.received(replace(intake(story.clock.now()), consent=only_support))

    assert refers(story, ref).state is HandoverState.OFFERED
    with refused(story, HandoverRefused, REFUSED, ref) as caught:
        refers(story, ref, "co-so-ho-tro", Service.HEALTH_CHECK)

    assert rules_of(caught) == {"needs-consent-scope"}
