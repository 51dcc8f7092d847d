"""Settling a hand-over: who may, when, and the one stroke by which an answer stands. It moves nobody."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from referral.casework import queries
from referral.casework.cards import EventKind, Moved
from referral.casework.queries import Standing
from referral.casework.services import access, clockwork, events
from referral.casework.services.keys import sealing_key
from referral.casework.services.listing import code_of
from referral.casework.services.moments import happened_at
from referral.custody.cards import Answered
from referral.custody.models import Handover
from referral.custody.services.wording import NEEDS_REASON, NOT_THE_RECEIVER, NOT_THE_SENDER
from referral.kernel import ledger
from referral.kernel.clock import Clock
from referral.kernel.errors import HandoverRefused, HandoverSettled, NotAllowed, NotFound
from referral.kernel.ledger import Action
from referral.kernel.permissions import Actor, Permission
from referral.kernel.vault import Cell, record_digest
from workflows.refusal import Refusal
from workflows.services import DeclineGround
from workflows.vocabulary import STAGE_OF, Event, HandoverKind, HandoverState, Relation, StepName


@dataclass(frozen=True, slots=True)
class Settling:
    """How a hand-over is to be settled."""

    outcome: HandoverState
    action: Action
    event: EventKind
    """What the timeline says of it where no step does."""
    service_event: EventKind
    transfer_step: StepName
    """The step it fires for an identified person."""


@dataclass(frozen=True, slots=True)
class Said:
    """What is said with an answer: words, for sealing, and for a declined service its ground."""

    words: Mapping[str, str] = field(repr=False)
    ground: DeclineGround | None = None


ACCEPTED = Settling(
    HandoverState.ACCEPTED,
    Action.HANDOVER_ACCEPTED,
    EventKind.SERVICE_ACCEPTED,
    EventKind.SERVICE_ACCEPTED,
    StepName.ACCEPT_TRANSFER,
)
DECLINED = Settling(
    HandoverState.DECLINED,
    Action.HANDOVER_DECLINED,
    EventKind.HANDOVER_DECLINED,
    EventKind.SERVICE_DECLINED,
    StepName.DECLINE_TRANSFER,
)
WITHDRAWN = Settling(
    HandoverState.WITHDRAWN,
    Action.HANDOVER_WITHDRAWN,
    EventKind.HANDOVER_WITHDRAWN,
    EventKind.SERVICE_WITHDRAWN,
    StepName.WITHDRAW_TRANSFER,
)
LAPSED = Settling(
    HandoverState.LAPSED,
    Action.HANDOVER_LAPSED,
    EventKind.HANDOVER_LAPSED,
    EventKind.SERVICE_LAPSED,
    StepName.LAPSE_TRANSFER,
)


def find(session: Session, actor: Actor, handover_id: UUID) -> tuple[Handover, Standing]:
    """Find a hand-over the actor may have to do with; the case is locked first, so that two answers queue up.

    :raises NotFound: if it is not the actor's to know about
    :raises NotAllowed: if the actor's role answers no hand-overs
    """
    ledger.attempt(session, Action.HANDOVER_REFUSED, handover_id)
    case_id = session.scalar(select(Handover.case_id).where(Handover.id == handover_id))
    if case_id is None:
        raise NotFound
    case = queries.standing_by_id(session, actor, case_id)
    row = session.scalars(
        select(Handover).where(Handover.id == handover_id).execution_options(populate_existing=True)
    ).one()
    if actor.agency_id not in {row.from_agency_id, row.to_agency_id, giver_of(row, case)}:
        raise NotFound
    if not actor.may(Permission.HANDOVER_ANSWER):
        raise NotAllowed
    return row, case


def giver_of(row: Handover, case: Standing) -> UUID:
    """Give whose the offer is: the sender of a person, and of a service whoever holds the person by now."""
    return case.holder_id if row.kind == HandoverKind.SERVICE else row.from_agency_id


def answerable(
    session: Session, actor: Actor, handover_id: UUID, *, is_sender: bool, is_reasoned: bool = True
) -> tuple[Handover, Standing]:
    """Find an unanswered hand-over that the actor may settle.

    :raises HandoverRefused: if it is for another agency to settle, or a reason is missing
    :raises HandoverSettled: if it was answered already; names the outcome
    """
    row, case = find(session, actor, handover_id)
    whose = giver_of(row, case) if is_sender else row.to_agency_id
    found: list[Refusal] = []
    if actor.agency_id != whose:
        found.append(NOT_THE_SENDER if is_sender else NOT_THE_RECEIVER)
    if not is_reasoned:
        found.append(NEEDS_REASON)
    if found:
        raise HandoverRefused(found)
    if row.state != HandoverState.OFFERED:
        raise HandoverSettled(row.state)
    return row, case


def moment(clock: Clock, given: datetime | None, row: Handover, case: Standing) -> datetime:
    """Give when an answer happened: never before the offer, and a person's never before the last step.

    :raises InvalidInput: if the time cannot be taken
    """
    follows = (
        row.offered_at if row.kind == HandoverKind.SERVICE else max(row.offered_at, case.last_occurred_at)
    )
    return happened_at(clock, given, not_before=follows)


def settle(
    session: Session,
    clock: Clock,
    actor: Actor,
    case: Standing,
    row: Handover,
    settling: Settling,
    at: datetime,
    said: Said,
) -> dict[str, str]:
    """Let an answer stand, and give its digest; whoever comes second changes nothing.

    :raises HandoverSettled: if it was answered meanwhile
    """
    blob = sealing_key(session, case).seal_json(Cell("handover", "answer", row.id, 1), said.words)
    done = session.connection().execute(
        update(Handover)
        .where(Handover.id == row.id, Handover.state == HandoverState.OFFERED.value)
        .values(
            state=settling.outcome.value,
            answer=blob,
            ground=said.ground and said.ground.value,
            answered_by=actor.user_id,
            answered_at=at,
            answer_recorded_at=clock.now(),
        ),
    )
    if done.rowcount != 1:
        raise HandoverSettled(row.state)
    return digest(row, answer=blob)


def digest(row: Handover, **fresh: bytes) -> dict[str, str]:
    """Give the digest of a hand-over's sealed columns, for the ledger; `fresh` ones were sealed just now."""
    sealed = {"record": row.record, "answer": row.answer, "brief": row.brief, "report": row.report} | fresh
    return {f"handover/{row.id}": record_digest({name: blob for name, blob in sealed.items() if blob})}


