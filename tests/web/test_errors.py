"""Every error becomes an answer in one place: problem documents for machines, pages for people."""

from typing import Any

import pytest
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError

from referral.kernel.errors import (
    FieldError,
    InvalidInput,
    NotFound,
    ReferralError,
    StepRefused,
    TooManyAttempts,
)
from tests.callers import Callers
from tests.web.conftest import Probe
from tests.web_client import ORIGIN, Browsers
from workflows.refusal import Refusal
from workflows.vocabulary import Words

REFUSAL = Refusal(
    rule="receiver-has-accepted",
    because=Words("Chưa nhận bàn giao.", "The hand-over is not accepted."),
    remedy=Words("Hãy chờ trả lời.", "Wait for the answer."),
    basis="Điều 39",
)
PROBLEM = "application/problem+json"


def test_a_refused_step_says_every_reason_in_the_language(callers: Callers, probe: Probe) -> None:
    address = probe.call(_raises(StepRefused([REFUSAL])))

    answer = callers("so-y-te").get(address, accept_language="vi")

    assert (answer.status_code, answer.mimetype) == (409, PROBLEM)
    assert _json(answer.json)["refusals"] == [
        {
            "rule": "receiver-has-accepted",
            "because": "Chưa nhận bàn giao.",
            "remedy": "Hãy chờ trả lời.",
            "basis": "Điều 39",
        }
    ]


def test_wrong_fields_are_named_one_by_one(callers: Callers, probe: Probe) -> None:
    wrong = InvalidInput([FieldError("person.sex", "missing", "Send %(what)s.", {"what": "it"})])

    answer = callers("so-y-te").get(probe.call(_raises(wrong)))

    assert _json(answer.json)["errors"] == [{"field": "person.sex", "code": "missing", "message": "Send it."}]


def test_a_problem_has_the_parts_of_the_standard(callers: Callers, probe: Probe) -> None:
    answer = callers("so-y-te").get(probe.call(_raises(TooManyAttempts(seconds=30))))

    assert _json(answer.json) == {
        "type": "https://referral.example/problems/too-many-attempts",
        "title": "Too many attempts",
        "status": 429,
        "detail": "Too many attempts. Wait 30 seconds, then try again.",
    }
    assert answer.headers["Retry-After"] == "30"


def test_the_same_refusals_stand_on_a_page(browsers: Browsers, probe: Probe) -> None:
    page = browsers("so-y-te").get(probe.page(_raises(StepRefused([REFUSAL]))))

    assert page.status == 409
    assert "Chưa nhận bàn giao. Hãy chờ trả lời." in page.text


def test_the_same_fields_are_named_on_a_page(browsers: Browsers, probe: Probe) -> None:
    wrong = InvalidInput([FieldError("person.sex", "missing", "Choose the sex.")])

    page = browsers("so-y-te").get(probe.page(_raises(wrong)))

    assert (page.status, "Choose the sex." in page.text) == (422, True)


def test_a_hidden_thing_and_an_unknown_address_are_identical(callers: Callers, probe: Probe) -> None:
    address = probe.call(_raises(NotFound()))
    program = callers("so-y-te")

    hidden, unknown = program.get(address), program.get("/never-heard-of")

    assert (hidden.status_code, hidden.data) == (unknown.status_code, unknown.data)


def test_so_are_their_pages_to_the_byte(browsers: Browsers, probe: Probe) -> None:
    address = probe.page(_raises(NotFound()))
    browser = browsers("so-y-te")

    hidden, unknown = browser.get(address), browser.get("/never-heard-of")

    assert (hidden.status, hidden.response.data) == (404, unknown.response.data)


def test_without_a_token_a_machine_is_told_how(callers: Callers) -> None:
    answer = callers.stranger().get("/me")

    assert (answer.status_code, answer.mimetype) == (401, PROBLEM)
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="referral"'


def test_a_cookie_opens_nothing_for_machines(browsers: Browsers) -> None:
    browser = browsers("so-y-te")

    answer = browser.client.get("/api/v1/me", base_url=ORIGIN)

    assert answer.status_code == 401


def test_a_token_opens_no_page(callers: Callers) -> None:
    program = callers("so-y-te")

    answer = program.client.get("/account", headers={"Authorization": f"Bearer {program.token}"})

    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in?next=/account")


@pytest.mark.parametrize("header", ["Basic abc", "Bearer", "bearer ", "Token rf1_x", "Bearer rf1_x y"])
def test_any_other_way_of_asking_is_not_signed_in(callers: Callers, header: str) -> None:
    answer = callers.app.test_client().get("/api/v1/me", headers={"Authorization": header})

    assert answer.status_code == 401


def test_a_wrong_verb_is_told_the_right_ones(callers: Callers) -> None:
    answer = callers("so-y-te").post("/me", {})

    assert (answer.status_code, answer.mimetype) == (405, PROBLEM)
    assert "GET" in answer.headers["Allow"]


def test_more_than_is_taken_is_refused_unread(callers: Callers) -> None:
    answer = callers("so-y-te").post("/cases", {"story": "a" * 5_000_000}, idempotency_key="k")

    assert (answer.status_code, _json(answer.json)["type"].rpartition("/")[2]) == (413, "too-large")


def test_an_address_we_do_not_serve_is_refused(callers: Callers) -> None:
    answer = callers.app.test_client().get("/sign-in", base_url="https://elsewhere.example")

    assert (answer.status_code, answer.mimetype) == (400, "text/plain")


def test_a_fault_says_nothing_about_itself(
    callers: Callers, probe: Probe, caplog: pytest.LogCaptureFixture
) -> None:
    address = probe.call(_raises(ValueError("Nguyễn Thị Đặng Thử")))

    answer = callers("so-y-te").get(address)

    assert (answer.status_code, "Nguyễn" in answer.text) == (500, False)
    assert "ValueError" in caplog.text
    assert "Nguyễn" not in caplog.text


def test_a_database_that_does_not_answer_is_unavailable(callers: Callers, probe: Probe) -> None:
    fault = OperationalError("SELECT 'a name'", {}, Exception("disk full"))

    answer = callers("so-y-te").get(probe.call(_raises(fault)))

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "disk" not in answer.text


def test_an_error_of_the_library_is_ours_in_the_end(callers: Callers, probe: Probe) -> None:
    answer = callers("so-y-te").get(probe.call(_raises(ReferralError())))

    assert answer.status_code == 500


def _raises(error: Exception) -> "Raising":
    return Raising(error)


class Raising:
    """A view that only raises."""

    def __init__(self, error: Exception) -> None:
        self.error = error
        self.__name__ = "raising"

    def __call__(self) -> ResponseReturnValue:
        raise self.error


def _json(found: object) -> dict[str, Any]:
    assert isinstance(found, dict)
    return found
