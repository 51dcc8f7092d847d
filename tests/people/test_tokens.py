"""API tokens: minted by the operator, told to everyone concerned, narrow, and over when their time is."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from referral.kernel.clock import StoppedClock
from referral.kernel.errors import InvalidInput, NotAllowed, NotFound
from referral.kernel.ledger import Action, Result
from referral.kernel.permissions import Permission
from referral.kernel.transaction import deed
from referral.people.models import Account
from referral.people.services import accounts, tokens
from referral.people.services.actors import OPERATOR
from tests.storyteller import Storyteller
from workflows.vocabulary import Role

NAME = "so-y-te.officer"
HOUR = timedelta(hours=1)


def test_a_token_acts_as_its_account(story: Storyteller) -> None:
    token = story.by(OPERATOR, tokens.mint, NAME, HOUR)

    found = story.look(lambda at: tokens.resume(at, story.clock, token))
    assert found is not None
    assert (found.actor.username, found.actor.may(Permission.CASE_REPORT)) == (NAME, True)


def test_an_account_that_is_not_enrolled_may_have_one(story: Storyteller) -> None:
    with deed(story.database, story.clock) as session:
        account = session.get(Account, story.province.accounts["so-y-te", Role.OFFICER])
        assert account is not None
        account.is_enrolled = False

    token = story.by(OPERATOR, tokens.mint, NAME, HOUR)

    assert story.look(lambda at: tokens.resume(at, story.clock, token)) is not None


def test_its_owner_supervisor_and_auditors_are_told(
    story: Storyteller,
    told: Callable[[], list[tuple[str, str]]],
    recorded: Callable[[], list[tuple[Action, Result]]],
) -> None:
    story.by(OPERATOR, tokens.mint, NAME, HOUR)

    assert sorted(told()) == [
        ("token-minted", "auditor"),
        ("token-minted", "owner"),
        ("token-minted", "supervisor"),
    ]
    assert recorded() == [(Action.TOKEN_MINTED, Result.OK)]


def test_a_narrowed_token_may_do_that_alone(story: Storyteller) -> None:
    token = story.by(OPERATOR, tokens.mint, NAME, HOUR, ["case:report"])

    found = story.look(lambda at: tokens.resume(at, story.clock, token))
    assert found is not None
    assert found.actor.may(Permission.CASE_REPORT)
    assert not found.actor.may(Permission.CASE_SEARCH)


def test_when_its_time_is_over_it_opens_nothing(story: Storyteller, clock: StoppedClock) -> None:
    token = story.by(OPERATOR, tokens.mint, NAME, HOUR)
    clock.move(hours=1)

    assert story.look(lambda at: tokens.resume(at, clock, token)) is None


def test_its_owner_sees_it_and_takes_it_back(story: Storyteller) -> None:
    token = story.by(OPERATOR, tokens.mint, NAME, HOUR)
    owner = story.province.actor("so-y-te")
    (card,) = story.look(lambda at: tokens.mine(at, story.clock, owner))

    story.by(owner, tokens.revoke, card.id)

    assert story.look(lambda at: tokens.resume(at, story.clock, token)) is None
    assert story.look(lambda at: tokens.mine(at, story.clock, owner)) == ()


def test_nobody_else_takes_it_back(story: Storyteller) -> None:
    story.by(OPERATOR, tokens.mint, NAME, HOUR)
    owner, stranger = story.province.actor("so-y-te"), story.province.actor("cong-an-tinh")
    (card,) = story.look(lambda at: tokens.mine(at, story.clock, owner))

    with pytest.raises(NotFound):
        story.by(stranger, tokens.revoke, card.id)


def test_it_dies_with_its_account(story: Storyteller) -> None:
    token = story.by(OPERATOR, tokens.mint, NAME, HOUR)
    administrator = story.province.actor("quan-tri", Role.ADMINISTRATOR)

    story.by(administrator, accounts.suspend, story.province.accounts["so-y-te", Role.OFFICER])
    story.by(administrator, lambda at, _, actor: accounts.restore(at, actor, _account_id(story)))

    assert story.look(lambda at: tokens.resume(at, story.clock, token)) is None


@pytest.mark.parametrize("code", ["so-y-te", "quan-tri", "thanh-tra"])
@pytest.mark.parametrize("role", [Role.OFFICER, Role.ADMINISTRATOR, Role.AUDITOR])
def test_nobody_mints_but_the_operator(story: Storyteller, code: str, role: Role) -> None:
    with pytest.raises(NotAllowed):
        story.by(story.province.actor(code, role), tokens.mint, NAME, HOUR)


@pytest.mark.parametrize(
    ("name", "lasting", "scopes", "field"),
    [
        pytest.param("nobody", HOUR, [], "username", id="nobody of that name"),
        pytest.param(NAME, timedelta(), [], "expires", id="no time at all"),
        pytest.param(NAME, timedelta(days=367), [], "expires", id="more than a year"),
        pytest.param(NAME, HOUR, ["case:everything"], "scope", id="no such permission"),
    ],
)
def test_what_cannot_be_minted_is_said(
    story: Storyteller, name: str, lasting: timedelta, scopes: list[str], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        story.by(OPERATOR, tokens.mint, name, lasting, scopes)

    assert refused.value.errors[0].field == field


def test_a_suspended_account_is_given_none(story: Storyteller) -> None:
    story.by(story.province.actor("quan-tri", Role.ADMINISTRATOR), accounts.suspend, _account_id(story))

    with pytest.raises(InvalidInput):
        story.by(OPERATOR, tokens.mint, NAME, HOUR)


def _account_id(story: Storyteller) -> UUID:
    return story.province.accounts["so-y-te", Role.OFFICER]
