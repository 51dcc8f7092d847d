"""`referral people`: agencies, accounts and tokens, from the machine itself; in the ledger as the operator's.

What is printed once, like a secret or a token, is kept nowhere.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import click
from sqlalchemy.orm import Session

from referral import migrations
from referral.app import open_database
from referral.kernel.clock import Clock, SystemClock, as_vietnam
from referral.kernel.errors import InvalidInput
from referral.kernel.transaction import deed
from referral.people.cards import AccountCard, NewAccount, NewAgency
from referral.people.queries import account_by_username
from referral.people.services import accounts, agencies, passphrases, tokens
from referral.people.services.actors import OPERATOR
from referral.people.services.passphrases import Hasher
from referral.settings import read
from workflows.vocabulary import AgencyKind, Role

ROLES = [role.value for role in Role if role is not Role.SYSTEM]
_SPAN = re.compile(r"(\d{1,5})\s*([mhd])", re.ASCII)
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


class World(NamedTuple):
    """What a command of this group works on."""

    clock: Clock
    session: Session


@click.group()
def command() -> None:
    """Add agencies and accounts, and mint tokens for programs."""


@command.command("add-agency")
@click.argument("code")
@click.option("--name", required=True, help="The name people know it by.")
@click.option(
    "--kind", required=True, type=click.Choice([kind.value for kind in AgencyKind]), help="Its kind."
)
@click.option("--province", required=True, metavar="CODE", help="The code of its province, like 51.")
@click.option("--commune", default="", metavar="CODE", help="The code of the commune where it has its seat.")
@click.option("--parent", metavar="CODE", help="The next unit in its line of duty.")
@click.option("--email", default="", help="Its own mailbox: alerts fall there when a seat is empty.")
@click.option("--saturday-mornings", is_flag=True, help="It works on Saturday mornings.")
@click.pass_obj
def add_agency(  # noqa: PLR0913 — click hands every option over by its name
    instance: Path,
    code: str,
    name: str,
    kind: str,
    province: str,
    commune: str,
    parent: str | None,
    email: str,
    *,
    saturday_mornings: bool,
) -> None:
    """Add an agency under CODE, like don-bien-phong-sa-huynh."""
    new = NewAgency(code, name, AgencyKind(kind), province, commune, parent, email, saturday_mornings)
    with opened(instance) as world:
        agencies.open_agency(world.session, world.clock, OPERATOR, new)
    click.echo(f"{code} is added.")


@command.command()
@click.argument("username")
@click.option("--role", required=True, type=click.Choice(ROLES), help="What its owner is in the agency.")
@click.option("--agency", required=True, metavar="CODE", help="The agency its owner acts for.")
@click.option("--name", default="", help="The name colleagues know.")
@click.option("--email", default="", help="Where its owner reads mail.")
@click.pass_obj
def add(instance: Path, username: str, role: str, agency: str, name: str, email: str) -> None:
    """Open an account called USERNAME; the last line printed is its one-time secret.

    It is open at once. The agency's supervisor and the auditors are told.
    """
    new = NewAccount(username, name, agency, Role(role), email)
    secret = passphrases.one_time_secret()
    hashed = Hasher(read(instance).hashing).hash(secret)
    with opened(instance) as world:
        accounts.open_account(world.session, world.clock, OPERATOR, new, hashed, is_confirmed=True)
    click.echo(f"{username} is open. Hand this secret over in person; it is replaced at the first sign-in:")
    click.echo(secret)


@command.command("list")
@click.pass_obj
def list_all(instance: Path) -> None:
    """Name every account, with its agency, role and standing."""
    with opened(instance) as world:
        listed = accounts.list_accounts(world.session, OPERATOR)
    for one in listed:
        click.echo(f"{one.username:<40} {one.agency.code:<30} {one.role.value:<14} {standing_of(one)}")


@command.command()
@click.argument("username")
@click.pass_obj
def suspend(instance: Path, username: str) -> None:
    """Shut the account USERNAME at once, and end its sessions and tokens."""
    with opened(instance) as world:
        accounts.suspend(world.session, world.clock, OPERATOR, found(world.session, username))
    click.echo(f"{username} is suspended.")


@command.command()
@click.argument("username")
@click.pass_obj
def reset(instance: Path, username: str) -> None:
    """Replace the passphrase of USERNAME; the last line printed is the one-time secret."""
    secret = passphrases.one_time_secret()
    hashed = Hasher(read(instance).hashing).hash(secret)
    with opened(instance) as world:
        account_id = found(world.session, username)
        accounts.reset(world.session, world.clock, OPERATOR, account_id, hashed)
    click.echo(f"The passphrase of {username} is reset. Hand this secret over in person:")
    click.echo(secret)


@command.command()
@click.argument("username")
@click.option("--expires", default="1h", show_default=True, metavar="SPAN", help="Like 30m, 1h, 7d.")
@click.option("--scope", multiple=True, metavar="PERMISSION", help="Narrow it to this; repeatable.")
@click.pass_obj
def token(instance: Path, username: str, expires: str, scope: tuple[str, ...]) -> None:
    """Mint an API token for USERNAME; the last line printed is the token.

    Its owner, the agency's supervisor and the auditors are told.
    """
    lasting = span_of(expires)
    with opened(instance) as world:
        minted = tokens.mint(world.session, world.clock, OPERATOR, username, lasting, scope)
        until = as_vietnam(world.clock.now() + lasting)
    click.echo(f"It lasts until {until:%d/%m/%Y %H:%M} (Vietnam time). Whoever has it acts as {username}:")
    click.echo(minted)


@contextmanager
def opened(instance: Path) -> Iterator[World]:
    """Do one deed of the operator's on an instance.

    :raises UnsafeSettings: if there is none, or its schema is old
    :raises click.UsageError: naming everything that cannot be taken
    """
    clock = SystemClock()
    database = open_database(read(instance), clock)
    migrations.require_current(database.engine)
    try:
        with deed(database, clock, OPERATOR) as session:
            yield World(clock, session)
    except InvalidInput as error:
        sentences = (one.message % one.values if one.values else one.message for one in error.errors)
        raise click.UsageError(" ".join(sentences)) from None
    finally:
        database.close()


def found(session: Session, username: str) -> UUID:
    """Give the id of the account of that name.

    :raises click.UsageError: if there is none
    """
    account = account_by_username(session, username.casefold())
    if account is None:
        raise click.UsageError("There is no account of this name. `referral people list` names them all.")
    return account.id


def span_of(written: str) -> timedelta:
    """Read how long something lasts.

    :raises click.UsageError: if it is not written like 30m, 1h or 7d
    """
    read_as = _SPAN.fullmatch(written.strip())
    if read_as is None:
        raise click.UsageError("Write how long the token lasts like 30m, 1h or 7d.")
    return timedelta(**{_UNITS[read_as[2]]: int(read_as[1])})


def standing_of(account: AccountCard) -> str:
    """Say in a word or two whether an account opens anything."""
    if not account.is_active:
        return "suspended"
    if not account.is_confirmed:
        return "waits for its supervisor"
    return "open" if account.is_enrolled else "one-time secret"
