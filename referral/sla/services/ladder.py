"""Who is told of a clock, and when: one table, read from the bottom rung up. It sends nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Protocol
from uuid import UUID

from referral.kernel.clock import VIETNAM
from referral.sla.queries import LAST_SECOND
from workflows.calendars import Calendar
from workflows.vocabulary import Role


class Whose(StrEnum):
    """Which agency's seat is told."""

    DUTY = "duty"
    """The agency whose duty the clock is."""
    HOLDER = "holder"
    """The agency that answers for the person."""
    ABOVE_DUTY = "above_duty"
    """The next unit in the line of duty of the first."""
    ABOVE_HOLDER = "above_holder"
    OVERSIGHT = "oversight"


class Seat(NamedTuple):
    """A recipient: a role in an agency. Who sits there is asked when the message is sent."""

    agency_id: UUID
    role: Role


@dataclass(frozen=True, slots=True)
class Rung:
    """One level: who is told, and how long after the limit; the lowest comes before it, at the warning."""

    level: int
    recipients: tuple[tuple[Whose, Role], ...]
    working_days_late: int | None
    """Nothing: when the clock warns."""


WARNED, BREACHED, TOP = 1, 2, 4

LADDER = (
    Rung(WARNED, ((Whose.DUTY, Role.OFFICER),), None),
    Rung(BREACHED, ((Whose.DUTY, Role.SUPERVISOR), (Whose.HOLDER, Role.SUPERVISOR)), 0),
    Rung(3, ((Whose.ABOVE_DUTY, Role.SUPERVISOR), (Whose.ABOVE_HOLDER, Role.SUPERVISOR)), 1),
    Rung(TOP, ((Whose.OVERSIGHT, Role.AUDITOR),), 3),
)


class Limits(Protocol):
    """What the ladder needs to know of a clock."""

    @property
    def warn_at(self) -> datetime:
        """When its desk is reminded."""

    @property
    def due_at(self) -> datetime:
        """When it runs out."""

    @property
    def level(self) -> int:
        """The highest rung it has reached."""


def reached_at(rung: Rung, limits: Limits, calendar: Calendar) -> datetime:
    """Say when a clock comes to a rung."""
    if rung.working_days_late is None:
        return limits.warn_at
    if rung.working_days_late == 0:
        return limits.due_at + LAST_SECOND
    due = limits.due_at.astimezone(VIETNAM)
    day = calendar.add_working_days(due.date(), rung.working_days_late)
    return datetime.combine(day, due.timetz()) + LAST_SECOND


def passed(limits: Limits, now: datetime, calendar: Calendar) -> Iterator[Rung]:
    """Give the rungs a clock has come to since it was last looked at, lowest first."""
    # Only a clock that has run out is past its warning: no calendar is asked for the others.
    for rung in LADDER if limits.due_at <= now else LADDER[:WARNED]:
        if rung.level > limits.level and reached_at(rung, limits, calendar) <= now:
            yield rung


def next_look(limits: Limits, level: int, calendar: Calendar) -> datetime | None:
    """Say when the tick must look again at a clock that has reached a level; never, at the top."""
    return reached_at(LADDER[level], limits, calendar) if level < TOP else None
