"""Making sure that what was erased stays so, before anything is served. Nothing is printed here."""

from contextlib import closing

from referral.app import open_database
from referral.kernel.clock import Clock, SystemClock
from referral.kernel.database import Database, disposing, make_engine
from referral.kernel.transaction import deed
from referral.kernel.vault.erasing import FILE, Erasing
from referral.people.services.actors import OPERATOR
from referral.settings import Settings
from referral.tracks.services import erasures


def before_serving(settings: Settings) -> None:
    """Erase again what a restore has brought back, before the first page is shown.

    :raises UnsafeSettings: if the database or the keys cannot be used
    """
    clock = SystemClock()
    with (
        closing(open_database(settings, clock)) as database,
        disposing(make_engine(settings.keystore_url)) as keystore,
    ):
        replay_all(database, clock, Erasing(keystore, settings.root_key.with_name(FILE)))


def replay_all(database: Database, clock: Clock, erasing: Erasing) -> tuple[str, ...]:
    """Erase again what came back with a backup, and name the cases."""
    erased = erasing.erased()
    if not erased:
        return ()
    with deed(database, clock, OPERATOR) as session:
        return erasures.replay(session, OPERATOR, erased, erasing.erase)
