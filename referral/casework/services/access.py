"""Who may see a case and why: granting and ending access, and the key copy that goes with each right."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from referral.casework.services.keys import drop_later
from referral.casework.statements import END_ACCESS, END_ACCESS_BY, END_ACCESS_OF, GRANT
from referral.kernel.clock import Clock
from referral.kernel.database import run
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
    run(
        session,
        GRANT,
        id=new_id(clock),
        case_id=case_id,
        agency_id=agency_id,
        relation=relation.value,
        copy_scope=copy_scope,
        handover_id=handover_id,
        since_at=at,
        until_at=None,
    )


def end(
    session: Session,
    clock: Clock,
    case_id: UUID,
    agency_id: UUID | None,
    relation: Relation,
    at: datetime,
) -> int:
    """End a right (of one agency, or of all that hold it) and say how many ended; their copies go after the
    commit.
    """
    which = {} if agency_id is None else {"of_agency": agency_id}
    statement = END_ACCESS_OF if which else END_ACCESS
    ended = run(session, statement, of_case=case_id, held_as=relation.value, at=at, **which).all()
    for row in ended:
        if row.copy_scope:
            drop_later(session, clock, case_id, row.agency_id, row.copy_scope)
    return len(ended)


def end_given_by(session: Session, clock: Clock, handover_id: UUID, relation: Relation, at: datetime) -> None:
    """End the right that one hand-over gave; what another gives to the same agency stands."""
    ended = run(session, END_ACCESS_BY, by_handover=handover_id, held_as=relation.value, at=at).all()
    for row in ended:
        if row.copy_scope:
            drop_later(session, clock, row.case_id, row.agency_id, row.copy_scope)


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
    ended = run(
        session, END_ACCESS_OF, of_case=case_id, held_as=before.value, at=at, of_agency=agency_id
    ).all()
    for row in ended:
        grant(session, clock, case_id, agency_id, after, at, copy_scope=row.copy_scope)
