"""The fields that forms share: what they take, how they show it, and how they say no."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import ClassVar

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from referral.kernel.clock import VIETNAM
from referral.kernel.errors import Conflict, FieldError, InvalidInput, StepRefused, VersionRequired
from referral.kernel.paging import Window
from referral.web.fields import (
    AddressForm,
    DayField,
    Form,
    HappenedField,
    LinesField,
    MomentField,
    VersionedForm,
    WordCheckField,
    WordRadioField,
    WordSelectField,
    blank_to_none,
)
from tests.callers import Callers
from workflows.refusal import Refusal
from workflows.vocabulary import Sex, Words

NO = Refusal("no", Words("Không được.", "No."), Words("Hãy chờ.", "Wait."))


class Questionnaire(Form):
    """One field of each kind."""

    FIELD_OF: ClassVar[Mapping[str, str]] = {"person.age": "day"}
    moment = MomentField("Moment")
    happened = HappenedField()
    day = DayField("Day")
    lines = LinesField("Lines")
    sex = WordRadioField("Sex", Sex)
    other = WordSelectField("Other", Sex)
    several = WordCheckField("Several", Sex)


@pytest.mark.parametrize("typed", ["27/03/2026 14:05", "2026-03-27T14:05", " 27/03/2026 14:05 "])
def test_a_moment_is_read_as_vietnams_time(asking: Flask, typed: str) -> None:
    assert _filled(moment=typed).moment.data == datetime(2026, 3, 27, 14, 5, tzinfo=VIETNAM)


def test_a_moment_is_shown_as_vietnams_clocks_do(asking: Flask) -> None:
    form = Questionnaire(formdata=None, moment=datetime(2026, 3, 27, 7, 5, tzinfo=UTC))

    assert form.moment._value() == "27/03/2026 14:05"


@pytest.mark.parametrize("typed", ["27/03/2026", "2026-03-27", "27 3 2026", "27-3-2026"])
def test_a_day_is_read_however_it_is_typed(asking: Flask, typed: str) -> None:
    assert _filled(day=typed).day.data == date(2026, 3, 27)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("moment", "soon"),
        ("moment", "27/03/0026 14:05"),
        ("happened", "01/01/0001 00:00"),
        ("moment", "31/12/9999 23:59"),
        ("day", "31/02/2026"),
        ("day", "1/1/1500"),
        ("day", "31/12/9999"),
    ],
)
def test_what_is_no_date_is_asked_again(asking: Flask, field: str, typed: str) -> None:
    form = _filled(**{field: typed})

    assert not form.validate()
    assert typed not in str(form.errors[field])


@pytest.mark.parametrize("field", ["moment", "happened", "day"])
def test_an_empty_date_is_none(asking: Flask, field: str) -> None:
    form = _filled(**{field: "  "})

    assert form[field].data is None


def test_lines_are_answers_of_their_own(asking: Flask) -> None:
    form = _filled(lines=" ba lô \n\n điện thoại\r\n")

    assert form.lines.data == ("ba lô", "điện thoại")
    assert form.lines._value() == "ba lô\nđiện thoại"


def test_words_are_offered_in_the_readers_language(asking: Flask) -> None:
    form = Questionnaire(formdata=None)

    assert [option.label.text for option in form.sex][:2] == ["Nữ", "Nam"]


def test_a_chosen_word_is_a_word_of_ours(asking: Flask) -> None:
    form = _filled(sex="female", other="", several=["male", "other"])

    assert (form.sex.data, form.other.data, form.several.data) == (Sex.FEMALE, None, [Sex.MALE, Sex.OTHER])


def test_a_word_nobody_offered_is_not_taken(asking: Flask) -> None:
    form = _filled(sex="robot")

    assert not form.validate()
    assert "sex" in form.errors


def test_a_refusal_is_put_beside_its_field(asking: Flask) -> None:
    form = Questionnaire(formdata=None)

    form.take(InvalidInput([FieldError("record.day", "late", "Enter a date, like 27/03/2026")]))

    assert (form.status, len(form.day.errors)) == (422, 1)


def test_a_service_may_call_a_field_by_another_name(asking: Flask) -> None:
    form = Questionnaire(formdata=None)

    form.take(InvalidInput([FieldError("person.age", "old", "Enter a date, like 27/03/2026")]))

    assert len(form.day.errors) == 1


def test_a_refusal_without_a_field_stands_above_all(asking: Flask) -> None:
    form = Questionnaire(formdata=None)

    form.take(InvalidInput([FieldError("elsewhere", "wrong", "Enter a date, like 27/03/2026")]))

    assert len(form.form_errors) == 1


def test_a_refused_step_brings_its_reasons(asking: Flask) -> None:
    form = Questionnaire(formdata=None)

    form.take(StepRefused([NO]))

    assert (form.status, form.refusals) == (409, (NO,))


def test_a_conflict_says_its_sentence(asking: Flask) -> None:
    form = Questionnaire(formdata=None)

    form.take(Conflict())

    assert (form.status, len(form.form_errors)) == (409, 1)


def test_a_form_nobody_refused_is_well(asking: Flask) -> None:
    assert Questionnaire(formdata=None).status == 200


@pytest.mark.parametrize("said", ["", "four", "-4", "4.0", "\u00b2", "9" * 10, "9" * 5000])
def test_a_version_that_is_none_is_asked_for(asking: Flask, said: str) -> None:
    form = VersionedForm(formdata=MultiDict({"version": said}))

    with pytest.raises(VersionRequired):
        _ = form.seen_version


def test_a_version_is_read_as_a_number(asking: Flask) -> None:
    assert VersionedForm(formdata=MultiDict({"version": "4"})).seen_version == 4


@pytest.mark.parametrize(("typed", "page"), [("3", 3), ("0", 1), ("-2", 1), ("many", 1), ("", 1)])
def test_a_page_that_cannot_be_is_the_first(asking: Flask, typed: str, page: int) -> None:
    assert AddressForm(MultiDict({"page": typed})).window == Window(page)


@pytest.mark.parametrize(
    ("typed", "kept"), [("  An ", "An"), ("   ", None), (None, None), ("\x00\u202e", None)]
)
def test_a_blank_answer_is_none(typed: str | None, kept: str | None) -> None:
    assert blank_to_none(typed) == kept


def test_unseen_characters_are_left_out_and_lines_are_kept() -> None:
    assert blank_to_none("Nguy\u202eễn\x00 Thị\r\nThử") == "Nguyễn Thị\nThử"


@pytest.fixture
def asking(callers: Callers, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """A request under way, in Vietnamese, for which nobody has to sign in."""
    with callers.app.test_request_context("/", base_url="https://localhost"):
        monkeypatch.setitem(callers.app.config, "WTF_CSRF_ENABLED", False)
        yield callers.app


def _filled(**typed: str | list[str]) -> Questionnaire:
    form = Questionnaire(formdata=MultiDict(typed))
    form.validate()
    return form
