"""Tests of what is shipped switched off: named, marked as unconfirmed, of no effect until switched on."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.workflows.builders import OFFICER, TODAY, WILLING
from workflows import steps, switches
from workflows.facts import Attempt
from workflows.step import Step
from workflows.switches import Switchable, named, read_switches
from workflows.vocabulary import AgencyKind, Confidence, State

FOREIGN = replace(WILLING, is_foreign=True, received_on=TODAY)
REFUSING = replace(
    OFFICER,
    actor_kind=AgencyKind.POLICE,
    is_verifier=True,
    given=frozenset({"reason", "told_how_to_complain"}),
)
STARTING = replace(OFFICER, is_holder=True, given=frozenset({"verifier", "statement"}))
ASKING = replace(OFFICER, is_holder=True, given=frozenset({"finding"}))
EACH = pytest.mark.parametrize("switch", switches.ALL, ids=lambda switch: switch.name)


def on(attempt: Attempt, switch: Switchable) -> Attempt:
    return replace(attempt, switched_on=frozenset({switch.name}))


@EACH
def test_a_switch_says_that_nothing_confirms_it(switch: Switchable) -> None:
    assert switch.confidence is Confidence.R
    assert "chưa kiểm chứng" in switch.basis
    assert switch.note.startswith("Chưa kiểm chứng:")
    assert named(switch.name) is switch


def test_a_refusal_at_the_initial_verification_waits_for_its_switch() -> None:
    state = State.INITIAL_VERIFICATION
    refused = [refusal.rule for refusal in steps.REFUSE_IDENTIFICATION.refusals(state, WILLING, REFUSING)]

    allowed = steps.REFUSE_IDENTIFICATION.allows(state, WILLING, on(REFUSING, switches.REFUSE_AT_ONCE))

    assert (refused, allowed) == (["wrong-state"], True)


@pytest.mark.parametrize(
    ("step", "state", "attempt"),
    [
        pytest.param(steps.START_VERIFICATION, State.RECEIVED, STARTING, id="a statement"),
        pytest.param(steps.REQUEST_FULL_VERIFICATION, State.INITIAL_VERIFICATION, ASKING, id="full"),
        pytest.param(steps.REFUSE_IDENTIFICATION, State.FULL_VERIFICATION, REFUSING, id="a refusal"),
        pytest.param(steps.REPATRIATE, State.PROTECTED, OFFICER, id="repatriation"),
    ],
)
def test_nothing_is_driven_by_an_interview_while_reflecting(
    step: Step, state: State, attempt: Attempt
) -> None:
    reflecting = step.refusals(state, FOREIGN, on(attempt, switches.REFLECTION))
    later = replace(on(attempt, switches.REFLECTION), on=TODAY.replace(month=TODAY.month + 1))

    assert [refusal.rule for refusal in reflecting] == ["reflection-period"]
    assert step.allows(state, FOREIGN, attempt)
    assert "reflection-period" not in {each.rule for each in step.refusals(state, FOREIGN, later)}


def test_verification_starts_without_a_statement_while_reflecting() -> None:
    quiet = replace(STARTING, given=frozenset({"verifier", "no_statement_because"}))

    assert steps.START_VERIFICATION.allows(State.RECEIVED, FOREIGN, on(quiet, switches.REFLECTION))


@pytest.mark.parametrize(
    ("line", "instead", "said"),
    [
        ('confidence = "R"', 'confidence = "B"', "only what is not confirmed"),
        ('source = "-"', 'source = "-"\namount = 3', "not a key of a switch: amount"),
        ('note = "n"', "", "note"),
    ],
)
def test_a_slip_in_a_row_is_named(tmp_path: Path, line: str, instead: str, said: str) -> None:
    row = '[[switches]]\nname = "x"\nvi = "v"\nen = "e"\ninstrument = "i"\narticle = "a"\n'
    file = tmp_path / "switches.toml"
    file.write_text((row + 'confidence = "R"\nsource = "-"\nnote = "n"\n').replace(line, instead))

    with pytest.raises((ValueError, KeyError), match=said):
        read_switches(file)
