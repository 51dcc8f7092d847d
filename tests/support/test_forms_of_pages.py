"""What the pages of support ask, read without a page: what is needed, what is taken, what is given on."""

from collections.abc import Iterator
from datetime import date, datetime

import pytest
from flask import Flask

from referral.kernel.clock import VIETNAM
from referral.kernel.errors import FieldError, InvalidInput
from referral.support import forms
from referral.support.cards import (
    AgreedService,
    Amount,
    Application,
    BestInterestNote,
    ChildPlanDraft,
    Decision,
    Findings,
    Given,
    Plan,
    Risk,
    Schedule,
)
from referral.web.fields import Form
from tests.forms import Typed, reading, typed_into, wrong_in
from workflows.benefit_rows import matrix
from workflows.benefits import RefusalGround
from workflows.tracks import ReviewOutcome
from workflows.vocabulary import RiskLevel

APPLIED_FOR = next(row.name for row in matrix().benefits if row.needs_application)
GIVEN = next(row.name for row in matrix().benefits if not row.needs_application)
AMOUNT: dict[str, Typed] = {
    "benefit": GIVEN,
    "province_code": "51",
    "dong": "1",
    "per": "một ngày",
    "from_on": "01/01/2026",
    "source": "Nghị quyết 1",
}
LEAST: list[tuple[type[Form], dict[str, Typed]]] = [
    (forms.RiskForm, {"level": "low"}),
    (forms.BestInterestForm, {"decision": "Ở với bà"}),
    (forms.PlanForm, {"needs": "chỗ ở"}),
    (forms.ChildPlanForm, {"needs": "đi học"}),
    (forms.ChildPlanReviewForm, {"finding": "Ổn định", "outcome": next(iter(ReviewOutcome)).value}),
    (forms.ConfirmForm, {}),
    (forms.VisitForm, {"due_on": "01/09/2026"}),
    (forms.VisitDoneForm, {"done_on": "01/09/2026", "outcome": "Ổn định"}),
    (forms.ApplicationForm, {"regime": APPLIED_FOR}),
    (forms.DecisionForm, {"outcome": "granted"}),
    (forms.DeliveryForm, {"service": GIVEN, "times": "1"}),
    (forms.AmountForm, AMOUNT),
]
BY_NAME = [pytest.param(form, typed, id=form.__name__) for form, typed in LEAST]
NEEDED = [
    pytest.param(form, typed, name, id=f"{form.__name__}-{name}") for form, typed in LEAST for name in typed
]
TIMED = [pytest.param(form, typed, id=form.__name__) for form, typed in LEAST if "occurred_at" in vars(form)]


@pytest.mark.parametrize(("form", "typed"), BY_NAME)
def test_the_least_that_may_be_typed_is_taken(
    speaking: Flask, form: type[Form], typed: dict[str, Typed]
) -> None:
    assert wrong_in(typed_into(form, typed)) == set()


@pytest.mark.parametrize(("form", "typed", "left_out"), NEEDED)
def test_what_is_needed_is_asked_for_beside_its_field_in_vietnamese(
    speaking: Flask, form: type[Form], typed: dict[str, Typed], left_out: str
) -> None:
    filled = typed_into(form, typed | {left_out: " "})

    assert wrong_in(filled) == {left_out}
    assert not " ".join(map(str, filled[left_out].errors)).isascii()


