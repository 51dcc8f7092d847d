"""Tests of the proof: a journey broken in each way is reported, with the way that leads there."""

from dataclasses import replace

import pytest

from workflows import safety, steps
from workflows.catalogue import journey_for
from workflows.journey import Journey
from workflows.step import Step
from workflows.vocabulary import Pathway, State, StepName

SOUND = journey_for(Pathway.SELF_REPORTED)


def without(*names: StepName) -> Journey:
    return replace(SOUND, steps=tuple(step for step in SOUND.steps if step.name not in names))


def with_changed(changed: Step) -> Journey:
    return replace(SOUND, steps=tuple(changed if step.name is changed.name else step for step in SOUND.steps))


def test_a_state_that_nothing_leads_to_is_reported() -> None:
    assert "no way leads to not_victim" in without(StepName.REFUSE_IDENTIFICATION).problems()


def test_a_dead_end_is_reported_with_the_way_there() -> None:
    problems = without(StepName.CLOSE).problems()

    [dead_end] = [problem for problem in problems if problem.startswith("reintegrating is a dead end")]
    assert "report by" in dead_end
    assert "→" in dead_end


def test_leaving_only_by_refusal_is_a_dead_end_too() -> None:
    stuck = without(StepName.IDENTIFY, StepName.REFUSE_IDENTIFICATION).problems()

    assert any(problem.startswith("full_verification is a dead end") for problem in stuck)


def test_a_state_without_a_clock_is_reported_with_the_way_there() -> None:
    forgetful = replace(steps.REFUSE_IDENTIFICATION, dest=State.PROTECTED)

    problems = with_changed(forgetful).problems()

    assert any(problem.startswith("protected has no clock: report by") for problem in problems)


def test_an_end_without_a_rule_is_reported() -> None:
    careless = replace(steps.CLOSE, guards=())

    assert "close ends the case without a rule" in with_changed(careless).problems()


def test_a_step_that_stands_twice_is_reported() -> None:
    doubled = replace(SOUND, steps=(*SOUND.steps, steps.CLOSE))

    assert "the step close stands twice" in doubled.problems()


@pytest.mark.parametrize("step", [steps.OFFER_TRANSFER, steps.START_REINTEGRATION, steps.REPATRIATE])
def test_a_child_passing_on_consent_alone_is_reported(step: Step) -> None:
    spoken_for = {safety.guardian_has_consented, safety.best_interest_is_noted}
    careless = replace(step, guards=tuple(guard for guard in step.guards if guard not in spoken_for))
    foreign = journey_for(Pathway.FOREIGN_NATIONAL)

    broken = replace(
        foreign, steps=tuple(careless if each.name is step.name else each for each in foreign.steps)
    )

    assert f"{step.name} from transferred passes a child on the person's consent alone" in broken.problems()


def test_custody_that_moves_by_itself_is_reported() -> None:
    careless = replace(steps.WITHDRAW_TRANSFER, guards=())

    problems = with_changed(careless).problems()

    assert "withdraw_transfer from transfer_offered moves custody without a hand-over" in problems


def test_an_end_undone_without_a_reason_is_reported() -> None:
    careless = replace(steps.REOPEN, guards=())

    problems = with_changed(careless).problems()

    assert "reopen from closed brings an ended case back without a reason" in problems


def test_a_proof_says_how_much_it_walked() -> None:
    proof = SOUND.prove()

    assert proof.moves > proof.situations > len(State)
    assert proof.problems == ()
