"""What each deed beside the journey leaves: one entry in the ledger, sealed texts, a line of the timeline."""

from collections.abc import Callable, Iterator
from datetime import date
from uuid import UUID

import pytest

from referral.casework.services import reading
from referral.kernel.ledger import Action
from referral.tracks.cards import (
    BreachFound,
    CrimeReported,
    GuardianNamed,
    MeasureTaken,
    NoticeGiven,
    RequestSettled,
    RequestTaken,
    SeparationBegun,
    StayBegun,
)
from referral.tracks.services import (
    breaches,
    crime_reports,
    guardians,
    measures,
    requests,
    separations,
    showing,
    stays,
)
from tests.factories import a_childs
from tests.storyteller import Storyteller
from tests.witness import entries, everything
from workflows.data_duties import DataKind, NoGround, NoticeTo, RequestOutcome, SubjectRight
from workflows.tracks import CrimeDecision, MeasureKind, StayKind
from workflows.vocabulary import Purpose

POST, POLICE, DESK = "don-bien-phong", "cong-an-tinh", "quan-tri"
SECRET = "Đặng-Thị-Bí-Mật <b>&amp;</b>"
CASE_DEEDS = [
    Action.MEASURE_TAKEN,
    Action.MEASURE_ENDED,
    Action.STAY_BEGUN,
    Action.STAY_EXTENDED,
    Action.STAY_FAMILY_TOLD,
    Action.STAY_ENDED,
    Action.GUARDIAN_NAMED,
    Action.SEPARATION_BEGUN,
    Action.SEPARATION_EXTENDED,
    Action.SEPARATION_ENDED,
    Action.CRIME_REPORT_RECEIVED,
    Action.CRIME_REPORT_COMPLEX,
    Action.CRIME_REPORT_EXTENDED,
    Action.CRIME_REPORT_DECIDED,
    Action.CRIME_REPORT_TOLD,
]
DUTY_DEEDS = [
    Action.BREACH_REPORTED,
    Action.BREACH_TOLD,
    Action.BREACH_REMEDIED,
    Action.SUBJECT_REQUEST_TAKEN,
    Action.SUBJECT_REQUEST_ANSWERED,
    Action.SUBJECT_REQUEST_EXTENDED,
    Action.SUBJECT_REQUEST_SETTLED,
]


def everything_done(story: Storyteller) -> str:
    """Do every deed of a case's tracks once, with the same secret in every text."""
    ref, officer = story.reports(POST, a_childs(story.clock.now())).ref, story.officer(POST)

    def do(act: Callable[..., UUID], *said: object) -> UUID:
        return story.by(officer, act, ref, *said)

    measure = do(measures.take, MeasureTaken(MeasureKind.GUARDING, SECRET, SECRET))
    do(measures.end, measure, SECRET)
    stay = do(stays.begin, StayBegun(StayKind.FOSTER, None, SECRET, SECRET, date(2026, 8, 1)))
    do(stays.extend, stay, date(2026, 9, 1), SECRET)
    do(stays.tell_family, stay)
    do(stays.end, stay, SECRET)
    do(guardians.name, GuardianNamed(SECRET, SECRET, SECRET, is_blocked=True, because=SECRET))
    apart = do(separations.begin, SeparationBegun(SECRET, date(2026, 7, 10), SECRET, SECRET, SECRET))
    do(separations.extend, apart, date(2026, 7, 12))
    do(separations.end, apart, SECRET)
    crime = do(crime_reports.receive, CrimeReported(SECRET, POLICE, SECRET))
    do(crime_reports.find_complex, crime)
    do(crime_reports.extend, crime, date(2026, 7, 6), SECRET)
    do(crime_reports.decide, crime, CrimeDecision.PROSECUTE)
    do(crime_reports.tell, crime)
    return ref


