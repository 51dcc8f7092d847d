"""Cases over the interface: receiving, listing, finding and correcting them."""

import pytest

from tests.callers import STORY, Callers, a_report, json_of
from workflows.vocabulary import Pathway, Role, State

NAME = "Nguyễn Thị Đặng Thử"


def test_a_report_is_answered_with_its_case(callers: Callers) -> None:
    answer = callers("don-bien-phong").post("/cases", a_report(), Idempotency_Key="one")

    said = json_of(answer)
    assert (answer.status_code, said["state"], said["stage"], said["version"]) == (
        201,
        "reported",
        "reception",
        1,
    )
    assert said["holder"] == "don-bien-phong"
    assert "bring_to_commune" in {clock["rule"] for clock in said["clocks"]}


def test_the_same_report_again_gets_the_first_answer_again(callers: Callers) -> None:
    post = callers("don-bien-phong")
    first = post.post("/cases", a_report(), Idempotency_Key="one")
    callers.story.clock.move(hours=20)

    again = post.post("/cases", a_report(), Idempotency_Key="one")

    assert (again.status_code, again.data) == (201, first.data)
    assert json_of(post.get("/cases"))["total"] == 1


def test_a_key_used_for_another_report_is_refused(callers: Callers) -> None:
    post = callers("don-bien-phong")
    post.reports("one")

    other = post.post("/cases", a_report(story="Một chuyện khác."), Idempotency_Key="one")

    assert (other.status_code, json_of(other)["type"].rpartition("/")[2]) == (422, "idempotency-key-reused")


def test_another_agency_may_use_the_same_key(callers: Callers) -> None:
    refs = {callers(code).reports("one") for code in ("don-bien-phong", "don-bien-phong-hai")}

    assert len(refs) == 2


@pytest.mark.parametrize("key", [None, "", "  "])
def test_a_report_without_a_key_is_asked_for_one(callers: Callers, key: str | None) -> None:
    headers = {} if key is None else {"Idempotency_Key": key}

    answer = callers("don-bien-phong").post("/cases", a_report(), **headers)

    assert answer.status_code == 400


@pytest.mark.parametrize("pathway", Pathway)
def test_a_report_of_every_pathway_is_received(callers: Callers, pathway: Pathway) -> None:
    post = callers("don-bien-phong")

    ref = post.reports(pathway=pathway.value, person={"sex": "unknown"})

    said = json_of(post.get(f"/cases/{ref}", X_Purpose="reception"))
    assert (said["pathway"], said["child"], said["person"]["full_name"]) == (pathway, True, None)


@pytest.mark.parametrize(
    ("code", "state"),
    [
        ("don-bien-phong", State.REPORTED),
        ("ubnd-xa", State.AT_COMMUNE),
        ("so-y-te", State.RECEIVED),
        ("trung-tam-ctxh", State.RECEIVED),
    ],
)
def test_a_case_begins_where_its_receiver_stands(callers: Callers, code: str, state: State) -> None:
    answer = callers(code).post("/cases", a_report(), Idempotency_Key="one")

    assert json_of(answer)["state"] == state


@pytest.mark.parametrize(
    ("code", "role"),
    [("thanh-tra", Role.AUDITOR), ("quan-tri", Role.ADMINISTRATOR), ("thanh-tra", Role.OFFICER)],
)
def test_who_moves_no_cases_receives_no_reports(callers: Callers, code: str, role: Role) -> None:
    assert callers(code, role).post("/cases", a_report(), Idempotency_Key="one").status_code == 403


def test_nothing_is_reported_from_the_future(callers: Callers) -> None:
    answer = callers("don-bien-phong").post(
        "/cases", a_report(occurred_at="2026-07-06T08:31+07:00"), Idempotency_Key="one"
    )

    assert answer.status_code == 422
    assert json_of(answer)["errors"][0]["code"] == "occurred-in-future"


def test_a_list_shows_where_cases_stand_and_no_person(callers: Callers) -> None:
    post = callers("don-bien-phong")
    ref = post.reports()
    callers("so-y-te-khac").reports()

    listed = post.get("/cases")

    assert [line["ref"] for line in json_of(listed)["items"]] == [ref]
    assert NAME not in listed.get_data(as_text=True)


