"""The tick, and what it tells whom: each deadline version, level and seat exactly once (I5).

It sends nothing itself: the alert is on record, and its message in the outbox, in one transaction.
"""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from referral.kernel import ledger, outbox
from referral.kernel.clock import Clock
from referral.kernel.errors import NotAllowed, NotFound
from referral.kernel.ledger import Action
from referral.kernel.paging import Page, Window
from referral.kernel.permissions import SYSTEM, Actor, Permission
from referral.kernel.references import new_id
from referral.sla.cards import AlertCard, Swept
from referral.sla.models import ALERT, CLOCK
from referral.sla.queries import AGENCY, Found, alert_at, alerts_at, count_alerts_at, references
from referral.sla.services.ladder import BREACHED, Rung, Seat, Whose, next_look, passed
from workflows.calendars import state_calendar
from workflows.vocabulary import AgencyKind, ClockState

BATCH = 500
"""How many clocks one transaction takes: others write in between."""

DUE = (
    select(CLOCK)
    .where(CLOCK.c.next_at <= bindparam("now"))
    .order_by(CLOCK.c.next_at)
    .limit(BATCH)
    .with_for_update(skip_locked=True)
)
RISEN = (
    update(CLOCK)
    .where(CLOCK.c.id == bindparam("of_clock"))
    .values(state=bindparam("to_state"), level=bindparam("to_level"), next_at=bindparam("look_at"))
)
AGENCIES = select(
    AGENCY.c.id, AGENCY.c.kind, AGENCY.c.parent_id, AGENCY.c.province_code, AGENCY.c.is_active
).where(or_(AGENCY.c.id.in_(bindparam("named", expanding=True)), AGENCY.c.kind == AgencyKind.OVERSIGHT))


class Raised(NamedTuple):
    """One seat that is told of one clock."""

    clock: Found
    level: int
    seat: Seat

    @property
    def key(self) -> str:
        """What makes it the same alert: case, rule, version of the clock, level and seat."""
        clock, seat = self.clock, self.seat
        case = clock.case_id.hex if clock.case_id else ""
        version = f"{clock.id.hex}.{clock.version}"
        return f"{case}|{clock.rule}|{version}|{self.level}|{seat.agency_id.hex}:{seat.role}"


@dataclass(frozen=True, slots=True)
class Lines:
    """Who stands above the agencies in question, and who watches over them."""

    agencies: Mapping[UUID, Found]

    def named(self, whose: Whose, clock: Found) -> Iterator[UUID]:
        """Give the agencies that a rung means for a clock; none where nobody stands above."""
        if whose is Whose.OVERSIGHT:
            yield from self._watching(clock.duty_of)
            return
        agency_id = clock.duty_of if whose in {Whose.DUTY, Whose.ABOVE_DUTY} else clock.holder_id
        if whose in {Whose.DUTY, Whose.HOLDER}:
            yield agency_id
        elif parent := self.agencies[agency_id].parent_id:
            yield parent

    def _watching(self, agency_id: UUID) -> Iterator[UUID]:
        province = self.agencies[agency_id].province_code
        for agency in self.agencies.values():
            is_watching = agency.kind == AgencyKind.OVERSIGHT and agency.is_active
            if is_watching and agency.province_code in {"", province}:
                yield agency.id


def sweep(session: Session, clock: Clock) -> Swept:
    """Look at the clocks that are due, at most a batch of them, and raise what must be raised.

    Levels that were passed while nobody looked collapse: each seat is told once, of the highest.
    """
    began, now = time.perf_counter(), clock.now()
    due = session.execute(DUE, {"now": now}).all()
    risen = [(row, tuple(passed(row, now, state_calendar()))) for row in due]
    raised = _record(session, clock, list(_raised(_lines(session, due), risen))) if due else 0
    _advance(session, risen)
    escalated = sum(any(rung.level >= BREACHED for rung in rungs) for _, rungs in risen)
    if due:
        said = {"due": len(due), "alerts": raised, "escalated": escalated}
        ledger.note(session, SYSTEM, Action.SYSTEM_SWEPT, detail=said)
    return Swept(len(due), raised, escalated, time.perf_counter() - began)


def _lines(session: Session, clocks: Iterable[Found]) -> Lines:
    named = {agency_id for row in clocks for agency_id in (row.duty_of, row.holder_id)}
    return Lines({row.id: row for row in session.execute(AGENCIES, {"named": list(named)})})


