"""Showing what is done for a person: opened for a purpose that includes it, and named in the ledger first."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from referral.casework import fields, queries
from referral.casework.queries import Standing
from referral.casework.services import integrity
from referral.casework.services.keys import opening_key
from referral.kernel import ledger
from referral.kernel.clock import Clock
from referral.kernel.ledger import Action
from referral.kernel.permissions import Actor
from referral.people.services import agencies
from referral.support.cards import (
    AgreedService,
    BestInterestNote,
    ChildPlanCard,
    ChildPlanDraft,
    ChildPlanReviewed,
    Findings,
    FollowUpCard,
    Plan,
    Recorded,
    Risk,
    SupportCard,
)
from referral.support.models import (
    BestInterest,
    ChildPlan,
    ChildPlanReview,
    FollowUp,
    RiskAssessment,
    SupportPlan,
)
from referral.support.services import applications
from referral.support.services.opening import Opener
from workflows.tracks import ReviewOutcome
from workflows.vocabulary import Purpose, RiskLevel


def of_case(session: Session, clock: Clock, actor: Actor, ref: str, purpose: Purpose) -> SupportCard:
    """Give all that is done for a person, or a child's own track; empty where the purpose includes neither.

    :raises NotFound: if the case is not the actor's to know about
    """
    del clock
    ledger.attempt(session, Action.CASE_READ, ref)
    case = queries.standing(session, actor, ref)
    relation = fields.opened_by(case.relations, actor.role, purpose)
    readable = fields.readable(relation, actor.role, purpose) if relation else frozenset()
    shown = readable & {fields.SUPPORT, fields.CHILD_TRACK}
    if relation is None or not shown:
        return SupportCard()
    opener = Opener(opening_key(session, case, actor.agency, relation))
    ledger.note(
        session, actor, Action.CASE_READ, case.ref, purpose=purpose.value, fields=tuple(sorted(shown))
    )
    card = _childs_own(session, case, opener)
    if fields.SUPPORT in shown:
        card = replace(
            card,
            plans=_plans(session, case, opener),
            follow_ups=_visits(session, case, opener),
            entitlements=applications.applied_for(session, case, opener),
            deliveries=applications.given(session, case, opener),
        )
    integrity.report(session, actor, case.ref, opener.spoilt)
    return card


def _childs_own(session: Session, case: Standing, opener: Opener) -> SupportCard:
    """Give what the agency with the child's duty works on: the risk, the best interest, the child's plan."""
    return SupportCard(
        risks=tuple(
            (recorded, _risk(said)) for recorded, said in _documents(session, case, opener, RiskAssessment)
        ),
        best_interest=tuple(
            (recorded, _best_interest(said))
            for recorded, said in _documents(session, case, opener, BestInterest)
        ),
        child_plans=_child_plans(session, case, opener),
    )


def _documents(
    session: Session, case: Standing, opener: Opener, model: type[RiskAssessment] | type[BestInterest]
) -> list[tuple[Recorded, dict[str, Any]]]:
    rows = session.execute(
        select(model.id, model.document, model.agency_id, model.occurred_at)
        .where(model.case_id == case.id)
        .order_by(model.occurred_at.desc(), model.id.desc())
    ).all()
    names = agencies.names(session, {row.agency_id for row in rows})
    return [
        (
            Recorded(row.id, names[row.agency_id].code, row.occurred_at),
            opener.document(model.__tablename__, row.id, row.document),
        )
        for row in rows
    ]


def _risk(said: dict[str, Any]) -> Risk:
    return Risk(
        RiskLevel(said.get("level", RiskLevel.HIGH)), tuple(said.get("factors", ())), said.get("plan", "")
    )


def _best_interest(said: dict[str, Any]) -> BestInterestNote:
    return BestInterestNote(
        said.get("decision", ""), said.get("guardian", ""), said.get("heard_child", False)
    )


def _plans(session: Session, case: Standing, opener: Opener) -> tuple[tuple[Recorded, Plan], ...]:
    rows = session.execute(
        select(
            SupportPlan.id,
            SupportPlan.document,
            SupportPlan.agency_id,
            SupportPlan.occurred_at,
            SupportPlan.is_agreed,
            SupportPlan.review_on,
        )
        .where(SupportPlan.case_id == case.id)
        .order_by(SupportPlan.occurred_at.desc(), SupportPlan.id.desc())
    ).all()
    names = agencies.names(session, {row.agency_id for row in rows})
    opened = [(row, opener.document("support_plan", row.id, row.document)) for row in rows]
    return tuple(
        (
            Recorded(row.id, names[row.agency_id].code, row.occurred_at),
            Plan(
                tuple(said.get("needs", ())),
                tuple(map(_service, said.get("services", ()))),
                row.is_agreed,
                row.review_on,
            ),
        )
        for row, said in opened
    )


def _service(said: str | dict[str, Any]) -> str | AgreedService:
    if isinstance(said, str):
        return said
    return AgreedService(said["service"], said["provider"], _day(said["from"]), _day(said["to"]))


def _day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None


def _child_plans(session: Session, case: Standing, opener: Opener) -> tuple[ChildPlanCard, ...]:
    rows = session.execute(
        select(
            ChildPlan.id,
            ChildPlan.document,
            ChildPlan.agency_id,
            ChildPlan.occurred_at,
            ChildPlan.approved_at,
        )
        .where(ChildPlan.case_id == case.id)
        .order_by(ChildPlan.occurred_at.desc(), ChildPlan.id.desc())
    ).all()
    names = agencies.names(session, {row.agency_id for row in rows})
    opened = [(row, opener.document("child_plan", row.id, row.document)) for row in rows]
    reviews = _reviews(session, case, opener) if rows else {}
    return tuple(
        ChildPlanCard(
            row.id,
            ChildPlanDraft(tuple(said.get("needs", ())), tuple(said.get("measures", ()))),
            names[row.agency_id].code,
            row.occurred_at,
            row.approved_at,
            tuple(reviews.get(row.id, ())),
        )
        for row, said in opened
    )


def _reviews(session: Session, case: Standing, opener: Opener) -> dict[UUID, list[ChildPlanReviewed]]:
    rows = session.execute(
        select(
            ChildPlanReview.id,
            ChildPlanReview.plan_id,
            ChildPlanReview.outcome,
            ChildPlanReview.document,
            ChildPlanReview.occurred_at,
        )
        .where(ChildPlanReview.case_id == case.id)
        .order_by(ChildPlanReview.occurred_at.desc(), ChildPlanReview.id.desc())
    ).all()
    found: dict[UUID, list[ChildPlanReviewed]] = {}
    for row in rows:
        said = opener.document("child_plan_review", row.id, row.document)
        review = ChildPlanReviewed(ReviewOutcome(row.outcome), said.get("finding", ""), row.occurred_at)
        found.setdefault(row.plan_id, []).append(review)
    return found


def _visits(session: Session, case: Standing, opener: Opener) -> tuple[FollowUpCard, ...]:
    rows = session.execute(
        select(
            FollowUp.id,
            FollowUp.due_on,
            FollowUp.done_on,
            FollowUp.outcome,
            FollowUp.findings,
            FollowUp.row_version,
        )
        .where(FollowUp.case_id == case.id)
        .order_by(FollowUp.due_on, FollowUp.id)
    ).all()
    return tuple(
        FollowUpCard(
            row.id,
            row.due_on,
            row.done_on,
            opener.outcome(row.id, row.row_version, row.outcome),
            _findings(opener.document("follow_up", row.id, row.findings, "findings", row.row_version)),
        )
        for row in rows
    )


def _findings(said: dict[str, Any]) -> Findings:
    return Findings(**{**said, "risk": RiskLevel(said["risk"]) if said.get("risk") else None})
