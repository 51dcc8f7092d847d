"""Copies of a whole database: out into one file, and from one file into an empty database of either engine.

The file is a SQLite database whatever the source was, so a backup needs no tool of a database's own. What was
sealed stays sealed; no key is ever unwrapped here.
"""

import os
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, Engine, MetaData, Table, bindparam, delete, func, insert, select, update

from referral.kernel.database import disposing, make_engine, reading
from referral.kernel.errors import UnsafeSettings
from referral.kernel.ledger.protection import PROTECTED_TABLES

Progress = Callable[[int, int], None]
"""Told how much is done, and of how much."""
Schema = Callable[[Engine], object]
"""Makes the tables of an empty database."""

MANIFEST = "backup_manifest"
FORMAT = "1"
PAGES = 4096
"""How many pages are copied between two looks at how far it is: sixteen megabytes."""
ROWS = 500
OWNER_ONLY, OTHERS = 0o600, 0o077
"""How a copy is made, and what nobody else may do with what is made beside it."""


class UnusableBackup(UnsafeSettings):
    """The file cannot be restored, or not be written; the sentence says what to do."""


def save(
    source: Engine,
    metadata: MetaData,
    schema: Schema,
    file: Path,
    manifest: Mapping[str, str],
    progress: Progress,
) -> None:
    """Copy a database as it stands at one moment into a new file; who works on is not held up.

    :raises UnusableBackup: if there is such a file already, or the copy does not read back sound
    """
    partial = file.with_name(file.name + ".partial")
    if file.exists() or partial.exists():
        raise UnusableBackup(f"There is {file} already, or {partial.name}. Name another file.")
    os.close(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY))
    try:
        if source.dialect.name == "sqlite":
            _copy_pages(str(source.url.database), partial, progress)
        else:
            _copy_rows(source, metadata, schema, partial, progress)
        _finish(partial, manifest)
        partial.replace(file)
    finally:
        for left in (partial, *beside(partial)):
            left.unlink(missing_ok=True)


def manifest_of(file: Path, kind: str) -> dict[str, str]:
    """Read what a backup says of itself, after proving that the file is whole.

    :raises UnusableBackup: if it is no backup of this kind, or is damaged
    """
    if not file.is_file():
        raise UnusableBackup(f"There is no file {file}.")
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as backup:
            _require_sound(backup)
            said = dict(backup.execute(f"SELECT name, value FROM {MANIFEST}").fetchall())  # noqa: S608 — a constant
    except sqlite3.DatabaseError:
        raise UnusableBackup(f"{file} is damaged, or no backup of ours. Take an older one.") from None
    if (said.get("format"), said.get("kind")) != (FORMAT, kind):
        raise UnusableBackup(f"{file} is no backup of the {kind}, or of a newer version of this program.")
    return said


def forget_manifest(file: Path) -> None:
    """Take what only a backup holds out of a copy that is about to be served."""
    with closing(sqlite3.connect(file)) as copy:
        copy.execute(f"DROP TABLE {MANIFEST}")
        copy.commit()


def pour(source: Connection, target: Connection, metadata: MetaData, progress: Progress) -> None:
    """Copy every row of every table into tables that were just made, whatever the two engines are."""
    tables = metadata.sorted_tables
    total = sum(source.scalar(select(func.count()).select_from(table)) or 0 for table in tables)
    done = 0
    for table in tables:
        if table.name not in PROTECTED_TABLES:
            # Making the schema puts rows there too, like an empty head of the ledger.
            target.execute(delete(table))
        own = [key.parent.name for key in table.foreign_keys if key.column.table is table]
        later: list[dict[str, object]] = []
        rows = source.execute(select(table).execution_options(yield_per=ROWS))
        for batch in rows.mappings().partitions():
            target.execute(insert(table), [dict(row) | dict.fromkeys(own) for row in batch])
            later += [{"of": row["id"], **{name: row[name] for name in own}} for row in batch if own]
            done += len(batch)
            progress(done, total)
        _fill(target, table, own, later)


def _fill(target: Connection, table: Table, own: list[str], rows: list[dict[str, object]]) -> None:
    """Fill in what points into the same table, now that all of it is there."""
    for name in own:
        pointing = [{"of": row["of"], "to": row[name]} for row in rows if row[name] is not None]
        if pointing:
            fill = update(table).where(table.c.id == bindparam("of")).values({name: bindparam("to")})
            target.execute(fill, pointing)


def settle(file: Path) -> None:
    """Fold a SQLite file's journal into it, so that it can be moved as one file."""
    with closing(sqlite3.connect(file)) as copy:
        copy.execute("PRAGMA journal_mode=DELETE")


def beside(file: Path) -> tuple[Path, ...]:
    """Give the files that SQLite and our writers' queue keep beside a database file."""
    return tuple(file.with_name(file.name + ending) for ending in ("-wal", "-shm", "-journal", ".writers"))


def _copy_pages(database: str, partial: Path, progress: Progress) -> None:
    with closing(sqlite3.connect(database, isolation_level=None)) as source:
        # A transaction that only reads keeps one moment before its eyes, and in WAL mode holds up nobody.
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        with closing(sqlite3.connect(partial)) as copy:
            source.backup(copy, pages=PAGES, progress=lambda _, left, total: progress(total - left, total))


def _copy_rows(source: Engine, metadata: MetaData, schema: Schema, partial: Path, progress: Progress) -> None:
    with disposing(make_engine(f"sqlite:///{partial}")) as copy:
        schema(copy)
        with reading(source) as session, copy.begin() as target:
            pour(session.connection(), target, metadata, progress)


def _finish(partial: Path, manifest: Mapping[str, str]) -> None:
    """Say in the file what it is, fold its journal in, prove it sound and see it onto the disk."""
    said = {"format": FORMAT, **manifest}
    with closing(sqlite3.connect(partial)) as copy:
        copy.execute("PRAGMA journal_mode=DELETE")
        copy.execute(f"CREATE TABLE {MANIFEST} (name TEXT PRIMARY KEY, value TEXT NOT NULL)")
        copy.executemany(f"INSERT INTO {MANIFEST} VALUES (?, ?)", said.items())  # noqa: S608 — a constant
        copy.commit()
        _require_sound(copy)
    with partial.open("rb+") as file:
        os.fsync(file.fileno())


def _require_sound(database: sqlite3.Connection) -> None:
    for check in ("integrity_check", "foreign_key_check"):
        found = database.execute(f"PRAGMA {check}").fetchall()
        if found not in ([], [("ok",)]):
            raise sqlite3.DatabaseError(check)
