"""The pages of the law and of working days: what everybody reads, and what only an administrator does."""

import pytest

from tests.web_client import Browsers
from workflows.vocabulary import Role

DECIDED: dict[str, object] = {"source": "Quyết định 12/QĐ-UBND", "effective_on": "07/07/2026"}
LIMIT: dict[str, object] = {**DECIDED, "province_code": "51", "amount": "2"}
DAYS: dict[str, object] = {
    "kind": "off",
    "from_on": "13/07/2026",
    "until_on": "",
    "why": "Chuyển trụ sở",
    "decision": "6/TB",
}


def test_everybody_reads_a_rule_with_its_article_and_its_doubts(browsers: Browsers) -> None:
    browsers.story.received()

    page = browsers("so-y-te", Role.SUPERVISOR).get("/law")
    row = browsers("so-y-te").get("/law/lodging")

    assert "Điều 27(2) Luật 53/2024/QH15" in page.text
    assert "Chưa kiểm chứng" in page.text
    assert "Phòng Lao động - Thương binh và Xã hội cấp huyện" in page.text
    assert "120 ngày" in row.text
    assert "60 ngày" in row.text


def test_the_law_of_another_day_is_shown_when_asked(browsers: Browsers) -> None:
    page = browsers("thanh-tra", Role.AUDITOR).get("/law?on=30/06/2025")

    assert "60 ngày" in page.text
    assert "120 ngày" not in page.text


def test_a_calendar_shows_each_day_with_its_decision(browsers: Browsers) -> None:
    browser = browsers("so-y-te")

    decided, forecast = browser.get("/calendars"), browser.get("/calendars/2027")

    assert "12729/VPCP-KGVX" in decided.text
    assert "Nobody has decided" in forecast.text or "chưa có quyết định" in forecast.text
    assert browser.get("/calendars/1999").status == 404


def test_an_administrator_sets_a_limit_and_everybody_sees_its_paper(browsers: Browsers) -> None:
    keeper = browsers("quan-tri", Role.ADMINISTRATOR)

    refused = keeper.post("/law/initial_verification/limit", {**LIMIT, "amount": "4"})
    done = keeper.post("/law/initial_verification/limit", LIMIT)

    assert refused.status == 409
    assert "Điều 27(2)" in refused.text
    assert done.status == 200
    assert "Quyết định 12/QĐ-UBND" in browsers("so-y-te").get("/law/initial_verification").text


def test_an_administrator_switches_a_guard_on_with_a_source(browsers: Browsers) -> None:
    keeper = browsers("quan-tri", Role.ADMINISTRATOR)

    without = keeper.post("/law/reflection_period/on", {**DECIDED, "source": ""})
    page = keeper.post("/law/reflection_period/on", DECIDED)

    assert without.status == 422
    assert "07/07/2026" in page.text


def test_an_agency_keeps_days_that_an_administrator_records(browsers: Browsers) -> None:
    keeper = browsers("quan-tri", Role.ADMINISTRATOR)

    late = keeper.post("/calendars/agencies/ubnd-xa/new", {**DAYS, "from_on": "06/07/2026"})
    page = keeper.post("/calendars/agencies/ubnd-xa/new", DAYS)

    assert late.status == 422
    assert "Chuyển trụ sở" in page.text
    assert "/calendars/agencies/ubnd-xa-khac" in keeper.get("/calendars").links()
    assert "/calendars/agencies/ubnd-xa" in browsers("so-y-te").get("/calendars").links()


@pytest.mark.parametrize(
    "path", ["/law/lodging/limit", "/law/reflection_period/on", "/calendars/agencies/ubnd-xa/new"]
)
def test_nobody_else_changes_the_law_or_the_calendars(browsers: Browsers, path: str) -> None:
    officer = browsers("so-y-te", Role.SUPERVISOR)

    assert officer.get(path).status == 403


@pytest.mark.parametrize("path", ["/law/nothing_like_it", "/calendars/agencies/so-khong-co"])
def test_what_is_not_there_is_not_found(browsers: Browsers, path: str) -> None:
    assert browsers("so-y-te").get(path).status == 404
