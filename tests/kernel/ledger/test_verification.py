"""Whatever is done to the stored log is found, and the first entry it touches is named."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from referral.kernel import ledger
from referral.kernel.clock import StoppedClock
from referral.kernel.database import Database
from referral.kernel.ledger import Action, Fault, Status, Verdict, merkle, verification, verify
from referral.kernel.ledger.merkle import EMPTY_ROOT, Peaks, leaf_hash
from referral.kernel.ledger.protection import FIRST_TABLES
from referral.kernel.permissions import SYSTEM
from referral.kernel.transaction import deed
from tests.kernel.ledger.tampering import (
    LIST_AT,
    SIZE,
    TAMPERINGS,
    WRONG,
    YEARS_BROKEN,
    Tampering,
    drop_triggers,
    owner_of,
)


@pytest.mark.parametrize(("tamper", "index", "fault"), TAMPERINGS.values(), ids=TAMPERINGS)
def test_tampering_is_found_and_the_first_bad_entry_named(
    log: Database, tamper: Tampering, index: int, fault: Fault
) -> None:
    with owner_of(log) as owner:
        tamper(owner)

    verdict = _judged(log)

    assert (verdict.status, verdict.first_bad_index, verdict.fault) == (Status.TAMPERED, index, fault)
    assert verdict.why == fault.words


def test_an_untouched_log_is_sound_and_unwitnessed(log: Database) -> None:
    peaks = Peaks()
    with log.reading() as session:
        for body in session.scalars(text("SELECT body FROM ledger_entry ORDER BY idx")):
            peaks.append(leaf_hash(body))

    assert _judged(log) == Verdict(Status.SOUND, SIZE, peaks.root(), 2026)


def test_a_sound_log_has_nothing_to_explain(log: Database) -> None:
    assert _judged(log).why is None


def test_only_the_peak_that_was_changed_is_doubted(log: Database) -> None:
    with owner_of(log) as owner:
        peaks = owner.scalars(text("SELECT peaks FROM ledger_head")).one()
        owner.execute(text("UPDATE ledger_head SET peaks = :other"), {"other": peaks[:-32] + WRONG})

    assert _judged(log).first_bad_index == 10


def test_progress_is_told_batch_by_batch(log: Database) -> None:
    told = list[tuple[int, int]]()

    with log.reading() as session:
        verify(session, lambda done, total: told.append((done, total)))

    assert told == [(4, SIZE), (8, SIZE), (11, SIZE)]


def test_verifying_hashes_each_node_exactly_once(log: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed = list[bytes]()
    for module in (verification, merkle):
        monkeypatch.setattr(module, "sha256", _counting(hashed, module.sha256))

    assert _judged(log).status is Status.SOUND

    assert len(hashed) == 2 * SIZE - 1


def test_an_empty_ledger_cannot_be_judged(database: Database) -> None:
    assert _judged(database) == Verdict(Status.UNKNOWN, fault=Fault.EMPTY)


def test_a_ledger_without_tables_cannot_be_judged(database: Database) -> None:
    with database.session() as session:
        session.execute(text("DROP TABLE ledger_head"))

        assert verify(session) == Verdict(Status.UNKNOWN, 0, EMPTY_ROOT, fault=Fault.UNREADABLE)


def test_years_that_follow_each_other_are_sound(two_years: Database) -> None:
    verdict = _judged(two_years)

    assert (verdict.status, verdict.size, verdict.shard) == (Status.SOUND, SIZE + 2, 2027)


@pytest.mark.parametrize("tamper", YEARS_BROKEN.values(), ids=YEARS_BROKEN)
def test_years_that_do_not_follow_are_found(two_years: Database, tamper: Tampering) -> None:
    with owner_of(two_years) as owner:
        tamper(owner)

    verdict = _judged(two_years)

    assert (verdict.status, verdict.fault) == (Status.TAMPERED, Fault.UNCHAINED)
    assert (verdict.shard, verdict.first_bad_index) == (2027, 0)


@pytest.mark.parametrize("table", FIRST_TABLES)
@pytest.mark.parametrize("command", ["DELETE FROM {}", "UPDATE {} SET shard = 1"])
def test_the_database_itself_refuses_to_change_entries(log: Database, table: str, command: str) -> None:
    with log.session() as session, pytest.raises(Exception, match="append-only"):
        session.execute(text(command.format(table)))

    assert _judged(log).status is Status.SOUND


def test_the_engines_own_shortcuts_are_refused_too(log: Database) -> None:
    shortcut = {
        "sqlite": "INSERT OR REPLACE INTO ledger_entry SELECT * FROM ledger_entry",
        "postgresql": "TRUNCATE ledger_entry",
    }[log.engine.dialect.name]

    with log.session() as session, pytest.raises(Exception, match="append-only"):
        session.execute(text(shortcut))


def test_a_migration_protects_tables_it_has_made(log: Database) -> None:
    with log.session() as session:
        drop_triggers(session.connection())
        ledger.protect(session.connection())
        session.commit()

    with log.session() as session, pytest.raises(Exception, match="append-only"):
        session.execute(text("DELETE FROM ledger_node"))


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four entries at once, so that a short log has whole batches and a broken one."""
    monkeypatch.setattr(verification, "BATCH", 4)


@pytest.fixture
def log(database: Database, clock: StoppedClock) -> Database:
    """A year's log of eleven entries."""
    with deed(database, clock) as session:
        for number in range(SIZE):
            about = {LIST_AT: ["CASE-A", "CASE-B"], SIZE - 1: None}.get(number, f"CASE-{number}")
            ledger.note(session, SYSTEM, Action.CASE_LISTED, about)
    return database


@pytest.fixture
def two_years(log: Database, clock: StoppedClock) -> Database:
    """The same log, and one entry in the year after it."""
    clock.set(datetime(2027, 1, 1, 0, 0, tzinfo=UTC))
    with deed(log, clock) as session:
        ledger.note(session, SYSTEM, Action.SYSTEM_SWEPT)
    return log


def _judged(database: Database) -> Verdict:
    with database.reading() as session:
        return verify(session)


def _counting(hashed: list[bytes], real: Callable[[bytes], object]) -> Callable[[bytes], object]:
    def sha256(data: bytes) -> object:
        hashed.append(data)
        return real(data)

    return sha256
