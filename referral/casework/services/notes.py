"""Working notes: sealed, dated, and never changed afterwards."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from referral.casework.cards import EventKind
from referral.casework.models import Note
from referral.casework.services import events
from referral.casework.services.keys import seal_text
from referral.casework.services.moments import happened_at
from referral.casework.services.working import workable
from referral.kernel import ledger
from referral.kernel.clock import Clock
from referral.kernel.ledger import Action
from referral.kernel.permissions import Actor
from referral.kernel.references import new_id
from referral.kernel.vault import record_digest


def add_note(
    session: Session, clock: Clock, actor: Actor, ref: str, text: str, occurred_at: datetime | None = None
) -> UUID:
    """Add a working note to a case and give its id.

    :raises NotFound: if the case is not the actor's to know about
    :raises NotAllowed: if the actor may not work on it
    :raises InvalidInput: if the time cannot be taken
    """
    case = workable(session, actor, ref, Action.NOTE_ADDED)
    at = happened_at(clock, occurred_at, not_before=case.occurred_at)
    note_id = new_id(clock)
    blob = seal_text(session, case, "note", note_id, text)
    session.execute(
        insert(Note).values(
            id=note_id,
            case_id=case.id,
            text=blob,
            agency_id=actor.agency_id,
            account_id=actor.user_id,
            occurred_at=at,
            recorded_at=clock.now(),
        )
    )
    events.add(session, clock, actor, case, EventKind.NOTE_ADDED, at)
    ledger.note(
        session,
        actor,
        Action.NOTE_ADDED,
        case.ref,
        records={f"note/{note_id}": record_digest({"text": blob})},
    )
    return note_id
