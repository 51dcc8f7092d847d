"""Tests of what an event does to the clocks of a case."""

from dataclasses import replace
from datetime import date

import pytest

from tests.workflows.builders import ADULT, CHILD
from workflows.catalogue import clocks_for, regime_for
from workflows.clocks import ClockChanges
from workflows.facts import CaseFacts
from workflows.rulebook import rules
from workflows.vocabulary import ENDS, Event, Pathway, Regime, State, StepName

NOW = date(2026, 7, 6)
ON_THE_WAY = {"host_country_notice", "border_formalities"}
"""The duties of a pathway that are over when the person has arrived."""


def changes(event: str, state: State, facts: CaseFacts = ADULT) -> ClockChanges:
    return clocks_for(facts.pathway, event, None, state, facts, Regime.OF_2024, NOW)


def started(event: str, state: State, facts: CaseFacts = ADULT) -> set[str]:
    return {rule.name for rule in changes(event, state, facts).start}


@pytest.mark.parametrize(
    ("event", "state", "expected"),
    [
        (Event.REPORTED, State.REPORTED, {"bring_to_commune"}),
        (Event.REPORTED, State.AT_COMMUNE, {"notify_health"}),
        (Event.REPORTED_BY_HEALTH, State.RECEIVED, {"initial_verification"}),
        (Event.ADMITTED_IN_EMERGENCY, State.RECEIVED, {"emergency_notice", "facility_file", "lodging"}),
        (StepName.PASS_ON, State.REPORTED, set()),
        (StepName.BRING_TO_COMMUNE, State.AT_COMMUNE, {"notify_health"}),
        (StepName.NOTIFY_HEALTH, State.AT_COMMUNE, {"health_reception", "initial_verification"}),
        (Event.NOTIFIED_HEALTH, State.REPORTED, {"health_reception", "initial_verification"}),
        (Event.NOTIFIED_HEALTH, State.PROTECTED, set()),
        (StepName.REQUEST_FULL_VERIFICATION, State.FULL_VERIFICATION, {"full_verification"}),
        (StepName.IDENTIFY, State.PROTECTED, {"protection_review", "health_insurance"}),
        (Event.OFFERED, State.TRANSFER_OFFERED, {"handover_answer"}),
        (StepName.ACCEPT_TRANSFER, State.TRANSFERRED, {"start_reintegration"}),
        (StepName.DECLINE_TRANSFER, State.TRANSFERRED, {"start_reintegration"}),
        (StepName.START_REINTEGRATION, State.REINTEGRATING, {"follow_up"}),
        (Event.FOLLOW_UP_DONE, State.REINTEGRATING, {"follow_up"}),
        (Event.FOLLOW_UP_DONE, State.TRANSFERRED, set()),
        (Event.FOLLOW_UP_SCHEDULED, State.TRANSFERRED, {"follow_up"}),
        (StepName.REOPEN, State.PROTECTED, {"protection_review"}),
        (StepName.REOPEN, State.FULL_VERIFICATION, {"full_verification"}),
        (Event.APPLICATION_COMPLETED, State.REINTEGRATING, {"support_application"}),
        (Event.CRIME_REPORT_RECEIVED, State.REPORTED, {"crime_report"}),
        (Event.BREACH_DETECTED, State.PROTECTED, {"data_breach"}),
        (Event.SUBJECT_REQUEST_RECEIVED, State.PROTECTED, {"subject_request"}),
        (StepName.CLOSE, State.CLOSED, set()),
    ],
)
def test_an_event_starts_the_clocks_of_the_law(event: str, state: State, expected: set[str]) -> None:
    assert started(event, state) == expected


@pytest.mark.parametrize(
    ("event", "state", "expected"),
    [
        (Event.REPORTED, State.REPORTED, {"child_risk"}),
        (Event.REPORTED_BY_HEALTH, State.RECEIVED, {"child_risk"}),
        (Event.RISK_ASSESSED, State.PROTECTED, {"child_plan"}),
        (Event.CHILD_PLAN_MADE, State.PROTECTED, {"child_plan_approval"}),
        (Event.CHILD_SEPARATION_STARTED, State.PROTECTED, {"child_separation"}),
    ],
)
def test_a_child_has_a_track_that_an_adult_has_not(event: str, state: State, expected: set[str]) -> None:
    assert started(event, state, CHILD) - started(event, state, ADULT) == expected


@pytest.mark.parametrize(
    ("is_emergency", "expected"),
    [
        pytest.param(True, {"emergency_notice", "facility_file", "lodging"}, id="by a facility"),
        pytest.param(False, set(), id="by the health department"),
    ],
)
def test_who_receives_a_person_decides_the_clocks(is_emergency: bool, expected: set[str]) -> None:
    facts = replace(ADULT, was_admitted_in_emergency=is_emergency)

    assert started(StepName.RECEIVE, State.RECEIVED, facts) == expected


@pytest.mark.parametrize(
    ("event", "state", "expected"),
    [
        (StepName.BRING_TO_COMMUNE, State.AT_COMMUNE, {"bring_to_commune", *ON_THE_WAY}),
        (StepName.NOTIFY_HEALTH, State.AT_COMMUNE, {"notify_health"}),
        (
            StepName.RECEIVE,
            State.RECEIVED,
            {"bring_to_commune", "notify_health", "health_reception", "domestic_check", *ON_THE_WAY},
        ),
        (StepName.REQUEST_FULL_VERIFICATION, State.FULL_VERIFICATION, {"initial_verification"}),
        (Event.ANSWERED, State.PROTECTED, {"handover_answer"}),
        (StepName.CLOSE, State.CLOSED, {"follow_up"}),
    ],
)
def test_an_event_meets_the_clocks_it_answers(event: str, state: State, expected: set[str]) -> None:
    assert set(changes(event, state).meet) == expected


