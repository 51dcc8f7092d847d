"""A deed is whole or not at all, and a refused one leaves nothing but the record of the attempt."""

import logging
from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from referral.kernel import errors, ledger
from referral.kernel.clock import StoppedClock
from referral.kernel.database import Database
from referral.kernel.ledger import Action, LedgerUnavailable, Result, Search
from referral.kernel.outbox import Message, counts, put
from referral.kernel.permissions import ANONYMOUS, SYSTEM, Actor
from referral.kernel.references import new_reference
from referral.kernel.transaction import Deed, deed
from tests.fakes import AN_OFFICER, Bell, BrokenBell, full_disk

CASE = UUID("0197d8c0-1111-7000-8000-000000000001")
REFERENCE = new_reference()
MESSAGE = Message("key", "mail", {"case": "CASE-A"})


def test_a_deed_commits_its_rows_and_its_entry(database: Database, clock: StoppedClock) -> None:
    with deed(database, clock, AN_OFFICER) as session:
        put(session, clock, MESSAGE)
        ledger.note(session, AN_OFFICER, Action.CASE_MOVED, "CASE-A")

    assert (_messages(database), _recorded(database)) == (1, [(Action.CASE_MOVED, Result.OK)])


def test_a_refused_deed_leaves_only_the_attempt(database: Database, clock: StoppedClock) -> None:
    with pytest.raises(errors.Conflict):
        _move_and_fail(database, clock, errors.Conflict())

    assert (_messages(database), _recorded(database)) == (0, [(Action.CASE_MOVED, Result.CONFLICT)])


def test_the_record_of_an_attempt_says_what_and_why(database: Database, clock: StoppedClock) -> None:
    with pytest.raises(errors.NotFound):
        _move_and_fail(database, clock, errors.NotFound())

    with database.reading() as session:
        (entry,) = ledger.entries(session, Search(about=str(CASE)))
    assert (entry.actor, entry.request) == (str(AN_OFFICER.user_id), "r7")
    assert entry.detail == {"code": "not-found", "status": 404}


