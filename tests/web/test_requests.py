"""One request, one transaction: what is shown was committed with its entry before, or is not shown at all."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.typing import ResponseReturnValue

from referral import web
from referral.kernel import ledger
from referral.kernel.errors import Conflict, LedgerUnavailable, NotFound, StaleVersion
from referral.kernel.ledger import Action, Result
from referral.web import current
from tests.callers import Callers
from tests.web.conftest import Probe
from tests.web_client import Browsers

Recorded = Callable[[], list[tuple[Action, Result]]]


def test_an_answer_is_entered_before_it_is_sent(callers: Callers, probe: Probe, recorded: Recorded) -> None:
    address = probe.call(_looks_at_a_case)

    answer = callers("so-y-te").get(address)

    assert (answer.status_code, answer.json) == (200, {"seen": True})
    assert recorded() == [(Action.CASE_READ, Result.OK)]


def test_nothing_is_shown_while_the_ledger_cannot_be_written(
    callers: Callers, probe: Probe, unwritable_ledger: None
) -> None:
    address = probe.call(_looks_at_a_case)

    answer = callers("so-y-te").get(address)

    assert answer.status_code == LedgerUnavailable.status
    assert "seen" not in answer.text


def test_a_page_shows_nothing_while_the_ledger_is_unwritable(
    browsers: Browsers, probe: Probe, unwritable_ledger: None
) -> None:
    address = probe.page(_looks_at_a_case)

    page = browsers("so-y-te").get(address)

    assert page.status == 503
    assert page.response.headers["Retry-After"] == "5"


def test_an_answer_that_ends_no_deed_is_held_back(callers: Callers, probe: Probe, recorded: Recorded) -> None:
    address = probe.call(_forgets_to_finish)
    callers.app.testing = True
    program = callers("so-y-te")

    with pytest.raises(RuntimeError, match="answered without"):
        program.get(address)

    assert recorded() == []


def test_in_production_it_is_a_fault_that_says_nothing(callers: Callers, probe: Probe) -> None:
    address = probe.call(_forgets_to_finish)

    answer = callers("so-y-te").get(address)

    assert answer.status_code == 500
    assert "secret" not in answer.text


def test_a_refused_deed_is_recorded_on_its_own(callers: Callers, probe: Probe, recorded: Recorded) -> None:
    address = probe.call(_refuses)

    answer = callers("so-y-te").get(address)

    assert answer.status_code == 409
    assert recorded() == [(Action.CASE_CHANGED, Result.CONFLICT)]


def test_a_refusal_where_anyone_may_look_is_no_entry(
    callers: Callers, probe: Probe, recorded: Recorded
) -> None:
    address = probe.call(_is_not_there, permission=None)

    answer = callers("so-y-te").get(address)

    assert answer.status_code == 404
    assert recorded() == []


def test_a_refusal_that_cannot_be_recorded_is_unavailable(
    callers: Callers, probe: Probe, unwritable_ledger: None
) -> None:
    address = probe.call(_refuses)

    answer = callers("so-y-te").get(address)

    assert (answer.status_code, answer.json["type"]) == (  # type: ignore[index]  # — it is a problem document
        503,
        "https://referral.example/problems/ledger-unavailable",
    )


def test_a_fault_that_cannot_be_recorded_is_unavailable(
    callers: Callers, probe: Probe, unwritable_ledger: None
) -> None:
    answer = callers("so-y-te").get(probe.call(_breaks))

    assert answer.status_code == 503


def test_letting_go_keeps_what_was_written_so_far(callers: Callers, probe: Probe, recorded: Recorded) -> None:
    address = probe.call(_lets_go_and_fails)

    answer = callers("so-y-te").get(address)

    assert answer.status_code == 409
    assert recorded() == [(Action.CASE_CHANGED, Result.CONFLICT)]


def test_nothing_may_be_announced_before_letting_go(callers: Callers, probe: Probe) -> None:
    callers.app.testing = True
    address = probe.call(_announces_then_lets_go)
    program = callers("so-y-te")

    with pytest.raises(RuntimeError, match="Announce after"):
        program.get(address)


def test_a_session_that_ended_meanwhile_is_noticed(browsers: Browsers, probe: Probe) -> None:
    page = browsers("so-y-te").get(probe.page(_is_signed_out_meanwhile))

    assert page.response.request.path == "/sign-in"


def test_a_view_that_says_nothing_lets_nobody_in(own_app: None, callers: Callers, browsers: Browsers) -> None:
    callers.app.testing = True
    callers.app.add_url_rule("/unmarked", "unmarked", lambda: "anybody")
    browser = browsers("so-y-te")

    with pytest.raises(RuntimeError, match="add @needs"):
        browser.get("/unmarked")


def test_a_stale_version_says_which_one_stands(callers: Callers, probe: Probe) -> None:
    answer = callers("so-y-te").get(probe.call(_is_stale))

    assert (answer.status_code, answer.headers["ETag"]) == (412, '"7"')


def test_every_answer_carries_an_id_of_its_own(callers: Callers) -> None:
    program = callers("so-y-te")

    ids = {program.get("/me").headers["X-Request-Id"] for _ in range(3)}

    assert len(ids) == 3


def test_going_elsewhere_says_what_was_done_once(browsers: Browsers, probe: Probe) -> None:
    browser = browsers("so-y-te")

    first = browser.get(probe.page(lambda: web.go_to("people.account", saying="Xong.")))

    assert "Xong." in first.text
    assert "Xong." not in browser.get("/account").text


@pytest.mark.parametrize(
    "path", ["//elsewhere.example", "https://elsewhere.example", "/\\elsewhere", "", "/a\nb"]
)
def test_nobody_is_sent_to_somebody_elses_page(browsers: Browsers, probe: Probe, path: str) -> None:
    page = browsers("so-y-te").get(probe.page(lambda: web.go_to_path(path, "people.account")))

    assert page.response.request.path == "/account"


def test_tools_of_a_room_are_found_by_their_kind(callers: Callers) -> None:
    with callers.app.test_request_context(), pytest.raises(KeyError):
        current.tool(Flask)


def _looks_at_a_case() -> ResponseReturnValue:
    ledger.note(current.session, current.actor, Action.CASE_READ, "HS-1")
    return web.answer({"seen": True})


def _forgets_to_finish() -> ResponseReturnValue:
    ledger.note(current.session, current.actor, Action.CASE_READ, "HS-1")
    return "secret"


def _refuses() -> ResponseReturnValue:
    web.attempting(Action.CASE_CHANGED, "HS-1")
    raise Conflict


def _is_not_there() -> ResponseReturnValue:
    raise NotFound


def _is_stale() -> ResponseReturnValue:
    raise StaleVersion(7)


def _breaks() -> ResponseReturnValue:
    raise ZeroDivisionError


def _lets_go_and_fails() -> ResponseReturnValue:
    with web.unlocked():
        pass
    return _refuses()


def _announces_then_lets_go() -> ResponseReturnValue:
    ledger.note(current.session, current.actor, Action.CASE_READ, "HS-1")
    with web.unlocked():
        raise AssertionError


def _is_signed_out_meanwhile() -> ResponseReturnValue:
    with web.unlocked():
        web.farewell()
    return web.answer({"seen": True})
