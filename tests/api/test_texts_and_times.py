"""Values as real desks send them: what is taken, and how it is read."""

from datetime import UTC, date, datetime

import pytest
from pydantic import ValidationError

from referral.casework.bodies.requests import IntakeBody, StepBody
from referral.web.bodies import LONGEST_NAME, LONGEST_PROSE, Body, Day, Line, Moment, Name, Prose

MINIMAL = '{"pathway": "rescued", "occurred_at": "2026-07-06T08:15+07:00", "person": {"sex": "female"%s}%s}'
QUARTER_PAST_ONE = datetime(2026, 7, 6, 1, 15, tzinfo=UTC)


class Said(Body):
    """One of each kind of value."""

    at: Moment = QUARTER_PAST_ONE
    on: Day = date(2026, 7, 6)
    name: Name = None
    line: Line = None
    story: Prose = None


def report(person: str = "", more: str = "") -> IntakeBody:
    return IntakeBody.model_validate_json(MINIMAL % (person, more))


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("2026-07-06T08:15+07:00", id="without seconds"),
        pytest.param("2026-07-06T08:15:00+07:00", id="with seconds"),
        pytest.param("2026-07-06T08:15:00.000+07:00", id="with a fraction"),
        pytest.param("2026-07-06T08:15:00,0000000+0700", id="with a comma and a short offset"),
        pytest.param("2026-07-06 08:15+07", id="with a space and hours alone"),
        pytest.param("2026-07-06T01:15Z", id="in universal time"),
        pytest.param(" 2026-07-06t01:15z ", id="in small letters with spaces around"),
    ],
)
def test_a_moment_is_read_however_it_is_written(written: str) -> None:
    assert Said.model_validate({"at": written}).at == QUARTER_PAST_ONE


@pytest.mark.parametrize(
    "written",
    [
        "2026-07-06T08:15",
        "2026-07-06",
        "08:15+07:00",
        "2026-02-30T08:15+07:00",
        "2026-07-06T25:00+07:00",
        "0001-01-01T00:00+07:00",
        "9999-12-31T23:59-07:00",
        "1783300500",
        "hôm qua",
        "",
        1783300500,
        None,
        True,
    ],
)
def test_what_is_no_moment_is_refused(written: object) -> None:
    with pytest.raises(ValidationError, match="not a moment"):
        Said.model_validate({"at": written})


@pytest.mark.parametrize("written", ["2026-02-30", "1990", "01/02/1990", "0001-01-01", "", 19900101, None])
def test_what_is_no_day_is_refused(written: object) -> None:
    with pytest.raises(ValidationError, match="not a calendar day"):
        Said.model_validate({"on": written})


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        pytest.param("  Huỳnh Thạch Tùng ", "Huỳnh Thạch Tùng", id="spaces around"),
        pytest.param("NGUYỄN THỊ HỒNG", "NGUYỄN THỊ HỒNG", id="capitals"),
        pytest.param("Nguye\u0302\u0303n", "Nguye\u0302\u0303n", id="marks of their own"),
        pytest.param("Ðặng Văn Ðức", "Ðặng Văn Ðức", id="Icelandic letters"),
        pytest.param("H'Bluên Niê", "H'Bluên Niê", id="an apostrophe"),
        pytest.param("ສົມສັກ ວົງ\u200bສາ", "ສົມສັກ ວົງ\u200bສາ", id="Lao with its invisible break"),
        pytest.param("A\x00B\x1bC\x9f", "ABC", id="control characters"),
        pytest.param("A\u202eB\u2066C\ufeff", "ABC", id="turned writing"),
        pytest.param("Nguyễn\r\n\tVăn A", "Nguyễn Văn A", id="broken lines"),
        pytest.param("   ", None, id="nothing but spaces"),
        pytest.param("", None, id="nothing"),
        pytest.param(None, None, id="null"),
    ],
)
def test_a_name_is_kept_as_written_but_for_what_nobody_sees(sent: str | None, kept: str | None) -> None:
    assert Said.model_validate({"name": sent}).name == kept


