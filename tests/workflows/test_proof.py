"""Tests of the proof: a journey broken in each way is reported, with the way that leads there."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from workflows import actors, guards, safety, steps
from workflows.beside import CASE_HAS_ENDED
from workflows.catalogue import JOURNEYS, journey_for
from workflows.facts import Attempt, CaseFacts
from workflows.journey import Journey
from workflows.refusal import Refusal
from workflows.step import Guard, Step
from workflows.vocabulary import AgencyKind, Pathway, Role, State, StepName

SOUND = journey_for(Pathway.SELF_REPORTED)
FOREIGN = journey_for(Pathway.FOREIGN_NATIONAL)


def without(*names: StepName) -> Journey:
    return replace(SOUND, steps=tuple(step for step in SOUND.steps if step.name not in names))


def with_changed(changed: Step, journey: Journey = SOUND) -> Journey:
    instead = tuple(changed if step.name is changed.name else step for step in journey.steps)
    return replace(journey, steps=instead)


def lacking(dropped: dict[Step, tuple[Guard, ...]]) -> Journey:
    """The foreign national's journey with steps that have forgotten some of their rules."""
    journey = FOREIGN
    for step, forgotten in dropped.items():
        kept = tuple(guard for guard in step.guards if guard not in forgotten)
        journey = with_changed(replace(step, guards=kept), journey)
    return journey


def holder_may_help(facts: CaseFacts, _attempt: Attempt) -> Refusal | None:
    """A rule as it must never be: it looks whether the person helps the investigation."""
    return None if getattr(facts, "is_cooperating", True) else CASE_HAS_ENDED


def only_for_us(facts: CaseFacts, _attempt: Attempt) -> Refusal | None:
    """A rule that looks at the pathway, which is the catalogue's to choose by."""
    return None if facts.pathway is Pathway.SELF_REPORTED else CASE_HAS_ENDED


def supports_victims_only(state: State, _facts: CaseFacts) -> Refusal | None:
    """What must never be: support that waits for the outcome."""
    return CASE_HAS_ENDED if state is State.FULL_VERIFICATION else None


def supports_who_agrees(_state: State, facts: CaseFacts) -> Refusal | None:
    """What must never be: support that looks at what the person said."""
    return None if facts.has_consented in {True, False} else CASE_HAS_ENDED


