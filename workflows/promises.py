"""Promises that a journey keeps whatever the facts: each is tried against every step, not read from it.

A promise is broken only by an attempt that passes; nothing here trusts what a step says of itself.
"""

from collections.abc import Iterator
from dataclasses import replace

from workflows.facts import CaseFacts
from workflows.step import Step
from workflows.vocabulary import ENDS, AgencyKind, State
from workflows.walker import Place, attempts


def broken_promises(steps: tuple[Step, ...], *, is_foreign: bool) -> Iterator[str]:
    """Give every promise that a step breaks, with the state it breaks it from."""
    for step in steps:
        for state in State:
            if state in step.sources:
                yield from _broken(step, state, is_foreign=is_foreign)


def _broken(step: Step, state: State, *, is_foreign: bool) -> Iterator[str]:
    adult = Place(
        state,
        AgencyKind.HEALTH,
        is_child=False,
        is_foreign=is_foreign,
        is_emergency=True,
        returns_to=State.PROTECTED,
        withdrawn_from=State.PROTECTED,
    )
    child = replace(adult, is_child=True)
    if _turns_on_consent(step, adult) and _passes(step, child, _alone(child)):
        yield f"{step.name} from {state} passes a child on the person's consent alone"
    if step.moves_custody and _passes(step, adult, adult.facts(), is_direct=True):
        yield f"{step.name} from {state} moves custody without a hand-over"
    if state in ENDS and _passes(step, adult, adult.facts(), gives_nothing=True):
        yield f"{step.name} from {state} brings an ended case back without a reason"


def _alone(child: Place) -> CaseFacts:
    """A child who consented to everything, and for whom nobody has spoken."""
    return replace(child.facts(), has_guardian_consent=False, has_best_interest_note=False)


def _turns_on_consent(step: Step, adult: Place) -> bool:
    silent = replace(adult.facts(), has_consented=False, consents=frozenset(), has_agreed_plan=False)
    return _passes(step, adult, adult.facts()) and not _passes(step, adult, silent)


def _passes(
    step: Step, here: Place, facts: CaseFacts, *, is_direct: bool = False, gives_nothing: bool = False
) -> bool:
    return any(
        step.allows(
            here.state,
            facts,
            replace(
                attempt,
                via_handover=attempt.via_handover and not is_direct,
                given=frozenset() if gives_nothing else attempt.given,
            ),
        )
        for attempt in attempts(step, here)
    )
