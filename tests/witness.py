"""What tests look at from outside: everything stored, and what the ledger says of an attempt."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TypeVar

import pytest
from sqlalchemy import Table
from sqlalchemy.orm import Session

from referral.kernel import ledger
from referral.kernel.errors import ReferralError
from referral.kernel.ledger import Action, Entry, Search
from referral.schema import METADATA
from tests.storyteller import Storyteller

Refused = TypeVar("Refused", bound=ReferralError)
ALL = 10_000


TABLES = [table for table in METADATA.sorted_tables if not table.name.startswith("ledger")]


def _as_text(table: Table, dialect: str) -> str:
    """Give the expression that writes a whole row as it is stored, no byte left out."""
    quoted = (f"quote({column.name})" for column in table.columns)
    return " || ',' || ".join(quoted) if dialect == "sqlite" else f"{table.name}::text"


@cache
def _of_every_table(dialect: str) -> str:
    return " UNION ALL ".join(
        f"SELECT '{table.name}', {_as_text(table, dialect)} FROM {table.name}" for table in TABLES
    )


def everything(session: Session) -> dict[str, list[str]]:
    """Give every row of every table but the ledger's, in an order of its own."""
    rows = {table.name: list[str]() for table in TABLES}
    dialect = session.get_bind().dialect.name
    for name, row in session.connection().exec_driver_sql(_of_every_table(dialect)):
        rows[name].append(row)
    return {name: sorted(rows[name]) for name in rows}


def entries(story: Storyteller, **search: object) -> list[Entry]:
    """Give what the ledger says, oldest first."""
    asked = Search(**search)  # type: ignore[arg-type]  # each test names its own
    return story.look(lambda session: ledger.entries(session, asked, limit=ALL))[::-1]


def last_entry(story: Storyteller) -> Entry:
    """Give the entry written last."""
    return entries(story)[-1]


@contextmanager
def refused(
    story: Storyteller, error: type[Refused], action: Action, ref: str | None = None
) -> Iterator[pytest.ExceptionInfo[Refused]]:
    """Expect what is done inside to be refused: nothing changes, and the attempt alone is in the ledger."""
    before, so_far = story.look(everything), len(entries(story))

    with pytest.raises(error) as caught:
        yield caught

    assert story.look(everything) == before
    (attempt,) = entries(story)[so_far:]
    assert (attempt.action, attempt.detail["code"]) == (action, error.code)
    assert attempt.about == ((ref,) if ref else ())


def rules_of(caught: pytest.ExceptionInfo[Refused]) -> set[str]:
    """Give the rules a refusal names; each must say why, and what to do."""
    refusals = getattr(caught.value, "refusals", ())
    assert all(refusal.because.vi and refusal.remedy.vi for refusal in refusals)
    return {refusal.rule for refusal in refusals}
