"""What calls about support take, read without a call: shapes that hold, and those that are turned away."""

import json
from datetime import date
from uuid import UUID

import pytest
from pydantic import ValidationError

from referral.support.bodies.requests import (
    AmountBody,
    BestInterestBody,
    ChildPlanBody,
    ChildPlanReviewBody,
    DeliveryBody,
    EntitlementBody,
    FollowUpBody,
    PlanBody,
    RiskBody,
)
from referral.support.cards import (
    AgreedService,
    Amount,
    Application,
    ChildPlanDraft,
    Decision,
    Findings,
    Given,
    Schedule,
)
from referral.web.bodies import Body
from referral.web.complaints import complain
from workflows.benefits import RefusalGround

ID = "00000000-0000-7000-8000-000000000001"
AMOUNT = {
    "benefit": "travel",
    "province_code": "51",
    "dong": 1,
    "per": "lượt",
    "from": "2026-01-01",
    "source": "Nghị quyết",
}
VISIT = {"id": ID, "done_on": "2026-07-06", "outcome": "Ổn định"}


def read(body: type[Body], sent: dict[str, object]) -> Body:
    """Read a body as a call does: from JSON."""
    return body.model_validate_json(json.dumps(sent))


def wrong(body: type[Body], sent: dict[str, object]) -> list[tuple[str, str]]:
    """Name each field that was turned away, and the code of the complaint."""
    with pytest.raises(ValidationError) as caught:
        read(body, sent)
    return [(error.field, error.code) for error in complain(caught.value).errors]


@pytest.mark.parametrize(
    ("sent", "complaints"),
    [
        pytest.param({}, [("level", "missing")], id="no level"),
        pytest.param({"level": "huge"}, [("level", "not-in-list")], id="a level there is not"),
        pytest.param({"level": "low", "factors": "một"}, [("factors", "wrong-type")], id="text for a list"),
        pytest.param({"level": "low", "factors": [""]}, [("factors.0", "empty")], id="an empty factor"),
        pytest.param({"level": "low", "plan": 4}, [("plan", "wrong-type")], id="a number for text"),
        pytest.param({"level": "low", "score": 4}, [("score", "unknown-field")], id="a field unknown here"),
        pytest.param(
            {"level": "low", "occurred_at": "2026-07-06T08:00"},
            [("occurred_at", "bad-time")],
            id="a moment of no zone",
        ),
        pytest.param({"level": "low", "factors": ["x"] * 201}, [("factors", "too-many")], id="too many"),
        pytest.param({"level": "low", "factors": ["x" * 201]}, [("factors.0", "too-long")], id="too long"),
    ],
)
def test_a_risk_assessment_that_cannot_be_read(
    sent: dict[str, object], complaints: list[tuple[str, str]]
) -> None:
    assert wrong(RiskBody, sent) == complaints


@pytest.mark.parametrize(
    ("sent", "complaints"),
    [
        pytest.param({}, [("needs", "missing")], id="nothing at all"),
        pytest.param({"needs": None, "services": []}, [("needs", "missing")], id="empty lists"),
        pytest.param({"services": [{}]}, [("services.0.service", "missing")], id="a service of no name"),
        pytest.param({"services": [""]}, [("services.0.service", "empty")], id="a service of an empty name"),
        pytest.param(
            {"services": [{"service": "may", "from": "2026-09-02", "to": "2026-09-01"}]},
            [("services.0.to", "ends-early")],
            id="a service that ends before it begins",
        ),
        pytest.param({"needs": ["x"], "review_on": "1/9/2026"}, [("review_on", "bad-date")], id="an odd day"),
        pytest.param(
            {"needs": ["x"], "agreed_with_person": "yes"},
            [("agreed_with_person", "wrong-type")],
            id="a word for yes",
        ),
    ],
)
def test_a_plan_that_cannot_be_read(sent: dict[str, object], complaints: list[tuple[str, str]]) -> None:
    assert wrong(PlanBody, sent) == complaints


