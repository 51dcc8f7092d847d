"""Support as it is given: every service with how many times, while verification is open as much as after it.

Nothing here waits for an outcome; only what is decided on an application waits for that decision.
"""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from referral.casework.cards import EventKind
from referral.casework.queries import Standing
from referral.casework.services import events
from referral.casework.services.keys import seal_document
from referral.casework.services.moments import happened_at
from referral.casework.services.working import workable
from referral.kernel import ledger
from referral.kernel.clock import Clock
from referral.kernel.database import table_of
from referral.kernel.errors import StepRefused
from referral.kernel.ledger import Action
from referral.kernel.permissions import Actor, Permission
from referral.kernel.references import new_id
from referral.kernel.vault import record_digest
from referral.support.cards import DeliveredCard, Given
from referral.support.models import Delivery
from referral.support.services.categories import Footing, benefit_of, footing
from referral.support.services.entitlements import granted_since
from workflows import support_rules
from workflows.benefits import Benefit
from workflows.entitlements import grade_of, why_not
from workflows.refusal import Refusal

DELIVERY = table_of(Delivery)


def deliver(
    session: Session, clock: Clock, actor: Actor, ref: str, given: Given, occurred_at: datetime | None = None
) -> DeliveredCard:
    """Record that a service was given, and say how many times the person has received it now.

    :raises NotFound: if the case is not the actor's to know about
    :raises NotAllowed: if the actor may not record support on it
    :raises InvalidInput: if the law knows no such service, or it was given in the future or before its grant
    :raises StepRefused: if it waits for a grant, or is not listed for the person and no reason is given
    """
    case = workable(session, actor, ref, Action.SUPPORT_DELIVERED, Permission.SUPPORT_RECORD)
    at = happened_at(clock, occurred_at, not_before=case.occurred_at)
    stands = footing(session, case, at)
    benefit = benefit_of(given.service, stands, "service")
    if refusals := tuple(_why_not_deliver(session, case, benefit, stands, given)):
        raise StepRefused(refusals)
    if benefit.needs_application:
        at = happened_at(clock, occurred_at, not_before=granted_since(session, case.id, benefit.name))
    delivery_id, grade = new_id(clock), grade_of(benefit, stands.category, stands.on)
    document = {"provider": given.provider, "note": given.note, "reason": given.reason}
    blob = seal_document(session, case, DELIVERY.name, delivery_id, document)
    session.execute(
        insert(DELIVERY).values(
            id=delivery_id,
            case_id=case.id,
            benefit=benefit.name,
            category=stands.category.value,
            grade=grade.value,
            times=given.times,
            document=blob,
            agency_id=actor.agency_id,
            account_id=actor.user_id,
            occurred_at=at,
            recorded_at=clock.now(),
        )
    )
    events.add(session, clock, actor, case, EventKind.SUPPORT_DELIVERED, at)
    digests = {f"delivery/{delivery_id}": record_digest({"document": blob})}
    ledger.note(session, actor, Action.SUPPORT_DELIVERED, case.ref, records=digests)
    total = _times(session, case.id, benefit.name)
    return DeliveredCard(delivery_id, benefit.name, grade, given.times, total)


def _times(session: Session, case_id: UUID, benefit: str) -> int:
    counted = select(func.sum(DELIVERY.c.times)).where(
        DELIVERY.c.case_id == case_id, DELIVERY.c.benefit == benefit
    )
    return int(session.scalar(counted) or 0)


def _why_not_deliver(
    session: Session, case: Standing, benefit: Benefit, stands: Footing, given: Given
) -> Iterator[Refusal]:
    if benefit.needs_application:
        yield from why_not(benefit, stands.category, stands.on)
        if granted_since(session, case.id, benefit.name) is None:
            yield support_rules.not_granted(benefit)
    elif not given.reason:
        yield from map(support_rules.needs_why, why_not(benefit, stands.category, stands.on))
