"""Starts, stops and shows the clocks of a case. It is on the way of every step: each deed is one statement.

What a clock is told at its start it keeps (I9): a rule that changes tomorrow changes no clock of today.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import NamedTuple, TypedDict
from uuid import UUID

from sqlalchemy import bindparam, case, insert, or_, select, update
from sqlalchemy.orm import Session

from referral.kernel.clock import Clock, local_date
from referral.kernel.prepared import Prepared
from referral.kernel.references import new_id
from referral.sla.cards import ClockCard
from referral.sla.models import CLOCK
from referral.sla.queries import cards_of_case, is_late, next_cards
from referral.sla.services.versions import extend, pause, resume
from workflows.calendars import Calendar, state_calendar
from workflows.catalogue import ClockChanges
from workflows.deadlines import DeadlineRule, Due
from workflows.deadlines import due_at as falls_due
from workflows.vocabulary import ClockState, Duty

__all__ = [
    "ClockValues",
    "Pressure",
    "Scene",
    "change",
    "extend",
    "meet",
    "move_duty",
    "next_of",
    "of_case",
    "pause",
    "planned",
    "pressure",
    "resume",
    "start_all",
    "void",
]


class ClockValues(TypedDict):
    """A clock's row, ready to be inserted."""

    id: UUID
    case_id: UUID
    case_ref: str
    subject_id: UUID | None
    rule: str
    version: int
    state: str
    unit: str
    amount: int
    basis: str
    confidence: str
    is_policy: bool
    started_at: datetime
    warn_at: datetime
    due_at: datetime
    due_on: date
    duty: str
    duty_of: UUID
    holder_id: UUID
    calendar_of: UUID | None
    extended_times: int
    level: int
    next_at: datetime | None
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Scene:
    """A case as its clocks see it: its reference, and to which agency each duty falls."""

    case_id: UUID
    case_ref: str
    holder_id: UUID
    duties: Mapping[Duty, UUID] = field(default_factory=dict)
    """A duty that is not named here falls to the holder."""
    calendars: Mapping[UUID, Calendar] = field(default_factory=dict)
    """The working days of agencies that keep their own: whose duty it is, its days count."""


class Pressure(NamedTuple):
    """What the open clocks say to somebody who wants to close the case."""

    has_overdue: bool
    waits_for_another_agency: bool


OPEN_OF_CASE = (CLOCK.c.case_id == bindparam("of_case"), CLOCK.c.ended_at.is_(None))
STARTED = Prepared(insert(CLOCK))
MOVED = Prepared(
    update(CLOCK)
    .where(*OPEN_OF_CASE)
    .values(
        holder_id=bindparam("to_holder"),
        duty_of=case(
            (
                (CLOCK.c.duty == Duty.HOLDER) & (CLOCK.c.duty_of == bindparam("from_agency")),
                bindparam("to_agency", type_=CLOCK.c.duty_of.type),
            ),
            else_=CLOCK.c.duty_of,
        ),
    )
)
PRESSING = select(CLOCK.c.rule, CLOCK.c.state, CLOCK.c.due_at, CLOCK.c.duty, CLOCK.c.duty_of).where(
    *OPEN_OF_CASE
)
SO_FAR = Prepared(select(CLOCK.c.rule, CLOCK.c.ended_at).where(CLOCK.c.case_id == bindparam("of_case")))


@cache
def ended(rules: int | None, *, of_item: bool) -> Prepared:
    """Give the statement that ends open clocks: all, or those of so many rules, or those about an item."""
    ending = update(CLOCK).where(*OPEN_OF_CASE)
    ending = ending.values(state=bindparam("to_state"), ended_at=bindparam("at"), next_at=None)
    if rules is not None:
        ending = ending.where(or_(*(CLOCK.c.rule == bindparam(f"rule_{which}") for which in range(rules))))
    if of_item:
        ending = ending.where(or_(CLOCK.c.subject_id == bindparam("of_item"), CLOCK.c.subject_id.is_(None)))
    return Prepared(ending)


def planned(
    clock: Clock,
    rule: DeadlineRule,
    scene: Scene,
    started_at: datetime,
    subject_id: UUID | None = None,
    due_at: datetime | None = None,
) -> ClockValues:
    """Work out the row of a clock without storing it.

    :param due_at: a due time agreed otherwise, like the answer that a hand-over waits for
    """
    duty_of = scene.duties.get(rule.duty_of, scene.holder_id)
    own_days = scene.calendars.get(duty_of)
    due = falls_due(rule, started_at, own_days or state_calendar())
    due = due if due_at is None else _agreed(due, due_at, started_at)
    amount, unit = rule.limit
    return ClockValues(
        id=new_id(clock),
        case_id=scene.case_id,
        case_ref=scene.case_ref,
        subject_id=subject_id,
        rule=rule.name,
        version=1,
        state=ClockState.RUNNING,
        unit=unit,
        amount=amount,
        basis=rule.basis,
        confidence=rule.confidence,
        is_policy=rule.is_policy,
        started_at=started_at,
        warn_at=due.warn_at,
        due_at=due.due_at,
        due_on=due.due_on,
        duty=rule.duty_of,
        duty_of=duty_of,
        holder_id=scene.holder_id,
        calendar_of=duty_of if own_days else None,
        extended_times=0,
        level=0,
        next_at=due.warn_at,
        recorded_at=clock.now(),
    )


