"""How a proof walks: the situations a case can be in, and every move out of one when everybody is willing.

Nothing here judges; whether a way is right is said in ``proof`` and ``promises``.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

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
    Event.RISK_ASSESSED,
    Event.CHILD_PLAN_MADE,
    Event.CHILD_PLAN_APPROVED,
)
"""What meets clocks without any step: a case must have a clock after these too."""
EVERYTHING = frozenset(
    {
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


@dataclass(frozen=True, slots=True)
class Situation:
    """Where a case stands: its state, who holds it, which clocks run, and where it would go back to."""

    state: State
    holder: AgencyKind
    clocks: frozenset[str]
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


def openings(*, is_foreign: bool) -> Iterator[tuple[str, Situation]]:
    """Give every beginning: each kind of agency that takes reports, an adult and a child."""
    for kind in REPORTERS:
        for is_child in (False, True):
            begun = Situation(
                opening_state(kind), kind, frozenset(), is_child, is_foreign, kind in FACILITIES
            )
            yield f"report by {kind}", _after(begun, opening_event(kind))


def moves(steps: tuple[Step, ...], here: Situation) -> Iterator[tuple[str, Situation]]:
    """Give every move out of a situation: each step somebody may take, each event that may happen."""
    facts = here.facts()
    for step in steps:
        # A step from elsewhere says "wrong-state" to everybody: trying it would show nothing.
        for attempt in attempts(step, here) if here.state in step.sources else ():
            if step.allows(here.state, facts, attempt):
                yield f"{step.name} by {attempt.actor_kind}", _moved(step, here, facts, attempt)
    for event in MAY_HAPPEN:
        if here.state not in ENDS:
            yield f"{event}", _after(here, event)


def attempts(step: Step, here: Situation) -> tuple[Attempt, ...]:
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
    return (
        replace(basic, is_holder=not is_ended, is_sender=True, receiver_kind=AgencyKind.SOCIAL_CENTRE),
        replace(basic, actor_kind=AgencyKind.HEALTH),
        replace(basic, actor_role=Role.SYSTEM),
        *(
            replace(basic, actor_kind=kind, is_verifier=True, is_reopening_verifier=True)
            for kind in sorted(VERIFIERS)
        ),
        *(
            replace(basic, actor_kind=kind, is_receiver=True, receiver_kind=kind)
            for kind in AgencyKind
            if via_handover
        ),
    )


def _moved(step: Step, here: Situation, facts: CaseFacts, attempt: Attempt) -> Situation:
    moved = _noticed(step, here, attempt)
    moved = replace(moved, state=step.destination(here.state, facts))
    if step.changes_holder:
        moved = replace(moved, holder=attempt.actor_kind)
    admits = step.name is StepName.RECEIVE and attempt.actor_kind in FACILITIES
    moved = _after(
        _remembered(step, here, replace(moved, is_emergency=here.is_emergency or admits)), step.name
    )
    return _after(moved, Event.ADMITTED_IN_EMERGENCY) if admits else moved


def _noticed(step: Step, here: Situation, attempt: Attempt) -> Situation:
    """What offer and answer did to the clocks before an acceptance: an offer to health is a notice."""
    if step.name is StepName.OFFER_TRANSFER:
        return _after(here, Event.OFFERED)
    if not step.moves_custody:
        return here
    offered = attempt.is_receiver and attempt.actor_kind is AgencyKind.HEALTH
    return _after(_after(here, Event.NOTIFIED_HEALTH) if offered else here, Event.ANSWERED)


def _remembered(step: Step, here: Situation, moved: Situation) -> Situation:
    """Remember where a case would go back to for as long as it may, and no longer."""
    if step.name is StepName.OFFER_TRANSFER:
        return replace(moved, returns_to=here.state)
    if step.name is StepName.WITHDRAW:
        return replace(moved, withdrawn_from=here.state)
    if moved.state in BEFORE_RECEPTION:
        return moved
    return replace(moved, returns_to=None, withdrawn_from=None)


def _after(here: Situation, event: str) -> Situation:
    """Change the clocks as an event does. Clocks that are nobody's duty do not count."""
    changes = changes_for(str(event), here.state, Regime.OF_2024, TODAY, is_child=here.is_child)
    started = {
        rule.name for rule in changes.start if rule.duty_of is not Duty.NOBODY and rule.name in _counted()
    }
    return replace(here, clocks=here.clocks.difference(changes.meet, changes.void) | started)


@cache
def _counted() -> frozenset[str]:
    """The rules that watch over the journey itself; what runs beside it proves nothing."""
    return frozenset(
        rule.name for rule in rules_in_force(TODAY) if rule.ends_with_case and not rule.is_for_children
    )
