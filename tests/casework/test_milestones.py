"""Tests of what a pathway asks for beside the steps: written down, sealed, and its clock ends."""

import pytest

from referral.casework.services import reaching, reading
from referral.casework.services.reaching import Reached
from referral.kernel import ledger
from referral.kernel.errors import InvalidInput
from referral.kernel.ledger import Action, Search
from tests.callers import Callers, json_of
from tests.factories import intake
from tests.storyteller import Storyteller
from workflows.milestones import Milestone
from workflows.vocabulary import Pathway

MISSION = "co-quan-dai-dien"


def reported(story: Storyteller) -> str:
    return story.reports(MISSION, intake(story.clock.now(), pathway=Pathway.ABROAD)).ref


def reach(story: Storyteller, ref: str, reached: Reached) -> None:
    story.clock.move(minutes=5)
    story.by(story.officer(MISSION), reaching.reach_milestone, ref, reached)


def clocks(story: Storyteller, ref: str) -> dict[str, str]:
    return {clock.rule: clock.state for clock in story.by(story.officer(MISSION), reading.clocks_of, ref)}


def test_a_mission_tells_the_host_country_and_asks_at_home(story: Storyteller) -> None:
    ref = reported(story)
    assert clocks(story, ref) == {"bring_to_commune": "running", "host_country_notice": "running"}

    for milestone in (Milestone.HOST_COUNTRY_NOTIFIED, Milestone.DOMESTIC_CHECK_REQUESTED):
        reach(story, ref, Reached(milestone))

    assert clocks(story, ref)["host_country_notice"] == "met"
    assert clocks(story, ref)["domestic_check"] == "running"
    assert story.case(ref).facts["milestones"] == ["domestic_check_requested", "host_country_notified"]


def test_what_is_not_needed_ends_its_clock_and_says_why(story: Storyteller) -> None:
    ref = reported(story)

    reach(story, ref, Reached(Milestone.HOST_COUNTRY_NOTIFIED, is_needed=False, remarks="Đã được giải cứu"))

    told = story.by(story.officer(MISSION), reading.timeline_of, ref)[-1]
    assert (told.kind, told.reason) == (
        "milestone_not_needed",
        f"{Milestone.HOST_COUNTRY_NOTIFIED.vi}: Đã được giải cứu",
    )
    assert clocks(story, ref)["host_country_notice"] == "met"
    assert story.case(ref).facts["milestones"] == []


@pytest.mark.parametrize(
    ("reached", "field"),
    [
        (Reached(Milestone.CONSULATE_TOLD), "milestone"),
        (Reached(Milestone.TRAVEL_PAPER_ISSUED, is_needed=False, remarks="  "), "remarks"),
    ],
)
def test_what_the_pathway_does_not_ask_for_is_refused(
    story: Storyteller, reached: Reached, field: str
) -> None:
    ref = reported(story)

    with pytest.raises(InvalidInput) as refused:
        reach(story, ref, reached)

    assert [error.field for error in refused.value.errors] == [field]


def test_each_milestone_is_one_entry_and_names_nobody(story: Storyteller) -> None:
    ref = reported(story)

    reach(story, ref, Reached(Milestone.TRAVEL_PAPER_ISSUED, remarks="Số C0000001"))

    search = Search(about=ref, action=Action.MILESTONE_REACHED)
    [entry] = story.look(lambda session: ledger.entries(session, search))
    assert entry.detail == {"milestone": "travel_paper_issued", "needed": 1}


def test_a_call_records_a_milestone(callers: Callers) -> None:
    mission = callers(MISSION)
    ref = mission.reports(pathway="abroad")
    body = {"milestone": "host_country_notified", "remarks": None}

    answer = mission.post(f"/cases/{ref}/milestones", body)

    assert (answer.status_code, json_of(answer)) == (
        201,
        {"milestone": "host_country_notified", "needed": True},
    )
    assert mission.post(f"/cases/{ref}/milestones", {"milestone": "tea"}).status_code == 422
    assert callers("so-y-te").post(f"/cases/{ref}/milestones", body).status_code == 404


def test_the_journey_in_force_says_what_is_asked_and_unconfirmed(callers: Callers) -> None:
    items = json_of(callers("so-y-te").get("/journey"))["items"]
    abroad = next(item for item in items if item["pathway"] == "abroad")

    assert [asked["milestone"] for asked in abroad["milestones"]][:2] == [
        "host_country_notified",
        "domestic_check_requested",
    ]
    assert {asked["confidence"] for asked in abroad["milestones"]} == {"B", "C"}
    assert len(abroad["unconfirmed"]) == 2