def test_a_story_keeps_its_lines() -> None:
    assert Said.model_validate({"story": " một\r\nhai\n\tba\x00 "}).story == "một\nhai\n\tba"


@pytest.mark.parametrize(("field", "most"), [("name", LONGEST_NAME), ("story", LONGEST_PROSE)])
def test_a_text_may_be_as_long_as_it_says_and_no_longer(field: str, most: int) -> None:
    Said.model_validate({field: "ư" * most})

    with pytest.raises(ValidationError, match=str(most)):
        Said.model_validate({field: "ư" * (most + 1)})


def test_a_body_never_shows_what_is_in_it() -> None:
    said = Said.model_validate({"name": "Nguyễn Thị Đặng Thử"})

    assert f"{said} {said!r}" == "Said() Said()"


def test_a_person_without_name_date_or_number_is_received() -> None:
    person = report().intake().person

    assert (person.sex, person.full_name, person.date_of_birth, person.age_from) == (
        "female",
        None,
        None,
        None,
    )


@pytest.mark.parametrize(
    "empty",
    ['"full_name": ""', '"residence": " "', '"date_of_birth": ""', '"age_estimate": null', '"phone": null'],
)
def test_an_empty_answer_counts_as_none(empty: str) -> None:
    assert report(f", {empty}").canonical() == report().canonical()


@pytest.mark.parametrize(
    "unanswered",
    ['"urgent": null', '"story": ""', '"interpreter_needed": null', '"consent": null', '"reported_by": {}'],
)
def test_an_unanswered_question_takes_its_usual_answer(unanswered: str) -> None:
    assert report(more=f", {unanswered}").intake() == report().intake()


@pytest.mark.parametrize(
    ("age", "bounds"),
    [
        pytest.param('{"from": 15, "to": 19}', (15, 19), id="a range"),
        pytest.param('{"from": 19, "to": 15}', (15, 19), id="a range the other way round"),
        pytest.param('{"from": 15}', (15, None), id="at least"),
        pytest.param('{"to": 19, "from": null}', (None, 19), id="at most"),
    ],
)
def test_an_estimated_age_is_read_whichever_way_round(
    age: str, bounds: tuple[int | None, int | None]
) -> None:
    person = report(f', "age_estimate": {age}').intake().person

    assert (person.age_from, person.age_to) == bounds


def test_a_scope_named_twice_counts_once() -> None:
    consent = report(more=', "consent": {"given": true, "scope": ["support", "support"], "withheld": null}')

    data = consent.intake().consent

    assert data is not None
    assert (data.scope, data.withheld) == (("support",), ())


def test_who_brought_the_report_is_kept() -> None:
    brought = report(
        more=', "reported_by": {"capacity": "người thân", "agency": ""}, "channel": "phone"'
    ).intake()

    assert (brought.reporter_capacity, brought.reporter_agency, brought.channel) == (
        "người thân",
        None,
        "phone",
    )


def test_the_same_report_written_otherwise_is_the_same_text() -> None:
    one = MINIMAL % (', "full_name": " A "', ', "urgent": false')
    other = (
        '{"person":{"full_name":"A","sex":"female"},"occurred_at":"2026-07-06T01:15:00Z","pathway":"rescued"}'
    )

    texts = {IntakeBody.model_validate_json(written).canonical() for written in (one, other)}

    assert len(texts) == 1


def test_another_report_is_another_text() -> None:
    assert report(', "full_name": "A"').canonical() != report(', "full_name": "B"').canonical()


def test_a_step_without_data_or_reason_brings_none() -> None:
    request = StepBody.model_validate_json('{"step": "close", "data": null, "reason": ""}').request()

    assert (request.data, request.reason, request.occurred_at) == ({}, "", None)
