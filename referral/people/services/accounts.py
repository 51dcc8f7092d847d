"""Accounts: opened by an administrator, confirmed by a supervisor, chosen a passphrase for by their owner.

Nobody gains a look at cases alone: an account with access is shut until a supervisor of its agency has
confirmed it, and again after its passphrase was reset.
"""

import re
from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from referral.kernel import ledger
from referral.kernel.clock import Clock
from referral.kernel.errors import Conflict, FieldError, InvalidInput, NotAllowed, NotFound, NotSignedIn
from referral.kernel.ledger import Action
from referral.kernel.permissions import Actor, Permission
from referral.kernel.references import new_id
from referral.people import queries
from referral.people.cards import AccountCard, AgencyName, Me, NewAccount
from referral.people.models import Account, Agency
from referral.people.services import agencies, sessions, telling, tokens
from workflows.vocabulary import AgencyKind, Role

N_ = str
"""Marks a sentence for the catalogue of translations, and leaves it as it is."""

_USERNAME = re.compile(r"[a-z0-9]+([.-][a-z0-9]+)*", re.ASCII)
_LONGEST_USERNAME = 120
_MAIL = re.compile(r"[^@\s]+@[^@\s]+", re.ASCII)
_HOME_OF = {Role.AUDITOR: AgencyKind.OVERSIGHT, Role.ADMINISTRATOR: AgencyKind.OPERATIONS}
"""Roles that exist in one kind of agency only."""


class NotYourOwn(Conflict):
    """Somebody tried to suspend or reset the account they act through."""

    code, title = "not-your-own", N_("This is your own account")
    message = N_("This is your own account. Ask another administrator.")


def names(session: Session, ids: Collection[UUID]) -> dict[UUID, str]:
    """Give how the owners of accounts are called; an unknown id is left out."""
    if not ids:
        return {}
    rows = session.execute(select(Account.id, Account.display_name).where(Account.id.in_(set(ids))))
    return {account_id: name for account_id, name in rows}  # noqa: C416 — a row is no pair to the type checker


def list_accounts(session: Session, actor: Actor) -> tuple[AccountCard, ...]:
    """Give every account, by agency and name.

    :raises NotAllowed: if the caller may not manage accounts
    """
    _require(actor, Permission.ACCOUNT_MANAGE)
    ledger.note(session, actor, Action.ACCOUNT_LISTED)
    return tuple(map(_card, queries.all_accounts(session)))


def show(session: Session, actor: Actor, account_id: UUID) -> AccountCard:
    """Give one account.

    :raises NotFound: if there is none, or the caller may not manage accounts
    """
    ledger.attempt(session, Action.ACCOUNT_READ, account_id)
    account = _managed(session, actor, account_id)
    ledger.note(session, actor, Action.ACCOUNT_READ, account.id)
    return _card(account)


def own(session: Session, actor: Actor) -> AccountCard:
    """Give the account one acts through.

    :raises NotSignedIn: if the caller acts through none
    """
    return _card(_own(session, actor))


def show_own(session: Session, actor: Actor) -> AccountCard:
    """Show somebody the account they act through.

    :raises NotSignedIn: if the caller acts through none
    """
    card = own(session, actor)
    ledger.note(session, actor, Action.ACCOUNT_READ, card.id)
    return card


def me(session: Session, actor: Actor) -> Me:
    """Give who is asking, with the agency acted for.

    :raises NotSignedIn: if the caller acts through no account
    """
    account = _own(session, actor)
    return Me(
        account.username,
        account.display_name,
        Role(account.role),
        account.language,
        agencies.card_of(session, account.agency_id),
        tuple(sorted(actor.scopes)),
    )


def open_account(
    session: Session,
    clock: Clock,
    actor: Actor,
    new: NewAccount,
    passphrase_hash: str,
    *,
    is_confirmed: bool = False,
) -> AccountCard:
    """Open an account whose passphrase is a one-time secret, hashed beforehand.

    An account with access to cases waits for its agency's supervisor, unless the machine's own operator says
    that this is a first start or a demonstration; then everyone concerned is told.

    :raises NotAllowed: if the caller may not manage accounts, or confirms without being the operator
    :raises InvalidInput: if the name is taken or badly formed, or the agency does not have such a role
    """
    ledger.attempt(session, Action.ACCOUNT_OPENED)
    _require(actor, Permission.ACCOUNT_MANAGE)
    if is_confirmed and actor.role is not Role.SYSTEM:
        raise NotAllowed
    agency = queries.agency_by_code(session, new.agency)
    account = Account(
        id=new_id(clock),
        username=new.username,
        display_name=new.display_name.strip() or new.username,
        email=new.email,
        agency=_checked(session, new, agency),
        role=new.role.value,
        passphrase_hash=passphrase_hash,
        language=new.language,
        created_at=clock.now(),
    )
    account.is_enrolled, account.is_active = False, True
    account.is_confirmed = is_confirmed or not has_case_access(account)
    session.add(account)
    session.flush()
    detail = {"role": account.role, "agency": account.agency.code}
    ledger.note(session, actor, Action.ACCOUNT_OPENED, account.id, detail=detail)
    _tell(session, clock, account, telling.ACCOUNT_OPENED, new_id(clock))
    return _card(account)


