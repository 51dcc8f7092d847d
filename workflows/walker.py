"""How a proof walks: the places a case can be at, and every move out of one when everybody is willing.

Nothing here judges; whether a way is right is said in ``proof`` and ``promises``.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import NamedTuple

from workflows.clocks import changes_for
from workflows.facts import Attempt, CaseFacts
from workflows.openings import opening_event, opening_state
from workflows.rulebook import rules_in_force
from workflows.step import Step
from workflows.vocabulary import (
    ENDS,
    FACILITIES,
    REPORTERS,
    VERIFIERS,
    AgencyKind,
    ConsentScope,
    Duty,
    Event,
    Pathway,
    Regime,
    Role,
    State,
    StepName,
)

TODAY = date(2026, 11, 2)
"""The walk needs some day on which the law of 2024 is in force."""
BEFORE_RECEPTION = frozenset({State.REPORTED, State.AT_COMMUNE})
MAY_HAPPEN = (
    Event.FACILITY_FILE_COMPLETED,
    Event.LODGING_ENDED,
    Event.PROTECTION_REVIEWED,
    Event.FOLLOW_UP_DONE,
)
"""What meets clocks without any step: a case must have a clock after these too."""
EVERYTHING = frozenset(
    {
        "away_from_guardian",
        "because",
        "collected_by",
        "finding",
        "grounds",
        "paper",
        "reason",
        "record",
        "statement",
        "told_how_to_complain",
        "verifier",
    }
)
Clocks = frozenset[str]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a case stands: its state, who holds it, and where it would go back to."""

    state: State
    holder: AgencyKind
    is_child: bool
    is_foreign: bool
    is_emergency: bool = False
    returns_to: State | None = None
    withdrawn_from: State | None = None

    def facts(self) -> CaseFacts:
        """Give the facts of a case for which everything has been done that could be."""
        return CaseFacts(
            Pathway.SELF_REPORTED,
            self.is_child,
            is_foreign=self.is_foreign,
            was_admitted_in_emergency=self.is_emergency,
            has_story=True,
            has_certifying_paper=True,
            consents=frozenset(ConsentScope),
            has_consented=True,
            has_guardian_consent=self.is_child,
            risk_assessed_on=TODAY,
            has_best_interest_note=True,
            has_plan=True,
            has_agreed_plan=True,
            done_follow_ups=1,
            returns_to=self.returns_to,
            withdrawn_from=self.withdrawn_from,
        )


class Situation(NamedTuple):
    """A place, and the clocks that run there."""

    place: Place
    clocks: Clocks


class Effect(NamedTuple):
    """What one event does to the clocks."""

    ends: Clocks
    starts: Clocks


class Move(NamedTuple):
    """A way from one place to another, told in words, with what it does to the clocks on the way."""

    how: str
    by: StepName | Event
    to: Place
    effects: tuple[Effect, ...]

    def from_clocks(self, clocks: Clocks) -> Situation:
        """Give the situation it leads to from a place where these clocks run."""
        for effect in self.effects:
            clocks = clocks - effect.ends | effect.starts
        return Situation(self.to, clocks)


@dataclass(frozen=True, slots=True)
class Walker:
    """Knows the moves out of every place; what clocks run does not change what may be done there."""

    steps: tuple[Step, ...]
    is_foreign: bool
    _known: dict[Place, tuple[Move, ...]] = field(default_factory=dict)

    def openings(self) -> Iterator[tuple[str, Situation]]:
        """Give every beginning: each kind of agency that takes reports, an adult and a child."""
        for kind in REPORTERS:
            for is_child in (False, True):
                place = Place(opening_state(kind), kind, is_child, self.is_foreign, kind in FACILITIES)
                yield f"report by {kind}", Situation(place, _effect(place, opening_event(kind)).starts)

    def moves(self, here: Place) -> tuple[Move, ...]:
        """Give every move out of a place: each step somebody may take, each event that may happen."""
        if here not in self._known:
            found = (*self._steps_from(here), *_events_at(here))
            # Whoever else may do the same thing to the same effect leads nowhere new.
            self._known[here] = tuple({move[1:]: move for move in reversed(found)}.values())[::-1]
        return self._known[here]

    def _steps_from(self, here: Place) -> Iterator[Move]:
        facts = here.facts()
        for step in self.steps:
            # A step from elsewhere says "wrong-state" to everybody: trying it would show nothing.
            for attempt in attempts(step, here) if here.state in step.sources else ():
                if step.allows(here.state, facts, attempt):
                    yield _move(step, here, facts, attempt)


