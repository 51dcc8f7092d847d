"""A person's right to know which bodies saw what of theirs, when and why. It names bodies, never an official.

All of it is read from the access log; nothing personal is opened to tell it.
"""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from referral.casework.services import reading
from referral.desk.cards import Disclosure
from referral.desk.wording import PARTS
from referral.kernel import ledger
from referral.kernel.clock import Clock
from referral.kernel.ledger import Action, Entry, Result, Search
from referral.kernel.permissions import Actor
from referral.people.services import agencies
from workflows.vocabulary import Purpose

BATCH = 500
_SHOWN = frozenset({Result.OK, Result.INTEGRITY_FAILURE})
"""A request that found one record spoilt has shown the others all the same."""

Reason = tuple[str, str | None]
"""Which body, and for which purpose."""


def disclosures(session: Session, clock: Clock, actor: Actor, ref: str) -> tuple[Disclosure, ...]:
    """Give, for each body and purpose, what it saw of a case, how often and since when; first seen first.

    :raises NotFound: if the case is not the actor's to know about
    :raises NotAllowed: if the actor is not a supervisor of the agency that holds it
    """
    del clock
    reading.may_see_access(session, actor, ref)
    seen: dict[Reason, list[Entry]] = {}
    for entry in _entries(session, ref):
        if entry.result in _SHOWN and not PARTS.keys().isdisjoint(entry.fields):
            seen.setdefault((entry.agency, entry.purpose), []).append(entry)
    told = tuple(_told(session, reason, looks) for reason, looks in seen.items())
    ledger.note(session, actor, Action.CASE_ACCESS_READ, ref, detail={"bodies": len(told)})
    return tuple(sorted(told, key=lambda one: (one.first_at, one.agency)))


def _entries(session: Session, ref: str) -> Iterator[Entry]:
    """Give every entry about a case, the latest first, a batch at a time."""
    before: tuple[int, int] | None = None
    while found := ledger.entries(session, Search(about=ref), before=before, limit=BATCH):
        yield from found
        before = found[-1].shard, found[-1].index


def _told(session: Session, reason: Reason, looks: list[Entry]) -> Disclosure:
    code, purpose = reason
    agency = agencies.by_code(session, code)
    parts = {field for look in looks for field in look.fields}
    return Disclosure(
        agency=code,
        agency_name=agency.name if agency else code,
        purpose=Purpose(purpose) if purpose else None,
        parts=tuple(words for name, words in PARTS.items() if name in parts),
        times=len(looks),
        first_at=looks[-1].at,
        last_at=looks[0].at,
    )
