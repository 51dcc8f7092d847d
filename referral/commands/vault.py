"""`referral vault …`: which keys are where, rotating and destroying them, and whether rows are genuine.

It shows counts and versions, never a key and never what is sealed. Every deed here is in the ledger as the
operator's.
"""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import click

from referral import migrations, settings
from referral.app import open_database
from referral.casework.services.retagging import retag
from referral.commands.erased import replay_all
from referral.commands.progress import Bar
from referral.kernel import ledger
from referral.kernel.clock import Clock, SystemClock
from referral.kernel.database import Database, disposing, make_engine
from referral.kernel.errors import UnsafeSettings
from referral.kernel.ledger import Action, Result
from referral.kernel.records import Judged, verify_records
from referral.kernel.transaction import deed
from referral.kernel.vault import FileProvider, Rotation, Vault, VaultStatus
from referral.kernel.vault.erasing import FILE, Erasing, scrub
from referral.kernel.vault.rotation import Where
from referral.kernel.vault.versions import BATCH
from referral.people.services import agencies
from referral.people.services.actors import OPERATOR
from referral.tracks.services import erasures

MOST_NAMED = 50
"""How many rows that cannot be believed are named, on the terminal and in the entry."""


class CannotBeBelieved(UnsafeSettings):
    """Sealed rows are not as the ledger says they were written."""

    exit_code = 1


@dataclass(frozen=True, slots=True)
class Opened:
    """An installation with both its stores open."""

    clock: Clock
    database: Database
    rotation: Rotation
    erasing: Erasing

    def note(self, action: Action, **said: str | int) -> None:
        """Write the operator's deed down."""
        with deed(self.database, self.clock, OPERATOR) as session:
            ledger.note(session, OPERATOR, action, detail=said)

    def agency(self, code: str) -> UUID:
        """Give an agency's id.

        :raises click.UsageError: if there is none of that code
        """
        with self.database.reading() as session:
            found = agencies.by_code(session, code)
            if found is None:
                raise click.UsageError("There is no agency of this code. `referral people list` names them.")
            return found.id


@contextmanager
def opened(instance: Path) -> Iterator[Opened]:
    """Open an installation whose schema is of today.

    :raises UnsafeSettings: if there is none, its schema is old, or its root key is not the right one
    """
    chosen, clock = settings.read(instance), SystemClock()
    database = open_database(chosen, clock)
    try:
        migrations.require_current(database.engine)
        with disposing(make_engine(chosen.keystore_url)) as keystore:
            rotation = Rotation(FileProvider(chosen.root_key), keystore, clock)
            erasing = Erasing(keystore, chosen.root_key.with_name(FILE))
            yield Opened(clock, database, rotation, erasing)
    finally:
        database.close()


@click.group(name="vault")
def command() -> None:
    """Say which keys are where, rotate them, and prove that sealed rows are genuine."""


@command.command()
@click.pass_obj
def status(instance: Path) -> None:
    """Prove that the root key opens the key store, and count what is in it."""
    chosen, clock = settings.read(instance), SystemClock()
    provider = FileProvider(chosen.root_key)
    with disposing(make_engine(chosen.keystore_url)) as keystore:
        vault = Vault.open(provider, keystore, clock)
        for line in (*_lines(vault.status()), *_where(Rotation(provider, keystore, clock).where())):
            click.echo(line)


def which_keys(command: Callable[..., None]) -> Callable[..., None]:
    """Let a command be told which keys it is about."""
    for option in (
        click.option("--tags", is_flag=True, help="The keys of the tags by which numbers are found."),
        click.option("--agency", metavar="CODE", help="The key that wraps this agency's copies."),
        click.option("--root", is_flag=True, help="The root key, which wraps all the others."),
    ):
        command = option(command)
    return command


@command.command()
@which_keys
@click.pass_obj
def rotate(instance: Path, *, root: bool, agency: str | None, tags: bool) -> None:
    """Make a new version of a key the one that wraps; the old one only unwraps from now on."""
    _require_one(root, agency, tags)
    with opened(instance) as world:
        if root:
            version = world.rotation.rotate_root()
            world.note(Action.KEYS_ROTATED, key="root", version=version)
            click.echo(f"The root key is version {version} now. Keep its escrow anew.")
        if agency:
            version = world.rotation.rotate_agency(world.agency(agency))
            world.note(Action.KEYS_ROTATED, key="agency", agency=agency, version=version)
            click.echo(f"The key of {agency} is version {version} now.")
        if tags:
            made = world.rotation.rotate_tags()
            world.note(Action.KEYS_ROTATED, key="tags", many=len(made))
            click.echo(f"{len(made)} tag keys have a new version; rewrap in a quarter of an hour.")
    click.echo("Run `referral vault rewrap` to move everything to the newest keys.")


@command.command()
@click.option("--batch", default=BATCH, type=click.IntRange(1, 5000), help="How many in one transaction.")
@click.pass_obj
def rewrap(instance: Path, batch: int) -> None:
    """Wrap under the newest keys whatever an older one still wraps; stop and run it again as you like."""
    with opened(instance) as world:
        done = world.rotation.rewrap(batch=batch, tell=Bar(sys.stderr, "copies"))
        behind, spoilt = _retag(world, batch)
        said = {"root": done.root, "copies": done.copies, "tags": behind, "spoilt": done.spoilt + spoilt}
        world.note(Action.KEYS_REWRAPPED, **said)
    click.echo(f"Rewrapped {done.root:,} keys and {done.copies:,} copies; {behind:,} persons have new tags.")
    if said["spoilt"]:
        click.echo(f"{said['spoilt']:,} do not open and were left. Run `referral vault verify-records`.")


