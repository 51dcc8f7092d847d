"""`referral ledger verify`: judges the access log of an instance. It writes nothing and opens nothing sealed.

It exits with 0 when the log is sound, 1 when it was tampered with, 2 when nobody can tell.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

import click
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from referral import settings
from referral.kernel.database import make_engine, reading
from referral.kernel.errors import UnsafeSettings
from referral.kernel.ledger import Status, Verdict, verify

UNWITNESSED = (
    "No checkpoint has been witnessed: whether the whole log was rebuilt, only an outside witness could tell."
)
WIDTH = 40
SECONDS_BEFORE_A_BAR = 2


class TamperedWith(UnsafeSettings):
    """The log cannot be believed; the sentence names the first entry that cannot."""

    exit_code = 1


class CannotTell(UnsafeSettings):
    """The log cannot be judged; the sentence says why."""

    exit_code = 2


class Bar:
    """A progress bar, on a terminal alone, and only if it takes longer than two seconds."""

    def __init__(self, stream: TextIO, monotonic: Callable[[], float] = time.monotonic) -> None:
        """Take where to draw, and a clock that only measures."""
        self._stream, self._monotonic = stream, monotonic
        self._began_at = monotonic()

    def __call__(self, done: int, total: int) -> None:
        """Draw how far it is; the last drawing ends the line."""
        is_slow = self._monotonic() - self._began_at > SECONDS_BEFORE_A_BAR
        if is_slow and self._stream.isatty():
            filled = "#" * (WIDTH * done // total)
            end = "\n" if done == total else ""
            self._stream.write(f"\r[{filled:<{WIDTH}}] {done:,} of {total:,} entries{end}")
            self._stream.flush()


@click.group(name="ledger")
def command() -> None:
    """Judge the ledger of who did and saw what."""


@command.command("verify")
@click.pass_obj
def verify_instance(instance: Path) -> None:
    """Judge every entry, the tree over them and its head.

    Exits with 0 when they agree, 1 when they were tampered with (naming the first bad index), 2 when nobody
    can tell.
    """
    for line in _lines(_judge(instance)):
        click.echo(line)


def _judge(instance: Path) -> Verdict:
    """Judge the log of an instance.

    :raises CannotTell: if there is no installation or its database cannot be reached
    """
    try:
        url = settings.read(instance).database_url
    except UnsafeSettings as error:
        raise CannotTell(str(error)) from error
    _require_file(url)
    engine = make_engine(url)
    try:
        with reading(engine) as session:
            return verify(session, Bar(sys.stderr))
    except SQLAlchemyError as error:
        raise CannotTell("The database cannot be reached. Start it, then verify again.") from error
    finally:
        engine.dispose()


def _require_file(url: str) -> None:
    """Make sure that looking at a SQLite file does not make one."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and not Path(parsed.database or "").is_file():
        raise CannotTell("There is no database yet. Run `referral init` first.")


def _lines(verdict: Verdict) -> list[str]:
    """Say a verdict, or raise what makes the command fail with its exit code.

    :raises TamperedWith: if the log cannot be believed
    :raises CannotTell: if it cannot be judged
    """
    if verdict.status is Status.SOUND:
        return [f"Sound: {verdict.size:,} entries, root {verdict.root.hex()}.", UNWITNESSED]
    why = verdict.why.en if verdict.why else ""
    if verdict.status is Status.UNKNOWN:
        raise CannotTell(f"Cannot tell. {why}")
    where = f"the first bad index is {verdict.first_bad_index}, in the log of {verdict.shard}"
    raise TamperedWith(f"Tampered with: {where}. {why}")