def stay(
    session: Session,
    clock: Clock,
    actor: Actor,
    case: Standing,
    row: Handover,
    kind: EventKind,
    at: datetime,
) -> Moved:
    """Tell the timeline of an answer that leaves the case where it is."""
    events.add(session, clock, actor, case, kind, at, handover_id=row.id)
    return Moved(
        case.ref, case.state, STAGE_OF[case.state], case.version, str(code_of(session, case.holder_id))
    )


def end_service_offer(
    session: Session,
    clock: Clock,
    actor: Actor,
    case: Standing,
    row: Handover,
    settling: Settling,
    at: datetime,
    said: Said,
) -> Answered:
    """Settle a service's offer without a service: declined, withdrawn or lapsed."""
    digests = settle(session, clock, actor, case, row, settling, at, said)
    access.end_given_by(session, clock, row.id, Relation.OFFERED, at)
    moved = stay(session, clock, actor, case, row, settling.service_event, at)
    stop_clocks(session, clock, actor, case, row, at)
    return answered(session, actor, row, settling, digests, moved)


def stop_clocks(
    session: Session, clock: Clock, actor: Actor, case: Standing, row: Handover, at: datetime
) -> None:
    """Meet the clock by which an answer was due."""
    settled = queries.standing_by_id(session, actor, case.id)
    clockwork.follow(session, clock, settled, Event.ANSWERED, at, subject_id=row.id)


def answered(
    session: Session, actor: Actor, row: Handover, settling: Settling, digests: dict[str, str], moved: Moved
) -> Answered:
    """Write the answer into the ledger, and give where the case stands then."""
    what = {"service": row.service} if row.kind == HandoverKind.SERVICE else {"step": row.step}
    ledger.note(session, actor, settling.action, [moved.ref, str(row.id)], records=digests, detail=what)
    return Answered(
        row.id, settling.outcome, moved.ref, moved.state, moved.stage, moved.version, moved.holder
    )
