"""`referral restore`: brings a backup back into an empty installation. It never writes over anything.

What was erased since the backup was taken is erased again before anybody is served.
"""

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from uuid import UUID

import click
from sqlalchemy import Engine, inspect, make_url

from referral import migrations, settings
from referral.app import open_database
from referral.commands.backup import KEYS, MAIN
from referral.commands.copying import (
    OTHERS,
    OWNER_ONLY,
    UnusableBackup,
    beside,
    forget_manifest,
    manifest_of,
    pour,
    settle,
)
from referral.commands.erased import replay_all
from referral.commands.progress import Bar
from referral.kernel import ledger
from referral.kernel.clock import Clock, SystemClock
from referral.kernel.database import Database, disposing, make_engine, reading
from referral.kernel.ledger import Action, Status, verify
from referral.kernel.permissions import SYSTEM
from referral.kernel.transaction import deed
from referral.kernel.vault import FileProvider, Vault, keystore
from referral.kernel.vault.erasing import FILE, Erasing, Erasure
from referral.migrations.grants import grant
from referral.people.services import sessions
from referral.schema import METADATA
from referral.settings import Settings


@click.command(name="restore")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--keys",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Restore the key store too, from its own file; only where the key store was lost.",
)
@click.pass_obj
def command(instance: Path, file: Path, keys: Path | None) -> None:
    """Bring FILE back, where the database is gone or was moved away. Stop the server first."""
    os.umask(OTHERS)
    chosen, clock = settings.read(instance), SystemClock()
    chosen.require_root_key()
    said = manifest_of(file, MAIN)
    refuse_live(chosen.database_url, "database")
    if keys:
        restore_keys(chosen, keys)
    with disposing(make_engine(chosen.keystore_url)) as store:
        vault = Vault.open(FileProvider(chosen.root_key), store, clock)
        erasing = Erasing(store, chosen.root_key.with_name(FILE))
        for erasure in listed(said):
            erasing.erase(erasure)
        restore_database(chosen, file, lambda copy: replay_all(Database(copy, vault), clock, erasing))
        erased = len(erasing.erased())
    record(chosen, clock, said["taken_at"], erased)
    click.echo(f"Restored as of {said['taken_at']}; {erased} erased cases stay erased.")
    click.echo("Everybody is signed out. What was recorded after that moment is gone: enter it again.")


def refuse_live(url: str, what: str) -> None:
    """Make sure that nothing is there that a restore would write over.

    :raises UnusableBackup: if there is
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        there = Path(parsed.database or "")
        is_live = any(path.exists() and path.stat().st_size for path in (there, *beside(there)))
    else:
        with disposing(make_engine(url)) as engine:
            is_live = bool(inspect(engine).get_table_names())
    if is_live:
        raise UnusableBackup(f"There is a {what} already. Stop the server and move it away; then restore.")


def restore_keys(chosen: Settings, file: Path) -> None:
    """Bring the key store back.

    :raises UnusableBackup: if there is one, or the file is no backup of one
    """
    manifest_of(file, KEYS)
    refuse_live(chosen.keystore_url, "key store")
    with (
        _working_copy(file, chosen.instance / "restore-keys.partial") as (_, copy),
        disposing(make_engine(chosen.keystore_url)) as store,
    ):
        keystore.METADATA.create_all(store)
        with reading(copy) as session, store.begin() as target:
            pour(session.connection(), target, keystore.METADATA, Bar(sys.stderr, "keys"))


def listed(said: dict[str, str]) -> list[Erasure]:
    """Read from a backup which cases had been erased when it was taken."""
    rows = json.loads(said.get("erased", "[]"))
    return [Erasure(UUID(case), request, datetime.fromisoformat(at)) for case, request, at in rows]


def restore_database(chosen: Settings, file: Path, erase_again: Callable[[Engine], object]) -> None:
    """Bring the database back: in a copy beside first, which is moved into its place when all is proved.

    :raises UnusableBackup: if the ledger in it cannot be believed
    """
    with _working_copy(file, chosen.instance / "restore.partial") as (work, copy):
        migrations.upgrade(copy)
        _require_sound_ledger(copy)
        erase_again(copy)
        _put_in_place(chosen, copy, work)


def record(chosen: Settings, clock: Clock, taken_at: str, erased: int) -> None:
    """Write the restore into the ledger and sign everybody out.

    :raises LedgerUnavailable: if it cannot be written
    """
    with closing(open_database(chosen, clock)) as database, deed(database, clock) as session:
        sessions.end_everyones(session, clock, "restored")
        ledger.note(
            session, SYSTEM, Action.SYSTEM_RESTORED, detail={"taken_at": taken_at, "erased_again": erased}
        )


@contextmanager
def _working_copy(file: Path, work: Path) -> Iterator[tuple[Path, Engine]]:
    """Give a copy of a backup to work on; the backup itself is only ever read."""
    try:
        work.touch(OWNER_ONLY)
        shutil.copyfile(file, work)
        forget_manifest(work)
        with disposing(make_engine(f"sqlite:///{work}")) as copy:
            yield work, copy
    finally:
        for left in (work, *beside(work)):
            left.unlink(missing_ok=True)


def _require_sound_ledger(copy: Engine) -> None:
    with reading(copy) as session:
        verdict = verify(session, Bar(sys.stderr, "entries"))
    if verdict.status is not Status.SOUND:
        why = verdict.why.en if verdict.why else ""
        raise UnusableBackup(f"The ledger in this backup cannot be believed. {why} Take another backup.")


def _put_in_place(chosen: Settings, copy: Engine, work: Path) -> None:
    url = make_url(chosen.database_url)
    if url.get_backend_name() == "sqlite":
        copy.dispose()
        settle(work)
        work.replace(str(url.database))
        return
    with disposing(make_engine(chosen.owner_database_url or chosen.database_url)) as owner:
        migrations.upgrade(owner)
        with reading(copy) as session, owner.begin() as target:
            pour(session.connection(), target, METADATA, Bar(sys.stderr, "rows"))
        grant(owner, chosen.database_url)
