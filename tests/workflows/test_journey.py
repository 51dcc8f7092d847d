"""Tests of the journeys: the table of the contract, and what no combination of facts can ever do."""

from dataclasses import replace

import pytest

from tests.workflows.builders import CHILD, OFFICER, TODAY, WILLING, every
from workflows.catalogue import JOURNEYS, accepting_step, journey_for, offering_step, problems
from workflows.facts import Attempt, CaseFacts
from workflows.journey import Back, Journey
from workflows.milestones import Milestone, asked_of
from workflows.vocabulary import (
    ENDS,
    OPEN_STATES,
    AgencyKind,
    Confidence,
    ConsentScope,
    Pathway,
    Role,
    State,
    StepName,
)
from workflows.walker import EVERYTHING

S = State
TABLE: dict[StepName, tuple[set[State], State | Back]] = {
    StepName.PASS_ON: ({S.REPORTED}, Back.SAME),
    StepName.BRING_TO_COMMUNE: ({S.REPORTED}, S.AT_COMMUNE),
    StepName.NOTIFY_HEALTH: ({S.AT_COMMUNE}, Back.SAME),
    StepName.RECEIVE: ({S.REPORTED, S.AT_COMMUNE, S.RECEIVED}, S.RECEIVED),
    StepName.START_VERIFICATION: ({S.RECEIVED}, S.INITIAL_VERIFICATION),
    StepName.REQUEST_FULL_VERIFICATION: ({S.INITIAL_VERIFICATION}, S.FULL_VERIFICATION),
    StepName.IDENTIFY: ({S.INITIAL_VERIFICATION, S.FULL_VERIFICATION}, S.PROTECTED),
    StepName.REFUSE_IDENTIFICATION: ({S.FULL_VERIFICATION}, S.NOT_VICTIM),
    StepName.OFFER_TRANSFER: ({S.PROTECTED, S.TRANSFERRED, S.REINTEGRATING}, S.TRANSFER_OFFERED),
    StepName.ACCEPT_TRANSFER: ({S.TRANSFER_OFFERED}, S.TRANSFERRED),
    StepName.DECLINE_TRANSFER: ({S.TRANSFER_OFFERED}, Back.RETURNS_TO),
    StepName.WITHDRAW_TRANSFER: ({S.TRANSFER_OFFERED}, Back.RETURNS_TO),
    StepName.LAPSE_TRANSFER: ({S.TRANSFER_OFFERED}, Back.RETURNS_TO),
    StepName.RETURN_HOME: ({S.PROTECTED, S.TRANSFERRED}, S.REINTEGRATING),
    StepName.GIVE_TO_RELATIVES: ({S.PROTECTED, S.TRANSFERRED}, S.REINTEGRATING),
    StepName.REPATRIATE: ({S.PROTECTED, S.TRANSFERRED}, S.CLOSED),
    StepName.START_REINTEGRATION: ({S.TRANSFERRED}, S.REINTEGRATING),
    StepName.CLOSE: ({S.REINTEGRATING}, S.CLOSED),
    StepName.WITHDRAW: (set(OPEN_STATES), S.WITHDRAWN),
    StepName.END_OTHERWISE: (set(OPEN_STATES), S.CLOSED),
    StepName.REOPEN: (set(ENDS), Back.WITHDRAWN_FROM),
}
AT_ONCE = {Pathway.RESCUED, Pathway.ABROAD, Pathway.RETURNED}
EACH_JOURNEY = pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: journey.name)
SELF_REPORTED = journey_for(Pathway.SELF_REPORTED)
YES_NO = (False, True)
FLAGS = {
    "has_consented": YES_NO,
    "has_guardian_consent": YES_NO,
    "has_best_interest_note": YES_NO,
    "has_plan": YES_NO,
    "has_agreed_plan": YES_NO,
    "has_certifying_paper": YES_NO,
    "consents": (frozenset[ConsentScope](), frozenset(ConsentScope)),
    "risk_assessed_on": (None, TODAY),
}
ANYBODY = [
    replace(
        OFFICER,
        actor_kind=kind,
        actor_role=Role.SUPERVISOR,
        is_holder=True,
        is_verifier=True,
        is_receiver=is_receiver,
        receiver_kind=kind,
        via_handover=True,
        has_attested=True,
        given=EVERYTHING,
    )
    for kind in (AgencyKind.HEALTH, AgencyKind.POLICE, AgencyKind.SOCIAL_CENTRE)
    for is_receiver in YES_NO
]
"""Somebody who is everything at once: what even they cannot do, nobody can."""


def passes(journey: Journey, name: StepName, facts: CaseFacts) -> bool:
    return any(
        not journey.refusals(name, state, facts, replace(attempt, step=name))
        for state in journey.step(name).sources
        for attempt in ANYBODY
    )


