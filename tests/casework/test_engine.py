"""The one door to the library of machines: it says what the journey says, for every step and state."""

from dataclasses import replace
from datetime import date

import pytest

from referral.casework import engine, fields
from referral.kernel.errors import StepRefused
from workflows.catalogue import JOURNEYS
from workflows.facts import Attempt, CaseFacts
from workflows.journey import Journey
from workflows.vocabulary import AgencyKind, Pathway, Purpose, Relation, Role, State, StepName
from workflows.walker import EVERYTHING, Place, attempts

DAY = date(2026, 7, 6)
EVERY_STATE = [(journey, state) for journey in JOURNEYS for state in State]


def facts_of(journey: Journey, state: State) -> CaseFacts:
    place = Place(
        state,
        AgencyKind.HEALTH,
        is_child=False,
        is_foreign=True,
        returns_to=State.PROTECTED,
        withdrawn_from=State.RECEIVED,
    )
    return replace(place.facts(), pathway=journey.pathway)


@pytest.mark.parametrize(
    ("journey", "state"), EVERY_STATE, ids=[f"{journey.name} {state}" for journey, state in EVERY_STATE]
)
def test_the_machine_leads_where_the_journey_does(journey: Journey, state: State) -> None:
    facts, place = facts_of(journey, state), Place(state, AgencyKind.HEALTH, is_child=False, is_foreign=True)
    tries = [attempt for step in journey.steps for attempt in attempts(step, place)]

    for attempt in tries:
        expected = journey.refusals(attempt.step, state, facts, attempt)
        assert taken(facts, state, attempt) == (expected or journey.destination(attempt.step, state, facts))


def taken(facts: CaseFacts, state: State, attempt: Attempt) -> object:
    try:
        return engine.take(facts, state, attempt)
    except StepRefused as refused:
        return refused.refusals


def test_a_refusal_leaves_no_trace_in_the_machine() -> None:
    facts = CaseFacts(Pathway.SELF_REPORTED, is_child=False)
    attempt = Attempt(StepName.START_VERIFICATION, DAY, AgencyKind.HEALTH, Role.OFFICER, is_holder=True)

    with pytest.raises(StepRefused):
        engine.take(facts, State.RECEIVED, attempt)

    assert (
        engine.take(facts, State.RECEIVED, replace(attempt, given=EVERYTHING)) is State.INITIAL_VERIFICATION
    )


@pytest.mark.parametrize("relation", Relation)
@pytest.mark.parametrize("role", [Role.OFFICER, Role.SUPERVISOR])
def test_a_purpose_that_opens_a_case_is_open_by_that_relation(relation: Relation, role: Role) -> None:
    opened = fields.purposes(frozenset({relation}), role)

    assert all(fields.opened_by(frozenset({relation}), role, purpose) is relation for purpose in opened)


@pytest.mark.parametrize(
    ("relation", "most"),
    [
        (Relation.ABOVE, frozenset()),
        (Relation.REOPENER, frozenset()),
        (Relation.OFFERED, frozenset()),
        (Relation.CHILD_DUTY, frozenset({fields.CHILD_TRACK})),
    ],
)
def test_no_purpose_opens_a_person_to_who_only_watches(relation: Relation, most: frozenset[str]) -> None:
    read = {fields.readable(relation, Role.SUPERVISOR, purpose) for purpose in Purpose}

    assert frozenset().union(*read) == most


@pytest.fixture(autouse=True)
def noise() -> None:
    """Nothing here meets a database."""
