"""The calls about erasing a person's data: two people decide it, and neither does it alone."""

from uuid import UUID

from referral.casework.services import reading
from referral.kernel.permissions import Permission
from referral.tracks.api.room import blueprint
from referral.tracks.bodies.erasures import ErasureBody, ErasuresAnswer
from referral.tracks.cards import ErasureLine
from referral.tracks.services import erasures
from referral.web.api import at_hand, call
from referral.web.bodies import Made


@call(
    blueprint,
    "POST",
    "/cases/<string:ref>/erasure",
    permission=Permission.ERASURE_ASK,
    body=ErasureBody,
    answer=Made,
    status=201,
    errors=(409,),
    sees=reading.glance,
    summary="Ask for a person's data to be destroyed",
)
def ask_for_erasure(ref: str, body: ErasureBody) -> UUID:
    """For a case that has ended. Who answers for data protection decides; an operator's command erases."""
    return erasures.ask(*at_hand(), ref, body.ground)


@call(
    blueprint,
    "GET",
    "/erasures",
    permission=Permission.ERASURE_DECIDE,
    answer=ErasuresAnswer,
    summary="The requests to destroy personal data",
)
def list_erasures() -> tuple[ErasureLine, ...]:
    """References and grounds; nobody's name."""
    return erasures.listed(*at_hand())


@call(
    blueprint,
    "POST",
    "/erasures/<uuid:request_id>/approve",
    permission=Permission.ERASURE_DECIDE,
    answer=Made,
    status=201,
    errors=(409,),
    summary="Approve that a person's data are destroyed",
)
def approve_erasure(request_id: UUID) -> UUID:
    """Nobody approves what they asked for themselves."""
    return erasures.decide(*at_hand(), request_id, is_approved=True)


@call(
    blueprint,
    "POST",
    "/erasures/<uuid:request_id>/refuse",
    permission=Permission.ERASURE_DECIDE,
    answer=Made,
    status=201,
    errors=(409,),
    summary="Refuse that a person's data are destroyed",
)
def refuse_erasure(request_id: UUID) -> UUID:
    """It may be asked for again."""
    return erasures.decide(*at_hand(), request_id, is_approved=False)
