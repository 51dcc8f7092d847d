"""Opening a case for a purpose, and who looked at it: what several rooms answer together."""

import pytest

from referral.kernel import ledger
from referral.kernel.ledger import Action
from tests.callers import STORY, Callers, json_of
from workflows.vocabulary import Role

NAME = "Nguyễn Thị Đặng Thử"


def test_a_case_opened_for_a_purpose_shows_what_it_includes(callers: Callers) -> None:
    post = callers("don-bien-phong")

    answer = post.get(f"/cases/{post.reports()}", X_Purpose="reception")

    said = json_of(answer)
    assert (said["person"]["full_name"], said["story"], said["purpose"]) == (NAME, STORY, "reception")
    assert {"person", "story"} <= set(said["fields"])
    assert answer.headers["ETag"] == '"1"'


def test_the_same_case_opened_for_another_purpose_shows_less(callers: Callers) -> None:
    ref = callers.story.received()
    health = callers("so-y-te")

    shown = {
        purpose: json_of(health.get(f"/cases/{ref}", X_Purpose=purpose))
        for purpose in ("reception", "transfer")
    }

    assert shown["reception"]["story"]
    assert shown["transfer"]["story"] is None


@pytest.mark.parametrize(
    ("purpose", "code"),
    [
        (None, "purpose-required"),
        ("", "purpose-required"),
        ("curiosity", "purpose-not-allowed"),
        ("supervision", "purpose-not-allowed"),
    ],
)
def test_a_case_is_opened_for_a_purpose_of_ones_own_only(
    callers: Callers, purpose: str | None, code: str
) -> None:
    post = callers("don-bien-phong")
    headers = {} if purpose is None else {"X_Purpose": purpose}

    answer = post.get(f"/cases/{post.reports()}", **headers)

    assert (answer.status_code, json_of(answer)["type"].rpartition("/")[2]) == (403, code)
    assert NAME not in answer.get_data(as_text=True)


def test_whoever_stands_above_sees_where_it_stands_and_no_person(callers: Callers) -> None:
    ref = callers("don-bien-phong").reports()
    head = callers("bien-phong-tinh", Role.SUPERVISOR)

    answer = head.get(f"/cases/{ref}", X_Purpose="supervision")

    assert (answer.status_code, json_of(answer)["state"], json_of(answer)["person"]) == (
        200,
        "reported",
        None,
    )
    assert NAME not in answer.get_data(as_text=True)


def test_nothing_personal_is_answered_without_an_entry_naming_it(callers: Callers) -> None:
    post = callers("don-bien-phong")
    ref = post.reports()

    post.get(f"/cases/{ref}", X_Purpose="reception")

    read = callers.story.look(
        lambda session: ledger.entries(session, ledger.Search(about=ref, action=Action.CASE_READ))
    )
    assert (read[-1].purpose, read[-1].fields[:6]) == (
        "reception",
        ("consents", "notes", "papers", "person", "screenings", "story"),
    )


def test_the_holders_supervisor_sees_who_looked_and_who_tried(callers: Callers) -> None:
    post = callers("don-bien-phong")
    ref = post.reports()
    post.get(f"/cases/{ref}", X_Purpose="reception")
    callers("so-y-te-khac").get(f"/cases/{ref}", X_Purpose="reception")

    looks = json_of(callers("don-bien-phong", Role.SUPERVISOR).get(f"/cases/{ref}/access"))

    seen = [(look["actor"], look["action"], look["result"]) for look in looks["items"]]
    assert seen[0] == ("so-y-te-khac.officer", "case:read", "denied")
    assert ("don-bien-phong.officer", "case:read", "ok") in seen
    assert seen[-1] == ("don-bien-phong.officer", "case:reported", "ok")


@pytest.mark.parametrize(
    ("code", "role", "status"),
    [
        pytest.param("don-bien-phong", Role.OFFICER, 403, id="the holder's officer"),
        pytest.param("bien-phong-tinh", Role.SUPERVISOR, 403, id="who stands above"),
        pytest.param("so-y-te-khac", Role.SUPERVISOR, 404, id="a stranger"),
    ],
)
def test_nobody_else_sees_who_looked(callers: Callers, code: str, role: Role, status: int) -> None:
    ref = callers("don-bien-phong").reports()

    assert callers(code, role).get(f"/cases/{ref}/access").status_code == status


def test_looking_at_who_looked_is_itself_a_look(callers: Callers) -> None:
    ref = callers("don-bien-phong").reports()
    head = callers("don-bien-phong", Role.SUPERVISOR)
    head.get(f"/cases/{ref}/access")

    newest = json_of(head.get(f"/cases/{ref}/access?per_page=1"))

    assert newest["items"][0]["action"] == "case:access-read"
    assert (newest["total"], newest["next"]) == (2, 2)
