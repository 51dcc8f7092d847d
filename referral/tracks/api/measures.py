"""The calls about protective measures and essential needs: taken at once, refused only in writing."""

from uuid import UUID

from referral.casework.services import reading
from referral.kernel.permissions import Permission
from referral.tracks.api.room import blueprint
from referral.tracks.bodies.cases import EndBody, MeasureBody
from referral.tracks.services import measures
from referral.web.api import at_hand, call
from referral.web.bodies import Made


@call(
    blueprint,
    "POST",
    "/cases/<string:ref>/measures",
    permission=Permission.CASE_WORK,
    body=MeasureBody,
    answer=Made,
    status=201,
    errors=(409,),
    sees=reading.glance,
    summary="Take a protective measure, or record that it is refused",
)
def measure(ref: str, body: MeasureBody) -> UUID:
    """In any open state: being identified is no condition. A refusal needs a legitimate reason and a written
    commitment, and is never a child's.
    """
    if body.refusal is not None:
        refused = body.refused(body.refusal)
        return measures.refuse(*at_hand(), ref, refused, body.occurred_at)
    return measures.take(*at_hand(), ref, body.taken(), body.occurred_at)


@call(
    blueprint,
    "POST",
    "/cases/<string:ref>/measures/<uuid:measure_id>/end",
    permission=Permission.CASE_WORK,
    body=EndBody,
    answer=Made,
    status=201,
    errors=(409,),
    sees=reading.glance,
    summary="End a protective measure",
)
def end_measure(ref: str, measure_id: UUID, body: EndBody) -> UUID:
    """It stays on file with what ended it."""
    return measures.end(*at_hand(), ref, measure_id, body.reason, body.occurred_at)
