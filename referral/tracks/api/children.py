"""The calls about a child: who stands up for it, and being kept apart for a time from what harms it."""

from uuid import UUID

from referral.casework.services import reading
from referral.kernel.permissions import Permission
from referral.tracks.api.room import blueprint
from referral.tracks.bodies.cases import EndBody, GuardianBody, SeparationBody, UntilBody
from referral.tracks.services import guardians, separations
from referral.web.api import at_hand, call
from referral.web.bodies import Made


@call(
    blueprint,
    "POST",
    "/cases/<string:ref>/guardians",
    permission=Permission.CHILD_TRACK,
    body=GuardianBody,
    answer=Made,
    status=201,
    errors=(409,),
    sees=reading.glance,
    summary="Record a child's guardian",
)
def guardian(ref: str, body: GuardianBody) -> UUID:
    """The latest stands. One who is blocked consents to nothing, and after a block consent is asked for anew.

    Only a supervisor lifts a block.
    """
    return guardians.name(*at_hand(), ref, body.guardian(), body.occurred_at)


@call(
    blueprint,
    "POST",
    "/cases/<string:ref>/separations",
    permission=Permission.CHILD_TRACK,
    body=SeparationBody,
    answer=Made,
    status=201,
    errors=(409,),
    sees=reading.glance,
    summary="Keep a child apart for a time",
)
def separate(ref: str, body: SeparationBody) -> UUID:
    """At most fifteen days; longer only on the competent body's decision."""
    return separations.begin(*at_hand(), ref, body.separation(), body.occurred_at)


@call(
    blueprint,
    "POST",
    "/cases/<string:ref>/separations/<uuid:separation_id>/extend",
    permission=Permission.CHILD_TRACK,
    body=UntilBody,
    answer=Made,
    status=201,
    errors=(409,),
    sees=reading.glance,
    summary="Let a separation last longer",
)
def extend_separation(ref: str, separation_id: UUID, body: UntilBody) -> UUID:
    """Within the fifteen days from its first."""
    return separations.extend(*at_hand(), ref, separation_id, body.until_on)


@call(
    blueprint,
    "POST",
    "/cases/<string:ref>/separations/<uuid:separation_id>/end",
    permission=Permission.CHILD_TRACK,
    body=EndBody,
    answer=Made,
    status=201,
    errors=(409,),
    sees=reading.glance,
    summary="End a separation",
)
def end_separation(ref: str, separation_id: UUID, body: EndBody) -> UUID:
    """Its clock is met."""
    return separations.end(*at_hand(), ref, separation_id, body.reason, body.occurred_at)
