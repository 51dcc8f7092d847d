"""What calls about cases take, read from JSON: strict in shape, and nothing is lost on the way."""

import json
from datetime import UTC, date, datetime
from typing import TypeVar

import pytest
from pydantic import ValidationError

from referral.casework.bodies.requests import (
    OLDEST,
    AgeBody,
    CasesQuery,
    ChangeBody,
    ClockBody,
    ConsentBody,
    ExtendBody,
    IntakeBody,
    MilestoneBody,
    NewConsentBody,
    NoteBody,
    SearchBody,
    StepBody,
)
from referral.casework.bodies.screening import EarlyRefusalBody, ScreeningBody
from referral.casework.cards import CaseFilter, ConsentData, PersonData
from referral.web.bodies import Body
from workflows.early_refusal import AgeBand
from workflows.milestones import Milestone
from workflows.vocabulary import ConsentScope, Pathway, Residence, Sex, Stage, State, StepName

Kind = TypeVar("Kind", bound=Body)
AT = "2026-07-06T08:15+07:00"
READ_AT = datetime(2026, 7, 6, 1, 15, tzinfo=UTC)
REPORT = {"pathway": "rescued", "occurred_at": AT, "person": {"sex": "female"}}
IN_FULL = {
    "sex": "male",
    "full_name": "Lò Văn Thử",
    "date_of_birth": "2004-07-06",
    "age_estimate": {"from": 20, "to": 22},
    "nationality": "LAO",
    "residence": "foreign",
    "ethnicity": "Thái",
    "id_number": "P 12",
    "phone": "+856 20 1",
    "commune_code": "21550",
}


@pytest.fixture(autouse=True)
def noise() -> None:
    """Nothing here meets a database."""


def read(kind: type[Kind], **said: object) -> Kind:
    return kind.model_validate_json(json.dumps(said))


def wrong(kind: type[Body], **said: object) -> set[str]:
    with pytest.raises(ValidationError) as refused:
        read(kind, **said)
    return {".".join(map(str, error["loc"])) or error["ctx"]["field"] for error in refused.value.errors()}


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        pytest.param(IntakeBody, REPORT, id="a report"),
        pytest.param(ChangeBody, {}, id="a correction"),
        pytest.param(StepBody, {"step": "receive"}, id="a step"),
        pytest.param(NoteBody, {"text": "Đã gọi."}, id="a note"),
        pytest.param(ConsentBody, {"given": True}, id="a consent"),
        pytest.param(NewConsentBody, {"given": False}, id="a new consent"),
        pytest.param(SearchBody, {"name": "Thử"}, id="a search"),
        pytest.param(ClockBody, {"reason": "Vì bão.", "authority": "Giám đốc"}, id="a pause"),
        pytest.param(
            ExtendBody, {"reason": "Vì bão.", "authority": "Giám đốc", "until": AT}, id="an extension"
        ),
        pytest.param(MilestoneBody, {"milestone": "travel_paper_issued"}, id="a milestone"),
        pytest.param(ScreeningBody, {}, id="a screening"),
        pytest.param(EarlyRefusalBody, {"occurred_at": AT, "pathway": "rescued"}, id="an early refusal"),
    ],
)
def test_a_body_takes_its_least_and_nothing_unknown(kind: type[Body], said: dict[str, object]) -> None:
    body = read(kind, **said)

    assert repr(body) == str(body) == f"{kind.__name__}()"
    assert wrong(kind, **said, colour="red") == {"colour"}


