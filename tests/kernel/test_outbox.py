"""A message is taken once, sent by one sender at a time, tried again patiently, and given up in the end."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from referral.kernel import outbox
from referral.kernel.clock import StoppedClock
from referral.kernel.database import Database
from referral.kernel.outbox import LeaseLost, Message, MessageState
from referral.kernel.transaction import deed
from tests.conftest import MONDAY_MORNING

FIRST = Message("first", "mail", {"case": "CASE-A", "level": 1})
SECOND = Message("second", "mail", {"case": "CASE-B"}, MONDAY_MORNING + timedelta(hours=1))


def test_a_message_is_claimed_as_it_was_put(waiting: Database, clock: StoppedClock) -> None:
    (claimed,) = outbox.claim(waiting, clock)

    assert (claimed.dedupe_key, claimed.channel, claimed.payload) == ("first", "mail", FIRST.payload)
    assert (claimed.attempts, claimed.created_at) == (1, MONDAY_MORNING)


def test_the_same_key_is_taken_only_once(database: Database, clock: StoppedClock) -> None:
    with deed(database, clock) as session:
        once = outbox.put(session, clock, FIRST)
        twice = outbox.put(session, clock, SECOND, FIRST)

    assert (once, twice) == (["first"], ["second"])


def test_the_key_of_a_sent_message_stays_taken(waiting: Database, clock: StoppedClock) -> None:
    (claimed,) = outbox.claim(waiting, clock)

    with deed(waiting, clock) as session:
        outbox.mark_sent(session, clock, claimed)
        assert outbox.put(session, clock, FIRST) == []

    assert outbox.claim(waiting, clock) == []


def test_putting_nothing_asks_the_database_nothing(session: Session, clock: StoppedClock) -> None:
    assert outbox.put(session, clock) == []
    assert not session.in_transaction()


def test_messages_are_claimed_when_due_and_oldest_first(waiting: Database, clock: StoppedClock) -> None:
    clock.move(hours=2)

    assert [message.dedupe_key for message in outbox.claim(waiting, clock)] == ["first", "second"]


def test_a_claim_takes_no_more_than_asked(waiting: Database, clock: StoppedClock) -> None:
    clock.move(hours=2)

    assert [message.dedupe_key for message in outbox.claim(waiting, clock, limit=1)] == ["first"]
    assert [message.dedupe_key for message in outbox.claim(waiting, clock, limit=1)] == ["second"]


def test_a_claimed_message_is_nobody_elses(waiting: Database, clock: StoppedClock) -> None:
    outbox.claim(waiting, clock)

    assert outbox.claim(waiting, clock) == []


def test_a_lease_that_ended_offers_the_message_again(waiting: Database, clock: StoppedClock) -> None:
    outbox.claim(waiting, clock)
    _end_leases(waiting)

    (claimed,) = outbox.claim(waiting, clock)

    assert claimed.attempts == 2


def test_a_lease_runs_by_the_databases_time(waiting: Database, clock: StoppedClock) -> None:
    outbox.claim(waiting, clock)
    clock.move(days=3650)

    assert [message.dedupe_key for message in outbox.claim(waiting, clock)] == ["second"]


def test_a_sender_who_lost_the_lease_must_undo(waiting: Database, clock: StoppedClock) -> None:
    (slow,) = outbox.claim(waiting, clock)
    _end_leases(waiting)
    (quick,) = outbox.claim(waiting, clock)

    with deed(waiting, clock) as session:
        outbox.mark_sent(session, clock, quick)

    with pytest.raises(LeaseLost), deed(waiting, clock) as session:
        outbox.mark_sent(session, clock, slow)


def test_a_failed_message_waits_twice_as_long_each_time(waiting: Database, clock: StoppedClock) -> None:
    waits = [_fail_and_wait(waiting, clock) for _ in range(9)]

    assert waits == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]


def test_a_message_is_dead_after_ten_failures(waiting: Database, clock: StoppedClock) -> None:
    for _ in range(9):
        _fail_and_wait(waiting, clock)
    (claimed,) = outbox.claim(waiting, clock)

    with deed(waiting, clock) as session:
        assert outbox.mark_failed(session, clock, claimed, "TimeoutError") is MessageState.DEAD

    clock.move(days=30)
    assert outbox.claim(waiting, clock) == []


def test_a_failure_keeps_only_its_kind(waiting: Database, clock: StoppedClock) -> None:
    (claimed,) = outbox.claim(waiting, clock)

    with deed(waiting, clock) as session:
        outbox.mark_failed(session, clock, claimed, "T" * 300)
        assert session.scalar(text("SELECT length(error) FROM outbox WHERE error IS NOT NULL")) == 200


def test_a_superseded_message_is_never_sent(waiting: Database, clock: StoppedClock) -> None:
    with deed(waiting, clock) as session:
        assert outbox.supersede(session, ["first", "unknown"]) == 1

    assert outbox.claim(waiting, clock) == []


def test_a_message_overtaken_while_it_was_sent_stays_overtaken(
    waiting: Database, clock: StoppedClock
) -> None:
    (claimed,) = outbox.claim(waiting, clock)

    with deed(waiting, clock) as session:
        outbox.supersede(session, ["first"])

    with pytest.raises(LeaseLost), deed(waiting, clock) as session:
        outbox.mark_failed(session, clock, claimed, "TimeoutError")


def test_a_sender_knows_how_long_to_sleep(waiting: Database, clock: StoppedClock) -> None:
    with deed(waiting, clock) as session:
        outbox.supersede(session, ["first"])

        assert outbox.next_attempt_at(session) == SECOND.not_before


def test_an_empty_outbox_has_nothing_next(session: Session) -> None:
    assert outbox.next_attempt_at(session) is None


def test_health_sees_how_many_are_in_each_state(waiting: Database, clock: StoppedClock) -> None:
    (claimed,) = outbox.claim(waiting, clock)
    with deed(waiting, clock) as session:
        outbox.mark_sent(session, clock, claimed)

    with waiting.reading() as session:
        found = outbox.counts(session)

    assert found == {"waiting": 1, "sent": 1, "dead": 0, "superseded": 0}


def test_due_messages_are_found_by_the_index_of_waiting_ones(session: Session, clock: StoppedClock) -> None:
    dialect = session.get_bind().dialect
    claiming = outbox._claiming(dialect.name, MONDAY_MORNING, 5).compile(dialect=dialect)

    assert "outbox.state" not in str(claiming)
    assert "state = 'waiting'" in str(claiming)


@pytest.fixture
def waiting(database: Database, clock: StoppedClock) -> Database:
    """A database whose outbox holds a message due now, and one due in an hour."""
    with deed(database, clock) as session:
        outbox.put(session, clock, FIRST, SECOND)
    return database


def _fail_and_wait(database: Database, clock: StoppedClock) -> float:
    """Fail the first message once, then wait until it is due again; gives the seconds waited."""
    claimed = next(each for each in outbox.claim(database, clock) if each.dedupe_key == "first")
    with deed(database, clock) as session:
        outbox.supersede(session, ["second"])
        outbox.mark_failed(session, clock, claimed, "TimeoutError")
        due = outbox.next_attempt_at(session)
    assert due is not None
    waited = (due - clock.now()).total_seconds()
    clock.set(due)
    return waited


def _end_leases(database: Database) -> None:
    with database.session() as session:
        session.execute(text("UPDATE outbox SET lease_until = '2000-01-01 00:00:00.000000'"))
        session.commit()
