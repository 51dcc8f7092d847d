"""Who may use a route: said under it, looked at first, and never before a stranger has been told 404."""

import pytest
from flask import Flask
from flask.typing import ResponseReturnValue

from referral.kernel.errors import NotFound
from referral.kernel.permissions import Permission
from referral.web.marks import PUBLIC, QUIET, is_marked
from tests.callers import Callers
from tests.web.conftest import Probe
from tests.web_client import Browsers
from workflows.vocabulary import Role


def test_a_role_that_could_never_is_refused_at_once(callers: Callers, probe: Probe) -> None:
    answer = callers("so-y-te").get(probe.call(_never, Permission.ACCOUNT_MANAGE))

    assert answer.status_code == 403


def test_where_an_object_is_named_the_service_answers_first(callers: Callers, probe: Probe) -> None:
    address = probe.call(_never, Permission.CASE_READ, "/<string:ref>")

    answer = callers("thanh-tra", Role.AUDITOR).get(f"{address}HS-1")

    assert answer.status_code == 404


def test_a_narrowed_token_is_refused_beyond_its_scope(callers: Callers, probe: Probe) -> None:
    address = probe.call(_never, Permission.CASE_LIST)

    assert callers("so-y-te").get(address).status_code == 404


def test_every_view_is_marked_or_public(callers: Callers) -> None:
    silent = [
        name
        for name, view in callers.app.view_functions.items()
        if not is_marked(view) and name not in PUBLIC
    ]

    assert silent == []


def test_what_is_public_is_there(callers: Callers) -> None:
    assert set(PUBLIC) | QUIET <= set(callers.app.view_functions)


def test_whoever_has_no_desk_starts_where_they_may(browsers: Browsers) -> None:
    administrator = browsers("quan-tri", Role.ADMINISTRATOR).get("/")
    auditor = browsers("thanh-tra", Role.AUDITOR).get("/")

    assert administrator.response.request.path == "/accounts"
    assert auditor.response.request.path == _address_of(browsers.app, "oversight.ledger")


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SUPERVISOR, Role.AUDITOR, Role.ADMINISTRATOR])
def test_the_navigation_leads_only_where_one_may_go(browsers: Browsers, role: Role) -> None:
    browser = browsers("so-y-te", role)
    places = {link for link in browser.get("/account").links() if link.startswith("/") and link != "/"}

    assert {browser.get(place).status for place in places} == {200}


def _never(**_: object) -> ResponseReturnValue:
    raise NotFound


def _address_of(app: Flask, endpoint: str) -> str:
    with app.test_request_context():
        return app.url_for(endpoint)
