"""Ways to read the ledger back. Whoever asks is an auditor or a supervisor; the caller has made sure.

Every reading is itself announced by the service that asks; nothing here writes.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, literal, or_, select, tuple_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction
from sqlalchemy.types import Integer

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
    """What was done, be it the primary action of its request or another that the entry names."""
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
        (search.result, column.result == search.result),
    ]
    conditions = [condition for value, condition in asked if value is not None]
    if search.action is not None:
        conditions.append(_tells_of(search.action))
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


class place_in(GenericFunction[int]):  # noqa: N801 — SQL's own functions are written small
    """Where some bytes stand in others, from 1; 0 if nowhere. Each engine has its own word for it."""

    type = Integer()
    inherit_cache = True


@compiles(place_in, "sqlite")
def _in_sqlite(asked: place_in, compiler: SQLCompiler, **how: object) -> str:
    return f"instr{compiler.process(asked.clause_expr, **how)}"


@compiles(place_in, "postgresql")
def _in_postgresql(asked: place_in, compiler: SQLCompiler, **how: object) -> str:
    body, sought = (compiler.process(part, **how) for part in asked.clauses)
    return f"position({sought} IN {body})"


def _tells_of(action: Action) -> ColumnElement[bool]:
    """An entry is of one action, or names it among the others of its request: as a key of its detail."""
    key = literal(f'"{action}":'.encode(), ledger_entry.c.body.type)
    return or_(ledger_entry.c.action == action, place_in(ledger_entry.c.body, key) > 0)
