"""Visits: scheduled for a day, recorded once, each with a clock of its own."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from referral.casework.services import reading
from referral.kernel.clock import local_date
from referral.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound
from referral.kernel.ledger import Action
from referral.kernel.references import new_id
from referral.support import services as support
from tests.storyteller import Storyteller
from tests.witness import last_entry, refused
from workflows.vocabulary import Purpose, State, StepName

CENTRE = "trung-tam-ctxh"


@pytest.fixture
def ref(story: Storyteller) -> str:
    return story.reintegrating()


def today(story: Storyteller) -> date:
    return local_date(story.clock.now())


def schedule(story: Storyteller, ref: str, due_on: date, code: str = CENTRE) -> UUID:
    return story.by(story.officer(code), support.schedule_follow_up, ref, due_on)


def record(story: Storyteller, ref: str, visit: UUID, done_on: date, code: str = CENTRE) -> UUID:
    return story.by(story.officer(code), support.record_follow_up, ref, visit, done_on, "Ổn định")


def running(story: Storyteller, ref: str) -> list[date]:
    clocks = story.by(story.officer(CENTRE), reading.clocks_of, ref)
    return sorted(clock.due_on for clock in clocks if clock.rule == "follow_up" and clock.state == "running")


def test_a_visit_is_due_by_the_end_of_its_day(story: Storyteller, ref: str) -> None:
    due_on = today(story) + timedelta(days=10)

    schedule(story, ref, due_on)

    assert due_on in running(story, ref)
    assert story.case(ref).facts["open_follow_ups"] == 1


def test_a_visit_recorded_meets_its_own_clock(story: Storyteller, ref: str) -> None:
    near, far = (today(story) + timedelta(days=days) for days in (1, 20))
    visit = schedule(story, ref, near)
    schedule(story, ref, far)
    story.later(days=1)

    record(story, ref, visit, near)

    assert near not in running(story, ref)
    assert far in running(story, ref)
    facts = story.case(ref).facts
    assert (facts["open_follow_ups"], facts["done_follow_ups"]) == (1, 1)


def test_a_visit_is_read_back_with_its_outcome(story: Storyteller, ref: str) -> None:
    visit = schedule(story, ref, today(story))
    record(story, ref, visit, today(story))
    schedule(story, ref, today(story) + timedelta(days=9))

    card = story.by(story.officer(CENTRE), support.of_case, ref, Purpose.SUPPORT)

    done, planned = card.follow_ups
    assert (done.id, done.done_on, done.outcome) == (visit, today(story), "Ổn định")
    assert (planned.done_on, planned.outcome) == (None, "")


def test_a_visit_recorded_is_an_entry_with_its_digest(story: Storyteller, ref: str) -> None:
    visit = story.visits(CENTRE, ref)

    entry = last_entry(story)
    assert (entry.action, list(entry.records)) == (Action.FOLLOW_UP_DONE, [f"follow_up/{visit}"])


def test_a_visit_may_be_recorded_days_later(story: Storyteller, ref: str) -> None:
    visit, due_on = schedule(story, ref, today(story)), today(story)
    story.later(days=3)

    record(story, ref, visit, due_on)

    clocks = story.by(story.officer(CENTRE), reading.clocks_of, ref)
    assert [clock.state for clock in clocks if clock.rule == "follow_up" and clock.due_on == due_on] == [
        "met"
    ]


def test_a_visit_is_not_due_in_the_past(story: Storyteller, ref: str) -> None:
    with refused(story, InvalidInput, Action.FOLLOW_UP_SCHEDULED, ref) as caught:
        schedule(story, ref, today(story) - timedelta(days=1))

    assert [error.field for error in caught.value.errors] == ["due_on"]


@pytest.mark.parametrize(
    ("days", "code"),
    [
        pytest.param(1, "occurred-in-future", id="tomorrow"),
        pytest.param(-30, "occurred-before-previous", id="before the report"),
    ],
)
def test_a_visit_took_place_on_a_possible_day(story: Storyteller, ref: str, days: int, code: str) -> None:
    visit, done_on = schedule(story, ref, today(story)), today(story) + timedelta(days=days)

    with refused(story, InvalidInput, Action.FOLLOW_UP_DONE, ref) as caught:
        record(story, ref, visit, done_on)

    assert [error.code for error in caught.value.errors] == [code]


def test_a_visit_is_recorded_once(story: Storyteller, ref: str) -> None:
    visit = story.visits(CENTRE, ref)

    with refused(story, Conflict, Action.FOLLOW_UP_DONE, ref):
        record(story, ref, visit, today(story))


def test_another_cases_visit_is_not_there(story: Storyteller, ref: str) -> None:
    for visit in (new_id(story.clock), schedule(story, story.reintegrating(), today(story))):
        with refused(story, NotFound, Action.FOLLOW_UP_DONE, ref):
            record(story, ref, visit, today(story))


def test_a_former_holder_visits_nobody(story: Storyteller, ref: str) -> None:
    with refused(story, NotAllowed, Action.FOLLOW_UP_SCHEDULED, ref):
        schedule(story, ref, today(story), "so-y-te")


def test_a_case_closes_when_its_visits_are_done(story: Storyteller, ref: str) -> None:
    story.visits(CENTRE, ref)

    closed = story.steps(story.supervisor(CENTRE), ref, StepName.CLOSE)

    assert closed.state is State.CLOSED
    assert running(story, ref) == []
