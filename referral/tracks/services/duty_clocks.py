"""The clocks of the body's own duties. They belong to a record of their own instead of a case.

Which event starts and meets which rule stands in the law's rows, as it does for a case.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from referral.kernel.clock import Clock, local_date
from referral.sla.services import clocks
from referral.sla.services.clocks import Scene
from referral.tracks.cards import DutyClock
from workflows.clocks import ClockChanges
from workflows.rulebook import rules, rules_in_force
from workflows.vocabulary import ClockState, Duty

OVER = frozenset({ClockState.MET, ClockState.VOID})


def start(
    session: Session, clock: Clock, record_id: UUID, operations_id: UUID, events: Iterable[str], at: datetime
) -> None:
    """Start the clocks that these events start."""
    asked = set(events)
    starting = tuple(rule for rule in rules_in_force(local_date(at)) if not rule.starts_on.isdisjoint(asked))
    scene = Scene(record_id, "", operations_id, {Duty.OPERATIONS: operations_id})
    clocks.change(session, clock, ClockChanges(starting, (), ()), scene, at, subject_id=record_id)


def meet(session: Session, clock: Clock, record_id: UUID, event: str, at: datetime) -> None:
    """Meet the clocks that this event meets."""
    met = sorted({rule.name for rule in rules() if event in rule.met_by})
    clocks.meet(session, clock, record_id, met, at, record_id)


def void(session: Session, clock: Clock, record_id: UUID, event: str, at: datetime) -> None:
    """Void the clocks that this event had started."""
    started = sorted({rule.name for rule in rules() if event in rule.starts_on})
    clocks.void(session, clock, record_id, started, at, record_id)


def of(session: Session, clock: Clock, record_id: UUID) -> tuple[DutyClock, ...]:
    """Give every clock a record ever had, except those that were replaced."""
    cards = clocks.of_case(session, clock, record_id)
    return tuple(
        DutyClock(
            one.rule, one.label, one.basis, one.due_at, one.state in OVER, one.state is ClockState.OVERDUE
        )
        for one in cards
        if one.state is not ClockState.VOID
    )
