"""One request, command or job: one transaction, ended in one of two ways. Nothing here retries.

A deed that finishes appends what its services announced and commits; one that is refused rolls back, and
the attempt is then recorded in a transaction of its own.
"""

import logging
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Self

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from referral.kernel.clock import Clock
from referral.kernel.database import Database
from referral.kernel.errors import LedgerUnavailable, ReferralError
from referral.kernel.ledger.entries import Note, names
from referral.kernel.ledger.merging import as_one
from referral.kernel.ledger.refusals import Attempt, record_refusal, refused
from referral.kernel.ledger.writing import Receipt, append
from referral.kernel.permissions import ANONYMOUS, SYSTEM, Actor

log = logging.getLogger(__name__)


class Deed:
    """One unit of work; the session opens at the first use and is closed by `finish` or `abandon`."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        actor: Actor = ANONYMOUS,
        *,
        request_id: str = "",
        refused_before: tuple[Note, ...] = (),
    ) -> None:
        """Take the world; who acts may become known later, and is then set as `actor`."""
        self.actor = actor
        self.request_id = request_id or secrets.token_hex(8)
        self.receipts: tuple[Receipt, ...] = ()
        """Where the entries of a finished deed stand in the ledger."""
        self._database, self._clock = database, clock
        self._session: Session | None = None
        self._refused = refused_before
        self._is_over = False

    @property
    def is_open(self) -> bool:
        """Whether something was begun and has not been ended."""
        return self._session is not None and not self._is_over

    @property
    def session(self) -> Session:
        """Give the deed's one session.

        :raises RuntimeError: if the deed is over: whatever is shown now must have been read before
        """
        if self._is_over:
            raise RuntimeError("The deed is over. Read what the page shows before it is finished.")
        if self._session is None:
            self._session = self._database.session()
        return self._session

    def finish(self) -> None:
        """Append what was announced as the last statements, commit, then run what waited for the commit.

        Finishing twice does nothing the second time.

        :raises LedgerUnavailable: if the ledger cannot be written; the caller must abandon the deed
        """
        if (self._session is not None or self._refused) and not self._is_over:
            session = self.session
            self._commit(session)
            session.close()
            _run_after_commit(session)
        self._is_over = True

    def abandon(self, error: BaseException | None = None) -> None:
        """Undo everything; if a refusal or a fault is the reason, record it in a transaction of its own.

        A deed that is over already stays as it ended. Of the system, and of somebody who has not signed
        in, only what was named as an attempt is recorded; give no error to record nothing at all.

        :raises LedgerUnavailable: if the attempt cannot be recorded
        """
        if self._is_over:
            return
        if refusals := as_one((*self._refused, *self._undo(error))):
            self.receipts = record_refusal(self._database, self._clock, refusals, request=self.request_id)

    def begin_again(self, error: Exception) -> Self:
        """Undo everything and give the deed in which the same request goes on, to show what was refused.

        The one entry of that deed, however it ends, tells of the refusal as well.
        """
        refusals = (*self._refused, *self._undo(error))
        return type(self)(
            self._database, self._clock, self.actor, request_id=self.request_id, refused_before=refusals
        )

    def _undo(self, error: BaseException | None) -> tuple[Note, ...]:
        """Roll back; give what is to be recorded of it."""
        self._is_over = True
        attempt = self._roll_back()
        if isinstance(error, Exception) and self._is_recorded(error, attempt):
            return (refused(self.actor, error, attempt),)
        return ()

    def _commit(self, session: Session) -> None:
        session.flush()
        announced = as_one((*self._refused, *session.info["announced"])) or self._looked(session)
        if announced:
            receipts = append(session.connection(), self._clock, announced, request=self.request_id)
        else:
            receipts = ()
        try:
            session.commit()
        except SQLAlchemyError as error:
            raise LedgerUnavailable from error
        self.receipts = receipts

    def _looked(self, session: Session) -> tuple[Note, ...]:
        """What somebody tried and no service told more of was done: a case was found, say, and no more."""
        attempt: Attempt | None = session.info.get("attempting")
        if attempt is None or self.actor.user_id is None:
            return ()
        action, about = attempt
        return (Note(self.actor, action, names(about)),)

    def _roll_back(self) -> Attempt | None:
        if self._session is None:
            return None
        attempt: Attempt | None = self._session.info.get("attempting")
        self._session.close()
        return attempt

    def _is_recorded(self, error: Exception, attempt: Attempt | None) -> bool:
        is_worth_it = not isinstance(error, ReferralError) or error.is_recorded
        return is_worth_it and (attempt is not None or self.actor.user_id is not None)


@contextmanager
def deed(
    database: Database, clock: Clock, actor: Actor = SYSTEM, *, request_id: str = ""
) -> Iterator[Session]:
    """Do one deed: for commands, jobs and tests. Requests have the same through `web.py`.

    :raises LedgerUnavailable: if what was done, or the refusal of it, cannot be recorded
    """
    doing = Deed(database, clock, actor, request_id=request_id)
    try:
        yield doing.session
        doing.finish()
    except BaseException as error:
        doing.abandon(error)
        raise


def _run_after_commit(session: Session) -> None:
    """Run what waited for the commit; what fails is logged by its name, for the deed is done already."""
    waiting: list[Callable[[], object]] = session.info["after_commit"]
    for act in waiting:
        try:
            act()
        except Exception as error:  # noqa: BLE001 — whatever it is, the deed stands and the others must run
            log.error("After the commit, %s failed with %s.", _name(act), type(error).__name__)  # noqa: TRY400 — a traceback may show personal data


def _name(act: Callable[[], object]) -> str:
    return getattr(act, "__qualname__", type(act).__name__)
