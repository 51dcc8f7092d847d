"""Nothing on any page stands in anybody's way: judged by axe-core on a wide screen and on a narrow one."""

from collections.abc import Callable

import pytest

from tests.browser.officials import Official, Site
from tests.factories import A_CHILD, intake
from workflows.vocabulary import Role

pytestmark = pytest.mark.chromium

ABOUT_A_CASE = [
    "",
    "/history",
    "/open",
    "/received",
    "/change",
    "/milestones/new",
    "/notes/new",
    "/consents/new",
    "/risk-assessments/new",
    "/best-interest/new",
    "/plans/new",
    "/follow-ups/new",
    "/papers/new",
    "/attachments",
    "/offer",
    "/refer",
    "/screenings/new",
    "/steps/offer-transfer",
    "/steps/return-home",
    "/steps/give-to-relatives",
    "/steps/withdraw",
    "/steps/end-otherwise",
]
WRITTEN_WRONG = ["/steps/withdraw", "/consents/new", "/offer"]
OF_THE_DESK = [
    "/",
    "/cases",
    "/cases/search",
    "/handovers/sent",
    "/alerts",
    "/law",
    "/calendars",
    "/reports/new",
    "/reports/refused",
    "/account",
]


def test_signing_in_puts_nothing_in_the_way(site: Site) -> None:
    visitor = site.visitor()
    visitor.goes_to("/sign-in")

    assert not visitor.barriers()


def test_no_page_about_a_case_puts_anything_in_the_way(site: Site) -> None:
    ref = site.story.identified()
    health = site.official("so-y-te")
    _open(health, ref, "protection")

    barriers = [barrier for part in ABOUT_A_CASE for barrier in _barriers_on(health, f"/cases/{ref}{part}")]

    assert not barriers
    assert not site.complaints


def test_no_form_about_a_child_or_a_clock_puts_anything_in_the_way(site: Site) -> None:
    ref = site.story.received(intake(site.story.clock.now(), A_CHILD))
    health = site.official("so-y-te")
    _open(health, ref, "verification")
    clocks = health.page.eval_on_selector_all("a[href*='/clocks/']", "all => all.map(a => a.pathname)")
    paths = [f"/cases/{ref}/child-plans/new", f"/cases/{ref}/best-interest/new", *clocks]

    barriers = [barrier for path in paths for barrier in _barriers_on(health, path)]

    assert {path.rpartition("/")[2] for path in clocks} == {"pause", "extend"}
    assert not barriers


def test_completing_a_facilitys_file_puts_nothing_in_the_way(site: Site) -> None:
    ref = site.story.reports("co-so-ho-tro").ref

    assert not _barriers_on(site.official("co-so-ho-tro"), f"/cases/{ref}/facility-files/new")


def test_a_screening_is_filled_in_and_read_without_barriers(site: Site) -> None:
    ref = site.story.received(intake(site.story.clock.now(), A_CHILD))
    health = site.official("so-y-te")
    health.goes_to(f"/cases/{ref}/screenings/new")
    health.ticks("coercive_recruitment", "recruited-by-threats", "recruited-by-debt")

    health.sends()

    assert "Hai chỉ báo mạnh" in health.reads
    assert not health.barriers()


@pytest.mark.parametrize("part", WRITTEN_WRONG)
def test_a_form_filled_in_wrongly_says_so_without_barriers(site: Site, part: str) -> None:
    ref = site.story.identified()
    health = site.official("so-y-te")
    health.goes_to(f"/cases/{ref}{part}")

    health.sends()

    assert health.page.locator(".error-summary a").count() >= 1
    assert not health.barriers()


def test_the_first_error_leads_to_its_field(site: Site) -> None:
    ref = site.story.identified()
    health = site.official("so-y-te")
    health.goes_to(f"/cases/{ref}/notes/new")
    health.sends()

    health.page.click(".error-summary a")

    assert health.page.evaluate("document.activeElement.name") == "text"


def test_no_page_of_the_desk_puts_anything_in_the_way(site: Site) -> None:
    _tell_of_several_cases(site)
    post = site.official("don-bien-phong")

    barriers = [barrier for path in OF_THE_DESK for barrier in _barriers_on(post, path)]

    assert not barriers
    assert not site.complaints


