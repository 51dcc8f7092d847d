"""The calls about the body's own duties: breaches of personal data, and what data subjects ask for."""

from uuid import UUID

from referral.kernel.paging import Page
from referral.kernel.permissions import Permission
from referral.tracks.api.room import blueprint
from referral.tracks.bodies.duties import (
    BreachAnswer,
    BreachBody,
    BreachesAnswer,
    NoticeBody,
    RemedyBody,
    RequestAnswer,
    RequestAnswerBody,
    RequestExtensionBody,
    RequestsAnswer,
    RequestSettlementBody,
    SubjectRequestBody,
)
from referral.tracks.cards import BreachCard, BreachLine, RequestCard, RequestLine
from referral.tracks.services import breaches, requests
from referral.web.api import at_hand, call
from referral.web.bodies import Made, Paged


@call(
    blueprint,
    "POST",
    "/breaches",
    permission=Permission.DATA_DUTY_REPORT,
    body=BreachBody,
    answer=Made,
    status=201,
    errors=(409,),
    summary="Report a breach of personal data",
)
def report_breach(body: BreachBody) -> UUID:
    """Any signed-in caller may. The 72 hours run from when it was found, over nights and holidays.

    Location or biometric data start a second limit, for telling the persons affected.
    """
    return breaches.report(*at_hand(), body.found(), body.occurred_at)


@call(
    blueprint,
    "GET",
    "/breaches",
    permission=Permission.DATA_DUTY_WORK,
    query=Paged,
    answer=BreachesAnswer,
    summary="The register of breaches",
)
def list_breaches(query: Paged) -> Page[BreachLine]:
    """Kinds and dates; those not remedied first."""
    return breaches.listed(*at_hand(), query.window)


@call(
    blueprint,
    "GET",
    "/breaches/<uuid:breach_id>",
    permission=Permission.DATA_DUTY_WORK,
    answer=BreachAnswer,
    summary="One breach: whom to tell by when",
)
def show_breach(breach_id: UUID) -> BreachCard:
    """What happened is opened, and the access log keeps that it was."""
    return breaches.show(*at_hand(), breach_id)


@call(
    blueprint,
    "POST",
    "/breaches/<uuid:breach_id>/notices",
    permission=Permission.DATA_DUTY_WORK,
    body=NoticeBody,
    answer=Made,
    status=201,
    errors=(409,),
    summary="Record that somebody was told of a breach",
)
def tell_of_breach(breach_id: UUID, body: NoticeBody) -> UUID:
    """`authority` meets the 72 hours; `persons` or, if they cannot be reached, `public` the second limit."""
    return breaches.tell(*at_hand(), breach_id, body.notice(), body.occurred_at)


@call(
    blueprint,
    "POST",
    "/breaches/<uuid:breach_id>/remedy",
    permission=Permission.DATA_DUTY_WORK,
    body=RemedyBody,
    answer=Made,
    status=201,
    errors=(409,),
    summary="Record that a breach was remedied",
)
def remedy_breach(breach_id: UUID, body: RemedyBody) -> UUID:
    """The file of location or biometric data is kept five years from then."""
    return breaches.remedy(*at_hand(), breach_id, body.measures, body.occurred_at)


@call(
    blueprint,
    "POST",
    "/subject-requests",
    permission=Permission.DATA_DUTY_REPORT,
    body=SubjectRequestBody,
    answer=Made,
    status=201,
    errors=(409,),
    summary="Take down what a data subject asks",
)
def take_subject_request(body: SubjectRequestBody) -> UUID:
    """Any signed-in caller may. Answered within two working days, settled within 10, 15 or 20 by its kind."""
    return requests.take(*at_hand(), body.taken(), body.occurred_at)


@call(
    blueprint,
    "GET",
    "/subject-requests",
    permission=Permission.DATA_DUTY_WORK,
    query=Paged,
    answer=RequestsAnswer,
    summary="The register of data-subject requests",
)
def list_subject_requests(query: Paged) -> Page[RequestLine]:
    """What is asked and by when, nobody's name; those not settled first."""
    return requests.listed(*at_hand(), query.window)


@call(
    blueprint,
    "GET",
    "/subject-requests/<uuid:request_id>",
    permission=Permission.DATA_DUTY_WORK,
    answer=RequestAnswer,
    summary="One data-subject request",
)
def show_subject_request(request_id: UUID) -> RequestCard:
    """Who asks is opened, and the access log keeps that it was."""
    return requests.show(*at_hand(), request_id)


@call(
    blueprint,
    "POST",
    "/subject-requests/<uuid:request_id>/answer",
    permission=Permission.DATA_DUTY_WORK,
    body=RequestAnswerBody,
    answer=Made,
    status=201,
    errors=(409,),
    summary="Answer a data-subject request",
)
def answer_subject_request(request_id: UUID, body: RequestAnswerBody) -> UUID:
    """Meets the two working days; a third party gives the request the law's longer time."""
    third = body.has_third_party
    return requests.answer(
        *at_hand(), request_id, body.answer, has_third_party=third, occurred_at=body.occurred_at
    )


@call(
    blueprint,
    "POST",
    "/subject-requests/<uuid:request_id>/extend",
    permission=Permission.DATA_DUTY_WORK,
    body=RequestExtensionBody,
    answer=Made,
    status=201,
    errors=(409,),
    summary="Extend a data-subject request",
)
def extend_subject_request(request_id: UUID, body: RequestExtensionBody) -> UUID:
    """Once, by as much as the law allows for its kind."""
    return requests.extend(*at_hand(), request_id, body.reason)


@call(
    blueprint,
    "POST",
    "/subject-requests/<uuid:request_id>/settle",
    permission=Permission.DATA_DUTY_WORK,
    body=RequestSettlementBody,
    answer=Made,
    status=201,
    errors=(409,),
    summary="Settle a data-subject request",
)
def settle_subject_request(request_id: UUID, body: RequestSettlementBody) -> UUID:
    """Done, or turned down on one of the law's grounds with the reason."""
    return requests.settle(*at_hand(), request_id, body.settled(), body.occurred_at)