@pytest.mark.parametrize(
    ("service", "kept"),
    [
        pytest.param("tâm lý", "tâm lý", id="a name alone"),
        pytest.param({"service": "tâm lý", "provider": " "}, "tâm lý", id="a blank provider"),
        pytest.param(
            {"service": "may", "provider": "Trường nghề"}, AgreedService("may", "Trường nghề"), id="by whom"
        ),
        pytest.param(
            {"service": "may", "from": "2026-09-01", "to": "2026-09-01"},
            AgreedService("may", "", date(2026, 9, 1), date(2026, 9, 1)),
            id="for one day",
        ),
    ],
)
def test_an_agreed_service_is_kept_as_it_was_sent(service: object, kept: str | AgreedService) -> None:
    body = read(PlanBody, {"services": [service]})

    assert isinstance(body, PlanBody)
    assert body.plan().services == (kept,)


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"measures": ["đưa đón"]}, id="measures for no need"),
        pytest.param({"id": ID, "needs": ["đi học"]}, id="a plan to make and one to approve"),
        pytest.param({"id": ID, "measures": ["đưa đón"]}, id="measures for a plan to approve"),
    ],
)
def test_a_childs_plan_is_made_or_approved(sent: dict[str, object]) -> None:
    assert wrong(ChildPlanBody, sent) == [("needs", "missing")]


def test_a_childs_plan_is_drafted_with_its_measures() -> None:
    body = read(ChildPlanBody, {"needs": [" đi học\nlại "], "measures": None})

    assert isinstance(body, ChildPlanBody)
    assert body.draft() == ChildPlanDraft(("đi học lại",), ())


@pytest.mark.parametrize(
    ("sent", "complaints"),
    [
        pytest.param({}, [("outcome", "missing"), ("finding", "missing")], id="nothing"),
        pytest.param(
            {"outcome": "forget", "finding": " "},
            [("outcome", "not-in-list"), ("finding", "empty")],
            id="what does not follow, and nothing found",
        ),
    ],
)
def test_a_review_that_cannot_be_read(sent: dict[str, object], complaints: list[tuple[str, str]]) -> None:
    assert wrong(ChildPlanReviewBody, sent) == complaints


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"id": ID}, id="a visit of no day"),
        pytest.param({"id": ID, "done_on": "2026-07-06"}, id="a visit that found nothing"),
        pytest.param({"done_on": "2026-07-06", "outcome": "Ổn định"}, id="a visit of no id"),
        pytest.param({"due_on": "2026-07-06", **VISIT}, id="both at once"),
        pytest.param({"due_on": "2026-07-06", "outcome": "Ổn định"}, id="an outcome before the visit"),
    ],
)
def test_a_visit_is_scheduled_or_recorded(sent: dict[str, object]) -> None:
    assert wrong(FollowUpBody, sent) == [("due_on", "missing")]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        pytest.param({"times": 0}, "times", id="no visit"),
        pytest.param({"times": 25}, "times", id="more than two years of months"),
        pytest.param({"every_months": 0}, "every_months", id="all on one day"),
        pytest.param({"every_months": 13}, "every_months", id="more than a year apart"),
    ],
)
def test_visits_are_a_few_and_not_too_far_apart(more: dict[str, object], field: str) -> None:
    assert wrong(FollowUpBody, {"due_on": "2026-07-20", **more}) == [(field, "out-of-range")]


def test_what_is_scheduled_has_no_visit_and_the_other_way_round() -> None:
    planned, done = read(FollowUpBody, {"due_on": "2026-07-20"}), read(FollowUpBody, {**VISIT})

    assert isinstance(planned, FollowUpBody)
    assert isinstance(done, FollowUpBody)
    assert (planned.schedule(), done.visit()) == (Schedule(date(2026, 7, 20)), (UUID(ID), date(2026, 7, 6)))
    with pytest.raises(ValueError, match="schedules"):
        planned.visit()
    with pytest.raises(ValueError, match="records"):
        done.schedule()


def test_what_a_visit_did_not_ask_stays_open() -> None:
    body = read(FollowUpBody, {**VISIT, "findings": {"has_work": False}})

    assert isinstance(body, FollowUpBody)
    assert body.found() == Findings(has_work=False)
    assert wrong(FollowUpBody, {**VISIT, "findings": {"is_happy": True}}) == [
        ("findings.is_happy", "unknown-field")
    ]


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"id": ID}, id="an application to which nothing happens"),
        pytest.param({"regime": "h", "id": ID}, id="an application with an id"),
        pytest.param({"completed": True}, id="a completion of nothing"),
        pytest.param({"regime": "h", "completed": True}, id="applied and completed at once"),
        pytest.param({"id": ID, "regime": "h", "completed": True}, id="a completion of another regime"),
        pytest.param({"regime": "  "}, id="a blank regime"),
    ],
)
def test_an_application_does_one_thing(sent: dict[str, object]) -> None:
    assert wrong(EntitlementBody, sent) == [("regime", "missing")]


