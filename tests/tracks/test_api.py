"""What runs beside the journey, over the interface: begun and changed by who may, shown for its purpose."""

import pytest

from tests.callers import Callers, json_of
from tests.factories import A_CHILD, intake
from workflows.vocabulary import Role

POST, POLICE, DESK = "don-bien-phong", "cong-an-tinh", "quan-tri"
MEASURE = {"kind": "safe_shelter", "ground": "Bị đe dọa", "decided_by": "Trưởng đồn"}
STAY = {"kind": "emergency", "facility": "co-so-ho-tro", "until_on": "2026-09-01"}
GUARDIAN = {"name": "Bà A", "relation": "mẹ", "is_blocked": True, "because": "Đi cùng người môi giới"}
APART = {"because": "Bị đánh", "until_on": "2026-07-10", "place": "Nhà tạm lánh"}
CRIME = {"summary": "Bị lừa bán", "police": POLICE, "number": "05/TB"}
ENDED = {"reason": "Đã an toàn"}
WAYS = [
    pytest.param("measures", MEASURE, [("end", ENDED)], id="a measure"),
    pytest.param(
        "placements",
        STAY,
        [("family-told", {}), ("extend", {"until_on": "2026-10-01", "decided_by": "QĐ 1"}), ("end", ENDED)],
        id="a stay",
    ),
    pytest.param("guardians", GUARDIAN, [], id="a guardian"),
    pytest.param("separations", APART, [("extend", {"until_on": "2026-07-15"}), ("end", ENDED)], id="apart"),
    pytest.param(
        "crime-reports",
        CRIME,
        [
            ("complex", {}),
            ("extend", {"asked_on": "2026-07-06", "paper": "QĐ 7/VKS"}),
            ("decide", {"decision": "prosecute"}),
            ("told", {}),
        ],
        id="a crime report",
    ),
]


def a_childs_case(callers: Callers) -> str:
    return callers.story.reports(POST, intake(callers.story.clock.now(), A_CHILD)).ref


@pytest.mark.parametrize(("path", "body", "changes"), WAYS)
def test_a_track_is_begun_changed_and_shown(
    callers: Callers, path: str, body: dict[str, object], changes: list[tuple[str, dict[str, object]]]
) -> None:
    post, ref = callers(POST), a_childs_case(callers)

    made = post.post(f"/cases/{ref}/{path}", body)
    record = json_of(made)["id"]
    answers = [post.post(f"/cases/{ref}/{path}/{record}/{name}", said) for name, said in changes]

    (kept,) = json_of(post.get(f"/cases/{ref}", X_Purpose="protection"))["tracks"][path.replace("-", "_")]
    assert [answer.status_code for answer in (made, *answers)] == [201] * (1 + len(changes))
    assert body.items() - {("until_on", body.get("until_on"))} <= kept.items()


@pytest.mark.parametrize(("path", "body", "changes"), WAYS)
def test_nobody_else_begins_a_track(
    callers: Callers, path: str, body: dict[str, object], changes: list[tuple[str, dict[str, object]]]
) -> None:
    ref, refused = a_childs_case(callers), {}
    del changes
    callers.story.hands(POST, ref, "ubnd-xa")

    for code, status in ((POST, 403 if path != "placements" else 409), ("trung-tam-ctxh", 404)):
        refused[status] = callers(code).post(f"/cases/{ref}/{path}", body).status_code

    assert set(refused) == set(refused.values())
    assert callers("ubnd-xa").post(f"/cases/{ref}/{path}", {"colour": "red"}).status_code == 422


def test_a_childs_refusal_of_a_measure_is_refused_with_every_reason(callers: Callers) -> None:
    answer = callers(POST).post(
        f"/cases/{a_childs_case(callers)}/measures", {"kind": "guarding", "refusal": {}}
    )

    rules = [refusal["rule"] for refusal in json_of(answer)["refusals"]]
    assert (answer.status_code, rules) == (
        409,
        ["child-is-protected", "needs-reason", "needs-written-commitment"],
    )


def test_the_police_decide_what_they_received_without_seeing_the_case(callers: Callers) -> None:
    ref, police = a_childs_case(callers), callers(POLICE)
    report = json_of(callers(POST).post(f"/cases/{ref}/crime-reports", CRIME))["id"]

    (line,) = json_of(police.get("/crime-reports"))["items"]
    decided = police.post(f"/cases/{ref}/crime-reports/{report}/decide", {"decision": "suspend"})

    assert (line["case"], line["due_at"]) == (ref, "2026-07-27T23:59:59+07:00")
    assert (decided.status_code, police.get(f"/cases/{ref}/clocks").status_code) == (201, 404)


def test_anybody_reports_a_breach_and_operations_answer_it(callers: Callers) -> None:
    found = {"description": "Mất máy tính", "kinds": ["biometric"], "affected": 2}
    told = {"to": "persons", "how": "Gặp trực tiếp", "safe_contact": "Qua cán bộ"}
    desk, administrator = callers(DESK), callers(DESK, Role.ADMINISTRATOR)

    breach = json_of(administrator.post("/breaches", found))["id"]
    answers = [
        desk.post(f"/breaches/{breach}/notices", {"to": "authority", "how": "Mẫu 08"}),
        desk.post(f"/breaches/{breach}/notices", told),
        desk.post(f"/breaches/{breach}/remedy", {"measures": "Khóa máy"}),
    ]

    shown = json_of(desk.get(f"/breaches/{breach}"))
    assert [answer.status_code for answer in answers] == [201] * 3
    assert (shown["to_tell"], shown["kept_until_on"], shown["description"]) == (
        [],
        "2031-07-06",
        "Mất máy tính",
    )
    assert json_of(desk.get("/breaches"))["total"] == 1
    assert administrator.get(f"/breaches/{breach}").status_code == 403


def test_a_data_subjects_request_is_answered_and_settled(callers: Callers) -> None:
    asked = {"kind": "see", "asker": "Nguyễn X", "request": "Cho xem hồ sơ", "asked_by": "representative"}
    desk = callers(DESK)

    request = json_of(callers(POST).post("/subject-requests", asked))["id"]
    answers = [
        desk.post(f"/subject-requests/{request}/answer", {"answer": "Đã nhận"}),
        desk.post(f"/subject-requests/{request}/extend", {"reason": "Nhiều hồ sơ"}),
        desk.post(f"/subject-requests/{request}/settle", {"outcome": "done", "text": "Đã cho xem"}),
    ]

    shown = json_of(desk.get(f"/subject-requests/{request}"))
    assert [answer.status_code for answer in answers] == [201] * 3
    assert asked.items() <= shown.items()
    assert (json_of(desk.get("/subject-requests"))["total"], shown["outcome"]) == (1, "done")
    assert callers(POST).get("/subject-requests").status_code == 403


def test_an_erasure_is_asked_by_one_and_decided_by_another(callers: Callers) -> None:
    holder, desk = callers("so-y-te", Role.SUPERVISOR), callers(DESK)
    ref = callers.story.not_identified()

    asked = holder.post(f"/cases/{ref}/erasure", {"ground": "subject_request"})
    (line,) = json_of(desk.get("/erasures"))["items"]
    request = f"/erasures/{json_of(asked)['id']}"
    answers = [holder.post(f"{request}/approve", {}), desk.post(f"{request}/approve", {})]
    again = desk.post(f"{request}/refuse", {})

    assert (line["ref"], line["ground"], line["is_approved"]) == (ref, "subject_request", False)
    assert [one.status_code for one in (asked, *answers, again)] == [201, 403, 201, 409]
