"""`referral demo`: fills an empty installation with a demonstration province, and prints who may sign in."""

from pathlib import Path

import click
from sqlalchemy import func, select

from referral import settings as chosen
from referral.app import open_database
from referral.casework.models import Case
from referral.demo import Secrets, open_cast, tell_all
from referral.demo.telling import sketches
from referral.kernel.clock import SystemClock
from referral.kernel.database import Database
from referral.kernel.errors import UnsafeSettings
from referral.people.models import Agency
from referral.people.services.passphrases import Hasher


@click.command(name="demo")
@click.pass_obj
def command(instance: Path) -> None:
    """Fill an empty installation with a demonstration province."""
    settings, clock = chosen.read(instance), SystemClock()
    database = open_database(settings, clock)
    refuse_real_data(database)
    secrets = open_cast(database, clock, Hasher(settings.hashing))
    with click.progressbar(length=len(sketches()), label="Telling the demonstration's cases") as bar:
        count = tell_all(database, clock, on_told=lambda: bar.update(1))
    database.close()
    for line in told(count, secrets, settings.public_url):
        click.echo(line)


def refuse_real_data(database: Database) -> None:
    """Make sure that nothing true is mixed with what is made up.

    :raises UnsafeSettings: if there are cases, or agencies other than the one that runs the system
    """
    with database.reading() as session:
        cases = session.scalar(select(func.count()).select_from(Case)) or 0
        agencies = session.scalar(select(func.count()).select_from(Agency)) or 0
    if cases or agencies > 1:
        raise UnsafeSettings(
            "This installation is in use. Make the demonstration in an instance of its own: "
            "`referral --instance demo init`, then `referral --instance demo demo`."
        )


def told(count: int, secrets: Secrets, public_url: str) -> list[str]:
    """Give what is printed; the secrets are shown this once."""
    width = max(map(len, secrets.by_username))
    return [
        f"{count} cases of people who do not exist are in the demonstration province Quảng Ngãi (51).",
        "",
        f"Address: {public_url}",
        "Users and their one-time secrets, shown only now; each chooses a passphrase at the first sign-in:",
        *(f"  {name:<{width}}  {secret}" for name, secret in secrets.by_username.items()),
    ]
