"""Strangers are counted, and told to the ledger once a minute in one entry."""

from collections.abc import Callable
from datetime import timedelta

from referral.kernel import ledger
from referral.kernel.clock import StoppedClock
from referral.kernel.database import Database
from referral.kernel.ledger import Action, Result, Search
from referral.web.anonymous import Tally
from tests.callers import Callers
from tests.web_client import Browsers


def test_a_minute_of_strangers_is_one_entry(
    callers: Callers, clock: StoppedClock, recorded: Callable[[], list[tuple[Action, Result]]]
) -> None:
    client = callers.app.test_client()

    for seconds in (0, 30, 29, 2):
        clock.move(seconds=seconds)
        client.get("/sign-in")

    assert recorded() == [(Action.ANONYMOUS_COUNTED, Result.OK)]


def test_the_entry_says_how_many_and_nothing_else(
    callers: Callers, clock: StoppedClock, database: Database
) -> None:
    client = callers.app.test_client()

    for seconds in (0, 1, 60):
        clock.move(seconds=seconds)
        client.get("/sign-in")

    with database.reading() as session:
        (entry,) = ledger.entries(session, Search())
    assert (dict(entry.detail), entry.about) == ({"requests": 2}, ())


def test_files_and_health_are_not_counted(callers: Callers, clock: StoppedClock) -> None:
    client = callers.app.test_client()

    for path in ("/static/mark.svg", "/healthz", "/api/v1/openapi.json"):
        client.get(path).close()
        clock.move(minutes=2)

    assert client.get("/sign-in").status_code == 200


def test_a_cookie_that_fell_idle_holds_up_no_count(
    browsers: Browsers, clock: StoppedClock, recorded: Callable[[], list[tuple[Action, Result]]]
) -> None:
    browser = browsers("so-y-te")

    for minutes in (16, 1, 1):
        clock.move(minutes=minutes)
        browser.get("/sign-in")

    assert recorded() == [(Action.ANONYMOUS_COUNTED, Result.OK)] * 2


def test_a_tally_begins_anew_after_it_was_told(clock: StoppedClock) -> None:
    tally = Tally()

    told = [tally.add(clock.now() + timedelta(seconds=second)) for second in (0, 59, 60, 119, 120)]

    assert told == [0, 0, 2, 0, 2]
