"""Looking at hand-overs: queues without identity, and the record for those who may read it."""

from typing import Any, Literal, cast
from uuid import UUID

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session, aliased

from referral.casework import queries
from referral.casework.models import Case
from referral.casework.queries import Standing
from referral.casework.services import integrity
from referral.casework.services.keys import opening_key
from referral.custody.cards import HandoverCard, HandoverDetail
from referral.custody.models import Handover
from referral.kernel import ledger
from referral.kernel.clock import Clock
from referral.kernel.errors import IntegrityFailure, NotAllowed, NotFound
from referral.kernel.ledger import Action
from referral.kernel.paging import Page, Window
from referral.kernel.permissions import Actor, Permission
from referral.kernel.vault import Cell
from referral.people.models import Agency
from workflows.vocabulary import HandoverKind, HandoverState, Relation, State, StepName

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
    relation = next((held for held in Relation if held in case.relations & _ANSWERING), None)
    if relation is None:
        return None, None
    key = opening_key(session, case, actor.agency, relation)
    spoilt: list[str] = []

    def opened(column: str, blob: bytes | None) -> dict[str, Any] | None:
        try:
            return None if blob is None else dict(key.open_json(Cell("handover", column, row.id, 1), blob))
        except IntegrityFailure:
            spoilt.append(f"handover/{row.id}")
            return None

    record, answer = opened("record", row.record), opened("answer", row.answer)
    integrity.report(session, actor, case.ref, spoilt)
    return record, answer


def card_of(session: Session, actor: Actor, handover_id: UUID) -> HandoverCard:
    """Give one hand-over as a card.

    :raises NotFound: if it is not the actor's to know about
    """
    row = session.execute(_cards().where(Handover.id == handover_id)).one_or_none()
    if row is None or actor.agency_id not in {row.from_agency_id, row.to_agency_id}:
        raise NotFound
    return _card(actor, row)


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
            Case.is_urgent,
            Case.is_child,
            Case.state.label("case_state"),
        )
        .join(Case, Case.id == Handover.case_id)
        .join(_GIVER, _GIVER.id == Handover.from_agency_id)
        .join(_TAKER, _TAKER.id == Handover.to_agency_id)
    )
    return cast("Select[Any]", asked)


def _card(actor: Actor, row: Row[Any]) -> HandoverCard:
    is_open = row.state == HandoverState.OFFERED
    return HandoverCard(
        row.id,
        row.ref,
        HandoverKind(row.kind),
        row.service,
        StepName(row.step),
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
        is_mine_to_withdraw=is_open and actor.agency_id == row.from_agency_id,
    )
