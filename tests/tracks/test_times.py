"""When what goes on beside the journey may begin, last and end; each "no" names its field or its rule."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import update

from referral.casework.services import reading
from referral.kernel.errors import Conflict, InvalidInput, StepRefused
from referral.kernel.ledger import Action
from referral.people.models import Agency
from referral.tracks.cards import CrimeReported, MeasureTaken, SeparationBegun, StayBegun
from referral.tracks.services import crime_reports, measures, separations, showing, stays
from tests.factories import a_childs
from tests.storyteller import Storyteller
from tests.witness import refused, rules_of
from workflows.tracks import CrimeDecision, MeasureKind, StayKind
from workflows.vocabulary import Purpose

POST, POLICE, FACILITY = "don-bien-phong", "cong-an-tinh", "co-so-ho-tro"
EMERGENCY = StayBegun(StayKind.EMERGENCY, FACILITY)
SHELTER = MeasureTaken(MeasureKind.SAFE_SHELTER, "Bị đe dọa")
APART = SeparationBegun("Bị đánh", date(2026, 7, 10))
UNKNOWN = {"facility": "unknown-facility"}
FEBRUARY = datetime(2024, 2, 28, 2, 0, tzinfo=UTC)


def a_child_reported(story: Storyteller) -> str:
    return story.reports(POST, a_childs(story.clock.now())).ref


@pytest.fixture
def ref(story: Storyteller) -> str:
    return story.told(a_child_reported)


def codes(caught: pytest.ExceptionInfo[InvalidInput]) -> dict[str, str]:
    return {error.field: error.code for error in caught.value.errors}


def dues(story: Storyteller, ref: str) -> dict[str, tuple[str, str]]:
    cards = story.by(story.officer(POST), reading.clocks_of, ref)
    return {card.rule: (card.state.value, card.due_on.isoformat()) for card in cards if card.state != "void"}


@pytest.mark.parametrize(
    ("stay", "wrong"),
    [
        pytest.param(replace(EMERGENCY, facility="nha-tro"), UNKNOWN, id="no agency"),
        pytest.param(replace(EMERGENCY, facility="ubnd-xa"), UNKNOWN, id="no facility"),
        pytest.param(StayBegun(StayKind.LODGING), UNKNOWN, id="a border post's own"),
        pytest.param(
            replace(EMERGENCY, until_on=date(2026, 7, 5)),
            {"until_on": "until-before-start"},
            id="over already",
        ),
        pytest.param(StayBegun(StayKind.FOSTER, place=" "), {"place": "required"}, id="with no family"),
        pytest.param(
            StayBegun(StayKind.FOSTER, FACILITY),
            {"place": "required", "facility": "not-with-a-family"},
            id="a facility for a family",
        ),
    ],
)
def test_a_stay_says_where_and_until_a_possible_day(
    story: Storyteller, ref: str, stay: StayBegun, wrong: dict[str, str]
) -> None:
    with refused(story, InvalidInput, Action.STAY_BEGUN, ref) as caught:
        story.by(story.officer(POST), stays.begin, ref, stay)

    assert codes(caught) == wrong


def test_a_closed_facility_takes_nobody_in(story: Storyteller, ref: str) -> None:
    closed = update(Agency).where(Agency.code == FACILITY).values(is_active=False)
    story.system(lambda session: session.execute(closed))

    with refused(story, InvalidInput, Action.STAY_BEGUN, ref):
        story.by(story.officer(POST), stays.begin, ref, EMERGENCY)


@pytest.mark.parametrize(
    ("until_on", "decided_by", "wrong"),
    [
        pytest.param(date(2026, 7, 5), "QĐ 1", {"until_on": "not-later"}, id="before it began"),
        pytest.param(date(1999, 1, 1), "", {"until_on": "not-later", "decided_by": "required"}, id="both"),
        pytest.param(date(2026, 8, 1), " ", {"decided_by": "required"}, id="decided by nobody"),
    ],
)
def test_a_stay_without_a_plan_is_extended_from_its_first_night(
    story: Storyteller, ref: str, until_on: date, decided_by: str, wrong: dict[str, str]
) -> None:
    stay = story.by(story.officer(POST), stays.begin, ref, EMERGENCY)

    with refused(story, InvalidInput, Action.STAY_EXTENDED, ref) as caught:
        story.by(story.officer(POST), stays.extend, ref, stay, until_on, decided_by)

    assert codes(caught) == wrong


def test_an_ended_stay_takes_nothing_more_and_another_may_begin(story: Storyteller, ref: str) -> None:
    officer = story.officer(POST)
    stay = story.by(officer, stays.begin, ref, EMERGENCY)
    story.by(officer, stays.end, ref, stay, "Về nhà")

    with refused(story, Conflict, Action.STAY_ENDED, ref):
        story.by(officer, stays.end, ref, stay, "Lần nữa")
    with refused(story, Conflict, Action.STAY_EXTENDED, ref):
        story.by(officer, stays.extend, ref, stay, date(2026, 9, 1), "QĐ 1")

    assert story.by(officer, stays.begin, ref, StayBegun(StayKind.FOSTER, place="Bác ruột")) != stay


def test_a_family_follows_an_admission_by_its_own_limit(story: Storyteller) -> None:
    ref = story.reports(FACILITY).ref
    until = date(2026, 10, 7)

    with refused(story, StepRefused, Action.STAY_BEGUN, ref) as caught:
        story.by(story.officer(FACILITY), stays.begin, ref, StayBegun(StayKind.FOSTER, None, "Bà", "", until))

    assert [str(refusal.basis) for refusal in caught.value.refusals] == ["Điều 18(3) Nghị định 20/2021/NĐ-CP"]


def test_an_adults_family_is_not_waited_for(story: Storyteller) -> None:
    ref, officer = story.reports(POST).ref, story.officer(POST)
    stay = story.by(officer, stays.begin, ref, replace(EMERGENCY, until_on=date(2026, 9, 1)))

    with refused(story, StepRefused, Action.STAY_FAMILY_TOLD, ref) as caught:
        story.by(officer, stays.tell_family, ref, stay)

    assert (rules_of(caught), "child_leaving" in dues(story, ref)) == ({"only-for-a-child"}, False)


@pytest.mark.parametrize("ends", [measures.end, stays.end, separations.end])
def test_nothing_ends_before_it_began(story: Storyteller, ref: str, ends: Callable[..., UUID]) -> None:
    officer, now = story.officer(POST), story.clock.now()
    story.later(hours=2)
    begun: dict[Callable[..., UUID], tuple[Callable[..., UUID], object, Action]] = {
        measures.end: (measures.take, SHELTER, Action.MEASURE_ENDED),
        stays.end: (stays.begin, EMERGENCY, Action.STAY_ENDED),
        separations.end: (separations.begin, APART, Action.SEPARATION_ENDED),
    }
    begin, said, action = begun[ends]
    record: UUID = story.by(officer, begin, ref, said)

    with refused(story, InvalidInput, action, ref) as caught:
        story.by(officer, ends, ref, record, "x", now)

    assert codes(caught) == {"occurred_at": "occurred-before-previous"}


@pytest.mark.parametrize("until_on", [date(2026, 7, 5), date(1999, 1, 1)])
def test_a_measure_and_a_separation_end_no_sooner_than_they_begin(
    story: Storyteller, ref: str, until_on: date
) -> None:
    officer = story.officer(POST)

    with refused(story, InvalidInput, Action.MEASURE_TAKEN, ref) as measure:
        story.by(officer, measures.take, ref, replace(SHELTER, until_on=until_on))
    with refused(story, InvalidInput, Action.SEPARATION_BEGUN, ref) as apart:
        story.by(officer, separations.begin, ref, replace(APART, until_on=until_on))

    assert codes(measure) == codes(apart) == {"until_on": "until-before-start"}


def test_a_separation_ended_once_is_over(story: Storyteller, ref: str) -> None:
    officer = story.officer(POST)
    record = story.by(officer, separations.begin, ref, APART)
    story.by(officer, separations.end, ref, record, "Đã an toàn")

    with refused(story, Conflict, Action.SEPARATION_ENDED, ref):
        story.by(officer, separations.end, ref, record, "Lần nữa")
    with refused(story, Conflict, Action.SEPARATION_EXTENDED, ref):
        story.by(officer, separations.extend, ref, record, date(2026, 7, 20))

    assert story.by(officer, separations.begin, ref, APART) != record


@pytest.mark.parametrize(
    ("asked_on", "code"),
    [
        pytest.param(date(2026, 7, 5), "occurred-before-previous", id="the day before the report"),
        pytest.param(date(2026, 7, 7), "occurred-in-future", id="tomorrow"),
    ],
)
def test_an_extension_is_asked_for_between_the_report_and_today(
    story: Storyteller, ref: str, asked_on: date, code: str
) -> None:
    police = story.officer(POLICE)
    report = story.by(story.officer(POST), crime_reports.receive, ref, CrimeReported("Bị lừa bán", POLICE))
    story.by(police, crime_reports.find_complex, ref, report)

    with refused(story, InvalidInput, Action.CRIME_REPORT_EXTENDED, ref) as caught:
        story.by(police, crime_reports.extend, ref, report, asked_on, "QĐ 7/VKS")

    assert codes(caught) == {"asked_on": code}


def test_a_complex_report_is_decided_no_earlier_than_it_was_found_complex(
    story: Storyteller, ref: str
) -> None:
    police, received = story.officer(POLICE), story.clock.now()
    report = story.by(story.officer(POST), crime_reports.receive, ref, CrimeReported("Bị lừa bán", POLICE))
    story.later(days=5)
    story.by(police, crime_reports.find_complex, ref, report)

    with refused(story, InvalidInput, Action.CRIME_REPORT_DECIDED, ref) as caught:
        story.by(
            police, crime_reports.decide, ref, report, CrimeDecision.SUSPEND, received + timedelta(days=1)
        )

    assert codes(caught) == {"occurred_at": "occurred-before-previous"}


def in_2024(story: Storyteller) -> str:
    return story.reports(POST, a_childs(FEBRUARY)).ref


def test_a_stay_of_2024_is_counted_by_the_law_of_2024(story: Storyteller) -> None:
    ref, officer = story.told(in_2024), story.officer(POST)

    story.by(officer, stays.begin, ref, EMERGENCY, FEBRUARY)

    (card,) = story.by(officer, showing.of_case, ref, Purpose.PROTECTION).stays
    assert dues(story, ref)["lodging"] == ("overdue", "2024-05-02")
    assert [limit.basis for limit in card.limits] == [
        "Điều 14 Thông tư 35/2013/TT-BLĐTBXH",
        "Điều 24(4) Nghị định 20/2021/NĐ-CP",
    ]


@pytest.mark.parametrize("year", [2010, 2016, 2020])
def test_what_is_older_than_its_rule_is_recorded_without_a_clock(story: Storyteller, year: int) -> None:
    at, officer = FEBRUARY.replace(year=year), story.officer(POST)
    ref = story.reports(POST, a_childs(at)).ref
    day = at.date() + timedelta(days=5)

    stay = story.by(officer, stays.begin, ref, StayBegun(StayKind.FOSTER, None, "Bà", "", day), at)
    story.by(officer, separations.begin, ref, replace(APART, until_on=day), at)
    story.by(officer, stays.end, ref, stay, "Về nhà", at)

    assert "foster_stay" not in dues(story, ref)
    assert ("child_separation" in dues(story, ref)) is (year > 2017)


def test_a_report_older_than_the_code_has_no_limit_to_put_off(story: Storyteller, ref: str) -> None:
    officer, at = story.officer(POST), FEBRUARY.replace(year=2010)
    crime = CrimeReported("Bị lừa bán", POLICE)
    report = story.by(officer, crime_reports.receive, ref, crime, at)
    story.by(officer, crime_reports.find_complex, ref, report, at)

    with refused(story, StepRefused, Action.CRIME_REPORT_EXTENDED, ref) as caught:
        story.by(officer, crime_reports.extend, ref, report, date(2026, 7, 6), "QĐ 7/VKS")

    assert rules_of(caught) == {"needs-complex"}