@pytest.mark.parametrize(("form", "typed"), TIMED)
def test_when_it_happened_is_now_or_a_moment_of_vietnams(
    speaking: Flask, form: type[Form], typed: dict[str, Typed]
) -> None:
    now, then = (typed_into(form, typed | {"occurred_at": at}) for at in ("", "06/07/2026 08:30"))

    assert (wrong_in(now), wrong_in(then)) == (set(), set())
    assert now["occurred_at"].data is None
    assert then["occurred_at"].data == datetime(2026, 7, 6, 8, 30, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("form", "more", "field"),
    [
        pytest.param(forms.RiskForm, {"level": "huge"}, "level", id="a level there is not"),
        pytest.param(forms.RiskForm, {"plan": "x" * 100_001}, "plan", id="a plan nobody reads"),
        pytest.param(forms.BestInterestForm, {"guardian": "x" * 401}, "guardian", id="a name too long"),
        pytest.param(forms.PlanForm, {"services": "may | | tháng chín"}, "services", id="a day in words"),
        pytest.param(forms.PlanForm, {"services": "a\n | nhà"}, "services", id="a service without a name"),
        pytest.param(
            forms.PlanForm,
            {"services": "a | b | 2/9/2026 | 1/9/2026"},
            "services",
            id="an end before it begins",
        ),
        pytest.param(forms.PlanForm, {"services": "a|b|||e"}, "services", id="more than there is room for"),
        pytest.param(forms.PlanForm, {"review_on": "sau"}, "review_on", id="later"),
        pytest.param(forms.VisitForm, {"times": "0"}, "times", id="no visit"),
        pytest.param(forms.VisitForm, {"times": "25"}, "times", id="visits for ever"),
        pytest.param(forms.VisitForm, {"every_months": "13"}, "every_months", id="more than a year apart"),
        pytest.param(forms.VisitForm, {"every_months": "một"}, "every_months", id="a number in words"),
        pytest.param(forms.VisitDoneForm, {"has_work": "perhaps"}, "has_work", id="neither yes nor no"),
        pytest.param(forms.VisitDoneForm, {"risk": "huge"}, "risk", id="a danger there is not"),
        pytest.param(forms.ApplicationForm, {"regime": GIVEN}, "regime", id="what nobody applies for"),
        pytest.param(forms.DecisionForm, {"outcome": "applied"}, "outcome", id="what decides nothing"),
        pytest.param(forms.DecisionForm, {"ground": "no_cooperation"}, "ground", id="a ground not in law"),
        pytest.param(forms.DeliveryForm, {"times": "0"}, "times", id="given no times"),
        pytest.param(forms.DeliveryForm, {"times": "1001"}, "times", id="given too many times"),
        pytest.param(forms.DeliveryForm, {"service": "gold"}, "service", id="what the law does not know"),
        pytest.param(forms.AmountForm, {"dong": "-1"}, "dong", id="less than nothing"),
        pytest.param(forms.AmountForm, {"dong": "2000000001"}, "dong", id="more than fits"),
        pytest.param(forms.AmountForm, {"dong": "1,5"}, "dong", id="half a dong"),
        pytest.param(forms.AmountForm, {"per": "x" * 61}, "per", id="too many words for a day"),
        pytest.param(forms.AmountForm, {"source": "x" * 301}, "source", id="a decision too long"),
        pytest.param(forms.AmountForm, {"from_on": "01/01/1026"}, "from_on", id="a thousand years ago"),
        pytest.param(forms.AmountForm, {"from_on": "01/01/9026"}, "from_on", id="seven thousand years on"),
    ],
)
def test_what_cannot_be_meant_is_said_by_its_field(
    speaking: Flask, form: type[Form], more: dict[str, Typed], field: str
) -> None:
    assert wrong_in(typed_into(form, dict(LEAST)[form] | more)) == {field}


def test_a_risk_is_given_on_with_what_makes_it_so(speaking: Flask) -> None:
    typed: dict[str, Typed] = {"level": "high", "factors": " nợ \n\nbiết nhà\r\n", "plan": " Đổi số "}

    assert typed_into(forms.RiskForm, typed).risk() == Risk(RiskLevel.HIGH, ("nợ", "biết nhà"), "Đổi số")


