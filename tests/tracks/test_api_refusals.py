"""What the calls beside the journey refuse, in which order, and how they say it. One table, few worlds."""

import pytest

from tests.callers import Callers, json_of
from tests.factories import A_CHILD, intake
from workflows.vocabulary import Role

POST, DESK = "don-bien-phong", "quan-tri"
NOBODY = "00000000-0000-0000-0000-000000000000"
OF_CASES = [
    ("measures", {"kind": "guarding", "ground": "Bị đe dọa"}),
    ("placements", {"kind": "emergency", "facility": "co-so-ho-tro"}),
    ("guardians", {"name": "Bà A"}),
    ("separations", {"because": "Bị đánh", "until_on": "2026-07-10"}),
    ("crime-reports", {"summary": "Bị lừa bán", "police": "cong-an-tinh"}),
]
OF_DUTIES = [
    (f"/breaches/{NOBODY}/notices", {"to": "authority"}),
    (f"/breaches/{NOBODY}/remedy", {"measures": "Khóa máy"}),
    (f"/subject-requests/{NOBODY}/answer", {"answer": "Đã nhận"}),
    (f"/subject-requests/{NOBODY}/extend", {"reason": "Nhiều hồ sơ"}),
    (f"/subject-requests/{NOBODY}/settle", {"outcome": "done"}),
]


def test_every_call_on_a_case_says_field_by_field_what_is_wrong(callers: Callers) -> None:
    post, ref = callers(POST), callers.story.reports(POST, intake(callers.story.clock.now(), A_CHILD)).ref
    times = {"occurred-in-future": "2026-07-07T08:00+07:00", "occurred-before-previous": "2024-01-01T08:00Z"}

    for path, body in OF_CASES:
        unknown = post.post(f"/cases/{ref}/{path}", body | {"colour": "red"})
        assert (unknown.status_code, _fields(unknown.get_json())) == (422, {"colour": "unknown-field"}), path
    for path, body in OF_CASES[:-1]:
        for code, at in times.items():
            wrong = post.post(f"/cases/{ref}/{path}", body | {"occurred_at": at})
            assert (wrong.status_code, _fields(wrong.get_json())) == (422, {"occurred_at": code}), path


def test_a_stranger_cannot_tell_a_case_from_none(callers: Callers) -> None:
    ref, centre = callers.story.reports(POST).ref, callers("trung-tam-ctxh")

    for path, body in OF_CASES:
        there, nowhere = (centre.post(f"/cases/{one}/{path}", body) for one in (ref, "HS-0000-0000-0000"))
        assert (there.status_code, there.get_json()["title"]) == (404, nowhere.get_json()["title"])
        assert callers.stranger().post(f"/cases/{ref}/{path}", body).status_code == 401


@pytest.mark.parametrize(("path", "body"), OF_DUTIES, ids=[path.rpartition("/")[2] for path, _ in OF_DUTIES])
def test_only_who_answers_learns_that_there_is_no_such_duty(
    callers: Callers, path: str, body: dict[str, object]
) -> None:
    answers = [
        callers(POST).post(path, body),
        callers(DESK, Role.ADMINISTRATOR).post(path, body),
        callers(DESK).post(path, body),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 404]


def test_a_refusal_names_rule_reason_remedy_and_article(callers: Callers) -> None:
    ref, post = callers.story.reports(POST).ref, callers(POST)
    stay = {"kind": "emergency", "facility": "co-so-ho-tro", "until_on": "2027-01-01"}

    answer = post.post(f"/cases/{ref}/placements", stay)

    (refusal,) = json_of(answer)["refusals"]
    assert (answer.status_code, answer.content_type) == (409, "application/problem+json")
    assert (refusal["rule"], "Nghị định 162/2025/NĐ-CP" in refusal["basis"]) == ("stay-too-long", True)
    assert refusal["because"].startswith("This is longer than 120")
    assert refusal["remedy"]


def test_a_call_sent_twice_is_done_once(callers: Callers) -> None:
    ref, post = callers.story.reports(POST, intake(callers.story.clock.now(), A_CHILD)).ref, callers(POST)
    ends: dict[str, object] = {"reason": "Đã an toàn"}
    begun = [post.post(f"/cases/{ref}/{path}", body) for path, body in OF_CASES[1:4:2] for _ in range(2)]

    records = [json_of(answer)["id"] for answer in begun if answer.status_code == 201]
    ended = [
        post.post(f"/cases/{ref}/{path}/{record}/end", ends)
        for path, record in zip(("placements", "separations"), records, strict=True)
        for _ in range(2)
    ]

    assert [answer.status_code for answer in begun] == [201, 409] * 2
    assert [answer.status_code for answer in ended] == [201, 409] * 2


def test_why_a_request_takes_longer_is_shown_to_who_answers(callers: Callers) -> None:
    asked = {"kind": "see", "asker": "Nguyễn X", "request": "Cho xem hồ sơ"}
    request, desk = json_of(callers(POST).post("/subject-requests", asked))["id"], callers(DESK)

    desk.post(f"/subject-requests/{request}/extend", {"reason": "Chờ bên thứ ba"})

    assert json_of(desk.get(f"/subject-requests/{request}"))["extension"] == "Chờ bên thứ ba"


def _fields(problem: dict[str, list[dict[str, str]]]) -> dict[str, str]:
    return {error["field"]: error["code"] for error in problem["errors"]}
