"""Counts sign-in attempts by name and by address, before anything is hashed. Nobody is locked out for good.

What is counted is stored under a keyed digest: the table names nobody and no address.
"""

from datetime import timedelta

from sqlalchemy import case, delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from referral.kernel.clock import Clock
from referral.kernel.errors import TooManyAttempts
from referral.kernel.vault import vault_of
from referral.kernel.vault.folding import fold
from referral.people.models import SignInCount

WINDOW = timedelta(minutes=5)
"""How long attempts are counted together, and so the longest anybody waits."""
BY_NAME = 10
BY_ADDRESS = 100
"""A whole office may stand behind one address."""


def count(session: Session, clock: Clock, username: str, address: str) -> tuple[str, ...]:
    """Count an attempt; gives the keys to forget if it succeeds.

    :raises TooManyAttempts: if there were too many lately; it says how long to wait
    """
    by_name = _key(session, "name", fold(username))
    by_address = _key(session, "address", address)
    _count(session, clock, by_name, BY_NAME)
    _count(session, clock, by_address, BY_ADDRESS)
    return by_name, by_address


def forget(session: Session, clock: Clock, keys: tuple[str, ...]) -> None:
    """Forget the attempts that led to a success, and whatever is too old to count."""
    session.execute(
        delete(SignInCount).where(
            SignInCount.key.in_(keys) | (SignInCount.window_started_at < clock.now() - WINDOW)
        )
    )


def _key(session: Session, kind: str, text: str) -> str:
    return vault_of(session).commitment(f"sign-in-{kind}", text).hex()


def _count(session: Session, clock: Clock, key: str, most: int) -> None:
    now = clock.now()
    connection = session.connection()
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    row = SignInCount
    is_over = row.window_started_at <= now - WINDOW
    counting = insert(row).values(key=key, attempts=1, window_started_at=now)
    counted = counting.on_conflict_do_update(
        index_elements=[row.key],
        set_={
            "attempts": case((is_over, 1), else_=row.attempts + 1),
            "window_started_at": case((is_over, now), else_=row.window_started_at),
        },
    ).returning(row.attempts, row.window_started_at)
    attempts, started_at = connection.execute(counted).one()
    if attempts > most:
        raise TooManyAttempts(seconds=int((started_at + WINDOW - now).total_seconds()) + 1)