def test_identifying_meets_the_verification_of_either_row() -> None:
    met = changes(StepName.IDENTIFY, State.PROTECTED).meet

    verification = {"initial_verification", "full_verification", "full_verification_complex"}
    assert set(met) == verification | {"domestic_check"}


@pytest.mark.parametrize("state", State)
def test_only_an_end_makes_clocks_void(state: State) -> None:
    void = set(changes(StepName.END_OTHERWISE, state).void)

    assert bool(void) is (state in ENDS)


def test_a_crime_report_outlives_the_case() -> None:
    closed = changes(StepName.CLOSE, State.CLOSED)

    lasting = {rule.name for rule in rules()} - set(closed.void) - set(closed.meet)

    assert {"crime_report", "support_application", "health_insurance", "data_breach"} <= lasting
    assert "protection_review" not in lasting


def test_meeting_and_voiding_never_name_one_clock() -> None:
    closed = changes(StepName.CLOSE, State.CLOSED)

    assert set(closed.meet).isdisjoint(closed.void)


def test_a_clock_starts_under_the_rule_of_its_day() -> None:
    old, new = (
        clocks_for(Pathway.RESCUED, Event.REPORTED, None, State.REPORTED, ADULT, Regime.OF_2024, day).start[0]
        for day in (date(2025, 6, 30), date(2025, 7, 1))
    )

    assert (old.basis == new.basis, old.name == new.name) == (False, True)


def test_a_case_of_the_old_regime_keeps_the_old_limit() -> None:
    [rule] = clocks_for(
        Pathway.SELF_REPORTED,
        StepName.REQUEST_FULL_VERIFICATION,
        State.INITIAL_VERIFICATION,
        State.FULL_VERIFICATION,
        ADULT,
        Regime.OF_2011,
        NOW,
    ).start

    assert rule.basis == "Điều 24 Luật 66/2011/QH12"


@pytest.mark.parametrize(
    ("identified_on", "regime"),
    [
        pytest.param(None, Regime.OF_2024, id="not identified yet"),
        pytest.param(date(2025, 6, 30), Regime.OF_2011, id="the last day of the old law"),
        pytest.param(date(2025, 7, 1), Regime.OF_2024, id="the first day of the new law"),
    ],
)
def test_the_day_of_identification_decides_the_regime(identified_on: date | None, regime: Regime) -> None:
    assert regime_for(identified_on) is regime


def test_the_facts_that_start_no_clock_change_nothing() -> None:
    willing = replace(ADULT, has_plan=True, has_consented=True)

    assert changes(StepName.IDENTIFY, State.PROTECTED, willing) == changes(StepName.IDENTIFY, State.PROTECTED)


@pytest.mark.parametrize("regime", Regime)
def test_a_rule_that_was_switched_on_starts_like_any_other(regime: Regime) -> None:
    def started_by(event: str, on: frozenset[str]) -> set[str]:
        asked = (Pathway.RESCUED, event, None, State.FULL_VERIFICATION, ADULT, regime, NOW, on)
        return {rule.name for rule in clocks_for(*asked).start}

    more = started_by(StepName.REQUEST_FULL_VERIFICATION, frozenset({"full_verification_complex"}))

    assert started_by(StepName.REQUEST_FULL_VERIFICATION, frozenset()) == {"full_verification"}
    assert ("full_verification_complex" in more) is (regime is Regime.OF_2011)


@pytest.mark.parametrize(
    ("pathway", "expected", "basis"),
    [
        (Pathway.SELF_REPORTED, {"bring_to_commune"}, "Điều 27(1)"),
        (Pathway.RESCUED, {"bring_to_commune"}, "Điều 27(1)"),
        (Pathway.ABROAD, {"bring_to_commune", "host_country_notice"}, "Điều 29"),
        (Pathway.RETURNED, {"bring_to_commune", "border_formalities"}, "Điều 30(1)"),
        (Pathway.FOREIGN_NATIONAL, {"bring_to_commune"}, "Điều 27(1)"),
    ],
)
def test_a_pathway_brings_clocks_of_its_own(pathway: Pathway, expected: set[str], basis: str) -> None:
    begun = changes(Event.REPORTED, State.REPORTED, replace(ADULT, pathway=pathway)).start

    assert {rule.name for rule in begun} == expected
    assert next(rule for rule in begun if rule.name == "bring_to_commune").basis.startswith(basis)


def test_an_unconfirmed_duty_of_a_pathway_waits_for_its_switch() -> None:
    foreign = replace(ADULT, pathway=Pathway.FOREIGN_NATIONAL)

    begun = {
        rule.name
        for switched_on in (frozenset[str](), frozenset({"consular_notice"}))
        for rule in clocks_for(
            foreign.pathway, StepName.RECEIVE, None, State.RECEIVED, foreign, Regime.OF_2024, NOW, switched_on
        ).start
        if switched_on
    }

    assert begun == {"consular_notice"}
    assert started(StepName.RECEIVE, State.RECEIVED, foreign) == set()
