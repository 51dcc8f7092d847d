"""Signing in: counted, judged, entered in the ledger. Nobody can tell unknown, disabled and wrong apart.

The three parts are apart because hashing is slow: between `begin` and `complete` no transaction is open.
"""

from uuid import UUID

from sqlalchemy.orm import Session

from referral.kernel import ledger
from referral.kernel.clock import Clock
from referral.kernel.errors import NotSignedIn
from referral.kernel.ledger import Action
from referral.people import queries
from referral.people.cards import Attempt
from referral.people.models import Account
from referral.people.services import sessions, throttle
from referral.people.services.actors import actor_of, may_enter

NOBODY = UUID(int=0)
N_ = str
"""Marks a sentence for the catalogue of translations, and leaves it as it is."""


class SignInRefused(NotSignedIn):
    """The name, the passphrase, or whether the account is open: it does not say which."""

    code, title = "sign-in-refused", N_("You are not signed in")
    message = N_(
        "The user name or the passphrase is not right, or the account is not open. "
        "Try again, or ask your administrator."
    )


def begin(session: Session, clock: Clock, username: str, address: str) -> Attempt:
    """Count an attempt and fetch what it is judged by.

    :raises TooManyAttempts: if there were too many lately, by this name or from this address
    """
    name = username.strip().casefold()
    account = queries.account_by_username(session, name)
    account_id = account.id if account else None
    ledger.attempt(session, Action.SESSION_REFUSED, account_id)
    keys = throttle.count(session, clock, name, address)
    if account is None:
        return Attempt(None, None, may_enter=False, count_keys=keys)
    return Attempt(account_id, account.passphrase_hash, may_enter(account), keys)


def complete(session: Session, clock: Clock, attempt: Attempt, *, is_right: bool) -> str:
    """Start a session, if the passphrase was right and the account is still open; gives its secret.

    :raises SignInRefused: if not; it does not say why
    """
    # Whoever is unknown is looked up too: it must take as long.
    account = session.get(Account, attempt.account_id or NOBODY)
    if account is None or not is_right or not _still_stands(account, attempt):
        raise SignInRefused
    throttle.forget(session, clock, attempt.count_keys)
    secret = sessions.start(session, clock, account.id)
    actor = actor_of(account, sessions.hash_of(secret))
    ledger.note(session, actor, Action.SESSION_SIGNED_IN, account.id)
    return secret


def _still_stands(account: Account, attempt: Attempt) -> bool:
    """Tell whether nothing changed while the passphrase was hashed."""
    return attempt.may_enter and may_enter(account) and account.passphrase_hash == attempt.stored