@pytest.mark.parametrize(("ticked", "heard"), [({}, False), ({"heard_child": "y"}, True)])
def test_a_child_was_heard_only_if_somebody_says_so(
    speaking: Flask, ticked: dict[str, Typed], heard: bool
) -> None:
    typed: dict[str, Typed] = {"decision": "Ở với bà", "guardian": "  "}

    assert typed_into(forms.BestInterestForm, typed | ticked).note() == BestInterestNote(
        "Ở với bà", "", heard
    )


def test_a_plan_is_given_on_with_services_alone_and_agreed(speaking: Flask) -> None:
    typed: dict[str, Typed] = {
        "needs": "chỗ ở\nhọc nghề",
        "services": "tâm lý\nmay | Trường nghề | 1/9/2026 |",
        "agreed_with_person": "y",
        "review_on": "01/12/2026",
    }

    made = typed_into(forms.PlanForm, typed).made()

    sewing = AgreedService("may", "Trường nghề", date(2026, 9, 1))
    assert made == Plan(("chỗ ở", "học nghề"), ("tâm lý", sewing), True, date(2026, 12, 1))


@pytest.mark.parametrize("line", ["", "   ", " | nhà", "||"])
def test_a_service_without_a_name_is_none(line: str) -> None:
    with pytest.raises(ValueError, match=r"^\s*\|?"):
        forms.agreed(line)


def test_a_service_of_one_day_is_one() -> None:
    day = date(2026, 9, 1)

    assert forms.agreed("khám | Trạm | 1/9/2026 | 1/9/2026") == AgreedService("khám", "Trạm", day, day)


def test_a_childs_plan_is_drafted_line_by_line(speaking: Flask) -> None:
    typed: dict[str, Typed] = {"needs": "đi học\nbạn bè", "measures": ""}

    assert typed_into(forms.ChildPlanForm, typed).draft() == ChildPlanDraft(("đi học", "bạn bè"), ())


@pytest.mark.parametrize("outcome", list(ReviewOutcome))
def test_a_childs_review_says_what_follows(speaking: Flask, outcome: ReviewOutcome) -> None:
    form = typed_into(forms.ChildPlanReviewForm, {"finding": " Ổn ", "outcome": outcome.value})

    assert form.validate()
    assert (form.review().outcome, form.review().finding) == (outcome, "Ổn")


@pytest.mark.parametrize(
    ("typed", "schedule"),
    [
        pytest.param({}, Schedule(date(2026, 9, 1)), id="one, unless told"),
        pytest.param(
            {"times": "24", "every_months": "12"}, Schedule(date(2026, 9, 1), 12, 24), id="the most"
        ),
        pytest.param({"times": "3"}, Schedule(date(2026, 9, 1), 1, 3), id="a month apart, unless told"),
        pytest.param({"times": " ", "every_months": ""}, Schedule(date(2026, 9, 1)), id="left empty"),
    ],
)
def test_visits_are_due_at_equal_distances(
    speaking: Flask, typed: dict[str, Typed], schedule: Schedule
) -> None:
    form = typed_into(forms.VisitForm, typed | {"due_on": "01/09/2026"})

    assert form.validate()
    assert form.schedule() == schedule


@pytest.mark.parametrize(("said", "found"), [("yes", True), ("no", False), ("", None)])
def test_what_a_visit_did_not_ask_stays_open(speaking: Flask, said: str, found: bool | None) -> None:
    typed: dict[str, Typed] = {"goes_to_school": said, "has_work": said}

    findings = typed_into(forms.VisitDoneForm, typed).found()

    assert findings == Findings(goes_to_school=found, has_work=found)


def test_a_visit_was_today_until_something_is_typed(speaking: Flask) -> None:
    form = forms.VisitDoneForm(formdata=None)

    form.begin_on(date(2026, 9, 1))

    assert form.done_on._value() == "01/09/2026"


def test_a_visit_that_was_sent_keeps_what_was_typed(speaking: Flask) -> None:
    with speaking.test_request_context("/", method="POST", data={"done_on": "02/09/2026"}):
        form = forms.VisitDoneForm()
        form.begin_on(date(2026, 9, 1))

    assert form.done_on.data == date(2026, 9, 2)


