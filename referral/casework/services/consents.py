"""Consent as a versioned thing: each new one is a new version, a withdrawal too, and the latest stands."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from referral.casework.cards import ConsentData, EventKind
from referral.casework.models import Consent
from referral.casework.queries import Standing
from referral.casework.services import events
from referral.casework.services.keys import seal_document
from referral.casework.services.moments import happened_at
from referral.casework.services.people_data import consent_document
from referral.casework.services.working import workable
from referral.casework.statements import LEARN
from referral.kernel import ledger
from referral.kernel.clock import Clock
from referral.kernel.ledger import Action
from referral.kernel.permissions import Actor
from referral.kernel.references import new_id
from referral.kernel.vault import record_digest
from workflows.facts import CaseFacts


def record_consent(
    session: Session,
    clock: Clock,
    actor: Actor,
    ref: str,
    consent: ConsentData,
    occurred_at: datetime | None = None,
) -> UUID:
    """Record what the person, or the guardian, agreed to or withdrew; it stands from now on.

    :raises NotFound: if the case is not the actor's to know about
    :raises NotAllowed: if the actor may not work on it
    :raises InvalidInput: if the time cannot be taken
    """
    case = workable(session, actor, ref, Action.CONSENT_RECORDED)
    at = happened_at(clock, occurred_at, not_before=case.occurred_at)
    consent_id, digests = keep(session, clock, actor, case, consent, at)
    learn_consent(session, case, consent)
    events.add(session, clock, actor, case, EventKind.CONSENT_RECORDED, at)
    ledger.note(
        session,
        actor,
        Action.CONSENT_RECORDED,
        case.ref,
        records=digests,
        detail={"given": int(consent.given)},
    )
    return consent_id


def keep(
    session: Session, clock: Clock, actor: Actor, case: Standing, consent: ConsentData, at: datetime
) -> tuple[UUID, dict[str, str]]:
    """Store a consent as the next version and give its id and record digest."""
    consent_id = new_id(clock)
    blob = seal_document(session, case, "consent", consent_id, consent_document(consent))
    number = select(func.coalesce(func.max(Consent.number), 0) + 1).where(Consent.case_id == case.id)
    session.execute(
        insert(Consent).values(
            id=consent_id,
            case_id=case.id,
            number=number.scalar_subquery(),
            is_given=consent.given,
            scopes=[scope.value for scope in consent.scope],
            withheld=[scope.value for scope in consent.withheld],
            has_guardian=bool(consent.guardian),
            document=blob,
            agency_id=actor.agency_id,
            account_id=actor.user_id,
            occurred_at=at,
            recorded_at=clock.now(),
        )
    )
    return consent_id, {f"consent/{consent_id}": record_digest({"document": blob})}


def learn_consent(session: Session, case: Standing, consent: ConsentData) -> None:
    """Let the journey's rules know which consent is in force now."""
    facts = facts_with(case.facts, consent)
    LEARN.change_one(session, of_case=case.id, to_facts=facts.to_json())


def facts_with(facts: CaseFacts, consent: ConsentData | None) -> CaseFacts:
    """Give the facts under a consent; what it withholds is never in its scope."""
    if consent is None:
        return facts
    scopes = frozenset(consent.scope) - frozenset(consent.withheld) if consent.given else frozenset()
    return replace(
        facts,
        consents=scopes,
        has_consented=consent.given,
        has_guardian_consent=consent.given and bool(consent.guardian),
    )
