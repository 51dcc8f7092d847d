"""Browsers that are signed in: how long, one at a time, and what ends them."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from referral.kernel.clock import StoppedClock
from referral.people.cards import SignedIn
from referral.people.models import WebSession
from referral.people.services import accounts, sessions
from referral.people.services.sessions import Limits
from tests.storyteller import Storyteller
from workflows.vocabulary import Role


def test_a_session_lasts_while_it_is_used(signed_in: "Visit", clock: StoppedClock) -> None:
    for _ in range(10):
        clock.move(minutes=14)
        assert signed_in.is_open()


def test_a_session_left_alone_falls_idle(signed_in: "Visit", clock: StoppedClock) -> None:
    clock.move(minutes=15)

    assert not signed_in.is_open()


def test_no_session_outlives_eight_hours(signed_in: "Visit", clock: StoppedClock) -> None:
    while clock.now() - signed_in.began < timedelta(hours=7, minutes=59):
        clock.move(minutes=10)
        signed_in.is_open()

    assert not signed_in.is_open()


def test_the_last_look_is_kept_once_a_minute(signed_in: "Visit", clock: StoppedClock) -> None:
    clock.move(seconds=59)
    signed_in.is_open()
    first = signed_in.seen_at()
    clock.move(seconds=1)
    signed_in.is_open()

    assert (first, signed_in.seen_at()) == (signed_in.began, clock.now())


def test_signing_in_again_ends_the_other_session(signed_in: "Visit") -> None:
    again = Visit(signed_in.story)

    assert (signed_in.is_open(), again.is_open()) == (False, True)


def test_signing_out_ends_it_for_good(signed_in: "Visit") -> None:
    signed_in.story.by(signed_in.actor, sessions.end, signed_in.secret)

    assert not signed_in.is_open()


@pytest.mark.parametrize("secret", ["", "guess", "0" * 64], ids=["nothing", "a guess", "a hash instead"])
def test_any_other_secret_opens_nothing(signed_in: "Visit", secret: str) -> None:
    signed_in.secret = secret

    assert not signed_in.is_open()


def test_a_stolen_table_opens_nothing(signed_in: "Visit") -> None:
    signed_in.secret = signed_in.story.look(lambda at: at.scalar(select(WebSession.token_hash))) or ""

    assert not signed_in.is_open()


def test_a_suspended_account_is_out_at_once(signed_in: "Visit") -> None:
    administrator = signed_in.story.province.actor("quan-tri", Role.ADMINISTRATOR)

    signed_in.story.by(administrator, accounts.suspend, signed_in.account_id)

    assert not signed_in.is_open()


def test_one_sees_ones_own_sign_ins_newest_first(signed_in: "Visit", clock: StoppedClock) -> None:
    clock.move(hours=1)
    again = Visit(signed_in.story)
    actor = again.resume().actor

    listed = signed_in.story.look(lambda at: sessions.mine(at, actor))

    assert [(one.is_this_one, one.ended_because) for one in listed] == [
        (True, ""),
        (False, "signed-in-again"),
    ]


class Visit:
    """One sign-in of a health officer."""

    def __init__(self, story: Storyteller) -> None:
        self.story = story
        self.began = story.clock.now()
        self.actor = story.province.actor("so-y-te")
        self.account_id: UUID = story.province.accounts["so-y-te", Role.OFFICER]
        self.secret = story.by(self.actor, lambda at, clock, _: sessions.start(at, clock, self.account_id))

    def is_open(self) -> bool:
        return (
            self.story.by(self.actor, lambda at, clock, _: sessions.resume(at, clock, self.secret, Limits()))
            is not None
        )

    def resume(self) -> SignedIn:
        found = self.story.by(
            self.actor, lambda at, clock, _: sessions.resume(at, clock, self.secret, Limits())
        )
        assert found is not None
        return found

    def seen_at(self) -> object:
        return self.story.look(lambda at: at.scalar(select(WebSession.seen_at)))


@pytest.fixture
def signed_in(story: Storyteller) -> Visit:
    return Visit(story)
