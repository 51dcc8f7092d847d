"""Answering a hand-over: whoever answers first decides, and custody moves in one stroke or not at all."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from referral.casework.cards import Moved
from referral.casework.queries import Standing
from referral.casework.services import access, endings, steps
from referral.casework.services.learning import learn
from referral.casework.services.steps import Handing
from referral.custody.cards import Acceptance, Answered
from referral.custody.models import Handover
from referral.custody.services import serving
from referral.custody.services.settling import (
    ACCEPTED,
    DECLINED,
    WITHDRAWN,
    Said,
    Settling,
    answerable,
    answered,
    end_service_offer,
    moment,
    settle,
    stay,
    stop_clocks,
)
from referral.kernel import ledger
from referral.kernel.clock import Clock
from referral.kernel.permissions import Actor
from referral.people.models import Agency
from workflows.services import DeclineGround
from workflows.vocabulary import AgencyKind, HandoverKind, HandoverState, Relation, StepName


def accept(
    session: Session, clock: Clock, actor: Actor, handover_id: UUID, acceptance: Acceptance
) -> Answered:
    """Take the person, from this moment the receiver answers and nobody else; or take on one service.

    :raises NotFound: if the hand-over is not the actor's to know about
    :raises NotAllowed: if the actor's role answers no hand-overs
    :raises HandoverSettled: if it was answered already; names the outcome
    :raises StepRefused: if the journey's rules say no; it carries every reason
    :raises InvalidInput: if the time cannot be taken
    """
    row, case = answerable(session, actor, handover_id, is_sender=False)
    at = moment(clock, acceptance.occurred_at, row, case)
    said = {"condition": acceptance.condition, "remarks": acceptance.remarks}
    if row.kind == HandoverKind.SERVICE:
        return serving.take_on(session, clock, actor, case, row, at, said)
    given = {"record"} if row.record else set()
    given |= {"attestation"} if acceptance.attest else set()
    handing = handing_of(session, row, frozenset(given))
    digests = settle(session, clock, actor, case, row, ACCEPTED, at, Said(said))
    moved = steps.fire(session, clock, actor, case, StepName(row.step), at, handing)
    serving.follow_holder(session, case, row.to_agency_id)
    stop_clocks(session, clock, actor, case, row, at)
    return answered(session, actor, row, ACCEPTED, digests, moved)


def decline(
    session: Session,
    clock: Clock,
    actor: Actor,
    handover_id: UUID,
    reason: str,
    occurred_at: datetime | None = None,
    ground: DeclineGround | None = None,
) -> Answered:
    """Refuse the person, or the service, with a reason; the sender stays responsible.

    :param ground: of a service, one of a closed list; with words alone it is another reason
    :raises NotFound: if the hand-over is not the actor's to know about
    :raises NotAllowed: if the actor's role answers no hand-overs
    :raises HandoverSettled: if it was answered already; names the outcome
    :raises HandoverRefused: if the actor is not the receiver, or gives no reason
    """
    is_reasoned = bool(reason.strip()) or ground not in {None, DeclineGround.OTHER}
    row, case = answerable(session, actor, handover_id, is_sender=False, is_reasoned=is_reasoned)
    at = moment(clock, occurred_at, row, case)
    of_service = ground or DeclineGround.OTHER if row.kind == HandoverKind.SERVICE else None
    said = Said({"reason": reason.strip()}, of_service)
    return end_offer(session, clock, actor, case, row, DECLINED, at, said)


def withdraw(
    session: Session,
    clock: Clock,
    actor: Actor,
    handover_id: UUID,
    reason: str,
    occurred_at: datetime | None = None,
) -> Answered:
    """Take an offer back before it is answered.

    :raises NotFound: if the hand-over is not the actor's to know about
    :raises NotAllowed: if the actor's role answers no hand-overs
    :raises HandoverSettled: if it was answered already; names the outcome
    :raises HandoverRefused: if the actor is not the sender
    """
    row, case = answerable(session, actor, handover_id, is_sender=True)
    at = moment(clock, occurred_at, row, case)
    return end_offer(session, clock, actor, case, row, WITHDRAWN, at, Said({"reason": reason.strip()}))


def handing_of(session: Session, row: Handover, given: frozenset[str]) -> Handing:
    """Describe a stored hand-over for the step it fires."""
    agency = session.get_one(Agency, row.to_agency_id)
    # Whether the commune was the right one was judged, with the sender's reason, when it was offered.
    return Handing(
        row.id, row.from_agency_id, row.to_agency_id, AgencyKind(agency.kind), agency.province_code, given
    )


def end_offer(
    session: Session,
    clock: Clock,
    actor: Actor,
    case: Standing,
    row: Handover,
    settling: Settling,
    at: datetime,
    said: Said,
) -> Answered:
    """Settle an offer without moving anybody: declined, withdrawn or lapsed."""
    if row.kind == HandoverKind.SERVICE:
        return end_service_offer(session, clock, actor, case, row, settling, at, said)
    digests = settle(session, clock, actor, case, row, settling, at, said)
    access.end_given_by(session, clock, row.id, Relation.OFFERED, at)
    if StepName(row.step) is StepName.ACCEPT_TRANSFER:
        handing = handing_of(session, row, frozenset({"reason"}))
        moved = steps.fire(session, clock, actor, case, settling.transfer_step, at, handing)
    else:
        moved = _stay(session, clock, actor, case, row, settling, at)
    stop_clocks(session, clock, actor, case, row, at)
    return answered(session, actor, row, settling, digests, moved)


def _stay(
    session: Session,
    clock: Clock,
    actor: Actor,
    case: Standing,
    row: Handover,
    settling: Settling,
    at: datetime,
) -> Moved:
    learn(session, case, has_open_offer=False)
    return stay(session, clock, actor, case, row, settling.event, at)


@endings.listen
def take_back_on_ending(session: Session, clock: Clock, actor: Actor, case: Standing, at: datetime) -> None:
    """Withdraw what is still on offer when a case ends, and end its services: nobody may take over a person,
    or go on working with one, whose case is over.
    """
    offered = select(Handover).where(
        Handover.case_id == case.id, Handover.state == HandoverState.OFFERED.value
    )
    for row in session.scalars(offered).all():
        is_service = row.kind == HandoverKind.SERVICE
        digests = settle(session, clock, actor, case, row, WITHDRAWN, at, Said({"reason": ""}))
        if not is_service:
            learn(session, case, has_open_offer=False)
        kind = WITHDRAWN.service_event if is_service else WITHDRAWN.event
        stay(session, clock, actor, case, row, kind, at)
        ledger.note(session, actor, WITHDRAWN.action, [case.ref, str(row.id)], records=digests)
    serving.end_all(session, clock, actor, case, at)
