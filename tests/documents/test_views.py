"""The page on which a paper is filed."""

from tests.web_client import Browsers

PAPER: dict[str, object] = {
    "kind": "police_confirmation",
    "number": "12/XN-CAT",
    "issued_on": "1/7/2026",
    "issuer": "Công an tỉnh",
}


def test_a_filed_paper_is_shown_on_the_case(browsers: Browsers) -> None:
    ref = browsers.story.received()
    health = browsers("so-y-te")
    health.post(f"/cases/{ref}/open", {"purpose": "protection"})

    page = health.post(f"/cases/{ref}/papers/new", PAPER)

    assert "12/XN-CAT" in page.text
    assert "01/07/2026" in page.text


def test_a_paper_has_a_kind_and_a_number(browsers: Browsers) -> None:
    ref = browsers.story.received()

    page = browsers("so-y-te").post(f"/cases/{ref}/papers/new", {"issuer": "Công an tỉnh"})

    assert page.status == 422
    assert {"#kind-0", "#number"} <= page.links()


def test_a_paper_is_not_issued_in_the_future(browsers: Browsers) -> None:
    ref = browsers.story.received()

    page = browsers("so-y-te").post(f"/cases/{ref}/papers/new", {**PAPER, "issued_on": "01/01/2030"})

    assert page.status == 422
    assert "#issued_on" in page.links()
