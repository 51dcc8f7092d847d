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


def lacking(step: Step, *dropped: Guard) -> Journey:
    """The foreign national's journey with a step that has forgotten some of its rules."""
    kept = tuple(guard for guard in step.guards if guard not in dropped)
    return with_changed(replace(step, guards=kept), FOREIGN)


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


BROKEN: list[tuple[Callable[[], Journey], str]] = [
    (lambda: without(StepName.REFUSE_IDENTIFICATION), "no way leads to not_victim"),
    (lambda: without(StepName.CLOSE), "reintegrating is a dead end: report by"),
    (
        lambda: without(StepName.IDENTIFY, StepName.REFUSE_IDENTIFICATION),
        "full_verification is a dead end: report by",
    ),
    (
        lambda: with_changed(replace(steps.REFUSE_IDENTIFICATION, dest=State.PROTECTED)),
        "protected has no clock: report by",
    ),
    (
        lambda: with_changed(replace(steps.REOPEN, new_holders=frozenset())),
        "protected has nobody who answers for the person: report by",
    ),
    (
        lambda: with_changed(replace(steps.ACCEPT_TRANSFER, new_holders=frozenset({AgencyKind.HEALTH}))),
        "transferred has nobody who answers for the person: report by",
    ),
    (
        lambda: with_changed(replace(steps.CLOSE, guards=())),
        "close from reintegrating ends the case without the follow-ups or a reason: report by",
    ),
    (
        lambda: lacking(steps.CLOSE, guards.no_clock_is_overdue),
        "close from reintegrating ends the case without a look at overdue clocks: report by",
    ),
    (
        lambda: lacking(steps.REPATRIATE, safety.person_is_foreign),
        "repatriate from protected ends the case without a foreign national: report by",
    ),
    (
        lambda: with_changed(replace(steps.RETURN_HOME, dest=State.CLOSED, guards=())),
        "return_home from protected ends the case without a rule: report by",
    ),
    (lambda: replace(SOUND, steps=(*SOUND.steps, steps.CLOSE)), "the step close stands twice"),
    (
        lambda: lacking(steps.OFFER_TRANSFER, *steps.GUARDIAN, safety.best_interest_is_noted),
        "offer_transfer from transferred passes a child on the person's consent alone: report by",
    ),
    (
        lambda: lacking(steps.START_REINTEGRATION, *steps.GUARDIAN, safety.best_interest_is_noted),
        "start_reintegration from transferred passes a child on the person's consent alone: report by",
    ),
    (
        lambda: lacking(steps.REPATRIATE, *steps.GUARDIAN, safety.best_interest_is_noted),
        "repatriate from transferred passes a child on the person's consent alone: report by",
    ),
    (
        lambda: lacking(steps.WITHDRAW, safety.person_is_no_child),
        "withdraw from received passes a child on the person's consent alone: report by",
    ),
    (
        lambda: lacking(steps.ACCEPT_TRANSFER, safety.guardian_is_not_blocked),
        "accept_transfer from transfer_offered takes the word of a guardian who may be a trafficker: ",
    ),
    (
        lambda: lacking(steps.OFFER_TRANSFER, safety.risk_assessment_is_fresh),
        "offer_transfer from protected moves a person without a fresh risk assessment: report by",
    ),
    (
        lambda: lacking(steps.RETURN_HOME, safety.adult_has_consented),
        "return_home from protected moves an adult who has not consented: report by",
    ),
    (
        lambda: lacking(steps.ACCEPT_TRANSFER, guards.receiver_has_attested),
        "accept_transfer from transfer_offered moves a person to somebody who has not accepted: report by",
    ),
    (
        lambda: with_changed(replace(steps.WITHDRAW_TRANSFER, guards=())),
        "withdraw_transfer from transfer_offered moves custody without a hand-over: report by",
    ),
    (
        lambda: with_changed(replace(steps.REOPEN, guards=())),
        "reopen from closed brings an ended case back without a reason: report by",
    ),
    (
        lambda: lacking(steps.WITHDRAW, safety.person_is_no_child),
        "give_to_relatives and withdraw are both open from protected: report by",
    ),
    (
        lambda: with_changed(replace(steps.ACCEPT_TRANSFER, who=actors.HOLDER)),
        "accept_transfer and withdraw_transfer are both open from transfer_offered: report by",
    ),
    (
        lambda: with_changed(replace(steps.REFUSE_IDENTIFICATION, guards=())),
        "identify and refuse_identification are both open from full_verification: report by",
    ),
    (
        lambda: with_changed(replace(steps.IDENTIFY, guards=(holder_may_help,))),
        "identify from initial_verification turns on whether the person co-operates: report by",
    ),
    (
        lambda: with_changed(replace(steps.NOTIFY_HEALTH, guards=(only_for_us,))),
        "notify_health from at_commune turns on the pathway",
    ),
    (
        lambda: replace(SOUND, support=supports_victims_only),
        "support waits for the outcome: it is refused in full_verification: report by",
    ),
    (
        lambda: replace(SOUND, support=supports_who_agrees),
        "support in received turns on has_consented: report by",
    ),
]


@pytest.mark.parametrize(("breaking", "said"), BROKEN)
def test_a_broken_journey_is_reported_with_the_way_there(breaking: Callable[[], Journey], said: str) -> None:
    problems = breaking().problems()

    assert any(problem.startswith(said) for problem in problems), problems


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


def test_a_step_only_the_system_takes_contradicts_no_other() -> None:
    anybody = replace(steps.LAPSE_TRANSFER, who=replace(actors.RECEIVER, roles=frozenset(Role)))

    problems = with_changed(anybody).problems()

    assert any(each.startswith("accept_transfer and lapse_transfer are both open") for each in problems)


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: journey.name)
def test_a_proof_says_how_much_it_walked_and_asked(journey: Journey) -> None:
    proof = journey.prove()

    assert proof.moves > proof.situations > 3 * len(State)
    assert proof.combinations > 10**12
    assert proof.decisions > 1000
    assert proof.problems == ()
