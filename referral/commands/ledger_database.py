"""Reaching the ledger of an instance, and whom it trusts. Looking never makes a database."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, make_url
from sqlalchemy.exc import SQLAlchemyError

from referral import settings
from referral.kernel.database import disposing, make_engine
from referral.kernel.errors import UnsafeSettings
from referral.kernel.ledger.asking import WitnessPlace
from referral.kernel.ledger.judging import Trust
from referral.kernel.ledger.signer import Signer
from referral.settings import Settings


class TamperedWith(UnsafeSettings):
    """The log cannot be believed; the sentence names the first entry that cannot."""

    exit_code = 1


class CannotTell(UnsafeSettings):
    """The log cannot be judged; the sentence says why."""

    exit_code = 2


@contextmanager
def opened(instance: Path) -> Iterator[tuple[Settings, Engine]]:
    """Give the settings of an instance and the engine of its database.

    :raises CannotTell: if there is no installation or its database cannot be reached
    """
    try:
        chosen = settings.read(instance)
    except UnsafeSettings as error:
        raise CannotTell(str(error)) from error
    _require_file(chosen.database_url)
    with disposing(make_engine(chosen.database_url)) as engine:
        try:
            yield chosen, engine
        except SQLAlchemyError as error:
            raise CannotTell("The database cannot be reached. Start it, then try again.") from error


def trust_of(chosen: Settings) -> Trust:
    """Give whose signatures this instance believes, and what its signer remembers.

    :raises UnsafeSettings: if a key or the signer's state cannot be read
    """
    signer = Signer(chosen.signing.folder, chosen.signing.name)
    witnesses = tuple(WitnessPlace.from_text(each).key for each in chosen.signing.witnesses)
    remembered = tuple(each.checkpoint for each in signer.signed().values())
    return Trust(signer.known_keys, witnesses, remembered)


def _require_file(url: str) -> None:
    """Make sure that looking at a SQLite file does not make one."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and not Path(parsed.database or "").is_file():
        raise CannotTell("There is no database yet. Run `referral init` first.")
