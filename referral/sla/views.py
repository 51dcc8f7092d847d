"""The pages of clocks: a seat's alerts, and the supervisor's board."""

from uuid import UUID

from flask import Blueprint, Response, request
from flask_babel import gettext

from referral.kernel.permissions import Permission
from referral.sla.services import alerts as services
from referral.sla.services.board import board as board_of
from referral.web import current, go_to, needs, page
from referral.web.attempts import at_hand
from referral.web.fields import AddressForm

blueprint = Blueprint("sla", __name__)


@blueprint.route("/alerts", methods=["GET"])
@needs(Permission.ALERT_READ)
def alerts() -> Response:
    """Show the alerts of one's seat."""
    window = AddressForm(request.args).window
    return page("sla/alerts.html", alerts=services.of_seat(current.session, current.actor, window))


@blueprint.route("/alerts/<uuid:alert_id>/acknowledge", methods=["POST"])
@needs(Permission.ALERT_READ)
def acknowledge(alert_id: UUID) -> Response:
    """Say that an alert was seen."""
    services.acknowledge(*at_hand(), alert_id)
    return go_to("sla.alerts", saying=gettext("The alert is marked as seen."))


@blueprint.route("/board", methods=["GET"])
@needs(Permission.BOARD_SEE)
def board() -> Response:
    """Show what one's agency and those below it owe, late and soon."""
    return page("sla/board.html", board=board_of(*at_hand()))
