"""The signer as a process: looks every few seconds, signs when it is due, asks the witnesses.

It serves nobody, is handed no key of the vault and opens nothing sealed; its key lies in a folder of its own.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from referral.kernel.clock import Clock, SystemClock, local_date
from referral.kernel.database import disposing, make_engine
from referral.kernel.errors import UnsafeSettings
from referral.kernel.ledger.asking import NotCosigned, WitnessPlace, ask
from referral.kernel.ledger.checkpoints import Checkpoint
from referral.kernel.ledger.keeping import keep, own_folder
from referral.kernel.ledger.paper import page_of
from referral.kernel.ledger.signed_notes import SignedNote
from referral.kernel.ledger.signer import Signer
from referral.scheduler import Beside, told_to_stop
from referral.settings import Settings, Signing

log = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 5.0


def run(settings: Settings) -> None:
    """Sign until the process is told to stop, or the process that started it is gone."""
    keep_signing(settings, told_to_stop(), SystemClock())


def keep_signing(settings: Settings, stop: threading.Event, clock: Clock) -> None:
    """Look again and again; what goes wrong is logged once and tried again."""
    wrong = ""
    with disposing(make_engine(settings.database_url)) as engine:
        while not stop.is_set():
            now_wrong = look(settings.signing, engine, clock)
            if now_wrong and now_wrong != wrong:
                log.critical("Nothing is signed. %s", now_wrong)
            wrong = now_wrong
            stop.wait(LOOK_EVERY_SECONDS)


def look(signing: Signing, engine: Engine, clock: Clock) -> str:
    """Sign if it is due; give what is wrong, or an empty text."""
    signer = Signer(signing.folder, signing.name)
    try:
        if signer.why_stopped or signer.is_due(engine, clock):
            sign(signing, engine, clock)
    except SQLAlchemyError as error:
        return f"The database cannot be reached ({type(error).__name__})."
    except (UnsafeSettings, OSError) as error:
        return str(error)
    return ""


def sign(signing: Signing, engine: Engine, clock: Clock) -> tuple[SignedNote, ...]:
    """Sign now, print the first checkpoint of a day, and ask every witness that has an address.

    :raises SignerStopped: if the log does not extend what was signed before
    :raises UnsafeSettings: if key, state or a witness's key cannot be used
    """
    places = [WitnessPlace.from_text(each) for each in signing.witnesses]
    notes = Signer(signing.folder, signing.name).sign(engine, clock)
    for note in notes:
        _print_daily(signing.folder / "print", note, clock)
        for place in places:
            _ask(engine, place, note)
    return notes


def _print_daily(folder: Path, note: SignedNote, clock: Clock) -> None:
    own_folder(folder)
    year = Checkpoint.from_text(note.text).shard
    page = folder / f"{local_date(clock.now()).isoformat()}-{year}.html"
    if not page.exists():
        keep(page, page_of(note))


def _ask(engine: Engine, place: WitnessPlace, note: SignedNote) -> None:
    if not place.url:
        return
    try:
        ask(engine, place, Checkpoint.from_text(note.text).shard, note)
    except NotCosigned as error:
        log.warning("A checkpoint was not cosigned. %s", error)


@contextmanager
def beside(settings: Settings) -> Iterator[Callable[[], object]]:
    """Give what starts the signer in a process of its own, if it runs here; it ends with the block."""
    if not settings.signing.is_here:
        yield lambda: None
        return
    with Beside(settings, run, "signer") as kept:
        yield kept.start
