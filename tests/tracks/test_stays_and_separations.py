"""Being taken in, being kept apart: the clocks they start and meet, and how long the law lets them last."""

from dataclasses import replace
from datetime import date

import pytest

from referral.casework.services import reading
from referral.kernel.errors import Conflict, InvalidInput, StepRefused
from referral.kernel.ledger import Action
from referral.support import services as support
from referral.tracks.cards import SeparationBegun, StayBegun, TracksCard
from referral.tracks.services import separations, showing, stays
from tests.factories import a_childs
from tests.storyteller import Storyteller
from tests.witness import refused, rules_of
from workflows.tracks import StayKind
from workflows.vocabulary import Purpose

POST, FACILITY = "don-bien-phong", "co-so-ho-tro"
EMERGENCY = StayBegun(StayKind.EMERGENCY, FACILITY, until_on=date(2026, 9, 1))
FOSTER = StayBegun(StayKind.FOSTER, place="Bác ruột")
APART = SeparationBegun("Bị đánh", date(2026, 7, 10))


def clocks(story: Storyteller, ref: str, code: str = POST) -> dict[str, tuple[str, str, str]]:
    """Give the last clock of each rule: its state, its last day, whose duty it is."""
    found = story.by(story.officer(code), reading.clocks_of, ref)
    cards = sorted(found, key=lambda card: card.state != "void")
    return {card.rule: (card.state.value, card.due_on.isoformat(), card.duty_of) for card in cards}


def test_an_admission_starts_the_stay_and_the_file_of_the_facility(story: Storyteller) -> None:
    ref = story.reports(POST).ref

    stay = story.by(story.officer(POST), stays.begin, ref, EMERGENCY)

    running = clocks(story, ref)
    assert running["lodging"] == ("running", "2026-11-03", FACILITY)
    assert running["facility_file"] == ("running", "2026-07-20", FACILITY)
    assert "child_leaving" not in running
    story.by(story.officer(POST), stays.end, ref, stay, "Về nhà")
    assert clocks(story, ref)["lodging"][0] == "met"


def test_both_limits_of_an_emergency_are_shown_the_special_law_first(story: Storyteller) -> None:
    ref = story.reports(POST).ref
    story.by(story.officer(POST), stays.begin, ref, EMERGENCY)

    (card,) = story.by(story.officer(POST), showing.of_case, ref, Purpose.PROTECTION).stays

    told = [(limit.rule, limit.due_on.isoformat(), limit.governs) for limit in card.limits]
    assert told == [("lodging", "2026-11-03", True), ("facility_emergency_stay", "2026-10-06", False)]


def test_a_childs_family_is_told_twenty_days_before_it_leaves(story: Storyteller) -> None:
    ref, officer = story.reports(POST, a_childs(story.clock.now())).ref, story.officer(POST)

    stay = story.by(officer, stays.begin, ref, EMERGENCY)
    planned = clocks(story, ref)["child_leaving"]
    story.by(officer, stays.extend, ref, stay, date(2026, 10, 1), "QĐ 12")
    moved = clocks(story, ref)["child_leaving"]
    story.by(officer, stays.tell_family, ref, stay)

    assert [planned, moved] == [("running", "2026-08-12", FACILITY), ("running", "2026-09-11", FACILITY)]
    assert clocks(story, ref)["child_leaving"][0] == "met"


def test_a_stay_past_its_limit_takes_a_decision(story: Storyteller) -> None:
    ref, officer = story.reports(POST).ref, story.officer(POST)

    with refused(story, StepRefused, Action.STAY_BEGUN, ref) as caught:
        story.by(officer, stays.begin, ref, replace(EMERGENCY, until_on=date(2026, 12, 1)))
    stay = story.by(officer, stays.begin, ref, EMERGENCY)
    with refused(story, InvalidInput, Action.STAY_EXTENDED, ref):
        story.by(officer, stays.extend, ref, stay, date(2026, 12, 1), " ")
    story.by(officer, stays.extend, ref, stay, date(2026, 12, 1), "QĐ 15/QĐ-SYT")

    assert rules_of(caught) == {"stay-too-long"}
    assert clocks(story, ref)["lodging"] == ("running", "2026-12-01", FACILITY)


def test_a_family_takes_somebody_in_for_three_months(story: Storyteller) -> None:
    ref, officer = story.reports(POST).ref, story.officer(POST)

    with refused(story, InvalidInput, Action.STAY_BEGUN, ref):
        story.by(officer, stays.begin, ref, replace(FOSTER, place=""))
    story.by(officer, stays.begin, ref, FOSTER)

    assert clocks(story, ref)["foster_stay"] == ("running", "2026-10-06", POST)
    with refused(story, Conflict, Action.STAY_BEGUN, ref):
        story.by(officer, stays.begin, ref, EMERGENCY)


