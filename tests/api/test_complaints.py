"""Bodies of the wrong shape: every field is named at once, in a sentence, and nothing is repeated."""

import json

import pytest
from pydantic import ValidationError

from referral.casework.bodies.requests import CasesQuery, ExtendBody, IntakeBody, SearchBody, StepBody
from referral.custody.bodies import OfferBody
from referral.kernel.errors import FieldError
from referral.support.bodies.requests import FollowUpBody, PlanBody
from referral.web.bodies import Body, Query
from referral.web.complaints import COMPLAINTS, complain, is_unreadable
from tests.callers import AT

MARK = "Đặng-Thị-Bí-Mật"
A_VISIT = "019f350b-e5c0-70c5-ab26-3f24b9da7db8"
BOTH = {"id": A_VISIT, "done_on": "2026-07-06", "due_on": "2026-07-06"}
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def complaints(body: type[Body], sent: object) -> dict[str, FieldError]:
    with pytest.raises(ValidationError) as caught:
        body.model_validate_json(json.dumps(sent))
    return {one.field: one for one in complain(caught.value).errors}


def about_query(query: type[Query], sent: dict[str, str]) -> dict[str, str]:
    with pytest.raises(ValidationError) as caught:
        query.model_validate(sent)
    return {one.field: one.code for one in complain(caught.value).errors}


def test_every_wrong_field_is_named_at_once() -> None:
    sent = {
        "pathway": "walked_in",
        "occurred_at": "2026-07-06T08:15",
        "urgent": "no",
        "person": {
            "sex": 5,
            "age_estimate": {"from": -1, "to": "19"},
            "date_of_birth": "1990",
            "shoe_size": 38,
        },
        "consent": {"scope": ["everything"], "withheld": "nothing"},
        "story": 7,
        "colour": "red",
    }

    codes = {field: error.code for field, error in complaints(IntakeBody, sent).items()}

    assert codes == {
        "pathway": "not-in-list",
        "occurred_at": "bad-time",
        "urgent": "wrong-type",
        "person.sex": "not-in-list",
        "person.age_estimate.from": "out-of-range",
        "person.age_estimate.to": "wrong-type",
        "person.date_of_birth": "bad-date",
        "person.shoe_size": "unknown-field",
        "consent.given": "missing",
        "consent.scope.0": "not-in-list",
        "consent.withheld": "wrong-type",
        "story": "wrong-type",
        "colour": "unknown-field",
    }


def test_an_empty_body_lacks_all_that_is_needed() -> None:
    assert {field: error.code for field, error in complaints(IntakeBody, {}).items()} == {
        "pathway": "missing",
        "occurred_at": "missing",
        "person": "missing",
    }


def test_a_list_of_choices_is_told_in_full() -> None:
    said = complaints(IntakeBody, {"pathway": "x", "occurred_at": AT, "person": {"sex": MARK}})["person.sex"]

    assert said.message % said.values == "Send one of these: female, male, other, unknown."


def test_what_was_sent_is_never_repeated() -> None:
    sent = {
        MARK: 1,
        "pathway": MARK,
        "occurred_at": MARK,
        "person": {"sex": MARK, "full_name": [MARK], MARK: MARK},
    }

    assert MARK not in str(complaints(IntakeBody, sent))


def test_a_field_whose_name_is_no_word_is_not_named() -> None:
    assert "person.?" in complaints(IntakeBody, {"person": {MARK: 1, "sex": "female"}})


@pytest.mark.parametrize(
    ("body", "sent", "field", "code"),
    [
        pytest.param(IntakeBody, [], "body", "wrong-type", id="a list for a body"),
        pytest.param(IntakeBody, {"person": "x"}, "person", "wrong-type", id="text for an object"),
        pytest.param(SearchBody, {"purpose": "reception"}, "name", "missing", id="nobody to look for"),
        pytest.param(SearchBody, {"name": "a" * 401}, "name", "too-long", id="a name without end"),
        pytest.param(StepBody, {"step": "fly"}, "step", "not-in-list", id="no such step"),
        pytest.param(StepBody, {"data": []}, "data", "wrong-type", id="data in a list"),
        pytest.param(StepBody, {"data": dict.fromkeys(LETTERS)}, "data", "too-many", id="data without end"),
        pytest.param(ExtendBody, {"reason": " "}, "reason", "empty", id="an empty reason"),
        pytest.param(ExtendBody, {}, "until", "missing", id="no end of an extension"),
        pytest.param(OfferBody, {"kind": "gift"}, "kind", "not-in-list", id="no such hand-over"),
        pytest.param(OfferBody, {"record": {"escort": 2}}, "record.escort", "wrong-type", id="a number"),
        pytest.param(PlanBody, {"needs": "chỗ ở"}, "needs", "wrong-type", id="text for a list"),
        pytest.param(PlanBody, {"needs": [""]}, "needs.0", "empty", id="an empty need"),
        pytest.param(
            PlanBody, {"agreed_with_person": 1}, "agreed_with_person", "wrong-type", id="1 for true"
        ),
        pytest.param(FollowUpBody, {}, "due_on", "missing", id="no visit at all"),
        pytest.param(FollowUpBody, {"id": A_VISIT}, "due_on", "missing", id="a visit without its day"),
        pytest.param(FollowUpBody, {"id": "first"}, "id", "bad-id", id="no id"),
        pytest.param(FollowUpBody, BOTH, "due_on", "missing", id="a visit to schedule and to record"),
    ],
)
def test_a_wrong_shape_is_told_by_field_and_code(
    body: type[Body], sent: object, field: str, code: str
) -> None:
    assert complaints(body, sent)[field].code == code


def test_nobody_is_born_after_the_report() -> None:
    person = {"sex": "female", "date_of_birth": "2026-07-07"}

    said = complaints(IntakeBody, {"pathway": "rescued", "occurred_at": AT, "person": person})

    assert said["person.date_of_birth"].code == "born-after-report"


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({"per_page": "201"}, {"per_page": "out-of-range"}),
        ({"page": "0"}, {"page": "out-of-range"}),
        ({"page": "one"}, {"page": "wrong-type"}),
        ({"page": "1.5"}, {"page": "wrong-type"}),
        pytest.param({"page": "9" * 5000}, {"page": "wrong-type"}, id="a page beyond all numbers"),
        ({"stage": "heaven"}, {"stage": "not-in-list"}),
        ({"overdue": "perhaps"}, {"overdue": "wrong-type"}),
        ({"name": "x", "state": "lost"}, {"name": "unknown-field", "state": "not-in-list"}),
    ],
    ids=str,
)
def test_a_wrong_query_is_told_by_field_and_code(sent: dict[str, str], code: dict[str, str]) -> None:
    assert about_query(CasesQuery, sent) == code


def test_a_blank_filter_narrows_nothing() -> None:
    query = CasesQuery.model_validate(
        {"stage": "", "state": "", "holder": "", "overdue": "", "page": "", "per_page": ""}
    )

    assert query == CasesQuery.model_validate({})


@pytest.mark.parametrize("sent", ["{", "", "{'a': 1}", '{"a": "\\ud800"}', '{"a": 1} {"b": 2}'])
def test_what_is_no_json_is_told_apart(sent: str) -> None:
    with pytest.raises(ValidationError) as caught:
        PlanBody.model_validate_json(sent)

    assert is_unreadable(caught.value)


@pytest.mark.parametrize(("kind", "complaint"), COMPLAINTS.items(), ids=COMPLAINTS)
def test_every_complaint_says_what_to_send(kind: str, complaint: tuple[str, str]) -> None:
    code, message = complaint

    assert code.islower()
    assert message.endswith(".")