def test_answering_a_hand_over_puts_nothing_in_the_way(site: Site) -> None:
    offered = _tell_of_several_cases(site)
    commune = site.official("ubnd-xa")
    paths = ["/handovers", *(f"/handovers/{offered}{answer}" for answer in ("", "/accept", "/decline"))]

    assert not [barrier for path in paths for barrier in _barriers_on(commune, path)]


def test_no_page_of_a_supervisor_puts_anything_in_the_way(site: Site) -> None:
    _tell_of_several_cases(site)
    site.story.clock.move(days=40)
    supervisor = site.official("so-y-te", Role.SUPERVISOR)

    barriers = [
        barrier for path in ("/board", "/alerts", "/cases") for barrier in _barriers_on(supervisor, path)
    ]

    assert not barriers


def test_who_looked_at_a_case_is_shown_without_barriers(site: Site) -> None:
    ref = site.story.identified()
    supervisor = site.official("so-y-te", Role.SUPERVISOR)

    supervisor.goes_to(f"/cases/{ref}/access")

    assert not supervisor.barriers()


def test_the_access_log_puts_nothing_in_the_way(site: Site) -> None:
    site.story.identified()
    auditor = site.official("thanh-tra", Role.AUDITOR)

    auditor.goes_to("/ledger")

    assert not auditor.barriers()
    auditor.photographs("11-access-log")


def test_no_page_of_an_administrator_puts_anything_in_the_way(site: Site) -> None:
    administrator = site.official("quan-tri", Role.ADMINISTRATOR)

    assert not [
        barrier
        for path in ("/accounts", "/accounts/new", "/agencies")
        for barrier in _barriers_on(administrator, path)
    ]


def test_no_page_of_a_report_puts_anything_in_the_way(site: Site) -> None:
    post = site.official("don-bien-phong")
    post.goes_to("/reports/new")
    post.sends("main form[action='/reports'] button")

    barriers = [barrier for answer in ANSWERS for barrier in _barriers_of_a_theme(post, answer)]

    assert post.path.endswith("/check")
    assert not [*barriers, *post.barriers()]


def test_an_error_page_puts_nothing_in_the_way(site: Site) -> None:
    post = site.official("don-bien-phong")

    post.goes_to("/cases/HS-0000-0000-0000")

    assert not post.barriers()


def test_everything_works_at_twice_the_size(site: Site) -> None:
    ref = site.story.identified()
    health = site.official("so-y-te")
    _open(health, ref, "protection")

    health.page.set_viewport_size({"width": 640, "height": 450})

    assert health.page.evaluate("document.documentElement.scrollWidth") <= 640


def test_a_keyboard_reaches_the_content_at_once(site: Site) -> None:
    post = site.official("don-bien-phong")

    post.page.keyboard.press("Tab")
    post.page.keyboard.press("Enter")

    assert post.page.evaluate("location.hash") == "#main"


ANSWERS: list[Callable[[Official], None]] = [
    lambda post: post.ticks("pathway", "rescued"),
    lambda post: post.ticks("sex", "unknown"),
    lambda post: post.ticks("known", "unknown"),
    lambda post: None,
    lambda post: None,
    lambda post: post.ticks("asked_consent", "not_asked"),
]


def _barriers_on(official: Official, path: str) -> list[str]:
    official.goes_to(path)
    return official.barriers()


def _barriers_of_a_theme(post: Official, answer: Callable[[Official], None]) -> list[str]:
    found = post.barriers()
    answer(post)
    post.sends()
    return found


def _tell_of_several_cases(site: Site) -> str:
    """Give the id of a hand-over that waits for the commune."""
    child = site.story.reports("don-bien-phong", intake(site.story.clock.now(), A_CHILD), key="child").ref
    site.story.identified()
    return str(site.story.offers("don-bien-phong", child, "ubnd-xa").id)


def _open(official: Official, ref: str, purpose: str) -> None:
    official.goes_to(f"/cases/{ref}/open")
    official.ticks("purpose", purpose)
    official.sends()
