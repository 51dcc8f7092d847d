"""Tests of asking every combination at once: the answers are those of asking them one by one."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from tests.workflows.builders import ADULT, OFFICER
from workflows import safety
from workflows.beside import CASE_HAS_ENDED, closed_to_support
from workflows.by_age import at_age
from workflows.catalogue import JOURNEYS, journey_for
from workflows.decisions import DAY, DAYS, Decision, combinations_of_facts, decide
from workflows.facts import Attempt, CaseFacts
from workflows.journey import Journey
from workflows.vocabulary import ENDS, ConsentScope, Pathway, State, StepName


def is_home_safe(facts: CaseFacts, attempt: Attempt) -> bool:
    assessed = safety.risk_assessment_is_fresh(facts, attempt) is None
    return assessed and (ConsentScope.SUPPORT in facts.consents or bool(attempt.given & {"reason", "why"}))


DECIDED = tuple(decide(is_home_safe, {"on": DAY}))


def covers(decision: Decision, known: Mapping[str, object]) -> bool:
    return all(decision.may_be(key, value) for key, value in known.items())


@pytest.mark.parametrize("day", DAYS)
def test_each_combination_has_one_decision_and_it_is_right(day: date | None) -> None:
    for support, reason, why in product((True, False), repeat=3):
        consents = frozenset({ConsentScope.SUPPORT} if support else ())
        given = frozenset(name for name, has in (("reason", reason), ("why", why)) if has)
        facts = replace(ADULT, risk_assessed_on=day, consents=consents)
        known = {
            "risk_assessed_on": day,
            "consents.support": support,
            "given.reason": reason,
            "given.why": why,
        }

        [decision] = [each for each in DECIDED if covers(each, known)]

        assert decision.answer is is_home_safe(facts, replace(OFFICER, on=DAY, given=given))


def test_what_a_rule_never_looks_at_is_left_open() -> None:
    assert all(decision.may_be("is_child", value=True) for decision in DECIDED)
    assert all(decision.may_be("is_child", value=False) for decision in DECIDED)


def test_a_decision_knows_what_was_needed() -> None:
    by_reason = [each for each in DECIDED if each.answer and each.surely("consents.support", value=False)]

    assert {each.needs("given") for each in by_reason} == {
        frozenset({"reason", "why"}),
        frozenset({"reason"}),
        frozenset({"why"}),
    }


def test_there_are_more_combinations_than_anybody_could_walk() -> None:
    assert combinations_of_facts() > 10**11


@pytest.mark.parametrize("state", State)
def test_support_ends_only_with_the_case(state: State) -> None:
    assert closed_to_support(state, ADULT) == (CASE_HAS_ENDED if state in ENDS else None)


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: journey.name)
@pytest.mark.parametrize(
    ("youngest", "as_child"), [(17, True), (18, False), (15, True), (None, True)], ids=str
)
def test_the_same_facts_meet_other_rules_and_clocks(
    journey: Journey, youngest: int | None, as_child: bool
) -> None:
    said = at_age(journey, youngest)

    assert said.is_child is as_child
    assert bool(said.refusals[StepName.WITHDRAW]) is as_child
    assert bool(said.refusals[StepName.START_REINTEGRATION]) is as_child
    assert {rule.name for rule in said.clocks if rule.is_for_children} == (
        {"child_risk", "child_plan", "child_plan_approval"} if as_child else set()
    )


def test_an_adults_way_lacks_nothing_but_what_is_not_for_adults() -> None:
    said = at_age(journey_for(Pathway.FOREIGN_NATIONAL), 18)

    assert [name for name, refusals in said.refusals.items() if refusals] == [StepName.GIVE_TO_RELATIVES]
