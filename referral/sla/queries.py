"""Ways to find clocks and alerts, as small cards. Nothing here changes a row.

A list of alerts is always that of one seat, and a board that of one agency and those below it.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from typing import cast
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, Row, Table, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import Session

from referral.kernel.clock import local_date
from referral.kernel.paging import Window
from referral.people.cards import AgencyName
from referral.people.models import Agency
from referral.sla.cards import AlertCard, BoardCount, ClockCard
from referral.sla.models import AGENCY_DAYS, ALERT, CLOCK, HEARTBEAT
from workflows.calendars import state_calendar
from workflows.rulebook import rules
from workflows.vocabulary import AgencyKind, ClockState, Role, Unit, Words

AGENCY = cast("Table", Agency.__table__)
Found = Row[*tuple[object, ...]]
"""A row of one of the selections below."""

LAST_SECOND = timedelta(seconds=1)
"""A day ends at 23:59:59, and that second still belongs to it: late begins with the next."""

CARDS = select(CLOCK, AGENCY.c.code.label("agency_code"), AGENCY.c.name.label("agency_name")).join(
    AGENCY, AGENCY.c.id == CLOCK.c.duty_of
)
OF_CASE = CARDS.where(CLOCK.c.case_id == bindparam("of_case")).order_by(
    CLOCK.c.started_at, CLOCK.c.due_at, CLOCK.c.version
)
NEXT = CARDS.where(
    CLOCK.c.case_id.in_(bindparam("of_cases", expanding=True)),
    CLOCK.c.ended_at.is_(None),
    CLOCK.c.state != ClockState.PAUSED,
).order_by(CLOCK.c.due_at.desc())
ALERTS = (
    select(ALERT, AGENCY.c.code.label("agency_code"), CLOCK.c.started_at)
    .join(AGENCY, AGENCY.c.id == ALERT.c.agency_id)
    .join(CLOCK, CLOCK.c.id == ALERT.c.clock_id)
)


def is_late(due_at: datetime, now: datetime) -> bool:
    """Say whether a limit has run out."""
    return due_at + LAST_SECOND <= now


@lru_cache(maxsize=4096)
def _working_days(today: date, due_on: date) -> int:
    return state_calendar().working_days_between(today, due_on)


@cache
def _labels() -> dict[str, Words]:
    return {rule.name: rule.label for rule in rules()}


def label_of(rule: str) -> Words:
    """Give a rule's name for people; the bare name, where the law no longer has that rule."""
    return _labels().get(rule, Words(rule, rule))


def card_of(row: Found, now: datetime) -> ClockCard:
    """Make the card of one row of `CARDS`; late is late, even where the tick has not been yet."""
    state = ClockState(row.state)
    if state is ClockState.RUNNING and is_late(row.due_at, now):
        state = ClockState.OVERDUE
    return ClockCard(
        id=row.id,
        case_ref=row.case_ref,
        rule=row.rule,
        label=label_of(row.rule),
        basis=row.basis,
        confidence=row.confidence,
        is_policy=row.is_policy,
        unit=Unit(row.unit),
        amount=row.amount,
        started_at=row.started_at,
        due_at=row.due_at,
        due_on=row.due_on,
        warn_at=row.warn_at,
        duty_of=row.agency_code,
        duty_name=row.agency_name,
        state=state,
        level=row.level,
        working_days_left=None if row.ended_at else _working_days(local_date(now), row.due_on),
    )


def cards_of_case(session: Session, case_id: UUID, now: datetime) -> tuple[ClockCard, ...]:
    """Give all clocks of a case, oldest first."""
    return tuple(card_of(row, now) for row in session.execute(OF_CASE, {"of_case": case_id}))


def next_cards(session: Session, case_ids: Sequence[UUID], now: datetime) -> dict[UUID, ClockCard]:
    """Give the running clock of each case that falls due first."""
    if not case_ids:
        return {}
    # Latest first, so that of several clocks of one case the earliest is written last and stays.
    return {row.case_id: card_of(row, now) for row in session.execute(NEXT, {"of_cases": list(case_ids)})}


def alert_card(row: Found) -> AlertCard:
    """Make the card of one row of `ALERTS`."""
    return AlertCard(
        id=row.id,
        case_ref=row.case_ref,
        rule=row.rule,
        label=label_of(row.rule),
        level=row.level,
        due_at=row.due_at,
        late_by_seconds=row.late_by_seconds,
        agency=row.agency_code,
        role=Role(row.role),
        recorded_at=row.recorded_at,
        acknowledged_at=row.acknowledged_at,
    )


def _at_seat(agency_id: UUID, role: Role) -> ColumnElement[bool]:
    return and_(ALERT.c.agency_id == agency_id, ALERT.c.role == role)


def alerts_at(session: Session, agency_id: UUID, role: Role, window: Window) -> tuple[AlertCard, ...]:
    """Give one page of a seat's alerts: those nobody has acknowledged first, then the newest."""
    statement = ALERTS.where(_at_seat(agency_id, role)).order_by(
        ALERT.c.acknowledged_at.is_not(None), ALERT.c.recorded_at.desc(), ALERT.c.id
    )
    rows = session.execute(statement.offset(window.offset).limit(window.per_page))
    return tuple(map(alert_card, rows))


