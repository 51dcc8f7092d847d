"""Answering a hand-over: whoever answers first decides, and custody moves in one stroke or not at all."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from referral.casework import queries
from referral.casework.cards import EventKind, Moved
from referral.casework.queries import Standing
from referral.casework.services import access, clockwork, endings, events, steps
from referral.casework.services.keys import sealing_key
from referral.casework.services.learning import learn
from referral.casework.services.listing import code_of
from referral.casework.services.moments import happened_at
from referral.casework.services.steps import Handing
from referral.custody.cards import Acceptance, Answered
from referral.custody.models import Handover
from referral.custody.services.wording import NEEDS_REASON, NOT_THE_RECEIVER, NOT_THE_SENDER
from referral.kernel import ledger
from referral.kernel.clock import Clock
from referral.kernel.errors import HandoverRefused, HandoverSettled, NotAllowed, NotFound
from referral.kernel.ledger import Action
from referral.kernel.permissions import Actor, Permission
from referral.kernel.vault import Cell, record_digest
from referral.people.models import Agency
from workflows.refusal import Refusal
from workflows.vocabulary import STAGE_OF, AgencyKind, Event, HandoverState, Relation, StepName


@dataclass(frozen=True, slots=True)
class Settling:
    """How a hand-over is to be settled."""

    outcome: HandoverState
    action: Action
    event: EventKind | None
    transfer_step: StepName
    """The step it fires for an identified person."""


ACCEPTED = Settling(HandoverState.ACCEPTED, Action.HANDOVER_ACCEPTED, None, StepName.ACCEPT_TRANSFER)
DECLINED = Settling(
    HandoverState.DECLINED, Action.HANDOVER_DECLINED, EventKind.HANDOVER_DECLINED, StepName.DECLINE_TRANSFER
)
WITHDRAWN = Settling(
    HandoverState.WITHDRAWN,
    Action.HANDOVER_WITHDRAWN,
    EventKind.HANDOVER_WITHDRAWN,
    StepName.WITHDRAW_TRANSFER,
)
LAPSED = Settling(
    HandoverState.LAPSED, Action.HANDOVER_LAPSED, EventKind.HANDOVER_LAPSED, StepName.LAPSE_TRANSFER
)


def accept(
    session: Session, clock: Clock, actor: Actor, handover_id: UUID, acceptance: Acceptance
) -> Answered:
    """Take the person: from this moment the receiver answers, and nobody else.

    :raises NotFound: if the hand-over is not the actor's to know about
    :raises NotAllowed: if the actor's role answers no hand-overs
    :raises HandoverSettled: if it was answered already; names the outcome
    :raises StepRefused: if the journey's rules say no; it carries every reason
    :raises InvalidInput: if the time cannot be taken
    """
    row, case = _answerable(session, actor, handover_id, is_sender=False)
    at = _moment(clock, acceptance.occurred_at, row, case)
    given = {"record"} if row.record else set()
    given |= {"attestation"} if acceptance.attest else set()
    handing = handing_of(session, row, frozenset(given))
    digests = _settle(
        session,
        clock,
        actor,
        case,
        row,
        ACCEPTED,
        at,
        {"condition": acceptance.condition, "remarks": acceptance.remarks},
    )
    moved = steps.fire(session, clock, actor, case, StepName(row.step), at, handing)
    _stop_clocks(session, clock, actor, case, row, at)
    return _answered(session, actor, row, ACCEPTED, digests, moved)


def decline(
    session: Session,
    clock: Clock,
    actor: Actor,
    handover_id: UUID,
    reason: str,
    occurred_at: datetime | None = None,
) -> Answered:
    """Refuse the person, with a reason; the sender stays responsible.

    :raises NotFound: if the hand-over is not the actor's to know about
    :raises NotAllowed: if the actor's role answers no hand-overs
    :raises HandoverSettled: if it was answered already; names the outcome
    :raises HandoverRefused: if the actor is not the receiver, or gives no reason
    """
    row, case = _answerable(session, actor, handover_id, is_sender=False, reason=reason)
    return end_offer(
        session, clock, actor, case, row, DECLINED, _moment(clock, occurred_at, row, case), reason
    )


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
    row, case = _answerable(session, actor, handover_id, is_sender=True)
    return end_offer(
        session, clock, actor, case, row, WITHDRAWN, _moment(clock, occurred_at, row, case), reason
    )


def _moment(clock: Clock, given: datetime | None, row: Handover, case: Standing) -> datetime:
    return happened_at(clock, given, not_before=max(row.offered_at, case.last_occurred_at))


def _answerable(
    session: Session, actor: Actor, handover_id: UUID, *, is_sender: bool, reason: str | None = None
) -> tuple[Handover, Standing]:
    """Find a hand-over the actor may settle; the case is locked first, so that two answers queue up."""
    ledger.attempt(session, Action.HANDOVER_REFUSED, handover_id)
    case_id = session.scalar(select(Handover.case_id).where(Handover.id == handover_id))
    if case_id is None:
        raise NotFound
    case = queries.standing_by_id(session, actor, case_id)
    row = session.scalars(
        select(Handover).where(Handover.id == handover_id).execution_options(populate_existing=True)
    ).one()
    if actor.agency_id not in {row.from_agency_id, row.to_agency_id}:
        raise NotFound
    if not actor.may(Permission.HANDOVER_ANSWER):
        raise NotAllowed
    _check(actor, row, is_sender=is_sender, reason=reason)
    return row, case


def _check(actor: Actor, row: Handover, *, is_sender: bool, reason: str | None) -> None:
    whose = row.from_agency_id if is_sender else row.to_agency_id
    found: list[Refusal] = []
    if actor.agency_id != whose:
        found.append(NOT_THE_SENDER if is_sender else NOT_THE_RECEIVER)
    if reason is not None and not reason.strip():
        found.append(NEEDS_REASON)
    if found:
        raise HandoverRefused(found)
    if row.state != HandoverState.OFFERED:
        raise HandoverSettled(row.state)


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
    reason: str,
) -> Answered:
    """Settle an offer without moving anybody: declined, withdrawn or lapsed."""
    digests = _settle(session, clock, actor, case, row, settling, at, {"reason": reason.strip()})
    access.end(session, clock, case.id, row.to_agency_id, Relation.OFFERED, at)
    if StepName(row.step) is StepName.ACCEPT_TRANSFER:
        handing = handing_of(session, row, frozenset({"reason"}))
        moved = steps.fire(session, clock, actor, case, settling.transfer_step, at, handing)
    else:
        moved = _stay(session, clock, actor, case, row, settling, at)
    _stop_clocks(session, clock, actor, case, row, at)
    return _answered(session, actor, row, settling, digests, moved)


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
    kind = settling.event or EventKind.HANDOVER_WITHDRAWN
    events.add(session, clock, actor, case, kind, at, handover_id=row.id)
    return Moved(
        case.ref, case.state, STAGE_OF[case.state], case.version, str(code_of(session, case.holder_id))
    )


def _settle(
    session: Session,
    clock: Clock,
    actor: Actor,
    case: Standing,
    row: Handover,
    settling: Settling,
    at: datetime,
    answer: dict[str, str],
) -> dict[str, str]:
    blob = sealing_key(session, case).seal_json(Cell("handover", "answer", row.id, 1), answer)
    done = session.connection().execute(
        update(Handover)
        .where(Handover.id == row.id, Handover.state == HandoverState.OFFERED.value)
        .values(
            state=settling.outcome.value,
            answer=blob,
            answered_by=actor.user_id,
            answered_at=at,
            answer_recorded_at=clock.now(),
        ),
    )
    if done.rowcount != 1:
        raise HandoverSettled(row.state)
    return {f"handover/{row.id}": record_digest({"record": row.record, "answer": blob})}


def _stop_clocks(
    session: Session, clock: Clock, actor: Actor, case: Standing, row: Handover, at: datetime
) -> None:
    settled = queries.standing_by_id(session, actor, case.id)
    clockwork.follow(session, clock, settled, Event.ANSWERED, at, subject_id=row.id)


def _answered(
    session: Session, actor: Actor, row: Handover, settling: Settling, digests: dict[str, str], moved: Moved
) -> Answered:
    ledger.note(
        session, actor, settling.action, [moved.ref, str(row.id)], records=digests, detail={"step": row.step}
    )
    return Answered(
        row.id, settling.outcome, moved.ref, moved.state, moved.stage, moved.version, moved.holder
    )


@endings.listen
def take_back_on_ending(session: Session, clock: Clock, actor: Actor, case: Standing, at: datetime) -> None:
    """Withdraw what is still on offer when a case ends: nobody may accept a person whose case is over."""
    row = session.scalar(
        select(Handover).where(Handover.case_id == case.id, Handover.state == HandoverState.OFFERED.value)
    )
    if row is not None:
        digests = _settle(session, clock, actor, case, row, WITHDRAWN, at, {"reason": ""})
        learn(session, case, has_open_offer=False)
        events.add(session, clock, actor, case, EventKind.HANDOVER_WITHDRAWN, at, handover_id=row.id)
        ledger.note(session, actor, Action.HANDOVER_WITHDRAWN, [case.ref, str(row.id)], records=digests)
