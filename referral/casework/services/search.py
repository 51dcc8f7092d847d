"""Looking for a person within one's own scope: exact tags for numbers, opened and folded cards for names.

One search is one ledger entry that names every case it showed. There is no index on names at all.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, select
from sqlalchemy.orm import Session

from referral.casework import fields, queries
from referral.casework.cards import CaseLine, Hit
from referral.casework.models import Case, CaseAccess, Person
from referral.casework.services import integrity, listing
from referral.kernel import ledger
from referral.kernel.clock import Clock
from referral.kernel.errors import FieldError, IntegrityFailure, InvalidInput, NotAllowed, PurposeNotAllowed
from referral.kernel.ledger import Action
from referral.kernel.permissions import Actor, Permission
from referral.kernel.vault import CaseKey, Cell, Vault, vault_of
from referral.kernel.vault.folding import NameQuery, canonical_identifier, canonical_phone
from workflows.vocabulary import Purpose, Relation

MOST = 50
"""How many persons one search shows; a longer answer asks for a better question."""

NAMED_BY = (Relation.HOLDER, Relation.LAST_HOLDER, Relation.VERIFIER)
"""The relations whose key copy opens the name."""

_ASK_ONE = FieldError("name", "search-needs-one", "Enter a name, an identity number or a telephone number.")

Nearness = Callable[[str], int | None]
"""How near a name is to what was asked; nothing when it is no answer."""


@dataclass(frozen=True, slots=True)
class Named:
    """A person who comes into question; the name is nothing where its sealed bytes did not open."""

    case_id: UUID
    person_id: UUID
    name: str | None = field(repr=False)


def search(
    session: Session,
    clock: Clock,
    actor: Actor,
    *,
    name: str | None = None,
    id_number: str | None = None,
    phone: str | None = None,
    purpose: Purpose,
) -> tuple[Hit, ...]:
    """Find persons among the cases whose names the actor's agency may open; the nearest first, at most 50.

    :raises NotAllowed: if the actor's role searches for nobody
    :raises PurposeNotAllowed: if nobody is searched for with that purpose in the actor's role
    :raises InvalidInput: if nothing to search for is given
    """
    ledger.attempt(session, Action.CASE_SEARCHED)
    if not actor.may(Permission.CASE_SEARCH):
        raise NotAllowed
    if not any(purpose in fields.purposes(frozenset({held}), actor.role) for held in NAMED_BY):
        raise PurposeNotAllowed
    tagged, nearness = _asked(vault_of(session), name, id_number, phone)
    persons = _named(session, actor, tagged)
    hits = _shown(session, clock, actor, _nearest(persons, nearness))
    ledger.note(
        session,
        actor,
        Action.CASE_SEARCHED,
        [hit.line.ref for hit in hits],
        purpose=purpose.value,
        fields=("name",),
        detail={"found": len(hits)},
    )
    _report_spoilt(session, actor, [person for person in persons if person.name is None])
    return hits


def _asked(
    vault: Vault, name: str | None, id_number: str | None, phone: str | None
) -> tuple[ColumnElement[bool], Nearness]:
    number, call = canonical_identifier(id_number or ""), canonical_phone(phone or "")
    if number:
        return Person.id_number_tag.in_(vault.tags("person", "id_number", number)), _exactly
    if call:
        return Person.phone_tag.in_(vault.tags("person", "phone", call)), _exactly
    if name and name.strip():
        return Person.name.is_not(None), NameQuery(name).rank
    raise InvalidInput([_ASK_ONE])


def _exactly(_name: str) -> int:
    return 0


def _named(session: Session, actor: Actor, tagged: ColumnElement[bool]) -> list[Named]:
    by_scope: dict[str, dict[UUID, Row[Any]]] = {}
    for row in _candidates(session, actor, tagged):
        by_scope.setdefault(row.copy_scope, {})[row.case_id] = row
    found: dict[UUID, Named] = {}
    for scope, rows in by_scope.items():
        keys = vault_of(session).case_keys(actor.agency, list(rows), scope)
        found |= {case_id: _open_name(key, rows[case_id]) for case_id, key in keys.items()}
    return list(found.values())


def _candidates(session: Session, actor: Actor, tagged: ColumnElement[bool]) -> Iterable[Row[Any]]:
    scope = select(Person.id, Person.case_id, Person.row_version, Person.name, CaseAccess.copy_scope).join(
        CaseAccess, CaseAccess.case_id == Person.case_id
    )
    return session.execute(
        scope.where(
            CaseAccess.agency_id == actor.agency_id,
            CaseAccess.until_at.is_(None),
            CaseAccess.relation.in_([held.value for held in NAMED_BY]),
            tagged,
        )
    )


def _open_name(key: CaseKey, row: Row[Any]) -> Named:
    if row.name is None:
        return Named(row.case_id, row.id, "")
    try:
        name = key.open_text(Cell("person", "name", row.id, row.row_version), row.name).text
    except IntegrityFailure:
        return Named(row.case_id, row.id, None)
    return Named(row.case_id, row.id, name)


def _nearest(persons: list[Named], nearness: Nearness) -> list[tuple[int, str, UUID]]:
    ranked = ((nearness(person.name or ""), person.name or "", person.case_id) for person in persons)
    return sorted((rank, name, case_id) for rank, name, case_id in ranked if rank is not None)[:MOST]


def _shown(
    session: Session, clock: Clock, actor: Actor, nearest: list[tuple[int, str, UUID]]
) -> tuple[Hit, ...]:
    rows = session.execute(
        queries.select_cases().where(Case.id.in_([case_id for _, _, case_id in nearest]))
    ).all()
    lines: dict[UUID, CaseLine] = {line.id: line for line in listing.lines_from(session, clock, actor, rows)}
    return tuple(Hit(lines[case_id], name, rank) for rank, name, case_id in nearest)


def _report_spoilt(session: Session, actor: Actor, spoilt: list[Named]) -> None:
    """Name the cases whose person's name did not open; the others were shown."""
    if not spoilt:
        return
    refs = session.scalars(select(Case.ref).where(Case.id.in_([person.case_id for person in spoilt]))).all()
    integrity.report(session, actor, refs, [f"person/{person.person_id}" for person in spoilt])