def test_only_what_is_applied_for_is_offered_to_apply_for(speaking: Flask) -> None:
    offered = {choice.value for choice in forms.benefits(applied_for=True)()}

    assert offered == {"", *(row.name for row in matrix().benefits if row.needs_application)}


def test_everything_the_law_knows_is_offered_to_give_once_in_its_order(speaking: Flask) -> None:
    offered = [choice.value for choice in forms.benefits()()]

    assert offered == ["", *dict.fromkeys(row.name for row in matrix().benefits)]


def test_what_can_be_given_is_offered_under_its_letter(speaking: Flask) -> None:
    letters = {regime.letter for regime in matrix().regimes}

    assert {str(choice.label).partition(" · ")[0] for choice in forms.benefits()()[1:]} <= letters


def test_an_application_is_given_on_with_what_it_lacks(speaking: Flask) -> None:
    typed: dict[str, Typed] = {"regime": APPLIED_FOR, "details": " ", "missing": "đơn\ngiấy tờ"}

    applied = typed_into(forms.ApplicationForm, typed).application()

    assert applied == Application(APPLIED_FOR, "", ("đơn", "giấy tờ"))


@pytest.mark.parametrize("ground", list(RefusalGround))
def test_a_refusal_is_given_on_with_its_ground(speaking: Flask, ground: RefusalGround) -> None:
    typed: dict[str, Typed] = {
        "outcome": "refused",
        "ground": ground.value,
        "reason": "Thiếu đơn",
        "told_how_to_complain": "y",
    }

    decided = typed_into(forms.DecisionForm, typed).decided()

    assert decided == Decision(is_granted=False, ground=ground, reason="Thiếu đơn", told_how_to_complain=True)


def test_what_is_granted_may_have_a_beginning_and_an_end(speaking: Flask) -> None:
    typed: dict[str, Typed] = {"outcome": "granted", "from_on": "1/9/2026", "until_on": "30/9/2026"}

    decided = typed_into(forms.DecisionForm, typed).decided()

    assert decided == Decision(True, from_on=date(2026, 9, 1), until_on=date(2026, 9, 30))


def test_an_end_the_service_refuses_is_said_beside_it(speaking: Flask) -> None:
    form = typed_into(forms.DecisionForm, {"outcome": "granted"})

    form.take(InvalidInput([FieldError("until", "ends-early", "Enter a date, like 27/03/2026")]))

    assert (form.status, form.until_on.errors) == (422, ["Nhập ngày, ví dụ 27/03/2026"])


def test_a_delivery_is_given_on_with_why_it_was_given(speaking: Flask) -> None:
    typed: dict[str, Typed] = {"service": GIVEN, "times": "1000", "provider": " Trạm ", "reason": "Quỹ xã"}

    assert typed_into(forms.DeliveryForm, typed).given() == Given(GIVEN, 1000, "Trạm", "", "Quỹ xã")


@pytest.mark.parametrize("dong", ["0", "1", "2000000000"])
def test_an_amount_may_be_nothing_and_may_be_much(speaking: Flask, dong: str) -> None:
    form = typed_into(forms.AmountForm, AMOUNT | {"dong": dong})

    assert form.validate()
    assert form.amount() == Amount(GIVEN, "51", int(dong), "một ngày", date(2026, 1, 1), "Nghị quyết 1")


@pytest.mark.parametrize(("form", "typed"), BY_NAME)
def test_every_question_is_asked_in_vietnamese(
    speaking: Flask, form: type[Form], typed: dict[str, Typed]
) -> None:
    asked = {field.name: str(field.label.text) for field in typed_into(form, typed)}

    assert [name for name, label in asked.items() if label.isascii()] == []


@pytest.fixture(scope="module")
def speaking() -> Iterator[Flask]:
    with reading() as app:
        yield app