@pytest.mark.parametrize(
    ("kind", "said", "field"),
    [
        pytest.param(IntakeBody, {**REPORT, "pathway": "found"}, "pathway", id="an unknown pathway"),
        pytest.param(IntakeBody, {**REPORT, "occurred_at": None}, "occurred_at", id="no moment"),
        pytest.param(IntakeBody, {**REPORT, "person": {}}, "person.sex", id="no sex"),
        pytest.param(IntakeBody, {**REPORT, "person": None}, "person", id="nobody"),
        pytest.param(IntakeBody, {**REPORT, "urgent": "yes"}, "urgent", id="a word for a yes"),
        pytest.param(IntakeBody, {**REPORT, "language": "x" * 41}, "language", id="a long language"),
        pytest.param(
            IntakeBody,
            {**REPORT, "person": {"sex": "male", "date_of_birth": "2026-07-07"}},
            "person.date_of_birth",
            id="born after the report",
        ),
        pytest.param(
            IntakeBody,
            {**REPORT, "person": {"sex": "male", "age_estimate": {"from": -1}}},
            "person.age_estimate.from",
            id="younger than nothing",
        ),
        pytest.param(
            IntakeBody,
            {**REPORT, "person": {"sex": "male", "age_estimate": {"to": OLDEST + 1}}},
            "person.age_estimate.to",
            id="older than anybody",
        ),
        pytest.param(ConsentBody, {"given": "yes"}, "given", id="a consent in words"),
        pytest.param(ConsentBody, {"given": True, "scope": ["all"]}, "scope.0", id="an unknown scope"),
        pytest.param(ConsentBody, {"given": True, "scope": ["support"] * 21}, "scope", id="too many scopes"),
        pytest.param(StepBody, {"step": "leap"}, "step", id="an unknown step"),
        pytest.param(StepBody, {"step": "receive", "data": []}, "data", id="data that are a list"),
        pytest.param(
            StepBody,
            {"step": "receive", "data": {str(number): 1 for number in range(21)}},
            "data",
            id="too many data",
        ),
        pytest.param(NoteBody, {"text": " \n "}, "text", id="an empty note"),
        pytest.param(ClockBody, {"reason": "", "authority": "x"}, "reason", id="no reason"),
        pytest.param(ClockBody, {"reason": "x", "authority": " "}, "authority", id="no authority"),
        pytest.param(ExtendBody, {"reason": "x", "authority": "x"}, "until", id="no end"),
        pytest.param(SearchBody, {}, "name", id="nobody to look for"),
        pytest.param(SearchBody, {"name": " ", "phone": ""}, "name", id="blanks to look for"),
        pytest.param(MilestoneBody, {"milestone": "done"}, "milestone", id="an unknown milestone"),
        pytest.param(ScreeningBody, {"indicators": [""]}, "indicators.0", id="a sign without a name"),
        pytest.param(ScreeningBody, {"indicators": "x"}, "indicators", id="signs that are no list"),
        pytest.param(EarlyRefusalBody, {"pathway": "rescued"}, "occurred_at", id="a refusal at no time"),
    ],
)
def test_what_cannot_be_read_is_named(kind: type[Body], said: dict[str, object], field: str) -> None:
    assert wrong(kind, **said) == {field}


def test_a_report_reaches_the_service_whole() -> None:
    told = {
        **REPORT,
        "person": IN_FULL,
        "urgent": True,
        "story": "Được hứa việc nhẹ.\r\nLương cao.",
        "language": "vi",
        "interpreter_needed": True,
        "consent": {"given": True, "scope": ["support"], "withheld": ["share_police"]},
        "accompanies": "51-2026-000001",
        "reported_by": {"capacity": "mẹ", "agency": "Trạm y tế"},
        "channel": "hotline",
    }

    intake = read(IntakeBody, **told).intake()

    assert intake.person == PersonData(
        Sex.MALE,
        "Lò Văn Thử",
        date(2004, 7, 6),
        20,
        22,
        "LAO",
        Residence.FOREIGN,
        "Thái",
        "P 12",
        "+856 20 1",
        "21550",
    )
    assert (intake.pathway, intake.occurred_at, intake.urgent) == (Pathway.RESCUED, READ_AT, True)
    assert (intake.story, intake.language, intake.interpreter_needed) == (
        "Được hứa việc nhẹ.\nLương cao.",
        "vi",
        True,
    )
    assert intake.consent == ConsentData(
        given=True, scope=(ConsentScope.SUPPORT,), withheld=(ConsentScope.SHARE_POLICE,)
    )
    assert (intake.accompanies, intake.reporter_capacity, intake.reporter_agency, intake.channel) == (
        "51-2026-000001",
        "mẹ",
        "Trạm y tế",
        "hotline",
    )


