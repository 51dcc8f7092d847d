"""`referral ledger`: judges the access log, exports it, signs it, and witnesses the logs of others.

Judging and exporting write nothing; nothing here opens what is sealed.
"""

import sys
from pathlib import Path

import click

from referral import settings
from referral.commands.ledger_bar import Bar
from referral.commands.ledger_checkpoint import checkpoint
from referral.commands.ledger_database import CannotTell, TamperedWith, opened, trust_of
from referral.commands.ledger_witness import witness
from referral.kernel.database import reading
from referral.kernel.ledger import Status, Verdict, verify
from referral.kernel.ledger.exporting import export
from referral.kernel.ledger.signer import Signer

UNWITNESSED = (
    "No checkpoint has been witnessed: whether the whole log was rebuilt, only an outside witness could tell."
)


@click.group(name="ledger")
def command() -> None:
    """Judge, export, sign and witness the ledger of who did and saw what."""


command.add_command(checkpoint)
command.add_command(witness)


@command.command("verify")
@click.pass_obj
def verify_instance(instance: Path) -> None:
    """Judge every entry, the tree over them, its head, and every checkpoint.

    Exits with 0 when they agree, 1 when they were tampered with (naming the first bad index), 2 when nobody
    can tell.
    """
    with opened(instance) as (chosen, engine), reading(engine) as session:
        verdict = verify(session, Bar(sys.stderr), trust_of(chosen))
    stopped = Signer(chosen.signing.folder, chosen.signing.name).why_stopped
    for line in _lines(verdict, stopped):
        click.echo(line)


@command.command("export")
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.pass_obj
def export_instance(instance: Path, folder: Path) -> None:
    """Write the whole ledger into a new folder DIR, with the verifier that judges it without us."""
    with opened(instance) as (chosen, engine):
        with reading(engine) as session:
            many = export(session, folder, Bar(sys.stderr))
        keys = Signer(chosen.signing.folder, chosen.signing.name).known_keys
    click.echo(f"{many:,} entries were written to {folder}.")
    for key in keys:
        click.echo(f"Log key: {key}")
    for place in settings_lines(chosen):
        click.echo(f"Witness: {place}")


def settings_lines(chosen: settings.Settings) -> tuple[str, ...]:
    """Give the witnesses' keys without their addresses."""
    return tuple(each.split(" ")[0] for each in chosen.signing.witnesses)


def _lines(verdict: Verdict, stopped: str | None) -> list[str]:
    """Say a verdict, or raise what makes the command fail with its exit code.

    :raises TamperedWith: if the log cannot be believed
    :raises CannotTell: if it cannot be judged, or the signer has stopped
    """
    if verdict.status is Status.SOUND:
        if stopped:
            raise CannotTell(f"Cannot tell. What is stored agrees, yet the signer has stopped: {stopped}")
        signed = f"Checkpoints agree up to {verdict.signed_size:,} entries of the newest log."
        sound = f"Sound: {verdict.size:,} entries, root {verdict.root.hex()}."
        return [sound, signed, *([] if verdict.is_witnessed else [UNWITNESSED])]
    why = verdict.why.en if verdict.why else ""
    if verdict.status is Status.UNKNOWN:
        raise CannotTell(f"Cannot tell. {why}")
    where = f"the first bad index is {verdict.first_bad_index}, in the log of {verdict.shard}"
    raise TamperedWith(f"Tampered with: {where}. {why}")
