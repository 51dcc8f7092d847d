"""`referral upgrade`: brings the database to the newest schema, or says whether it is there already."""

from contextlib import closing
from pathlib import Path

import click

from referral import migrations, settings
from referral.app import open_database
from referral.kernel import ledger
from referral.kernel.clock import SystemClock
from referral.kernel.database import disposing, make_engine
from referral.kernel.ledger import Action
from referral.kernel.permissions import SYSTEM
from referral.kernel.transaction import deed
from referral.migrations.grants import grant
from referral.settings import Settings


@click.command(name="upgrade")
@click.option("--check", is_flag=True, help="Change nothing; exit with 1 if an upgrade is due.")
@click.pass_obj
def command(instance: Path, *, check: bool) -> None:
    """Bring the database to the newest schema."""
    chosen = settings.read(instance)
    with disposing(make_engine(chosen.owner_database_url or chosen.database_url)) as owner:
        if check:
            migrations.require_current(owner)
            click.echo(f"The database is at the newest schema ({migrations.head()}).")
            return
        before, after = migrations.upgrade(owner)
        grant(owner, chosen.database_url)
    if before == after:
        click.echo(f"The database was at the newest schema already ({after}).")
        return
    record(chosen, before, after)
    click.echo(f"The database is at the newest schema now ({after}, before: {before or 'empty'}).")


def record(chosen: Settings, before: str | None, after: str) -> None:
    """Write the upgrade into the ledger.

    :raises LedgerUnavailable: if it cannot be written
    """
    clock = SystemClock()
    said = {"from": before or "empty", "to": after}
    with closing(open_database(chosen, clock)) as database, deed(database, clock) as session:
        ledger.note(session, SYSTEM, Action.SYSTEM_UPGRADED, detail=said)
