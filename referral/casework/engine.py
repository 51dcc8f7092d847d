"""One step: journey + facts + attempt → new state, or every reason why not. It meets no database row.

The only door to the library `transitions`. Its two shapes of "no" — a guard's mute False and the
MachineError of a wrong state — both leave here as one `StepRefused`. One machine per journey, built once
when this module is read.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from transitions import EventData, Machine, MachineError

from referral.kernel.errors import StepRefused
from workflows.catalogue import JOURNEYS, journey_for
from workflows.facts import Attempt, CaseFacts
from workflows.journey import Journey, Step
from workflows.refusal import Refusal
from workflows.vocabulary import State


@dataclass(slots=True)
class Traveller:
    """What a machine moves: nothing but a state and what the rules read. Lives for one attempt."""

    state: str
    journey: Journey
    facts: CaseFacts
    attempt: Attempt

    def refusals(self) -> tuple[Refusal, ...]:
        """Give every reason why this attempt may not be made."""
        return self.journey.refusals(self.attempt.step, State(self.state), self.facts, self.attempt)

    def destination(self) -> State:
        """Say where the step leads from here."""
        return self.journey.destination(self.attempt.step, State(self.state), self.facts)


def take(facts: CaseFacts, state: State, attempt: Attempt) -> State:
    """Give the state a step leads to.

    :raises StepRefused: if the journey's rules say no; it carries every reason
    """
    traveller = Traveller(state.value, journey_for(facts.pathway), facts, attempt)
    if not _fire(traveller):
        raise StepRefused(traveller.refusals())
    return State(traveller.state)


def refusals(facts: CaseFacts, state: State, attempt: Attempt) -> tuple[Refusal, ...]:
    """Give every reason why a step may not be taken; none means it may."""
    return Traveller(state.value, journey_for(facts.pathway), facts, attempt).refusals()


def _fire(traveller: Traveller) -> bool:
    # The event is fired on the traveller directly: a model added to a machine is kept alive by it for ever.
    try:
        moved = _MACHINES[traveller.journey.pathway].events[traveller.attempt.step.value].trigger(traveller)
    except MachineError:
        return False
    return bool(moved)


def _machine(journey: Journey) -> Machine:
    machine = Machine(
        model=None,
        states=[state.value for state in State],
        initial=None,
        auto_transitions=False,
        send_event=True,
    )
    for step in journey.steps:
        _teach(machine, step)
    return machine


def _teach(machine: Machine, step: Step) -> None:
    for source in sorted(step.sources | step.unconfirmed_sources):
        for dest in _destinations(step, source):
            machine.add_transition(
                step.name.value, source.value, dest.value, conditions=[_leads_to(dest), _nothing_against_it]
            )


def _destinations(step: Step, source: State) -> tuple[State, ...]:
    # Where a step leads back to depends on the facts, so every state is a candidate and `_leads_to` chooses.
    return (
        (step.dest,)
        if isinstance(step.dest, State)
        else (source, *(other for other in State if other != source))
    )


def _traveller(event: EventData) -> Traveller:
    return cast("Traveller", event.model)


def _leads_to(dest: State) -> Callable[[EventData], bool]:
    def leads_there(event: EventData) -> bool:
        return _traveller(event).destination() is dest

    return leads_there


def _nothing_against_it(event: EventData) -> bool:
    return not _traveller(event).refusals()


_MACHINES = {journey.pathway: _machine(journey) for journey in JOURNEYS}