def every_duty_done(story: Storyteller) -> tuple[UUID, UUID]:
    """Do every deed of the body's own duties once."""
    desk = story.officer(DESK)
    breach = story.by(story.officer(POST), breaches.report, BreachFound((DataKind.LOCATION,), SECRET))
    story.by(desk, breaches.tell, breach, NoticeGiven(NoticeTo.PERSONS, SECRET, SECRET))
    story.by(desk, breaches.remedy, breach, SECRET)
    asked = RequestTaken(SubjectRight.DELETE, SECRET, SECRET, SECRET, case=SECRET)
    request = story.by(story.officer(POST), requests.take, asked)
    story.by(desk, requests.answer, request, SECRET)
    story.by(desk, requests.extend, request, SECRET)
    no = RequestSettled(RequestOutcome.REFUSED, SECRET, NoGround.LAWFUL_TASK)
    story.by(desk, requests.settle, request, no)
    return breach, request


@pytest.fixture
def ref(story: Storyteller) -> str:
    return story.told(everything_done)


@pytest.fixture
def duties(story: Storyteller) -> tuple[UUID, UUID]:
    return story.told(every_duty_done)


def texts(card: object) -> Iterator[str]:
    """Give every text within a card."""
    if isinstance(card, str):
        yield card
    for part in card if isinstance(card, tuple) else ():
        yield from texts(part)
    for name in getattr(card, "__dataclass_fields__", ()):
        yield from texts(getattr(card, name))


def test_every_deed_on_a_case_is_one_entry(story: Storyteller, ref: str) -> None:
    written = [entry.action for entry in entries(story) if entry.action in CASE_DEEDS]

    assert written == CASE_DEEDS
    assert len(entries(story)) == len(CASE_DEEDS) + 1


def test_every_deed_of_the_duties_is_one_entry(story: Storyteller, duties: tuple[UUID, UUID]) -> None:
    assert [entry.action for entry in entries(story)] == DUTY_DEEDS
    assert {about for entry in entries(story) for about in entry.about} == set(map(str, duties))


def test_nothing_said_on_a_case_stands_open_anywhere(story: Storyteller, ref: str) -> None:
    stored, written = story.look(everything), entries(story)

    assert ref in repr(stored)
    assert "Bí-Mật" not in repr(stored) + repr(written)


def test_nothing_said_of_the_duties_stands_open_anywhere(
    story: Storyteller, duties: tuple[UUID, UUID]
) -> None:
    stored, written = story.look(everything), entries(story)

    assert duties[0].hex in repr(stored).replace("-", "").lower()
    assert "Bí-Mật" not in repr(stored) + repr(written)


def test_who_may_read_the_tracks_reads_every_word_as_it_was_written(story: Storyteller, ref: str) -> None:
    card = story.by(story.officer(POST), showing.of_case, ref, Purpose.PROTECTION)

    assert [text for text in texts(card) if "Bí-Mật" in text] == [SECRET] * 17
    assert entries(story)[-1].fields == ("tracks",)


def test_who_answers_reads_every_word_of_the_duties(story: Storyteller, duties: tuple[UUID, UUID]) -> None:
    breach = story.by(story.officer(DESK), breaches.show, duties[0])
    request = story.by(story.supervisor(DESK), requests.show, duties[1])

    assert {breach.what, breach.remedy, breach.notices[0].how, breach.notices[0].safe_contact} == {SECRET}
    assert {request.asker, request.contact, request.what, request.case} == {SECRET}
    assert {request.answer, request.extension, request.ending} == {SECRET}


def test_every_deed_is_a_line_of_the_timeline(story: Storyteller, ref: str) -> None:
    kinds = [str(event.kind) for event in story.by(story.officer(POST), reading.timeline_of, ref)]

    assert {kind for kind in kinds if kind.partition("_")[0] in {"measure", "stay", "guardian"}} == {
        "measure_taken",
        "measure_ended",
        "stay_begun",
        "stay_extended",
        "stay_family_told",
        "stay_ended",
        "guardian_named",
    }
    assert sum(kind.startswith(("separation", "crime")) for kind in kinds) == 8
