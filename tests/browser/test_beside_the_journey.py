"""What runs beside the journey, in a real browser: recorded by hand, shown on the case, without barriers."""

import pytest

from tests.browser.officials import Official, Site
from tests.factories import A_CHILD, intake
from workflows.vocabulary import Role

pytestmark = pytest.mark.chromium

POST, POLICE, DESK = "don-bien-phong", "cong-an-tinh", "quan-tri"


def test_a_child_is_kept_safe_by_hand_without_barriers(site: Site) -> None:
    ref = site.story.reports(POST, intake(site.story.clock.now(), A_CHILD)).ref
    post, case = site.official(POST), f"/cases/{ref}"
    post.goes_to(f"{case}/open")
    post.ticks("purpose", "protection")
    post.sends("main form[method=post] button.btn-primary")

    barriers = _takes_a_measure(post, case) + _is_taken_in(post, case) + _keeps_apart(post, case)
    barriers += _reports_a_crime(post, case) + post.barriers()

    told = ("Bị đe dọa", "Nghị định 20/2021/NĐ-CP", "bị chặn", "Bị đánh", "Bị lừa bán")
    assert [text for text in told if text not in post.reads] == []
    assert not barriers


def _takes_a_measure(post: Official, case: str) -> list[str]:
    post.goes_to(f"{case}/measures/new")
    barriers = post.barriers()
    post.ticks("kind", "safe_shelter")
    post.types(ground="Bị đe dọa")
    post.sends()
    return barriers


def _is_taken_in(post: Official, case: str) -> list[str]:
    post.goes_to(f"{case}/placements/new")
    barriers = post.barriers()
    post.ticks("kind", "emergency")
    post.picks("facility", "co-so-ho-tro")
    post.types(until_on="01/09/2026")
    post.sends()
    return barriers


def _keeps_apart(post: Official, case: str) -> list[str]:
    post.goes_to(f"{case}/guardians/new")
    barriers = post.barriers()
    post.types(name="Bà A", because="Đi cùng người môi giới")
    post.ticks("is_blocked", "y")
    post.sends()
    post.goes_to(f"{case}/separations/new")
    post.types(because="Bị đánh", until_on="30/07/2026")
    post.sends()
    barriers += post.barriers()
    post.types(until_on="15/07/2026")
    post.sends()
    return barriers


def _reports_a_crime(post: Official, case: str) -> list[str]:
    post.goes_to(f"{case}/crime-reports/new")
    barriers = post.barriers()
    post.types(summary="Bị lừa bán")
    post.picks("police", POLICE)
    post.sends()
    return barriers


def test_the_bodys_own_duties_are_done_by_hand_without_barriers(site: Site) -> None:
    post, desk = site.official(POST), site.official(DESK, Role.SUPERVISOR)
    post.goes_to("/breaches/new")
    barriers = post.barriers()
    post.types(what="Mất máy tính")
    post.ticks("kinds", "location")
    post.sends()
    post.goes_to("/subject-requests/new")
    barriers += post.barriers()
    post.ticks("kind", "delete")
    post.ticks("asked_by", "subject")
    post.types(asker="Nguyễn X", what="Xóa giúp tôi")
    post.sends()

    for part, said in (("/breaches/", "Mất máy tính"), ("/subject-requests/", "Nguyễn X")):
        desk.goes_to("/data-protection")
        barriers += desk.barriers()
        desk.page.click(f'main a[href^="{part}0"]')
        barriers += desk.barriers()
        assert said in desk.reads

    assert not barriers
    assert not site.complaints
