"""`referral ledger checkpoint`: signs what the log holds now, prints it, and takes what witnesses answered.

It reaches the signer's folder, so it runs where the signer runs.
"""

from pathlib import Path
from typing import TextIO

import click
from sqlalchemy import Engine

from referral import signer as signing_process
from referral.commands.ledger_database import CannotTell, opened
from referral.kernel.clock import SystemClock
from referral.kernel.database import reading
from referral.kernel.errors import NotFound, UnsafeSettings
from referral.kernel.ledger.asking import NotCosigned, WitnessPlace, request_from, take
from referral.kernel.ledger.keeping import keep
from referral.kernel.ledger.paper import page_of
from referral.kernel.ledger.published import newest
from referral.kernel.ledger.signed_notes import SignedNote
from referral.settings import Settings

OUT = click.Path(dir_okay=False, path_type=Path)


@click.command("checkpoint")
@click.option("--print", "page", type=OUT, metavar="FILE", help="Write a page with a QR code, to be printed.")
@click.option(
    "--request-from",
    type=int,
    metavar="SIZE",
    help="Print what a witness that cosigned SIZE entries is asked.",
)
@click.option(
    "--add", type=click.File(encoding="utf-8"), help="Take the cosignature a witness answered with."
)
@click.option("--keep-on", is_flag=True, help="Sign whenever it is due, until told to stop.")
@click.pass_obj
def checkpoint(
    instance: Path,
    page: Path | None,
    request_from: int | None,
    add: TextIO | None,
    *,
    keep_on: bool,
) -> None:
    """Sign what the log holds now, and print it. Nothing is signed with --request-from or --add."""
    with opened(instance) as (chosen, engine):
        if keep_on:
            signing_process.run(chosen)
        elif add is not None:
            click.echo(_added(chosen, engine, add.read()))
        elif request_from is not None:
            click.echo(_request(engine, request_from), nl=False)
        else:
            signing_process.sign(chosen.signing, engine, SystemClock())
            _, note = _newest(engine)
            if page is not None:
                keep(page, page_of(note))
            click.echo(str(note), nl=False)


def _newest(engine: Engine) -> tuple[int, SignedNote]:
    with reading(engine) as session:
        found = newest(session)
    if found is None:
        raise CannotTell("The ledger holds no entry yet, so nothing is signed.")
    return found


def _request(engine: Engine, size: int) -> str:
    shard, note = _newest(engine)
    try:
        return str(request_from(engine, shard, note, size))
    except NotFound:
        raise CannotTell(
            f"The log of {shard} never held {size} entries that a witness could have signed."
        ) from None


def _added(chosen: Settings, engine: Engine, answer: str) -> str:
    """Publish a cosignature that came back by paper or stick.

    :raises UnsafeSettings: if it is of no witness of ours, or under another checkpoint
    """
    shard, note = _newest(engine)
    for place in map(WitnessPlace.from_text, chosen.signing.witnesses):
        try:
            return f"Cosigned by {take(engine, place.key, shard, note, answer).name}."
        except NotCosigned:
            continue
    raise UnsafeSettings(
        "This is no cosignature of a witness named in `ledger.witnesses` under the newest checkpoint."
    )
