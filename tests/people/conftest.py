"""What tests of accounts share: a province, a hasher insecure but fast, a look at ledger and outbox."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from referral.kernel import ledger
from referral.kernel.database import Database
from referral.kernel.ledger import Action, Result, Search
from referral.kernel.outbox import OutboxRow
from referral.people.services.passphrases import Hasher
from referral.settings import INSECURE_FAST_HASHING

PASSPHRASE = "ngựa xanh uống trà bên suối"


@pytest.fixture(scope="session")
def hasher() -> Hasher:
    return Hasher(INSECURE_FAST_HASHING)


@pytest.fixture
def recorded(database: Database) -> Callable[[], list[tuple[Action, Result]]]:
    """Give what the ledger holds, oldest first."""

    def read() -> list[tuple[Action, Result]]:
        with database.reading() as session:
            found = ledger.entries(session, Search(), limit=1000)
        return [(entry.action, entry.result) for entry in reversed(found)]

    return read


@pytest.fixture
def told(database: Database) -> Callable[[], list[tuple[str, str]]]:
    """Give which letters wait, each with the seat or the owner it goes to."""

    def read() -> list[tuple[str, str]]:
        with database.reading() as session:
            said = session.scalars(select(OutboxRow.payload).order_by(OutboxRow.dedupe_key)).all()
        return [(str(one["template"]), str(one.get("role", "owner"))) for one in said]

    return read
