"""The only place that asks what time it is. Everything else is handed a clock."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Protocol

VIETNAM = timezone(timedelta(hours=7), "+07:00")
"""Vietnam's one zone, without summer time since 1975; a fixed offset needs no zone database."""


class Clock(Protocol):
    """Something that knows the time."""

    def now(self) -> datetime:
        """Give the present moment, aware, in UTC."""


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Give the present moment, aware, in UTC."""
        return datetime.now(UTC)


@dataclass(slots=True)
class StoppedClock:
    """A clock that stands still until it is moved: for rehearsals, simulations and tests."""

    at: datetime

    def now(self) -> datetime:
        """Give the moment it was stopped at, in UTC."""
        return self.at.astimezone(UTC)

    def move(self, **by: float) -> None:
        """Move it by a timedelta given in its own words, like `move(hours=3)`."""
        self.at += timedelta(**by)

    def set(self, at: datetime) -> None:
        """Stop it at another moment."""
        self.at = at


def local_date(moment: datetime) -> date:
    """Give the calendar date of a moment in Vietnam."""
    return moment.astimezone(VIETNAM).date()


def as_vietnam(moment: datetime) -> datetime:
    """Give the same moment in Vietnam's zone; a naive one is taken to be Vietnam's already."""
    return moment.replace(tzinfo=VIETNAM) if moment.tzinfo is None else moment.astimezone(VIETNAM)