@pytest.mark.parametrize(
    ("error", "action", "result"),
    [
        (errors.MissingKey(), Action.REQUEST_REFUSED, Result.INVALID),
        (errors.NotSignedIn(), Action.REQUEST_REFUSED, Result.DENIED),
        (errors.PurposeRequired(), Action.REQUEST_REFUSED, Result.DENIED),
        (errors.NotFound(), Action.REQUEST_REFUSED, Result.DENIED),
        (errors.StepRefused([]), Action.REQUEST_REFUSED, Result.CONFLICT),
        (errors.StaleVersion(3), Action.REQUEST_REFUSED, Result.CONFLICT),
        (errors.InvalidInput([]), Action.REQUEST_REFUSED, Result.INVALID),
        (errors.VersionRequired(), Action.REQUEST_REFUSED, Result.INVALID),
        (errors.TooManyAttempts(seconds=5), Action.REQUEST_REFUSED, Result.DENIED),
        (errors.IntegrityFailure(), Action.INTEGRITY_FAILED, Result.INTEGRITY_FAILURE),
        (ZeroDivisionError(), Action.REQUEST_REFUSED, Result.FAILED),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else str(value),
)
def test_each_refusal_is_recorded_by_how_it_ended(
    database: Database, clock: StoppedClock, error: Exception, action: Action, result: Result
) -> None:
    doing = Deed(database, clock, AN_OFFICER)

    doing.abandon(error)

    assert _recorded(database) == [(action, result)]
    assert [receipt.index for receipt in doing.receipts] == [0]


@pytest.mark.parametrize(
    ("actor", "error"),
    [
        pytest.param(AN_OFFICER, errors.LedgerUnavailable(), id="the ledger cannot be written anyway"),
        pytest.param(AN_OFFICER, KeyboardInterrupt(), id="the program is being stopped"),
        pytest.param(AN_OFFICER, None, id="the caller says that it is not worth a record"),
        pytest.param(ANONYMOUS, errors.NotSignedIn(), id="nobody has signed in"),
        pytest.param(SYSTEM, ZeroDivisionError(), id="a job fails at every tick"),
    ],
)
def test_some_endings_are_not_recorded(
    database: Database, clock: StoppedClock, actor: Actor, error: BaseException | None
) -> None:
    Deed(database, clock, actor).abandon(error)

    assert _recorded(database) == []


def test_a_refused_sign_in_of_nobody_is_recorded(database: Database, clock: StoppedClock) -> None:
    doing = Deed(database, clock)
    ledger.attempt(doing.session, Action.SESSION_REFUSED)

    doing.abandon(errors.NotSignedIn())

    assert _recorded(database) == [(Action.SESSION_REFUSED, Result.DENIED)]


@pytest.mark.parametrize(
    ("about", "named"),
    [
        pytest.param(CASE, (str(CASE),), id="an id"),
        pytest.param(str(CASE), (str(CASE),), id="an id as text"),
        pytest.param(REFERENCE, (REFERENCE,), id="a reference"),
        pytest.param([REFERENCE, "Hoa"], (REFERENCE,), id="a reference and a name"),
        pytest.param("Hoa", (), id="a name typed into an address"),
        pytest.param(None, (), id="nothing"),
    ],
)
def test_an_attempt_names_only_ids_and_references(
    database: Database, clock: StoppedClock, about: UUID | str | list[str] | None, named: tuple[str, ...]
) -> None:
    doing = Deed(database, clock, AN_OFFICER)
    ledger.attempt(doing.session, Action.CASE_READ, about)

    doing.abandon(errors.NotFound())

    with database.reading() as session:
        assert [entry.about for entry in ledger.entries(session, Search())] == [named]


def test_an_unrecordable_refusal_shows_only_that(database: Database, clock: StoppedClock) -> None:
    _lose_the_ledger(database)

    with pytest.raises(LedgerUnavailable):
        Deed(database, clock, AN_OFFICER).abandon(errors.NotFound())


def test_an_unrecordable_refusal_may_fail_at_its_end(
    database: Database, clock: StoppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database.engine.dialect, "do_commit", full_disk)

    with pytest.raises(LedgerUnavailable):
        Deed(database, clock, AN_OFFICER).abandon(errors.NotFound())


def test_an_unwritable_ledger_undoes_the_deed(database: Database, clock: StoppedClock) -> None:
    _lose_the_ledger(database)

    with pytest.raises(LedgerUnavailable):
        _move_and_fail(database, clock, None)

    assert _messages(database) == 0


def test_a_commit_that_fails_undoes_the_deed(
    database: Database, clock: StoppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database.engine.dialect, "do_commit", full_disk)

    with pytest.raises(LedgerUnavailable), deed(database, clock, AN_OFFICER) as session:
        put(session, clock, MESSAGE)

    monkeypatch.undo()
    assert _messages(database) == 0


def test_what_waited_for_the_commit_runs_after_it(database: Database, clock: StoppedClock) -> None:
    seen = list[int]()

    with deed(database, clock) as session:
        put(session, clock, MESSAGE)
        session.info["after_commit"].append(lambda: seen.append(_messages(database)))

    assert seen == [1]


def test_what_waited_is_not_run_when_refused(database: Database, clock: StoppedClock) -> None:
    bell = Bell()

    with pytest.raises(errors.NotFound):
        _move_and_fail(database, clock, errors.NotFound(), bell)

    assert bell.rings == 0


def test_what_fails_after_the_commit_is_logged_without_its_words(
    database: Database, clock: StoppedClock, caplog: pytest.LogCaptureFixture
) -> None:
    bell = Bell()

    with caplog.at_level(logging.ERROR), deed(database, clock) as session:
        session.info["after_commit"] += [BrokenBell(), bell]

    assert bell.rings == 1
    assert "BrokenBell failed with ValueError" in caplog.text
    assert BrokenBell.words not in caplog.text


def test_a_deed_gives_receipts_for_its_entries(database: Database, clock: StoppedClock) -> None:
    doing = Deed(database, clock, AN_OFFICER)
    ledger.note(doing.session, AN_OFFICER, Action.CASE_READ, "CASE-A")

    doing.finish()

    assert [(receipt.shard, receipt.index) for receipt in doing.receipts] == [(2026, 0)]


def test_a_deed_that_touched_nothing_opens_nothing(database: Database, clock: StoppedClock) -> None:
    begun = Bell()
    event.listen(database.engine, "begin", lambda _: begun())

    Deed(database, clock, AN_OFFICER).finish()

    assert begun.rings == 0


def test_a_finished_deed_shows_nothing_more(database: Database, clock: StoppedClock) -> None:
    doing = Deed(database, clock)
    doing.finish()

    with pytest.raises(RuntimeError, match="The deed is over"):
        void(doing.session)


def test_a_finished_deed_stays_finished(database: Database, clock: StoppedClock) -> None:
    doing = Deed(database, clock, AN_OFFICER)
    put(doing.session, clock, MESSAGE)

    doing.finish()
    doing.finish()
    doing.abandon(errors.NotFound())

    assert (_messages(database), _recorded(database)) == (1, [])


def test_a_deed_names_its_request_if_nobody_else_did(database: Database, clock: StoppedClock) -> None:
    first, second = Deed(database, clock), Deed(database, clock)

    assert len(first.request_id) == 16
    assert first.request_id != second.request_id


def test_a_deed_is_open_between_its_first_use_and_its_end(database: Database, clock: StoppedClock) -> None:
    doing = Deed(database, clock)
    was_open_before = doing.is_open

    assert doing.session is doing.session
    assert doing.is_open
    doing.finish()

    assert (was_open_before, doing.is_open) == (False, False)


def test_a_refusal_is_told_with_what_is_shown_after_it(database: Database, clock: StoppedClock) -> None:
    doing = Deed(database, clock, AN_OFFICER, request_id="r7")
    ledger.attempt(doing.session, Action.CASE_MOVED, CASE)

    again = doing.begin_again(errors.Conflict())
    ledger.note(again.session, AN_OFFICER, Action.CASE_LISTED, "CASE-A")
    again.finish()

    (entry,) = _entries(database)
    assert (entry.action, entry.result, entry.request) == (Action.CASE_MOVED, Result.CONFLICT, "r7")
    assert (entry.also, entry.about) == ((Action.CASE_LISTED,), (str(CASE), "CASE-A"))


def test_a_refusal_is_recorded_though_nothing_more_is_shown(database: Database, clock: StoppedClock) -> None:
    Deed(database, clock, AN_OFFICER).begin_again(errors.Conflict()).finish()

    assert _recorded(database) == [(Action.REQUEST_REFUSED, Result.CONFLICT)]


@pytest.mark.parametrize("failure", [errors.NotFound(), None], ids=["refused too", "let go of"])
def test_a_refusal_outlives_the_failure_of_its_page(
    database: Database, clock: StoppedClock, failure: Exception | None
) -> None:
    again = Deed(database, clock, AN_OFFICER).begin_again(errors.Conflict())

    again.abandon(failure)

    assert _recorded(database) == [(Action.REQUEST_REFUSED, Result.CONFLICT)]


@pytest.mark.parametrize(
    ("actor", "recorded"),
    [
        pytest.param(AN_OFFICER, [(Action.CASE_LISTED, Result.OK)], id="somebody found a case"),
        pytest.param(SYSTEM, [], id="the system only looked"),
    ],
)
def test_an_attempt_nobody_told_more_of_was_made(
    database: Database, clock: StoppedClock, actor: Actor, recorded: list[tuple[Action, Result]]
) -> None:
    with deed(database, clock, actor) as session:
        ledger.attempt(session, Action.CASE_LISTED, REFERENCE)

    assert _recorded(database) == recorded


def void(*_: Session) -> None:
    """Keep nothing."""


def _move_and_fail(
    database: Database, clock: StoppedClock, error: Exception | None, bell: Callable[[], None] = void
) -> None:
    """Move a case, write a message, wait to ring a bell; then fail, if there is something to fail with."""
    with deed(database, clock, AN_OFFICER, request_id="r7") as session:
        ledger.attempt(session, Action.CASE_MOVED, CASE)
        put(session, clock, MESSAGE)
        ledger.note(session, AN_OFFICER, Action.CASE_MOVED, "CASE-A")
        session.info["after_commit"].append(bell)
        _raise(error)


def _raise(error: Exception | None) -> None:
    if error is not None:
        raise error


def _recorded(database: Database) -> list[tuple[Action, Result]]:
    return [(entry.action, entry.result) for entry in _entries(database)]


def _entries(database: Database) -> list[ledger.Entry]:
    with database.reading() as session:
        return ledger.entries(session, Search())


def _messages(database: Database) -> int:
    with database.reading() as session:
        return sum(counts(session).values())


def _lose_the_ledger(database: Database) -> None:
    """Close the log without opening another, so that no entry finds a place."""
    with database.session() as session:
        closed = "INSERT INTO ledger_head VALUES (2026, 0, :none, :none, '', true)"
        session.execute(text(closed), {"none": b""})
        session.commit()