def _raised(lines: Lines, risen: Iterable[tuple[Found, Sequence[Rung]]]) -> Iterator[Raised]:
    for clock, rungs in risen:
        highest = {
            Seat(agency_id, role): rung.level
            for rung in rungs
            for whose, role in rung.recipients
            for agency_id in lines.named(whose, clock)
        }
        yield from (Raised(clock, level, seat) for seat, level in highest.items())


def _record(session: Session, clock: Clock, raised: Sequence[Raised]) -> int:
    if not raised:
        return 0
    connection, now = session.connection(), clock.now()
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    told_once = (
        insert(ALERT).on_conflict_do_nothing(index_elements=["dedupe_key"]).returning(ALERT.c.dedupe_key)
    )
    new = set(connection.scalars(told_once, [_row(new_id(clock), now, alert) for alert in raised]))
    outbox.put(session, clock, *(_message(now, alert) for alert in raised if alert.key in new))
    return len(new)


def _row(alert_id: UUID, now: datetime, alert: Raised) -> dict[str, object]:
    clock, level, seat = alert
    return {
        "id": alert_id,
        "dedupe_key": alert.key,
        "clock_id": clock.id,
        "case_id": clock.case_id,
        "case_ref": clock.case_ref,
        "rule": clock.rule,
        "clock_version": clock.version,
        "level": level,
        "agency_id": seat.agency_id,
        "role": seat.role,
        "due_at": clock.due_at,
        "late_by_seconds": _late_by(clock, now),
        "recorded_at": now,
    }


def _message(now: datetime, alert: Raised) -> outbox.Message:
    clock, level, seat = alert
    payload: dict[str, str | int | None] = {
        "template": "alert",
        "agency": str(seat.agency_id),
        "role": seat.role,
        "clock": str(clock.id),
        "ref": clock.case_ref,
        "rule": clock.rule,
        "level": level,
        "due_at": clock.due_at.isoformat(),
        "late_by_seconds": _late_by(clock, now),
    }
    return outbox.Message(alert.key, "mail", payload)


def _late_by(clock: Found, now: datetime) -> int:
    return max(0, int((now - clock.due_at).total_seconds()))


def _advance(session: Session, risen: Iterable[tuple[Found, Sequence[Rung]]]) -> None:
    rows: list[dict[str, object]] = []
    for clock, rungs in risen:
        level = max((rung.level for rung in rungs), default=clock.level)
        state = ClockState.OVERDUE if level >= BREACHED else ClockState(clock.state)
        look_at = next_look(clock, level, state_calendar())
        rows.append({"of_clock": clock.id, "to_state": state, "to_level": level, "look_at": look_at})
    if rows:
        session.connection().execute(RISEN, rows)


def of_seat(session: Session, actor: Actor, window: Window) -> Page[AlertCard]:
    """Give a page of the alerts of the actor's own seat, those nobody has acknowledged first.

    :raises NotAllowed: if the actor has no seat
    """
    _check_may_read(actor)
    cards = alerts_at(session, actor.agency, actor.role, window)
    ledger.note(session, actor, Action.ALERT_LISTED, references(cards))
    return Page(cards, count_alerts_at(session, actor.agency, actor.role), window)


def count_open(session: Session, actor: Actor) -> int:
    """Count the alerts of the actor's seat that nobody has acknowledged; none for who has no seat."""
    if not actor.may(Permission.ALERT_READ):
        return 0
    return count_alerts_at(session, actor.agency, actor.role, only_open=True)


def acknowledge(session: Session, clock: Clock, actor: Actor, alert_id: UUID) -> AlertCard:
    """Say for one's seat that an alert was seen; who says so first stands.

    :raises NotAllowed: if the actor has no seat
    :raises NotFound: if it is no alert of the actor's seat
    """
    ledger.attempt(session, Action.ALERT_ACKNOWLEDGED, alert_id)
    _check_may_read(actor)
    _own(session, actor, alert_id)
    is_open = (ALERT.c.id == alert_id, ALERT.c.acknowledged_at.is_(None))
    seen = {"acknowledged_at": clock.now(), "acknowledged_by": actor.user_id}
    session.connection().execute(update(ALERT).where(*is_open).values(**seen))
    card = _own(session, actor, alert_id)
    ledger.note(session, actor, Action.ALERT_ACKNOWLEDGED, [alert_id, *references([card])])
    return card


def _own(session: Session, actor: Actor, alert_id: UUID) -> AlertCard:
    card = alert_at(session, alert_id, actor.agency, actor.role)
    if card is None:
        raise NotFound
    return card


def _check_may_read(actor: Actor) -> None:
    if not actor.may(Permission.ALERT_READ):
        raise NotAllowed
