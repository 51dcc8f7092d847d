"""Visits after the hand-over: scheduled, done, and each with a clock of its own."""

from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from referral.casework.cards import EventKind
from referral.casework.queries import Standing
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
from referral.kernel.vault import Cell, Json, record_digest
from referral.support.cards import Findings, Schedule
from referral.support.models import FollowUp
from workflows.deadlines import add_months
from workflows.vocabulary import Event

N_ = str
"""Marks a sentence for the catalogue of translations, and leaves it as it is."""
_PAST = FieldError("due_on", "due-in-past", "Enter a day that has not passed yet.")
_FUTURE = FieldError(
    "done_on", "occurred-in-future", "Enter when the visit took place; it cannot be later than today."
)
_EARLY = FieldError(
    "done_on", "occurred-before-previous", "Enter when the visit took place; it cannot be before the report."
)
_ALREADY_DONE = N_("This follow-up is recorded already. Schedule another one for another visit.")


def schedule_follow_up(
    session: Session, clock: Clock, actor: Actor, ref: str, due_on: date, occurred_at: datetime | None = None
) -> UUID:
    """Schedule a visit, due by the end of a day, and give its id; raises as `schedule_follow_ups` does."""
    return schedule_follow_ups(session, clock, actor, ref, Schedule(due_on), occurred_at)[0]


def schedule_follow_ups(
    session: Session,
    clock: Clock,
    actor: Actor,
    ref: str,
    schedule: Schedule,
    occurred_at: datetime | None = None,
) -> tuple[UUID, ...]:
    """Schedule visits at equal distances, each due by the end of its day, and give their ids in order.

    :raises NotFound: if the case is not the actor's to know about
    :raises NotAllowed: if the actor may not work on it
    :raises InvalidInput: if the first day has passed, or the time cannot be taken
    """
    case = workable(session, actor, ref, Action.FOLLOW_UP_SCHEDULED)
    at = happened_at(clock, occurred_at, not_before=case.occurred_at)
    if schedule.first_on < local_date(at):
        raise InvalidInput([_PAST])
    days = [add_months(schedule.first_on, n * schedule.every_months) for n in range(schedule.times)]
    planned = learn(session, case, open_follow_ups=case.facts.open_follow_ups + len(days))
    visits = tuple(_schedule(session, clock, actor, planned, day, at) for day in days)
    events.add(session, clock, actor, case, EventKind.FOLLOW_UP_SCHEDULED, at)
    said: dict[str, str | int] = {"follow-up": str(visits[0]), "visits": len(visits)}
    ledger.note(session, actor, Action.FOLLOW_UP_SCHEDULED, case.ref, detail=said)
    return visits


def _schedule(
    session: Session, clock: Clock, actor: Actor, case: Standing, due_on: date, at: datetime
) -> UUID:
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
    ends = datetime.combine(due_on, time(23, 59, 59), VIETNAM)
    clockwork.follow(session, clock, case, Event.FOLLOW_UP_SCHEDULED, at, subject_id=visit_id, due_at=ends)
    return visit_id


def record_follow_up(
    session: Session,
    clock: Clock,
    actor: Actor,
    ref: str,
    visit_id: UUID,
    done_on: date,
    outcome: str,
    findings: Findings | None = None,
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
    key = sealing_key(session, case)
    blob = key.seal_text(Cell("follow_up", "outcome", visit_id, 2), outcome)
    found = key.seal_json(Cell("follow_up", "findings", visit_id, 2), _found(findings or Findings()))
    session.execute(
        update(FollowUp)
        .where(FollowUp.id == visit_id)
        .values(done_on=done_on, row_version=2, outcome=blob, findings=found)
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
        records={f"follow_up/{visit_id}": record_digest({"outcome": blob, "findings": found})},
    )
    return visit_id


def _found(findings: Findings) -> dict[str, Json]:
    return {
        "risk": findings.risk.value if findings.risk else None,
        "goes_to_school": findings.goes_to_school,
        "is_in_training": findings.is_in_training,
        "has_work": findings.has_work,
        "has_health_insurance": findings.has_health_insurance,
    }


def _moment_of(clock: Clock, day: date, reported_at: datetime) -> datetime:
    """Give the moment a visit counts from: the end of its day, or now on the day itself."""
    if day > local_date(clock.now()):
        raise InvalidInput([_FUTURE])
    if day < local_date(reported_at):
        raise InvalidInput([_EARLY])
    return happened_at(clock, min(datetime.combine(day, time(23, 59, 59), VIETNAM), clock.now()))
