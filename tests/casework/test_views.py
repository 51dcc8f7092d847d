"""The pages on which cases are found and opened: what they show, and to whom they show nothing."""

from dataclasses import replace

import pytest

from tests.factories import AN_ADULT, STORY, intake
from tests.web_client import Browser, Browsers
from workflows.vocabulary import Role


def test_the_list_shows_where_cases_stand_but_no_name(browsers: Browsers) -> None:
    ref = browsers.story.reports("don-bien-phong").ref

    page = browsers("don-bien-phong").get("/cases")

    assert f"/cases/{ref}" in page.links()
    assert str(AN_ADULT.full_name) not in page.text


def test_the_list_is_narrowed_by_words_in_the_address(browsers: Browsers) -> None:
    ref = browsers.story.reports("don-bien-phong").ref

    page = browsers("don-bien-phong").get("/cases?stage=transfer&open=y")

    assert f"/cases/{ref}" not in page.links()


@pytest.mark.parametrize("query", ["stage=nowhere", "page=0", "page=many", "state=", "holder="])
def test_an_address_that_makes_no_sense_narrows_nothing(browsers: Browsers, query: str) -> None:
    ref = browsers.story.reports("don-bien-phong").ref

    assert f"/cases/{ref}" in browsers("don-bien-phong").get(f"/cases?{query}").links()


def test_a_person_is_found_for_a_stated_purpose(browsers: Browsers) -> None:
    ref = browsers.story.reports("don-bien-phong").ref

    page = browsers("don-bien-phong").post("/cases/search", {"phone": "0905000001", "purpose": "protection"})

    assert f"/cases/{ref}" in page.links()


def test_nobody_is_looked_for_without_a_purpose(browsers: Browsers) -> None:
    page = browsers("don-bien-phong").post("/cases/search", {"phone": "0905000001"})

    assert page.status == 422
    assert "#purpose-0" in page.links()


def test_what_is_not_found_is_said_with_what_to_try(browsers: Browsers) -> None:
    page = browsers("don-bien-phong").post("/cases/search", {"name": "Không ai", "purpose": "protection"})

    assert page.status == 200
    assert not [link for link in page.links() if link.startswith("/cases/HS-")]


def test_a_case_is_opened_for_a_purpose_asked_first(browsers: Browsers) -> None:
    ref = browsers.story.reports("don-bien-phong").ref
    post = browsers("don-bien-phong")

    asked = post.get(f"/cases/{ref}")
    shown = post.post(f"/cases/{ref}/open", {"purpose": "reception"})

    assert asked.response.request.path == f"/cases/{ref}/open"
    assert STORY in shown.text


def test_the_purpose_is_asked_once_a_visit(browsers: Browsers) -> None:
    ref = browsers.story.reports("don-bien-phong").ref
    post = browsers("don-bien-phong")
    post.post(f"/cases/{ref}/open", {"purpose": "reception"})

    assert STORY in post.get(f"/cases/{ref}").text


def test_another_purpose_shows_other_fields(browsers: Browsers) -> None:
    ref = browsers.story.reports("don-bien-phong").ref

    page = browsers("don-bien-phong").post(f"/cases/{ref}/open", {"purpose": "transfer"})

    assert str(AN_ADULT.full_name) in page.text
    assert STORY not in page.text


@pytest.mark.parametrize("purpose", ["", "curiosity", "supervision"])
def test_a_purpose_that_is_not_offered_opens_nothing(browsers: Browsers, purpose: str) -> None:
    ref = browsers.story.reports("don-bien-phong").ref

    page = browsers("don-bien-phong").post(f"/cases/{ref}/open", {"purpose": purpose})

    assert page.status == 422
    assert STORY not in page.text


@pytest.mark.parametrize(
    "part", ["", "/open", "/history", "/received", "/change", "/notes/new", "/steps/close"]
)
def test_a_strangers_case_is_as_if_it_did_not_exist(browsers: Browsers, part: str) -> None:
    ref = browsers.story.reports("don-bien-phong-hai").ref
    post = browsers("don-bien-phong")

    hidden, missing = post.get(f"/cases/{ref}{part}"), post.get(f"/cases/HS-0000-0000-0000{part}")

    assert hidden.status == missing.status == 404
    assert hidden.text == missing.text


def test_the_history_tells_the_latest_first(browsers: Browsers) -> None:
    ref = browsers.story.received()

    text = _opened(browsers("so-y-te"), ref).get(f"/cases/{ref}/history").text

    assert text.index("08:50") < text.index("08:40") < text.index("08:30")


def test_a_late_record_keeps_both_its_times(browsers: Browsers) -> None:
    told = replace(intake(browsers.story.clock.now()))
    browsers.story.later(hours=2)
    ref = browsers.story.reports("don-bien-phong", told).ref

    text = browsers("don-bien-phong").get(f"/cases/{ref}/history").text

    assert "06/07/2026 08:30" in text
    assert "06/07/2026 10:30" in text


def test_a_page_is_read_in_english_by_who_prefers_it(browsers: Browsers) -> None:
    post = browsers("don-bien-phong")
    post.post("/language", {"language": "en", "next": "/cases"}, start="/cases")

    assert post.get("/cases").heading == "Cases"


def test_a_stranger_is_asked_to_sign_in(browsers: Browsers) -> None:
    ref = browsers.story.reports("don-bien-phong").ref

    page = browsers.stranger().get(f"/cases/{ref}")

    assert "/sign-out" not in page.actions()
    assert STORY not in page.text


def test_who_was_away_too_long_is_asked_to_sign_in_again(browsers: Browsers) -> None:
    post, stranger = browsers("don-bien-phong"), browsers.stranger()
    stranger.get("/sign-in")
    browsers.story.later(minutes=20)

    page = post.get("/cases")

    assert "/sign-out" not in page.actions()


def test_an_auditor_sees_no_list_of_cases(browsers: Browsers) -> None:
    assert browsers("thanh-tra", Role.AUDITOR).get("/cases").status == 403


def _opened(browser: Browser, ref: str) -> Browser:
    browser.post(f"/cases/{ref}/open", {"purpose": "protection"})
    return browser
