"""One request, command or job: one transaction, ended in one of two ways. Nothing here retries.

A deed that finishes appends what its services announced and commits; one that is refused rolls back, and
the attempt is then recorded in a transaction of its own.
"""

import logging
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from referral.kernel.clock import Clock
from referral.kernel.database import Database
from referral.kernel.errors import LedgerUnavailable, ReferralError
from referral.kernel.ledger.refusals import Attempt, record_refusal
from referral.kernel.ledger.writing import Receipt, append
from referral.kernel.permissions import ANONYMOUS, SYSTEM, Actor

log = logging.getLogger(__name__)


class Deed:
    """One unit of work; the session opens at the first use and is closed by `finish` or `abandon`."""

    def __init__(
        self, database: Database, clock: Clock, actor: Actor = ANONYMOUS, *, request_id: str = ""
    ) -> None:
        """Take the world; who acts may become known later, and is then set as `actor`."""
        self.actor = actor
        self.request_id = request_id or secrets.token_hex(8)
        self.receipts: tuple[Receipt, ...] = ()
        """Where the entries of a finished deed stand in the ledger."""
        self._database, self._clock = database, clock
        self._session: Session | None = None
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
        if self._session is not None and not self._is_over:
            self._commit(self._session)
            self._session.close()
            _run_after_commit(self._session)
        self._is_over = True

    def abandon(self, error: BaseException | None = None) -> None:
        """Undo everything; if a refusal or a fault is the reason, record it in a transaction of its own.

        A deed that is over already stays as it ended. Of the system, and of somebody who has not signed
        in, only what was named as an attempt is recorded; give no error to record nothing at all.

        :raises LedgerUnavailable: if the attempt cannot be recorded
        """
        if self._is_over:
            return
        self._is_over = True
        attempt = self._roll_back()
        if isinstance(error, Exception) and self._is_recorded(error, attempt):
            self.receipts = record_refusal(
                self._database, self._clock, self.actor, error, attempt, request=self.request_id
            )

    def _commit(self, session: Session) -> None:
        session.flush()
        announced = session.info["announced"]
        if announced:
            receipts = append(session.connection(), self._clock, announced, request=self.request_id)
        else:
            receipts = ()
        try:
            session.commit()
        except SQLAlchemyError as error:
            raise LedgerUnavailable from error
        self.receipts = receipts

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