def has_case_access(account: Account) -> bool:
    """Tell whether an account may come to see cases."""
    return account.role in queries.CASE_ROLES and account.agency.kind not in queries.WORKLESS


def waiting_for(session: Session, actor: Actor) -> tuple[AccountCard, ...]:
    """Give the accounts that wait for the caller's agency to confirm them.

    :raises NotAllowed: if the caller is no supervisor
    """
    _require(actor, Permission.ACCOUNT_CONFIRM)
    ledger.note(session, actor, Action.ACCOUNT_LISTED)
    return tuple(
        _card(one) for one in queries.unconfirmed_accounts(session) if _may_confirm(session, actor, one)
    )


def confirm(session: Session, clock: Clock, actor: Actor, account_id: UUID) -> AccountCard:
    """Confirm that an account with access to cases belongs to somebody of one's agency.

    :raises NotFound: if there is none that waits for the caller's agency
    """
    ledger.attempt(session, Action.ACCOUNT_CONFIRMED, account_id)
    account = session.get(Account, account_id)
    is_theirs = account is not None and not account.is_confirmed and account.is_active
    if account is None or not is_theirs or not _may_confirm(session, actor, account):
        raise NotFound
    account.is_confirmed = True
    session.flush()
    ledger.note(session, actor, Action.ACCOUNT_CONFIRMED, account.id)
    telling.tell_all_concerned(session, clock, account, telling.ACCOUNT_OPENED, new_id(clock))
    return _card(account)


def suspend(session: Session, clock: Clock, actor: Actor, account_id: UUID) -> None:
    """Shut an account at once: its sessions and tokens open nothing any more.

    :raises NotFound: if there is none, or the caller may not manage accounts
    :raises NotYourOwn: if it is the caller's own
    """
    ledger.attempt(session, Action.ACCOUNT_SUSPENDED, account_id)
    account = _others(session, actor, account_id)
    account.is_active = False
    _shut_out(session, clock, account, "suspended")
    ledger.note(session, actor, Action.ACCOUNT_SUSPENDED, account.id)


def restore(session: Session, actor: Actor, account_id: UUID) -> None:
    """Open a suspended account again, as far as it was confirmed.

    :raises NotFound: if there is none, or the caller may not manage accounts
    :raises NotYourOwn: if it is the caller's own
    """
    ledger.attempt(session, Action.ACCOUNT_RESTORED, account_id)
    account = _others(session, actor, account_id)
    account.is_active = True
    session.flush()
    ledger.note(session, actor, Action.ACCOUNT_RESTORED, account.id)


def reset(
    session: Session, clock: Clock, actor: Actor, account_id: UUID, passphrase_hash: str
) -> AccountCard:
    """Replace a passphrase by a one-time secret; with access to cases the account must be confirmed again.

    :raises NotFound: if there is none, or the caller may not manage accounts
    :raises NotYourOwn: if it is the caller's own
    """
    ledger.attempt(session, Action.ACCOUNT_RESET, account_id)
    account = _others(session, actor, account_id)
    account.passphrase_hash, account.is_enrolled = passphrase_hash, False
    account.is_confirmed = actor.role is Role.SYSTEM or not has_case_access(account)
    _shut_out(session, clock, account, "reset")
    ledger.note(session, actor, Action.ACCOUNT_RESET, account.id)
    _tell(session, clock, account, telling.ACCOUNT_RESET, new_id(clock))
    return _card(account)


def stored_hash(session: Session, actor: Actor) -> str:
    """Give what one's own passphrase is judged by.

    :raises NotSignedIn: if the caller acts through no account
    """
    return _own(session, actor).passphrase_hash


def enrol(session: Session, clock: Clock, actor: Actor, passphrase_hash: str) -> str:
    """Replace the one-time secret by a passphrase of one's own; gives the secret of a new session.

    :raises Conflict: if that was done already
    :raises NotSignedIn: if the caller acts through no account
    """
    ledger.attempt(session, Action.ACCOUNT_ENROLLED, actor.user_id)
    account = _own(session, actor)
    if account.is_enrolled:
        raise Conflict
    account.passphrase_hash, account.is_enrolled = passphrase_hash, True
    ledger.note(session, actor, Action.ACCOUNT_ENROLLED, account.id)
    return sessions.start(session, clock, account.id)


