"""The timeline and the custody strip of a case, as cards. Reasons open only by a key the reader holds."""

from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import Session

from referral.casework.cards import EventCard, EventKind, IntervalCard
from referral.casework.models import CaseAccess, CustodyInterval, Event
from referral.casework.queries import Standing
from referral.casework.services import integrity
from referral.casework.wording import EVENT_WORDS
from referral.kernel.clock import local_date
from referral.kernel.errors import IntegrityFailure
from referral.kernel.permissions import Actor
from referral.kernel.vault import CaseKey, Cell
from referral.people.services import accounts, agencies
from workflows.authorities import body_then
from workflows.milestones import Milestone
from workflows.vocabulary import Relation, State, StepName, Words


def events_of(session: Session, actor: Actor, case: Standing, key: CaseKey | None) -> tuple[EventCard, ...]:
    """Give what happened on a case, oldest first."""
    rows = session.execute(
        select(
            Event.id,
            Event.kind,
            Event.state_before,
            Event.state_after,
            Event.agency_id,
            Event.account_id,
            Event.handover_id,
            Event.document,
            Event.occurred_at,
            Event.recorded_at,
        )
        .where(Event.case_id == case.id, _told_to(actor, case))
        .order_by(Event.occurred_at, Event.id)
    ).all()
    names = agencies.names(session, {row.agency_id for row in rows if row.agency_id})
    people = accounts.names(session, {row.account_id for row in rows if row.account_id})
    own_only = not case.relations & {Relation.HOLDER, Relation.LAST_HOLDER}
    cards: list[EventCard] = []
    spoilt: list[str] = []
    for row in rows:
        agency = names.get(row.agency_id)
        is_open = key is not None and (not own_only or row.agency_id == actor.agency_id)
        cards.append(
            EventCard(
                row.id,
                row.kind,
                words_of(row.kind),
                row.state_before and State(row.state_before),
                row.state_after and State(row.state_after),
                agency.code if agency else "system",
                agency.name if agency else "",
                people.get(row.account_id, ""),
                row.occurred_at,
                row.recorded_at,
                _reason(key, row.id, row.document, spoilt) if is_open else "",
                row.handover_id,
                body_then(agency.kind, local_date(row.occurred_at)) if agency else None,
            )
        )
    integrity.report(session, actor, case.ref, spoilt)
    return tuple(cards)


def _told_to(actor: Actor, case: Standing) -> ColumnElement[bool]:
    """Keep who only gives a service to what it did itself and to its own referrals."""
    gives_a_service = Relation.REFERRAL in case.relations
    if not gives_a_service or case.relations - {Relation.REFERRAL, Relation.OFFERED}:
        return true()
    own = select(CaseAccess.handover_id).where(
        CaseAccess.case_id == case.id, CaseAccess.agency_id == actor.agency_id
    )
    return or_(Event.agency_id == actor.agency_id, Event.handover_id.in_(own))


def words_of(kind: str) -> Words:
    """Give the words for an event: a step's own, a milestone's, or those of the timeline."""
    if kind in set(Milestone):
        return Milestone(kind).words
    return StepName(kind).words if kind in set(StepName) else EVENT_WORDS[EventKind(kind)]


def _reason(key: CaseKey | None, event_id: UUID, blob: bytes | None, spoilt: list[str]) -> str:
    if key is None or blob is None:
        return ""
    try:
        document = key.open_json(Cell("event", "document", event_id, 1), blob)
    except IntegrityFailure:
        spoilt.append(f"event/{event_id}")
        return ""
    return str(document.get("reason") or document.get("finding") or "")


def intervals_of(session: Session, case: Standing) -> tuple[IntervalCard, ...]:
    """Give who answered for the person, oldest first."""
    rows = session.execute(
        select(
            CustodyInterval.agency_id,
            CustodyInterval.from_at,
            CustodyInterval.to_at,
            CustodyInterval.handover_id,
            CustodyInterval.recorded_at,
        )
        .where(CustodyInterval.case_id == case.id)
        .order_by(CustodyInterval.from_at, CustodyInterval.id)
    ).all()
    names = agencies.names(session, {row.agency_id for row in rows})
    return tuple(
        IntervalCard(
            names[row.agency_id].code,
            names[row.agency_id].name,
            row.from_at,
            row.to_at,
            row.handover_id,
            row.recorded_at,
            body_then(names[row.agency_id].kind, local_date(row.from_at)),
        )
        for row in rows
    )
