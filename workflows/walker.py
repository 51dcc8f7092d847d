"""How a proof walks: the places a case can be at, and every move out of one that somebody may make there.

Nothing here judges; whether a way is right is said in ``proof`` and ``promises``.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from typing import NamedTuple

from workflows.decisions import DAY
from workflows.facts import Attempt, CaseFacts
from workflows.milestones import Milestone
from workflows.openings import opening_event, opening_state
from workflows.step import Step
from workflows.vocabulary import (
    ENDS,
    FACILITIES,
    REPORTERS,
    VERIFIERS,
    AgencyKind,
    ConsentScope,
    Event,
    Pathway,
    Role,
    State,
    StepName,
)

BEFORE_RECEPTION = frozenset({State.REPORTED, State.AT_COMMUNE})
TAKES_CONSENT_BACK = "consent taken back"
TURNS_EIGHTEEN = "turns eighteen"
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
        "informed_refusal",
        "paper",
        "reason",
        "record",
        "statement",
        "told_how_to_complain",
        "verifier",
    }
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a case stands: its state, who holds it, and where it would go back to."""

    state: State
    holder: AgencyKind
    is_child: bool
    is_foreign: bool
    is_emergency: bool = False
    is_willing: bool = True
    """The person, and a child's guardian, agree; if not, nobody consents and the guardian is blocked."""
    is_held: bool = True
    """Somebody answers for the person."""
    returns_to: State | None = None
    withdrawn_from: State | None = None

    def facts(self) -> CaseFacts:
        """Give the facts of a case for which everything has been done that could be."""
        return CaseFacts(
            Pathway.FOREIGN_NATIONAL if self.is_foreign else Pathway.SELF_REPORTED,
            self.is_child,
            is_foreign=self.is_foreign,
            was_admitted_in_emergency=self.is_emergency,
            has_story=True,
            has_certifying_paper=True,
            consents=frozenset(ConsentScope if self.is_willing else ()),
            has_consented=self.is_willing,
            has_guardian_consent=self.is_child and self.is_willing,
            guardian_is_blocked=self.is_child and not self.is_willing,
            risk_assessed_on=DAY,
            has_best_interest_note=True,
            has_plan=True,
            has_agreed_plan=self.is_willing,
            done_follow_ups=1,
            milestones=frozenset(Milestone),
            returns_to=self.returns_to,
            withdrawn_from=self.withdrawn_from,
        )


class Happening(NamedTuple):
    """An event, and how the case stands after it, as far as the clocks turn on that."""

    event: str
    state: State
    is_child: bool
    is_emergency: bool


@dataclass(frozen=True, slots=True)
class Move:
    """A way from one place to another, told in words, with what happens to the clocks on the way."""

    how: str
    by: str
    to: Place
    events: tuple[Happening, ...]
    """What happens, in order."""


class Numbered(NamedTuple):
    """A move to a place that is known by its number."""

    how: str
    by: str
    to: int
    events: tuple[Happening, ...]


@dataclass(frozen=True, slots=True)
class Walker:
    """Knows the moves out of every place; what clocks run does not change what may be done there."""

    steps: tuple[Step, ...]
    is_foreign: bool
    places: list[Place] = field(default_factory=list)
    """Every place that was come upon; its number is where it stands here."""
    _number: dict[Place, int] = field(default_factory=dict)
    _known: dict[int, tuple[Numbered, ...]] = field(default_factory=dict)

    def openings(self) -> Iterator[Move]:
        """Give every beginning: each kind of agency that takes reports, an adult and a child."""
        for kind in sorted(REPORTERS):
            for is_child in (False, True):
                place = Place(opening_state(kind), kind, is_child, self.is_foreign, kind in FACILITIES)
                events = (_happening(place, opening_event(kind)),)
                yield Move(f"report by {kind}", "report", place, events)

    def number(self, place: Place) -> int:
        """Give the number of a place, a new one if nobody has come there before."""
        if place not in self._number:
            self._number[place] = len(self.places)
            self.places.append(place)
        return self._number[place]

    def moves_from(self, number: int) -> tuple[Numbered, ...]:
        """Give every move out of a place: each step somebody may take, each event that may happen."""
        if number not in self._known:
            here = self.places[number]
            found = (*self._steps_from(here), *_events_at(here))
            # Whoever else may do the same thing to the same effect leads nowhere new.
            alike = {(move.by, move.to, move.events): move for move in reversed(found)}
            self._known[number] = tuple(
                Numbered(move.how, move.by, self.number(move.to), move.events)
                for move in reversed(alike.values())
            )
        return self._known[number]

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
        DAY,
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
    if here.state in ENDS:
        return
    for event in MAY_HAPPEN:
        yield Move(event.value, event.value, here, (_happening(here, event),))
    if here.is_willing:
        yield Move(TAKES_CONSENT_BACK, TAKES_CONSENT_BACK, replace(here, is_willing=False), ())
    if here.is_child:
        yield Move(TURNS_EIGHTEEN, TURNS_EIGHTEEN, replace(here, is_child=False), ())


def _move(step: Step, here: Place, facts: CaseFacts, attempt: Attempt) -> Move:
    admits = attempt.actor_kind in FACILITIES
    takes = step.changes_holder
    there = _remembering(
        step,
        here,
        replace(
            here,
            state=step.destination(here.state, facts),
            holder=attempt.actor_kind if takes else here.holder,
            is_held=_is_held(step, here, attempt),
            is_emergency=admits if step.name is StepName.RECEIVE else here.is_emergency,
        ),
    )
    events = (*_noticed(step, here, attempt), _happening(there, step.name))
    return Move(f"{step.name} by {attempt.actor_kind}", step.name.value, there, events)


def _is_held(step: Step, here: Place, attempt: Attempt) -> bool:
    """Custody ends with the case, and only a step that says who may hold takes it up again."""
    if step.changes_holder:
        return attempt.actor_kind in step.new_holders
    return here.is_held and here.state not in ENDS


def _noticed(step: Step, here: Place, attempt: Attempt) -> Iterator[Happening]:
    """What offer and answer did to the clocks before an acceptance: an offer to health is a notice."""
    if step.name is StepName.OFFER_TRANSFER:
        yield _happening(here, Event.OFFERED)
    elif step.moves_custody:
        if attempt.is_receiver and attempt.actor_kind is AgencyKind.HEALTH:
            yield _happening(here, Event.NOTIFIED_HEALTH)
        yield _happening(here, Event.ANSWERED)


def _happening(place: Place, event: StepName | Event) -> Happening:
    return Happening(event.value, place.state, place.is_child, place.is_emergency)


def _remembering(step: Step, here: Place, there: Place) -> Place:
    """Remember where a case would go back to for as long as it may, and no longer."""
    if step.name is StepName.OFFER_TRANSFER:
        return replace(there, returns_to=here.state)
    if step.name is StepName.WITHDRAW:
        return replace(there, withdrawn_from=here.state)
    if there.state in BEFORE_RECEPTION:
        return there
    return replace(there, returns_to=None, withdrawn_from=None)


@cache
def walker_for(steps: tuple[Step, ...], *, is_foreign: bool) -> Walker:
    """Give the one who knows these steps; pathways share it, for no rule looks at the pathway."""
    return Walker(steps, is_foreign)
