"""The desk and the page of a case: what each relation sees there, and what it may do."""

from dataclasses import replace

import pytest

from referral.custody.services import lapse_unanswered
from tests.factories import A_CHILD, AN_ADULT, STORY, intake
from tests.web_client import Browser, Browsers, Page
from workflows.vocabulary import HandoverState, Relation, Role

NAME = str(AN_ADULT.full_name)


def test_the_desk_shows_what_the_agency_holds_and_owes(browsers: Browsers) -> None:
    ref = browsers.story.reports("don-bien-phong").ref

    page = browsers("don-bien-phong").get("/")

    assert f"/cases/{ref}" in page.links()
    assert "Điều 27(1)" in page.text
    assert NAME not in page.text


def test_the_desk_shows_what_waits_for_an_answer(browsers: Browsers) -> None:
    ref = browsers.story.reports("don-bien-phong").ref
    card = browsers.story.offers("don-bien-phong", ref, "ubnd-xa")

    assert f"/handovers/{card.id}" in browsers("ubnd-xa").get("/").links()
    assert f"/handovers/{card.id}" in browsers("don-bien-phong").get("/").links()


def test_the_desk_of_another_agency_shows_none_of_it(browsers: Browsers) -> None:
    ref = browsers.story.reports("don-bien-phong").ref

    assert ref not in browsers("cong-an-tinh").get("/").text


def test_each_tile_opens_its_list(browsers: Browsers) -> None:
    page = browsers("don-bien-phong").get("/")

    assert {"/cases?overdue=y&open=y", "/handovers?state=offered", "/alerts"} <= page.links()


@pytest.mark.parametrize(
    ("code", "role", "path"),
    [
        pytest.param("thanh-tra", Role.AUDITOR, "/ledger", id="an auditor reads the log"),
        pytest.param("quan-tri", Role.ADMINISTRATOR, "/accounts", id="an administrator keeps accounts"),
    ],
)
def test_who_has_no_desk_begins_elsewhere(browsers: Browsers, code: str, role: Role, path: str) -> None:
    assert browsers(code, role).get("/").response.request.path == path


def test_the_holder_sees_the_person_and_the_story(browsers: Browsers) -> None:
    ref = browsers.story.reports("don-bien-phong").ref

    page = _opened(browsers("don-bien-phong"), ref, "reception")

    assert NAME in page.text
    assert STORY in page.text
    assert Relation.HOLDER.vi in page.text


def test_a_commune_is_shown_by_its_name(browsers: Browsers) -> None:
    told = replace(AN_ADULT, commune_code="21548")
    ref = browsers.story.reports("don-bien-phong", intake(browsers.story.clock.now(), told)).ref

    page = _opened(browsers("don-bien-phong"), ref, "reception")

    assert "Đặc khu Lý Sơn" in page.text
    assert "21548" not in page.text


def test_what_the_clocks_did_is_told_as_the_systems(browsers: Browsers) -> None:
    ref = browsers.story.reports("don-bien-phong").ref
    browsers.story.offers("don-bien-phong", ref, "ubnd-xa")
    browsers.story.later(days=10)
    browsers.story.system(lapse_unanswered, browsers.story.clock)

    text = _opened(browsers("don-bien-phong"), ref, "reception").text

    assert HandoverState.LAPSED.vi in text
    assert "Hệ thống" in text


def test_no_name_is_in_the_title(browsers: Browsers) -> None:
    ref = browsers.story.reports("don-bien-phong").ref

    assert NAME not in _opened(browsers("don-bien-phong"), ref, "reception").title


def test_a_case_says_who_answered_for_the_person_until_now(browsers: Browsers) -> None:
    ref = browsers.story.received()

    page = _opened(browsers("so-y-te"), ref, "reception")

    strip = next(element for element in page.tree.iter("ol") if element.get("class") == "custody")
    assert [item.get("class", "").strip() for item in strip.iter("li")] == ["", "", "now"]


def test_a_case_offers_only_the_steps_that_are_open(browsers: Browsers) -> None:
    ref = browsers.story.received()

    page = _opened(browsers("so-y-te"), ref, "reception")

    assert f"/cases/{ref}/steps/start-verification" in page.links()
    assert f"/cases/{ref}/steps/close" not in page.links()


