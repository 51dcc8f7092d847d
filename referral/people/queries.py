"""Ways to find agencies and accounts. Services decide who may see what is found."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session, aliased

from referral.people.models import Account, Agency
from workflows.vocabulary import AgencyKind, Role

CASE_ROLES = (Role.OFFICER, Role.SUPERVISOR)
"""Roles that may come to see cases, in an agency that works with them."""
WORKLESS = (AgencyKind.OVERSIGHT, AgencyKind.OPERATIONS)
"""Agencies that move no case."""

_LONGEST_LINE_OF_DUTY = 12


def agency_by_code(session: Session, code: str) -> Agency | None:
    """Give the agency of that code."""
    return session.scalar(select(Agency).where(Agency.code == code))


def agency_of_kind(session: Session, kind: AgencyKind, *, province_code: str) -> UUID | None:
    """Give the first active agency of a kind in a province."""
    return session.scalar(
        select(Agency.id)
        .where(Agency.kind == kind.value, Agency.province_code == province_code, Agency.is_active)
        .order_by(Agency.code)
        .limit(1)
    )


def commune_at(session: Session, commune_code: str) -> UUID | None:
    """Give the people's committee of a commune."""
    return session.scalar(
        select(Agency.id)
        .where(Agency.kind == AgencyKind.COMMUNE.value, Agency.commune_code == commune_code, Agency.is_active)
        .order_by(Agency.code)
        .limit(1)
    )


def active_agencies(
    session: Session, kinds: Collection[AgencyKind], province_code: str | None
) -> Sequence[Row[Agency, str]]:
    """Give agencies with the code of the next unit in their line of duty, by code; no kinds are all kinds."""
    parent = aliased(Agency)
    found = (
        select(Agency, parent.code).outerjoin(parent, Agency.parent_id == parent.id).where(Agency.is_active)
    )
    if kinds:
        found = found.where(Agency.kind.in_([kind.value for kind in kinds]))
    if province_code:
        found = found.where(Agency.province_code == province_code)
    return session.execute(found.order_by(Agency.code)).all()


def agency_with_parent(session: Session, agency_id: UUID) -> Row[Agency, str]:
    """Give an agency with the code of the next unit in its line of duty.

    :raises NoResultFound: if there is no such agency
    """
    parent = aliased(Agency)
    found = select(Agency, parent.code).outerjoin(parent, Agency.parent_id == parent.id)
    return session.execute(found.where(Agency.id == agency_id)).one()


def account_by_username(session: Session, username: str) -> Account | None:
    """Give the account of that name."""
    return session.scalar(select(Account).where(Account.username == username))


def all_accounts(session: Session) -> Sequence[Account]:
    """Give every account, by agency and name."""
    return session.scalars(select(Account).join(Agency).order_by(Agency.code, Account.username)).all()


def unconfirmed_accounts(session: Session) -> Sequence[Account]:
    """Give active accounts with a view of cases that no supervisor has confirmed yet."""
    waiting = (
        select(Account)
        .join(Agency)
        .where(
            Account.is_active,
            Account.is_confirmed.is_(False),
            Account.role.in_([role.value for role in CASE_ROLES]),
            Agency.kind.not_in([kind.value for kind in WORKLESS]),
        )
    )
    return session.scalars(waiting.order_by(Account.created_at, Account.username)).all()


def confirming_agency(session: Session, account: Account) -> UUID | None:
    """Give the agency whose supervisors confirm an account: its own, or the nearest above that has one.

    A supervisor who has not chosen a passphrase yet, or is the account itself, confirms nothing.
    """
    agency_id: UUID | None = account.agency_id
    for _ in range(_LONGEST_LINE_OF_DUTY):
        if agency_id is None or _has_supervisor(session, agency_id, account.id):
            break
        agency_id = session.scalar(select(Agency.parent_id).where(Agency.id == agency_id))
    return agency_id


def seats_of(session: Session, role: Role, kind: AgencyKind) -> Sequence[UUID]:
    """Give the agencies of a kind that have an active account of a role."""
    return session.scalars(
        select(Agency.id)
        .where(
            Agency.kind == kind.value,
            Agency.is_active,
            select(Account.id)
            .where(Account.agency_id == Agency.id, Account.role == role.value, Account.is_active)
            .exists(),
        )
        .order_by(Agency.code)
    ).all()


def _has_supervisor(session: Session, agency_id: UUID, but: UUID) -> bool:
    one = (
        select(Account.id)
        .where(
            Account.agency_id == agency_id,
            Account.role == Role.SUPERVISOR.value,
            Account.is_active,
            Account.is_confirmed,
            Account.is_enrolled,
            Account.id != but,
        )
        .limit(1)
    )
    return session.scalar(one) is not None
