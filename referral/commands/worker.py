"""`referral worker`: the scheduler and the sender of messages alone, beside servers on other machines."""

from pathlib import Path

import click

from referral import migrations, scheduler, settings, signer
from referral.kernel.database import disposing, make_engine


@click.command(name="worker")
@click.pass_obj
def command(instance: Path) -> None:
    """Run the scheduler and the outbox sender alone, until it is told to stop."""
    chosen = settings.read(instance)
    with disposing(make_engine(chosen.database_url)) as engine:
        migrations.require_current(engine)
    click.echo("The scheduler runs. Stop it with Ctrl-C.")
    with signer.beside(chosen) as start_signer:
        start_signer()
        scheduler.run(chosen)