def test_a_former_holder_records_its_own_stays_only(story: Storyteller) -> None:
    ref = story.reports("trung-tam-ctxh").ref
    story.hands("trung-tam-ctxh", ref, "so-y-te")
    centre = story.officer("trung-tam-ctxh")

    with refused(story, StepRefused, Action.STAY_BEGUN, ref) as caught:
        story.by(centre, stays.begin, ref, EMERGENCY)
    stay = story.by(centre, stays.begin, ref, StayBegun(StayKind.EMERGENCY))
    story.by(centre, stays.end, ref, stay, "Chuyển nơi khác")

    assert rules_of(caught) == {"not-this-agency"}
    assert clocks(story, ref, "so-y-te")["lodging"][0] == "met"
    with refused(story, InvalidInput, Action.STAY_BEGUN, ref):
        story.by(centre, stays.begin, ref, StayBegun(StayKind.LODGING, "so-y-te"))


@pytest.mark.parametrize(
    ("until", "body", "is_longer"),
    [
        pytest.param(date(2026, 7, 21), "", False, id="fifteen days"),
        pytest.param(date(2026, 8, 6), "QĐ 03/QĐ-TA", True, id="a month, as a court decided"),
    ],
)
def test_a_child_is_kept_apart_until_a_day(
    story: Storyteller, until: date, body: str, *, is_longer: bool
) -> None:
    ref = story.reports(POST, a_childs(story.clock.now())).ref

    separation = story.by(
        story.officer("ubnd-xa"),
        separations.begin,
        ref,
        replace(APART, until_on=until, competent_body=body),
    )

    (card,) = story.by(story.officer(POST), showing.of_case, ref, Purpose.PROTECTION).separations
    assert (card.id, card.is_longer) == (separation, is_longer)
    assert clocks(story, ref)["child_separation"] == ("running", until.isoformat(), "ubnd-xa")


def test_a_separation_is_extended_within_fifteen_days_and_ends(story: Storyteller) -> None:
    ref, commune = story.reports(POST, a_childs(story.clock.now())).ref, story.officer("ubnd-xa")
    separation = story.by(commune, separations.begin, ref, APART)

    with refused(story, StepRefused, Action.SEPARATION_EXTENDED, ref) as caught:
        story.by(commune, separations.extend, ref, separation, date(2026, 7, 22))
    with refused(story, InvalidInput, Action.SEPARATION_EXTENDED, ref):
        story.by(commune, separations.extend, ref, separation, APART.until_on)
    story.by(commune, separations.extend, ref, separation, date(2026, 7, 20))

    assert rules_of(caught) == {"separation-too-long"}
    assert clocks(story, ref)["child_separation"][:2] == ("running", "2026-07-20")
    story.by(commune, separations.end, ref, separation, "Đã an toàn")
    assert clocks(story, ref)["child_separation"][0] == "met"


def test_nobody_is_kept_apart_twice_at_once_and_no_adult(story: Storyteller) -> None:
    ref, adult = story.reports(POST, a_childs(story.clock.now())).ref, story.reports(POST, key="two").ref
    story.by(story.officer(POST), separations.begin, ref, APART)

    with refused(story, Conflict, Action.SEPARATION_BEGUN, ref):
        story.by(story.officer(POST), separations.begin, ref, APART)
    with refused(story, StepRefused, Action.SEPARATION_BEGUN, adult):
        story.by(story.officer(POST), separations.begin, adult, APART)


def test_the_commune_with_the_childs_duty_reads_the_childs_track_alone(story: Storyteller) -> None:
    ref, post = story.reports(POST, a_childs(story.clock.now())).ref, story.officer(POST)
    story.assesses(POST, ref)
    story.by(post, separations.begin, ref, APART)
    story.by(post, stays.begin, ref, EMERGENCY)
    story.plans(POST, ref)
    commune = story.officer("ubnd-xa")

    tracks = story.by(commune, showing.of_case, ref, Purpose.PROTECTION)
    done = story.by(commune, support.of_case, ref, Purpose.PROTECTION)

    assert [one.because for one in tracks.separations] == ["Bị đánh"]
    assert ([risk.plan for _, risk in done.risks], done.plans) == (["Theo dõi"], ())
    assert (tracks.stays, tracks.measures, tracks.crime_reports) == ((), (), ())
    assert story.by(commune, showing.of_case, ref, Purpose.SUPPORT) == TracksCard()
