"""When something happened in the world: never in the future, never before what it follows."""

from datetime import datetime

from referral.kernel.clock import Clock
from referral.kernel.errors import FieldError, InvalidInput

IN_FUTURE = FieldError(
    "occurred_at", "occurred-in-future", "Enter when it happened; it cannot be later than now."
)
BEFORE_PREVIOUS = FieldError(
    "occurred_at",
    "occurred-before-previous",
    "Enter when it happened; it cannot be before the event it follows.",
)


def happened_at(clock: Clock, given: datetime | None, *, not_before: datetime | None = None) -> datetime:
    """Give the moment an event happened: as given, or now.

    :raises InvalidInput: if it lies in the future, or before the event it follows
    """
    now = clock.now()
    if given is None:
        return max(now, not_before) if not_before else now
    if given > now:
        raise InvalidInput([IN_FUTURE])
    if not_before is not None and given < not_before:
        raise InvalidInput([BEFORE_PREVIOUS])
    return given
