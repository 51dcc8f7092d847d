"""The pages of a report: search first, one theme to a page, everything once more, then it is received."""

import re

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from referral.casework.models import Case, Draft
from tests.factories import AN_ADULT, STORY
from tests.web_client import Browser, Browsers, Page
from workflows.vocabulary import Pathway, Purpose, Role

NAME = "Giàng A Sính Thử"
ANSWERS: dict[str, dict[str, object]] = {
    "how": {"pathway": "rescued", "occurred_at": "06/07/2026 08:00", "channel": "hotline", "urgent": "y"},
    "person": {"full_name": NAME, "sex": "male", "residence": "citizen", "ethnicity": "Mông"},
    "age": {"known": "birth", "date_of_birth": "1 2 1999"},
    "contact": {"id_number": "051 199 000 777", "phone": "0905 000 777", "commune_code": "Xã Thử (21550)"},
    "story": {"story": STORY, "language": "Mông", "interpreter_needed": "y"},
    "consent": {"asked_consent": "given", "scope": ["support", "share_health"]},
}


def test_a_known_person_is_found_before_a_report_is_begun(browsers: Browsers) -> None:
    ref = browsers.story.reports("don-bien-phong").ref

    page = browsers("don-bien-phong").post("/reports/new", {"name": "dang thu"})

    assert AN_ADULT.full_name is not None
    assert AN_ADULT.full_name in page.text
    assert f"/cases/{ref}" in page.links()


def test_what_was_searched_is_never_in_the_address(browsers: Browsers) -> None:
    page = browsers("don-bien-phong").post("/reports/new", {"name": NAME})

    assert page.response.request.full_path.rstrip("?") == "/reports/new"
    assert NAME not in page.title


def test_a_search_asks_for_one_thing_at_a_time(browsers: Browsers) -> None:
    page = browsers("don-bien-phong").post("/reports/new", {"name": NAME, "phone": "0905000777"})

    assert page.status == 422
    assert "#name" in page.links()


def test_what_was_searched_is_filled_in_already(browsers: Browsers) -> None:
    post = browsers("don-bien-phong")

    started = post.post("/reports", {"full_name": NAME, "phone": "0905000777"}, start="/reports/new")

    assert _value(post.get(_theme(started, "person")), "full_name") == NAME
    assert _value(post.get(_theme(started, "contact")), "phone") == "0905000777"


def test_each_answered_page_leads_to_the_next(browsers: Browsers) -> None:
    post = browsers("don-bien-phong")
    started = _begin(post)

    page = post.post(_theme(started, "how"), ANSWERS["how"])

    assert page.response.request.path == _theme(started, "person")


def test_an_unanswered_question_is_named_and_kept_open(browsers: Browsers) -> None:
    post = browsers("don-bien-phong")

    page = post.post(_theme(_begin(post), "how"), {"occurred_at": "soon"})

    assert page.status == 422
    assert {"#pathway-0", "#occurred_at"} <= page.links()


def test_the_moment_is_taken_to_be_now_until_said_otherwise(browsers: Browsers) -> None:
    page = _begin(browsers("don-bien-phong"))

    assert _value(page, "occurred_at") == "06/07/2026 08:30"


def test_between_pages_nothing_lies_in_the_clear(browsers: Browsers) -> None:
    post = browsers("don-bien-phong")
    started = _begin(post)

    post.post(_theme(started, "person"), ANSWERS["person"])

    kept = browsers.story.look(lambda session: session.scalars(select(Draft.answers)).one())
    assert NAME.encode() not in kept


def test_a_theme_nobody_asks_about_is_not_found(browsers: Browsers) -> None:
    post = browsers("don-bien-phong")

    assert post.get(_theme(_begin(post), "weather")).status == 404


def test_a_colleagues_unfinished_report_is_not_found(browsers: Browsers) -> None:
    started = _begin(browsers("don-bien-phong"))

    page = browsers("don-bien-phong", Role.SUPERVISOR).get(_theme(started, "person"))

    assert page.status == 404


@pytest.mark.parametrize(
    ("theme", "said", "field"),
    [
        pytest.param(
            "age", {"known": "birth"}, "#date_of_birth", id="a birthday said to be known is not told"
        ),
        pytest.param("age", {"known": "estimate"}, "#known-0", id="an estimate has no lowest age"),
        pytest.param(
            "age", {"known": "estimate", "age_from": "20", "age_to": "15"}, "#age_to", id="ages cross"
        ),
        pytest.param(
            "age", {"known": "birth", "date_of_birth": "1/1/1066"}, "#date_of_birth", id="too long ago"
        ),
        pytest.param(
            "contact", {"commune_code": "somewhere"}, "#commune_code", id="a commune without a code"
        ),
        pytest.param(
            "contact",
            {"commune_code": "Xã Trà Bùi, Huyện Trà Bồng"},
            "#commune_code",
            id="a commune of before the reform that became two",
        ),
        pytest.param(
            "consent", {"asked_consent": "given"}, "#scope-0", id="consent to nothing in particular"
        ),
    ],
)
def test_an_answer_that_cannot_be_is_asked_again(
    browsers: Browsers, theme: str, said: dict[str, object], field: str
) -> None:
    post = browsers("don-bien-phong")

    page = post.post(_theme(_begin(post), theme), said)

    assert page.status == 422
    assert field in page.links()


