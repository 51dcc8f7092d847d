"""Who may record what beside the journey, by their relation to the case; and what an ended case refuses."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest

from referral.kernel.errors import InvalidInput, NotAllowed, NotFound, StepRefused
from referral.kernel.ledger import Action
from referral.kernel.references import new_id
from referral.tracks.cards import (
    CrimeReported,
    GuardianNamed,
    MeasureRefused,
    MeasureTaken,
    SeparationBegun,
    StayBegun,
)
from referral.tracks.services import crime_reports, guardians, measures, separations, showing, stays
from tests.factories import a_childs
from tests.storyteller import Storyteller
from tests.witness import entries, refused, rules_of
from workflows.tracks import CrimeDecision, MeasureKind, StayKind
from workflows.vocabulary import Purpose, Role

POST, HEALTH, POLICE, FACILITY = "don-bien-phong", "so-y-te", "cong-an-tinh", "co-so-ho-tro"
UNTIL = date(2026, 7, 12)


@dataclass(frozen=True)
class Way:
    """A deed that begins a track: what is said, and what the ledger calls it."""

    act: Callable[..., Any]
    said: object
    action: Action


MEASURE = Way(measures.take, MeasureTaken(MeasureKind.GUARDING, "Bị đe dọa"), Action.MEASURE_TAKEN)
REFUSAL = Way(measures.refuse, MeasureRefused(MeasureKind.GUARDING, "x", "01/CK"), Action.MEASURE_REFUSED)
STAY = Way(stays.begin, StayBegun(StayKind.EMERGENCY, FACILITY), Action.STAY_BEGUN)
GUARDIAN = Way(guardians.name, GuardianNamed("Bà A"), Action.GUARDIAN_NAMED)
APART = Way(separations.begin, SeparationBegun("Bị đánh", UNTIL), Action.SEPARATION_BEGUN)
CRIME = Way(crime_reports.receive, CrimeReported("Bị lừa bán", POLICE), Action.CRIME_REPORT_RECEIVED)
WAYS = {"measure": MEASURE, "stay": STAY, "guardian": GUARDIAN, "apart": APART, "crime": CRIME}
EVERY = [pytest.param(way, id=name) for name, way in WAYS.items()]


def a_childs_case(story: Storyteller) -> str:
    return story.verified(a_childs(story.clock.now()))


def an_ended_case(story: Storyteller) -> str:
    return story.withdrawn(story.reports(POST).ref, POST)


@pytest.mark.parametrize("way", EVERY)
def test_the_holder_records_whatever_runs_beside(story: Storyteller, way: Way) -> None:
    ref = story.told(a_childs_case)

    story.by(story.officer(HEALTH), way.act, ref, way.said)

    assert entries(story)[-1].action == way.action


@pytest.mark.parametrize("way", EVERY)
def test_the_verifier_records_while_it_verifies(story: Storyteller, way: Way) -> None:
    ref = story.told(a_childs_case)

    story.by(story.supervisor(POLICE), way.act, ref, way.said)

    assert (entries(story)[-1].agency, entries(story)[-1].action) == (POLICE, way.action)


@pytest.mark.parametrize(
    ("code", "role", "error", "but"),
    [
        pytest.param("trung-tam-ctxh", Role.OFFICER, NotFound, set(), id="another agency"),
        pytest.param("so-y-te-khac", Role.SUPERVISOR, NotFound, set(), id="another province's health"),
        pytest.param("thanh-tra", Role.AUDITOR, NotFound, set(), id="the inspectors"),
        pytest.param(HEALTH, Role.ADMINISTRATOR, NotAllowed, set(), id="the holder's administrator"),
        pytest.param(HEALTH, Role.AUDITOR, NotAllowed, set(), id="the holder's auditor"),
        pytest.param(POST, Role.OFFICER, NotAllowed, {"stay"}, id="a former holder"),
        pytest.param("ubnd-xa", Role.OFFICER, NotAllowed, {"stay", "guardian", "apart"}, id="the commune"),
    ],
)
def test_nobody_else_records_beside_the_journey(
    story: Storyteller, code: str, role: Role, error: type[NotFound | NotAllowed], but: set[str]
) -> None:
    ref, actor = story.told(a_childs_case), story.province.actor(code, role)

    for way in (way for name, way in WAYS.items() if name not in but):
        with refused(story, error, way.action, ref):
            story.by(actor, way.act, ref, way.said)


@pytest.mark.parametrize("way", [MEASURE, REFUSAL, STAY, GUARDIAN, APART], ids=lambda way: str(way.action))
def test_an_ended_case_takes_no_more_but_crime_reports(story: Storyteller, way: Way) -> None:
    ref = story.told(an_ended_case)

    with refused(story, StepRefused, way.action, ref) as caught:
        story.by(story.officer(POST), way.act, ref, way.said)

    assert rules_of(caught) == {"case-has-ended"}


@pytest.mark.parametrize("way", [MEASURE, STAY, GUARDIAN, APART], ids=lambda way: str(way.action))
def test_nothing_begins_before_the_case_or_after_now(story: Storyteller, way: Way) -> None:
    ref, now = story.told(a_childs_case), story.clock.now()
    times = ((now + timedelta(minutes=1), "occurred-in-future"), (now - timedelta(days=1), BEFORE))

    for at, code in times:
        with refused(story, InvalidInput, way.action, ref) as caught:
            story.by(story.officer(HEALTH), way.act, ref, way.said, at)
        assert [(error.field, error.code) for error in caught.value.errors] == [("occurred_at", code)]


BEFORE = "occurred-before-previous"


@pytest.mark.parametrize(
    ("act", "said", "action"),
    [
        pytest.param(measures.end, ["x"], Action.MEASURE_ENDED, id="a measure"),
        pytest.param(stays.end, ["x"], Action.STAY_ENDED, id="a stay"),
        pytest.param(stays.extend, [UNTIL, "x"], Action.STAY_EXTENDED, id="a longer stay"),
        pytest.param(stays.tell_family, [], Action.STAY_FAMILY_TOLD, id="a family told"),
        pytest.param(separations.extend, [UNTIL], Action.SEPARATION_EXTENDED, id="a longer separation"),
        pytest.param(separations.end, ["x"], Action.SEPARATION_ENDED, id="a separation"),
        pytest.param(crime_reports.find_complex, [], Action.CRIME_REPORT_COMPLEX, id="a complex report"),
        pytest.param(
            crime_reports.decide, [CrimeDecision.SUSPEND], Action.CRIME_REPORT_DECIDED, id="a decision"
        ),
        pytest.param(crime_reports.tell, [], Action.CRIME_REPORT_TOLD, id="a result told"),
    ],
)
def test_what_is_not_on_file_is_not_changed(
    story: Storyteller, act: Callable[..., Any], said: list[object], action: Action
) -> None:
    ref = story.told(a_childs_case)

    with refused(story, NotFound, action, ref):
        story.by(story.officer(HEALTH), act, ref, new_id(story.clock), *said)


@pytest.mark.parametrize(
    ("code", "role", "purpose", "seen"),
    [
        pytest.param(HEALTH, Role.OFFICER, Purpose.PROTECTION, set(WAYS), id="the holder, to protect"),
        pytest.param(HEALTH, Role.OFFICER, Purpose.TRANSFER, set(WAYS), id="the holder, to hand on"),
        pytest.param(HEALTH, Role.SUPERVISOR, Purpose.SUPERVISION, set(WAYS), id="its supervisor"),
        pytest.param(HEALTH, Role.OFFICER, Purpose.VERIFICATION, set(), id="the holder, to verify"),
        pytest.param(HEALTH, Role.OFFICER, Purpose.CORRECTION, set(), id="the holder, to correct"),
        pytest.param(POLICE, Role.OFFICER, Purpose.VERIFICATION, set(), id="the verifier"),
        pytest.param("ubnd-xa", Role.OFFICER, Purpose.PROTECTION, {"guardian", "apart"}, id="the commune"),
        pytest.param(POST, Role.OFFICER, Purpose.PROTECTION, set(), id="a former holder"),
    ],
)
def test_each_reader_sees_the_tracks_of_its_purpose(
    story: Storyteller, code: str, role: Role, purpose: Purpose, seen: set[str]
) -> None:
    ref = story.told(with_everything)

    card = story.by(story.province.actor(code, role), showing.of_case, ref, purpose)

    parts = {
        "measure": card.measures,
        "stay": card.stays,
        "guardian": card.guardians,
        "apart": card.separations,
        "crime": card.crime_reports,
    }
    assert {name for name, part in parts.items() if part} == seen
    assert (entries(story)[-1].fields == ("tracks",)) is bool(seen)


def with_everything(story: Storyteller) -> str:
    ref = a_childs_case(story)
    for way in WAYS.values():
        story.by(story.officer(HEALTH), way.act, ref, way.said)
    return ref
