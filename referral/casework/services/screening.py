"""Screening by the indicators: sealed, numbered, explained. It states no fact: no rule may read a score."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from referral.casework import fields, queries
from referral.casework.cards import EventKind, ScreeningCard, ScreeningData
from referral.casework.models import Screening
from referral.casework.queries import Standing
from referral.casework.services import events, integrity, opening, screening_data
from referral.casework.services.keys import seal_document
from referral.casework.services.moments import happened_at
from referral.casework.services.working import workable
from referral.kernel import ledger
from referral.kernel.clock import Clock
from referral.kernel.errors import FieldError, InvalidInput, NotFound, PurposeNotAllowed
from referral.kernel.ledger import Action
from referral.kernel.permissions import Actor
from referral.kernel.references import new_id
from referral.kernel.vault import record_digest
from workflows.indicators import Verdict, indicator_list, weigh
from workflows.vocabulary import Purpose

WHY = Purpose.VERIFICATION
UNKNOWN_INDICATOR = FieldError(
    "indicators", "unknown-indicator", "Choose indicators of the list, each by the name it has there."
)


def screen(
    session: Session,
    clock: Clock,
    actor: Actor,
    ref: str,
    answers: ScreeningData,
    occurred_at: datetime | None = None,
) -> ScreeningCard:
    """Weigh what was seen, by the weights of a child where the person is or may be one, and keep it sealed.

    :raises NotFound: if the case is not the actor's to know about
    :raises NotAllowed: if the actor's agency neither holds nor verifies it
    :raises StepRefused: if the case has ended
    :raises InvalidInput: if an indicator is not on the list, or the time cannot be taken
    """
    case = workable(session, actor, ref, Action.SCREENING_MADE)
    at = happened_at(clock, occurred_at, not_before=case.occurred_at)
    verdict = _weighed(case, answers)
    card = _keep(session, clock, actor, case, verdict, answers.remarks, at)
    events.add(session, clock, actor, case, EventKind.SCREENING_MADE, at)
    return card


def show(session: Session, clock: Clock, actor: Actor, ref: str, screening_id: UUID) -> ScreeningCard:
    """Open one screening, for verification.

    :raises NotFound: if the case is not the actor's to know about, or has no such screening
    :raises PurposeNotAllowed: if the case is not open to the actor for verification
    """
    del clock
    ledger.attempt(session, Action.CASE_READ, ref)
    case = queries.standing(session, actor, ref)
    relation = fields.opened_by(case.relations, actor.role, WHY)
    if relation is None or fields.SCREENINGS not in fields.readable(relation, actor.role, WHY):
        raise PurposeNotAllowed
    opened = opening.open_fields(session, case, actor, relation, frozenset({fields.SCREENINGS}))
    card = next((card for card in opened["screenings"] if card.id == screening_id), None)
    if card is None:
        raise NotFound
    ledger.note(session, actor, Action.CASE_READ, case.ref, purpose=WHY.value, fields=(fields.SCREENINGS,))
    integrity.report(session, actor, case.ref, opened["unreadable"])
    return card


def _weighed(case: Standing, answers: ScreeningData) -> Verdict:
    try:
        return weigh(answers.seen, as_child=case.is_child)
    except KeyError as unknown:
        raise InvalidInput([UNKNOWN_INDICATOR]) from unknown


def _keep(
    session: Session,
    clock: Clock,
    actor: Actor,
    case: Standing,
    verdict: Verdict,
    remarks: str,
    at: datetime,
) -> ScreeningCard:
    screening_id, number = new_id(clock), _next_number(session, case)
    document = screening_data.to_document(verdict, remarks)
    blob = seal_document(session, case, "screening", screening_id, document)
    session.execute(
        insert(Screening).values(
            id=screening_id,
            case_id=case.id,
            number=number,
            document=blob,
            agency_id=actor.agency_id,
            account_id=actor.user_id,
            occurred_at=at,
            recorded_at=clock.now(),
        )
    )
    digests = {f"screening/{screening_id}": record_digest({"document": blob})}
    ledger.note(session, actor, Action.SCREENING_MADE, case.ref, records=digests)
    return ScreeningCard(
        screening_id, number, indicator_list().edition, verdict, remarks, actor.agency_code, at
    )


def _next_number(session: Session, case: Standing) -> int:
    latest = session.scalar(select(func.max(Screening.number)).where(Screening.case_id == case.id))
    return (latest or 0) + 1
