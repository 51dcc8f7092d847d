"""Receiving, finding and correcting cases. Opening one shows several rooms, and stands in the desk."""

from referral.casework.api.room import blueprint
from referral.casework.bodies.answers import CasesAnswer, HitsAnswer, MovedAnswer, ReceivedAnswer
from referral.casework.bodies.requests import CasesQuery, ChangeBody, IntakeBody, SearchBody
from referral.casework.cards import CaseLine, Hit, Moved, Received
from referral.casework.services import changing, listing, reading, reception, search
from referral.kernel.errors import PurposeRequired
from referral.kernel.paging import Page
from referral.kernel.permissions import Permission
from referral.web.api import at_hand, call, purpose_of


@call(
    blueprint,
    "POST",
    "/cases",
    permission=Permission.CASE_REPORT,
    body=IntakeBody,
    answer=ReceivedAnswer,
    status=201,
    has_key=True,
    summary="Receive a report",
)
def receive(body: IntakeBody, key: str) -> Received:
    """A person without name or date is received too. The same key and body get the first answer again."""
    return reception.receive(*at_hand(), body.intake(), key, body.canonical())


@call(
    blueprint,
    "GET",
    "/cases",
    permission=Permission.CASE_LIST,
    query=CasesQuery,
    answer=CasesAnswer,
    summary="List the cases one may know of",
)
def list_cases(query: CasesQuery) -> Page[CaseLine]:
    """The latest report first. Nothing personal stands in a list."""
    return listing.list_cases(*at_hand(), query.filter(), query.window)


@call(
    blueprint,
    "POST",
    "/cases/search",
    permission=Permission.CASE_SEARCH,
    body=SearchBody,
    answer=HitsAnswer,
    summary="Look for a person",
)
def find(body: SearchBody) -> tuple[Hit, ...]:
    """By name, whatever its marks and case; or by identity number or phone. Only among one's own cases."""
    purpose = purpose_of(body.purpose)
    if purpose is None:
        raise PurposeRequired
    return search.search(
        *at_hand(), name=body.name, id_number=body.id_number, phone=body.phone, purpose=purpose
    )


@call(
    blueprint,
    "PATCH",
    "/cases/<string:ref>",
    permission=Permission.CASE_CHANGE,
    body=ChangeBody,
    answer=MovedAnswer,
    has_version=True,
    errors=(409,),
    sees=reading.glance,
    summary="Correct the person's data or the story",
)
def change(ref: str, body: ChangeBody, version: int) -> Moved:
    """A field sent empty is cleared, one not sent stays; a story is kept as a new telling beside the old."""
    return changing.change_case(*at_hand(), ref, body.change(), version)
