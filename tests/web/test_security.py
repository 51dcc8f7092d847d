"""What protects the browser: the headers of every answer, the cookie, the token of every form, the host."""

from dataclasses import replace
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from referral.app import create_app
from tests.callers import Callers, settings_of
from tests.web_client import ORIGIN, Browsers

EVERYWHERE = [
    "/sign-in",
    "/never-heard-of",
    "/healthz",
    "/api/v1/me",
    "/api/v1/openapi.json",
    "/static/mark.svg",
    "/account",
]


@pytest.mark.parametrize("path", EVERYWHERE)
def test_every_kind_of_answer_carries_the_headers(callers: Callers, path: str) -> None:
    with callers.app.test_client().get(path, base_url=ORIGIN) as answer:
        headers = answer.headers

    assert headers["Content-Security-Policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    assert {name: headers[name] for name in HEADERS} == HEADERS


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        pytest.param("/static/mark.svg", "public, max-age=3600", id="a file of ours"),
        pytest.param("/static/absent", "no-store", id="no file"),
        pytest.param("/sign-in", "no-store", id="a page"),
    ],
)
def test_nothing_but_our_own_files_is_kept(callers: Callers, path: str, kept: str) -> None:
    with callers.app.test_client().get(path) as answer:
        assert answer.headers["Cache-Control"] == kept


def test_over_http_the_browser_is_not_bound_to_tls(callers: Callers) -> None:
    answer = callers.app.test_client().get("/sign-in", base_url="http://localhost")

    assert "Strict-Transport-Security" not in answer.headers


def test_the_cookie_is_bound_to_this_host_and_to_us(browsers: Browsers) -> None:
    stranger = browsers.stranger()

    cookie = stranger.client.get("/sign-in", base_url=ORIGIN).headers["Set-Cookie"]

    assert cookie.startswith("__Host-referral=")
    assert {part.strip() for part in cookie.split(";")[1:]} == {
        "Secure",
        "HttpOnly",
        "Path=/",
        "SameSite=Strict",
    }


def test_a_form_without_its_token_changes_nothing(browsers: Browsers) -> None:
    browser = browsers("so-y-te")

    answer = browser.send("/language", {"language": "en"})

    assert answer.status_code == 400
    assert browser.get("/account").tree.get("lang") == "vi"


def test_a_token_of_another_session_is_worth_nothing(browsers: Browsers) -> None:
    foreign = browsers("cong-an-tinh").token("/account")

    answer = browsers("so-y-te").send("/language", {"language": "en", "csrf_token": foreign})

    assert answer.status_code == 400


def test_a_form_another_site_sends_is_refused(browsers: Browsers) -> None:
    browser = browsers("so-y-te")
    sent = {"language": "en", "csrf_token": browser.token("/account")}

    answer = browser.client.post(
        "/language", data=sent, base_url=ORIGIN, headers={"Sec-Fetch-Site": "cross-site"}
    )

    assert answer.status_code == 400


def test_a_link_from_elsewhere_lands_before_anything_opens(browsers: Browsers) -> None:
    page = browsers.stranger().get("/cases/HS-1", sec_fetch_site="cross-site")

    assert page.status == 200
    assert {"/cases/HS-1", "/sign-in?next=/cases/HS-1"} <= page.links()


def test_behind_a_proxy_its_word_is_taken(callers: Callers, instance: Path) -> None:
    settings = replace(settings_of(instance), behind_proxy=1)
    app = create_app(settings, clock=callers.story.clock, database=callers.story.database)

    answer = app.test_client().get("/sign-in", headers={"X-Forwarded-Proto": "https"})

    assert "Strict-Transport-Security" in answer.headers


def test_without_a_proxy_nobody_is_believed(callers: Callers) -> None:
    answer = callers.app.test_client().get("/sign-in", headers={"X-Forwarded-Proto": "https"})

    assert "Strict-Transport-Security" not in answer.headers


def test_the_log_names_no_address(callers: Callers, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", logger="referral.web")

    answer: TestResponse = callers("so-y-te").get("/agencies?kind=health")

    assert answer.status_code == 200
    assert "people_api.list_agencies 200" in caplog.text
    assert "kind=" not in caplog.text


HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
}
