"""The calls about what is done for the person: risk, plans, applications, deliveries, follow-ups."""

from uuid import UUID

from referral.casework.services import reading
from referral.kernel.permissions import Permission
from referral.support import services
from referral.support.bodies.answers import (
    AmountAnswer,
    AmountsAnswer,
    AppliedAnswer,
    DeliveredAnswer,
    EntitlementsAnswer,
    VisitsAnswer,
)
from referral.support.bodies.requests import (
    AmountBody,
    BestInterestBody,
    ChildPlanBody,
    ChildPlanReviewBody,
    DeliveryBody,
    EntitlementBody,
    FacilityFileBody,
    FollowUpBody,
    PlanBody,
    RiskBody,
)
from referral.support.cards import AmountCard, AppliedCard, DeliveredCard, EntitlementsCard
from referral.web.api import at_hand, blueprint_of, call
from referral.web.bodies import Made
from workflows.vocabulary import Purpose

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
    "/cases/<string:ref>/child-plans/<uuid:plan_id>/review",
    permission=Permission.CHILD_TRACK,
    body=ChildPlanReviewBody,
    answer=Made,
    status=201,
    errors=(409,),
    sees=reading.glance,
    summary="Look at a child's plan again",
)
def review_child_plan(ref: str, plan_id: UUID, body: ChildPlanReviewBody) -> UUID:
    """What was found, and whether the plan goes on, is made anew or is closed."""
    return services.review_child_plan(*at_hand(), ref, plan_id, body.review())


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
    answer=VisitsAnswer,
    status=201,
    errors=(409,),
    sees=reading.glance,
    summary="Schedule follow-ups, or record one",
)
def follow_up(ref: str, body: FollowUpBody) -> UUID | tuple[UUID, ...]:
    """Send `due_on` (and `times`, `every_months`) to schedule; `id`, `done_on`, `outcome` to record one."""
    if body.due_on is not None:
        return services.schedule_follow_ups(*at_hand(), ref, body.schedule(), body.occurred_at)
    return services.record_follow_up(*at_hand(), ref, *body.visit(), body.outcome or "", body.found())


@call(
    blueprint,
    "GET",
    "/cases/<string:ref>/entitlements",
    permission=Permission.CASE_READ,
    answer=EntitlementsAnswer,
    has_purpose=True,
    sees=reading.glance,
    summary="What a person is entitled to",
)
def entitlements(ref: str, purpose: Purpose | None) -> EntitlementsCard:
    """Every letter of Article 37 for the person's category: open, applied for, granted, refused, given."""
    return services.entitlements_of(*at_hand(), ref, purpose)


@call(
    blueprint,
    "POST",
    "/cases/<string:ref>/entitlements",
    permission=Permission.SUPPORT_RECORD,
    body=EntitlementBody,
    answer=AppliedAnswer,
    status=201,
    errors=(409,),
    sees=reading.glance,
    summary="Apply for support, complete an application, or decide it",
)
def entitlement(ref: str, body: EntitlementBody) -> AppliedCard:
    """Send `regime` to apply (with what is `missing`, if anything); `id` and `completed`; or, as the health
    department within nine working days of completion, `id` and `decision`.
    """
    if body.id is None:
        return services.apply_for(*at_hand(), ref, body.application(), body.occurred_at)
    if body.completed:
        return services.complete(*at_hand(), ref, body.id, body.occurred_at)
    return services.decide(*at_hand(), ref, body.id, body.decided(), body.occurred_at)


@call(
    blueprint,
    "POST",
    "/cases/<string:ref>/deliveries",
    permission=Permission.SUPPORT_RECORD,
    body=DeliveryBody,
    answer=DeliveredAnswer,
    status=201,
    errors=(409,),
    sees=reading.glance,
    summary="Record a service that was given",
)
def delivery(ref: str, body: DeliveryBody) -> DeliveredCard:
    """Counted in person-times. Essential needs and the like wait for no application and no outcome."""
    return services.deliver(*at_hand(), ref, body.given(), body.occurred_at)


@call(
    blueprint,
    "POST",
    "/support-amounts",
    permission=Permission.SUPPORT_AMOUNTS,
    body=AmountBody,
    answer=AmountAnswer,
    status=201,
    summary="Enter what a province pays for a benefit",
)
def set_amount(body: AmountBody) -> AmountCard:
    """No amount is shipped: each is entered with its first day and the decision that says so."""
    return services.set_amount(*at_hand(), body.amount())


@call(
    blueprint,
    "GET",
    "/support-amounts",
    permission=Permission.SUPPORT_AMOUNTS,
    answer=AmountsAnswer,
    summary="The amounts on file",
)
def amounts() -> tuple[AmountCard, ...]:
    """Every amount that was ever entered, the newest first."""
    return services.amounts_on_file(*at_hand())
