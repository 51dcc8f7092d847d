"""Crime reports: received in any state, decided by the police in the law's time, told to whoever reported."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from referral.casework.services import reading
from referral.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound, StepRefused
from referral.kernel.ledger import Action
from referral.kernel.paging import Window
from referral.tracks.cards import CrimeReported
from referral.tracks.services import crime_reports as crimes
from tests.storyteller import Storyteller
from tests.witness import last_entry, refused, rules_of
from workflows.tracks import CrimeDecision
from workflows.vocabulary import Role

POST, POLICE = "don-bien-phong", "cong-an-tinh"
REPORT = CrimeReported("Bị lừa bán", POLICE, "05/TB")


@pytest.fixture
def ref(story: Storyteller) -> str:
    return story.reports(POST).ref


@pytest.fixture
def report(story: Storyteller, ref: str) -> UUID:
    return story.by(story.officer(POST), crimes.receive, ref, REPORT)


def clocks(story: Storyteller, ref: str) -> dict[str, tuple[str, str]]:
    cards = story.by(story.officer(POST), reading.clocks_of, ref)
    found = {card.rule: (card.state.value, card.due_on.isoformat()) for card in cards if card.state != "void"}
    return {rule: said for rule, said in found.items() if rule.startswith("crime")}


def test_the_police_decide_within_twenty_days_of_receipt(story: Storyteller, ref: str, report: UUID) -> None:
    assert clocks(story, ref) == {"crime_report": ("running", "2026-07-27")}

    story.by(story.officer(POLICE), crimes.decide, ref, report, CrimeDecision.PROSECUTE)

    assert (last_entry(story).agency, last_entry(story).action) == (POLICE, Action.CRIME_REPORT_DECIDED)
    assert clocks(story, ref) == {"crime_report": ("met", "2026-07-27")}


def test_a_complex_report_has_two_months_from_its_receipt_and_two_more_once(
    story: Storyteller, ref: str, report: UUID
) -> None:
    police, paper = story.officer(POLICE), "QĐ 7/VKS"
    story.later(days=10)
    story.by(police, crimes.find_complex, ref, report)
    complex_until = clocks(story, ref)["crime_report_complex"]

    story.by(police, crimes.extend, ref, report, date(2026, 7, 16), paper)

    assert clocks(story, ref)["crime_report"][0] == "met"
    assert complex_until == ("running", "2026-09-07")
    assert clocks(story, ref)["crime_report_complex"] == ("running", "2026-11-09")
    with refused(story, StepRefused, Action.CRIME_REPORT_EXTENDED, ref) as caught:
        story.by(police, crimes.extend, ref, report, date(2026, 7, 16), paper)
    assert rules_of(caught) == {"extended-often-enough"}


def test_an_extension_is_asked_for_five_days_before(story: Storyteller, ref: str, report: UUID) -> None:
    police = story.officer(POLICE)
    with refused(story, StepRefused, Action.CRIME_REPORT_EXTENDED, ref) as simple:
        story.by(police, crimes.extend, ref, report, date(2026, 7, 6), "QĐ 7")
    story.by(police, crimes.find_complex, ref, report)
    story.later(days=60)

    with refused(story, StepRefused, Action.CRIME_REPORT_EXTENDED, ref) as late:
        story.by(police, crimes.extend, ref, report, date(2026, 9, 4), "QĐ 7")
    with refused(story, InvalidInput, Action.CRIME_REPORT_EXTENDED, ref):
        story.by(police, crimes.extend, ref, report, date(2026, 9, 30), "")

    assert (rules_of(simple), rules_of(late)) == ({"needs-complex"}, {"extension-asked-too-late"})


def test_whoever_reported_is_told_once_it_is_decided(story: Storyteller, ref: str, report: UUID) -> None:
    police = story.officer(POLICE)
    with refused(story, StepRefused, Action.CRIME_REPORT_TOLD, ref):
        story.by(police, crimes.tell, ref, report)
    story.by(police, crimes.decide, ref, report, CrimeDecision.NOT_PROSECUTE)

    story.by(story.officer(POST), crimes.tell, ref, report)

    for deed, action in (
        (crimes.tell, Action.CRIME_REPORT_TOLD),
        (crimes.find_complex, Action.CRIME_REPORT_COMPLEX),
    ):
        with refused(story, Conflict, action, ref):
            story.by(police, deed, ref, report)


def test_a_crime_is_reported_and_decided_after_the_case_ended(
    story: Storyteller, ref: str, report: UUID
) -> None:
    story.withdrawn(ref, POST)

    later = story.by(story.officer(POST), crimes.receive, ref, REPORT)

    for which in (report, later):
        story.by(story.officer(POLICE), crimes.decide, ref, which, CrimeDecision.SUSPEND)
    assert clocks(story, ref)["crime_report"][0] == "met"


def test_the_police_see_dates_and_no_case(story: Storyteller, ref: str, report: UUID) -> None:
    page = story.by(story.officer(POLICE), crimes.of_agency, Window())

    (line,) = page.items
    assert (line.id, line.case_ref, line.police, line.decision) == (report, ref, POLICE, None)
    with refused(story, NotFound, Action.CASE_CLOCKS_READ, ref):
        story.by(story.officer(POLICE), reading.clocks_of, ref)
    with refused(story, NotAllowed, Action.CRIME_REPORT_LISTED):
        story.by(story.officer(POST), crimes.of_agency, Window())


def test_nobody_else_touches_a_crime_report(story: Storyteller, ref: str, report: UUID) -> None:
    other = story.reports(POST, key="two").ref
    attempts = [
        ("cong-an-tinh-khac", Role.OFFICER, ref),
        (POLICE, Role.AUDITOR, ref),
        (POST, Role.OFFICER, other),
    ]

    for code, role, which in attempts:
        with refused(story, NotFound, Action.CRIME_REPORT_TOLD, which):
            story.by(story.province.actor(code, role), crimes.tell, which, report)


def test_the_verifying_police_are_meant_where_none_is_named(story: Storyteller) -> None:
    ref, unnamed = story.verified(), CrimeReported("Bị lừa bán")

    story.by(story.officer("so-y-te"), crimes.receive, ref, unnamed)

    assert story.by(story.officer(POLICE), crimes.of_agency, Window()).total == 1
    nobody = story.reports(POST, key="two").ref
    with refused(story, StepRefused, Action.CRIME_REPORT_RECEIVED, nobody):
        story.by(story.officer(POST), crimes.receive, nobody, unnamed)
    with refused(story, InvalidInput, Action.CRIME_REPORT_RECEIVED, nobody):
        story.by(story.officer(POST), crimes.receive, nobody, CrimeReported("x", "so-y-te"))


def test_a_report_is_received_when_it_was(story: Storyteller, ref: str) -> None:
    with refused(story, InvalidInput, Action.CRIME_REPORT_RECEIVED, ref):
        story.by(story.officer(POST), crimes.receive, ref, REPORT, story.clock.now() + timedelta(days=1))

    assert clocks(story, ref) == {}
