"""Worlds to measure in: a durable instance on disk, cases ready for a step, and many clones of a case."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, MetaData, Table, insert, select

from referral.kernel.clock import Clock, StoppedClock
from referral.kernel.database import Database, make_engine
from referral.kernel.references import new_id, new_reference
from referral.kernel.vault import FileProvider, Vault
from referral.schema import METADATA
from tests.storyteller import Storyteller

START = datetime(2026, 7, 6, 1, 30, tzinfo=UTC)
CLONED = (
    "cases",
    "person",
    "report",
    "statement",
    "consent",
    "event",
    "custody_interval",
    "case_access",
    "clock",
)
BATCH = 5_000
Row = dict[str, Any]


@dataclass
class World:
    """A database on disk whose commits wait for the disk, a vault, and somebody to tell stories."""

    database: Database
    story: Storyteller
    folder: Path
    keystore: Engine


@contextmanager
def durable_world(url: str | None = None) -> Iterator[World]:
    """Make a world that loses nothing; on SQLite with `synchronous=FULL`, or on the PostgreSQL of the URL."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        clock = StoppedClock(START)
        keystore = make_engine(f"sqlite:///{folder / 'keys.db'}")
        vault = Vault.create(FileProvider.create(folder / "root.key"), keystore, clock)
        engine = make_engine(url or f"sqlite:///{folder / 'main.db'}")
        METADATA.drop_all(engine)
        METADATA.create_all(engine)
        database = Database(engine, vault)
        yield World(database, Storyteller.begin(database, clock), folder, keystore)
        engine.dispose()
        keystore.dispose()


def clone_case(engine: Engine, ref: str, count: int, keys: Engine) -> None:
    """Multiply a case: rows as real as the first one's, with ids, references and key copies of their own."""
    cases = METADATA.tables["cases"]
    with engine.connect() as connection:
        case_id = connection.execute(select(cases.c.id).where(cases.c.ref == ref)).scalar_one()
        rows = {name: _rows_of(connection, METADATA.tables[name], case_id) for name in CLONED}
    for begin in range(0, count, BATCH):
        _clone_batch(engine, keys, case_id, rows, min(BATCH, count - begin))


def _rows_of(connection: Connection, table: Table, case_id: UUID) -> list[Row]:
    column = table.c.id if table.name == "cases" else table.c.case_id
    return [row._asdict() for row in connection.execute(select(table).where(column == case_id))]


def _clone_batch(engine: Engine, keys: Engine, case_id: UUID, rows: dict[str, list[Row]], count: int) -> None:
    clock = StoppedClock(START)
    clones = [(new_id(clock), new_reference()) for _ in range(count)]
    with engine.begin() as connection:
        for name, originals in rows.items():
            table = METADATA.tables[name]
            values = [_as_clone(table, original, clone, clock) for clone in clones for original in originals]
            if values:
                connection.execute(insert(table), values)
    copies = Table("case_copy", MetaData(), autoload_with=keys)
    with keys.begin() as connection:
        of_case = copies.c.case_id.in_([case_id.hex, str(case_id)])
        own = [row._asdict() for row in connection.execute(select(copies).where(of_case))]
        connection.execute(
            insert(copies), [{**copy, "case_id": clone.hex} for clone, _ in clones for copy in own]
        )


def _as_clone(table: Table, original: Row, clone: tuple[UUID, str], clock: Clock) -> Row:
    case_id, ref = clone
    changed: Row = (
        {"id": case_id, "ref": ref} if table.name == "cases" else {"id": new_id(clock), "case_id": case_id}
    )
    if "case_ref" in table.c:
        changed["case_ref"] = ref
    return {**original, **changed}


def later(days: int) -> StoppedClock:
    """Give a clock that stands so many days after the start."""
    return StoppedClock(START + timedelta(days=days))
