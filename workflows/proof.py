"""The proof that a journey hangs together: it is walked in every way its steps allow, remembering the way.

Nothing here knows a particular journey, state or rule; what cannot be shown by walking is not claimed.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from workflows.promises import broken_promises
from workflows.step import Step
from workflows.vocabulary import ENDS, OPEN_STATES, State, StepName
from workflows.walker import Situation, moves, openings

OUT_OF_ORDER = frozenset({StepName.WITHDRAW, StepName.END_OTHERWISE, StepName.REOPEN})
"""Steps that leave the way rather than follow it: a state that only these leave is a dead end."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What a walk visited, and what is wrong."""

    situations: int
    moves: int
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Walk:
    """Every situation that can arise, how it first came about, and where it leads."""

    came_by: dict[Situation, tuple[Situation | None, str]]
    onward: dict[Situation, list[tuple[str, Situation]]]

    def way_to(self, situation: Situation) -> str:
        """Tell the way there, from the report on."""
        told: list[str] = []
        at: Situation | None = situation
        while at is not None:
            at, how = self.came_by[at]
            told.append(how)
        return " → ".join(reversed(told))


@cache
def prove(steps: tuple[Step, ...], *, is_foreign: bool) -> Proof:
    """Walk a journey for adults and for children, from every agency that may take a report."""
    walk = _walk(steps, is_foreign=is_foreign)
    problems = (
        *_twice_named(steps),
        *_unreachable(steps, walk),
        *_dead_ends(walk),
        *_without_clock(walk),
        *_without_guards(steps),
        *broken_promises(steps, is_foreign=is_foreign),
    )
    return Proof(len(walk.onward), sum(map(len, walk.onward.values())), problems)


def _walk(steps: tuple[Step, ...], *, is_foreign: bool) -> Walk:
    walk = Walk({}, {})
    waiting: deque[Situation] = deque()
    for how, situation in openings(is_foreign=is_foreign):
        walk.came_by[situation] = (None, how)
        waiting.append(situation)
    while waiting:
        situation = waiting.popleft()
        walk.onward[situation] = list(moves(steps, situation))
        for how, reached in walk.onward[situation]:
            if reached not in walk.came_by:
                walk.came_by[reached] = (situation, how)
                waiting.append(reached)
    return walk


def _twice_named(steps: tuple[Step, ...]) -> Iterator[str]:
    names = [step.name for step in steps]
    for name in StepName:
        if names.count(name) > 1:
            yield f"the step {name} stands twice"


def _unreachable(steps: tuple[Step, ...], walk: Walk) -> Iterator[str]:
    reached = {situation.state for situation in walk.onward}
    named = {state for step in steps for state in (*step.sources, step.dest) if isinstance(state, State)}
    for state in State:
        if state in named - reached:
            yield f"no way leads to {state}"


def _dead_ends(walk: Walk) -> Iterator[str]:
    """Every open situation must have a way to an end that needs no refusal, no death and no lost contact."""
    leads_out = {situation for situation in walk.onward if situation.state in ENDS}
    backward: dict[Situation, list[Situation]] = {}
    for situation, onward in walk.onward.items():
        for how, reached in onward:
            if how.split()[0] not in OUT_OF_ORDER:
                backward.setdefault(reached, []).append(situation)
    waiting = list(leads_out)
    while waiting:
        new = [each for each in backward.get(waiting.pop(), ()) if each not in leads_out]
        leads_out.update(new)
        waiting.extend(new)
    yield from _first_of_each_state(walk, set(walk.onward) - leads_out, "is a dead end")


def _without_clock(walk: Walk) -> Iterator[str]:
    stopped = {each for each in walk.onward if each.state in OPEN_STATES and not each.clocks}
    yield from _first_of_each_state(walk, stopped, "has no clock")


def _first_of_each_state(walk: Walk, found: set[Situation], what: str) -> Iterator[str]:
    told: set[State] = set()
    for situation in walk.onward:
        if situation in found and situation.state not in told:
            told.add(situation.state)
            yield f"{situation.state} {what}: {walk.way_to(situation)}"


def _without_guards(steps: tuple[Step, ...]) -> Iterator[str]:
    for step in steps:
        if step.dest in ENDS and not step.guards:
            yield f"{step.name} ends the case without a rule"
