"""The calls of auditors. They read the access log, and reading it is written into it."""

from referral.kernel.paging import Page
from referral.kernel.permissions import Permission
from referral.oversight import services
from referral.oversight.bodies import (
    CheckpointAnswer,
    ConsistencyAnswer,
    ConsistencyQuery,
    InclusionAnswer,
    InclusionQuery,
    LedgerAnswer,
    LedgerQuery,
)
from referral.oversight.cards import CheckpointCard, EntryCard, ProofCard
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


@call(
    blueprint,
    "GET",
    "/ledger/checkpoint",
    permission=Permission.LEDGER_READ,
    answer=CheckpointAnswer,
    summary="Read the newest signed checkpoint",
    errors=(404,),
)
def checkpoint() -> CheckpointCard:
    """The signed note as C2SP writes it, with the witnesses' cosignatures; 404 before the first is signed."""
    return services.newest_checkpoint(*at_hand())


@call(
    blueprint,
    "GET",
    "/ledger/proof/inclusion",
    permission=Permission.LEDGER_READ,
    query=InclusionQuery,
    answer=InclusionAnswer,
    summary="Prove that an entry is in the log",
    errors=(404,),
)
def inclusion(query: InclusionQuery) -> ProofCard:
    """The hashes of RFC 6962's audit path, from the leaf up; 404 if the log never had that size or entry."""
    return services.prove_inclusion(*at_hand(), query.index, query.size, query.year)


@call(
    blueprint,
    "GET",
    "/ledger/proof/consistency",
    permission=Permission.LEDGER_READ,
    query=ConsistencyQuery,
    answer=ConsistencyAnswer,
    summary="Prove that an earlier log is the beginning of a later one",
    errors=(404,),
)
def consistency(query: ConsistencyQuery) -> ProofCard:
    """The hashes of RFC 6962's consistency proof; from an empty log nothing is proven: 404."""
    return services.prove_consistency(*at_hand(), query.first, query.to, query.year)