@pytest.mark.parametrize(
    ("narrowed", "found"),
    [
        ("stage=reception", 1),
        ("stage=transfer", 0),
        ("state=reported", 1),
        ("state=closed", 0),
        ("holder=don-bien-phong", 1),
        ("holder=nobody", 0),
        ("overdue=true", 0),
        ("overdue=false", 1),
        ("stage=&state=&holder=&overdue=", 1),
    ],
)
def test_a_list_is_narrowed_by_what_is_asked(callers: Callers, narrowed: str, found: int) -> None:
    post = callers("don-bien-phong")
    post.reports()

    assert json_of(post.get(f"/cases?{narrowed}"))["total"] == found


def test_a_long_list_comes_page_by_page(callers: Callers) -> None:
    post = callers("don-bien-phong")
    refs = {post.reports(key) for key in ("one", "two", "three")}

    first, second = (json_of(post.get(f"/cases?per_page=2&page={page}")) for page in (1, 2))

    assert (first["total"], first["next"], second["next"]) == (3, 2, None)
    assert {line["ref"] for line in first["items"] + second["items"]} == refs


@pytest.mark.parametrize(
    "asked",
    [
        {"name": "NGUYEN THI DANG THU"},
        {"name": "Nguyễn Thị Ðặng Thử"},
        {"name": "Nguye\u0302\u0303n Thi\u0323 Đa\u0306\u0323ng Thu\u031b\u0309"},
        {"id_number": "051 199 000 001"},
        {"phone": "+84905000001"},
    ],
    ids=str,
)
def test_a_person_is_found_however_they_are_written(callers: Callers, asked: dict[str, str]) -> None:
    post = callers("don-bien-phong")
    ref = post.reports()

    found = json_of(post.post("/cases/search", {**asked, "purpose": "reception"}))

    assert [(hit["ref"], hit["name"]) for hit in found["items"]] == [(ref, NAME)]


def test_nobody_is_found_among_the_cases_of_others(callers: Callers) -> None:
    callers("don-bien-phong").reports()

    found = json_of(callers("ubnd-xa-khac").post("/cases/search", {"name": NAME, "purpose": "reception"}))

    assert found == {"items": [], "total": 0, "next": None}


@pytest.mark.parametrize(
    ("purpose", "code"),
    [(None, "purpose-required"), ("", "purpose-required"), ("curiosity", "purpose-not-allowed")],
)
def test_a_search_needs_a_purpose(callers: Callers, purpose: str | None, code: str) -> None:
    answer = callers("don-bien-phong").post("/cases/search", {"name": NAME, "purpose": purpose})

    assert (answer.status_code, json_of(answer)["type"].rpartition("/")[2]) == (403, code)


def test_a_correction_changes_what_was_sent_and_nothing_else(callers: Callers) -> None:
    post = callers("don-bien-phong")
    ref = post.reports()

    moved = post.patch(f"/cases/{ref}", {"person": {"phone": "", "full_name": "Thử Khác"}}, If_Match='"1"')

    person = json_of(post.get(f"/cases/{ref}", X_Purpose="correction"))["person"]
    assert (moved.status_code, moved.headers["ETag"]) == (200, '"2"')
    assert (person["full_name"], person["phone"]) == ("Thử Khác", None)
    assert (person["sex"], person["age_estimate"]) == ("female", {"from": 25, "to": 27})


def test_a_corrected_age_may_make_the_person_a_child(callers: Callers) -> None:
    post = callers("don-bien-phong")
    ref = post.reports()

    post.patch(f"/cases/{ref}", {"person": {"age_estimate": {"from": 16}}}, If_Match='"1"')

    assert json_of(post.get(f"/cases/{ref}", X_Purpose="reception"))["child"] is True


def test_a_story_told_again_stands_beside_the_old_one(callers: Callers) -> None:
    post = callers("don-bien-phong")
    ref = post.reports()
    callers.story.clock.move(minutes=1)

    post.patch(f"/cases/{ref}", {"story": "Kể lại lần hai.", "urgent": True}, If_Match='"1"')

    said = json_of(post.get(f"/cases/{ref}", X_Purpose="correction"))
    assert ([told["text"] for told in said["statements"]], said["urgent"]) == (
        [STORY, "Kể lại lần hai."],
        True,
    )


def test_two_corrections_of_the_same_version_do_not_overwrite(callers: Callers) -> None:
    post = callers("don-bien-phong")
    ref = post.reports()
    post.patch(f"/cases/{ref}", {"urgent": True}, If_Match='"1"')

    late = post.patch(f"/cases/{ref}", {"urgent": False}, If_Match='"1"')

    assert (late.status_code, late.headers["ETag"]) == (412, '"2"')
    assert json_of(post.get(f"/cases/{ref}", X_Purpose="reception"))["urgent"] is True
