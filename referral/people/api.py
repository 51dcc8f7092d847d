"""The calls any signed-in caller may make: who am I, which agencies are there. They are no ledger entry."""

from referral.people.bodies import AgencyAnswer, AgencyQuery, MeAnswer
from referral.people.cards import AgencyCard, Me
from referral.people.services import accounts, agencies
from referral.web.api import blueprint_of, call
from referral.web.bodies import Listed
from referral.web.world import current

blueprint = blueprint_of("people", __name__)


@call(blueprint, "GET", "/me", permission=None, answer=MeAnswer, summary="Who is asking")
def me() -> Me:
    """The account behind the token, its role and its agency."""
    return accounts.me(current.session, current.actor)


@call(
    blueprint,
    "GET",
    "/agencies",
    permission=None,
    query=AgencyQuery,
    answer=Listed[AgencyAnswer],
    summary="The agencies there are",
)
def list_agencies(query: AgencyQuery) -> tuple[AgencyCard, ...]:
    """All of them, or those of one kind, or of one province by its code."""
    kinds = [query.kind] if query.kind else []
    return agencies.list_agencies(current.session, kinds=kinds, province_code=query.province)
