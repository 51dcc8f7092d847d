"""Tests of who may take a step, each over every kind of agency and every relation to the case."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.workflows.builders import ADULT, OFFICER, every
from workflows import actors
from workflows.facts import Attempt, CaseFacts
from workflows.step import Who
from workflows.vocabulary import FACILITIES, AgencyKind, Role, State

YES_NO = (False, True)
RELATIONS = {
    "actor_kind": tuple(AgencyKind),
    "is_holder": YES_NO,
    "is_verifier": YES_NO,
    "is_receiver": YES_NO,
    "is_sender": YES_NO,
    "is_reopening_verifier": YES_NO,
}
FIRST = {
    AgencyKind.POLICE,
    AgencyKind.BORDER_GUARD,
    AgencyKind.COAST_GUARD,
    AgencyKind.MISSION,
    AgencyKind.HOTLINE,
}
Answer = Callable[[State, CaseFacts, Attempt], bool]


def may_receive(state: State, facts: CaseFacts, attempt: Attempt) -> bool:
    """Health always, from a facility too; a facility only before reception; a reopened case once more."""
    before = state in {State.REPORTED, State.AT_COMMUNE}
    was_before = facts.withdrawn_from in {State.REPORTED, State.AT_COMMUNE}
    answers = {
        "facility": attempt.actor_kind in FACILITIES and attempt.is_receiver and state is not State.RECEIVED,
        "health": attempt.actor_kind is AgencyKind.HEALTH
        and attempt.is_receiver
        and (state is not State.RECEIVED or facts.was_admitted_in_emergency),
        "reopened": attempt.actor_kind is AgencyKind.HEALTH
        and not attempt.is_receiver
        and attempt.is_holder
        and before
        and was_before,
    }
    return any(answers.values())


ANSWERS: list[tuple[str, Who, Answer]] = [
    ("holder", actors.HOLDER, lambda s, f, a: a.is_holder),
    ("holder's supervisor", actors.HOLDERS_SUPERVISOR, lambda s, f, a: a.is_holder),
    (
        "commune that holds",
        actors.HOLDING_COMMUNE,
        lambda s, f, a: a.is_holder and a.actor_kind is AgencyKind.COMMUNE,
    ),
    (
        "health that holds",
        actors.HOLDING_HEALTH,
        lambda s, f, a: a.is_holder and a.actor_kind is AgencyKind.HEALTH,
    ),
    ("first receiver", actors.FIRST_RECEIVER, lambda s, f, a: a.is_receiver and a.actor_kind in FIRST),
    (
        "commune that accepts",
        actors.ACCEPTING_COMMUNE,
        lambda s, f, a: a.is_receiver and a.actor_kind is AgencyKind.COMMUNE,
    ),
    ("reception", actors.RECEPTION, may_receive),
    ("verifier", actors.VERIFIER, lambda s, f, a: a.is_verifier),
    (
        "verifier or health",
        actors.VERIFIER_OR_HEALTH,
        lambda s, f, a: a.is_verifier or (a.is_holder and a.actor_kind is AgencyKind.HEALTH),
    ),
    ("receiver", actors.RECEIVER, lambda s, f, a: a.is_receiver and not a.is_sender),
    ("sender", actors.SENDER, lambda s, f, a: a.is_sender),
    ("the clocks", actors.THE_CLOCKS, lambda s, f, a: True),
    ("any health", actors.ANY_HEALTH, lambda s, f, a: a.actor_kind is AgencyKind.HEALTH),
    (
        "reopener",
        actors.REOPENER,
        lambda s, f, a: (
            a.actor_kind is AgencyKind.HEALTH or (s is State.NOT_VICTIM and a.is_reopening_verifier)
        ),
    ),
]


@pytest.mark.parametrize(
    ("who", "answer"), [pytest.param(who, answer, id=name) for name, who, answer in ANSWERS]
)
def test_a_step_belongs_to_exactly_whom_the_table_says(who: Who, answer: Answer) -> None:
    cases = [
        replace(ADULT, was_admitted_in_emergency=emergency, withdrawn_from=came)
        for emergency in YES_NO
        for came in (None, State.REPORTED, State.AT_COMMUNE, State.RECEIVED)
    ]
    for relation in every(RELATIONS):
        attempt = replace(OFFICER, **relation)
        for state in (State.REPORTED, State.AT_COMMUNE, State.RECEIVED, State.NOT_VICTIM, State.CLOSED):
            said = [who.allows(state, facts, attempt) for facts in cases]

            assert said == [answer(state, facts, attempt) for facts in cases], (state, relation)


@pytest.mark.parametrize(
    ("who", "roles"),
    [
        (actors.HOLDER, {Role.OFFICER, Role.SUPERVISOR}),
        (actors.HOLDERS_SUPERVISOR, {Role.SUPERVISOR}),
        (actors.REOPENER, {Role.SUPERVISOR}),
        (actors.THE_CLOCKS, {Role.SYSTEM}),
    ],
)
def test_a_step_asks_for_the_right_role(who: Who, roles: set[Role]) -> None:
    assert who.roles == roles


@pytest.mark.parametrize("who", [who for _, who, _ in ANSWERS])
def test_no_auditor_or_administrator_ever_takes_a_step(who: Who) -> None:
    assert who.roles.isdisjoint({Role.AUDITOR, Role.ADMINISTRATOR})
    assert who.words.vi
    assert who.words.en
