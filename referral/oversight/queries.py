"""Ways to name who acted, for those who read the access log. They show nothing to anybody themselves."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from referral.people.models import Account


def user_names(session: Session, actors: Collection[str]) -> dict[str, str]:
    """Give the user names of accounts by their ids as the log writes them; others are left out."""
    ids = [found for actor in actors if (found := _id(actor)) is not None]
    rows = session.execute(select(Account.id, Account.username).where(Account.id.in_(ids)))
    return {str(account_id): name for account_id, name in rows}


def actor_id(session: Session, user_name: str) -> str:
    """Give the id under which the log names an account; what is no account's name is looked for as it is."""
    found = session.scalar(select(Account.id).where(Account.username == user_name))
    return str(found) if found else user_name


def _id(actor: str) -> UUID | None:
    try:
        return UUID(actor)
    except ValueError:
        return None
