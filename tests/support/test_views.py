"""The pages on which support is recorded: each shows on the case what it recorded."""

from uuid import UUID

import pytest

from tests.factories import A_CHILD, intake
from tests.web_client import Browser, Browsers
from workflows.vocabulary import Role

RECORDED = [
    pytest.param(
        "risk-assessments/new",
        {"level": "high", "factors": "Bị đe dọa", "plan": "Đổi chỗ ở"},
        "Bị đe dọa",
        id="risk",
    ),
    pytest.param(
        "best-interest/new", {"decision": "Ở với bà", "heard_child": "y"}, "Ở với bà", id="best interest"
    ),
    pytest.param(
        "plans/new",
        {"needs": "Học nghề", "agreed_with_person": "y", "review_on": "1/9/2026"},
        "Học nghề",
        id="plan",
    ),
    pytest.param(
        "plans/new",
        {"needs": "Học nghề", "services": "Nghề may | Trường nghề | 01/09/2026\nTâm lý"},
        "Nghề may · Trường nghề (01/09/2026 → …)",
        id="plan with services",
    ),
    pytest.param("follow-ups/new", {"due_on": "20/07/2026"}, "20/07/2026", id="visit"),
    pytest.param(
        "follow-ups/new",
        {"due_on": "20/07/2026", "times": "3", "every_months": "6"},
        "20/07/2027",
        id="visits",
    ),
]
MISSING = [
    pytest.param("risk-assessments/new", {"plan": "x"}, "#level-0", id="how great the risk is"),
    pytest.param("best-interest/new", {"heard_child": "y"}, "#decision", id="what is best"),
    pytest.param("plans/new", {"services": "x"}, "#needs", id="what is needed"),
    pytest.param("plans/new", {"needs": "x", "services": "a | b | soon"}, "#services", id="an odd day"),
    pytest.param("plans/new", {"needs": "x", "services": "a|b|||e"}, "#services", id="too many parts"),
    pytest.param("follow-ups/new", {"due_on": "soon"}, "#due_on", id="by which day"),
    pytest.param("follow-ups/new", {"due_on": "01/01/2026"}, "#due_on", id="a day that has passed"),
    pytest.param(
        "risk-assessments/new",
        {"level": "low", "occurred_at": "01/01/2030 08:00"},
        "#occurred_at",
        id="the future",
    ),
]


@pytest.mark.parametrize(("page", "said", "shown"), RECORDED)
def test_what_was_recorded_is_shown_on_the_case(
    browsers: Browsers, page: str, said: dict[str, object], shown: str
) -> None:
    holder, ref = _holder(browsers)

    case = holder.post(f"/cases/{ref}/{page}", said)

    assert case.response.request.path == f"/cases/{ref}"
    assert shown in case.text


@pytest.mark.parametrize(("page", "said", "field"), MISSING)
def test_what_is_missing_is_asked_again(
    browsers: Browsers, page: str, said: dict[str, object], field: str
) -> None:
    holder, ref = _holder(browsers)

    asked = holder.post(f"/cases/{ref}/{page}", said)

    assert asked.status == 422
    assert field in asked.links()


def test_a_visit_is_recorded_with_what_it_found(browsers: Browsers) -> None:
    holder, ref = _holder(browsers)
    case = holder.post(f"/cases/{ref}/follow-ups/new", {"due_on": "06/07/2026"})
    visit = next(
        link for link in case.links() if f"/cases/{ref}/follow-ups/" in link and not link.endswith("new")
    )

    found = {"risk": "high", "goes_to_school": "yes", "has_work": "no"}
    shown = holder.post(visit, {"done_on": "06/07/2026", "outcome": "Ăn ngủ tốt", **found})

    assert "Ăn ngủ tốt" in shown.text
    assert "Đi học: Có" in shown.text
    assert visit not in shown.links()


def test_a_visit_is_recorded_once(browsers: Browsers) -> None:
    holder, ref = _holder(browsers)
    visit = browsers.story.visits("don-bien-phong", ref)

    page = holder.post(f"/cases/{ref}/follow-ups/{visit}", {"done_on": "06/07/2026", "outcome": "Tốt"})

    assert page.status == 409


def test_a_visit_is_taken_to_have_been_today(browsers: Browsers) -> None:
    holder, ref = _holder(browsers)

    page = holder.get(f"/cases/{ref}/follow-ups/{UUID(int=1)}")

    days = [field.get("value") for field in page.tree.iter("input") if field.get("name") == "done_on"]
    assert days == ["06/07/2026"]


@pytest.mark.parametrize("page", ["risk-assessments/new", "plans/new", "best-interest/new", "follow-ups/new"])
def test_who_does_not_work_on_a_case_is_told_it_is_not_there(browsers: Browsers, page: str) -> None:
    _, ref = _holder(browsers)

    assert browsers("cong-an-tinh").get(f"/cases/{ref}/{page}").status == 404


def _holder(browsers: Browsers) -> tuple[Browser, str]:
    ref = browsers.story.reports("don-bien-phong", intake(browsers.story.clock.now(), A_CHILD)).ref
    post = browsers("don-bien-phong")
    post.post(f"/cases/{ref}/open", {"purpose": "protection"})
    return post, ref


def test_a_childs_plan_is_shown_and_waits_for_approval(browsers: Browsers) -> None:
    holder, ref = _holder(browsers)

    page = holder.post(
        f"/cases/{ref}/child-plans/new", {"needs": "Đi học lại", "measures": "Nhà trường, tháng 9"}
    )

    assert "Đi học lại" in page.text
    assert not [link for link in page.links() if link.endswith("/approve")]


def test_a_childs_plan_is_approved_by_a_supervisor(browsers: Browsers) -> None:
    holder, ref = _holder(browsers)
    holder.post(f"/cases/{ref}/child-plans/new", {"needs": "Đi học lại"})
    supervisor = browsers("don-bien-phong", Role.SUPERVISOR)
    case = supervisor.post(f"/cases/{ref}/open", {"purpose": "protection"})
    approve = next(link for link in case.links() if link.endswith("/approve"))

    page = supervisor.post(approve)

    assert approve not in page.links()


def test_a_childs_plan_is_reviewed_from_the_case(browsers: Browsers) -> None:
    holder, ref = _holder(browsers)
    case = holder.post(f"/cases/{ref}/child-plans/new", {"needs": "Đi học lại"})
    review = next(link for link in case.links() if link.endswith("/review"))

    page = holder.post(review, {"finding": "Đi học đều", "outcome": "continue"})

    assert "Đi học đều" in page.text


def test_an_adult_has_no_childs_plan(browsers: Browsers) -> None:
    ref = browsers.story.reports("don-bien-phong").ref

    page = browsers("don-bien-phong").post(f"/cases/{ref}/child-plans/new", {"needs": "Đi học lại"})

    assert page.status == 409


def test_a_facility_says_that_its_file_is_complete(browsers: Browsers) -> None:
    ref = browsers.story.reports("trung-tam-ctxh").ref
    facility = browsers("trung-tam-ctxh")
    case = facility.post(f"/cases/{ref}/open", {"purpose": "reception"})
    assert f"/cases/{ref}/facility-files/new" in case.links()

    page = facility.post(f"/cases/{ref}/facility-files/new")

    assert f"/cases/{ref}/facility-files/new" not in page.links()
