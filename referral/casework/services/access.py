"""Who may see a case and why: granting and ending access, and the key copy that goes with each right."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from referral.casework.models import CaseAccess
from referral.casework.services.keys import drop_later
from referral.kernel.clock import Clock
from referral.kernel.references import new_id
from workflows.vocabulary import Relation


def grant(
    session: Session,
    clock: Clock,
    case_id: UUID,
    agency_id: UUID,
    relation: Relation,
    at: datetime,
    *,
    copy_scope: str = "",
    handover_id: UUID | None = None,
) -> None:
    """Let an agency see a case from a moment on; the key copy must have been shared before."""
    session.execute(
        insert(CaseAccess).values(
            id=new_id(clock),
            case_id=case_id,
            agency_id=agency_id,
            relation=relation.value,
            copy_scope=copy_scope,
            handover_id=handover_id,
            since_at=at,
            until_at=None,
        )
    )


def end(
    session: Session,
    clock: Clock,
    case_id: UUID,
    agency_id: UUID | None,
    relation: Relation,
    at: datetime,
    *,
    handover_id: UUID | None = None,
) -> int:
    """End a right (of one agency, or of all that hold it) and say how many ended; their copies go after the commit."""
    ending = update(CaseAccess).where(
        CaseAccess.case_id == case_id, CaseAccess.relation == relation.value, CaseAccess.until_at.is_(None)
    )
    if agency_id is not None:
        ending = ending.where(CaseAccess.agency_id == agency_id)
    if handover_id is not None:
        ending = ending.where(CaseAccess.handover_id == handover_id)
    ended = session.execute(
        ending.values(until_at=at).returning(CaseAccess.agency_id, CaseAccess.copy_scope)
    ).all()
    for row in ended:
        if row.copy_scope:
            drop_later(session, clock, case_id, row.agency_id, row.copy_scope)
    return len(ended)


def become(
    session: Session,
    clock: Clock,
    case_id: UUID,
    agency_id: UUID,
    before: Relation,
    after: Relation,
    at: datetime,
) -> None:
    """Change why an agency sees a case, keeping its key copy: a holder becomes the last holder, and back."""
    scopes = session.scalars(
        update(CaseAccess)
        .where(
            CaseAccess.case_id == case_id,
            CaseAccess.agency_id == agency_id,
            CaseAccess.relation == before.value,
            CaseAccess.until_at.is_(None),
        )
        .values(until_at=at)
        .returning(CaseAccess.copy_scope)
    ).all()
    for scope in scopes:
        grant(session, clock, case_id, agency_id, after, at, copy_scope=scope)