def test_a_report_of_nobody_known_is_a_report() -> None:
    intake = read(IntakeBody, **REPORT).intake()

    assert intake.person == PersonData(Sex.FEMALE)
    assert (intake.consent, intake.reporter_capacity, intake.urgent) == (None, None, False)


def test_whoever_is_born_on_the_day_of_the_report_is_received() -> None:
    late_in_vietnam = "2026-07-05T23:30+00:00"
    newborn = {"sex": "female", "date_of_birth": "2026-07-06"}

    body = read(IntakeBody, **{**REPORT, "occurred_at": late_in_vietnam, "person": newborn})

    assert body.person.date_of_birth == date(2026, 7, 6)


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({"occurred_at": "2026-07-06T01:15:00Z"}, id="in universal time"),
        pytest.param({"urgent": False}, id="with a default written out"),
        pytest.param({"story": ""}, id="with a blank answer"),
        pytest.param({"consent": None}, id="with a null"),
        pytest.param({"interpreter_needed": None}, id="with an unanswered yes or no"),
        pytest.param({"person": {"phone": " ", "sex": "female"}}, id="with a blank deep within"),
    ],
)
def test_equal_reports_are_one_text_however_they_are_written(more: dict[str, object]) -> None:
    assert read(IntakeBody, **REPORT | more).canonical() == read(IntakeBody, **REPORT).canonical()


@pytest.mark.parametrize(
    "more",
    [
        {"urgent": True},
        {"story": "Khác."},
        {"occurred_at": "2026-07-06T08:16+07:00"},
        {"person": {"sex": "male"}},
        {"consent": {"given": False}},
    ],
    ids=lambda more: next(iter(more)),
)
def test_reports_that_differ_are_two_texts(more: dict[str, object]) -> None:
    assert read(IntakeBody, **REPORT | more).canonical() != read(IntakeBody, **REPORT).canonical()


@pytest.mark.parametrize(
    ("said", "bounds"),
    [
        ({}, (None, None)),
        ({"from": 15}, (15, None)),
        ({"to": 19}, (None, 19)),
        ({"from": 15, "to": 19}, (15, 19)),
        ({"from": 19, "to": 15}, (15, 19)),
        ({"from": 0, "to": 0}, (0, 0)),
    ],
)
def test_an_estimate_has_its_lower_end_first(
    said: dict[str, object], bounds: tuple[int | None, int | None]
) -> None:
    assert read(AgeBody, **said).bounds == bounds


@pytest.mark.parametrize(
    ("said", "given"),
    [
        pytest.param({}, set(), id="nothing"),
        pytest.param({"person": {}}, set(), id="a person without a field"),
        pytest.param({"person": {"phone": "0905 000 002"}}, {"phone"}, id="a telephone"),
        pytest.param({"person": {"phone": ""}}, {"phone"}, id="a telephone taken out"),
        pytest.param({"person": {"age_estimate": None}}, {"age_from", "age_to"}, id="an estimate taken out"),
        pytest.param({"person": {"sex": "male"}}, {"sex"}, id="the sex"),
        pytest.param({"story": "Kể thêm."}, {"story"}, id="a further telling"),
        pytest.param({"story": " "}, set(), id="an empty telling"),
        pytest.param({"urgent": False}, {"urgent"}, id="no danger any more"),
        pytest.param({"urgent": None}, set(), id="danger not spoken of"),
    ],
)
def test_a_correction_names_what_was_sent(said: dict[str, object], given: set[str]) -> None:
    change = read(ChangeBody, **said).change()

    assert change.given == given
    assert (change.person is None) is not bool(given - {"story", "urgent"})


