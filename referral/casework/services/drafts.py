"""A report being taken down page by page: sealed under a key of its own, kept a day, gone once it is
submitted.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from referral.casework.models import Draft
from referral.casework.services.keys import drop_later
from referral.kernel import ledger
from referral.kernel.clock import Clock
from referral.kernel.errors import NotAllowed, NotFound
from referral.kernel.ledger import Action
from referral.kernel.permissions import Actor, Permission
from referral.kernel.references import new_id
from referral.kernel.vault import DRAFT, Cell, vault_of

KEPT = timedelta(days=1)
"""Border posts lose signal; a day is enough to come back, and no story lies about for longer."""


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft in a list: when it was last touched, nothing of what it says."""

    id: UUID
    changed_at: datetime


def keep(
    session: Session, clock: Clock, actor: Actor, draft_id: UUID | None, answers: dict[str, Any]
) -> UUID:
    """Keep a draft's answers, sealed, and give its id.

    :raises NotAllowed: if the actor's role or agency receives no reports
    :raises NotFound: if the draft is gone or somebody else's
    """
    ledger.attempt(session, Action.DRAFT_KEPT, draft_id)
    if not actor.may(Permission.CASE_REPORT):
        raise NotAllowed
    if draft_id is None:
        return _begin(session, clock, actor, answers)
    version = _mine(session, clock, actor, draft_id).row_version + 1
    blob = (
        vault_of(session).case_key(draft_id, actor.agency, DRAFT).seal_json(_cell(draft_id, version), answers)
    )
    session.execute(
        update(Draft)
        .where(Draft.id == draft_id)
        .values(row_version=version, answers=blob, changed_at=clock.now())
    )
    ledger.note(session, actor, Action.DRAFT_KEPT, draft_id)
    return draft_id


def _begin(session: Session, clock: Clock, actor: Actor, answers: dict[str, Any]) -> UUID:
    draft_id = new_id(clock)
    key = vault_of(session).new_case_key(draft_id, actor.agency, DRAFT)
    session.execute(
        insert(Draft).values(
            id=draft_id,
            account_id=actor.user_id,
            agency_id=actor.agency,
            row_version=1,
            answers=key.seal_json(_cell(draft_id, 1), answers),
            changed_at=clock.now(),
        )
    )
    ledger.note(session, actor, Action.DRAFT_KEPT, draft_id)
    return draft_id


def open_draft(session: Session, clock: Clock, actor: Actor, draft_id: UUID) -> dict[str, Any]:
    """Give a draft's answers.

    :raises NotFound: if the draft is gone or somebody else's
    """
    ledger.attempt(session, Action.DRAFT_READ, draft_id)
    draft = _mine(session, clock, actor, draft_id)
    key = vault_of(session).case_key(draft_id, actor.agency, DRAFT)
    ledger.note(session, actor, Action.DRAFT_READ, draft_id)
    return dict(key.open_json(_cell(draft_id, draft.row_version), draft.answers))


def discard(session: Session, clock: Clock, actor: Actor, draft_id: UUID) -> None:
    """Throw a draft away; its key goes with it.

    :raises NotFound: if the draft is gone or somebody else's
    """
    ledger.attempt(session, Action.DRAFT_DROPPED, draft_id)
    draft = _mine(session, clock, actor, draft_id)
    _drop(session, clock, draft.id, draft.agency_id)
    ledger.note(session, actor, Action.DRAFT_DROPPED, draft_id)


def mine(session: Session, clock: Clock, actor: Actor) -> tuple[DraftLine, ...]:
    """Give one's own drafts, the latest first."""
    rows = session.execute(
        select(Draft.id, Draft.changed_at)
        .where(Draft.account_id == actor.user_id, Draft.changed_at > clock.now() - KEPT)
        .order_by(Draft.changed_at.desc())
    )
    return tuple(DraftLine(row.id, row.changed_at) for row in rows)


def discard_old(session: Session, clock: Clock) -> int:
    """Throw away what nobody touched for a day, and say how many; safe to run twice."""
    old = session.execute(
        select(Draft.id, Draft.agency_id).where(Draft.changed_at <= clock.now() - KEPT)
    ).all()
    for row in old:
        _drop(session, clock, row.id, row.agency_id)
    return len(old)


def _drop(session: Session, clock: Clock, draft_id: UUID, agency_id: UUID) -> None:
    session.execute(delete(Draft).where(Draft.id == draft_id))
    drop_later(session, clock, draft_id, agency_id, DRAFT)


def _mine(session: Session, clock: Clock, actor: Actor, draft_id: UUID) -> Draft:
    draft = session.scalar(
        select(Draft).where(
            Draft.id == draft_id,
            Draft.account_id == actor.user_id,
            Draft.agency_id == actor.agency_id,
            Draft.changed_at > clock.now() - KEPT,
        )
    )
    if draft is None:
        raise NotFound
    return draft


def _cell(draft_id: UUID, version: int) -> Cell:
    return Cell("draft", "answers", draft_id, version)
