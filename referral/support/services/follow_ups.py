"""Visits after the hand-over: scheduled, done, and each with a clock of its own."""

from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from referral.casework.cards import EventKind
from referral.casework.services import clockwork, events
from referral.casework.services.keys import sealing_key
from referral.casework.services.learning import learn
from referral.casework.services.moments import happened_at
from referral.casework.services.working import workable
from referral.kernel import ledger
from referral.kernel.clock import VIETNAM, Clock, local_date
from referral.kernel.errors import Conflict, FieldError, InvalidInput, NotFound
from referral.kernel.ledger import Action
from referral.kernel.permissions import Actor
from referral.kernel.references import new_id
from referral.kernel.vault import Cell, record_digest
from referral.support.models import FollowUp
from workflows.vocabulary import Event

_PAST = FieldError("due_on", "due-in-past", "Enter a day that has not passed yet.")
_FUTURE = FieldError(
    "done_on", "occurred-in-future", "Enter when the visit took place; it cannot be later than today."
)
_EARLY = FieldError(
    "done_on", "occurred-before-previous", "Enter when the visit took place; it cannot be before the report."
)
_ALREADY_DONE = "This follow-up is recorded already. Schedule another one for another visit."


def schedule_follow_up(
    session: Session, clock: Clock, actor: Actor, ref: str, due_on: date, occurred_at: datetime | None = None
) -> UUID:
    """Schedule a visit, due by the end of a day, and give its id.

    :raises NotFound: if the case is not the actor's to know about
    :raises NotAllowed: if the actor may not work on it
    :raises InvalidInput: if the day has passed, or the time cannot be taken
    """
    case = workable(session, actor, ref, Action.FOLLOW_UP_SCHEDULED)
    at = happened_at(clock, occurred_at, not_before=case.occurred_at)
    if due_on < local_date(at):
        raise InvalidInput([_PAST])
    visit_id = new_id(clock)
    session.execute(
        insert(FollowUp).values(
            id=visit_id,
            case_id=case.id,
            due_on=due_on,
            done_on=None,
            row_version=1,
            outcome=None,
            agency_id=actor.agency_id,
            account_id=actor.user_id,
            occurred_at=at,
            recorded_at=clock.now(),
        )
    )
    planned = learn(session, case, open_follow_ups=case.facts.open_follow_ups + 1)
    clockwork.follow(
        session,
        clock,
        planned,
        Event.FOLLOW_UP_SCHEDULED,
        at,
        subject_id=visit_id,
        due_at=datetime.combine(due_on, time(23, 59, 59), VIETNAM),
    )
    events.add(session, clock, actor, case, EventKind.FOLLOW_UP_SCHEDULED, at)
    ledger.note(session, actor, Action.FOLLOW_UP_SCHEDULED, case.ref, detail={"follow-up": str(visit_id)})
    return visit_id


def record_follow_up(
    session: Session, clock: Clock, actor: Actor, ref: str, visit_id: UUID, done_on: date, outcome: str
) -> UUID:
    """Record that a visit took place and what it found.

    :raises NotFound: if the case is not the actor's to know about, or has no such visit
    :raises NotAllowed: if the actor may not work on it
    :raises InvalidInput: if the day lies in the future or before the report
    :raises Conflict: if it is recorded already
    """
    case = workable(session, actor, ref, Action.FOLLOW_UP_DONE)
    visit = session.execute(
        select(FollowUp.done_on).where(FollowUp.id == visit_id, FollowUp.case_id == case.id)
    ).one_or_none()
    if visit is None:
        raise NotFound
    if visit.done_on is not None:
        raise Conflict(_ALREADY_DONE)
    at = _moment_of(clock, done_on, case.occurred_at)
    blob = sealing_key(session, case).seal_text(Cell("follow_up", "outcome", visit_id, 2), outcome)
    session.execute(
        update(FollowUp).where(FollowUp.id == visit_id).values(done_on=done_on, row_version=2, outcome=blob)
    )
    done = learn(
        session,
        case,
        open_follow_ups=max(0, case.facts.open_follow_ups - 1),
        done_follow_ups=case.facts.done_follow_ups + 1,
    )
    clockwork.follow(session, clock, done, Event.FOLLOW_UP_DONE, at, subject_id=visit_id)
    events.add(session, clock, actor, case, EventKind.FOLLOW_UP_DONE, at)
    ledger.note(
        session,
        actor,
        Action.FOLLOW_UP_DONE,
        case.ref,
        records={f"follow_up/{visit_id}": record_digest({"outcome": blob})},
    )
    return visit_id


def _moment_of(clock: Clock, day: date, reported_at: datetime) -> datetime:
    """Give the moment a visit counts from: the end of its day, or now on the day itself."""
    if day > local_date(clock.now()):
        raise InvalidInput([_FUTURE])
    if day < local_date(reported_at):
        raise InvalidInput([_EARLY])
    return happened_at(clock, min(datetime.combine(day, time(23, 59, 59), VIETNAM), clock.now()))
