"""`referral sweep`: one pass of the clocks, as the scheduler makes it every half minute."""

import dataclasses
import json
from contextlib import closing
from datetime import datetime
from pathlib import Path

import click

from referral import migrations, settings
from referral.app import open_database
from referral.custody.services import lapse_unanswered
from referral.kernel.clock import Clock, StoppedClock, SystemClock, as_vietnam
from referral.kernel.transaction import deed
from referral.sla import jobs


def moment(_context: click.Context, _parameter: click.Parameter, written: str | None) -> datetime | None:
    """Read a moment; one without a zone is Vietnam's.

    :raises click.BadParameter: if it is none
    """
    try:
        return as_vietnam(datetime.fromisoformat(written)) if written else None
    except ValueError:
        raise click.BadParameter("write it like 2026-03-27T08:30+07:00") from None


@click.command(name="sweep")
@click.option("--at", callback=moment, metavar="ISO-8601", help="Sweep as if it were this moment.")
@click.pass_obj
def command(instance: Path, at: datetime | None) -> None:
    """Pass over the clocks once: raise what is due, and let unanswered offers lapse."""
    now = SystemClock()
    clock: Clock = now if at is None else StoppedClock(at)
    with closing(open_database(settings.read(instance), now)) as database:
        migrations.require_current(database.engine)
        swept = jobs.sweep(database, clock, recorded_by=now)
        with deed(database, now) as session:
            lapse_unanswered(session, clock)
    click.echo(json.dumps(dataclasses.asdict(swept)))
