"""What a province pays for a benefit: entered by an administrator with a date and a source, and none shipped.

A later amount stands from its own day on; what was entered is never changed.
"""

from datetime import date

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from referral.kernel import ledger
from referral.kernel.clock import Clock
from referral.kernel.database import table_of
from referral.kernel.errors import FieldError, InvalidInput, NotAllowed
from referral.kernel.ledger import Action
from referral.kernel.permissions import Actor, Permission
from referral.kernel.references import new_id
from referral.people.services import places
from referral.support.cards import Amount, AmountCard
from referral.support.models import SupportAmount
from workflows.benefit_rows import matrix

AMOUNT = table_of(SupportAmount)
N_ = str
"""Marks a sentence for the catalogue of translations, and leaves it as it is."""
_NO_BENEFIT = FieldError("benefit", "not-in-list", N_("Choose a benefit that the law knows."))
_NO_PROVINCE = FieldError("province_code", "not-in-list", N_("Enter the code of a province, like 51."))


def set_amount(session: Session, clock: Clock, actor: Actor, amount: Amount) -> AmountCard:
    """Enter what a province pays from a day on; the ledger keeps who did, never how much.

    :raises NotAllowed: if the actor is no administrator
    :raises InvalidInput: if there is no such benefit or province
    """
    ledger.attempt(session, Action.SUPPORT_AMOUNT_SET)
    if not actor.may(Permission.SUPPORT_AMOUNTS):
        raise NotAllowed
    _check(amount)
    amount_id, now = new_id(clock), clock.now()
    session.execute(
        insert(AMOUNT).values(
            id=amount_id,
            benefit=amount.benefit,
            province_code=amount.province_code,
            dong=amount.dong,
            per=amount.per,
            from_on=amount.from_on,
            source=amount.source,
            account_id=actor.user_id,
            recorded_at=now,
        )
    )
    said = {"amount": str(amount_id), "benefit": amount.benefit, "province": amount.province_code}
    ledger.note(session, actor, Action.SUPPORT_AMOUNT_SET, detail=said)
    return AmountCard(amount_id, amount, now)


def _check(amount: Amount) -> None:
    wrong = []
    if amount.benefit not in {benefit.name for benefit in matrix().benefits}:
        wrong.append(_NO_BENEFIT)
    if places.province(amount.province_code) is None:
        wrong.append(_NO_PROVINCE)
    if wrong:
        raise InvalidInput(wrong)


def on_file(session: Session, clock: Clock, actor: Actor) -> tuple[AmountCard, ...]:
    """Give every amount that was ever entered, the newest first.

    :raises NotAllowed: if the actor is no administrator
    """
    del clock
    ledger.attempt(session, Action.SUPPORT_AMOUNTS_READ)
    if not actor.may(Permission.SUPPORT_AMOUNTS):
        raise NotAllowed
    ledger.note(session, actor, Action.SUPPORT_AMOUNTS_READ)
    return _cards(session)


def in_force(session: Session, province_code: str, on: date) -> dict[str, AmountCard]:
    """Give, for each benefit a province has entered an amount for, the one that stands on that day."""
    standing: dict[str, AmountCard] = {}
    for card in _cards(session, province_code):
        if card.amount.from_on <= on:
            standing.setdefault(card.amount.benefit, card)
    return standing


def _cards(session: Session, province_code: str | None = None) -> tuple[AmountCard, ...]:
    found = select(AMOUNT).order_by(AMOUNT.c.from_on.desc(), AMOUNT.c.recorded_at.desc())
    if province_code is not None:
        found = found.where(AMOUNT.c.province_code == province_code)
    return tuple(
        AmountCard(
            row.id,
            Amount(row.benefit, row.province_code, row.dong, row.per, row.from_on, row.source),
            row.recorded_at,
        )
        for row in session.execute(found)
    )
