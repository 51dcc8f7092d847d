"""The child's own plan: drafted, approved, looked at again (Decree 56/2017, Articles 28 and 30).

It runs beside the journey, whatever the state; the commune whose duty it is works on it, or the holder.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from referral.casework.cards import EventKind
from referral.casework.queries import Standing
from referral.casework.services import clockwork, events
from referral.casework.services.keys import seal_document
from referral.casework.services.moments import happened_at
from referral.casework.services.working import workable
from referral.kernel import ledger
from referral.kernel.clock import Clock
from referral.kernel.errors import Conflict, NotAllowed, NotFound, StepRefused
from referral.kernel.ledger import Action
from referral.kernel.permissions import Actor, Permission
from referral.kernel.references import new_id
from referral.kernel.vault import record_digest
from referral.support.cards import ChildPlanDraft, ChildPlanReviewed
from referral.support.models import ChildPlan, ChildPlanReview
from workflows.refusal import Refusal
from workflows.vocabulary import Event, Relation, Role, Words

DECREE = "Điều 28 Nghị định 56/2017/NĐ-CP"
ONLY_FOR_A_CHILD = Refusal(
    "only-for-a-child",
    Words("Kế hoạch này chỉ lập cho người dưới 18 tuổi.", "This plan is made for a child only."),
    Words("Với người đã thành niên, hãy lập kế hoạch hỗ trợ.", "For an adult, make a support plan."),
    DECREE,
)


def make_child_plan(
    session: Session,
    clock: Clock,
    actor: Actor,
    ref: str,
    draft: ChildPlanDraft,
    occurred_at: datetime | None = None,
) -> UUID:
    """Draft a child's support and intervention plan and give its id.

    :raises NotFound: if the case is not the actor's to know about
    :raises NotAllowed: if the child's track is not the actor's to work on
    :raises StepRefused: if the person is no child, or the case has ended
    :raises InvalidInput: if the time cannot be taken
    """
    case = _childs_case(session, actor, ref, Action.CHILD_PLAN_MADE)
    at = happened_at(clock, occurred_at, not_before=case.occurred_at)
    plan_id = new_id(clock)
    document = {"needs": list(draft.needs), "measures": list(draft.measures)}
    blob = seal_document(session, case, "child_plan", plan_id, document)
    session.execute(
        insert(ChildPlan).values(
            id=plan_id,
            case_id=case.id,
            document=blob,
            agency_id=actor.agency_id,
            account_id=actor.user_id,
            occurred_at=at,
            recorded_at=clock.now(),
        )
    )
    clockwork.follow(session, clock, case, Event.CHILD_PLAN_MADE, at)
    events.add(session, clock, actor, case, EventKind.CHILD_PLAN_MADE, at)
    digests = {f"child_plan/{plan_id}": record_digest({"document": blob})}
    ledger.note(session, actor, Action.CHILD_PLAN_MADE, case.ref, records=digests)
    return plan_id


def approve_child_plan(
    session: Session,
    clock: Clock,
    actor: Actor,
    ref: str,
    plan_id: UUID,
    occurred_at: datetime | None = None,
) -> UUID:
    """Approve a child's plan: for a supervisor of its drafter's agency or of the commune, never the drafter.

    :raises NotFound: if the case is not the actor's to know about, or has no such plan
    :raises NotAllowed: if the actor is no such supervisor, or drafted it
    :raises Conflict: if it is approved already
    :raises InvalidInput: if the time cannot be taken
    """
    case = _childs_case(session, actor, ref, Action.CHILD_PLAN_APPROVED)
    plan = session.execute(
        select(ChildPlan.account_id, ChildPlan.agency_id, ChildPlan.approved_at, ChildPlan.occurred_at).where(
            ChildPlan.id == plan_id, ChildPlan.case_id == case.id
        )
    ).one_or_none()
    if plan is None:
        raise NotFound
    is_theirs = plan.agency_id == actor.agency_id or Relation.CHILD_DUTY in case.relations
    if actor.role is not Role.SUPERVISOR or plan.account_id == actor.user_id or not is_theirs:
        raise NotAllowed
    if plan.approved_at is not None:
        raise Conflict("This plan is approved already. Make a new one if something has changed.")
    at = happened_at(clock, occurred_at, not_before=plan.occurred_at)
    session.execute(
        update(ChildPlan).where(ChildPlan.id == plan_id).values(approved_at=at, approved_by=actor.user_id)
    )
    clockwork.follow(session, clock, case, Event.CHILD_PLAN_APPROVED, at)
    events.add(session, clock, actor, case, EventKind.CHILD_PLAN_APPROVED, at)
    ledger.note(session, actor, Action.CHILD_PLAN_APPROVED, case.ref, detail={"child-plan": str(plan_id)})
    return plan_id


def review_child_plan(
    session: Session,
    clock: Clock,
    actor: Actor,
    ref: str,
    plan_id: UUID,
    review: ChildPlanReviewed,
) -> UUID:
    """Record that a child's plan was looked at again, and give the id of the review.

    :raises NotFound: if the case is not the actor's to know about, or has no such plan
    :raises NotAllowed: if the child's track is not the actor's to work on
    :raises StepRefused: if the person is no child, or the case has ended
    :raises InvalidInput: if the time cannot be taken
    """
    case = _childs_case(session, actor, ref, Action.CHILD_PLAN_REVIEWED)
    made_at = session.scalar(
        select(ChildPlan.occurred_at).where(ChildPlan.id == plan_id, ChildPlan.case_id == case.id)
    )
    if made_at is None:
        raise NotFound
    at, review_id = happened_at(clock, review.occurred_at, not_before=made_at), new_id(clock)
    blob = seal_document(session, case, "child_plan_review", review_id, {"finding": review.finding})
    session.execute(
        insert(ChildPlanReview).values(
            id=review_id,
            case_id=case.id,
            plan_id=plan_id,
            outcome=review.outcome.value,
            document=blob,
            agency_id=actor.agency_id,
            account_id=actor.user_id,
            occurred_at=at,
            recorded_at=clock.now(),
        )
    )
    events.add(session, clock, actor, case, EventKind.CHILD_PLAN_REVIEWED, at)
    digests = {f"child_plan_review/{review_id}": record_digest({"document": blob})}
    ledger.note(session, actor, Action.CHILD_PLAN_REVIEWED, case.ref, records=digests)
    return review_id


def _childs_case(session: Session, actor: Actor, ref: str, action: Action) -> Standing:
    case = workable(session, actor, ref, action, Permission.CHILD_TRACK)
    if not case.is_child:
        raise StepRefused([ONLY_FOR_A_CHILD])
    return case
