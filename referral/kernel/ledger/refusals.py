"""A refused deed rolls back, and is recorded here in a transaction of its own. Nothing else is written.

The rollback would otherwise erase the attempt, and an attempt is what an auditor looks for first.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from sqlalchemy.exc import SQLAlchemyError

from referral.kernel.clock import Clock
from referral.kernel.database import Database
from referral.kernel.errors import IntegrityFailure, LedgerUnavailable, ReferralError
from referral.kernel.ledger.actions import Action, Result
from referral.kernel.ledger.entries import About, Note, names
from referral.kernel.ledger.writing import Receipt, append
from referral.kernel.permissions import Actor

Attempt = tuple[Action, About]
"""What was tried, and on what."""

RESULT_OF: Mapping[int, Result] = MappingProxyType(
    {
        400: Result.INVALID,
        401: Result.DENIED,
        403: Result.DENIED,
        404: Result.DENIED,
        409: Result.CONFLICT,
        410: Result.DENIED,
        412: Result.CONFLICT,
        422: Result.INVALID,
        428: Result.INVALID,
        429: Result.DENIED,
    }
)
"""How a refusal of each status ended, in the ledger's words."""


def record_refusal(
    database: Database, clock: Clock, notes: Sequence[Note], *, request: str = ""
) -> tuple[Receipt, ...]:
    """Record attempts that were refused, or that failed in a way nobody foresaw.

    :raises LedgerUnavailable: if they cannot be recorded; the caller must then be told so, and nothing else
    """
    try:
        with database.session() as session:
            receipts = append(session.connection(), clock, notes, request=request)
            session.commit()
    except SQLAlchemyError as failure:
        raise LedgerUnavailable from failure
    return receipts


def refused(actor: Actor, error: Exception, attempt: Attempt | None = None) -> Note:
    """Say what was tried, and why it was refused or how it failed."""
    is_broken = isinstance(error, IntegrityFailure)
    action, about = attempt or (Action.INTEGRITY_FAILED if is_broken else Action.REQUEST_REFUSED, None)
    kind = error if isinstance(error, ReferralError) else ReferralError
    result = Result.INTEGRITY_FAILURE if is_broken else RESULT_OF.get(kind.status, Result.FAILED)
    detail: dict[str, str | int] = {"code": kind.code, "status": kind.status}
    return Note(actor, action, names(about), result=result, detail=detail)
