"""The calls about being taken in: a stay begins, is extended, a child's family is told, it ends."""

from uuid import UUID

from referral.casework.services import reading
from referral.kernel.permissions import Permission
from referral.tracks.api.room import blueprint
from referral.tracks.bodies.cases import EndBody, PlacementBody, StayExtensionBody, WhenBody
from referral.tracks.services import stays
from referral.web.api import at_hand, call
from referral.web.bodies import Made


@call(
    blueprint,
    "POST",
    "/cases/<string:ref>/placements",
    permission=Permission.STAY_RECORD,
    body=PlacementBody,
    answer=Made,
    status=201,
    errors=(409,),
    sees=reading.glance,
    summary="Record that somebody is taken in",
)
def place(ref: str, body: PlacementBody) -> UUID:
    """`facility` is its code; one's own, unless told. `occurred_at` is the first night.

    The 120 days run from it (the general three months give way), and in an emergency the file's ten days.
    """
    return stays.begin(*at_hand(), ref, body.stay(), body.occurred_at)


@call(
    blueprint,
    "POST",
    "/cases/<string:ref>/placements/<uuid:stay_id>/extend",
    permission=Permission.STAY_RECORD,
    body=StayExtensionBody,
    answer=Made,
    status=201,
    errors=(409,),
    sees=reading.glance,
    summary="Extend a stay",
)
def extend_stay(ref: str, stay_id: UUID, body: StayExtensionBody) -> UUID:
    """On a decision of the facility's director, the health department or the body competent by law."""
    return stays.extend(*at_hand(), ref, stay_id, body.until_on, body.decided_by)


@call(
    blueprint,
    "POST",
    "/cases/<string:ref>/placements/<uuid:stay_id>/family-told",
    permission=Permission.STAY_RECORD,
    body=WhenBody,
    answer=Made,
    status=201,
    errors=(409,),
    sees=reading.glance,
    summary="Record that a child's family was told",
)
def tell_family(ref: str, stay_id: UUID, body: WhenBody) -> UUID:
    """Due twenty days before a child's stay is planned to end."""
    return stays.tell_family(*at_hand(), ref, stay_id, body.occurred_at)


@call(
    blueprint,
    "POST",
    "/cases/<string:ref>/placements/<uuid:stay_id>/end",
    permission=Permission.STAY_RECORD,
    body=EndBody,
    answer=Made,
    status=201,
    errors=(409,),
    sees=reading.glance,
    summary="End a stay",
)
def end_stay(ref: str, stay_id: UUID, body: EndBody) -> UUID:
    """Its clocks are met."""
    return stays.end(*at_hand(), ref, stay_id, body.reason, body.occurred_at)
