"""Which language is spoken to whom, and how moments and words are said."""

from datetime import UTC, date, datetime

import pytest

from referral.web import wording
from tests.callers import Callers
from tests.web_client import Browsers
from workflows.vocabulary import Role, Stage, Words

AT = datetime(2026, 3, 27, 1, 30, tzinfo=UTC)


def test_vietnamese_stands_where_nobody_chose(browsers: Browsers) -> None:
    assert browsers.stranger().get("/sign-in", accept_language="en").tree.get("lang") == "vi"


def test_a_stranger_may_choose_and_is_remembered(browsers: Browsers) -> None:
    stranger = browsers.stranger()

    page = stranger.post("/language", {"language": "en", "next": "/sign-in"}, start="/sign-in")

    assert (page.tree.get("lang"), page.response.request.path) == ("en", "/sign-in")


def test_an_account_keeps_its_language_everywhere(browsers: Browsers) -> None:
    browsers("so-y-te").post("/language", {"language": "en", "next": "/account"}, start="/account")

    assert browsers("so-y-te").get("/account").tree.get("lang") == "en"


def test_an_unknown_language_is_the_default(browsers: Browsers) -> None:
    browser = browsers("so-y-te")

    page = browser.post("/language", {"language": "xx", "next": "/account"}, start="/account")

    assert page.tree.get("lang") == "vi"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        pytest.param("en", "You may not do this", id="it asks for English"),
        pytest.param("en-GB,vi;q=0.5", "You may not do this", id="it asks for British English first"),
    ],
)
def test_a_machine_is_told_in_the_language_it_asks_for(callers: Callers, asked: str, said: str) -> None:
    answer = callers("quan-tri", Role.ADMINISTRATOR).get("/cases", accept_language=asked)

    assert (answer.json or {})["title"] == said


@pytest.mark.parametrize("asked", ["", "fr"], ids=["nothing", "a language we do not speak"])
def test_a_machine_without_a_choice_is_told_in_its_accounts(callers: Callers, asked: str) -> None:
    with callers.app.test_request_context("/api/v1/me", headers={"Accept-Language": asked}):
        assert wording.locale() == "vi"


def test_moments_are_said_in_vietnams_time() -> None:
    assert (wording.moment(AT), wording.day(AT), wording.time_of_day(AT)) == (
        "27/03/2026 08:30",
        "27/03/2026",
        "08:30",
    )
    assert wording.day(date(2026, 3, 27)) == "27/03/2026"
    assert (wording.moment(None), wording.day(None), wording.time_of_day(None)) == ("", "", "")


def test_words_are_said_in_the_language_spoken(callers: Callers) -> None:
    with callers.app.test_request_context("/api/v1/me", headers={"Accept-Language": "en"}):
        said = [wording.words(text) for text in (Stage.TRANSFER, Words("có", "yes"), "plain", None)]

    assert said == ["Transfer", "yes", "plain", ""]