def test_an_application_is_read_with_what_it_lacks() -> None:
    body = read(EntitlementBody, {"regime": " h ", "missing": ["Mẫu số 07"], "details": "Lớp 8\r\nHọc bổng"})

    assert isinstance(body, EntitlementBody)
    assert body.application() == Application("h", "Lớp 8\nHọc bổng", ("Mẫu số 07",))


def test_an_application_that_says_nothing_decides_nothing() -> None:
    body = read(EntitlementBody, {"regime": "h", "from": "", "until": None})

    assert isinstance(body, EntitlementBody)
    assert body.decided() == Decision(is_granted=False)


@pytest.mark.parametrize("ground", ["did_not_co_operate", "refused_statement", ""])
def test_no_ground_is_that_somebody_did_not_co_operate(ground: str) -> None:
    assert ground not in set(RefusalGround)
    assert wrong(EntitlementBody, {"id": ID, "completed": True, "ground": ground}) == [
        ("ground", "not-in-list")
    ]


@pytest.mark.parametrize(
    ("more", "complaint"),
    [
        pytest.param({"times": 0}, ("times", "out-of-range"), id="never"),
        pytest.param({"times": 1001}, ("times", "out-of-range"), id="more often than anybody gives"),
        pytest.param({"times": "2"}, ("times", "wrong-type"), id="a number in quotation marks"),
        pytest.param({"times": True}, ("times", "wrong-type"), id="yes for a number"),
        pytest.param({"provider": "x" * 201}, ("provider", "too-long"), id="a provider of no end"),
        pytest.param({"service": ""}, ("service", "empty"), id="nothing given"),
        pytest.param({"cost": 100}, ("cost", "unknown-field"), id="a cost"),
    ],
)
def test_a_delivery_that_cannot_be_read(more: dict[str, object], complaint: tuple[str, str]) -> None:
    assert wrong(DeliveryBody, {"service": "a", **more}) == [complaint]


def test_a_delivery_is_kept_without_what_cannot_be_seen() -> None:
    body = read(DeliveryBody, {"service": "a", "provider": "Bệnh viện\u202e\x00 tỉnh", "note": " "})

    assert isinstance(body, DeliveryBody)
    assert body.given() == Given("a", 1, "Bệnh viện tỉnh")


@pytest.mark.parametrize(
    ("more", "complaint"),
    [
        pytest.param({"dong": -1}, ("dong", "out-of-range"), id="less than nothing"),
        pytest.param({"dong": 2_000_000_001}, ("dong", "out-of-range"), id="more than the column holds"),
        pytest.param({"dong": 1.5}, ("dong", "wrong-type"), id="half a dong"),
        pytest.param({"per": "x" * 61}, ("per", "too-long"), id="more words than the column holds"),
        pytest.param({"source": "x" * 201}, ("source", "too-long"), id="a decision of no end"),
        pytest.param({"source": ""}, ("source", "empty"), id="no decision"),
        pytest.param({"from": "2026-02-30"}, ("from", "bad-date"), id="a day that is none"),
        pytest.param(
            {"until": "2026-12-31"}, ("until", "unknown-field"), id="an end: a later one takes over"
        ),
    ],
)
def test_an_amount_that_cannot_be_read(more: dict[str, object], complaint: tuple[str, str]) -> None:
    assert wrong(AmountBody, AMOUNT | more) == [complaint]


@pytest.mark.parametrize("dong", [0, 2_000_000_000])
def test_an_amount_may_be_nothing_and_may_be_much(dong: int) -> None:
    body = read(AmountBody, AMOUNT | {"dong": dong})

    assert isinstance(body, AmountBody)
    assert body.amount() == Amount("travel", "51", dong, "lượt", date(2026, 1, 1), "Nghị quyết")


def test_a_best_interest_note_needs_a_decision_and_not_a_guardian() -> None:
    body = read(BestInterestBody, {"decision": "Ở với bà", "guardian": None, "heard_child": None})

    assert isinstance(body, BestInterestBody)
    assert (body.note().guardian, body.note().heard_child) == ("", False)
    assert wrong(BestInterestBody, {"decision": " "}) == [("decision", "empty")]


@pytest.mark.parametrize("name_length", [300, 400])
def test_a_guardians_long_name_is_taken_whole(name_length: int) -> None:
    body = read(BestInterestBody, {"decision": "x", "guardian": "Đ" * name_length})

    assert isinstance(body, BestInterestBody)
    assert len(body.note().guardian) == name_length


def test_no_body_shows_what_is_in_it() -> None:
    body = read(RiskBody, {"level": "high", "plan": "Nhà bà ngoại"})

    assert (repr(body), str(body)) == ("RiskBody()", "RiskBody()")