SPEAKS_FOR_A_CHILD = (*steps.GUARDIAN, safety.best_interest_is_noted)
BROKEN: dict[str, tuple[Callable[[], Journey], tuple[str, ...]]] = {
    "a conclusion is missing": (
        lambda: without(StepName.REFUSE_IDENTIFICATION),
        ("no way leads to not_victim",),
    ),
    "nobody can close": (
        lambda: without(StepName.CLOSE),
        ("reintegrating is a dead end: report by",),
    ),
    "nobody can conclude": (
        lambda: without(StepName.IDENTIFY, StepName.REFUSE_IDENTIFICATION),
        ("full_verification is a dead end: report by", "initial_verification is a dead end: report by"),
    ),
    "no clock is started": (
        lambda: with_changed(replace(steps.REFUSE_IDENTIFICATION, dest=State.PROTECTED)),
        ("protected has no clock: report by",),
    ),
    "nobody holds": (
        lambda: with_changed(
            replace(steps.ACCEPT_TRANSFER, new_holders=frozenset({AgencyKind.HEALTH})),
            with_changed(replace(steps.REOPEN, new_holders=frozenset())),
        ),
        (
            "protected has nobody who answers for the person: report by",
            "transferred has nobody who answers for the person: report by",
        ),
    ),
    "ends forget their rules": (
        lambda: lacking(
            {steps.CLOSE: steps.CLOSE.guards, steps.REPATRIATE: (safety.person_is_foreign,)},
        ),
        (
            "close from reintegrating ends the case without the follow-ups or a reason: report by",
            "close from reintegrating ends the case without a look at overdue clocks: report by",
            "close from reintegrating ends the case without a look at who still owes an answer: report by",
            "repatriate from protected ends the case without a foreign national: report by",
        ),
    ),
    "a new end has no rule": (
        lambda: with_changed(replace(steps.RETURN_HOME, dest=State.CLOSED, guards=())),
        ("return_home from protected ends the case without a rule: report by",),
    ),
    "a step stands twice": (
        lambda: replace(SOUND, steps=(*SOUND.steps, steps.CLOSE)),
        ("the step close stands twice",),
    ),
    "nobody speaks for a child": (
        lambda: lacking(
            {
                steps.OFFER_TRANSFER: SPEAKS_FOR_A_CHILD,
                steps.START_REINTEGRATION: SPEAKS_FOR_A_CHILD,
                steps.REPATRIATE: SPEAKS_FOR_A_CHILD,
                steps.WITHDRAW: (safety.person_is_no_child,),
                steps.ACCEPT_TRANSFER: (safety.guardian_is_not_blocked,),
            }
        ),
        (
            "offer_transfer from transferred passes a child on the person's consent alone: report by",
            "start_reintegration from transferred passes a child on the person's consent alone: report by",
            "repatriate from transferred passes a child on the person's consent alone: report by",
            "withdraw from received passes a child on the person's consent alone: report by",
            "accept_transfer from transfer_offered takes the word of a guardian who may be a trafficker: ",
            "give_to_relatives and withdraw are both open from protected: report by",
        ),
    ),
    "people are moved as goods": (
        lambda: lacking(
            {
                steps.OFFER_TRANSFER: (safety.risk_assessment_is_fresh,),
                steps.RETURN_HOME: (safety.adult_has_consented,),
                steps.ACCEPT_TRANSFER: (guards.receiver_has_attested,),
                steps.WITHDRAW_TRANSFER: steps.WITHDRAW_TRANSFER.guards,
                steps.REOPEN: steps.REOPEN.guards,
            }
        ),
        (
            "offer_transfer from protected moves a person without a fresh risk assessment: report by",
            "return_home from protected moves an adult who has not consented: report by",
            "accept_transfer from transfer_offered moves a person to somebody who has not accepted: report",
            "withdraw_transfer from transfer_offered moves custody without a hand-over: report by",
            "reopen from closed brings an ended case back without a reason: report by",
        ),
    ),
    "steps contradict each other": (
        lambda: with_changed(
            replace(steps.ACCEPT_TRANSFER, who=actors.HOLDER),
            with_changed(
                replace(steps.LAPSE_TRANSFER, who=replace(actors.HOLDER, roles=frozenset(Role))),
                with_changed(replace(steps.REFUSE_IDENTIFICATION, guards=())),
            ),
        ),
        (
            "accept_transfer and withdraw_transfer are both open from transfer_offered: report by",
            "accept_transfer and lapse_transfer are both open from transfer_offered: report by",
            "identify and refuse_identification are both open from full_verification: report by",
        ),
    ),
    "rules look where they must not": (
        lambda: with_changed(
            replace(steps.IDENTIFY, guards=(holder_may_help,)),
            with_changed(replace(steps.NOTIFY_HEALTH, guards=(only_for_us,))),
        ),
        (
            "identify from initial_verification turns on whether the person co-operates: report by",
            "notify_health from at_commune turns on the pathway",
        ),
    ),
    "support waits": (
        lambda: replace(SOUND, support=supports_victims_only),
        ("support waits for the outcome: it is refused in full_verification: report by",),
    ),
    "support looks at the person": (
        lambda: replace(SOUND, support=supports_who_agrees),
        ("support in received turns on has_consented: report by",),
    ),
}


@pytest.mark.parametrize(("breaking", "said"), BROKEN.values(), ids=BROKEN)
def test_a_broken_journey_is_reported_with_the_way_there(
    breaking: Callable[[], Journey], said: tuple[str, ...]
) -> None:
    problems = breaking().problems()

    assert [what for what in said if not any(each.startswith(what) for each in problems)] == []


def test_a_way_is_told_step_by_step() -> None:
    [dead_end] = [each for each in without(StepName.CLOSE).problems() if each.startswith("reintegrating")]

    assert dead_end.count(" → ") >= 3
    assert dead_end.endswith("return_home by health")


def test_who_agrees_to_nothing_must_have_a_way_out_too() -> None:
    home = replace(steps.RETURN_HOME, guards=(*steps.RETURN_HOME.guards, *steps.GUARDIAN))
    relatives = replace(steps.GIVE_TO_RELATIVES, guards=(*steps.GIVE_TO_RELATIVES.guards, *steps.GUARDIAN))

    problems = with_changed(relatives, with_changed(home)).problems()

    [stuck] = [problem for problem in problems if problem.startswith("protected is a dead end")]
    assert "consent taken back" in stuck


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: journey.name)
def test_a_proof_says_how_much_it_walked_and_asked(journey: Journey) -> None:
    proof = journey.prove()

    assert proof.moves > proof.situations > 3 * len(State)
    assert proof.combinations > 10**12
    assert proof.decisions > 1000
    assert proof.problems == ()
