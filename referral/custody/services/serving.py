"""One service at work: taken on, done, or ended with the case. The holder answers for the person still."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from referral.casework.cards import EventKind
from referral.casework.queries import Standing
from referral.casework.services import access, childhood
from referral.casework.services.keys import SERVICE, sealing_key, service_columns, share
from referral.custody.cards import Answered, Done
from referral.custody.models import Handover
from referral.custody.services.settling import (
    ACCEPTED,
    Said,
    answered,
    digest,
    find,
    moment,
    settle,
    stay,
    stop_clocks,
)
from referral.custody.services.wording import NEEDS_ANSWER_OF_BODY, NOT_A_SERVICE, NOT_AT_WORK
from referral.kernel import ledger
from referral.kernel.clock import Clock, local_date
from referral.kernel.errors import HandoverRefused, HandoverSettled
from referral.kernel.ledger import Action
from referral.kernel.permissions import Actor
from referral.kernel.vault import Cell
from referral.sla.models import RunningClock
from workflows.facts import Attempt
from workflows.refusal import Refusal
from workflows.services import Service, ServiceOutcome, against_referring
from workflows.vocabulary import AgencyKind, HandoverKind, HandoverState, Relation, Role, StepName


def take_on(
    session: Session,
    clock: Clock,
    actor: Actor,
    case: Standing,
    row: Handover,
    at: datetime,
    said: dict[str, str],
) -> Answered:
    """Take on a service: from this moment its giver sees what the service needs, and nothing else.

    :raises HandoverRefused: if the person agrees no more, or an outside body's answer is not recorded
    """
    service = Service(row.service)
    asked = childhood.at_age(session, case, local_date(at))
    found = list(against(asked, actor.agency_kind, actor.role, service, at))
    if row.is_outside and not said["remarks"].strip():
        found.append(NEEDS_ANSWER_OF_BODY)
    if found:
        raise HandoverRefused(found)
    digests = settle(session, clock, actor, case, row, ACCEPTED, at, Said(said))
    access.end_given_by(session, clock, row.id, Relation.OFFERED, at)
    if not row.is_outside:
        _let_in(session, clock, case, row, service, at)
    moved = stay(session, clock, actor, case, row, EventKind.SERVICE_ACCEPTED, at)
    stop_clocks(session, clock, actor, case, row, at)
    return answered(session, actor, row, ACCEPTED, digests, moved)


def against(
    case: Standing, receiver_kind: AgencyKind, role: Role, service: Service, at: datetime
) -> tuple[Refusal, ...]:
    """Give every reason why the person cannot be referred to a service at that moment."""
    attempt = Attempt(
        StepName.OFFER_TRANSFER, local_date(at), receiver_kind, role, receiver_kind=receiver_kind
    )
    return against_referring(case.facts, attempt, service)


def _let_in(
    session: Session, clock: Clock, case: Standing, row: Handover, service: Service, at: datetime
) -> None:
    scope = f"{SERVICE}{service}"
    share(session, case.id, case.holder_id, row.to_agency_id, scope, service_columns(service))
    access.grant(
        session,
        clock,
        case.id,
        row.to_agency_id,
        Relation.REFERRAL,
        at,
        copy_scope=scope,
        handover_id=row.id,
    )


def finish(session: Session, clock: Clock, actor: Actor, handover_id: UUID, done: Done) -> Answered:
    """Record how a service ended; its giver sees the person no more, and every other service goes on.

    :raises NotFound: if the hand-over is not the actor's to know about
    :raises NotAllowed: if the actor's role answers no hand-overs
    :raises HandoverSettled: if it ended already, or was never taken on; names the outcome
    :raises HandoverRefused: if it is no service, or neither given nor held by the actor's agency
    """
    row, case = find(session, actor, handover_id)
    _check_at_work(actor, case, row)
    at = moment(clock, done.occurred_at, row, case)
    digests = _end(session, case, row, done.outcome, done.report, at)
    access.end_given_by(session, clock, row.id, Relation.REFERRAL, at)
    moved = stay(session, clock, actor, case, row, EventKind.SERVICE_DONE, at)
    ledger.note(
        session,
        actor,
        Action.HANDOVER_FINISHED,
        [case.ref, str(row.id)],
        records=digests,
        detail={"service": row.service, "outcome": done.outcome.value},
    )
    return Answered(
        row.id, HandoverState.ACCEPTED, moved.ref, moved.state, moved.stage, moved.version, moved.holder
    )


def _check_at_work(actor: Actor, case: Standing, row: Handover) -> None:
    if row.kind != HandoverKind.SERVICE:
        raise HandoverRefused([NOT_A_SERVICE])
    if actor.agency_id not in {row.to_agency_id, case.holder_id}:
        raise HandoverRefused([NOT_AT_WORK])
    if row.state != HandoverState.ACCEPTED:
        raise HandoverSettled(row.state)
    if row.done_at is not None:
        raise HandoverSettled(row.outcome or row.state)


def _end(
    session: Session, case: Standing, row: Handover, outcome: ServiceOutcome, report: str, at: datetime
) -> dict[str, str]:
    document = {"report": report.strip()}
    blob = sealing_key(session, case).seal_json(Cell("handover", "report", row.id, 1), document)
    session.execute(
        update(Handover)
        .where(Handover.id == row.id)
        .values(outcome=outcome.value, report=blob, done_at=max(at, row.answered_at or at))
        .execution_options(synchronize_session=False)
    )
    return digest(row, report=blob)


def end_all(session: Session, clock: Clock, actor: Actor, case: Standing, at: datetime) -> None:
    """End every service of a case that ends."""
    for row in session.scalars(at_work(case.id)).all():
        digests = _end(session, case, row, ServiceOutcome.CASE_ENDED, "", at)
        stay(session, clock, actor, case, row, EventKind.SERVICE_DONE, at)
        ledger.note(session, actor, Action.HANDOVER_FINISHED, [case.ref, str(row.id)], records=digests)


def follow_holder(session: Session, case: Standing, holder_id: UUID) -> None:
    """Let the new holder record the answers of bodies outside, which the holder before waited for."""
    waiting = select(Handover.id).where(
        Handover.case_id == case.id, Handover.is_outside, Handover.done_at.is_(None)
    )
    which = session.scalars(waiting).all()
    if which:
        session.execute(update(Handover).where(Handover.id.in_(which)).values(to_agency_id=holder_id))
        ticking = RunningClock.subject_id.in_(which), RunningClock.ended_at.is_(None)
        session.execute(update(RunningClock).where(*ticking).values(duty_of=holder_id))


def is_referred(session: Session, case: Standing, agency_id: UUID, service: Service) -> bool:
    """Say whether an agency has been offered a service of this person, or gives it."""
    going_on = select(Handover.id).where(
        Handover.case_id == case.id,
        Handover.to_agency_id == agency_id,
        Handover.service == service.value,
        Handover.is_outside.is_(False),
        Handover.state.in_([HandoverState.OFFERED.value, HandoverState.ACCEPTED.value]),
        Handover.done_at.is_(None),
    )
    return session.execute(going_on.limit(1)).first() is not None


def at_work(case_id: UUID) -> Select[Handover]:
    """Ask for the services of a case that were taken on and have not ended."""
    return select(Handover).where(
        Handover.case_id == case_id,
        Handover.kind == HandoverKind.SERVICE.value,
        Handover.state == HandoverState.ACCEPTED.value,
        Handover.done_at.is_(None),
    )
