"""The pages of clocks: a seat's alerts and the supervisor's board."""

import pytest

from referral.sla.services import alerts
from tests.web_client import Browsers
from workflows.vocabulary import Role


def test_an_alert_stands_before_the_seat_that_owes(browsers: Browsers) -> None:
    ref = _overdue(browsers)

    page = browsers("don-bien-phong", Role.SUPERVISOR).get("/alerts")

    assert ref in page.text
    assert "Quá hạn" in page.text


def test_an_alert_that_was_seen_is_seen_for_the_whole_seat(browsers: Browsers) -> None:
    _overdue(browsers)
    supervisor = browsers("don-bien-phong", Role.SUPERVISOR)
    waiting = {action for action in supervisor.get("/alerts").actions() if action.endswith("/acknowledge")}

    page = supervisor.post(next(iter(waiting)), start="/alerts")

    assert page.actions().isdisjoint({next(iter(waiting))})


def test_another_seats_alerts_are_not_shown(browsers: Browsers) -> None:
    ref = _overdue(browsers)

    assert ref not in browsers("cong-an-tinh", Role.SUPERVISOR).get("/alerts").text


def test_an_alert_of_another_seat_cannot_be_marked(browsers: Browsers) -> None:
    _overdue(browsers)
    page = browsers("don-bien-phong", Role.SUPERVISOR).get("/alerts")
    theirs = next(action for action in page.actions() if action.endswith("/acknowledge"))

    assert browsers("cong-an-tinh").post(theirs, start="/alerts").status == 404


def test_the_board_shows_what_those_below_owe(browsers: Browsers) -> None:
    ref = _overdue(browsers)

    page = browsers("bien-phong-tinh", Role.SUPERVISOR).get("/board")

    assert f"/cases/{ref}" in page.links()
    assert "don-bien-phong" in page.text


@pytest.mark.parametrize("role", [Role.OFFICER, Role.AUDITOR])
def test_the_board_is_for_supervisors(browsers: Browsers, role: Role) -> None:
    code = {Role.OFFICER: "don-bien-phong", Role.AUDITOR: "thanh-tra"}[role]

    assert browsers(code, role).get("/board").status == 403


def _overdue(browsers: Browsers) -> str:
    ref = browsers.story.reports("don-bien-phong").ref
    browsers.story.later(days=10)
    browsers.story.system(alerts.sweep, browsers.story.clock)
    return ref