@command.command()
@which_keys
@click.pass_obj
def destroy(instance: Path, *, root: bool, agency: str | None, tags: bool) -> None:
    """Destroy the old versions of a key; refused, with the count, while anything needs one."""
    _require_one(root, agency, tags)
    with opened(instance) as world:
        if root:
            _told(world, "root", [f"{version}" for version in world.rotation.destroy_old_root()])
        if agency:
            old = world.rotation.destroy_old_agency_keys(world.agency(agency))
            _told(world, f"agency/{agency}", [f"{version}" for version in old])
        if tags:
            behind, spoilt = _retag(world, BATCH, is_rehearsal=True)
            _told(world, "tags", list(world.rotation.destroy_old_tag_keys(behind + spoilt)))


@command.command("verify-records")
@click.pass_obj
def verify(instance: Path) -> None:
    """Compare every sealed row with what the ledger says was written last.

    Exits with 1, naming the rows, if one was changed, put back to an older state, added or taken away
    past the application.
    """
    with opened(instance) as world:
        with world.database.reading() as session:
            judged = verify_records(session, Bar(sys.stderr, "rows"))
        _write_down(world, judged)
    for fault in judged.faults[:MOST_NAMED]:
        click.echo(f"{fault.record}: {fault.wrong.value}")
    if judged.faults:
        raise CannotBeBelieved(f"{len(judged.faults):,} of {judged.rows:,} rows cannot be believed.")
    click.echo(f"Genuine: {judged.rows:,} rows are as the ledger says they were written.")


@command.command()
@click.option("--request", "request_id", required=True, type=click.UUID, help="The id of the request.")
@click.pass_obj
def erase(instance: Path, request_id: UUID) -> None:
    """Destroy the keys and search tags of a person's data, which two people must have decided.

    Nothing opens them afterwards, in no backup of the database either. Doing it again finishes what was cut
    off.
    """
    with opened(instance) as world:
        with deed(world.database, world.clock, OPERATOR) as session:
            ref = erasures.perform(session, world.clock, OPERATOR, request_id, world.erasing.erase)
        scrub(world.database.engine)
    click.echo(f"Erased: nothing opens the personal data of {ref} any more.")
    click.echo("Backups of the key store from before still hold its keys: destroy them.")


@command.command("replay-erasures")
@click.pass_obj
def replay_erasures(instance: Path) -> None:
    """Erase again whatever a restored database or key store has brought back; do so before you serve."""
    with opened(instance) as world:
        again = replay_all(world.database, world.clock, world.erasing)
    click.echo(f"Erased again: {', '.join(again)}." if again else "Nothing that was erased has come back.")


def _write_down(world: Opened, judged: Judged) -> None:
    with deed(world.database, world.clock, OPERATOR) as session:
        ledger.note(
            session,
            OPERATOR,
            Action.RECORDS_VERIFIED,
            fields=[fault.record for fault in judged.faults[:MOST_NAMED]],
            result=Result.INTEGRITY_FAILURE if judged.faults else Result.OK,
            detail={"rows": judged.rows, "faults": len(judged.faults)},
        )


def _retag(world: Opened, size: int, *, is_rehearsal: bool = False) -> tuple[int, int]:
    """Go through the persons a batch at a time; gives how many tags were behind, and how many do not open."""
    behind, spoilt, last = 0, 0, UUID(int=0)
    while True:
        with deed(world.database, world.clock, OPERATOR) as session:
            batch = retag(session, OPERATOR, last, size, is_rehearsal=is_rehearsal)
        if batch is None:
            return behind, spoilt
        behind, spoilt, last = behind + len(batch.behind), spoilt + len(batch.spoilt), batch.last


def _told(world: Opened, key: str, versions: list[str]) -> None:
    if versions:
        world.note(Action.KEYS_DESTROYED, key=key, many=len(versions))
    click.echo(f"Destroyed: {', '.join(versions)}." if versions else "There is no old version to destroy.")


def _require_one(root: bool, agency: str | None, tags: bool) -> None:  # noqa: FBT001 — three of the same kind
    if not (root or agency or tags):
        raise click.UsageError("Say which: --root, --agency CODE or --tags.")


def _lines(found: VaultStatus) -> list[str]:
    return [
        f"Root key:      {found.provider}, version {found.root_version}; it opens this key store.",
        f"Agency keys:   {_counted(found.agency_keys)}",
        f"Copies:        {_counted(found.copies_by_state)}",
        f"  by scope:    {_counted(found.copies_by_scope)}",
        f"Secrets:       {_counted(found.secrets)}",
        f"Erased cases:  {found.erased}",
    ]


def _where(found: Where) -> list[str]:
    roots = ", ".join(f"version {version} wraps {count}" for version, count in found.root_versions.items())
    old = sum(len(held) - 1 for held in (*found.agency_versions.values(), *found.tag_versions.values()))
    return [
        f"Root versions: {roots}",
        f"Old versions:  {old} of agency and tag keys still there",
        f"To rewrap:     {found.behind} copies",
    ]


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.items()) or "none"
