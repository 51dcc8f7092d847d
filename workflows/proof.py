"""The proof that a journey hangs together: it is walked in every way its steps allow, remembering the way.

Nothing here knows a particular rule; what neither walking nor asking every fact can show is not claimed.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, partial
from typing import NamedTuple

from workflows.decisions import combinations_of_facts
from workflows.promises import SupportRule, broken_promises, try_every_step
from workflows.step import Step
from workflows.vocabulary import ENDS, OPEN_STATES, Pathway, State, StepName
from workflows.walker import TAKES_CONSENT_BACK, TURNS_EIGHTEEN, Place, Walker, walker_for
from workflows.watches import Watch, watches_for

OUT_OF_ORDER = frozenset(
    {
        StepName.WITHDRAW.value,
        StepName.END_OTHERWISE.value,
        StepName.REOPEN.value,
        TAKES_CONSENT_BACK,
        TURNS_EIGHTEEN,
    }
)
"""What leaves the way rather than follows it: a state that only these leave is a dead end."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What was visited, and what is wrong."""

    situations: int
    """Places and the clocks running there, under each regime."""
    moves: int
    decisions: int
    """Groups of combinations that the steps tell apart."""
    combinations: int
    """Combinations of facts that each step was asked about, from each of its states."""
    problems: tuple[str, ...]


class Situation(NamedTuple):
    """A place, by its number, and the clocks that run there."""

    place: int
    clocks: int


class Way(NamedTuple):
    """A move as a walk takes it."""

    how: str
    to: int
    keep: int
    start: int
    goes_on: bool


@dataclass(slots=True)
class Walk:
    """Every situation that can arise, how it first came about, and from where each can be reached."""

    walker: Walker
    watch: Watch
    came_by: dict[Situation, tuple[Situation | None, str]] = field(default_factory=dict)
    reached_from: defaultdict[Situation, list[Situation]] = field(default_factory=partial(defaultdict, list))
    moves: int = 0
    _ways: dict[int, tuple[Way, ...]] = field(default_factory=dict)

    def begin(self) -> None:
        """Walk from every opening until nothing new is found."""
        for opening in self.walker.openings():
            clocks = self.watch.effect(opening.events).upon(0)
            self.came_by.setdefault(Situation(self.walker.number(opening.to), clocks), (None, opening.how))
        waiting = deque(self.came_by)
        while waiting:
            waiting.extend(self._leave(waiting.popleft()))

    def _leave(self, here: Situation) -> Iterator[Situation]:
        place, clocks = here
        ways = self._ways.get(place) or self._ways_from(place)
        self.moves += len(ways)
        for how, to, keep, start, goes_on in ways:
            there = Situation(to, (clocks & keep) | start)
            if goes_on:
                self.reached_from[there].append(here)
            if there not in self.came_by:
                self.came_by[there] = here, how
                yield there

    def _ways_from(self, number: int) -> tuple[Way, ...]:
        here = self.walker.places[number]
        ways = [
            Way(how, to, *self.watch.effect(events), _goes_on(here, by))
            for how, by, to, events in self.walker.moves_from(number)
        ]
        self._ways[number] = tuple({way[1:]: way for way in reversed(ways)}.values())[::-1]
        return self._ways[number]

    def place(self, situation: Situation) -> Place:
        """Give the place of a situation."""
        return self.walker.places[situation.place]

    def way_to(self, situation: Situation) -> str:
        """Tell the way there, from the report on."""
        told: list[str] = []
        at: Situation | None = situation
        while at is not None:
            at, how = self.came_by[at]
            told.append(how)
        return " → ".join(reversed(told))

    def first_in(self, state: State) -> Situation | None:
        """Give the first situation in a state, if any way leads there."""
        return next((each for each in self.came_by if self.place(each).state is state), None)


def _goes_on(here: Place, by: str) -> bool:
    """Say whether a move follows the way: for an adult who agrees to nothing, leaving does."""
    leaves = by == StepName.WITHDRAW and not here.is_willing and not here.is_child
    return leaves or by not in OUT_OF_ORDER


@cache
def prove(steps: tuple[Step, ...], pathway: Pathway, support: SupportRule) -> Proof:
    """Walk a journey for adults and children who agree or not, from every agency that may take a report.

    It is walked under each regime; then every step is asked about every combination of facts.
    """
    walker = walker_for(steps, is_foreign=pathway is Pathway.FOREIGN_NATIONAL)
    walks = [Walk(walker, watch) for watch in watches_for(pathway)]
    for walk in walks:
        walk.begin()
    passed, decided = try_every_step(steps)
    asked = sum(len(step.sources | step.unconfirmed_sources) for step in steps)
    problems = (
        *_twice_named(steps),
        *_unreachable(steps, walks[0]),
        *dict.fromkeys(problem for walk in walks for problem in _on_the_way(walk)),
        *(_told(walks[0], broken.what, broken.state) for broken in broken_promises(passed, support)),
    )
    situations, moves = sum(len(walk.came_by) for walk in walks), sum(walk.moves for walk in walks)
    return Proof(situations, moves, decided, asked * combinations_of_facts(), problems)


def _told(walk: Walk, what: str, state: State | None) -> str:
    first = walk.first_in(state) if state else None
    return what if first is None else f"{what}: {walk.way_to(first)}"


def _twice_named(steps: tuple[Step, ...]) -> Iterator[str]:
    names = [step.name for step in steps]
    for name in StepName:
        if names.count(name) > 1:
            yield f"the step {name} stands twice"


def _unreachable(steps: tuple[Step, ...], walk: Walk) -> Iterator[str]:
    reached = {walk.place(situation).state for situation in walk.came_by}
    named = {state for step in steps for state in (*step.sources, step.dest) if isinstance(state, State)}
    for state in State:
        if state in named - reached:
            yield f"no way leads to {state}"


def _on_the_way(walk: Walk) -> Iterator[str]:
    yield from _first_of_each_state(walk, _dead_ends(walk), "is a dead end")
    open_ones = [each for each in walk.came_by if walk.place(each).state in OPEN_STATES]
    yield from _first_of_each_state(walk, (each for each in open_ones if not each.clocks), "has no clock")
    unheld = (each for each in open_ones if not walk.place(each).is_held)
    yield from _first_of_each_state(walk, unheld, "has nobody who answers for the person")


def _dead_ends(walk: Walk) -> Iterable[Situation]:
    """Every open situation must have a way to an end that needs no death, no lost contact and no birthday.

    For those who agree it needs no refusal either; for those who do not, it needs no change of mind.
    """
    leads_out = {situation for situation in walk.came_by if walk.place(situation).state in ENDS}
    waiting = list(leads_out)
    while waiting:
        new = set(walk.reached_from[waiting.pop()]) - leads_out
        leads_out |= new
        waiting.extend(new)
    return walk.came_by.keys() - leads_out


def _first_of_each_state(walk: Walk, found: Iterable[Situation], what: str) -> Iterator[str]:
    sought, told = set(found), set[State]()
    for situation in walk.came_by:
        state = walk.place(situation).state
        if situation in sought and state not in told:
            told.add(state)
            yield f"{state} {what}: {walk.way_to(situation)}"
