"""`GET /alerts` and its acknowledgement: a seat's own, and nobody else's."""

from datetime import datetime
from uuid import UUID

import pytest

from referral.kernel.clock import StoppedClock
from referral.sla import jobs
from tests.callers import Callers, json_of
from workflows.vocabulary import Role

UNKNOWN = UUID("019f350b-e5c0-70c5-ab26-3f24b9da7db8")


@pytest.fixture
def ref(callers: Callers, clock: StoppedClock) -> str:
    """A report at a border post that was not brought to the commune for three days."""
    ref = callers("don-bien-phong").reports()
    clock.move(days=3)
    jobs.sweep(callers.story.database, clock)
    return ref


def test_an_alert_says_what_is_late_and_whose_seat_was_told(callers: Callers, ref: str) -> None:
    answer = callers("don-bien-phong", Role.SUPERVISOR).get("/alerts")

    said = json_of(answer)
    (alert,) = said["items"]
    assert (answer.status_code, said["total"], said["next"]) == (200, 1, None)
    assert (alert["case"], alert["rule"], alert["level"]) == (ref, "bring_to_commune", 2)
    assert alert["recipient"] == {"agency": "don-bien-phong", "role": "supervisor"}
    assert alert["late_by"] > 0
    assert alert["acknowledged_at"] is None
    assert datetime.fromisoformat(alert["due_at"]).utcoffset() is not None


def test_an_alert_is_acknowledged_for_the_whole_seat(callers: Callers, ref: str) -> None:
    supervisor = callers("don-bien-phong", Role.SUPERVISOR)
    (alert,) = json_of(supervisor.get("/alerts"))["items"]

    first = supervisor.post(f"/alerts/{alert['id']}/acknowledge")
    second = supervisor.post(f"/alerts/{alert['id']}/acknowledge")

    assert first.status_code == second.status_code == 200
    assert json_of(first)["acknowledged_at"] == json_of(second)["acknowledged_at"] is not None


@pytest.mark.parametrize(("code", "role"), [("ubnd-xa", Role.SUPERVISOR), ("don-bien-phong", Role.OFFICER)])
def test_another_seats_alert_is_exactly_like_a_missing_one(
    callers: Callers, ref: str, code: str, role: Role
) -> None:
    (alert,) = json_of(callers("don-bien-phong", Role.SUPERVISOR).get("/alerts"))["items"]
    other = callers(code, role)

    theirs = other.post(f"/alerts/{alert['id']}/acknowledge")
    missing = other.post(f"/alerts/{UNKNOWN}/acknowledge")

    assert (theirs.status_code, theirs.get_data()) == (404, missing.get_data())


def test_a_list_of_alerts_has_pages_and_refuses_what_it_does_not_know(callers: Callers, ref: str) -> None:
    supervisor = callers("don-bien-phong", Role.SUPERVISOR)

    assert json_of(supervisor.get("/alerts?page=2"))["items"] == []
    assert supervisor.get("/alerts?per_page=201").status_code == 422
    assert supervisor.get("/alerts?level=2").status_code == 422


def test_nobody_unknown_sees_an_alert(callers: Callers, ref: str) -> None:
    assert callers.stranger().get("/alerts").status_code == 401
