"""Calls under a case that show more than one room. They keep nothing of their own."""

from referral.casework.services import reading
from referral.desk import services
from referral.desk.bodies import AccessAnswer, WholeCaseAnswer
from referral.desk.cards import WholeCase
from referral.kernel.paging import Page
from referral.kernel.permissions import Permission
from referral.oversight import services as oversight
from referral.oversight.cards import EntryCard
from referral.web.api import at_hand, blueprint_of, call
from referral.web.bodies import Paged
from workflows.vocabulary import Purpose

blueprint = blueprint_of("desk", __name__)


@call(
    blueprint,
    "GET",
    "/cases/<string:ref>",
    permission=Permission.CASE_READ,
    answer=WholeCaseAnswer,
    has_purpose=True,
    sees=reading.glance,
    summary="Open a case for a purpose",
)
def read(ref: str, purpose: Purpose | None) -> WholeCase:
    """Shows what role, relation and purpose allow; `fields` names it, and the access log keeps it."""
    return services.open_case(*at_hand(), ref, purpose)


@call(
    blueprint,
    "GET",
    "/cases/<string:ref>/access",
    permission=Permission.CASE_ACCESS_READ,
    query=Paged,
    answer=AccessAnswer,
    sees=reading.glance,
    summary="Who looked at a case",
)
def who_looked(ref: str, query: Paged) -> Page[EntryCard]:
    """All that was done to the case and tried on it, from the access log; for supervisors of its holder."""
    return oversight.who_looked(*at_hand(), ref, query.window)
