"""`referral ledger witness`: run by an outside body, which needs neither an instance nor a database.

It cosigns a log only if it extends what was cosigned before: from a file, or over HTTP.
"""

from pathlib import Path
from typing import TextIO

import click

from referral.kernel.clock import SystemClock
from referral.kernel.errors import UnsafeSettings
from referral.kernel.ledger.signing import VerifyingKey
from referral.kernel.ledger.witness import Witness, WitnessRefused
from referral.kernel.ledger.witness_server import server_of
from referral.settings import LOOPBACK


class NotWitnessed(UnsafeSettings):
    """The witness did not cosign; the sentence says why."""


@click.command("witness")
@click.argument("request", required=False, type=click.File(encoding="utf-8"))
@click.option(
    "--folder",
    default="witness",
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the witness keeps its key and what it cosigned.",
)
@click.option("--name", help="Begin: draw the witness's key under this name, and print its public half.")
@click.option("--watch", metavar="KEY", help="Cosign for the log with this key, from now on.")
@click.option("--serve", is_flag=True, help="Answer over HTTP (POST /add-checkpoint).")
@click.option("--host", default=LOOPBACK[1], show_default=True, help="The address to listen at.")
@click.option("--port", default=8090, show_default=True, type=click.IntRange(0, 65535))
def witness(
    request: TextIO | None,
    folder: Path,
    name: str | None,
    watch: str | None,
    *,
    serve: bool,
    host: str,
    port: int,
) -> None:
    """Cosign the checkpoint in REQUEST (a file, or - for stdin), if it extends what was cosigned before."""
    body = Witness(folder)
    if not (request or name or watch or serve):
        raise click.UsageError("Give a REQUEST, or one of --name, --watch and --serve.")
    try:
        if name:
            click.echo(str(body.begin(name)))
        if watch:
            body.watch(VerifyingKey.from_text(watch))
        if request:
            click.echo(str(body.cosign(request.read(), SystemClock())))
    except (WitnessRefused, ValueError) as refused:
        raise NotWitnessed(str(refused)) from refused
    if serve:
        serve_until_stopped(body, host, port)


def serve_until_stopped(body: Witness, host: str, port: int) -> None:
    """Answer over HTTP until told to stop; TLS is the business of whatever stands before it."""
    with server_of(body, SystemClock(), host, port) as server:
        click.echo(f"http://{host}:{server.server_address[1]}")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            click.echo("Stopped.", err=True)
