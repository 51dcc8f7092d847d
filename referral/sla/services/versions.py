"""Pauses, resumes and extends a clock: each makes a new version and voids the old, so nothing is overwritten.

Who may do it, and on whose authority, is asked above; here only the arithmetic is done.
"""

from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from referral.kernel.clock import VIETNAM, Clock, local_date
from referral.kernel.errors import FieldError, InvalidInput, NotFound, StepRefused
from referral.kernel.references import new_id
from referral.sla.models import CLOCK
from referral.sla.queries import Found
from referral.sla.services import calendars
from workflows import extensions
from workflows.calendars import Calendar, state_calendar
from workflows.deadlines import END_OF_DAY
from workflows.deadlines import due_at as falls_due
from workflows.extensions import Asked
from workflows.refusal import Refusal
from workflows.rulebook import rule_started
from workflows.vocabulary import ClockState, Unit, Words

ENDED = Refusal(
    rule="clock-has-ended",
    because=Words("Thời hạn này đã kết thúc.", "This clock has ended."),
    remedy=Words(
        "Mở lại hồ sơ và chọn một thời hạn đang tính.", "Open the case again and choose a running clock."
    ),
    basis=None,
)
PAUSED = Refusal(
    rule="clock-is-paused",
    because=Words("Thời hạn này đang tạm dừng.", "This clock is paused."),
    remedy=Words("Cho thời hạn chạy tiếp trước.", "Resume the clock first."),
    basis=None,
)
RUNS = Refusal(
    rule="clock-is-running",
    because=Words("Thời hạn này đang được tính.", "This clock is running."),
    remedy=Words("Chỉ cho chạy tiếp một thời hạn đang tạm dừng.", "Resume only a clock that is paused."),
    basis=None,
)
N_ = str
"""Marks a sentence for the catalogue of translations, and leaves it as it is."""

NOT_LATER = FieldError("until", "not-later", N_("Enter a day after the one it falls due on now."))

ONE = select(CLOCK).where(CLOCK.c.id == bindparam("of_clock"), CLOCK.c.case_id == bindparam("of_case"))
VOIDED = (
    update(CLOCK)
    .where(CLOCK.c.id == bindparam("of_clock"), CLOCK.c.ended_at.is_(None))
    .values(state=ClockState.VOID, ended_at=bindparam("at"), next_at=None)
)


class Limits(NamedTuple):
    """When a new version warns and falls due."""

    warn_at: datetime
    due_at: datetime


def pause(
    session: Session, clock: Clock, clock_id: UUID, *, case_id: UUID, at: datetime | None = None
) -> UUID:
    """Stop counting, and give the id of the paused version.

    :raises NotFound: if the case has no such clock
    :raises StepRefused: if it has ended or is paused already
    """
    row = _open(session, clock_id, case_id)
    if row.state == ClockState.PAUSED:
        raise StepRefused([PAUSED])
    return _replace(session, clock, row, state=ClockState.PAUSED, paused_at=at or clock.now(), next_at=None)


def resume(
    session: Session, clock: Clock, clock_id: UUID, *, case_id: UUID, at: datetime | None = None
) -> UUID:
    """Count on, with the time that was paused added at the end, and give the id of the running version.

    :raises NotFound: if the case has no such clock
    :raises StepRefused: if it has ended or is not paused
    """
    row = _open(session, clock_id, case_id)
    if row.state != ClockState.PAUSED:
        raise StepRefused([RUNS])
    calendar = calendars.started_by(session, row.calendar_of, row.started_at) or state_calendar()
    return _run_until(session, clock, row, _put_off(row, at or clock.now(), calendar))


def extend(
    session: Session,
    clock: Clock,
    clock_id: UUID,
    *,
    case_id: UUID,
    until: date | None = None,
    amount: int | None = None,
    asked_on: date | None = None,
) -> UUID:
    """Set a later limit, by its day or by how many of the clock's own units are added.

    Gives the id of the new version.

    :param asked_on: when it was asked for; today, unless told
    :raises NotFound: if the case has no such clock
    :raises StepRefused: if it has ended or is paused, or the law lets it be put off otherwise or not at all
    :raises InvalidInput: if the new limit is not later than the old
    """
    row = _open(session, clock_id, case_id)
    if row.state == ClockState.PAUSED:
        raise StepRefused([PAUSED])
    calendar = calendars.started_by(session, row.calendar_of, row.started_at) or state_calendar()
    due_at = _later(row, until, amount, calendar)
    if due_at <= row.due_at:
        raise InvalidInput([NOT_LATER])
    _require_allowed(row, due_at, asked_on or local_date(clock.now()), calendar)
    limits = _keeping_the_warning(row, due_at)
    return _run_until(session, clock, row, limits, extended_times=row.extended_times + 1)


def _require_allowed(row: Found, due_at: datetime, asked_on: date, calendar: Calendar) -> None:
    rule = rule_started(row.rule, local_date(row.started_at), row.basis)
    asked = Asked(asked_on, row.due_on, local_date(due_at), row.extended_times)
    if refused := extensions.refusals(rule, asked, calendar):
        raise StepRefused(refused, N_("This time limit cannot be put off like this."))


def _open(session: Session, clock_id: UUID, case_id: UUID) -> Found:
    row = session.execute(ONE, {"of_clock": clock_id, "of_case": case_id}).one_or_none()
    if row is None:
        raise NotFound
    if row.ended_at is not None:
        raise StepRefused([ENDED])
    return row


def _put_off(row: Found, at: datetime, calendar: Calendar) -> Limits:
    if row.unit == Unit.HOURS:
        return _keeping_the_warning(row, row.due_at + (at - row.paused_at))
    paused_on, on = local_date(row.paused_at), local_date(at)
    if row.unit == Unit.WORKING_DAYS:
        due_on = calendar.add_working_days(row.due_on, calendar.working_days_between(paused_on, on))
    else:
        due_on = calendar.next_working(row.due_on + (on - paused_on))
    time_of_day = row.due_at.astimezone(VIETNAM).timetz()
    return _keeping_the_warning(row, datetime.combine(due_on, time_of_day))


def _later(row: Found, until: date | None, amount: int | None, calendar: Calendar) -> datetime:
    if isinstance(until, datetime):
        return until
    if until is not None:
        return datetime.combine(until, END_OF_DAY)
    return falls_due((amount or 0, Unit(row.unit)), row.due_at, calendar).due_at


def _keeping_the_warning(row: Found, due_at: datetime) -> Limits:
    notice: timedelta = row.due_at - row.warn_at
    return Limits(due_at - notice, due_at)


def _run_until(
    session: Session, clock: Clock, row: Found, limits: Limits, *, extended_times: int | None = None
) -> UUID:
    return _replace(
        session,
        clock,
        row,
        state=ClockState.RUNNING,
        paused_at=None,
        warn_at=limits.warn_at,
        due_at=limits.due_at,
        due_on=local_date(limits.due_at),
        next_at=limits.warn_at,
        extended_times=row.extended_times if extended_times is None else extended_times,
    )


def _replace(session: Session, clock: Clock, row: Found, **changes: object) -> UUID:
    voided = session.connection().execute(VOIDED, {"of_clock": row.id, "at": clock.now()})
    if voided.rowcount != 1:
        raise StepRefused([ENDED])
    new_version = new_id(clock)
    new = {"id": new_version, "version": row.version + 1, "level": 0, "recorded_at": clock.now()}
    session.execute(insert(CLOCK), {**row._mapping, **new, **changes})  # noqa: SLF001 — a row's public view
    return new_version
