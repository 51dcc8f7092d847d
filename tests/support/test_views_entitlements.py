"""The pages of what a person is entitled to: each letter as it stands, and a form for each deed."""

from tests.web_client import Browser, Browsers
from workflows.vocabulary import Role

HEALTH = "so-y-te"


def opened(browsers: Browsers, ref: str, code: str = HEALTH, purpose: str = "support") -> Browser:
    """A browser in which the case was opened for a purpose."""
    browser = browsers(code)
    browser.post(f"/cases/{ref}/open", {"purpose": purpose})
    return browser


def test_the_page_shows_every_letter_and_what_became_of_it(browsers: Browsers) -> None:
    ref = browsers.story.verified()
    health = opened(browsers, ref)

    given = health.post(f"/cases/{ref}/deliveries/new", {"service": "psychological", "times": "3"})

    assert given.response.request.path == f"/cases/{ref}/entitlements"
    assert "đ) Trợ giúp pháp lý" in given.text
    assert "đã hỗ trợ 3 lần" in given.text
    assert given.text.count("Không thuộc danh mục") == 3


def test_an_application_is_completed_decided_and_given_by_its_links(browsers: Browsers) -> None:
    ref = browsers.story.identified()
    health = opened(browsers, ref)
    asked = health.post(f"/cases/{ref}/entitlements/new", {"regime": "schooling", "missing": "Mẫu số 07"})
    complete = next(link for link in asked.links() if link.endswith("/complete"))
    completed = health.post(complete)
    decide = next(link for link in completed.links() if link.endswith("/decide"))

    decided = health.post(decide, {"outcome": "granted", "from_on": "01/09/2026", "until_on": "31/05/2028"})

    assert "Mẫu số 07" in asked.text
    assert "17/07/2026" in completed.text
    assert "31/05/2028" in decided.text
    assert not [link for link in decided.links() if link.endswith(("/complete", "/decide"))]


def test_a_refusal_without_its_ground_is_asked_for_it(browsers: Browsers) -> None:
    ref = browsers.story.identified()
    health = opened(browsers, ref)
    asked = health.post(f"/cases/{ref}/entitlements/new", {"regime": "hardship_allowance"})
    decide = next(link for link in asked.links() if link.endswith("/decide"))

    page = health.post(decide, {"outcome": "refused"})

    assert page.status == 422
    assert {"#ground", "#reason"} <= page.links()


def test_what_is_not_listed_is_refused_with_its_article(browsers: Browsers) -> None:
    ref = browsers.story.verified()

    page = opened(browsers, ref).post(f"/cases/{ref}/entitlements/new", {"regime": "schooling"})

    assert page.status == 409
    assert "Điều 37 Luật 53/2024/QH15" in page.text


def test_who_chose_no_purpose_is_asked_first(browsers: Browsers) -> None:
    ref = browsers.story.verified()

    page = browsers(HEALTH).get(f"/cases/{ref}/entitlements")

    assert page.response.request.path == f"/cases/{ref}/open"


def test_an_administrator_enters_an_amount_that_the_page_then_shows(browsers: Browsers) -> None:
    ref, administrator = browsers.story.identified(), browsers("quan-tri", Role.ADMINISTRATOR)
    amount: dict[str, object] = {
        "benefit": "travel", "province_code": "51", "dong": "1500", "per": "lượt", "from_on": "01/01/2026",
        "source": "Nghị quyết thử nghiệm",
    }  # fmt: skip

    entered = administrator.post("/support-amounts", amount)

    assert "1.500" in entered.text
    assert "1.500" in opened(browsers, ref).get(f"/cases/{ref}/entitlements").text
    assert administrator.post("/support-amounts", {**amount, "province_code": "00"}).status == 422
