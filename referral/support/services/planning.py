"""Risk, best interest and plans: each one a new sealed record, and a fact the journey's rules read."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from referral.casework.cards import EventKind
from referral.casework.queries import Standing
from referral.casework.services import clockwork, events
from referral.casework.services.keys import seal_document
from referral.casework.services.learning import learn
from referral.casework.services.moments import happened_at
from referral.casework.services.working import workable
from referral.kernel import ledger
from referral.kernel.clock import Clock, local_date
from referral.kernel.ledger import Action
from referral.kernel.permissions import Actor, Permission
from referral.kernel.references import new_id
from referral.kernel.vault import Json, record_digest
from referral.support.cards import AgreedService, BestInterestNote, Plan, Risk
from referral.support.models import BestInterest, RiskAssessment, SupportPlan
from workflows.vocabulary import Event

Model = type[RiskAssessment] | type[BestInterest] | type[SupportPlan]


def assess_risk(
    session: Session, clock: Clock, actor: Actor, ref: str, risk: Risk, occurred_at: datetime | None = None
) -> UUID:
    """Record a risk assessment; for a child it meets the twelve-hour clock (Decree 56/2017 Art. 26).

    :raises NotFound: if the case is not the actor's to know about
    :raises NotAllowed: if the actor may not work on it
    :raises InvalidInput: if the time cannot be taken
    """
    case = workable(session, actor, ref, Action.RISK_ASSESSED, Permission.CHILD_TRACK)
    at = happened_at(clock, occurred_at, not_before=case.occurred_at)
    document: dict[str, Json] = {"level": risk.level.value, "factors": list(risk.factors), "plan": risk.plan}
    record_id = _keep(
        session,
        clock,
        actor,
        case,
        RiskAssessment,
        document,
        at,
        Action.RISK_ASSESSED,
        EventKind.RISK_ASSESSED,
    )
    latest = max(local_date(at), case.facts.risk_assessed_on or local_date(at))
    assessed = learn(session, case, risk_assessed_on=latest)
    clockwork.follow(session, clock, assessed, Event.RISK_ASSESSED, at)
    return record_id


def note_best_interest(
    session: Session,
    clock: Clock,
    actor: Actor,
    ref: str,
    note: BestInterestNote,
    occurred_at: datetime | None = None,
) -> UUID:
    """Record what is best for a child; raises as `assess_risk` does."""
    case = workable(session, actor, ref, Action.BEST_INTEREST_NOTED)
    at = happened_at(clock, occurred_at, not_before=case.occurred_at)
    document: dict[str, Json] = {
        "decision": note.decision,
        "guardian": note.guardian,
        "heard_child": note.heard_child,
    }
    record_id = _keep(
        session,
        clock,
        actor,
        case,
        BestInterest,
        document,
        at,
        Action.BEST_INTEREST_NOTED,
        EventKind.BEST_INTEREST_NOTED,
    )
    learn(session, case, has_best_interest_note=True)
    return record_id


def make_plan(
    session: Session, clock: Clock, actor: Actor, ref: str, plan: Plan, occurred_at: datetime | None = None
) -> UUID:
    """Make a support plan; raises as `assess_risk` does."""
    case = workable(session, actor, ref, Action.PLAN_MADE)
    at = happened_at(clock, occurred_at, not_before=case.occurred_at)
    document: dict[str, Json] = {"needs": list(plan.needs), "services": [*map(_service, plan.services)]}
    record_id = _keep(
        session,
        clock,
        actor,
        case,
        SupportPlan,
        document,
        at,
        Action.PLAN_MADE,
        EventKind.PLAN_MADE,
        is_agreed=plan.agreed_with_person,
        review_on=plan.review_on,
    )
    learn(session, case, has_plan=True, has_agreed_plan=plan.agreed_with_person)
    return record_id


def _service(service: str | AgreedService) -> Json:
    """Write an agreed service down; one that is only named stays a name."""
    if isinstance(service, str):
        return service
    return {
        "service": service.service,
        "provider": service.provider,
        "from": service.from_on.isoformat() if service.from_on else None,
        "to": service.to_on.isoformat() if service.to_on else None,
    }


def _keep(  # noqa: PLR0913, PLR0917 — the parts of one record, each given by its own verb above
    session: Session,
    clock: Clock,
    actor: Actor,
    case: Standing,
    model: Model,
    document: Mapping[str, Json],
    at: datetime,
    action: Action,
    kind: EventKind,
    **columns: object,
) -> UUID:
    record_id = new_id(clock)
    table = model.__tablename__
    blob = seal_document(session, case, table, record_id, document)
    session.execute(
        insert(model).values(
            id=record_id,
            case_id=case.id,
            document=blob,
            agency_id=actor.agency_id,
            account_id=actor.user_id,
            occurred_at=at,
            recorded_at=clock.now(),
            **columns,
        )
    )
    events.add(session, clock, actor, case, kind, at)
    ledger.note(
        session, actor, action, case.ref, records={f"{table}/{record_id}": record_digest({"document": blob})}
    )
    return record_id
