"""Reading the access log: an auditor all of it, a supervisor what was done to a case the agency holds.

Reading it is itself written into it. Nothing here opens a case.
"""

from sqlalchemy.orm import Session

from referral.casework.services import reading
from referral.kernel import ledger
from referral.kernel.clock import Clock
from referral.kernel.errors import NotAllowed, NotFound
from referral.kernel.ledger import Action, Entry, Search, proofs
from referral.kernel.ledger.checkpoints import Checkpoint
from referral.kernel.ledger.proofs import Proof
from referral.kernel.ledger.published import newest
from referral.kernel.paging import Page, Window
from referral.kernel.permissions import Actor, Permission
from referral.oversight import queries
from referral.oversight.cards import CheckpointCard, EntryCard, LedgerFilter, ProofCard


def read_entries(
    session: Session, clock: Clock, actor: Actor, narrowed: LedgerFilter, window: Window
) -> Page[EntryCard]:
    """Give one page of the access log, newest first.

    :raises NotAllowed: if the actor is no auditor
    """
    del clock
    ledger.attempt(session, Action.LEDGER_READ)
    if not actor.may(Permission.LEDGER_READ):
        raise NotAllowed
    page = _page(session, _search(session, narrowed), window)
    ledger.note(session, actor, Action.LEDGER_READ, detail={"page": window.page, "shown": len(page.items)})
    return page


def who_looked(session: Session, clock: Clock, actor: Actor, ref: str, window: Window) -> Page[EntryCard]:
    """Give one page of all that was done to a case and tried on it, newest first.

    :raises NotFound: if the case is not the actor's to know about
    :raises NotAllowed: if the actor is not a supervisor of the agency that holds it
    """
    del clock
    reading.may_see_access(session, actor, ref)
    page = _page(session, Search(about=ref), window)
    ledger.note(session, actor, Action.CASE_ACCESS_READ, ref, detail={"page": window.page})
    return page


def newest_checkpoint(session: Session, clock: Clock, actor: Actor) -> CheckpointCard:
    """Give the newest checkpoint that was signed, with the cosignatures under it.

    :raises NotAllowed: if the actor is no auditor
    :raises NotFound: if nothing was signed yet
    """
    del clock
    _attempt_reading(session, actor)
    found = newest(session)
    if found is None:
        raise NotFound
    year, note = found
    said = Checkpoint.from_text(note.text)
    witnesses = tuple(dict.fromkeys(each.name for each in note.signatures if each.name != said.origin))
    ledger.note(session, actor, Action.LEDGER_READ, detail={"checkpoint": said.size, "year": year})
    return CheckpointCard(year, said.origin, said.size, said.root.hex(), said.at, str(note), witnesses)


def prove_inclusion(
    session: Session, clock: Clock, actor: Actor, index: int, size: int, year: int | None
) -> ProofCard:
    """Prove that an entry is in a year's log of that size.

    :raises NotAllowed: if the actor is no auditor
    :raises NotFound: if the log never had that size, or has no such entry then
    """
    del clock
    _attempt_reading(session, actor)
    proof = proofs.prove_inclusion(session, _year(session, year), index, size)
    return _proven(session, actor, "inclusion", proof)


def prove_consistency(
    session: Session, clock: Clock, actor: Actor, first: int, size: int, year: int | None
) -> ProofCard:
    """Prove that a year's log of the first size is the beginning of that of the second.

    :raises NotAllowed: if the actor is no auditor
    :raises NotFound: if the log never had that size, or the first is empty or larger
    """
    del clock
    _attempt_reading(session, actor)
    proof = proofs.prove_consistency(session, _year(session, year), first, size)
    return _proven(session, actor, "consistency", proof)


def _attempt_reading(session: Session, actor: Actor) -> None:
    ledger.attempt(session, Action.LEDGER_READ)
    if not actor.may(Permission.LEDGER_READ):
        raise NotAllowed


def _year(session: Session, year: int | None) -> int:
    found = proofs.newest_shard(session) if year is None else year
    if found is None:
        raise NotFound
    return found


def _proven(session: Session, actor: Actor, what: str, proof: Proof) -> ProofCard:
    detail: dict[str, str | int] = {"proof": what, "from": proof.first, "size": proof.size}
    ledger.note(session, actor, Action.LEDGER_READ, detail=detail)
    hashes = tuple(each.hex() for each in proof.hashes)
    return ProofCard(proof.shard, proof.first, proof.size, proof.leaf.hex(), proof.root.hex(), hashes)


def _search(session: Session, narrowed: LedgerFilter) -> Search:
    return Search(
        about=narrowed.case,
        actor_id=queries.actor_id(session, narrowed.actor) if narrowed.actor else None,
        agency_code=narrowed.agency,
        action=narrowed.action,
        result=narrowed.result,
        since=narrowed.since,
        until=narrowed.until,
    )


def _page(session: Session, search: Search, window: Window) -> Page[EntryCard]:
    found = ledger.entries(session, search, skip=window.offset, limit=window.per_page)
    names = queries.user_names(session, {entry.actor for entry in found})
    cards = tuple(_card(entry, names.get(entry.actor, entry.actor)) for entry in found)
    return Page(cards, ledger.count(session, search), window)


def _card(entry: Entry, actor: str) -> EntryCard:
    return EntryCard(
        shard=entry.shard,
        index=entry.index,
        at=entry.at,
        actor=actor,
        agency=entry.agency,
        role=entry.role,
        session=entry.session,
        action=entry.action,
        about=entry.about,
        fields=entry.fields,
        purpose=entry.purpose,
        result=entry.result,
        request=entry.request,
        detail=dict(entry.detail),
        leaf=entry.leaf.hex(),
    )
