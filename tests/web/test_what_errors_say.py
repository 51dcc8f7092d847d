"""What every error says: its problem document, its headers, and which of ours stands for the library's."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask, Response
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import (
    BadRequest,
    Gone,
    HTTPException,
    MethodNotAllowed,
    NotFound,
    RequestEntityTooLarge,
    UnsupportedMediaType,
)

from referral.kernel.errors import (
    Conflict,
    FieldError,
    InvalidInput,
    LedgerUnavailable,
    NotAllowed,
    NotSignedIn,
    ReferralError,
    StaleVersion,
    StepRefused,
    TooManyAttempts,
    Unavailable,
)
from referral.web import faults
from referral.web.anonymous import Tally
from referral.web.answers import is_own_path
from referral.web.errors import PROBLEMS, problem
from referral.web.faults import fault_for
from referral.web.headers import RETRY_SECONDS, headers_for
from referral.web.security import HEADERS, add_headers, check_origin
from tests.forms import bare
from workflows.refusal import Refusal
from workflows.vocabulary import Words

NOON = datetime(2026, 7, 6, 5, 0, tzinfo=UTC)
NO = Refusal("no", Words("Không được.", "No."), Words("Hãy chờ.", "Wait."), "Điều 39")
NOT_YET = Refusal("not-yet", Words("Chưa được.", "Not yet."), Words("Mai.", "Tomorrow."))
LIBRARYS = [
    pytest.param(NotFound(), "not-found", 404, id="no such address"),
    pytest.param(MethodNotAllowed(), "method-not-allowed", 405, id="another verb"),
    pytest.param(RequestEntityTooLarge(), "too-large", 413, id="too much"),
    pytest.param(UnsupportedMediaType(), "wrong-media-type", 415, id="another form of data"),
    pytest.param(BadRequest(), "bad-request", 400, id="unreadable"),
    pytest.param(Gone(), "bad-request", 400, id="one we never raise"),
    pytest.param(HTTPException(), "bad-request", 400, id="one without a number"),
]
FAULTS = [
    fault for fault in vars(faults).values() if isinstance(fault, type) and issubclass(fault, ReferralError)
]


@pytest.mark.parametrize(("error", "code", "status"), LIBRARYS)
def test_an_error_of_the_library_is_told_as_ours(error: HTTPException, code: str, status: int) -> None:
    ours = fault_for(error)

    assert (ours.code, ours.status) == (code, status)


@pytest.mark.parametrize("fault", FAULTS, ids=[fault.__name__ for fault in FAULTS])
def test_every_fault_is_said_in_vietnamese(app: Flask, fault: type[ReferralError]) -> None:
    with app.test_request_context("/api/v1/cases"):
        told = problem(fault())

    assert told["title"] != fault.title
    assert told["detail"] != fault.message


def test_a_plain_refusal_has_no_lists(app: Flask) -> None:
    with app.test_request_context("/api/v1/cases"):
        told = problem(NotAllowed())

    assert set(told) == {"type", "title", "status", "detail"}
    assert (told["type"], told["status"]) == (f"{PROBLEMS}not-allowed", 403)


def test_wrong_fields_are_told_in_the_order_in_which_they_were_found(app: Flask) -> None:
    wrong = InvalidInput(
        [FieldError("b", "missing", "Wait."), FieldError("a", "late", "At most %(n)d.", {"n": 4})]
    )

    with app.test_request_context("/api/v1/cases"):
        told = problem(wrong)

    assert told["errors"] == [
        {"field": "b", "code": "missing", "message": "Wait."},
        {"field": "a", "code": "late", "message": "At most 4."},
    ]


@pytest.mark.parametrize(
    ("language", "because"),
    [
        ("vi", ["Không được.", "Chưa được."]),
        ("en", ["No.", "Not yet."]),
        ("fr", ["Không được.", "Chưa được."]),
    ],
)
def test_every_reason_is_told_in_the_language_asked_for(
    app: Flask, language: str, because: list[str]
) -> None:
    with app.test_request_context("/api/v1/cases", headers={"Accept-Language": language}):
        told = problem(StepRefused([NO, NOT_YET]))["refusals"]

    assert isinstance(told, list)
    assert [one["because"] for one in told] == because
    assert [(one["rule"], one["basis"]) for one in told] == [("no", "Điều 39"), ("not-yet", None)]


@pytest.mark.parametrize(
    ("error", "headers"),
    [
        pytest.param(NotSignedIn(), {"WWW-Authenticate": 'Bearer realm="referral"'}, id="how to sign in"),
        pytest.param(StaleVersion(7), {"ETag": '"7"'}, id="which version stands"),
        pytest.param(TooManyAttempts(seconds=30), {"Retry-After": "30"}, id="how long to wait"),
        pytest.param(TooManyAttempts(), {"Retry-After": str(RETRY_SECONDS)}, id="a little while"),
        pytest.param(Unavailable(), {"Retry-After": str(RETRY_SECONDS)}, id="when to try again"),
        pytest.param(LedgerUnavailable(), {"Retry-After": str(RETRY_SECONDS)}, id="the ledger too"),
        pytest.param(Conflict(), {}, id="nothing to add"),
    ],
)
def test_headers_say_what_to_do_next(app: Flask, error: ReferralError, headers: dict[str, str]) -> None:
    with app.test_request_context("/api/v1/cases"):
        assert headers_for(error) == headers


def test_a_page_asks_for_no_token(app: Flask) -> None:
    with app.test_request_context("/cases"):
        assert headers_for(NotSignedIn()) == {}


@pytest.mark.parametrize(
    "path", ["/", "/cases", "/cases/HS-1?tab=plan", "/tìm", "/a//b", "/@elsewhere.example"]
)
def test_a_path_of_ours_is_followed(path: str) -> None:
    assert is_own_path(path)


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("", id="nothing"),
        pytest.param("cases", id="beside where one stands"),
        pytest.param("https://elsewhere.example", id="elsewhere"),
        pytest.param("//elsewhere.example", id="elsewhere, over the same protocol"),
        pytest.param("/\\elsewhere.example", id="elsewhere, as browsers read it"),
        pytest.param("/cases\\..", id="a backslash further on"),
        pytest.param("/\t/elsewhere.example", id="a tab that browsers leave out"),
        pytest.param("/cases\r\nSet-Cookie: a=b", id="a header of its own"),
        pytest.param("javascript:alert(1)", id="a program"),
        pytest.param("/\u202ecases", id="a turn of the writing"),
    ],
)
def test_a_path_that_could_lead_elsewhere_is_not(path: str) -> None:
    assert not is_own_path(path)


@pytest.mark.parametrize(
    ("method", "site"),
    [
        ("GET", "cross-site"),
        ("HEAD", "cross-site"),
        ("POST", "same-origin"),
        ("POST", "none"),
        ("POST", None),
    ],
)
def test_who_reads_or_asks_from_here_is_let_through(app: Flask, method: str, site: str | None) -> None:
    with app.test_request_context(method=method, headers={"Sec-Fetch-Site": site} if site else {}):
        assert check_origin() is None  # type: ignore[func-returns-value]  # it only refuses


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("site", ["cross-site", "same-site", "", "unheard-of"])
def test_a_change_that_another_site_asks_for_is_refused(app: Flask, method: str, site: str) -> None:
    with app.test_request_context(method=method, headers={"Sec-Fetch-Site": site}), pytest.raises(CSRFError):
        check_origin()


def test_a_stricter_policy_of_an_answers_own_stands(app: Flask) -> None:
    own = {"Content-Security-Policy": "sandbox"}

    with app.test_request_context(base_url="https://localhost"):
        headers = add_headers(Response(headers=own)).headers

    assert headers["Content-Security-Policy"] == "sandbox"
    assert set(HEADERS) <= set(headers.keys())
    assert headers["Cache-Control"] == "no-store"
    assert headers["Strict-Transport-Security"].startswith("max-age=")


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        pytest.param([0, 1, 59], [0, 0, 0], id="within a minute nothing is told"),
        pytest.param([0, 60], [0, 1], id="after a minute those before are told"),
        pytest.param([0, 10, 70, 71, 130], [0, 0, 2, 0, 2], id="every minute anew, nobody twice"),
        pytest.param([0, 600, 1200], [0, 1, 1], id="after a long silence"),
    ],
)
def test_strangers_are_counted_once(seconds: list[int], told: list[int]) -> None:
    tally = Tally()

    assert [tally.add(NOON + timedelta(seconds=after)) for after in seconds] == told


@pytest.fixture(scope="module")
def app() -> Flask:
    """Nothing but the languages."""
    return bare()
