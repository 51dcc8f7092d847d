"""Both halves of every permission, page by page: who may not use one is turned away, and not led there."""

from collections.abc import Iterator

import pytest
from flask import Flask

from referral.kernel.permissions import Permission
from referral.web.marks import permission_of
from tests.callers import Callers
from tests.web_client import Browsers
from workflows.vocabulary import Relation, Role

SEATS = [
    pytest.param("so-y-te", Role.OFFICER, id="an officer"),
    pytest.param("so-y-te", Role.SUPERVISOR, id="a supervisor"),
    pytest.param("thanh-tra", Role.AUDITOR, id="an auditor"),
    pytest.param("quan-tri", Role.ADMINISTRATOR, id="an administrator"),
]


@pytest.mark.parametrize(("code", "role"), SEATS)
def test_every_page_opens_for_those_who_may_and_only_them(browsers: Browsers, code: str, role: Role) -> None:
    actor = browsers.story.province.actor(code, role)
    browser = browsers(code, role)

    wrong = {
        path: page.status
        for path, permission in _plain_pages(browsers.app)
        if ((page := browser.get(path)).status == 200) != actor.may(permission, frozenset(Relation))
    }

    assert not wrong


@pytest.mark.parametrize(("code", "role"), SEATS)
def test_nobody_is_led_to_a_page_that_turns_them_away(browsers: Browsers, code: str, role: Role) -> None:
    browser = browsers(code, role)
    led_to = {link for link in browser.get("/").links() if link.startswith("/")}

    assert not {link for link in led_to if browser.get(link).status != 200}


def test_there_are_pages_to_try(callers: Callers) -> None:
    assert {"/", "/cases", "/handovers", "/alerts", "/board", "/ledger"} <= dict(
        _plain_pages(callers.app)
    ).keys()


def _plain_pages(app: Flask) -> Iterator[tuple[str, Permission]]:
    """Give every page whose address names no object, with the permission it asks for."""
    for rule in app.url_map.iter_rules():
        permission = permission_of(app.view_functions[rule.endpoint])
        is_page = not rule.arguments and "GET" in (rule.methods or ()) and not rule.rule.startswith("/api/")
        if is_page and permission is not None and rule.endpoint != "people.choose_passphrase":
            yield rule.rule, permission
