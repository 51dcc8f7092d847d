"""The calls about hand-overs. An offer goes to an agency's queue, never to one named person."""

from uuid import UUID

from referral.casework.services import reading
from referral.custody import services
from referral.custody.bodies import (
    AcceptBody,
    DeclineBody,
    DoneBody,
    HandoverDetailAnswer,
    HandoversAnswer,
    HandoversQuery,
    OfferBody,
    OfferedAnswer,
    RefuseBody,
    SettledAnswer,
)
from referral.custody.cards import Answered, HandoverCard, HandoverDetail
from referral.kernel.paging import Page
from referral.kernel.permissions import Permission
from referral.web.api import at_hand, blueprint_of, call

blueprint = blueprint_of("custody", __name__)


@call(
    blueprint,
    "POST",
    "/cases/<string:ref>/handovers",
    permission=Permission.HANDOVER_OFFER,
    body=OfferBody,
    answer=OfferedAnswer,
    status=201,
    errors=(409,),
    sees=reading.glance,
    summary="Offer a person to another agency",
)
def offer(ref: str, body: OfferBody) -> HandoverCard:
    """By offering, the sender attests the record, and answers for the person until the offer is accepted.

    Kind `service` refers the person to one service: `health_check`, `psychology`, `legal_aid`, `schooling`,
    `training`, `credit`, `safe_housing` or `consular`. The holder stays; `outside` names a body without an
    account, and the paper that went to it, in place of `to_agency`.
    """
    return services.offer(*at_hand(), ref, body.offer())


@call(
    blueprint,
    "GET",
    "/handovers",
    permission=Permission.HANDOVER_LIST,
    query=HandoversQuery,
    answer=HandoversAnswer,
    summary="List what is offered to one's agency, or by it",
)
def list_handovers(query: HandoversQuery) -> Page[HandoverCard]:
    """The latest first. No identity is shown before an offer is accepted."""
    return services.list_handovers(*at_hand(), query.direction.value, query.state, query.window)


@call(
    blueprint,
    "GET",
    "/handovers/<uuid:handover_id>",
    permission=Permission.HANDOVER_LIST,
    answer=HandoverDetailAnswer,
    summary="Open a hand-over",
)
def read(handover_id: UUID) -> HandoverDetail:
    """Its record and its answer are shown only to those who hold the case, or held it."""
    return services.read_handover(*at_hand(), handover_id)


@call(
    blueprint,
    "POST",
    "/handovers/<uuid:handover_id>/accept",
    permission=Permission.HANDOVER_ANSWER,
    body=AcceptBody,
    answer=SettledAnswer,
    errors=(409, 412),
    sees=services.read_handover,
    summary="Take the person over",
)
def accept(handover_id: UUID, body: AcceptBody) -> Answered:
    """From this moment the receiver answers for the person. Whoever answers first decides."""
    return services.accept(*at_hand(), handover_id, body.acceptance())


@call(
    blueprint,
    "POST",
    "/handovers/<uuid:handover_id>/decline",
    permission=Permission.HANDOVER_ANSWER,
    body=DeclineBody,
    answer=SettledAnswer,
    errors=(409, 412),
    sees=services.read_handover,
    summary="Decline to take the person over",
)
def decline(handover_id: UUID, body: DeclineBody) -> Answered:
    """A reason is needed; for a service its `ground` will do. The sender goes on answering for the person."""
    return services.decline(*at_hand(), handover_id, body.reason or "", body.occurred_at, body.ground)


@call(
    blueprint,
    "POST",
    "/handovers/<uuid:handover_id>/done",
    permission=Permission.HANDOVER_ANSWER,
    body=DoneBody,
    answer=SettledAnswer,
    errors=(409, 412),
    sees=services.read_handover,
    summary="Record how a service ended",
)
def done(handover_id: UUID, body: DoneBody) -> Answered:
    """By who gives it, or by the holder. Its giver sees the person no more; other services go on."""
    return services.finish(*at_hand(), handover_id, body.done())


@call(
    blueprint,
    "POST",
    "/handovers/<uuid:handover_id>/withdraw",
    permission=Permission.HANDOVER_ANSWER,
    body=RefuseBody,
    answer=SettledAnswer,
    errors=(409, 412),
    sees=services.read_handover,
    summary="Take an offer back",
)
def withdraw(handover_id: UUID, body: RefuseBody) -> Answered:
    """Only the sender can, and only before it is answered."""
    return services.withdraw(*at_hand(), handover_id, body.reason or "", body.occurred_at)
