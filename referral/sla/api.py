"""The calls about alerts. The clocks of a case are answered by the room that knows who may see the case."""

from uuid import UUID

from referral.kernel.paging import Page
from referral.kernel.permissions import Permission
from referral.sla.bodies import AlertAnswer
from referral.sla.cards import AlertCard
from referral.sla.services import alerts
from referral.web.api import at_hand, blueprint_of, call
from referral.web.bodies import Listed, Paged
from referral.web.world import current

blueprint = blueprint_of("sla", __name__)


@call(
    blueprint,
    "GET",
    "/alerts",
    permission=Permission.ALERT_READ,
    query=Paged,
    answer=Listed[AlertAnswer],
    summary="The alerts of one's own seat",
)
def list_alerts(query: Paged) -> Page[AlertCard]:
    """Those that nobody has acknowledged come first, then the newest."""
    return alerts.of_seat(current.session, current.actor, query.window)


@call(
    blueprint,
    "POST",
    "/alerts/<uuid:alert_id>/acknowledge",
    permission=Permission.ALERT_READ,
    answer=AlertAnswer,
    summary="Say that an alert was seen",
)
def acknowledge(alert_id: UUID) -> AlertCard:
    """Who acknowledges first stands; doing it again changes nothing."""
    return alerts.acknowledge(*at_hand(), alert_id)