@EACH_JOURNEY
@pytest.mark.parametrize("name", StepName)
def test_a_step_leads_where_the_contract_says(journey: Journey, name: StepName) -> None:
    sources, dest = TABLE[name]
    at_once = {S.RECEIVED} if name is StepName.IDENTIFY and journey.pathway in AT_ONCE else set()

    step = journey.step(name)

    assert set(step.sources) == sources | at_once
    assert step.dest is dest


@EACH_JOURNEY
def test_every_journey_is_sound(journey: Journey) -> None:
    assert journey.problems() == ()
    assert journey.prove().situations > 100


def test_there_is_nothing_wrong_anywhere() -> None:
    assert problems() == []


@EACH_JOURNEY
def test_every_open_state_has_a_step_that_leaves_it(journey: Journey) -> None:
    for state in OPEN_STATES:
        assert any(step.dest is not Back.SAME for step in journey.steps_from(state)), state


@EACH_JOURNEY
def test_a_pathway_says_what_of_its_law_nobody_has_seen(journey: Journey) -> None:
    is_seen = journey.pathway is Pathway.SELF_REPORTED

    assert journey.is_complete
    assert ("chưa kiểm chứng" in journey.label.vi) is not is_seen
    assert len(journey.unconfirmed) == (1 if is_seen else 2)


@EACH_JOURNEY
def test_a_pathway_says_who_begins_it_and_what_it_asks_for(journey: Journey) -> None:
    assert journey.begins_with.vi
    assert all(asked.basis and asked.by.vi for asked in journey.milestones)
    assert Milestone.INTERPRETER_FOUND in {asked.milestone for asked in journey.milestones}


def test_what_is_asked_but_not_confirmed_says_so() -> None:
    told = asked_of(Pathway.FOREIGN_NATIONAL, Milestone.CONSULATE_TOLD)

    assert told is not None
    assert (told.confidence, "chưa kiểm chứng" in told.basis) == (Confidence.R, True)
    assert asked_of(Pathway.RESCUED, Milestone.CONSULATE_TOLD) is None


@pytest.mark.parametrize(
    "name",
    [
        StepName.OFFER_TRANSFER,
        StepName.ACCEPT_TRANSFER,
        StepName.START_REINTEGRATION,
        StepName.REPATRIATE,
        StepName.RETURN_HOME,
        StepName.GIVE_TO_RELATIVES,
        StepName.WITHDRAW,
    ],
)
@EACH_JOURNEY
def test_a_child_never_passes_on_its_own_word(journey: Journey, name: StepName) -> None:
    for flags in every(FLAGS):
        facts = replace(CHILD, is_foreign=True, **flags)
        spoken_for = facts.has_best_interest_note and name is not StepName.WITHDRAW

        assert spoken_for or not passes(journey, name, facts), flags


@pytest.mark.parametrize("name", [StepName.OFFER_TRANSFER, StepName.ACCEPT_TRANSFER, StepName.REPATRIATE])
def test_a_child_is_never_moved_without_its_guardian(name: StepName) -> None:
    for flags in every(FLAGS):
        facts = replace(CHILD, is_foreign=True, **{**flags, "has_guardian_consent": False})

        assert not passes(SELF_REPORTED, name, facts), flags


@pytest.mark.parametrize("name", [StepName.OFFER_TRANSFER, StepName.ACCEPT_TRANSFER, StepName.REPATRIATE])
def test_an_adult_is_never_moved_without_consent(name: StepName) -> None:
    for flags in every(FLAGS):
        facts = replace(WILLING, is_foreign=True, **{**flags, "has_consented": False})

        assert not passes(SELF_REPORTED, name, facts), flags


@pytest.mark.parametrize("name", [StepName.OFFER_TRANSFER, StepName.RETURN_HOME, StepName.REPATRIATE])
def test_nobody_is_moved_on_a_stale_risk_assessment(name: StepName) -> None:
    for flags in every(FLAGS):
        facts = replace(WILLING, is_foreign=True, **{**flags, "risk_assessed_on": None})

        assert not passes(SELF_REPORTED, name, facts), flags


@pytest.mark.parametrize("name", [StepName.BRING_TO_COMMUNE, StepName.RECEIVE, StepName.START_VERIFICATION])
def test_reception_rests_on_the_law_and_not_on_consent(name: StepName) -> None:
    silent = replace(WILLING, has_consented=False, consents=frozenset())
    attempts = [*ANYBODY, replace(ANYBODY[1], actor_kind=AgencyKind.COMMUNE)]

    assert any(
        not SELF_REPORTED.refusals(name, state, silent, replace(attempt, step=name))
        for state in SELF_REPORTED.step(name).sources
        for attempt in attempts
    )


