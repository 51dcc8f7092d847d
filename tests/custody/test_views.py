"""The pages of hand-overs: offering, the queues, the answers, and who sees the record."""

import pytest

from referral.custody.cards import HandoverCard
from tests.factories import AN_ADULT
from tests.web_client import Browsers, Page
from workflows.vocabulary import HandoverState, Role, State

SAID: dict[str, object] = {
    "place": "Cột mốc 7",
    "condition": "Mệt",
    "belongings": "Ba lô\nĐiện thoại",
    "escort": "An",
}
ATTESTED: dict[str, object] = {"attest": "y", "condition": "Mệt, không bị thương"}


def test_only_agencies_that_could_take_the_person_are_offered(browsers: Browsers) -> None:
    ref = browsers.story.reports("don-bien-phong").ref

    codes = _receivers(browsers("don-bien-phong").get(f"/cases/{ref}/offer"))

    assert {"ubnd-xa", "so-y-te", "don-bien-phong-hai"} <= codes
    assert not {"don-bien-phong", "thanh-tra", "quan-tri", "so-y-te-khac"} & codes


def test_the_commune_at_ones_seat_is_proposed_first(browsers: Browsers) -> None:
    ref = browsers.story.reports("don-bien-phong").ref

    page = browsers("don-bien-phong").get(f"/cases/{ref}/offer")

    communes = [code for code in _listed(page) if code.startswith("ubnd")]
    assert communes[0] == "ubnd-xa"


def test_agencies_of_another_province_are_listed_when_asked(browsers: Browsers) -> None:
    ref = browsers.story.identified()

    codes = _receivers(browsers("so-y-te").get(f"/cases/{ref}/offer?province=48"))

    assert "so-y-te-khac" in codes
    assert "ubnd-xa" not in codes


def test_nobody_can_be_chosen_while_a_person_is_verified(browsers: Browsers) -> None:
    ref = browsers.story.verified()

    assert not _receivers(browsers("so-y-te").get(f"/cases/{ref}/offer"))


def test_an_offer_waits_in_the_receivers_queue(browsers: Browsers) -> None:
    ref = browsers.story.reports("don-bien-phong").ref

    browsers("don-bien-phong").post(f"/cases/{ref}/offer", {"to_agency": "ubnd-xa", **SAID})

    page = browsers("ubnd-xa").get("/handovers?state=offered")
    assert ref in page.text
    assert str(AN_ADULT.full_name) not in page.text


def test_an_offer_without_a_receiver_is_asked_again(browsers: Browsers) -> None:
    ref = browsers.story.reports("don-bien-phong").ref

    page = browsers("don-bien-phong").post(f"/cases/{ref}/offer", SAID)

    assert page.status == 422
    assert "#to_agency" in page.links()


def test_a_refused_offer_shows_every_reason(browsers: Browsers) -> None:
    ref = browsers.story.identified()

    page = browsers("so-y-te").post(f"/cases/{ref}/offer", {"to_agency": "trung-tam-ctxh"})

    assert page.status == 409
    assert "Chưa có đánh giá nguy cơ" in page.text
    assert browsers.story.case(ref).state == State.PROTECTED


def test_what_was_sent_can_be_followed(browsers: Browsers) -> None:
    card = _offered(browsers)

    page = browsers("don-bien-phong").get("/handovers/sent")

    assert f"/handovers/{card.id}" in page.links()
    assert f"/handovers/{card.id}/withdraw" in page.links()


def test_the_receiver_sees_no_record_before_it_accepts(browsers: Browsers) -> None:
    card = _offered(browsers)

    page = browsers("ubnd-xa").get(f"/handovers/{card.id}")

    assert "ba lô" not in page.text
    assert f"/handovers/{card.id}/accept" in page.links()


def test_the_sender_sees_what_it_attested(browsers: Browsers) -> None:
    card = _offered(browsers)

    assert "ba lô" in browsers("don-bien-phong").get(f"/handovers/{card.id}").text


def test_accepting_moves_the_duty_and_opens_the_case(browsers: Browsers) -> None:
    card = _offered(browsers)

    page = browsers("ubnd-xa").post(f"/handovers/{card.id}/accept", ATTESTED)

    assert page.response.request.path == f"/cases/{card.case_ref}"
    assert str(AN_ADULT.full_name) in page.text
    assert browsers.story.case(card.case_ref).state == State.AT_COMMUNE


@pytest.mark.parametrize(
    "said", [{"condition": "Mệt"}, {"attest": "y"}], ids=["no attestation", "no condition"]
)
def test_nobody_is_accepted_without_an_attestation(browsers: Browsers, said: dict[str, object]) -> None:
    card = _offered(browsers)

    page = browsers("ubnd-xa").post(f"/handovers/{card.id}/accept", said)

    assert page.status == 422
    assert browsers.story.case(card.case_ref).state == State.REPORTED


def test_a_declined_person_stays_with_the_sender(browsers: Browsers) -> None:
    card = _offered(browsers)

    page = browsers("ubnd-xa").post(f"/handovers/{card.id}/decline", {"reason": "Trụ sở bị ngập"})

    assert page.response.request.path == "/handovers"
    assert "Trụ sở bị ngập" in browsers("don-bien-phong").get(f"/handovers/{card.id}").text


def test_declining_needs_a_reason(browsers: Browsers) -> None:
    card = _offered(browsers)

    assert browsers("ubnd-xa").post(f"/handovers/{card.id}/decline", {"reason": " "}).status == 422


def test_an_offer_is_taken_back(browsers: Browsers) -> None:
    card = _offered(browsers)

    browsers("don-bien-phong").post(f"/handovers/{card.id}/withdraw", {"reason": "Chọn xã khác"})

    page = browsers("don-bien-phong").get("/handovers/sent?state=withdrawn")
    assert HandoverState.WITHDRAWN.vi in page.text


def test_who_answers_too_late_is_told_the_outcome(browsers: Browsers) -> None:
    card = _offered(browsers)
    browsers.story.withdraws_offer("don-bien-phong", card)

    page = browsers("ubnd-xa").post(f"/handovers/{card.id}/accept", ATTESTED)

    assert page.status == 409
    assert browsers.story.case(card.case_ref).state == State.REPORTED


def test_the_sender_cannot_accept_its_own_offer(browsers: Browsers) -> None:
    card = _offered(browsers)

    page = browsers("don-bien-phong").post(f"/handovers/{card.id}/accept", ATTESTED)

    assert page.status == 409
    assert browsers.story.case(card.case_ref).state == State.REPORTED


@pytest.mark.parametrize("part", ["", "/accept", "/decline", "/withdraw"])
def test_others_hand_overs_are_as_if_they_did_not_exist(browsers: Browsers, part: str) -> None:
    card = _offered(browsers)

    assert browsers("cong-an-tinh").get(f"/handovers/{card.id}{part}").status == 404


def test_an_auditor_has_no_queue(browsers: Browsers) -> None:
    assert browsers("thanh-tra", Role.AUDITOR).get("/handovers").status == 403


def _offered(browsers: Browsers) -> HandoverCard:
    ref = browsers.story.reports("don-bien-phong").ref
    return browsers.story.offers("don-bien-phong", ref, "ubnd-xa")


def _listed(page: Page) -> list[str]:
    field = next(field for field in page.tree.iter("select") if field.get("name") == "to_agency")
    return [option.get("value", "") for option in field.iter("option")]


def _receivers(page: Page) -> set[str]:
    return set(_listed(page)) - {""}
