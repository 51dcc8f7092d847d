"""Looking at hand-overs: queues without identity, and the record for those who may read it."""

from collections.abc import Callable
from typing import Any, Literal, cast
from uuid import UUID

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session, aliased

from referral.casework import queries
from referral.casework.models import Case
from referral.casework.queries import Standing
from referral.casework.services import integrity
from referral.casework.services.keys import SERVICE, opening_key, service_key
from referral.custody.cards import HandoverCard, HandoverDetail
from referral.custody.models import Handover
from referral.kernel import ledger
from referral.kernel.clock import Clock
from referral.kernel.errors import IntegrityFailure, NotAllowed, NotFound
from referral.kernel.ledger import Action
from referral.kernel.paging import Page, Window
from referral.kernel.permissions import Actor, Permission
from referral.kernel.vault import CaseKey, Cell
from referral.people.models import Agency
from workflows.services import DeclineGround, ServiceOutcome
from workflows.vocabulary import HandoverKind, HandoverState, Relation, State, StepName

Opened = Callable[[str, bytes | None], dict[str, Any] | None]
_GIVER, _TAKER = aliased(Agency), aliased(Agency)
_ANSWERING = frozenset({Relation.HOLDER, Relation.LAST_HOLDER, Relation.FORMER})


def list_handovers(
    session: Session,
    clock: Clock,
    actor: Actor,
    direction: Literal["in", "out"],
    state: HandoverState | None,
    window: Window,
) -> Page[HandoverCard]:
    """Give one page of what is offered to the actor's agency (in) or by it (out), the latest first.

    :raises NotAllowed: if the actor's role sees no hand-overs
    """
    del clock
    ledger.attempt(session, Action.HANDOVER_LISTED)
    if not actor.may(Permission.HANDOVER_LIST):
        raise NotAllowed
    column = Handover.to_agency_id if direction == "in" else Handover.from_agency_id
    conditions = [column == actor.agency, *([Handover.state == state.value] if state else [])]
    rows = session.execute(
        _cards()
        .where(*conditions)
        .order_by(Handover.offered_at.desc(), Handover.id)
        .limit(window.per_page)
        .offset(window.offset)
    ).all()
    total = session.scalar(select(func.count()).select_from(Handover).where(*conditions)) or 0
    cards = tuple(_card(actor, row) for row in rows)
    ledger.note(
        session,
        actor,
        Action.HANDOVER_LISTED,
        [card.case_ref for card in cards],
        detail={"direction": direction, "page": window.page},
    )
    return Page(cards, total, window)


def of_case(session: Session, clock: Clock, actor: Actor, ref: str) -> tuple[HandoverCard, ...]:
    """Give the hand-overs of a case, the latest first; those who only received one offer see that one.

    :raises NotFound: if the case is not the actor's to know about
    """
    del clock
    ledger.attempt(session, Action.HANDOVER_LISTED, ref)
    case = queries.standing(session, actor, ref)
    rows = session.execute(
        _cards().where(Handover.case_id == case.id).order_by(Handover.offered_at.desc())
    ).all()
    sees_all = bool(case.relations & {Relation.HOLDER, Relation.LAST_HOLDER})
    return tuple(
        _card(actor, row)
        for row in rows
        if sees_all or actor.agency_id in {row.from_agency_id, row.to_agency_id}
    )


def glance(session: Session, clock: Clock, actor: Actor, handover_id: UUID) -> HandoverCard:
    """Give one hand-over as it stands in a queue; nothing personal, so it is no entry of its own.

    :raises NotFound: if it is not the actor's to know about
    """
    del clock
    ledger.attempt(session, Action.HANDOVER_READ, handover_id)
    return card_of(session, actor, handover_id)


def read_handover(session: Session, clock: Clock, actor: Actor, handover_id: UUID) -> HandoverDetail:
    """Open a hand-over: its record and answer only with a key of the case.

    :raises NotFound: if the hand-over is not the actor's to know about
    """
    del clock
    ledger.attempt(session, Action.HANDOVER_READ, handover_id)
    card = card_of(session, actor, handover_id)
    row = session.scalars(select(Handover).where(Handover.id == handover_id)).one()
    case = queries.standing_by_id(session, actor, row.case_id, lock=False)
    record, answer = _opened(session, actor, case, row)
    shown = [name for name, value in (("record", record), ("answer", answer)) if value is not None]
    ledger.note(session, actor, Action.HANDOVER_READ, [card.case_ref, str(handover_id)], fields=shown)
    return HandoverDetail(card, record, answer)