def test_a_correction_of_the_age_puts_the_lower_end_first() -> None:
    change = read(ChangeBody, person={"age_estimate": {"from": 20, "to": 16}}).change()

    assert change.person is not None
    assert (change.person.age_from, change.person.age_to) == (16, 20)


@pytest.mark.parametrize(("listed", "told"), [(None, ()), ([], ()), (["support", "support"], ("support",))])
def test_a_scope_counts_once(listed: object, told: tuple[str, ...]) -> None:
    data = read(ConsentBody, given=True, scope=listed, withheld=listed).data()

    assert (data.scope, data.withheld) == (told, told)


@pytest.mark.parametrize("data", [None, {}])
def test_a_step_may_come_without_data(data: object) -> None:
    request = read(StepBody, step="close", data=data, reason=None).request()

    assert (request.step, request.data, request.reason, request.occurred_at) == (StepName.CLOSE, {}, "", None)


def test_a_step_hands_on_its_data_without_unseen_characters() -> None:
    said = {"paper": {"number": "12\u202e/GXN"}, "grounds": ["mission\ufeff"]}

    request = read(StepBody, step="identify", data=said, occurred_at=AT, reason=" Đủ căn cứ. ").request()

    assert request.data == {"paper": {"number": "12/GXN"}, "grounds": ["mission"]}
    assert (request.occurred_at, request.reason) == (READ_AT, "Đủ căn cứ.")


def test_the_interface_lists_the_data_of_each_step() -> None:
    told = StepBody.model_json_schema()["properties"]["data"]["description"]

    assert "`give_to_relatives`: `collected_by`, `away_from_guardian`." in told


@pytest.mark.parametrize(
    ("said", "needed"), [({}, True), ({"needed": None}, False), ({"needed": False}, False)]
)
def test_a_milestone_is_done_unless_it_is_said_not_to_be_needed(
    said: dict[str, object], needed: bool
) -> None:
    reached = read(MilestoneBody, milestone=next(iter(Milestone)).value, **said).data()

    assert (reached.milestone, reached.is_needed, reached.remarks) == (next(iter(Milestone)), needed, "")


def test_a_sign_named_twice_was_seen_once() -> None:
    data = read(ScreeningBody, indicators=["b", "a", "b"], remarks=" Sợ hãi. ").data()

    assert (data.seen, data.remarks) == (("b", "a"), "Sợ hãi.")


def test_an_early_refusal_of_uncertain_age_says_so() -> None:
    body = read(EarlyRefusalBody, occurred_at=AT, pathway="rescued", sex="")

    assert (body.age_band, body.sex) == (AgeBand.UNCERTAIN, None)


@pytest.mark.parametrize(
    ("said", "narrowed"),
    [
        pytest.param({}, CaseFilter(), id="nothing"),
        pytest.param({"stage": "", "overdue": ""}, CaseFilter(), id="blanks"),
        pytest.param({"stage": "reception"}, CaseFilter(stage=Stage.RECEPTION), id="a stage"),
        pytest.param({"state": "closed"}, CaseFilter(state=State.CLOSED), id="a state"),
        pytest.param({"holder": " so-y-te "}, CaseFilter(holder="so-y-te"), id="a holder"),
        pytest.param({"overdue": "true"}, CaseFilter(overdue=True), id="overdue"),
        pytest.param({"overdue": "false"}, CaseFilter(overdue=False), id="not overdue"),
    ],
)
def test_a_list_is_narrowed_by_what_is_asked(said: dict[str, str], narrowed: CaseFilter) -> None:
    assert CasesQuery.model_validate(said).filter() == narrowed


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"stage": "middle"}, "stage"),
        ({"page": "0"}, "page"),
        ({"per_page": "x"}, "per_page"),
        ({"q": "Thử"}, "q"),
    ],
)
def test_a_list_is_not_narrowed_by_what_nobody_knows(said: dict[str, str], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        CasesQuery.model_validate(said)

    assert [error["loc"] for error in refused.value.errors()] == [(field,)]
