"""`referral init`: makes an installation: settings, keys, database, first administrator. Nothing is replaced.

The administrator comes last, so a start that was interrupted can be repeated and goes on where it ended.
"""

import os
from contextlib import closing
from pathlib import Path

import click
from sqlalchemy import Engine, select

from referral import migrations
from referral import settings as chosen
from referral.app import open_database
from referral.kernel import ledger
from referral.kernel.clock import Clock, SystemClock
from referral.kernel.database import Database, disposing, make_engine
from referral.kernel.errors import UnsafeSettings
from referral.kernel.ledger import Action
from referral.kernel.permissions import SYSTEM
from referral.kernel.transaction import deed
from referral.kernel.vault import FileProvider, Vault, VaultError
from referral.migrations.grants import grant
from referral.people.cards import NewAccount, NewAgency
from referral.people.models import Account
from referral.people.services import accounts, agencies
from referral.people.services.passphrases import Hasher, one_time_secret
from referral.settings import PUBLIC_URL, Settings
from workflows.vocabulary import AgencyKind, Role

CODE = "quan-tri"
NAME = "Quản trị hệ thống"
OWNER_ONLY = 0o077
"""What nobody else may do with the files that are made."""


@click.command(name="init")
@click.option("--public-url", default=PUBLIC_URL, show_default=True, help="Where people will reach it.")
@click.option("--province", default="01", show_default=True, help="The province of whoever runs it.")
@click.option("--email", default="", help="Where the first administrator is written to.")
@click.pass_obj
def command(instance: Path, public_url: str, province: str, email: str) -> None:
    """Create the instance: settings, keys, database, first administrator."""
    os.umask(OWNER_ONLY)
    clock = SystemClock()
    settings = settings_of(instance, public_url)
    with disposing(make_engine(settings.owner_database_url or settings.database_url)) as owner:
        refuse_a_second(instance, owner)
        make_keys(settings, clock)
        migrations.upgrade(owner)
        grant(owner, settings.database_url)
    with closing(open_database(settings, clock)) as database:
        secret = add_administrator(database, clock, settings, province, email)
    for line in told(instance, secret):
        click.echo(line)


def settings_of(instance: Path, public_url: str) -> Settings:
    """Give the settings of an instance, written now unless they are there.

    :raises UnsafeSettings: if they are wrong or unsafe
    """
    instance.mkdir(parents=True, exist_ok=True)
    file = instance / chosen.FILE_NAME
    if file.exists():
        return chosen.read(instance)
    file.write_text(chosen.new_file(public_url), "utf-8")
    try:
        return chosen.read(instance)
    except UnsafeSettings:
        file.unlink()
        raise


def refuse_a_second(instance: Path, database: Engine) -> None:
    """Make sure that there is no installation yet.

    :raises UnsafeSettings: if somebody has an account already
    """
    if migrations.current(database) is None:
        return
    with database.connect() as connection:
        if connection.execute(select(Account.id).limit(1)).first() is not None:
            raise UnsafeSettings(f"There is an installation in {instance} already. Nothing was changed.")


def make_keys(settings: Settings, clock: Clock) -> None:
    """Make the root key and the key store, or prove that those which are there belong together.

    :raises VaultError: if they do not
    """
    if not settings.root_key.exists():
        FileProvider.create(settings.root_key)
    provider = FileProvider(settings.root_key)
    with disposing(make_engine(settings.keystore_url)) as store:
        try:
            Vault.create(provider, store, clock)
        except VaultError:
            Vault.open(provider, store, clock)


def add_administrator(database: Database, clock: Clock, settings: Settings, province: str, email: str) -> str:
    """Add the agency that runs the system and its first administrator; give the one-time secret.

    :raises InvalidInput: if there is no such province, or this is no e-mail address
    """
    secret = one_time_secret()
    hashed = Hasher(settings.hashing).hash(secret)
    agency = NewAgency(CODE, NAME, AgencyKind.OPERATIONS, province)
    account = NewAccount(f"{CODE}.{Role.ADMINISTRATOR}", "Quản trị viên", CODE, Role.ADMINISTRATOR, email)
    with deed(database, clock) as session:
        agencies.open_agency(session, clock, SYSTEM, agency)
        accounts.open_account(session, clock, SYSTEM, account, hashed, is_confirmed=True)
        ledger.note(session, SYSTEM, Action.SYSTEM_STARTED)
    return secret


def told(instance: Path, secret: str) -> tuple[str, ...]:
    """Give what is printed; the secret is shown this once."""
    return (
        f"The installation in {instance} is ready.",
        "Keep a copy of its root key in a safe place: without it nothing that is sealed can be opened.",
        "",
        f"Administrator:    {CODE}.{Role.ADMINISTRATOR}",
        f"One-time secret:  {secret}",
        "",
        "It is shown only now. Run `referral serve`, sign in, and choose a passphrase.",
    )