@pytest.mark.parametrize(
    ("receiver", "scope"),
    [
        (AgencyKind.SOCIAL_CENTRE, ConsentScope.SUPPORT),
        (AgencyKind.VICTIM_SUPPORT, ConsentScope.SUPPORT),
        (AgencyKind.COMMUNE, ConsentScope.SUPPORT),
        (AgencyKind.HEALTH, ConsentScope.SHARE_HEALTH),
        (AgencyKind.POLICE, ConsentScope.SHARE_POLICE),
        (AgencyKind.BORDER_GUARD, ConsentScope.SHARE_POLICE),
        (AgencyKind.COAST_GUARD, ConsentScope.SHARE_POLICE),
    ],
)
def test_an_offer_needs_the_scope_of_its_receiver(receiver: AgencyKind, scope: ConsentScope) -> None:
    offer = replace(ANYBODY[0], step=StepName.OFFER_TRANSFER, receiver_kind=receiver)

    said = {
        allowed: SELF_REPORTED.refusals(
            StepName.OFFER_TRANSFER, S.PROTECTED, replace(WILLING, consents=frozenset({allowed})), offer
        )
        for allowed in ConsentScope
    }

    assert [allowed for allowed, refusals in said.items() if not refusals] == [scope]


@pytest.mark.parametrize("seventeen", [True, False], ids=["seventeen", "eighteen"])
def test_the_same_facts_say_no_at_seventeen_only(seventeen: bool) -> None:
    facts = replace(WILLING, is_child=seventeen)
    leaving = replace(OFFICER, step=StepName.WITHDRAW, is_holder=True, given=frozenset({"informed_refusal"}))

    rules = [
        refusal.rule for refusal in SELF_REPORTED.refusals(StepName.WITHDRAW, S.PROTECTED, facts, leaving)
    ]

    assert rules == (["never-for-a-child"] if seventeen else [])


def test_the_sender_never_accepts_its_own_offer() -> None:
    own = replace(ANYBODY[1], step=StepName.ACCEPT_TRANSFER, is_sender=True)

    refusals = SELF_REPORTED.refusals(StepName.ACCEPT_TRANSFER, S.TRANSFER_OFFERED, WILLING, own)

    assert [refusal.rule for refusal in refusals] == ["not-this-agency"]


def test_health_identifies_only_with_a_paper_on_file() -> None:
    health = Attempt(
        StepName.IDENTIFY, TODAY, AgencyKind.HEALTH, Role.OFFICER, is_holder=True, given=EVERYTHING
    )
    without = replace(WILLING, has_certifying_paper=False)

    refusals = SELF_REPORTED.refusals(StepName.IDENTIFY, S.INITIAL_VERIFICATION, without, health)

    assert [refusal.rule for refusal in refusals] == ["needs-certifying-paper"]
    assert not SELF_REPORTED.refusals(StepName.IDENTIFY, S.INITIAL_VERIFICATION, WILLING, health)


def test_a_step_that_is_none_of_ours_is_no_step() -> None:
    shorter = replace(SELF_REPORTED, steps=SELF_REPORTED.steps[:3])

    with pytest.raises(KeyError):
        shorter.step(StepName.CLOSE)


def test_a_journey_says_where_a_step_leads() -> None:
    facts = replace(WILLING, returns_to=S.TRANSFERRED)

    leads_to = SELF_REPORTED.destination(StepName.LAPSE_TRANSFER, S.TRANSFER_OFFERED, facts)

    assert leads_to is S.TRANSFERRED


@pytest.mark.parametrize(
    ("state", "receiver", "offering", "accepting"),
    [
        (S.REPORTED, AgencyKind.COMMUNE, None, StepName.BRING_TO_COMMUNE),
        (S.REPORTED, AgencyKind.HEALTH, None, StepName.RECEIVE),
        (S.REPORTED, AgencyKind.SOCIAL_CENTRE, None, StepName.RECEIVE),
        (S.REPORTED, AgencyKind.POLICE, None, StepName.PASS_ON),
        (S.AT_COMMUNE, AgencyKind.HEALTH, None, StepName.RECEIVE),
        (S.AT_COMMUNE, AgencyKind.COMMUNE, None, StepName.RECEIVE),
        (S.RECEIVED, AgencyKind.HEALTH, None, StepName.RECEIVE),
        (S.PROTECTED, AgencyKind.SOCIAL_CENTRE, StepName.OFFER_TRANSFER, StepName.ACCEPT_TRANSFER),
        (S.INITIAL_VERIFICATION, AgencyKind.HEALTH, StepName.OFFER_TRANSFER, StepName.ACCEPT_TRANSFER),
    ],
)
def test_a_hand_over_knows_the_steps_it_takes(
    state: State, receiver: AgencyKind, offering: StepName | None, accepting: StepName
) -> None:
    assert offering_step(state) is offering
    assert accepting_step(state, receiver) is accepting
