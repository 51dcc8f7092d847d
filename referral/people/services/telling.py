"""Tells those concerned what was done to an account, through the outbox: a user name, a time, a link."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from referral.kernel import outbox
from referral.kernel.clock import Clock
from referral.kernel.outbox import Message, Payload
from referral.people import queries
from referral.people.models import Account
from workflows.vocabulary import AgencyKind, Role

CHANNEL = "mail"
TOKEN_MINTED = "token-minted"  # noqa: S105 — it names a text
ACCOUNT_OPENED = "account-opened"
ACCOUNT_WAITING = "account-waiting"
ACCOUNT_RESET = "account-reset"
"""Each is the name of a text in templates/messages."""


def tell_all_concerned(
    session: Session, clock: Clock, account: Account, what: str, deed_id: UUID, until: datetime | None = None
) -> None:
    """Tell the account's owner, its agency's supervisor and every auditor: nobody gets a key unseen."""
    seats = [(account.agency_id, Role.SUPERVISOR)]
    seats += [
        (agency_id, Role.AUDITOR)
        for agency_id in queries.seats_of(session, Role.AUDITOR, AgencyKind.OVERSIGHT)
    ]
    said = _said(what, account, until)
    owner = Message(f"{what}|{deed_id}|owner", CHANNEL, {**said, "account": str(account.id)})
    outbox.put(session, clock, owner, *[_to_seat(what, deed_id, said, *seat) for seat in seats])


def tell_confirmers(session: Session, clock: Clock, account: Account, deed_id: UUID) -> None:
    """Tell the supervisors who can confirm an account that it waits for them."""
    agency_id = queries.confirming_agency(session, account)
    if agency_id is not None:
        said = _said(ACCOUNT_WAITING, account, None)
        outbox.put(session, clock, _to_seat(ACCOUNT_WAITING, deed_id, said, agency_id, Role.SUPERVISOR))


def _said(what: str, account: Account, until: datetime | None) -> dict[str, str | int | None]:
    return {
        "template": what,
        "username": account.username,
        "due_at": until.isoformat() if until else None,
    }


def _to_seat(what: str, deed_id: UUID, said: Payload, agency_id: UUID, role: Role) -> Message:
    seat = {"agency": str(agency_id), "role": role.value}
    return Message(f"{what}|{deed_id}|{agency_id}|{role.value}", CHANNEL, {**said, **seat})
