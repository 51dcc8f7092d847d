"""Turns a stored account into somebody who acts. Whether they may come in was decided before."""

from collections.abc import Collection

from referral.kernel.permissions import Actor
from referral.people.cards import SignedIn
from referral.people.models import Account
from workflows.vocabulary import AgencyKind, Role

OPERATOR = Actor(None, "operator", None, "operator", AgencyKind.OPERATIONS, Role.SYSTEM)
"""Whoever sits at the machine itself and runs a command."""


def actor_of(account: Account, session_hash: str = "", scopes: Collection[str] = ()) -> Actor:
    """Give who acts through an account, for the length of one request."""
    agency = account.agency
    return Actor(
        user_id=account.id,
        username=account.username,
        agency_id=agency.id,
        agency_code=agency.code,
        agency_kind=AgencyKind(agency.kind),
        role=Role(account.role),
        province_code=agency.province_code,
        commune_code=agency.commune_code,
        parent_id=agency.parent_id,
        session_hash=session_hash,
        scopes=frozenset(scopes),
    )


def may_enter(account: Account) -> bool:
    """Tell whether an account is open at all: active, confirmed where that is needed, of an active agency."""
    return account.is_active and account.is_confirmed and account.agency.is_active


def signed_in(account: Account, session_hash: str, scopes: Collection[str] = ()) -> SignedIn:
    """Give somebody who has come in, with what a page's frame says of them."""
    return SignedIn(
        actor=actor_of(account, session_hash, scopes),
        display_name=account.display_name,
        agency_name=account.agency.name,
        language=account.language,
        is_enrolled=account.is_enrolled,
    )
