"""The access log over the interface: for auditors, narrowed by what they ask, and itself on record."""

import pytest

from tests.callers import STORY, Caller, Callers, json_of
from workflows.vocabulary import Role

NAME = "Nguyễn Thị Đặng Thử"


@pytest.fixture
def auditor(callers: Callers) -> Caller:
    return callers("thanh-tra", Role.AUDITOR)


def test_an_auditor_reads_verbs_and_references_and_no_person(callers: Callers, auditor: Caller) -> None:
    post = callers("don-bien-phong")
    ref = post.reports()
    post.get(f"/cases/{ref}", X_Purpose="reception")

    answer = auditor.get("/ledger/entries")

    newest = json_of(answer)["items"][0]
    assert (newest["action"], newest["about"], newest["actor"]) == (
        "case:read",
        [ref],
        "don-bien-phong.officer",
    )
    assert not [
        word for word in (NAME, STORY, "051199000001", "0905") if word in answer.get_data(as_text=True)
    ]


def test_reading_the_log_is_itself_on_record(auditor: Caller) -> None:
    auditor.get("/ledger/entries")

    newest = json_of(auditor.get("/ledger/entries"))["items"][0]

    assert (newest["action"], newest["actor"]) == ("ledger:read", "thanh-tra.auditor")


@pytest.mark.parametrize(
    ("narrowed", "found"),
    [
        pytest.param("actor=don-bien-phong.officer", 2, id="who"),
        pytest.param("actor=nobody.at-all", 0, id="nobody"),
        pytest.param("actor=%00nobody", 0, id="nobody, with an unseen character"),
        pytest.param("agency=so-y-te-khac", 1, id="which agency"),
        pytest.param("action=case:listed", 1, id="what"),
        pytest.param("result=denied", 1, id="how it ended"),
        pytest.param("agency=don-bien-phong&result=denied", 0, id="two at once"),
        pytest.param("agency=don-bien-phong&since=2026-07-06T08:30%2B07:00", 2, id="from when"),
        pytest.param("agency=don-bien-phong&until=2026-07-06T08:30%2B07:00", 0, id="until when"),
        pytest.param("agency=don-bien-phong&actor=", 2, id="a blank counts as none"),
    ],
)
def test_the_log_is_narrowed_by_what_is_asked(
    callers: Callers, auditor: Caller, narrowed: str, found: int
) -> None:
    post = callers("don-bien-phong")
    ref = post.reports()
    post.get("/cases")
    callers("so-y-te-khac").get(f"/cases/{ref}", X_Purpose="reception")

    assert json_of(auditor.get(f"/ledger/entries?{narrowed}"))["total"] == found


def test_a_case_is_found_among_the_many_a_list_showed(callers: Callers, auditor: Caller) -> None:
    post = callers("don-bien-phong")
    one, _ = post.reports("one"), post.reports("two")
    post.get("/cases")

    found = json_of(auditor.get(f"/ledger/entries?case={one}"))["items"]

    assert [entry["action"] for entry in found] == ["case:listed", "case:reported"]


def test_the_log_comes_page_by_page_newest_first(callers: Callers, auditor: Caller) -> None:
    post = callers("don-bien-phong")
    asked = "/ledger/entries?agency=don-bien-phong&per_page=2"
    for key in ("one", "two", "three"):
        post.reports(key)

    first, second = (json_of(auditor.get(f"{asked}&page={page}")) for page in (1, 2))

    indices = [entry["index"] for entry in first["items"] + second["items"]]
    assert (first["total"], first["next"], second["next"]) == (3, 2, None)
    assert indices == sorted(indices, reverse=True)


@pytest.mark.parametrize(
    ("code", "role"),
    [("thanh-tra", Role.OFFICER), ("don-bien-phong", Role.SUPERVISOR), ("quan-tri", Role.ADMINISTRATOR)],
)
def test_nobody_but_an_auditor_reads_the_log(callers: Callers, code: str, role: Role) -> None:
    assert callers(code, role).get("/ledger/entries").status_code == 403


@pytest.mark.parametrize("query", ["action=case:stolen", "since=yesterday", "result=fine", "name=x"])
def test_a_wrong_question_about_the_log_is_refused(auditor: Caller, query: str) -> None:
    assert auditor.get(f"/ledger/entries?{query}").status_code == 422
