"""The same facts at different ages: which steps say no, and which clocks a report starts.

It only reads a journey aloud; who counts as a child is said in ``ages``.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from workflows.ages import is_child
from workflows.clocks import changes_for
from workflows.decisions import DAY
from workflows.facts import CaseFacts
from workflows.journey import Journey
from workflows.limits import DeadlineRule
from workflows.refusal import Refusal
from workflows.step import Step
from workflows.vocabulary import AgencyKind, Event, Pathway, Regime, State, StepName
from workflows.walker import Place, attempts

FOR_ALL = (Event.REPORTED, Event.RISK_ASSESSED, Event.CHILD_PLAN_MADE)
"""What happens to everybody, or to a child alone, without any step."""


@dataclass(frozen=True, slots=True)
class AtAge:
    """What a journey says to somebody of an age who agrees to everything, and for whom nobody else speaks."""

    is_child: bool
    refusals: dict[StepName, tuple[Refusal, ...]]
    """What each step still lacks when the right agency takes it with all its data."""
    clocks: tuple[DeadlineRule, ...]
    """What a report, a risk assessment and a plan start."""


def at_age(journey: Journey, youngest: int | None) -> AtAge:
    """Say what a journey says at an age; of an uncertain one the lowest counts, None is unknown."""
    as_child = is_child(None, youngest, DAY)
    place = Place(
        State.PROTECTED,
        AgencyKind.HEALTH,
        as_child,
        journey.pathway is Pathway.FOREIGN_NATIONAL,
        returns_to=State.PROTECTED,
        withdrawn_from=State.PROTECTED,
    )
    facts = replace(place.facts(), has_guardian_consent=False, has_best_interest_note=False)
    refusals = {step.name: _lacking(step, place, facts) for step in journey.steps}
    return AtAge(as_child, refusals, tuple(_clocks(journey.pathway, as_child=as_child)))


def _lacking(step: Step, place: Place, facts: CaseFacts) -> tuple[Refusal, ...]:
    """Whoever lacks least is the right one to take it."""
    tried = (
        step.refusals(state, facts, attempt)
        for state in sorted(step.sources)
        for holder in (AgencyKind.HEALTH, AgencyKind.COMMUNE)
        for attempt in attempts(step, replace(place, state=state, holder=holder))
    )
    return min(tried, key=len)


def _clocks(pathway: Pathway, *, as_child: bool) -> Iterator[DeadlineRule]:
    for event in FOR_ALL:
        yield from changes_for(
            event.value,
            State.REPORTED,
            Regime.OF_2024,
            DAY,
            is_child=as_child,
            is_emergency=False,
            pathway=pathway,
        ).start
