"""API tokens: minted at the machine itself, told to everyone concerned, hashed, expiring."""

import secrets
from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from referral.kernel import ledger
from referral.kernel.clock import Clock
from referral.kernel.errors import FieldError, InvalidInput, NotAllowed, NotFound
from referral.kernel.ledger import Action
from referral.kernel.permissions import Actor, Permission
from referral.kernel.references import new_id
from referral.people import queries
from referral.people.cards import SignedIn, TokenCard
from referral.people.models import Account, ApiToken
from referral.people.services import telling
from referral.people.services.actors import may_enter, signed_in
from referral.people.services.sessions import hash_of
from workflows.vocabulary import Role

N_ = str
"""Marks a sentence for the catalogue of translations, and leaves it as it is."""

PREFIX = "rf1_"
"""Lets a scanner of leaked secrets know one when it sees one."""
LONGEST = timedelta(days=366)


def mint(
    session: Session,
    clock: Clock,
    actor: Actor,
    username: str,
    lasting: timedelta,
    scopes: Collection[str] = (),
) -> str:
    """Mint a token for an account, and tell its owner, its supervisor and the auditors.

    :raises NotAllowed: if it is not the machine's operator who asks
    :raises InvalidInput: if there is no such active account, no such permission, or it would last too long
    """
    ledger.attempt(session, Action.TOKEN_MINTED)
    if actor.role is not Role.SYSTEM or not actor.may(Permission.ACCOUNT_MANAGE):
        raise NotAllowed
    account = queries.account_by_username(session, username.casefold())
    if account is None or not may_enter(account):
        raise InvalidInput([FieldError("username", "unknown", UNKNOWN)])
    _check(lasting, scopes)
    token = PREFIX + secrets.token_urlsafe(32)
    row = ApiToken(
        id=new_id(clock),
        token_hash=hash_of(token),
        account_id=account.id,
        scopes=sorted(scopes),
        created_at=clock.now(),
        expires_at=clock.now() + lasting,
        revoked_at=None,
    )
    session.add(row)
    session.flush()
    ledger.note(session, actor, Action.TOKEN_MINTED, account.id, detail={"token": str(row.id)})
    telling.tell_all_concerned(session, clock, account, telling.TOKEN_MINTED, row.id, until=row.expires_at)
    return token


UNKNOWN = N_("There is no active account of this name. `referral people list` names them all.")


def resume(session: Session, clock: Clock, token: str) -> SignedIn | None:
    """Give who acts by this token; nobody, if it is unknown, over or revoked, or the account is not open."""
    row = session.scalar(
        select(ApiToken).where(
            ApiToken.token_hash == hash_of(token),
            ApiToken.revoked_at.is_(None),
            ApiToken.expires_at > clock.now(),
        )
    )
    account = session.get(Account, row.account_id) if row else None
    if row is None or account is None or not may_enter(account):
        return None
    return signed_in(account, row.token_hash, row.scopes)


def mine(session: Session, clock: Clock, actor: Actor) -> tuple[TokenCard, ...]:
    """Give one's own tokens that still open something, newest first."""
    rows = session.scalars(
        select(ApiToken)
        .where(
            ApiToken.account_id == actor.user_id,
            ApiToken.revoked_at.is_(None),
            ApiToken.expires_at > clock.now(),
        )
        .order_by(ApiToken.created_at.desc())
    )
    return tuple(TokenCard(row.id, tuple(row.scopes), row.created_at, row.expires_at) for row in rows)


def revoke(session: Session, clock: Clock, actor: Actor, token_id: UUID) -> None:
    """Take back one of one's own tokens at once.

    :raises NotFound: if it is not one's own, or is over already
    """
    ledger.attempt(session, Action.TOKEN_REVOKED, actor.user_id)
    mine_only = (ApiToken.id == token_id) & (ApiToken.account_id == actor.user_id)
    revoked = session.execute(
        update(ApiToken)
        .where(mine_only, ApiToken.revoked_at.is_(None))
        .values(revoked_at=clock.now())
        .returning(ApiToken.id)
    )
    if not revoked.all():
        raise NotFound
    ledger.note(session, actor, Action.TOKEN_REVOKED, actor.user_id, detail={"token": str(token_id)})


def revoke_all(session: Session, clock: Clock, account_id: UUID) -> None:
    """Take back every token of an account."""
    session.execute(
        update(ApiToken)
        .where(ApiToken.account_id == account_id, ApiToken.revoked_at.is_(None))
        .values(revoked_at=clock.now())
    )


def _check(lasting: timedelta, scopes: Collection[str]) -> None:
    if not timedelta() < lasting <= LONGEST:
        raise InvalidInput([FieldError("expires", "out-of-range", N_("A token lasts for at most 366 days."))])
    if set(scopes) - set(Permission):
        known = ", ".join(Permission)
        sentence = N_("Narrow a token to permissions there are: %(known)s.")
        raise InvalidInput([FieldError("scope", "unknown", sentence, {"known": known})])
