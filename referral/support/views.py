"""The pages on which support is recorded: each asks one thing, records it, and goes back to the case."""

from uuid import UUID

from flask import Blueprint, Response
from flask_babel import gettext

from referral.casework.services import reading
from referral.kernel.clock import local_date
from referral.kernel.permissions import Permission
from referral.support import services
from referral.support.cards import AppliedCard
from referral.support.forms import (
    AmountForm,
    ApplicationForm,
    BestInterestForm,
    ChildPlanForm,
    ChildPlanReviewForm,
    ConfirmForm,
    DecisionForm,
    DeliveryForm,
    PlanForm,
    RiskForm,
    VisitDoneForm,
    VisitForm,
    benefits,
)
from referral.web import current, go_to, needs, page
from referral.web.attempts import at_hand, attempt, form_page
from referral.web.purposes import chosen_for

blueprint = Blueprint("support", __name__)


@blueprint.route("/cases/<string:ref>/risk-assessments/new", methods=["GET", "POST"])
@needs(Permission.CASE_WORK)
def risk(ref: str) -> Response:
    """Assess the risk."""
    form = RiskForm()
    if attempt(form, lambda: services.assess_risk(*at_hand(), ref, form.risk(), form.occurred_at.data)):
        return go_to("desk.case", ref=ref, saying=gettext("The risk assessment was recorded."))
    return form_page("support/risk.html", form, line=reading.glance(*at_hand(), ref))


@blueprint.route("/cases/<string:ref>/best-interest/new", methods=["GET", "POST"])
@needs(Permission.CASE_WORK)
def best_interest(ref: str) -> Response:
    """Note what is best for a child."""
    form = BestInterestForm()
    if attempt(
        form, lambda: services.note_best_interest(*at_hand(), ref, form.note(), form.occurred_at.data)
    ):
        return go_to("desk.case", ref=ref, saying=gettext("The best-interest note was recorded."))
    return form_page("support/best_interest.html", form, line=reading.glance(*at_hand(), ref))


@blueprint.route("/cases/<string:ref>/plans/new", methods=["GET", "POST"])
@needs(Permission.CASE_WORK)
def plan(ref: str) -> Response:
    """Make a support plan."""
    form = PlanForm()
    if attempt(form, lambda: services.make_plan(*at_hand(), ref, form.made(), form.occurred_at.data)):
        return go_to("desk.case", ref=ref, saying=gettext("The support plan was recorded."))
    return form_page("support/plan.html", form, line=reading.glance(*at_hand(), ref))


@blueprint.route("/cases/<string:ref>/child-plans/new", methods=["GET", "POST"])
@needs(Permission.CHILD_TRACK)
def child_plan(ref: str) -> Response:
    """Draft a child's support and intervention plan."""
    form = ChildPlanForm()
    if attempt(form, lambda: services.make_child_plan(*at_hand(), ref, form.draft(), form.occurred_at.data)):
        return go_to("desk.case", ref=ref, saying=gettext("The child's plan was recorded."))
    return form_page("support/child_plan.html", form, line=reading.glance(*at_hand(), ref))


@blueprint.route("/cases/<string:ref>/child-plans/<uuid:plan_id>/approve", methods=["GET", "POST"])
@needs(Permission.CHILD_TRACK)
def approve_child_plan(ref: str, plan_id: UUID) -> Response:
    """Approve a child's plan that somebody else drafted."""
    form = ConfirmForm()
    if attempt(form, lambda: services.approve_child_plan(*at_hand(), ref, plan_id, form.occurred_at.data)):
        return go_to("desk.case", ref=ref, saying=gettext("The child's plan was approved."))
    line = reading.glance(*at_hand(), ref)
    return form_page("support/approve_child_plan.html", form, line=line, plan_id=plan_id)


@blueprint.route("/cases/<string:ref>/child-plans/<uuid:plan_id>/review", methods=["GET", "POST"])
@needs(Permission.CHILD_TRACK)
def review_child_plan(ref: str, plan_id: UUID) -> Response:
    """Look at a child's plan again."""
    form = ChildPlanReviewForm()
    if attempt(form, lambda: services.review_child_plan(*at_hand(), ref, plan_id, form.review())):
        return go_to("desk.case", ref=ref, saying=gettext("The review of the child's plan was recorded."))
    line = reading.glance(*at_hand(), ref)
    return form_page("support/review_child_plan.html", form, line=line, plan_id=plan_id)


@blueprint.route("/cases/<string:ref>/facility-files/new", methods=["GET", "POST"])
@needs(Permission.FACILITY_FILE)
def facility_file(ref: str) -> Response:
    """Say that the file of an emergency admission is complete."""
    form = ConfirmForm()
    if attempt(form, lambda: services.complete_facility_file(*at_hand(), ref, form.occurred_at.data)):
        return go_to("desk.case", ref=ref, saying=gettext("The facility's file was recorded as complete."))
    return form_page("support/facility_file.html", form, line=reading.glance(*at_hand(), ref))