def attempts(step: Step, here: Place) -> tuple[Attempt, ...]:
    """Give every attempt worth trying: by the holder, health, the system, a verifier, a receiver."""
    return _attempts(step.name, here.holder, is_ended=here.state in ENDS, via_handover=step.moves_custody)


@cache
def _attempts(
    name: StepName, holder: AgencyKind, *, is_ended: bool, via_handover: bool
) -> tuple[Attempt, ...]:
    basic = Attempt(
        name,
        TODAY,
        holder,
        Role.SUPERVISOR,
        via_handover=via_handover,
        has_attested=True,
        given=EVERYTHING,
    )
    receivers = AgencyKind if via_handover else ()
    return (
        replace(basic, is_holder=not is_ended, is_sender=True, receiver_kind=AgencyKind.SOCIAL_CENTRE),
        replace(basic, actor_kind=AgencyKind.HEALTH),
        replace(basic, actor_role=Role.SYSTEM),
        *(
            replace(basic, actor_kind=kind, is_verifier=True, is_reopening_verifier=True)
            for kind in sorted(VERIFIERS)
        ),
        *(replace(basic, actor_kind=kind, is_receiver=True, receiver_kind=kind) for kind in receivers),
    )


def _events_at(here: Place) -> Iterator[Move]:
    if here.state not in ENDS:
        for event in MAY_HAPPEN:
            yield Move(event.value, event, here, (_effect(here, event),))


def _move(step: Step, here: Place, facts: CaseFacts, attempt: Attempt) -> Move:
    admits = attempt.actor_kind in FACILITIES
    there = _remembering(
        step,
        here,
        replace(
            here,
            state=step.destination(here.state, facts),
            holder=attempt.actor_kind if step.changes_holder else here.holder,
            is_emergency=admits if step.name is StepName.RECEIVE else here.is_emergency,
        ),
    )
    effects = (*_noticed(step, here, attempt), _effect(there, step.name))
    return Move(f"{step.name} by {attempt.actor_kind}", step.name, there, effects)


def _noticed(step: Step, here: Place, attempt: Attempt) -> Iterator[Effect]:
    """What offer and answer did to the clocks before an acceptance: an offer to health is a notice."""
    if step.name is StepName.OFFER_TRANSFER:
        yield _effect(here, Event.OFFERED)
    elif step.moves_custody:
        if attempt.is_receiver and attempt.actor_kind is AgencyKind.HEALTH:
            yield _effect(here, Event.NOTIFIED_HEALTH)
        yield _effect(here, Event.ANSWERED)


def _remembering(step: Step, here: Place, there: Place) -> Place:
    """Remember where a case would go back to for as long as it may, and no longer."""
    if step.name is StepName.OFFER_TRANSFER:
        return replace(there, returns_to=here.state)
    if step.name is StepName.WITHDRAW:
        return replace(there, withdrawn_from=here.state)
    if there.state in BEFORE_RECEPTION:
        return there
    return replace(there, returns_to=None, withdrawn_from=None)


def _effect(place: Place, event: StepName | Event) -> Effect:
    changes = changes_for(
        str(event),
        place.state,
        Regime.OF_2024,
        TODAY,
        is_child=place.is_child,
        is_emergency=place.is_emergency,
    )
    starts = _counted().intersection(rule.name for rule in changes.start)
    return Effect(frozenset((*changes.meet, *changes.void)), starts)


@cache
def _counted() -> Clocks:
    """The rules that watch over the journey itself; what runs beside it proves nothing."""
    return frozenset(
        rule.name
        for rule in rules_in_force(TODAY)
        if rule.ends_with_case and not rule.is_for_children and rule.duty_of is not Duty.NOBODY
    )
