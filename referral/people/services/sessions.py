"""Browsers that are signed in: one at a time for each account, known by the hash of their secret alone."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, select, true, update
from sqlalchemy.orm import Session

from referral.kernel import ledger
from referral.kernel.clock import Clock
from referral.kernel.ledger import Action
from referral.kernel.permissions import Actor
from referral.kernel.references import new_id
from referral.people.cards import SessionCard, SignedIn
from referral.people.models import Account, WebSession
from referral.people.services.actors import may_enter, signed_in

SEEN_EVERY = timedelta(minutes=1)
"""How exactly the last look is kept: a write on every request would cost more than it tells."""
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a session may last."""

    idle: timedelta = timedelta(minutes=15)
    absolute: timedelta = timedelta(hours=8)


def hash_of(secret: str) -> str:
    """Give what is stored instead of a secret of 256 random bits, which nobody can guess."""
    return hashlib.sha256(secret.encode()).hexdigest()


def start(session: Session, clock: Clock, account_id: UUID) -> str:
    """Start a session and end the account's others; gives the secret its browser is to carry."""
    end_all(session, clock, account_id, "signed-in-again")
    secret, now = secrets.token_urlsafe(32), clock.now()
    session.add(
        WebSession(
            id=new_id(clock),
            token_hash=hash_of(secret),
            account_id=account_id,
            created_at=now,
            seen_at=now,
            ended_at=None,
        )
    )
    session.flush()
    return secret


def resume(session: Session, clock: Clock, secret: str, limits: Limits) -> SignedIn | None:
    """Give who is signed in by this secret; nobody, if the session or the account has ended in any way."""
    now = clock.now()
    found = session.execute(
        select(WebSession, Account)
        .join(Account, Account.id == WebSession.account_id)
        .where(
            WebSession.token_hash == hash_of(secret),
            WebSession.ended_at.is_(None),
            WebSession.seen_at > now - limits.idle,
            WebSession.created_at > now - limits.absolute,
        )
    ).one_or_none()
    if found is None or not may_enter(found[1]):
        return None
    _see(session, found[0], now)
    return signed_in(found[1], found[0].token_hash)


def end(session: Session, clock: Clock, actor: Actor, secret: str) -> None:
    """Sign out: this browser's secret opens nothing any more."""
    _end(session, clock, WebSession.token_hash == hash_of(secret), "signed-out")
    ledger.note(session, actor, Action.SESSION_SIGNED_OUT, actor.user_id)


def end_all(session: Session, clock: Clock, account_id: UUID, because: str, *, but: str = "") -> int:
    """End every session of an account, save one that is named by its hash; gives how many."""
    return _end(
        session, clock, (WebSession.account_id == account_id) & (WebSession.token_hash != but), because
    )


def end_everyones(session: Session, clock: Clock, because: str) -> int:
    """Sign everybody out: when a backup was restored, sessions that had ended since would live again."""
    return _end(session, clock, true(), because)


def mine(session: Session, actor: Actor) -> tuple[SessionCard, ...]:
    """Give one's own latest sign-ins, newest first."""
    rows = session.scalars(
        select(WebSession)
        .where(WebSession.account_id == actor.user_id)
        .order_by(WebSession.created_at.desc())
        .limit(_SHOWN)
    )
    return tuple(
        SessionCard(
            row.id,
            row.created_at,
            row.seen_at,
            row.ended_at,
            row.ended_because,
            row.token_hash == actor.session_hash,
        )
        for row in rows
    )


def _see(session: Session, row: WebSession, now: datetime) -> None:
    if now - row.seen_at >= SEEN_EVERY:
        session.execute(update(WebSession).where(WebSession.id == row.id).values(seen_at=now))


def _end(session: Session, clock: Clock, which: ColumnElement[bool], because: str) -> int:
    ended = session.execute(
        update(WebSession)
        .where(which, WebSession.ended_at.is_(None))
        .values(ended_at=clock.now(), ended_because=because)
        .returning(WebSession.id)
    )
    return len(ended.all())
