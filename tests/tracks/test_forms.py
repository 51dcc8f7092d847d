"""What the pages beside the journey ask, read without a page: what is needed, and what is given on."""

from collections.abc import Iterator
from datetime import date, datetime

import pytest
from flask import Flask

from referral.kernel.clock import VIETNAM
from referral.kernel.errors import FieldError, InvalidInput
from referral.tracks.cards import (
    BreachFound,
    CrimeReported,
    GuardianNamed,
    MeasureRefused,
    MeasureTaken,
    NoticeGiven,
    RequestSettled,
    RequestTaken,
    SeparationBegun,
    StayBegun,
)
from referral.tracks.forms import cases, duties
from referral.web.fields import Form
from tests.forms import Typed, reading, typed_into, wrong_in
from workflows.data_duties import AskedBy, DataKind, NoGround, NoticeTo, RequestOutcome, SubjectRight
from workflows.tracks import CrimeDecision, MeasureKind, StayKind

DAY = date(2026, 9, 1)
LONG_NAME = "Nguyễn " * 43
HOUSES = [("co-so-ho-tro", "Cơ sở hỗ trợ nạn nhân"), ("cong-an-tinh", "Công an tỉnh")]
LEAST: list[tuple[type[Form], dict[str, Typed]]] = [
    (cases.MeasureForm, {"kind": "guarding", "ground": "Bị đe dọa"}),
    (cases.MeasureRefusedForm, {"kind": "guarding"}),
    (cases.EndForm, {"reason": "Đã an toàn"}),
    (cases.WhenForm, {}),
    (cases.StayExtensionForm, {"until_on": "01/09/2026"}),
    (cases.GuardianForm, {"name": "Bà A"}),
    (cases.SeparationForm, {"because": "Bị đánh", "until_on": "01/09/2026"}),
    (cases.UntilForm, {"until_on": "01/09/2026"}),
    (cases.CrimeExtensionForm, {"asked_on": "01/09/2026"}),
    (cases.CrimeDecisionForm, {"decision": "suspend"}),
    (duties.BreachForm, {"what": "Mất máy tính"}),
    (duties.NoticeForm, {"to": "authority"}),
    (duties.RemedyForm, {"text": "Đã khóa máy"}),
    (duties.RequestForm, {"kind": "see", "asked_by": "subject", "asker": "Bà A", "what": "Xem hồ sơ"}),
    (duties.AnswerForm, {"text": "Đã nhận"}),
    (duties.ReasonForm, {"reason": "Nhiều hồ sơ"}),
    (duties.SettleForm, {"outcome": "done"}),
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
def test_what_is_needed_is_asked_for_beside_its_field(
    speaking: Flask, form: type[Form], typed: dict[str, Typed], left_out: str
) -> None:
    filled = typed_into(form, typed | {left_out: ""})

    assert wrong_in(filled) == {left_out}
    assert filled.status == 422


@pytest.mark.parametrize(("form", "typed", "left_out"), NEEDED)
def test_what_is_needed_is_asked_for_in_vietnamese(
    speaking: Flask, form: type[Form], typed: dict[str, Typed], left_out: str
) -> None:
    filled = typed_into(form, typed | {left_out: ""})
    filled.validate()

    said = " ".join(str(sentence) for sentence in filled[left_out].errors)
    assert said
    assert not said.isascii()


@pytest.mark.parametrize(("form", "typed"), TIMED)
def test_when_it_happened_is_now_or_a_moment_of_vietnams(
    speaking: Flask, form: type[Form], typed: dict[str, Typed]
) -> None:
    now, then = (typed_into(form, typed | {"occurred_at": at}) for at in ("", "06/07/2026 08:30"))

    assert (wrong_in(now), wrong_in(then)) == (set(), set())
    assert now["occurred_at"].data is None
    assert then["occurred_at"].data == datetime(2026, 7, 6, 8, 30, tzinfo=VIETNAM)


@pytest.mark.parametrize(("form", "typed"), TIMED)
@pytest.mark.parametrize("slip", ["hôm qua", "06/07/0026 08:30", "06/07/2026", "31/02/2026 08:30"])
def test_when_it_happened_is_asked_again_if_nobody_can_read_it(
    speaking: Flask, form: type[Form], typed: dict[str, Typed], slip: str
) -> None:
    assert wrong_in(typed_into(form, typed | {"occurred_at": slip})) == {"occurred_at"}


@pytest.mark.parametrize(
    ("form", "typed", "field"),
    [
        pytest.param(
            cases.MeasureForm, {"kind": "paint", "ground": "x"}, "kind", id="a measure nobody takes"
        ),
        pytest.param(
            cases.MeasureForm, {"kind": "guarding", "ground": " \u202e "}, "ground", id="a ground unseen"
        ),
        pytest.param(
            cases.MeasureForm,
            {"kind": "guarding", "ground": "x", "until_on": "khi an toàn"},
            "until_on",
            id="a day in words",
        ),
        pytest.param(
            cases.MeasureForm,
            {"kind": "guarding", "ground": "x", "decided_by": "x" * 201},
            "decided_by",
            id="a decision too long",
        ),
        pytest.param(cases.GuardianForm, {"name": "x" * 401}, "name", id="a name too long for anybody"),
        pytest.param(
            cases.GuardianForm, {"name": "x", "contact": "x" * 201}, "contact", id="an address too long"
        ),
        pytest.param(cases.UntilForm, {"until_on": "31/02/2026"}, "until_on", id="a day that never comes"),
        pytest.param(cases.UntilForm, {"until_on": "31/12/9999"}, "until_on", id="a day beyond all law"),
        pytest.param(cases.CrimeDecisionForm, {"decision": "hang"}, "decision", id="a decision not in law"),
        pytest.param(duties.BreachForm, {"what": "x", "affected": "-1"}, "affected", id="fewer than nobody"),
        pytest.param(
            duties.BreachForm, {"what": "x", "affected": "100000001"}, "affected", id="more than there are"
        ),
        pytest.param(duties.BreachForm, {"what": "x", "affected": "vài"}, "affected", id="a few"),
        pytest.param(duties.BreachForm, {"what": "x", "kinds": ["love"]}, "kinds", id="data of no kind"),
        pytest.param(duties.NoticeForm, {"to": "press"}, "to", id="somebody the law does not name"),
        pytest.param(duties.SettleForm, {"outcome": "lost"}, "outcome", id="an end not in law"),
        pytest.param(
            duties.SettleForm, {"outcome": "refused", "ground": "mood"}, "ground", id="no ground in law"
        ),
        pytest.param(
            duties.RequestForm,
            {"kind": "see", "asked_by": "subject", "asker": "x", "what": "x", "case": "x" * 41},
            "case",
            id="a reference too long",
        ),
    ],
)
def test_what_cannot_be_meant_is_said_by_its_field(
    speaking: Flask, form: type[Form], typed: dict[str, Typed], field: str
) -> None:
    assert wrong_in(typed_into(form, typed)) == {field}


def test_a_measure_is_given_on_as_it_was_typed(speaking: Flask) -> None:
    typed: dict[str, Typed] = {
        "kind": "safe_shelter",
        "ground": " Bị đe dọa\r\nqua điện thoại ",
        "decided_by": "Trưởng đồn",
        "until_on": "1/9/2026",
    }

    taken = typed_into(cases.MeasureForm, typed).taken()

    assert taken == MeasureTaken(MeasureKind.SAFE_SHELTER, "Bị đe dọa\nqua điện thoại", "Trưởng đồn", DAY)


def test_a_refusal_without_words_reaches_the_rules_as_nothing_said(speaking: Flask) -> None:
    refused = typed_into(cases.MeasureRefusedForm, {"kind": "guarding", "reason": "  "}).refused()

    assert refused == MeasureRefused(MeasureKind.GUARDING, "", "")


def test_a_stay_in_a_facility_names_it_by_its_code(speaking: Flask) -> None:
    form = typed_into(
        cases.StayForm, {"kind": "emergency", "facility": "co-so-ho-tro", "until_on": "1/9/2026"}
    )
    form.offer(HOUSES)

    assert form.validate()
    assert form.stay() == StayBegun(StayKind.EMERGENCY, "co-so-ho-tro", until_on=DAY)


def test_a_stay_with_a_family_names_no_facility(speaking: Flask) -> None:
    form = typed_into(cases.StayForm, {"kind": "foster", "facility": "", "place": LONG_NAME})
    form.offer(HOUSES)

    assert form.validate()
    assert form.stay() == StayBegun(StayKind.FOSTER, None, LONG_NAME.strip())


@pytest.mark.parametrize(
    ("form", "typed", "field"),
    [
        pytest.param(
            cases.StayForm, {"kind": "emergency", "facility": "nha-tro"}, "facility", id="a facility"
        ),
        pytest.param(
            cases.CrimeReportForm, {"summary": "x", "police": "nha-tro"}, "police", id="a police agency"
        ),
    ],
)
def test_an_agency_that_was_not_offered_is_not_taken(
    speaking: Flask, form: type[cases.StayForm | cases.CrimeReportForm], typed: dict[str, Typed], field: str
) -> None:
    filled = typed_into(form, typed)
    filled.offer(HOUSES)

    assert wrong_in(filled) == {field}


def test_agencies_are_offered_by_name_under_a_blank_line(speaking: Flask) -> None:
    form = typed_into(cases.CrimeReportForm, {})
    form.offer(HOUSES)

    assert [(value, label) for value, label, *_ in form.police.iter_choices()] == [("", "–"), *HOUSES]


def test_a_crime_report_without_an_agency_is_of_ones_own(speaking: Flask) -> None:
    form = typed_into(cases.CrimeReportForm, {"summary": " Bị lừa bán ", "police": "", "number": "12/BB"})
    form.offer(HOUSES)

    assert form.validate()
    assert form.report() == CrimeReported("Bị lừa bán", None, "12/BB")


@pytest.mark.parametrize(("ticked", "is_blocked"), [({}, False), ({"is_blocked": "y"}, True)])
def test_a_guardian_is_kept_out_only_if_somebody_says_so(
    speaking: Flask, ticked: dict[str, Typed], is_blocked: bool
) -> None:
    typed: dict[str, Typed] = {"name": "Bà\u202e A\x00", "relation": "mẹ kế", "because": "Đã bán cháu"}

    named = typed_into(cases.GuardianForm, typed | ticked).guardian()

    assert named == GuardianNamed("Bà A", "mẹ kế", "", is_blocked, "Đã bán cháu")


def test_a_separation_is_given_on_with_its_decision(speaking: Flask) -> None:
    typed: dict[str, Typed] = {
        "because": "Bị đánh",
        "until_on": "2026-09-01",
        "place": "Nhà bác",
        "competent_body": "Tòa án",
    }

    begun = typed_into(cases.SeparationForm, typed).separation()

    assert begun == SeparationBegun("Bị đánh", DAY, "Nhà bác", "", "Tòa án")


@pytest.mark.parametrize("decision", list(CrimeDecision))
def test_every_decision_of_the_police_can_be_chosen(speaking: Flask, decision: CrimeDecision) -> None:
    form = typed_into(cases.CrimeDecisionForm, {"decision": decision.value})

    assert form.validate()
    assert form.decision.data is decision


@pytest.mark.parametrize(("ticked", "may_harm"), [({}, True), ({"is_harmless": "y"}, False)])
def test_a_breach_may_harm_unless_somebody_is_sure(
    speaking: Flask, ticked: dict[str, Typed], may_harm: bool
) -> None:
    typed: dict[str, Typed] = {"what": "Mất máy", "kinds": ["location", "health"], "affected": "0"}

    found = typed_into(duties.BreachForm, typed | ticked).found()

    assert found == BreachFound((DataKind.LOCATION, DataKind.HEALTH), "Mất máy", 0, may_harm)


def test_how_many_a_breach_affects_may_be_unknown(speaking: Flask) -> None:
    found = typed_into(duties.BreachForm, {"what": "Mất máy", "affected": " "}).found()

    assert (found.affected, found.kinds) == (None, ())


@pytest.mark.parametrize("told", list(NoticeTo))
def test_a_notice_says_how_the_person_can_safely_be_reached(speaking: Flask, told: NoticeTo) -> None:
    typed: dict[str, Typed] = {"to": told.value, "how": "Công văn 7", "safe_contact": "Qua cán bộ xã"}

    assert typed_into(duties.NoticeForm, typed).notice() == NoticeGiven(told, "Công văn 7", "Qua cán bộ xã")


def test_a_request_is_given_on_with_who_asks(speaking: Flask) -> None:
    typed: dict[str, Typed] = {"kind": "see", "asked_by": "subject", "asker": LONG_NAME, "what": " Xem "}

    taken = typed_into(duties.RequestForm, typed).taken()

    assert taken == RequestTaken(SubjectRight.SEE, LONG_NAME.strip(), "Xem", "", AskedBy.SUBJECT, "")


@pytest.mark.parametrize("ground", [None, *NoGround])
def test_how_a_request_ended_is_given_on_with_its_ground(speaking: Flask, ground: NoGround | None) -> None:
    typed: dict[str, Typed] = {"outcome": "refused", "ground": ground or "", "text": "Gây nguy hiểm"}

    form = typed_into(duties.SettleForm, typed)

    assert form.validate()
    assert form.settled() == RequestSettled(RequestOutcome.REFUSED, "Gây nguy hiểm", ground)


@pytest.mark.parametrize(("form", "typed"), BY_NAME)
def test_a_refusal_of_no_field_of_ours_stands_above_the_form(
    speaking: Flask, form: type[Form], typed: dict[str, Typed]
) -> None:
    filled = typed_into(form, typed)

    filled.take(InvalidInput([FieldError("elsewhere", "wrong", "Enter a date, like 27/03/2026")]))

    assert filled.form_errors == ["Nhập ngày, ví dụ 27/03/2026"]
    assert not any(field.errors for field in filled)


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
