"""What higher rooms want to do when a case ends: they ask here, because imports never go up."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from referral.casework.queries import Standing
from referral.kernel.clock import Clock
from referral.kernel.permissions import Actor

Ending = Callable[[Session, Clock, Actor, Standing, datetime], None]

_listeners: list[Ending] = []


def listen(listener: Ending) -> Ending:
    """Call this when a case ends, inside the same transaction; usable as a decorator."""
    _listeners.append(listener)
    return listener


def announce(session: Session, clock: Clock, actor: Actor, case: Standing, at: datetime) -> None:
    """Tell every listener that a case has ended."""
    for listener in _listeners:
        listener(session, clock, actor, case, at)
