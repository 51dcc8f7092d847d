"""The calls about what is done for the person: risk, best interest, plans, follow-ups."""

from uuid import UUID

from referral.casework.services import reading
from referral.kernel.permissions import Permission
from referral.support import services
from referral.support.bodies import (
    BestInterestBody,
    ChildPlanBody,
    FacilityFileBody,
    FollowUpBody,
    PlanBody,
    RiskBody,
)
from referral.web.api import at_hand, blueprint_of, call
from referral.web.bodies import Made

blueprint = blueprint_of("support", __name__)


@call(
    blueprint,
    "POST",
    "/cases/<string:ref>/risk-assessments",
    permission=Permission.CHILD_TRACK,
    body=RiskBody,
    answer=Made,
    status=201,
    errors=(409,),
    sees=reading.glance,
    summary="Assess the risk",
)
def assess_risk(ref: str, body: RiskBody) -> UUID:
    """An offer of transfer and a return home need one that is fresh."""
    return services.assess_risk(*at_hand(), ref, body.risk(), body.occurred_at)


@call(
    blueprint,
    "POST",
    "/cases/<string:ref>/best-interest",
    permission=Permission.CASE_WORK,
    body=BestInterestBody,
    answer=Made,
    status=201,
    errors=(409,),
    sees=reading.glance,
    summary="Note what is best for a child",
)
def note_best_interest(ref: str, body: BestInterestBody) -> UUID:
    """No child is handed on or given to relatives without it."""
    return services.note_best_interest(*at_hand(), ref, body.note(), body.occurred_at)


@call(
    blueprint,
    "POST",
    "/cases/<string:ref>/plans",
    permission=Permission.CASE_WORK,
    body=PlanBody,
    answer=Made,
    status=201,
    errors=(409,),
    sees=reading.glance,
    summary="Make a support plan",
)
def make_plan(ref: str, body: PlanBody) -> UUID:
    """Reintegration starts with a plan that was agreed with the person."""
    return services.make_plan(*at_hand(), ref, body.plan(), body.occurred_at)


@call(
    blueprint,
    "POST",
    "/cases/<string:ref>/child-plans",
    permission=Permission.CHILD_TRACK,
    body=ChildPlanBody,
    answer=Made,
    status=201,
    errors=(409,),
    sees=reading.glance,
    summary="Make a child's plan, or approve one",
)
def child_plan(ref: str, body: ChildPlanBody) -> UUID:
    """Send `needs` and `measures` to make one; its `id`, as another supervisor, to approve it."""
    if body.id is not None:
        return services.approve_child_plan(*at_hand(), ref, body.id, body.occurred_at)
    return services.make_child_plan(*at_hand(), ref, body.draft(), body.occurred_at)


@call(
    blueprint,
    "POST",
    "/cases/<string:ref>/facility-files",
    permission=Permission.FACILITY_FILE,
    body=FacilityFileBody,
    answer=Made,
    status=201,
    errors=(409,),
    sees=reading.glance,
    summary="Complete the file of an emergency admission",
)
def complete_facility_file(ref: str, body: FacilityFileBody) -> UUID:
    """The facility that admitted the person owes it within ten working days, also after handing over."""
    return services.complete_facility_file(*at_hand(), ref, body.occurred_at)


@call(
    blueprint,
    "POST",
    "/cases/<string:ref>/follow-ups",
    permission=Permission.CASE_WORK,
    body=FollowUpBody,
    answer=Made,
    status=201,
    errors=(409,),
    sees=reading.glance,
    summary="Schedule a follow-up, or record one",
)
def follow_up(ref: str, body: FollowUpBody) -> UUID:
    """Send `due_on` to schedule one; `id`, `done_on` and `outcome` to record one."""
    if body.due_on is not None:
        return services.schedule_follow_up(*at_hand(), ref, body.due_on, body.occurred_at)
    return services.record_follow_up(*at_hand(), ref, *body.visit(), body.outcome or "")
