"""The pages that show several rooms at once: one's desk, and the case with all that belongs to it."""

from flask import Blueprint, Response, request

from referral.casework.services import reading
from referral.desk import services
from referral.kernel.permissions import Permission
from referral.oversight import services as oversight
from referral.web import current, go_to, needs, page
from referral.web.attempts import at_hand
from referral.web.fields import AddressForm
from referral.web.purposes import chosen_for
from workflows.vocabulary import Purpose, Role

blueprint = Blueprint("desk", __name__)

ELSEWHERE = {Role.AUDITOR: "oversight.ledger", Role.ADMINISTRATOR: "people.accounts"}
"""Where those begin who have no desk."""


@blueprint.route("/", methods=["GET"])
@needs(Permission.SELF_MANAGE)
def home() -> Response:
    """Show one's own desk, or the first page of those who have none."""
    if current.actor.role in ELSEWHERE:
        return go_to(ELSEWHERE[current.actor.role])
    if current.actor.may(Permission.DATA_DUTY_WORK):
        return go_to("tracks.data_protection")
    return page("desk/home.html", desk=services.home(*at_hand()))


@blueprint.route("/cases/<string:ref>", methods=["GET"])
@needs(Permission.CASE_GLANCE)
def case(ref: str) -> Response:
    """Show a case for the purpose chosen; who has not chosen one is asked first."""
    purposes = reading.purposes_for(*at_hand(), ref)
    purpose = chosen_for(ref)
    if purpose not in purposes:
        if len(purposes) > 1 or purposes not in {(), (Purpose.SUPERVISION,)}:
            return go_to("casework.choose_purpose", ref=ref)
        purpose = None
    return page("desk/case.html", case=services.show_case(*at_hand(), ref, purpose), purpose=purpose)


@blueprint.route("/cases/<string:ref>/access", methods=["GET"])
@needs(Permission.CASE_ACCESS_READ)
def access(ref: str) -> Response:
    """Show who looked at a case."""
    entries = oversight.who_looked(*at_hand(), ref, AddressForm(request.args).window)
    return page("desk/access.html", line=reading.glance(*at_hand(), ref), entries=entries)


@blueprint.route("/cases/<string:ref>/access/bodies", methods=["GET"])
@needs(Permission.CASE_ACCESS_READ)
def disclosed(ref: str) -> Response:
    """Show, to be printed for the person, which bodies saw what of the case, when and why."""
    seen = services.disclosures(*at_hand(), ref)
    line = reading.glance(*at_hand(), ref)
    return page("desk/disclosed.html", line=line, seen=seen, made_at=current.clock.now())
