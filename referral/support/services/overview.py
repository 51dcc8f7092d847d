"""What a person is entitled to, letter by letter, and what has become of each: open, applied, granted, given.

Whoever opens support for a purpose sees it whole; the department that decides sees it without what was said.
"""

from collections.abc import Iterable, Mapping

from sqlalchemy.orm import Session

from referral.casework import fields, queries
from referral.casework.queries import Standing
from referral.casework.services import integrity
from referral.casework.services.keys import opening_key
from referral.kernel import ledger
from referral.kernel.clock import Clock
from referral.kernel.errors import NotAllowed, PurposeNotAllowed, PurposeRequired
from referral.kernel.ledger import Action
from referral.kernel.permissions import Actor, Permission
from referral.support.cards import (
    AmountCard,
    ApplicationCard,
    BenefitLine,
    DeliveryCard,
    EntitlementsCard,
    RegimeLine,
)
from referral.support.services import amounts, applications
from referral.support.services.categories import footing
from referral.support.services.opening import Opener
from workflows.benefits import Benefit
from workflows.entitlements import Entitlement, entitled
from workflows.vocabulary import Purpose


def entitlements_of(
    session: Session, clock: Clock, actor: Actor, ref: str, purpose: Purpose | None
) -> EntitlementsCard:
    """Give every regime of support as it stands for a person now.

    :raises NotFound: if the case is not the actor's to know about
    :raises NotAllowed: if the actor may not open it
    :raises PurposeRequired: if no purpose is given
    :raises PurposeNotAllowed: if support is not open to the actor for that purpose
    """
    ledger.attempt(session, Action.SUPPORT_LISTED, ref)
    case = queries.standing(session, actor, ref)
    opener = _opener(session, actor, case, purpose)
    card = _card(session, clock, case, opener)
    shown = (fields.SUPPORT,) if opener.key else ("entitlements",)
    said = purpose.value if purpose else None
    ledger.note(session, actor, Action.SUPPORT_LISTED, case.ref, purpose=said, fields=shown)
    integrity.report(session, actor, case.ref, opener.spoilt)
    return card


def _opener(session: Session, actor: Actor, case: Standing, purpose: Purpose | None) -> Opener:
    if not actor.may(Permission.CASE_READ, case.relations):
        raise NotAllowed
    if purpose is None:
        raise PurposeRequired
    relation = fields.opened_by(case.relations, actor.role, purpose)
    if relation is not None and fields.SUPPORT in fields.readable(relation, actor.role, purpose):
        return Opener(opening_key(session, case, actor.agency, relation))
    if relation is None or not actor.may(Permission.SUPPORT_DECIDE, case.relations):
        raise PurposeNotAllowed
    return Opener(None)


def _card(session: Session, clock: Clock, case: Standing, opener: Opener) -> EntitlementsCard:
    stands = footing(session, case, clock.now())
    applied = applications.applied_for(session, case, opener)
    given = applications.given(session, case, opener)
    paid = amounts.in_force(session, case.province_code, stands.on)
    lines = tuple(
        _line(one, applied, given, paid) for one in entitled(stands.category, stands.on, stands.regime)
    )
    return EntitlementsCard(stands.category, stands.regime, lines)


def _line(
    entitlement: Entitlement,
    applied: Iterable[ApplicationCard],
    given: Iterable[DeliveryCard],
    paid: Mapping[str, AmountCard],
) -> RegimeLine:
    benefits = tuple(_benefit(one, applied, given, paid.get(one.name)) for one in entitlement.benefits)
    return RegimeLine(entitlement.regime, entitlement.grade, benefits)


def _benefit(
    benefit: Benefit,
    applied: Iterable[ApplicationCard],
    given: Iterable[DeliveryCard],
    amount: AmountCard | None,
) -> BenefitLine:
    deliveries = [card for card in given if card.benefit.name == benefit.name]
    return BenefitLine(
        benefit,
        tuple(card for card in applied if card.benefit.name == benefit.name),
        sum(card.times for card in deliveries),
        deliveries[0].occurred_at if deliveries else None,
        amount,
    )
