"""What calls about cases answer, read from the services' cards: the names a caller relies on."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from referral.casework.bodies.answers import (
    CaseAnswer,
    ConsentAnswer,
    CustodyAnswer,
    HitsAnswer,
    LineAnswer,
    StepsAnswer,
    TimelineAnswer,
)
from referral.casework.bodies.screening import ScreeningAnswer
from referral.casework.cards import (
    CaseCard,
    CaseLine,
    ConsentCard,
    ConsentData,
    EventCard,
    EventKind,
    Hit,
    IntervalCard,
    PersonData,
    StepOption,
)
from referral.casework.services import screening_data
from referral.casework.wording import EVENT_WORDS
from referral.sla.cards import ClockCard
from referral.web.bodies import Answer
from workflows.indicators import CAUTION, Dimension, indicator_list, weigh
from workflows.refusal import Refusal
from workflows.vocabulary import (
    ClockState,
    ConsentScope,
    Pathway,
    Purpose,
    Relation,
    Sex,
    Stage,
    State,
    StepName,
    Words,
)

ID = UUID(int=7)
AT = datetime(2026, 7, 6, 1, 15, tzinfo=UTC)
IN_VIETNAM = "2026-07-06T08:15:00+07:00"
LABEL = Words("Thông báo", "Notify")
CLOCK = ClockCard(
    ID,
    "51-2026-000001",
    "notify-health",
    LABEL,
    "Điều 27(1)",
    "A",
    False,
    "working-days",
    3,
    AT,
    AT,
    date(2026, 7, 9),
    AT,
    "don-bien-phong",
    "Đồn Biên phòng",
    ClockState.RUNNING,
    0,
    3,
)
LINE = CaseLine(
    ID,
    "51-2026-000001",
    State.RECEIVED,
    Stage.RECEPTION,
    7,
    "so-y-te",
    "Sở Y tế",
    Pathway.RESCUED,
    is_urgent=True,
    is_child=False,
    occurred_at=AT,
    recorded_at=AT,
    relations=frozenset({Relation.VERIFIER, Relation.HOLDER}),
    next_clock=CLOCK,
)
SIGN = indicator_list().of(Dimension.EXPLOITATION)[0]


@pytest.fixture(autouse=True)
def noise() -> None:
    """Nothing here meets a database."""


def told(answer: Answer, locale: str = "vi") -> dict[str, Any]:
    return answer.model_dump(mode="json", context={"locale": locale})


def opened(person: PersonData | None = None) -> dict[str, Any]:
    return told(CaseAnswer.of(CaseCard(LINE, "2024", Purpose.PROTECTION, ("person",), person=person)))


def test_a_line_says_where_a_case_stands_and_names_nobody() -> None:
    line = told(LineAnswer.of(LINE))

    assert (line["ref"], line["version"], line["urgent"], line["child"]) == ("51-2026-000001", 7, True, False)
    assert line["relations"] == ["holder", "verifier"]
    assert line["occurred_at"] == line["recorded_at"] == IN_VIETNAM
    assert not {"id", "name", "holder_name", "is_urgent"} & set(line)


def test_a_clock_says_its_basis_and_whose_duty_it_is() -> None:
    clock = told(LineAnswer.of(LINE))["next_clock"]

    assert (clock["basis"], clock["confidence"], clock["policy"]) == ("Điều 27(1)", "A", False)
    assert (clock["duty_of"], clock["due_on"], clock["due_at"]) == (
        "don-bien-phong",
        "2026-07-09",
        IN_VIETNAM,
    )
    assert (clock["label"], clock["state"]) == ("Thông báo", "running")


@pytest.mark.parametrize(("locale", "label"), [("vi", "Thông báo"), ("en", "Notify"), ("fr", "Thông báo")])
def test_a_label_speaks_the_callers_language(locale: str, label: str) -> None:
    assert told(LineAnswer.of(LINE), locale)["next_clock"]["label"] == label


def test_a_hit_has_a_name_beside_its_line() -> None:
    hits = told(HitsAnswer.of((Hit(LINE, "Lò Văn Thử", 1),)))

    assert (hits["total"], hits["next"]) == (1, None)
    assert hits["items"] == [
        {
            "ref": "51-2026-000001",
            "name": "Lò Văn Thử",
            "state": "received",
            "stage": "reception",
            "holder": "so-y-te",
            "child": False,
        }
    ]


def test_a_case_opened_without_its_person_shows_none() -> None:
    case = opened()

    assert (case["person"], case["story"], case["statements"], case["unreadable"]) == (None, None, [], [])
    assert (case["purpose"], case["fields"], case["regime"]) == ("protection", ["person"], "2024")


@pytest.mark.parametrize(
    ("ages", "estimate"),
    [
        ((None, None), None),
        ((15, None), {"from": 15, "to": None}),
        ((None, 19), {"from": None, "to": 19}),
        ((0, 0), {"from": 0, "to": 0}),
        ((15, 19), {"from": 15, "to": 19}),
    ],
)
def test_an_estimate_of_age_has_two_ends_or_is_none(
    ages: tuple[int | None, int | None], estimate: dict[str, int | None] | None
) -> None:
    person = opened(PersonData(Sex.MALE, age_from=ages[0], age_to=ages[1]))["person"]

    assert person["age_estimate"] == estimate
    assert not {"age_from", "age_to"} & set(person)


def test_a_person_is_answered_in_full() -> None:
    person = opened(PersonData(Sex.MALE, "Lò Văn Thử", date(2004, 7, 6), id_number="P 12", phone="0905"))[
        "person"
    ]

    assert (person["full_name"], person["date_of_birth"]) == ("Lò Văn Thử", "2004-07-06")
    assert (person["id_number"], person["phone"], person["nationality"]) == ("P 12", "0905", None)


def test_a_consent_stands_with_its_number_and_its_reach() -> None:
    data = ConsentData(given=True, scope=(ConsentScope.SUPPORT,), guardian="Bà ngoại")

    consent = told(ConsentAnswer.of(ConsentCard(ID, 2, data, "so-y-te", AT)))

    assert (consent["number"], consent["given"], consent["scope"]) == (2, True, ["support"])
    assert (consent["guardian"], consent["occurred_at"], consent["withheld"]) == ("Bà ngoại", IN_VIETNAM, [])


def test_a_step_that_is_refused_says_every_reason_and_remedy() -> None:
    refusal = Refusal("no-consent", Words("Chưa đồng ý.", "No consent."), Words("Hãy hỏi.", "Ask."), "Điều 4")
    option = StepOption(StepName.RECEIVE, LABEL, False, (refusal,), True, ("statement",))

    (step,) = told(StepsAnswer.of((option,)), "en")["items"]

    assert (step["step"], step["label"], step["allowed"], step["moves_custody"]) == (
        "receive",
        "Notify",
        False,
        True,
    )
    assert step["needs"] == ["statement"]
    assert step["refusals"] == [
        {"rule": "no-consent", "because": "No consent.", "remedy": "Ask.", "basis": "Điều 4"}
    ]


def test_a_timeline_names_the_body_that_was_competent_then() -> None:
    event = EventCard(
        ID,
        "reported",
        LABEL,
        None,
        State.REPORTED,
        "ubnd-xa",
        "UBND xã",
        "a",
        AT,
        AT,
        then=Words("Phòng", "Office"),
    )

    (line,) = told(TimelineAnswer.of((event,)))["items"]

    assert (line["competent_then"], line["state_before"], line["state_after"]) == ("Phòng", None, "reported")
    assert (line["label"], line["handover"]) == ("Thông báo", None)


@pytest.mark.parametrize("until", [None, AT])
def test_an_interval_says_from_when_until_when(until: datetime | None) -> None:
    interval = IntervalCard("so-y-te", "Sở Y tế", AT, until, ID, AT)

    (line,) = told(CustodyAnswer.of((interval,)))["items"]

    assert (line["from"], line["to"]) == (IN_VIETNAM, until and IN_VIETNAM)
    assert (line["handover"], line["competent_then"]) == (str(ID), None)


@pytest.mark.parametrize("as_child", [True, False])
@pytest.mark.parametrize("seen", [(), (SIGN.name,)])
def test_a_screening_opens_as_it_was_sealed(seen: tuple[str, ...], as_child: bool) -> None:
    verdict = weigh(seen, as_child=as_child)

    card = screening_data.card_from(
        screening_data.to_document(verdict, "Sợ hãi."), ID, 1, agency="so-y-te", at=AT
    )

    assert (card.verdict, card.remarks, card.edition) == (verdict, "Sợ hãi.", indicator_list().edition)


def test_a_sign_that_left_the_list_is_still_told_by_its_name() -> None:
    document: dict[str, Any] = screening_data.to_document(weigh((SIGN.name,), as_child=False), "")
    finding = next(one for one in document["findings"] if one["seen"])
    finding["seen"] = [["struck-out", "strong"]]

    card = screening_data.card_from(document, ID, 1, agency="so-y-te", at=AT)

    (seen,) = [sign for one in card.verdict.findings for sign in one.seen]
    assert (seen.name, seen.words) == ("struck-out", Words("struck-out", "struck-out"))


def test_a_screening_is_never_answered_without_its_caution() -> None:
    verdict = weigh((SIGN.name,), as_child=True)
    document = screening_data.to_document(verdict, "")
    card = screening_data.card_from(document, ID, 1, agency="so-y-te", at=AT)

    answer = told(ScreeningAnswer.of(card), "en")

    assert (answer["caution"], answer["as_child"], answer["indicated"]) == (
        CAUTION.en,
        True,
        verdict.is_indicated,
    )
    assert [one["dimension"] for one in answer["findings"]] == [one.dimension for one in verdict.findings]


@pytest.mark.parametrize("kind", EventKind)
def test_every_event_is_told_in_both_languages(kind: EventKind) -> None:
    words = EVENT_WORDS[kind]

    assert words.vi[0].isupper()
    assert words.en[0].isupper()
    assert words.vi != words.en


def test_no_two_events_read_the_same() -> None:
    assert len({words.vi for words in EVENT_WORDS.values()}) == len(EventKind)
    assert len({words.en for words in EVENT_WORDS.values()}) == len(EventKind)
