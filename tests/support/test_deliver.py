"""Support as it is given: by whom, when, how often; what waits for a grant, and what never waits."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from referral.casework.cards import EventKind
from referral.casework.models import Event
from referral.kernel.errors import InvalidInput, NotAllowed, NotFound, ReferralError, StepRefused
from referral.kernel.ledger import Action
from referral.support import services as support
from referral.support.cards import Application, Decision, DeliveredCard, DeliveryCard, Given
from tests.factories import A_CHILD, intake
from tests.storyteller import Storyteller
from tests.witness import everything, last_entry, refused, rules_of
from workflows.benefits import Category, Grade, RefusalGround
from workflows.vocabulary import Pathway, Purpose, Role

HEALTH, CENTRE, POST = "so-y-te", "trung-tam-ctxh", "don-bien-phong"
MARKER = "Bà Nguyễn Thị Đánh Dấu"
MARKUP = "<b onclick=x>Trường «Hòa Bình» & bạn</b>"


@pytest.fixture
def ref(story: Storyteller) -> str:
    return story.verified()


def gives(story: Storyteller, ref: str, given: Given, *at: datetime, code: str = HEALTH) -> DeliveredCard:
    return story.by(story.officer(code), support.deliver, ref, given, *at)


def on_file(story: Storyteller, ref: str) -> tuple[DeliveryCard, ...]:
    return story.by(story.officer(HEALTH), support.of_case, ref, Purpose.SUPPORT).deliveries


def granted(story: Storyteller, ref: str, regime: str = "h") -> None:
    officer = story.officer(HEALTH)
    made = story.by(officer, support.apply_for, ref, Application(regime))
    story.by(officer, support.decide, ref, made.id, Decision(is_granted=True))


def test_what_was_given_is_one_entry_with_its_digest(story: Storyteller, ref: str) -> None:
    given = gives(story, ref, Given("a", 2, MARKER))

    entry = last_entry(story)
    assert (entry.action, entry.about) == (Action.SUPPORT_DELIVERED, (ref,))
    assert list(entry.records) == [f"delivery/{given.id}"]


def test_what_was_said_of_it_is_stored_sealed(story: Storyteller, ref: str) -> None:
    gives(story, ref, Given("a", 1, MARKER, f"{MARKER} đi cùng", f"{MARKER} đề nghị"))

    stored = "".join(row for rows in story.look(everything).values() for row in rows)
    assert MARKER not in stored
    assert MARKER.encode().hex().upper() not in stored.upper()


@pytest.mark.parametrize("text", [MARKUP, "Đ" * 300, "dòng một\ndòng hai"], ids=["markup", "long", "lines"])
def test_what_was_said_of_it_is_read_back_as_it_was(story: Storyteller, ref: str, text: str) -> None:
    gives(story, ref, Given("a", 1, text, text, text))

    (kept,) = on_file(story, ref)
    assert (kept.provider, kept.note, kept.reason) == (text, text, text)


def test_it_stands_on_the_timeline_at_its_own_time(story: Storyteller, ref: str) -> None:
    earlier = story.clock.now() - timedelta(minutes=3)

    gives(story, ref, Given("g"), earlier)

    told = select(Event.occurred_at).where(Event.kind == EventKind.SUPPORT_DELIVERED.value)
    assert story.look(lambda session: session.scalars(told).all()) == [earlier]


def test_the_same_service_given_twice_is_counted_twice(story: Storyteller, ref: str) -> None:
    first, second = (gives(story, ref, Given("b")) for _ in range(2))

    assert first.id != second.id
    assert (first.total, second.total) == (1, 2)
    assert [kept.total for kept in on_file(story, ref)] == [2, 2]


def test_each_persons_times_are_counted_apart(story: Storyteller, ref: str) -> None:
    gives(story, ref, Given("b", 7))
    story.later(minutes=1)
    other = story.reports(HEALTH).ref

    assert gives(story, other, Given("b", 1)).total == 1


@pytest.mark.parametrize(
    ("named", "service"),
    [
        pytest.param("đ", "legal_aid", id="a letter with its tone"),
        pytest.param("travel", "travel", id="a regime's name"),
        pytest.param("legal_support", "legal_support", id="a benefit's name"),
    ],
)
def test_a_service_is_named_as_people_name_it(story: Storyteller, ref: str, named: str, service: str) -> None:
    given = gives(story, ref, Given(named))

    assert (given.service, given.grade) == (service, Grade.LISTED)


@pytest.mark.parametrize("named", ["f", "j", "A", "gifts", "", MARKUP])
def test_a_service_that_is_none_is_turned_away(story: Storyteller, ref: str, named: str) -> None:
    with refused(story, InvalidInput, Action.SUPPORT_DELIVERED, ref) as caught:
        gives(story, ref, Given(named))

    (error,) = caught.value.errors
    assert (error.field, error.code) == ("service", "not-in-list")


@pytest.mark.parametrize(
    ("after", "code"),
    [
        pytest.param(timedelta(seconds=1), "occurred-in-future", id="the future"),
        pytest.param(timedelta(days=-3), "occurred-before-previous", id="before the report"),
    ],
)
def test_nothing_is_given_at_an_impossible_time(
    story: Storyteller, ref: str, after: timedelta, code: str
) -> None:
    with refused(story, InvalidInput, Action.SUPPORT_DELIVERED, ref) as caught:
        gives(story, ref, Given("a"), story.clock.now() + after)

    assert [error.code for error in caught.value.errors] == [code]


@pytest.mark.parametrize(
    ("code", "role", "error"),
    [
        pytest.param(CENTRE, Role.OFFICER, NotFound, id="a stranger"),
        pytest.param("so-y-te-khac", Role.SUPERVISOR, NotFound, id="another province's health"),
        pytest.param(POST, Role.OFFICER, NotAllowed, id="a former holder"),
        pytest.param(HEALTH, Role.AUDITOR, NotAllowed, id="the holder's auditor"),
        pytest.param(HEALTH, Role.ADMINISTRATOR, NotAllowed, id="the holder's administrator"),
        pytest.param("thanh-tra", Role.AUDITOR, NotFound, id="the oversight's auditor"),
    ],
)
def test_nobody_else_gives_support(
    story: Storyteller, ref: str, code: str, role: Role, error: type[ReferralError]
) -> None:
    with refused(story, error, Action.SUPPORT_DELIVERED, ref):
        story.by(story.province.actor(code, role), support.deliver, ref, Given("a"))


@pytest.mark.parametrize("code", [HEALTH, "cong-an-tinh"], ids=["the holder", "the verifier"])
def test_holder_and_verifier_give_support_before_any_outcome(story: Storyteller, ref: str, code: str) -> None:
    assert gives(story, ref, Given("a"), code=code).grade is Grade.LISTED


def test_after_the_end_nothing_is_given(story: Storyteller, ref: str) -> None:
    story.withdrawn(ref, HEALTH)

    with refused(story, StepRefused, Action.SUPPORT_DELIVERED, ref) as caught:
        gives(story, ref, Given("a"))

    assert rules_of(caught) == {"case-has-ended"}


def test_what_needs_a_grant_says_both_that_it_is_not_listed_and_not_granted(
    story: Storyteller, ref: str
) -> None:
    with refused(story, StepRefused, Action.SUPPORT_DELIVERED, ref) as caught:
        gives(story, ref, Given("h", reason="Trường đề nghị"))

    assert rules_of(caught) == {"not-listed", "needs-grant"}


def test_nothing_is_given_before_it_was_granted(story: Storyteller) -> None:
    ref = story.identified()
    story.later(hours=1)
    granted(story, ref)
    since = story.clock.now()
    story.later(hours=1)

    with refused(story, InvalidInput, Action.SUPPORT_DELIVERED, ref) as caught:
        gives(story, ref, Given("h"), since - timedelta(minutes=1))

    assert [error.code for error in caught.value.errors] == ["occurred-before-previous"]
    assert gives(story, ref, Given("h"), since).total == 1


def test_a_grant_of_one_thing_opens_no_other(story: Storyteller) -> None:
    ref = story.identified()
    granted(story, ref, "h")

    with refused(story, StepRefused, Action.SUPPORT_DELIVERED, ref) as caught:
        gives(story, ref, Given("vocational_training"))

    assert rules_of(caught) == {"needs-grant"}


def test_a_refused_application_opens_nothing(story: Storyteller) -> None:
    ref, officer = story.identified(), story.officer(HEALTH)
    made = story.by(officer, support.apply_for, ref, Application("h"))
    refusal = Decision(
        is_granted=False,
        ground=RefusalGround.CONDITIONS_NOT_MET,
        reason="Không đủ điều kiện",
        told_how_to_complain=True,
    )
    story.by(officer, support.decide, ref, made.id, refusal)

    with refused(story, StepRefused, Action.SUPPORT_DELIVERED, ref) as caught:
        gives(story, ref, Given("h"))

    assert rules_of(caught) == {"needs-grant"}


@pytest.mark.parametrize(
    ("letter", "grade"),
    [
        pytest.param("a", Grade.CASE_BY_CASE, id="essential needs, depending on the case"),
        pytest.param("e", Grade.NOT_LISTED, id="travel, which is not listed"),
    ],
)
def test_what_a_foreign_national_is_given_keeps_its_grade(
    story: Storyteller, letter: str, grade: Grade
) -> None:
    foreign = intake(story.clock.now(), pathway=Pathway.FOREIGN_NATIONAL)
    ref = story.reports(HEALTH, foreign).ref

    assert gives(story, ref, Given(letter, reason="Quỹ của tổ chức quốc tế")).grade is grade


def test_a_delivery_keeps_the_category_of_its_day(story: Storyteller, ref: str) -> None:
    before = story.clock.now()
    story.later(hours=1)
    story.identifies(ref)

    gives(story, ref, Given("a"), before)

    overview = story.by(story.officer(HEALTH), support.entitlements_of, ref, Purpose.SUPPORT)
    stored = story.look(everything)["delivery"]
    assert overview.category is Category.IDENTIFIED
    assert ["in_process" in row for row in stored] == [True]


def test_a_child_of_uncertain_age_is_supported_like_everybody(story: Storyteller) -> None:
    child = story.reports(HEALTH, replace(intake(story.clock.now(), A_CHILD), urgent=True)).ref

    assert gives(story, child, Given("a")).grade is Grade.LISTED
