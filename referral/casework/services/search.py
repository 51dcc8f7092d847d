"""Looking for a person within one's own scope: exact tags for numbers, opened and folded cards for names.

One search is one ledger entry that names every case it showed. There is no index on names at all.
"""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, select
from sqlalchemy.orm import Session

from referral.casework import fields, queries
from referral.casework.cards import CaseLine, Hit
from referral.casework.models import Case, CaseAccess, Person
from referral.casework.services import listing
from referral.kernel import ledger
from referral.kernel.clock import Clock
from referral.kernel.errors import FieldError, IntegrityFailure, InvalidInput, NotAllowed, PurposeNotAllowed
from referral.kernel.ledger import Action
from referral.kernel.permissions import Actor, Permission
from referral.kernel.vault import CaseKey, Cell, vault_of
from referral.kernel.vault.folding import NameQuery, canonical_identifier, canonical_phone
from workflows.vocabulary import Purpose, Relation

MOST = 50
"""How many persons one search shows; a longer answer asks for a better question."""

NAMED_BY = (Relation.HOLDER, Relation.LAST_HOLDER, Relation.VERIFIER)
"""The relations whose key copy opens the name."""

_ASK_ONE = FieldError("name", "search-needs-one", "Enter a name, an identity number or a telephone number.")


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
    found = _found(session, actor, name, id_number, phone)
    hits = _shown(session, clock, actor, found)
    ledger.note(
        session,
        actor,
        Action.CASE_SEARCHED,
        [hit.line.ref for hit in hits],
        purpose=purpose.value,
        fields=("name",),
        detail={"found": len(hits)},
    )
    return hits


def _found(
    session: Session, actor: Actor, name: str | None, id_number: str | None, phone: str | None
) -> list[tuple[int, str, UUID]]:
    vault = vault_of(session)
    number, call = canonical_identifier(id_number or ""), canonical_phone(phone or "")
    if number:
        return _by_tag(session, actor, Person.id_number_tag.in_(vault.tags("person", "id_number", number)))
    if call:
        return _by_tag(session, actor, Person.phone_tag.in_(vault.tags("person", "phone", call)))
    if name and name.strip():
        return _by_name(session, actor, name)
    raise InvalidInput([_ASK_ONE])


def _by_tag(session: Session, actor: Actor, tagged: ColumnElement[bool]) -> list[tuple[int, str, UUID]]:
    return [
        (0, name, case_id) for name, case_id in _named(session, actor, _candidates(session, actor, tagged))
    ][:MOST]


def _by_name(session: Session, actor: Actor, name: str) -> list[tuple[int, str, UUID]]:
    query = NameQuery(name)
    rows = _candidates(session, actor, Person.name.is_not(None))
    ranked = ((query.rank(found), found, case_id) for found, case_id in _named(session, actor, rows))
    near = [(rank, found, case_id) for rank, found, case_id in ranked if rank is not None]
    return sorted(near, key=lambda hit: (hit[0], hit[1]))[:MOST]


def _candidates(session: Session, actor: Actor, condition: ColumnElement[bool]) -> list[Row[Any]]:
    scope = select(Person.id, Person.case_id, Person.row_version, Person.name, CaseAccess.copy_scope).join(
        CaseAccess, CaseAccess.case_id == Person.case_id
    )
    return list(
        session.execute(
            scope.where(
                CaseAccess.agency_id == actor.agency_id,
                CaseAccess.until_at.is_(None),
                CaseAccess.relation.in_([held.value for held in NAMED_BY]),
                condition,
            )
        )
    )


def _named(session: Session, actor: Actor, rows: Iterable[Row[Any]]) -> Iterator[tuple[str, UUID]]:
    by_scope: dict[str, list[Row[Any]]] = {}
    for row in rows:
        by_scope.setdefault(row.copy_scope, []).append(row)
    for scope, scoped in by_scope.items():
        keys = vault_of(session).case_keys(actor.agency, [row.case_id for row in scoped], scope)
        for row in scoped:
            if row.case_id in keys:
                yield _open_name(keys[row.case_id], row), row.case_id


def _open_name(key: CaseKey, row: Row[Any]) -> str:
    if row.name is None:
        return ""
    try:
        return key.open_text(Cell("person", "name", row.id, row.row_version), row.name).text
    except IntegrityFailure:
        return ""


def _shown(
    session: Session, clock: Clock, actor: Actor, found: list[tuple[int, str, UUID]]
) -> tuple[Hit, ...]:
    rows = session.execute(
        queries.select_cases().where(Case.id.in_([case_id for _, _, case_id in found]))
    ).all()
    lines: dict[UUID, CaseLine] = {line.id: line for line in listing.lines_from(session, clock, actor, rows)}
    return tuple(Hit(lines[case_id], name, rank) for rank, name, case_id in found)
