"""Telling the auditor of sealed data that does not open. Nothing is hidden: the rest still shows."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from referral.kernel import ledger
from referral.kernel.ledger import Action, Result
from referral.kernel.permissions import Actor


def report(session: Session, actor: Actor, refs: str | Sequence[str], rows: Sequence[str]) -> None:
    """Announce the rows, each as `table/id`, that were moved, cut or changed; no row is no news."""
    if rows:
        ledger.note(
            session,
            actor,
            Action.INTEGRITY_FAILED,
            refs,
            fields=tuple(dict.fromkeys(rows)),
            result=Result.INTEGRITY_FAILURE,
        )
