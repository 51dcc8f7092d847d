"""Giving persons' identifiers the tags of the newest key. What is opened for it is shown to nobody.

A batch is one deed: opened by the holder's own copy, compared, swapped where nobody changed the person.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, or_, select, update
from sqlalchemy.orm import Session

from referral.casework.models import Case, Person
from referral.casework.services import integrity, people_data
from referral.kernel import ledger
from referral.kernel.errors import IntegrityFailure, NotFound
from referral.kernel.ledger import Action
from referral.kernel.permissions import Actor
from referral.kernel.vault import FULL, CaseKey, Cell, vault_of

TAGGED = or_(Person.id_number_tag.is_not(None), Person.phone_tag.is_not(None))


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of some persons, and where the next batch begins."""

    last: UUID
    looked_at: int
    behind: tuple[str, ...]
    """The cases whose tags were not the newest."""
    spoilt: tuple[str, ...]
    """The persons who do not open; their tags stay as they are."""


def retag(
    session: Session, actor: Actor, after: UUID, size: int, *, is_rehearsal: bool = False
) -> Batch | None:
    """Retag the next persons and name them in one entry; gives nothing when there are no more.

    :param is_rehearsal: only find those whose tags are behind
    """
    rows = session.execute(_next(after, size)).all()
    if not rows:
        return None
    newest = [(row, _newest(session, row)) for row in rows]
    spoilt = [row for row, found in newest if found is None]
    behind = [(row, found) for row, found in newest if found is not None and found != _carried(row)]
    if behind and not is_rehearsal:
        for row, found in behind:
            _swap(session, row, found)
        ledger.note(session, actor, Action.KEYS_RETAGGED, _refs(row for row, _ in behind))
    records = tuple(f"person/{row.id}" for row in spoilt)
    integrity.report(session, actor, _refs(spoilt), records)
    return Batch(rows[-1].id, len(rows), _refs(row for row, _ in behind), records)


def _refs(rows: Iterable[Row[Any]]) -> tuple[str, ...]:
    return tuple(row.ref for row in rows)


def _carried(row: Row[Any]) -> dict[str, bytes | None]:
    return {"id_number_tag": row.id_number_tag, "phone_tag": row.phone_tag}


def _next(after: UUID, size: int) -> Any:  # noqa: ANN401 — a SELECT of SQLAlchemy's own many types
    return (
        select(
            Person.id,
            Person.case_id,
            Person.row_version,
            Person.identity,
            Person.id_number_tag,
            Person.phone_tag,
            Case.ref,
            Case.holder_id,
        )
        .join(Case, Case.id == Person.case_id)
        .where(Person.id > after, TAGGED)
        .order_by(Person.id)
        .limit(size)
    )


def _newest(session: Session, row: Row[Any]) -> dict[str, bytes | None] | None:
    """Give a person's tags under the key that writes now; nothing if the person does not open."""
    vault = vault_of(session)
    try:
        key: CaseKey = vault.case_key(row.case_id, row.holder_id, FULL)
        document = key.open_json(Cell("person", "identity", row.id, row.row_version), row.identity)
    except (IntegrityFailure, NotFound):
        return None
    return people_data.tags(vault, people_data.from_document(document, None))


def _swap(session: Session, row: Row[Any], found: dict[str, bytes | None]) -> None:
    same = (Person.id == row.id, Person.row_version == row.row_version)
    session.execute(update(Person).where(*same).values(**found))
