"""`referral backup`: copies the database into one file, and the key store apart from it. It unseals nothing.

The two belong in different places: whoever has one file reads nothing, and neither holds the root key.
"""

import json
import os
import sys
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import click
from sqlalchemy import Engine

from referral import migrations, settings
from referral.app import open_database
from referral.commands.copying import OTHERS, save
from referral.commands.progress import Bar
from referral.kernel import ledger
from referral.kernel.clock import Clock, SystemClock
from referral.kernel.database import disposing, make_engine
from referral.kernel.ledger import Action
from referral.kernel.permissions import SYSTEM
from referral.kernel.transaction import deed
from referral.kernel.vault import keystore
from referral.kernel.vault.erasing import FILE, Erasing
from referral.schema import METADATA
from referral.settings import Settings

MAIN, KEYS = "database", "key store"


@click.command(name="backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--keys",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Copy the key store too, into a file of its own. Keep it in another place.",
)
@click.pass_obj
def command(instance: Path, file: Path, keys: Path | None) -> None:
    """Copy the database into FILE while it serves. The keys are left out, unless --keys names a file."""
    os.umask(OTHERS)
    chosen, clock = settings.read(instance), SystemClock()
    chosen.require_root_key()
    with disposing(make_engine(chosen.keystore_url)) as store:
        back_up_database(chosen, clock, store, file)
        click.echo(f"The database is in {file}. Nothing in it opens without the key store and the root key.")
        if keys:
            bar = Bar(sys.stderr, "rows")
            save(store, keystore.METADATA, keystore.METADATA.create_all, keys, said(clock, KEYS), bar)
            click.echo(f"The key store is in {keys}. Keep it in another place than {file}.")
    record(chosen, clock, with_keys=keys is not None)


def back_up_database(chosen: Settings, clock: Clock, store: Engine, file: Path) -> None:
    """Copy the main database, with the list of what was erased, so that no restore brings it back.

    :raises UnsafeSettings: if its schema is old, or the file cannot be written
    """
    with disposing(make_engine(chosen.database_url)) as engine:
        migrations.require_current(engine)
        manifest = {**said(clock, MAIN), "revision": migrations.head(), "erased": erased_in(chosen, store)}
        save(engine, METADATA, migrations.upgrade, file, manifest, Bar(sys.stderr, "pages or rows"))


def said(clock: Clock, kind: str) -> Mapping[str, str]:
    """Give what every backup says of itself."""
    return {"kind": kind, "taken_at": clock.now().isoformat(timespec="seconds")}


def erased_in(chosen: Settings, store: Engine) -> str:
    """Give the list of erased cases as JSON; ids and request numbers only."""
    erased = Erasing(store, chosen.root_key.with_name(FILE)).erased()
    return json.dumps([[str(one.case_id), one.request, one.erased_at.isoformat()] for one in erased])


def record(chosen: Settings, clock: Clock, *, with_keys: bool) -> None:
    """Write the backup into the ledger, where `doctor` looks for the last one.

    :raises LedgerUnavailable: if it cannot be written
    """
    kept = "database-and-keys" if with_keys else "database"
    with closing(open_database(chosen, clock)) as database, deed(database, clock) as session:
        ledger.note(session, SYSTEM, Action.SYSTEM_BACKED_UP, detail={"kept": kept})
