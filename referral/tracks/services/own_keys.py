"""The keys of what is sealed for no case: each breach and each request has one, held by who must answer it.

Nobody else is ever given a copy, so no other agency and no administrator can open them.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from referral.casework.services import integrity
from referral.kernel.errors import IntegrityFailure
from referral.kernel.permissions import Actor
from referral.kernel.vault import CaseKey, Cell, vault_of
from referral.tracks.models import Breach, SubjectRequest


def new(session: Session, record_id: UUID, operations_id: UUID) -> CaseKey:
    """Draw the key of a new record."""
    return vault_of(session).new_case_key(record_id, operations_id)


def of(session: Session, record_id: UUID, operations_id: UUID) -> CaseKey:
    """Give the key of a record."""
    return vault_of(session).case_key(record_id, operations_id)


class Opener:
    """Opens what belongs to one record, collecting what does not open."""

    def __init__(self, key: CaseKey) -> None:
        """Take the record's key."""
        self._key = key
        self._spoilt: list[str] = []

    def open(self, cell: Cell, blob: bytes | None) -> dict[str, Any]:
        """Open a document; one that is not there, or does not open, says nothing."""
        try:
            return dict(self._key.open_json(cell, blob)) if blob else {}
        except IntegrityFailure:
            self._spoilt.append(f"{cell.table}/{cell.row_id}")
            return {}

    def report(self, session: Session, actor: Actor, record_id: UUID) -> None:
        """Tell the auditor what did not open, if anything."""
        integrity.report(session, actor, str(record_id), self._spoilt)


def is_kept(session: Session, key_id: UUID, agency_id: UUID) -> bool:
    """Say whether a breach or a request was committed under this key."""
    return any(
        session.execute(
            select(model.id).where(model.id == key_id, model.operations_id == agency_id).limit(1)
        ).first()
        for model in (Breach, SubjectRequest)
    )
