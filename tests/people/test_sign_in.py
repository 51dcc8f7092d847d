"""Signing in: who may, what is counted, what is entered, and what nobody can tell from a refusal."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from referral.kernel import ledger
from referral.kernel.clock import StoppedClock
from referral.kernel.errors import ReferralError, TooManyAttempts
from referral.kernel.ledger import Action, Result, Search
from referral.kernel.permissions import ANONYMOUS
from referral.kernel.transaction import deed
from referral.people.models import Account, Agency, SignInCount
from referral.people.services import sessions, sign_in, throttle
from referral.people.services.passphrases import Hasher
from referral.people.services.sign_in import SignInRefused
from tests.people.conftest import PASSPHRASE
from tests.storyteller import Storyteller
from workflows.vocabulary import Role

NAME = "so-y-te.officer"
OFFICE = "10.0.0.1"
Recorded = Callable[[], list[tuple[Action, Result]]]


def test_the_right_passphrase_lets_its_owner_in(door: "Door", recorded: Recorded) -> None:
    secret = door.try_at(NAME, PASSPHRASE)

    signed_in = door.story.look(lambda at: sessions.resume(at, door.story.clock, secret, sessions.Limits()))
    assert (signed_in and signed_in.actor.username, recorded()) == (
        NAME,
        [(Action.SESSION_SIGNED_IN, Result.OK)],
    )


@pytest.mark.parametrize("name", ["SO-Y-TE.Officer", "  so-y-te.officer "], ids=["capitals", "spaces"])
def test_a_name_may_be_typed_as_people_type(door: "Door", name: str) -> None:
    assert door.try_at(name, PASSPHRASE)


@pytest.mark.parametrize(
    "shut",
    [
        pytest.param({"is_active": False}, id="suspended"),
        pytest.param({"is_confirmed": False}, id="not confirmed"),
        pytest.param({"passphrase_hash": "-"}, id="wrong passphrase"),
        pytest.param({"username": "somebody.else"}, id="unknown"),
    ],
)
def test_every_failure_says_the_same(door: "Door", recorded: Recorded, shut: dict[str, object]) -> None:
    door.change(shut)

    refused = door.refusal_of(NAME, PASSPHRASE)

    assert (type(refused), refused.message) == (SignInRefused, SignInRefused.message)
    assert recorded() == [(Action.SESSION_REFUSED, Result.DENIED)]


def test_an_account_of_a_shut_agency_opens_nothing(door: "Door") -> None:
    with deed(door.story.database, door.story.clock) as session:
        agency = session.get(Agency, door.story.province.ids["so-y-te"])
        assert agency is not None
        agency.is_active = False

    assert isinstance(door.refusal_of(NAME, PASSPHRASE), SignInRefused)


def test_the_entry_names_the_account_and_never_what_was_typed(door: "Door") -> None:
    door.refusal_of(NAME, "wrong")
    door.refusal_of("Nguyễn Thị Thử", "wrong")

    with door.story.database.reading() as session:
        unknown, known = ledger.entries(session, Search())
    assert (known.about, unknown.about) == ((str(door.account_id),), ())
    assert (known.actor, unknown.actor) == ("anonymous", "anonymous")


def test_an_account_shut_while_hashing_stays_shut(door: "Door") -> None:
    with deed(door.story.database, door.story.clock, ANONYMOUS) as session:
        begun = sign_in.begin(session, door.story.clock, NAME, OFFICE)
    door.change({"is_active": False})

    with pytest.raises(SignInRefused), deed(door.story.database, door.story.clock, ANONYMOUS) as session:
        sign_in.complete(session, door.story.clock, begun, is_right=True)


def test_a_passphrase_reset_while_hashing_counts(door: "Door") -> None:
    with deed(door.story.database, door.story.clock, ANONYMOUS) as session:
        begun = sign_in.begin(session, door.story.clock, NAME, OFFICE)
    door.change({"passphrase_hash": "another"})

    with pytest.raises(SignInRefused), deed(door.story.database, door.story.clock, ANONYMOUS) as session:
        sign_in.complete(session, door.story.clock, begun, is_right=True)


def test_after_ten_attempts_one_must_wait(door: "Door") -> None:
    for _ in range(throttle.BY_NAME):
        door.refusal_of(NAME, "wrong")

    refused = door.refusal_of(NAME, PASSPHRASE)

    assert (type(refused), dict(refused.values)) == (TooManyAttempts, {"seconds": 301})


def test_nobody_is_locked_out_for_good(door: "Door", clock: StoppedClock) -> None:
    for _ in range(throttle.BY_NAME + 5):
        door.refusal_of(NAME, "wrong")
    clock.move(minutes=5)

    assert door.try_at(NAME, PASSPHRASE)


def test_an_unknown_name_is_counted_alike(door: "Door") -> None:
    for _ in range(throttle.BY_NAME):
        door.refusal_of("nobody", "wrong")

    assert isinstance(door.refusal_of("NOBODY", "wrong"), TooManyAttempts)


def test_an_address_is_counted_over_all_names(door: "Door") -> None:
    for number in range(throttle.BY_ADDRESS):
        door.refusal_of(f"nobody{number}", "wrong")

    assert isinstance(door.refusal_of(NAME, PASSPHRASE), TooManyAttempts)
    assert door.try_at(NAME, PASSPHRASE, address="10.0.0.2")


def test_a_success_forgets_the_failures_before_it(door: "Door") -> None:
    for _ in range(throttle.BY_NAME - 1):
        door.refusal_of(NAME, "wrong")
    door.try_at(NAME, PASSPHRASE)

    assert type(door.refusal_of(NAME, "wrong")) is SignInRefused


def test_what_is_counted_names_nobody(door: "Door") -> None:
    door.refusal_of(NAME, "wrong")

    keys = door.story.look(lambda at: [row[0] for row in at.execute(select(SignInCount.key))])

    assert len(keys) == 2
    assert all(len(key) == 64 and "officer" not in key and "10.0" not in key for key in keys)


class Door:
    """Tries to get in, as the view does it: counted and committed, hashed, then judged."""

    def __init__(self, story: Storyteller, hasher: Hasher) -> None:
        self.story, self.hasher = story, hasher
        self.account_id = story.province.accounts["so-y-te", Role.OFFICER]
        self.change({"passphrase_hash": hasher.hash(PASSPHRASE)})

    def change(self, values: dict[str, object]) -> None:
        with deed(self.story.database, self.story.clock) as session:
            account = session.get(Account, self.account_id)
            for name, value in values.items():
                setattr(account, name, value)

    def try_at(self, name: str, passphrase: str, address: str = OFFICE) -> str:
        clock = self.story.clock
        with deed(self.story.database, clock, ANONYMOUS) as session:
            begun = sign_in.begin(session, clock, name, address)
            session.commit()
            is_right = self.hasher.is_right(begun.stored, passphrase)
            session.expire_all()
            return sign_in.complete(session, clock, begun, is_right=is_right)

    def refusal_of(self, name: str, passphrase: str) -> ReferralError:
        with pytest.raises(ReferralError) as refused:
            self.try_at(name, passphrase)
        return refused.value


@pytest.fixture
def door(story: Storyteller, hasher: Hasher) -> Door:
    return Door(story, hasher)
