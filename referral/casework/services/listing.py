"""Lists of cases: references and where they stand, one ledger entry a page naming every case it shows."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, select
from sqlalchemy.orm import Session

from referral.casework import queries
from referral.casework.cards import CaseFilter, CaseLine
from referral.casework.models import Case, CaseAccess
from referral.casework.queries import Standing
from referral.kernel import ledger
from referral.kernel.clock import Clock
from referral.kernel.errors import NotAllowed
from referral.kernel.ledger import Action
from referral.kernel.paging import Page, Window
from referral.kernel.permissions import Actor, Permission
from referral.people.services import agencies
from referral.sla.models import RunningClock
from referral.sla.services import clocks
from workflows.vocabulary import ENDS, STAGE_OF, State


def list_cases(
    session: Session, clock: Clock, actor: Actor, narrowed: CaseFilter, window: Window
) -> Page[CaseLine]:
    """Give one page of the cases the actor may know of, the latest report first; nothing personal.

    :raises NotAllowed: if the actor's role sees no cases
    """
    ledger.attempt(session, Action.CASE_LISTED)
    if not actor.may(Permission.CASE_LIST):
        raise NotAllowed
    conditions = [queries.known_to(actor), *_narrowing(session, clock, narrowed)]
    rows = session.execute(
        queries.select_cases()
        .where(*conditions)
        .order_by(Case.recorded_at.desc(), Case.id)
        .limit(window.per_page)
        .offset(window.offset)
    ).all()
    lines = lines_from(session, clock, actor, rows)
    ledger.note(
        session, actor, Action.CASE_LISTED, [line.ref for line in lines], detail={"page": window.page}
    )
    return Page(lines, queries.count_of(session, *conditions), window)


def _narrowing(session: Session, clock: Clock, narrowed: CaseFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if narrowed.state is not None:
        conditions.append(Case.state == narrowed.state.value)
    if narrowed.stage is not None:
        conditions.append(
            Case.state.in_([state.value for state, stage in STAGE_OF.items() if stage is narrowed.stage])
        )
    if narrowed.is_open is not None:
        ended = Case.state.in_([state.value for state in ENDS])
        conditions.append(~ended if narrowed.is_open else ended)
    if narrowed.holder is not None:
        agency = agencies.by_code(session, narrowed.holder)
        conditions.append(Case.holder_id == (agency.id if agency else UUID(int=0)))
    if narrowed.overdue is not None:
        late = (
            select(RunningClock.id)
            .where(
                RunningClock.case_id == Case.id,
                RunningClock.ended_at.is_(None),
                RunningClock.paused_at.is_(None),
                RunningClock.due_at < clock.now(),
            )
            .exists()
        )
        conditions.append(late if narrowed.overdue else ~late)
    return conditions


def lines_from(
    session: Session, clock: Clock, actor: Actor, rows: Sequence[Row[Any]]
) -> tuple[CaseLine, ...]:
    """Give rows of `queries.select_cases` as lines of a list, with how the actor's agency stands to each."""
    held: dict[UUID, list[tuple[str, str]]] = {row.id: [] for row in rows}
    for access in session.execute(
        select(CaseAccess.case_id, CaseAccess.relation, CaseAccess.copy_scope).where(
            CaseAccess.case_id.in_(held),
            CaseAccess.agency_id == actor.agency_id,
            CaseAccess.until_at.is_(None),
        )
    ):
        held[access.case_id].append((access.relation, access.copy_scope))
    return lines_of(session, clock, [queries.read(row, held[row.id]) for row in rows])


def lines_of(session: Session, clock: Clock, cases: Sequence[Standing]) -> tuple[CaseLine, ...]:
    """Give cases as lines of a list, each with the clock that falls due first."""
    names = agencies.names(session, {case.holder_id for case in cases})
    due = clocks.next_of(session, clock, [case.id for case in cases])
    return tuple(
        CaseLine(
            case.id,
            case.ref,
            case.state,
            case.stage,
            case.version,
            names[case.holder_id].code,
            names[case.holder_id].name,
            case.pathway,
            case.is_urgent,
            case.is_child,
            case.occurred_at,
            case.recorded_at,
            case.relations,
            due.get(case.id),
        )
        for case in cases
    )


def line_of(session: Session, clock: Clock, case: Standing) -> CaseLine:
    """Give one case as a line of a list."""
    return lines_of(session, clock, [case])[0]


def code_of(session: Session, agency_id: UUID | None) -> str | None:
    """Give an agency's code, or nothing for none."""
    return None if agency_id is None else agencies.names(session, {agency_id})[agency_id].code


def counts(session: Session, actor: Actor) -> dict[State, int]:
    """Count the open cases the actor's agency holds, by state; numbers only, for the tiles of a desk."""
    return {
        state: queries.count_of(session, Case.holder_id == actor.agency, Case.state == state.value)
        for state in State
        if state not in ENDS
    }