def test_an_old_commune_that_became_several_is_asked_about(browsers: Browsers) -> None:
    post = browsers("don-bien-phong")
    theme = _theme(_begin(post), "contact")

    asked = post.post(theme, {"commune_code": "Xã Trà Bùi, Trà Bồng"})
    taken = post.post(theme, {"commune_code": "21487"})

    assert "(21136)" in asked.text
    assert "(21157)" in asked.text
    assert taken.status == 200


def test_what_is_missing_is_named_before_it_is_sent(browsers: Browsers) -> None:
    post = browsers("don-bien-phong")
    started = _begin(post)
    post.post(_theme(started, "how"), ANSWERS["how"])

    page = post.get(_theme(started, "check"))

    assert _theme(started, "check") not in page.actions()
    assert _theme(started, "person") in page.links()


def test_every_answer_can_be_changed_from_the_check(browsers: Browsers) -> None:
    post = browsers("don-bien-phong")
    checked = _answer_all(post)
    changing = f"{_theme(checked, 'person')}?back=check"
    assert changing in checked.links()

    page = post.post(changing, {**ANSWERS["person"], "full_name": "Một tên khác"})

    assert page.response.request.path == checked.response.request.path
    assert "Một tên khác" in page.text


def test_a_report_is_received_as_it_was_answered(browsers: Browsers) -> None:
    post = browsers("don-bien-phong")
    checked = _answer_all(post)

    page = post.post(checked.response.request.path)

    ref = _ref(page)
    card = browsers.story.reads(browsers.story.officer("don-bien-phong"), ref, Purpose.RECEPTION)
    assert (card.line.pathway, card.line.is_urgent, card.story) == (Pathway.RESCUED, True, STORY)
    assert card.person is not None
    assert (card.person.full_name, card.person.commune_code) == (NAME, "21601")  # 21550 until 2025


def test_the_confirmation_says_what_is_due_now(browsers: Browsers) -> None:
    post = browsers("don-bien-phong")

    page = post.post(_answer_all(post).response.request.path)

    assert f"/cases/{_ref(page)}/offer" in page.links()
    assert "Điều 27(1)" in page.text


def test_the_finished_draft_is_thrown_away(browsers: Browsers) -> None:
    post = browsers("don-bien-phong")
    checked = _answer_all(post)

    post.post(checked.response.request.path)

    assert post.get(checked.response.request.path).status == 404


def test_a_report_from_the_future_is_sent_back(browsers: Browsers) -> None:
    post = browsers("don-bien-phong")
    checked = _answer_all(post)
    post.post(_theme(checked, "how"), {**ANSWERS["how"], "occurred_at": "07/07/2026 08:00"})
    cases = browsers.story.look(_count_cases)

    page = post.post(checked.response.request.path)

    assert page.status == 422
    assert browsers.story.look(_count_cases) == cases


def test_a_child_is_recognised_on_the_page_of_consent(browsers: Browsers) -> None:
    post = browsers("don-bien-phong")
    started = _begin(post)
    post.post(_theme(started, "how"), ANSWERS["how"])
    post.post(_theme(started, "age"), {"known": "estimate", "age_from": "17", "age_to": "20"})

    assert "trẻ em" in post.get(_theme(started, "consent")).text


def test_a_person_of_unknown_age_counts_as_a_child(browsers: Browsers) -> None:
    post = browsers("don-bien-phong")

    assert "trẻ em" in post.get(_theme(_begin(post), "consent")).text


def test_an_unfinished_report_can_be_thrown_away(browsers: Browsers) -> None:
    post = browsers("don-bien-phong")
    started = _begin(post)

    page = post.post(_theme(started, "discard"), start=_theme(started, "how"))

    assert page.response.request.path == "/reports/new"
    assert not browsers.story.look(lambda session: session.scalars(select(Draft.id)).all())


def test_an_unfinished_report_is_offered_again(browsers: Browsers) -> None:
    post = browsers("don-bien-phong")
    started = _begin(post)

    assert _theme(started, "check") in post.get("/reports/new").links()


def test_an_auditor_receives_no_reports(browsers: Browsers) -> None:
    assert browsers("thanh-tra", Role.AUDITOR).get("/reports/new").status == 403


def _count_cases(session: Session) -> int | None:
    return session.scalar(select(func.count()).select_from(Case))


def _begin(post: Browser) -> Page:
    return post.post("/reports", start="/reports/new")


def _answer_all(post: Browser) -> Page:
    started = _begin(post)
    pages = [post.post(_theme(started, theme), said) for theme, said in ANSWERS.items()]
    return pages[-1]


def _theme(page: Page, theme: str) -> str:
    return page.response.request.path.rpartition("/")[0] + f"/{theme}"


def _value(page: Page, name: str) -> str:
    return next(field.get("value", "") for field in page.tree.iter("input") if field.get("name") == name)


def _ref(page: Page) -> str:
    found = re.fullmatch(r"/cases/([^/]+)/received", page.response.request.path)
    assert found is not None
    return found[1]
