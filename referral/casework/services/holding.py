"""Who answers for the person: custody intervals that tile the time line, and the keys that follow them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from referral.casework.queries import Standing
from referral.casework.services import access
from referral.casework.services.keys import FORMER, FORMER_COLUMNS, share
from referral.casework.statements import BEGIN_CUSTODY, FINISH_CUSTODY
from referral.kernel.clock import Clock
from referral.kernel.database import run
from referral.kernel.references import new_id
from referral.kernel.vault import FULL
from workflows.vocabulary import Relation


def begin(
    session: Session,
    clock: Clock,
    case_id: UUID,
    agency_id: UUID,
    at: datetime,
    handover_id: UUID | None = None,
) -> None:
    """Open an interval; the database refuses a second open one for the same case."""
    run(
        session,
        BEGIN_CUSTODY,
        id=new_id(clock),
        case_id=case_id,
        agency_id=agency_id,
        from_at=at,
        to_at=None,
        handover_id=handover_id,
        recorded_at=clock.now(),
    )


def finish(session: Session, case_id: UUID, at: datetime) -> None:
    """Close the open interval at the moment the next one begins, or the case ends."""
    run(session, FINISH_CUSTODY, of_case=case_id, at=at)


def move(
    session: Session, clock: Clock, case: Standing, taker: UUID, at: datetime, handover_id: UUID
) -> None:
    """Let another agency answer for the person, in one stroke: no gap, no overlap, and the key goes along.

    The giver keeps the keys of what it recorded itself, and nothing else.
    """
    share(session, case.id, case.holder_id, taker, FULL)
    share(session, case.id, case.holder_id, case.holder_id, FORMER, FORMER_COLUMNS)
    finish(session, case.id, at)
    begin(session, clock, case.id, taker, at, handover_id)
    access.end(session, clock, case.id, taker, Relation.FORMER, at)
    access.end_given_by(session, clock, handover_id, Relation.OFFERED, at)
    access.end(session, clock, case.id, case.holder_id, Relation.HOLDER, at)
    access.grant(session, clock, case.id, case.holder_id, Relation.FORMER, at, copy_scope=FORMER)
    access.grant(
        session, clock, case.id, taker, Relation.HOLDER, at, copy_scope=FULL, handover_id=handover_id
    )


def stop(session: Session, clock: Clock, case: Standing, at: datetime) -> None:
    """End custody with the case: the last holder may still read it, everybody else's right ends."""
    finish(session, case.id, at)
    access.end(session, clock, case.id, None, Relation.VERIFIER, at)
    access.end(session, clock, case.id, None, Relation.OFFERED, at)
    access.end(session, clock, case.id, None, Relation.REFERRAL, at)
    access.become(session, clock, case.id, case.holder_id, Relation.HOLDER, Relation.LAST_HOLDER, at)


def resume(session: Session, clock: Clock, case: Standing, taker: UUID, at: datetime) -> None:
    """Let the agency that reopens an ended case answer for the person from now on."""
    begin(session, clock, case.id, taker, at)
    if taker == case.holder_id:
        access.become(session, clock, case.id, taker, Relation.LAST_HOLDER, Relation.HOLDER, at)
        return
    share(session, case.id, case.holder_id, taker, FULL)
    share(session, case.id, case.holder_id, case.holder_id, FORMER, FORMER_COLUMNS)
    access.end(session, clock, case.id, case.holder_id, Relation.LAST_HOLDER, at)
    access.end(session, clock, case.id, taker, Relation.FORMER, at)
    access.grant(session, clock, case.id, case.holder_id, Relation.FORMER, at, copy_scope=FORMER)
    access.grant(session, clock, case.id, taker, Relation.HOLDER, at, copy_scope=FULL)
