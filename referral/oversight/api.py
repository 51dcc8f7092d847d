"""The calls of auditors. They read the access log, and reading it is written into it."""

from referral.kernel.paging import Page
from referral.kernel.permissions import Permission
from referral.oversight import services
from referral.oversight.bodies import LedgerAnswer, LedgerQuery
from referral.oversight.cards import EntryCard
from referral.web.api import at_hand, blueprint_of, call

blueprint = blueprint_of("oversight", __name__)


@call(
    blueprint,
    "GET",
    "/ledger/entries",
    permission=Permission.LEDGER_READ,
    query=LedgerQuery,
    answer=LedgerAnswer,
    summary="Read the access log",
)
def entries(query: LedgerQuery) -> Page[EntryCard]:
    """Newest first. It holds references and verbs, never a name or a story."""
    return services.read_entries(*at_hand(), query.filter(), query.window)