def _agreed(due: Due, due_at: datetime, started_at: datetime) -> Due:
    warn_at = max(started_at, due_at - (due.due_at - due.warn_at))
    due_on = local_date(due_at)
    return Due(due_at, due_on, due_on, (), warn_at)


def start_all(session: Session, rows: Sequence[ClockValues]) -> None:
    """Start planned clocks, all in one statement."""
    STARTED.tell_all(session, rows)


def change(
    session: Session,
    clock: Clock,
    changes: ClockChanges,
    scene: Scene,
    at: datetime,
    subject_id: UUID | None = None,
    due_at: datetime | None = None,
) -> list[ClockValues]:
    """Do to a case's clocks what an event asks: meet, void, then start what does not run yet.

    :param at: when the event happened in the world
    :param subject_id: the hand-over, visit or application the event is about
    """
    for state, names in ((ClockState.MET, changes.meet), (ClockState.VOID, changes.void)):
        if stopping := _ending(state, scene.case_id, names, at, subject_id):
            statement, values = stopping
            statement.tell(session, **values)
    rules = _startable(session, scene.case_id, changes.start) if changes.start else []
    rows = [planned(clock, rule, scene, at, subject_id, due_at) for rule in rules]
    start_all(session, rows)
    return rows


def _startable(session: Session, case_id: UUID, rules: Iterable[DeadlineRule]) -> list[DeadlineRule]:
    so_far = SO_FAR.ask(session, of_case=case_id)
    had = {row.rule for row in so_far}
    runs = {row.rule for row in so_far if row.ended_at is None}
    return [
        rule
        for rule in rules
        if not (rule.is_once and rule.name in had) and (rule.is_per_item or rule.name not in runs)
    ]


def meet(
    session: Session,
    clock: Clock,
    case_id: UUID,
    rules: Sequence[str],
    at: datetime | None = None,
    subject_id: UUID | None = None,
) -> int:
    """Stop the clocks whose duty was done, and say how many there were.

    :param at: when it was done in the world; now, unless told
    :param subject_id: stop only those about this hand-over or visit, and those about none
    """
    return _count(session, _ending(ClockState.MET, case_id, rules, at or clock.now(), subject_id))


def void(
    session: Session,
    clock: Clock,
    case_id: UUID,
    rules: Sequence[str] | None,
    at: datetime | None = None,
    subject_id: UUID | None = None,
) -> int:
    """Stop clocks that no longer apply, all of the case's if no rule is named, and say how many."""
    return _count(session, _ending(ClockState.VOID, case_id, rules, at or clock.now(), subject_id))


Ending = tuple[Prepared, dict[str, object]]


def _ending(
    state: ClockState,
    case_id: UUID,
    rules: Sequence[str] | None,
    at: datetime,
    subject_id: UUID | None,
) -> Ending | None:
    """Say how clocks are stopped; nothing has to be, if a list of rules is empty."""
    if rules is not None and not rules:
        return None
    values: dict[str, object] = {"of_case": case_id, "to_state": state, "at": at}
    values |= {f"rule_{which}": rule for which, rule in enumerate(rules or ())}
    if subject_id is not None:
        values["of_item"] = subject_id
    return ended(None if rules is None else len(rules), of_item=subject_id is not None), values


def _count(session: Session, ending: Ending | None) -> int:
    if ending is None:
        return 0
    statement, values = ending
    return statement.count(session, **values)


def move_duty(session: Session, case_id: UUID, holder_id: UUID, from_agency: UUID, to_agency: UUID) -> None:
    """Let the holder's own clocks follow the person, and tell every open clock who holds the person now."""
    values = {"to_holder": holder_id, "from_agency": from_agency, "to_agency": to_agency}
    MOVED.tell(session, of_case=case_id, **values)


def of_case(session: Session, clock: Clock, case_id: UUID) -> tuple[ClockCard, ...]:
    """Give every clock the case ever had, in the order they were started."""
    return cards_of_case(session, case_id, clock.now())


def next_of(session: Session, clock: Clock, case_ids: Iterable[UUID]) -> dict[UUID, ClockCard]:
    """Give, for each case that has one, the running clock that falls due first."""
    return next_cards(session, list(case_ids), clock.now())


def pressure(
    session: Session, case_id: UUID, holder_id: UUID, now: datetime, ignoring: Iterable[str] = ()
) -> Pressure:
    """Say whether a clock of the case is overdue, and whether another agency still owes something.

    :param ignoring: the rules that the step in question meets itself
    """
    ignored = frozenset(ignoring)
    # What is nobody's duty, like a year of insurance, only ends; nobody is late with it.
    rows = [
        row
        for row in session.execute(PRESSING, {"of_case": case_id})
        if row.rule not in ignored and row.duty != Duty.NOBODY
    ]
    return Pressure(
        any(row.state != ClockState.PAUSED and is_late(row.due_at, now) for row in rows),
        any(row.duty_of != holder_id for row in rows),
    )