def test_a_step_that_is_not_open_says_why(browsers: Browsers) -> None:
    ref = browsers.story.received()

    page = _opened(browsers("so-y-te"), ref, "reception")

    assert "Hồ sơ đang ở trạng thái «Đã tiếp nhận», không thực hiện được bước «Kết thúc hồ sơ»." in page.text


def test_a_child_is_marked_and_has_its_own_form(browsers: Browsers) -> None:
    ref = browsers.story.reports("don-bien-phong", intake(browsers.story.clock.now(), A_CHILD)).ref

    page = _opened(browsers("don-bien-phong"), ref, "reception")

    assert f"/cases/{ref}/best-interest/new" in page.links()


def test_who_is_offered_a_person_sees_no_identity(browsers: Browsers) -> None:
    ref = browsers.story.reports("don-bien-phong").ref
    browsers.story.offers("don-bien-phong", ref, "ubnd-xa")

    page = _opened(browsers("ubnd-xa"), ref, "transfer")

    assert page.status == 200
    assert NAME not in page.text
    assert STORY not in page.text


def test_who_stands_above_sees_where_it_stands_and_no_more(browsers: Browsers) -> None:
    ref = browsers.story.reports("don-bien-phong").ref

    page = browsers("bien-phong-tinh", Role.SUPERVISOR).get(f"/cases/{ref}")

    assert page.response.request.path == f"/cases/{ref}"
    assert Relation.ABOVE.vi in page.text
    assert NAME not in page.text


def test_the_verifier_sees_the_statement_while_it_verifies(browsers: Browsers) -> None:
    ref = browsers.story.verified()

    page = _opened(browsers("cong-an-tinh"), ref, "verification")

    assert STORY in page.text
    assert f"/cases/{ref}/steps/identify" in page.links()
    assert f"/cases/{ref}/offer" not in page.links()


def test_support_and_papers_are_shown_together(browsers: Browsers) -> None:
    ref = browsers.story.identified()
    browsers.story.assesses("so-y-te", ref)
    browsers.story.plans("so-y-te", ref)
    browsers.story.visits("so-y-te", ref)
    browsers.story.files_paper("so-y-te", ref)

    page = _opened(browsers("so-y-te"), ref, "protection")

    assert {"support", "papers", "consent", "person", "story"} <= _ids(page)


def test_an_ended_case_shows_the_stages_it_went_through(browsers: Browsers) -> None:
    ref = browsers.story.not_identified()

    page = _opened(browsers("so-y-te"), ref, "verification")

    track = next(element for element in page.tree.iter("ol") if element.get("class") == "stage-track")
    assert [item.get("class") for item in track.iter("li")] == [
        "done",
        "done",
        "ahead",
        "ahead",
        "ahead",
        "now",
    ]


def test_a_supervisor_of_the_holder_sees_who_looked(browsers: Browsers) -> None:
    ref = browsers.story.reports("don-bien-phong").ref
    _opened(browsers("don-bien-phong"), ref, "reception")

    page = browsers("don-bien-phong", Role.SUPERVISOR).get(f"/cases/{ref}/access")

    assert "don-bien-phong.officer" in page.text
    assert NAME not in page.text


def test_an_officer_does_not_see_who_looked(browsers: Browsers) -> None:
    ref = browsers.story.reports("don-bien-phong").ref

    assert browsers("don-bien-phong").get(f"/cases/{ref}/access").status == 403


def test_an_old_commune_is_shown_with_what_it_became(browsers: Browsers) -> None:
    told = intake(browsers.story.clock.now(), replace(AN_ADULT, commune_code="21142"))
    ref = browsers.story.reports("don-bien-phong", told).ref

    page = _opened(browsers("don-bien-phong"), ref, "reception")

    assert "Xã Trà Bùi, Huyện Trà Bồng, Tỉnh Quảng Ngãi → " in page.text


def _opened(browser: Browser, ref: str, purpose: str) -> Page:
    return browser.post(f"/cases/{ref}/open", {"purpose": purpose})


def _ids(page: Page) -> set[str | None]:
    return {element.get("id") for element in page.tree.iter()}