@blueprint.route("/cases/<string:ref>/follow-ups/new", methods=["GET", "POST"])
@needs(Permission.CASE_WORK)
def visit(ref: str) -> Response:
    """Schedule a visit."""
    form = VisitForm()
    if attempt(form, lambda: services.schedule_follow_ups(*at_hand(), ref, form.schedule())):
        return go_to("desk.case", ref=ref, saying=gettext("The follow-up visit was scheduled."))
    return form_page("support/visit.html", form, line=reading.glance(*at_hand(), ref))


@blueprint.route("/cases/<string:ref>/follow-ups/<uuid:visit_id>", methods=["GET", "POST"])
@needs(Permission.CASE_WORK)
def visit_done(ref: str, visit_id: UUID) -> Response:
    """Record that a visit took place, and what it found."""
    form = VisitDoneForm()
    form.begin_on(local_date(current.clock.now()))
    if attempt(form, lambda: _record(ref, visit_id, form)):
        return go_to("desk.case", ref=ref, saying=gettext("The follow-up visit was recorded."))
    return form_page("support/visit_done.html", form, line=reading.glance(*at_hand(), ref), visit_id=visit_id)


def _record(ref: str, visit_id: UUID, form: VisitDoneForm) -> UUID:
    said = form.outcome.data or ""
    return services.record_follow_up(*at_hand(), ref, visit_id, form.done_on.data, said, form.found())


@blueprint.route("/cases/<string:ref>/entitlements", methods=["GET"])
@needs(Permission.CASE_READ)
def entitlements(ref: str) -> Response:
    """Show what a person is entitled to, and what has become of it; who chose no purpose is asked first."""
    purposes, purpose = reading.purposes_for(*at_hand(), ref), chosen_for(ref)
    if purpose not in purposes:
        return go_to("casework.choose_purpose", ref=ref)
    card = services.entitlements_of(*at_hand(), ref, purpose)
    line = reading.glance(*at_hand(), ref)
    allowed = {one.value for one in Permission if current.actor.may(one, line.relations)}
    return page("support/entitlements.html", line=line, card=card, allowed=allowed)


@blueprint.route("/cases/<string:ref>/entitlements/new", methods=["GET", "POST"])
@needs(Permission.SUPPORT_RECORD)
def apply_for(ref: str) -> Response:
    """Record an application for support."""
    form = ApplicationForm()
    if attempt(form, lambda: services.apply_for(*at_hand(), ref, form.application(), form.occurred_at.data)):
        return go_to(".entitlements", ref=ref, saying=gettext("The application was recorded."))
    return form_page("support/apply_for.html", form, line=reading.glance(*at_hand(), ref))


@blueprint.route("/cases/<string:ref>/entitlements/<uuid:entitlement_id>/complete", methods=["GET", "POST"])
@needs(Permission.SUPPORT_RECORD)
def complete(ref: str, entitlement_id: UUID) -> Response:
    """Record that an application is complete now."""
    form = ConfirmForm()
    if attempt(form, lambda: services.complete(*at_hand(), ref, entitlement_id, form.occurred_at.data)):
        return go_to(".entitlements", ref=ref, saying=gettext("The application was recorded as complete."))
    line = reading.glance(*at_hand(), ref)
    return form_page("support/complete.html", form, line=line, entitlement_id=entitlement_id)


@blueprint.route("/cases/<string:ref>/entitlements/<uuid:entitlement_id>/decide", methods=["GET", "POST"])
@needs(Permission.SUPPORT_DECIDE)
def decide(ref: str, entitlement_id: UUID) -> Response:
    """Grant or refuse an application."""
    form = DecisionForm()
    if attempt(form, lambda: _decide(ref, entitlement_id, form)):
        return go_to(".entitlements", ref=ref, saying=gettext("The decision was recorded."))
    line = reading.glance(*at_hand(), ref)
    return form_page("support/decide.html", form, line=line, entitlement_id=entitlement_id)


def _decide(ref: str, entitlement_id: UUID, form: DecisionForm) -> AppliedCard:
    return services.decide(*at_hand(), ref, entitlement_id, form.decided(), form.occurred_at.data)


@blueprint.route("/cases/<string:ref>/deliveries/new", methods=["GET", "POST"])
@needs(Permission.SUPPORT_RECORD)
def deliver(ref: str) -> Response:
    """Record a service that was given."""
    form = DeliveryForm()
    if attempt(form, lambda: services.deliver(*at_hand(), ref, form.given(), form.occurred_at.data)):
        return go_to(".entitlements", ref=ref, saying=gettext("The support that was given was recorded."))
    return form_page("support/deliver.html", form, line=reading.glance(*at_hand(), ref))


@blueprint.route("/support-amounts", methods=["GET", "POST"])
@needs(Permission.SUPPORT_AMOUNTS)
def amounts() -> Response:
    """Show the amounts on file, and enter one."""
    form = AmountForm()
    if attempt(form, lambda: services.set_amount(*at_hand(), form.amount())):
        return go_to(".amounts", saying=gettext("The amount was entered."))
    names = {one.value: one.label for one in benefits()()}
    return form_page("support/amounts.html", form, amounts=services.amounts_on_file(*at_hand()), names=names)