def change_passphrase(session: Session, clock: Clock, actor: Actor, stored: str, passphrase_hash: str) -> str:
    """Change one's own passphrase, judged against `stored`; gives the secret of a new session.

    :raises Conflict: if it was changed by somebody else meanwhile
    :raises NotSignedIn: if the caller acts through no account
    """
    ledger.attempt(session, Action.ACCOUNT_PASSPHRASE_CHANGED, actor.user_id)
    account = _own(session, actor)
    if account.passphrase_hash != stored:
        raise Conflict
    account.passphrase_hash = passphrase_hash
    ledger.note(session, actor, Action.ACCOUNT_PASSPHRASE_CHANGED, account.id)
    return sessions.start(session, clock, account.id)


def choose_language(session: Session, actor: Actor, language: str) -> None:
    """Keep the language of one's choice.

    :raises NotSignedIn: if the caller acts through no account
    """
    account = _own(session, actor)
    account.language = language
    session.flush()
    ledger.note(session, actor, Action.ACCOUNT_LANGUAGE_CHANGED, account.id)


def _require(actor: Actor, permission: Permission) -> None:
    if not actor.may(permission):
        raise NotAllowed


def _own(session: Session, actor: Actor) -> Account:
    account = session.get(Account, actor.user_id) if actor.user_id else None
    if account is None:
        raise NotSignedIn
    return account


def _managed(session: Session, actor: Actor, account_id: UUID) -> Account:
    account = session.get(Account, account_id)
    if account is None or not actor.may(Permission.ACCOUNT_MANAGE):
        raise NotFound
    return account


def _others(session: Session, actor: Actor, account_id: UUID) -> Account:
    account = _managed(session, actor, account_id)
    if account.id == actor.user_id:
        raise NotYourOwn
    return account


def _may_confirm(session: Session, actor: Actor, account: Account) -> bool:
    return (
        actor.may(Permission.ACCOUNT_CONFIRM)
        and has_case_access(account)
        and account.id != actor.user_id
        and queries.confirming_agency(session, account) == actor.agency_id
    )


def _shut_out(session: Session, clock: Clock, account: Account, because: str) -> None:
    session.flush()
    sessions.end_all(session, clock, account.id, because)
    tokens.revoke_all(session, clock, account.id)


def _tell(session: Session, clock: Clock, account: Account, what: str, deed_id: UUID) -> None:
    if account.is_confirmed:
        telling.tell_all_concerned(session, clock, account, what, deed_id)
    else:
        telling.tell_confirmers(session, clock, account, deed_id)


def _checked(session: Session, new: NewAccount, agency: Agency | None) -> Agency:
    errors = []
    if not _USERNAME.fullmatch(new.username) or len(new.username) > _LONGEST_USERNAME:
        errors.append(FieldError("username", "bad-username", BAD_USERNAME))
    elif queries.account_by_username(session, new.username) is not None:
        errors.append(FieldError("username", "taken", TAKEN))
    if new.email and not _MAIL.fullmatch(new.email):
        errors.append(FieldError("email", "bad-email", BAD_EMAIL))
    if agency is None or not agency.is_active:
        errors.append(FieldError("agency", "unknown-agency", UNKNOWN_AGENCY))
    elif new.role is Role.SYSTEM or agency.kind != _HOME_OF.get(new.role, agency.kind):
        errors.append(FieldError("role", "wrong-role", WRONG_ROLE))
    if errors or agency is None:
        raise InvalidInput(errors)
    return agency


BAD_USERNAME = N_("Write the user name in small letters, digits, dots and hyphens, like so-y-te.officer.")
TAKEN = N_("There is an account of this name already. Choose another.")
BAD_EMAIL = N_("Enter an e-mail address, like ten@coquan.example.")
UNKNOWN_AGENCY = N_("Choose an agency that is here already.")
WRONG_ROLE = N_("This agency has no such role. Auditors belong to oversight, administrators to operations.")


def _card(account: Account) -> AccountCard:
    agency = account.agency
    return AccountCard(
        id=account.id,
        username=account.username,
        display_name=account.display_name,
        email=account.email,
        role=Role(account.role),
        agency=AgencyName(agency.code, agency.name, AgencyKind(agency.kind)),
        is_active=account.is_active,
        is_confirmed=account.is_confirmed,
        is_enrolled=account.is_enrolled,
        language=account.language,
        created_at=account.created_at,
    )
