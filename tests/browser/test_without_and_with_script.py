"""Script is a courtesy: without it everything works; with it nobody loses work to a session that ends."""

import pytest

from tests.browser.officials import Official, Site

pytestmark = pytest.mark.chromium

IDLE_SECONDS = 15 * 60


def test_a_report_is_begun_without_any_script(site: Site) -> None:
    post = site.official("don-bien-phong", has_script=False)
    post.goes_to("/reports/new")
    post.types(name="Giàng A Sính Thử")
    post.sends()

    post.sends("main form[action='/reports'] button.btn-primary")

    assert post.path.endswith("/how")


def test_the_menu_opens_without_any_script_on_a_narrow_screen(site: Site) -> None:
    post = site.official("don-bien-phong", has_script=False)
    post.page.set_viewport_size({"width": 390, "height": 844})

    post.page.click("details.drawer > summary")
    post.page.click("details.drawer a[href='/cases']")

    assert post.path == "/cases"


def test_nobody_is_asked_while_there_is_time(site: Site) -> None:
    post = _sitting_still(site, IDLE_SECONDS - 120)

    assert not post.page.locator("#session-ending").is_visible()


def test_a_minute_before_the_end_one_is_asked(site: Site) -> None:
    post = _sitting_still(site, IDLE_SECONDS - 30)

    assert post.page.locator("#session-ending").is_visible()
    assert not post.barriers()


def test_who_answers_stays_signed_in(site: Site) -> None:
    post = _sitting_still(site, IDLE_SECONDS - 30)

    with post.page.expect_response("**/keep") as kept:
        post.page.click("#session-ending button")

    assert kept.value.ok
    assert not post.page.locator("#session-ending").is_visible()


def test_who_does_not_answer_leaves_nothing_on_the_screen(site: Site) -> None:
    post = _sitting_still(site, IDLE_SECONDS - 30)
    site.story.clock.move(minutes=20)

    with post.page.expect_navigation():
        post.page.clock.fast_forward(60_000)

    assert post.page.locator("form[action='/sign-out']").count() == 0


def _sitting_still(site: Site, seconds: int) -> Official:
    """Let somebody open a page and do nothing."""
    post = site.official("don-bien-phong")
    post.page.clock.install()
    post.goes_to("/cases")
    post.page.clock.fast_forward(seconds * 1000)
    return post
