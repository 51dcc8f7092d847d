"""Ways to find crime reports, breaches and data-subject requests by their dates. Nothing sealed is opened."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Row, func, select
from sqlalchemy.orm import Session

from referral.casework.models import Case
from referral.kernel.database import table_of
from referral.kernel.paging import Window
from referral.people.services import agencies
from referral.sla.models import CLOCK
from referral.tracks.cards import CrimeLine
from referral.tracks.models import CrimeReport
from workflows.tracks import CrimeDecision

CRIME = table_of(CrimeReport)
CASE = table_of(Case)


def crime_lines(
    session: Session, which: ColumnElement[bool], window: Window | None = None
) -> tuple[CrimeLine, ...]:
    """Give crime reports as lines, those not decided first, then the latest."""
    statement = (
        select(CRIME, CASE.c.ref)
        .join(CASE, CASE.c.id == CRIME.c.case_id)
        .where(which)
        .order_by(CRIME.c.decided_at.is_not(None), CRIME.c.occurred_at.desc(), CRIME.c.id)
    )
    if window is not None:
        statement = statement.offset(window.offset).limit(window.per_page)
    rows = session.execute(statement).all()
    due = open_dues(session, [row.id for row in rows])
    names = agencies.names(session, {row.police_id for row in rows})
    return tuple(
        CrimeLine(
            row.id,
            row.ref,
            names[row.police_id].code,
            names[row.police_id].name,
            row.occurred_at,
            row.found_complex_at,
            row.extended_at,
            row.decided_at,
            CrimeDecision(row.decision) if row.decision else None,
            row.told_at,
            due.get(row.id),
        )
        for row in rows
    )


def count_crimes(session: Session, which: ColumnElement[bool]) -> int:
    """Count crime reports."""
    return session.scalar(select(func.count()).select_from(CRIME).where(which)) or 0


def open_dues(session: Session, items: Sequence[UUID]) -> dict[UUID, datetime]:
    """Say, for each item that a clock still runs for, when the first of them falls due."""
    rows = session.execute(
        select(CLOCK.c.subject_id, func.min(CLOCK.c.due_at).label("due_at"))
        .where(CLOCK.c.subject_id.in_(items), CLOCK.c.ended_at.is_(None))
        .group_by(CLOCK.c.subject_id)
    )
    return {row.subject_id: row.due_at for row in rows}


def open_clock(session: Session, item: UUID, rules: Sequence[str]) -> Row[UUID, str, datetime, date] | None:
    """Give the open clock of one of these rules about an item: its id, rule and limits."""
    return session.execute(
        select(CLOCK.c.id, CLOCK.c.rule, CLOCK.c.started_at, CLOCK.c.due_on).where(
            CLOCK.c.subject_id == item, CLOCK.c.rule.in_(rules), CLOCK.c.ended_at.is_(None)
        )
    ).one_or_none()
