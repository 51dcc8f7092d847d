"""The proof that a journey hangs together: it is walked in every way its steps allow, remembering the way.

Nothing here knows a particular journey, state or rule; what cannot be shown by walking is not claimed.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from workflows.promises import broken_promises
from workflows.step import Step
from workflows.vocabulary import ENDS, OPEN_STATES, Event, State, StepName
from workflows.walker import Situation, Walker

OUT_OF_ORDER = frozenset({StepName.WITHDRAW, StepName.END_OTHERWISE, StepName.REOPEN})
"""Steps that leave the way rather than follow it: a state that only these leave is a dead end."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What a walk visited, and what is wrong."""

    situations: int
    moves: int
    problems: tuple[str, ...]


@dataclass(slots=True)
class Walk:
    """Every situation that can arise, how it first came about, and from where each can be reached."""

    came_by: dict[Situation, tuple[Situation | None, str]] = field(default_factory=dict)
    reached_from: dict[Situation, list[tuple[StepName | Event, Situation]]] = field(default_factory=dict)
    moves: int = 0

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
    walk = _walk(Walker(steps, is_foreign))
    problems = (
        *_twice_named(steps),
        *_unreachable(steps, walk),
        *_dead_ends(walk),
        *_without_clock(walk),
        *_without_guards(steps),
        *broken_promises(steps, is_foreign=is_foreign),
    )
    return Proof(len(walk.came_by), walk.moves, problems)


def _walk(walker: Walker) -> Walk:
    walk = Walk()
    for how, situation in walker.openings():
        walk.came_by[situation] = (None, how)
    waiting = deque(walk.came_by)
    while waiting:
        here = waiting.popleft()
        for move in walker.moves(here.place):
            there = move.from_clocks(here.clocks)
            walk.moves += 1
            walk.reached_from.setdefault(there, []).append((move.by, here))
            if there not in walk.came_by:
                walk.came_by[there] = (here, move.how)
                waiting.append(there)
    return walk


def _twice_named(steps: tuple[Step, ...]) -> Iterator[str]:
    names = [step.name for step in steps]
    for name in StepName:
        if names.count(name) > 1:
            yield f"the step {name} stands twice"


def _unreachable(steps: tuple[Step, ...], walk: Walk) -> Iterator[str]:
    reached = {situation.place.state for situation in walk.came_by}
    named = {state for step in steps for state in (*step.sources, step.dest) if isinstance(state, State)}
    for state in State:
        if state in named - reached:
            yield f"no way leads to {state}"


def _dead_ends(walk: Walk) -> Iterator[str]:
    """Every open situation must have a way to an end that needs no refusal, no death and no lost contact."""
    leads_out = {situation for situation in walk.came_by if situation.place.state in ENDS}
    waiting = list(leads_out)
    while waiting:
        before = walk.reached_from.get(waiting.pop(), ())
        new = {here for by, here in before if by not in OUT_OF_ORDER} - leads_out
        leads_out |= new
        waiting.extend(new)
    yield from _first_of_each_state(walk, walk.came_by.keys() - leads_out, "is a dead end")


def _without_clock(walk: Walk) -> Iterator[str]:
    stopped = {each for each in walk.came_by if each.place.state in OPEN_STATES and not each.clocks}
    yield from _first_of_each_state(walk, stopped, "has no clock")


def _first_of_each_state(walk: Walk, found: set[Situation], what: str) -> Iterator[str]:
    told: set[State] = set()
    for situation in walk.came_by:
        if situation in found and situation.place.state not in told:
            told.add(situation.place.state)
            yield f"{situation.place.state} {what}: {walk.way_to(situation)}"


def _without_guards(steps: tuple[Step, ...]) -> Iterator[str]:
    for step in steps:
        if step.dest in ENDS and not step.guards:
            yield f"{step.name} ends the case without a rule"