def _opened(
    session: Session, actor: Actor, case: Standing, row: Handover
) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    key = _key_to(session, actor, case, row)
    if key is None:
        return None, None
    spoilt: list[str] = []

    def opened(column: str, blob: bytes | None) -> dict[str, Any] | None:
        try:
            return None if blob is None else dict(key.open_json(Cell("handover", column, row.id, 1), blob))
        except IntegrityFailure:
            spoilt.append(f"handover/{row.id}")
            return None

    if row.kind == HandoverKind.SERVICE:
        record, answer = _of_service(opened, row, is_giver=row.service in _served(case))
    else:
        record, answer = opened("record", row.record), opened("answer", row.answer)
    integrity.report(session, actor, case.ref, spoilt)
    return record, answer


def _key_to(session: Session, actor: Actor, case: Standing, row: Handover) -> CaseKey | None:
    """Give the key that opens a hand-over: the holder's, a former holder's, or a service's own."""
    relation = next((held for held in Relation if held in case.relations & _ANSWERING), None)
    if row.kind != HandoverKind.SERVICE:
        return opening_key(session, case, actor.agency, relation) if relation else None
    if case.relations & {Relation.HOLDER, Relation.LAST_HOLDER}:
        return opening_key(session, case, actor.agency, relation or Relation.HOLDER)
    is_theirs = actor.agency_id == row.to_agency_id and row.service in _served(case)
    if not is_theirs or row.done_at is not None or row.state != HandoverState.ACCEPTED:
        return None
    return service_key(session, case, actor.agency, row.service)


def _served(case: Standing) -> set[str]:
    """Give the services for which the reader's agency has the person in its care."""
    held = (scope for relation, scope in case.copies if relation is Relation.REFERRAL)
    return {scope.removeprefix(SERVICE) for scope in held}


def _of_service(
    opened: Opened, row: Handover, *, is_giver: bool
) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """Open what a service was asked for and how it ended; the rest is the holder's alone."""
    brief, report = opened("brief", row.brief), opened("report", row.report)
    if is_giver:
        return brief, report
    record, answer = opened("record", row.record), opened("answer", row.answer)
    return {**(record or {}), **(brief or {})}, {**(answer or {}), **(report or {})} or None


def card_of(session: Session, actor: Actor, handover_id: UUID) -> HandoverCard:
    """Give one hand-over as a card.

    :raises NotFound: if it is not the actor's to know about
    """
    row = session.execute(_cards().where(Handover.id == handover_id)).one_or_none()
    if row is None or actor.agency_id not in {row.from_agency_id, row.to_agency_id, _giver(row)}:
        raise NotFound
    return _card(actor, row)


def _giver(row: Row[Any]) -> UUID:
    """Give whose the offer is: of a service, whoever holds the person by now."""
    giver: UUID = row.holder_id if row.kind == HandoverKind.SERVICE else row.from_agency_id
    return giver


def _cards() -> Select[Any]:
    asked = (
        select(
            Handover.id,
            Case.ref,
            Handover.kind,
            Handover.service,
            Handover.step,
            Handover.state,
            Handover.from_agency_id,
            Handover.to_agency_id,
            _GIVER.code.label("from_code"),
            _GIVER.name.label("from_name"),
            _TAKER.code.label("to_code"),
            _TAKER.name.label("to_name"),
            Handover.offered_at,
            Handover.answer_due_at,
            Handover.answered_at,
            Handover.is_outside,
            Handover.ground,
            Handover.outcome,
            Handover.done_at,
            Case.holder_id,
            Case.is_urgent,
            Case.is_child,
            Case.state.label("case_state"),
        )
        .join(Case, Case.id == Handover.case_id)
        .join(_GIVER, _GIVER.id == Handover.from_agency_id)
        .join(_TAKER, _TAKER.id == Handover.to_agency_id)
    )
    return cast("Select[Any]", asked)


def _is_at_work(row: Row[Any]) -> bool:
    is_taken_on = row.kind == HandoverKind.SERVICE and row.state == HandoverState.ACCEPTED
    return is_taken_on and row.done_at is None


def _card(actor: Actor, row: Row[Any]) -> HandoverCard:
    is_open = row.state == HandoverState.OFFERED
    return HandoverCard(
        row.id,
        row.ref,
        HandoverKind(row.kind),
        row.service,
        StepName(row.step) if row.step else None,
        HandoverState(row.state),
        row.from_code,
        row.from_name,
        row.to_code,
        row.to_name,
        row.offered_at,
        row.answer_due_at,
        row.answered_at,
        row.is_urgent,
        row.is_child,
        State(row.case_state),
        is_mine_to_answer=is_open and actor.agency_id == row.to_agency_id,
        is_mine_to_withdraw=is_open and actor.agency_id == _giver(row),
        is_mine_to_finish=_is_at_work(row) and actor.agency_id in {row.to_agency_id, row.holder_id},
        is_outside=row.is_outside,
        ground=row.ground and DeclineGround(row.ground),
        outcome=row.outcome and ServiceOutcome(row.outcome),
        done_at=row.done_at,
    )
