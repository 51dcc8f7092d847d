"""The pages beside the journey: each records one thing and shows it where an officer expects it."""

import pytest

from tests.factories import A_CHILD, intake
from tests.web_client import Browser, Browsers, Page
from workflows.vocabulary import Role

POST, POLICE, DESK = "don-bien-phong", "cong-an-tinh", "quan-tri"
WAYS = [
    pytest.param(
        "measures/new",
        {"kind": "safe_shelter", "ground": "Bị đe dọa"},
        [("/end", {"reason": "Hết nguy cơ"})],
        "Bị đe dọa",
        id="a measure",
    ),
    pytest.param(
        "placements/new",
        {"kind": "emergency", "facility": "co-so-ho-tro", "until_on": "01/09/2026"},
        [
            ("/family-told", {}),
            ("/extend", {"until_on": "01/10/2026", "decided_by": "QĐ 1"}),
            ("/end", {"reason": "Đã về nhà"}),
        ],
        "Điều 24(4) Nghị định 20/2021/NĐ-CP",
        id="a stay",
    ),
    pytest.param(
        "guardians/new",
        {"name": "Bà A", "is_blocked": "y", "because": "Đi cùng người môi giới"},
        [],
        "Đi cùng người môi giới",
        id="a guardian",
    ),
    pytest.param(
        "separations/new",
        {"because": "Bị đánh", "until_on": "10/07/2026"},
        [("/extend", {"until_on": "15/07/2026"}), ("/end", {"reason": "Đã an toàn"})],
        "Bị đánh",
        id="apart",
    ),
    pytest.param(
        "crime-reports/new",
        {"summary": "Bị lừa bán", "police": POLICE},
        [
            ("/complex", {}),
            ("/extend", {"asked_on": "06/07/2026", "paper": "QĐ 7"}),
            ("/decide", {"decision": "prosecute"}),
            ("/told", {}),
        ],
        "Bị lừa bán",
        id="a crime report",
    ),
]


@pytest.mark.parametrize(("path", "said", "changes", "shown"), WAYS)
def test_a_track_is_recorded_and_changed_from_the_case(
    browsers: Browsers,
    path: str,
    said: dict[str, object],
    changes: list[tuple[str, dict[str, object]]],
    shown: str,
) -> None:
    holder, case = _holder(browsers)
    assert f"{case}/{path}" in holder.get(case).links()

    page = holder.post(f"{case}/{path}", said)
    for name, answers in changes:
        page = holder.post(_link(page, path.removesuffix("new"), name), answers)

    assert (page.response.request.path, shown in page.text) == (case, True)
    assert not [
        link for link in page.links() if path.removesuffix("new") in link and not link.endswith("/new")
    ]


def test_what_is_missing_or_refused_is_said_on_the_form(browsers: Browsers) -> None:
    holder, case = _holder(browsers)

    missing = holder.post(f"{case}/measures/new", {"kind": "guarding"})
    refused = holder.post(f"{case}/measures/refused", {"kind": "guarding"})
    long = holder.post(f"{case}/separations/new", {"because": "Bị đánh", "until_on": "30/07/2026"})
    unknown = holder.get(f"{case}/placements/00000000-0000-0000-0000-000000000000/paint")

    assert [page.status for page in (missing, refused, long, unknown)] == [422, 409, 409, 404]
    assert "#ground" in missing.links()
    assert "Điều 32(3) Nghị định 56/2017/NĐ-CP" in long.text


def test_an_adult_refuses_a_measure_on_a_page_of_its_own(browsers: Browsers) -> None:
    ref = browsers.story.reports(POST).ref
    holder = browsers(POST)
    holder.post(f"/cases/{ref}/open", {"purpose": "protection"})

    said: dict[str, object] = {"kind": "guarding", "reason": "Có người nhà", "commitment": "01/CK"}
    page = holder.post(f"/cases/{ref}/measures/refused", said)

    assert "01/CK" in page.text


def test_the_police_act_from_their_list(browsers: Browsers) -> None:
    holder, case = _holder(browsers)
    holder.post(f"{case}/crime-reports/new", {"summary": "Bị lừa bán", "police": POLICE})
    police = browsers(POLICE)

    listed = police.get("/crime-reports")
    decided = police.post(_link(listed, "crime-reports/", "/decide"), {"decision": "not_prosecute"})

    assert "Bị lừa bán" not in listed.text
    assert decided.response.request.path == "/crime-reports"
    assert not [link for link in decided.links() if link.endswith("/decide")]


def test_a_breach_is_reported_by_anybody_and_answered_by_operations(browsers: Browsers) -> None:
    officer, desk = browsers(POST), browsers(DESK)
    thanks = officer.post("/breaches/new", {"what": "Mất máy tính", "kinds": "location"})

    register = desk.get("/")
    breach = next(link for link in register.links() if link.startswith("/breaches/") and "new" not in link)
    refused = desk.post(f"{breach}/notices", {"to": "persons", "how": "Gọi điện"})
    desk.post(f"{breach}/notices", {"to": "authority"})
    desk.post(f"{breach}/notices", {"to": "persons", "safe_contact": "Qua cán bộ"})
    shown = desk.post(f"{breach}/remedy", {"text": "Khóa máy"})

    assert (thanks.response.request.path, refused.status) == ("/data-protection", 409)
    assert "Mất máy tính" in shown.text
    assert "06/07/2031" in shown.text
    assert desk.get(f"{breach}/paint").status == 404


def test_a_request_is_taken_down_answered_extended_and_settled(browsers: Browsers) -> None:
    officer, desk = browsers(POST), browsers(DESK, Role.SUPERVISOR)
    asked: dict[str, object] = {
        "kind": "delete",
        "asked_by": "subject",
        "asker": "Nguyễn X",
        "what": "Xóa giúp tôi",
    }
    officer.post("/subject-requests/new", asked)

    register = desk.get("/data-protection")
    request = next(
        link for link in register.links() if link.startswith("/subject-requests/") and "new" not in link
    )
    desk.post(f"{request}/answer", {"text": "Đã nhận"})
    desk.post(f"{request}/extend", {"reason": "Nhiều hồ sơ"})
    shown = desk.post(f"{request}/settle", {"outcome": "refused", "ground": "lawful_task", "text": "Điều 19"})

    assert "Nguyễn X" not in register.text
    assert all(text in shown.text for text in ("Nguyễn X", "Xóa giúp tôi", "Đã nhận", "Điều 19"))
    assert desk.get(f"{request}/paint").status == 404


@pytest.mark.parametrize("path", ["/breaches/new", "/subject-requests/new"])
def test_a_report_that_says_nothing_is_asked_again(browsers: Browsers, path: str) -> None:
    assert browsers(POST).post(path, {}).status == 422


def _holder(browsers: Browsers) -> tuple[Browser, str]:
    ref = browsers.story.reports(POST, intake(browsers.story.clock.now(), A_CHILD)).ref
    holder = browsers(POST)
    holder.post(f"/cases/{ref}/open", {"purpose": "protection"})
    return holder, f"/cases/{ref}"


def _link(page: Page, part: str, ending: str) -> str:
    return next(link for link in page.links() if part in link and link.endswith(ending))