def count_alerts_at(session: Session, agency_id: UUID, role: Role, *, only_open: bool = False) -> int:
    """Count a seat's alerts, or only those that nobody has acknowledged."""
    statement = select(func.count()).select_from(ALERT).where(_at_seat(agency_id, role))
    if only_open:
        statement = statement.where(ALERT.c.acknowledged_at.is_(None))
    return session.scalar(statement) or 0


def alert_at(session: Session, alert_id: UUID, agency_id: UUID, role: Role) -> AlertCard | None:
    """Give one alert of a seat, if it is that seat's."""
    row = session.execute(ALERTS.where(ALERT.c.id == alert_id, _at_seat(agency_id, role))).one_or_none()
    return None if row is None else alert_card(row)


def below(agency_id: UUID) -> CTE:
    """Name an agency and all that stand below it in the line of duty."""
    own = select(AGENCY.c.id).where(AGENCY.c.id == agency_id).cte("below", recursive=True)
    return own.union(select(AGENCY.c.id).join(own, AGENCY.c.parent_id == own.c.id))


def _open_duties(agency_id: UUID) -> ColumnElement[bool]:
    return and_(
        CLOCK.c.duty_of.in_(select(below(agency_id).c.id)),
        CLOCK.c.ended_at.is_(None),
        CLOCK.c.state != ClockState.PAUSED,
    )


def late_cards(session: Session, agency_id: UUID, now: datetime, at_most: int) -> tuple[ClockCard, ...]:
    """Give the overdue clocks of an agency and those below it, the longest overdue first."""
    statement = CARDS.where(_open_duties(agency_id), CLOCK.c.due_at <= now - LAST_SECOND)
    return tuple(
        card_of(row, now) for row in session.execute(statement.order_by(CLOCK.c.due_at).limit(at_most))
    )


def soon_cards(session: Session, agency_id: UUID, now: datetime, at_most: int) -> tuple[ClockCard, ...]:
    """Give the clocks of an agency and those below it that warned and are not late, next due first."""
    statement = CARDS.where(
        _open_duties(agency_id), CLOCK.c.warn_at <= now, CLOCK.c.due_at > now - LAST_SECOND
    )
    return tuple(
        card_of(row, now) for row in session.execute(statement.order_by(CLOCK.c.due_at).limit(at_most))
    )


def board_counts(session: Session, agency_id: UUID, now: datetime) -> tuple[BoardCount, ...]:
    """Count, for each agency and rule, what is overdue and what falls due soon."""
    is_overdue = CLOCK.c.due_at <= now - LAST_SECOND
    statement = (
        select(
            AGENCY.c.code,
            AGENCY.c.name,
            CLOCK.c.rule,
            func.sum(case((is_overdue, 1), else_=0)).label("overdue"),
            func.sum(case((is_overdue, 0), else_=1)).label("due_soon"),
        )
        .join(AGENCY, AGENCY.c.id == CLOCK.c.duty_of)
        .where(_open_duties(agency_id), or_(is_overdue, CLOCK.c.warn_at <= now))
        .group_by(AGENCY.c.code, AGENCY.c.name, CLOCK.c.rule)
        .order_by(AGENCY.c.name, CLOCK.c.rule)
    )
    return tuple(
        BoardCount(row.code, row.name, row.rule, label_of(row.rule), row.overdue, row.due_soon)
        for row in session.execute(statement)
    )


def last_beat(session: Session, name: str) -> datetime | None:
    """Say when the scheduler was last alive, if it ever was."""
    return session.scalar(select(HEARTBEAT.c.beat_at).where(HEARTBEAT.c.name == name))


def references(cards: Iterable[ClockCard | AlertCard]) -> list[str]:
    """Give the references that a list shows, for the ledger."""
    return [card.case_ref for card in cards if card.case_ref]


def open_by_rule(session: Session, agency_id: UUID | None) -> dict[str, int]:
    """Count the open clocks of each rule, of an agency and those below it, or of all where none is named."""
    asked = select(CLOCK.c.rule, func.count().label("many")).where(CLOCK.c.ended_at.is_(None))
    if agency_id is not None:
        own = select(below(agency_id).c.id)
        asked = asked.where(or_(CLOCK.c.duty_of.in_(own), CLOCK.c.holder_id.in_(own)))
    return {row.rule: row.many for row in session.execute(asked.group_by(CLOCK.c.rule))}


def agencies_with_own_days(session: Session) -> tuple[AgencyName, ...]:
    """Give the agencies that keep other days than the state sector, or once decided to."""
    decided = select(AGENCY_DAYS.c.agency_id)
    asked = select(AGENCY.c.code, AGENCY.c.name, AGENCY.c.kind).order_by(AGENCY.c.name)
    keeps_own = or_(AGENCY.c.works_saturday_mornings, AGENCY.c.id.in_(decided))
    rows = session.execute(asked.where(AGENCY.c.is_active, keeps_own))
    return tuple(AgencyName(row.code, row.name, AgencyKind(row.kind)) for row in rows)
