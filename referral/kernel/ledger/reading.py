"""Ways to read the ledger back. Whoever asks is an auditor or a supervisor; the caller has made sure.

Every reading is itself announced by the service that asks; nothing here writes.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, or_, select, tuple_
from sqlalchemy.orm import Session

from referral.kernel.ledger.actions import Action, Result
from referral.kernel.ledger.entries import Entry, stamp
from referral.kernel.ledger.tables import ledger_about, ledger_entry


@dataclass(frozen=True, slots=True)
class Search:
    """What to look for; everything given must hold."""

    about: str | None = None
    actor_id: str | None = None
    agency_code: str | None = None
    action: Action | None = None
    result: Result | None = None
    since: datetime | None = None
    until: datetime | None = None


def entries(
    session: Session, search: Search, *, before: tuple[int, int] | None = None, skip: int = 0, limit: int = 50
) -> list[Entry]:
    """Give the entries found, newest first.

    :param before: the year and index of the last entry of the page before this one
    :param skip: how many of the newest are left out, where pages are counted instead
    """
    place = tuple_(ledger_entry.c.shard, ledger_entry.c.idx)
    found = select(ledger_entry.c.shard, ledger_entry.c.body, ledger_entry.c.leaf).where(*_conditions(search))
    if before is not None:
        found = found.where(place < before)
    newest = found.order_by(ledger_entry.c.shard.desc(), ledger_entry.c.idx.desc()).limit(limit).offset(skip)
    return [Entry.from_bytes(*row) for row in session.execute(newest)]


def count(session: Session, search: Search) -> int:
    """Count the entries found."""
    return session.scalar(select(func.count()).select_from(ledger_entry).where(*_conditions(search))) or 0


def _conditions(search: Search) -> list[ColumnElement[bool]]:
    column = ledger_entry.c
    asked = [
        (search.actor_id, column.actor_id == search.actor_id),
        (search.agency_code, column.agency_code == search.agency_code),
        (search.action, column.action == search.action),
        (search.result, column.result == search.result),
    ]
    conditions = [condition for value, condition in asked if value is not None]
    if search.about is not None:
        conditions.append(_names(search.about))
    if search.since is not None:
        conditions.append(column.at >= stamp(search.since))
    if search.until is not None:
        conditions.append(column.at < stamp(search.until))
    return conditions


def _names(about: str) -> ColumnElement[bool]:
    """An entry names a thing alone, or among the several that a list showed."""
    among: Select[tuple[int, int]] = select(ledger_about.c.shard, ledger_about.c.idx).where(
        ledger_about.c.about == about
    )
    place = tuple_(ledger_entry.c.shard, ledger_entry.c.idx)
    return or_(ledger_entry.c.about == about, place.in_(among))
