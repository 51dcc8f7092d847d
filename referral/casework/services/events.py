"""Writing the timeline: what happened on a case, by whom, when; words that tell of the person are sealed."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from referral.casework.queries import Standing
from referral.casework.services.keys import seal_document
from referral.casework.statements import ADD_EVENT
from referral.kernel.clock import Clock
from referral.kernel.permissions import Actor
from referral.kernel.references import new_id
from referral.kernel.vault import Json, record_digest
from workflows.vocabulary import State


def add(  # noqa: PLR0913 — a line of the timeline, each part named by the caller
    session: Session,
    clock: Clock,
    actor: Actor,
    case: Standing,
    kind: str,
    at: datetime,
    *,
    before: State | None = None,
    after: State | None = None,
    document: Mapping[str, Json] | None = None,
    handover_id: UUID | None = None,
) -> dict[str, str]:
    """Write one line of the timeline and give its record digest for the ledger, if anything was sealed."""
    event_id = new_id(clock)
    blob = seal_document(session, case, "event", event_id, document) if document else None
    ADD_EVENT.tell(
        session,
        id=event_id,
        case_id=case.id,
        kind=kind,
        state_before=before and before.value,
        state_after=after and after.value,
        agency_id=actor.agency_id,
        account_id=actor.user_id,
        handover_id=handover_id,
        document=blob,
        occurred_at=at,
        recorded_at=clock.now(),
    )
    return {f"event/{event_id}": record_digest({"document": blob})} if blob else {}
