"""The pages of referrals: asking for a service, taking it on, declining it, saying how it ended."""

import pytest

from tests.custody.referrals import ASKED, BODY, GIVER, refers, refers_outside, takes_on
from tests.factories import AN_ADULT
from tests.web_client import Browsers

SAID: dict[str, object] = {"service": "legal_aid", "to_agency": GIVER, "reason": ASKED, "escort": "Chị Thử"}


@pytest.fixture
def ref(browsers: Browsers) -> str:
    return browsers.story.received()


def test_a_person_is_referred_from_the_case(browsers: Browsers, ref: str) -> None:
    health = browsers("so-y-te")
    opened = health.post(f"/cases/{ref}/open", {"purpose": "support"}, start=f"/cases/{ref}")
    assert f"/cases/{ref}/refer" in opened.links()

    page = health.post(f"/cases/{ref}/refer", SAID)

    assert page.response.request.path == f"/cases/{ref}"
    assert "Trợ giúp pháp lý" in page.text
    waiting = browsers(GIVER).get("/handovers?state=offered").text
    assert ref in waiting
    assert str(AN_ADULT.full_name) not in waiting
    assert ASKED not in waiting


def test_what_is_missing_is_asked_again(browsers: Browsers, ref: str) -> None:
    page = browsers("so-y-te").post(f"/cases/{ref}/refer", {"service": "", "to_agency": GIVER})

    assert page.status == 422
    assert any(link.startswith("#service") for link in page.links())


def test_a_body_outside_needs_its_paper(browsers: Browsers, ref: str) -> None:
    answers: dict[str, object] = {"service": "credit", "to_agency": "", "outside_name": "Ngân hàng Thử"}

    page = browsers("so-y-te").post(f"/cases/{ref}/refer", answers)

    assert page.status == 422
    assert "#outside_paper" in page.links()


def test_a_refused_referral_shows_every_reason(browsers: Browsers, ref: str) -> None:
    refers(browsers.story, ref)

    page = browsers("so-y-te").post(f"/cases/{ref}/refer", SAID)

    assert page.status == 409
    assert "đã được chuyển đến" in page.text


def test_agencies_without_cases_are_not_offered(browsers: Browsers, ref: str) -> None:
    page = browsers("so-y-te").get(f"/cases/{ref}/refer")

    codes = {element.get("value") for element in page.tree.iter("option")}
    assert {GIVER, "co-so-ho-tro", "cong-an-tinh"} <= codes
    assert not {"thanh-tra", "quan-tri", "so-y-te"} & codes


def test_taking_on_opens_the_case_as_far_as_the_service_needs(browsers: Browsers, ref: str) -> None:
    card = refers(browsers.story, ref)

    page = browsers(GIVER).post(f"/handovers/{card.id}/accept", {"remarks": "Nhận"})

    assert page.response.request.path == f"/cases/{ref}"
    assert str(AN_ADULT.full_name) in page.text
    assert "việc nhẹ, lương cao" not in page.text


def test_a_giver_reads_what_is_asked_and_says_how_it_ended(browsers: Browsers, ref: str) -> None:
    card = refers(browsers.story, ref)
    takes_on(browsers.story, card)
    giver = browsers(GIVER)
    shown = giver.get(f"/handovers/{card.id}")

    page = giver.post(f"/handovers/{card.id}/done", {"outcome": "completed", "report": "Ba buổi"})

    assert ASKED in shown.text
    assert f"/handovers/{card.id}/done" in shown.links()
    assert "Đã hoàn thành" in page.text
    assert ASKED not in page.text
    assert "Ba buổi" in browsers("so-y-te").get(f"/handovers/{card.id}").text


def test_an_end_needs_its_outcome(browsers: Browsers, ref: str) -> None:
    card = refers(browsers.story, ref)
    takes_on(browsers.story, card)

    page = browsers(GIVER).post(f"/handovers/{card.id}/done", {"report": "Ba buổi"})

    assert page.status == 422
    assert "Hồ sơ đã kết thúc" not in page.text


@pytest.mark.parametrize(
    ("answers", "status"), [({"ground": "full"}, 200), ({"ground": "other"}, 409), ({}, 422)], ids=str
)
def test_a_service_is_declined_by_one_of_a_list(
    browsers: Browsers, ref: str, answers: dict[str, object], status: int
) -> None:
    card = refers(browsers.story, ref)

    page = browsers(GIVER).post(f"/handovers/{card.id}/decline", answers)

    assert page.status == status


def test_an_outside_bodys_answer_is_recorded_in_ones_own_queue(browsers: Browsers, ref: str) -> None:
    card = refers_outside(browsers.story, ref)
    health = browsers("so-y-te")
    shown = health.get(f"/handovers/{card.id}")

    page = health.post(f"/handovers/{card.id}/accept", {"remarks": "Bác sĩ Thử trả lời"})

    assert {f"/handovers/{card.id}/{verb}" for verb in ("accept", "decline", "withdraw")} <= shown.links()
    assert (BODY.name in shown.text, BODY.paper in shown.text) == (True, True)
    assert page.status == 200
    assert BODY.name not in health.get("/handovers").text


def test_a_stranger_finds_no_page_of_a_referral(browsers: Browsers, ref: str) -> None:
    card = refers(browsers.story, ref)
    stranger = browsers("ubnd-xa-khac")

    pages = [stranger.get(f"/handovers/{card.id}/{verb}") for verb in ("accept", "decline", "done")]

    assert [page.status for page in pages] == [404] * 3
    assert stranger.get(f"/cases/{ref}/refer").status == 404
