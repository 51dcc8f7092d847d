"""What calls beside the journey take: strict in shape, tolerant of how people write. No application runs."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import TypeVar

import pytest
from pydantic import ValidationError

from referral.tracks.bodies.cases import (
    CrimeDecisionBody,
    CrimeExtensionBody,
    CrimeReportBody,
    EndBody,
    GuardianBody,
    MeasureBody,
    PlacementBody,
    SeparationBody,
    StayExtensionBody,
    UntilBody,
    WhenBody,
)
from referral.tracks.bodies.duties import (
    BreachBody,
    NoticeBody,
    RemedyBody,
    RequestAnswerBody,
    RequestExtensionBody,
    RequestSettlementBody,
    SubjectRequestBody,
)
from referral.web.bodies import Body
from workflows.data_duties import AskedBy, DataKind, NoGround, RequestOutcome
from workflows.tracks import MeasureKind, StayKind

Given = TypeVar("Given", bound=Body)
LONG_NAME = "Nguyễn " * 43
MARKUP = "<script>alert('Đặng')</script> & “ngoặc”"
SMALLEST: list[tuple[type[Body], dict[str, object]]] = [
    (MeasureBody, {"kind": "guarding"}),
    (EndBody, {"reason": "x"}),
    (WhenBody, {}),
    (PlacementBody, {}),
    (StayExtensionBody, {"until_on": "2026-08-01", "decided_by": "x"}),
    (GuardianBody, {"name": "x"}),
    (SeparationBody, {"because": "x", "until_on": "2026-08-01"}),
    (UntilBody, {"until_on": "2026-08-01"}),
    (CrimeReportBody, {"summary": "x"}),
    (CrimeExtensionBody, {"asked_on": "2026-08-01", "paper": "x"}),
    (CrimeDecisionBody, {"decision": "suspend"}),
    (BreachBody, {"description": "x"}),
    (NoticeBody, {"to": "authority"}),
    (RemedyBody, {"measures": "x"}),
    (SubjectRequestBody, {"kind": "see", "asker": "x", "request": "x"}),
    (RequestAnswerBody, {"answer": "x"}),
    (RequestExtensionBody, {"reason": "x"}),
    (RequestSettlementBody, {"outcome": "done"}),
]
BY_NAME = [pytest.param(body, given, id=body.__name__) for body, given in SMALLEST]


def read(body: type[Given], given: Mapping[str, object]) -> Given:
    """Read a body as the interface does."""
    return body.model_validate_json(json.dumps(given))


def wrong_fields(body: type[Body], given: dict[str, object]) -> set[str]:
    """Give the fields that a body refuses."""
    with pytest.raises(ValidationError) as caught:
        read(body, given)
    return {str(error["loc"][0]) for error in caught.value.errors()}


@pytest.mark.parametrize(("body", "given"), BY_NAME)
def test_the_least_that_may_be_said_is_taken(body: type[Body], given: dict[str, object]) -> None:
    assert read(body, given).model_fields_set == set(given)


@pytest.mark.parametrize(("body", "given"), BY_NAME)
def test_a_field_nobody_knows_is_named(body: type[Body], given: dict[str, object]) -> None:
    assert wrong_fields(body, given | {"colour": "red"}) == {"colour"}


@pytest.mark.parametrize(("body", "given"), BY_NAME)
def test_every_field_that_is_needed_is_asked_for(body: type[Body], given: dict[str, object]) -> None:
    needed = {name for name, field in body.model_fields.items() if field.is_required()}

    assert needed == set(given)
    assert all(wrong_fields(body, {k: v for k, v in given.items() if k != name}) == {name} for name in given)


@pytest.mark.parametrize(("body", "given"), BY_NAME)
def test_no_body_shows_what_it_holds(body: type[Body], given: dict[str, object]) -> None:
    texts = {name: "Bí-Mật" for name, said in given.items() if said == "x"}

    assert "Bí-Mật" not in repr(read(body, given | texts))


@pytest.mark.parametrize(
    ("body", "given", "field"),
    [
        pytest.param(MeasureBody, {"kind": "paint"}, "kind", id="a measure nobody takes"),
        pytest.param(
            MeasureBody, {"kind": "guarding", "until_on": "1/9/2026"}, "until_on", id="a page's day"
        ),
        pytest.param(MeasureBody, {"kind": "guarding", "refusal": "no"}, "refusal", id="a refusal in a word"),
        pytest.param(EndBody, {"reason": "   "}, "reason", id="a reason of blanks"),
        pytest.param(EndBody, {"reason": 7}, "reason", id="a reason that is a number"),
        pytest.param(WhenBody, {"occurred_at": "2026-07-06T08:00"}, "occurred_at", id="no offset"),
        pytest.param(WhenBody, {"occurred_at": "1600-01-01T08:00Z"}, "occurred_at", id="four centuries ago"),
        pytest.param(PlacementBody, {"kind": "hotel"}, "kind", id="a stay nobody offers"),
        pytest.param(PlacementBody, {"facility": "x" * 41}, "facility", id="a code that is none"),
        pytest.param(UntilBody, {"until_on": "2026-02-30"}, "until_on", id="a day that never comes"),
        pytest.param(GuardianBody, {"name": "x" * 401}, "name", id="a name too long for anybody"),
        pytest.param(GuardianBody, {"name": "x", "is_blocked": "yes"}, "is_blocked", id="a yes in a word"),
        pytest.param(CrimeDecisionBody, {"decision": "hang"}, "decision", id="a decision not in law"),
        pytest.param(BreachBody, {"description": "x", "affected": -1}, "affected", id="fewer than nobody"),
        pytest.param(BreachBody, {"description": "x", "affected": True}, "affected", id="a yes for a number"),
        pytest.param(BreachBody, {"description": "x", "kinds": ["love"]}, "kinds", id="data of no kind"),
        pytest.param(BreachBody, {"description": "x", "may_harm": None}, "may_harm", id="harm left open"),
        pytest.param(NoticeBody, {"to": "press"}, "to", id="somebody the law does not name"),
        pytest.param(RequestSettlementBody, {"outcome": "lost"}, "outcome", id="an end not in law"),
        pytest.param(
            RequestSettlementBody, {"outcome": "refused", "ground": "mood"}, "ground", id="no ground in law"
        ),
    ],
)
def test_what_cannot_be_meant_is_said_by_its_field(
    body: type[Body], given: dict[str, object], field: str
) -> None:
    assert wrong_fields(body, given) == {field}


def test_a_name_of_three_hundred_letters_and_markup_stay_as_they_are_written() -> None:
    guardian = read(GuardianBody, {"name": LONG_NAME, "because": MARKUP}).guardian()
    asked = read(SubjectRequestBody, {"kind": "see", "asker": LONG_NAME, "request": MARKUP}).taken()

    assert (guardian.name, asked.asker) == (LONG_NAME.strip(), LONG_NAME.strip())
    assert (guardian.because, asked.what) == (MARKUP, MARKUP)


def test_unseen_characters_are_taken_out_of_names() -> None:
    guardian = read(GuardianBody, {"name": "Bà\u202e A\x00\n", "relation": " mẹ\t kế "}).guardian()

    assert (guardian.name, guardian.relation) == ("Bà A", "mẹ kế")


def test_what_is_left_out_or_null_is_not_known() -> None:
    said: dict[str, object] = {"kind": "emergency", "facility": "", "place": None, "until_on": None}
    stay = read(PlacementBody, said).stay()
    breach = read(BreachBody, {"description": "x", "kinds": None, "affected": None}).found()

    assert (stay.kind, stay.facility, stay.place, stay.until_on) == (StayKind.EMERGENCY, None, "", None)
    assert (breach.kinds, breach.affected, breach.may_harm) == ((), None, True)


def test_words_days_and_moments_are_read_as_what_they_name() -> None:
    measure = read(
        MeasureBody,
        {"kind": "safe_shelter", "until_on": "2026-09-01", "occurred_at": "2026-07-06T08:00+07:00"},
    )
    breach = read(BreachBody, {"description": "x", "kinds": ["location", "health"]}).found()

    assert measure.taken().kind is MeasureKind.SAFE_SHELTER
    assert measure.taken().until_on == date(2026, 9, 1)
    assert measure.occurred_at == datetime(2026, 7, 6, 1, 0, tzinfo=UTC)
    assert breach.kinds == (DataKind.LOCATION, DataKind.HEALTH)


def test_a_refusal_without_words_reaches_the_rules_as_nothing_said() -> None:
    body = read(MeasureBody, {"kind": "guarding", "refusal": {"reason": " "}})
    assert body.refusal is not None

    refused = body.refused(body.refusal)

    assert (refused.kind, refused.reason, refused.commitment) == (MeasureKind.GUARDING, "", "")


def test_a_request_is_the_persons_own_unless_told() -> None:
    own = read(SubjectRequestBody, {"kind": "see", "asker": "x", "request": "x"}).taken()
    refused = {"outcome": "refused", "ground": "harms_others", "text": "Gây nguy hiểm"}
    settled = read(RequestSettlementBody, refused).settled()

    assert (own.asked_by, own.case) == (AskedBy.SUBJECT, "")
    assert (settled.outcome, settled.ground) == (RequestOutcome.REFUSED, NoGround.HARMS_OTHERS)
