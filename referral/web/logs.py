"""What the log file says of a request: ids, verbs and a number. Never an address, never a body.

A fault is told by its kind and the lines of our code it passed; its own words may quote somebody's data.
"""

import logging
import traceback
from datetime import timedelta
from types import TracebackType

from flask import request

from referral.web.world import current

log = logging.getLogger("referral.web")

_MILLISECOND = timedelta(milliseconds=1)


def log_answer(status: int) -> None:
    """Write one line about an answered request."""
    took = (current.clock.now() - current.visit.began_at) // _MILLISECOND
    log.info(
        "%s %s %s %d %d ms user=%s",
        current.deed.request_id,
        request.method,
        request.endpoint or "-",
        status,
        took,
        current.actor.user_id or "-",
    )


def log_fault(error: BaseException) -> None:
    """Write down where a fault came from, without its words."""
    log.error(
        "%s %s in %s\n%s",
        current.deed.request_id if current.is_visiting else "-",
        type(error).__qualname__,
        request.endpoint or "-",
        _lines(error.__traceback__),
    )


def _lines(trace: TracebackType | None) -> str:
    return "".join(traceback.format_tb(trace))
