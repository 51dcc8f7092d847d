"""The pages of screening and early refusals: a checklist that says what it is, and a count without a name."""

from sqlalchemy import select

from referral.casework.models import EarlyRefusal, Screening
from referral.casework.services import screening
from tests.casework.test_screen import SEEN
from tests.factories import A_CHILD, intake
from tests.web_client import Browsers
from workflows.indicators import CAUTION, indicator_list
from workflows.vocabulary import Purpose

TICKED: dict[str, object] = {
    "coercive_recruitment": ["recruited-by-threats", "recruited-by-debt"],
    "remarks": "Run rẩy.",
}


def test_the_checklist_asks_every_sign_and_says_what_it_is(browsers: Browsers) -> None:
    ref = browsers.story.received()

    page = browsers("so-y-te").get(f"/cases/{ref}/screenings/new")

    assert CAUTION.vi in page.text
    assert all(one.words.vi in page.text for one in indicator_list().indicators)


def test_a_screening_is_shown_with_its_reasons(browsers: Browsers) -> None:
    ref = browsers.story.received(intake(browsers.story.clock.now(), A_CHILD))
    address = f"/cases/{ref}/screenings/new"

    page = browsers("so-y-te").post(address, TICKED)

    assert page.response.request.path.startswith(f"/cases/{ref}/screenings/")
    told = CAUTION.vi, "Hai chỉ báo mạnh", "Bị đe dọa dùng bạo lực khi tuyển mộ", "Run rẩy."
    assert [text for text in told if text not in page.text] == []


def test_the_page_of_a_case_leads_to_its_screenings(browsers: Browsers) -> None:
    story = browsers.story
    ref = story.received()
    made = story.by(story.officer("so-y-te"), screening.screen, ref, SEEN)
    browser = browsers("so-y-te")

    page = browser.post(f"/cases/{ref}/open", {"purpose": Purpose.VERIFICATION.value})

    assert {f"/cases/{ref}/screenings/{made.id}", f"/cases/{ref}/screenings/new"} <= page.links()


def test_a_screening_at_an_impossible_time_is_kept_on_the_form(browsers: Browsers) -> None:
    ref = browsers.story.received()

    page = browsers("so-y-te").post(
        f"/cases/{ref}/screenings/new", TICKED | {"occurred_at": "01/01/2030 08:00"}
    )

    ticked = [box.get("value") for box in page.tree.iter("input") if box.get("checked") is not None]
    assert (page.status, ticked) == (422, TICKED["coercive_recruitment"])
    assert browsers.story.look(lambda session: session.scalars(select(Screening.id)).all()) == []


def test_an_adults_refusal_is_counted_and_forgotten(browsers: Browsers) -> None:
    page = browsers("don-bien-phong").post(
        "/reports/refused", {"age": "adult", "pathway": "rescued", "told": "y"}
    )

    assert page.response.request.path == "/reports/new"
    assert browsers.story.look(lambda session: session.scalars(select(EarlyRefusal.many)).all()) == [1]


def test_a_childs_refusal_says_what_to_do_instead(browsers: Browsers) -> None:
    page = browsers("don-bien-phong").post(
        "/reports/refused", {"age": "uncertain", "pathway": "rescued", "told": "y"}
    )

    assert page.status == 409
    assert "Tổng đài 111" in page.text


def test_nobody_refuses_before_being_told_of_support(browsers: Browsers) -> None:
    page = browsers("don-bien-phong").post("/reports/refused", {"age": "adult", "pathway": "rescued"})

    assert page.status == 422
    assert "#told" in page.links()
