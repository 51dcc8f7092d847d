"""The auditor's page: the access log, narrowed by what stands in the address."""

import pytest

from tests.factories import AN_ADULT, STORY
from tests.web_client import Browsers
from workflows.vocabulary import Role


def test_the_log_says_who_did_what_and_no_name(browsers: Browsers) -> None:
    ref = browsers.story.reports("don-bien-phong").ref

    page = browsers("thanh-tra", Role.AUDITOR).get("/ledger")

    assert ref in page.text
    assert "don-bien-phong.officer" in page.text
    assert str(AN_ADULT.full_name) not in page.text
    assert STORY not in page.text


@pytest.mark.parametrize(
    "query",
    [
        "actor=don-bien-phong.officer",
        "agency=don-bien-phong",
        "action=case:reported",
        "result=ok",
        "since=06/07/2026+08:00",
        "until=2026-07-06T09:00",
    ],
)
def test_the_log_is_narrowed_to_what_is_asked(browsers: Browsers, query: str) -> None:
    ref = browsers.story.reports("don-bien-phong").ref

    assert ref in browsers("thanh-tra", Role.AUDITOR).get(f"/ledger?{query}").text


@pytest.mark.parametrize(
    "query", ["actor=nobody", "agency=so-y-te", "action=note:added", "until=05/07/2026+08:00"]
)
def test_what_does_not_match_is_not_shown(browsers: Browsers, query: str) -> None:
    ref = browsers.story.reports("don-bien-phong").ref

    assert ref not in browsers("thanh-tra", Role.AUDITOR).get(f"/ledger?{query}").text


def test_reading_the_log_is_in_the_log(browsers: Browsers) -> None:
    auditor = browsers("thanh-tra", Role.AUDITOR)
    auditor.get("/ledger")

    assert "thanh-tra.auditor" in auditor.get("/ledger").text


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SUPERVISOR])
def test_only_an_auditor_reads_the_log(browsers: Browsers, role: Role) -> None:
    assert browsers("so-y-te", role).get("/ledger").status == 403


def test_the_filter_stays_in_the_links_to_other_pages(browsers: Browsers) -> None:
    for _ in range(60):
        browsers.story.reports("don-bien-phong", key=str(_))
        browsers.story.later(seconds=1)

    page = browsers("thanh-tra", Role.AUDITOR).get(
        "/ledger?agency=don-bien-phong&result=ok&since=06/07/2026+08:00"
    )

    assert "/ledger?agency=don-bien-phong&result=ok&since=2026-07-06T08:00&page=2" in page.links()
