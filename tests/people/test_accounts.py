"""Accounts: nobody gains a look at cases alone, and whatever is done to one is told to those concerned."""

from collections.abc import Callable
from uuid import UUID

import pytest

from referral.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound, NotSignedIn
from referral.kernel.ledger import Action, Result
from referral.kernel.permissions import SYSTEM, Actor
from referral.kernel.transaction import deed
from referral.people.cards import AccountCard, NewAccount
from referral.people.models import Account
from referral.people.services import accounts, sessions
from referral.people.services.accounts import NotYourOwn
from referral.people.services.actors import OPERATOR
from tests.storyteller import Storyteller
from workflows.vocabulary import Role

NEW = NewAccount("so-y-te.lan", "Trần Thị Thử", "so-y-te", Role.OFFICER, "lan@example.vn")
Told = Callable[[], list[tuple[str, str]]]
Recorded = Callable[[], list[tuple[Action, Result]]]


def test_an_account_with_cases_waits_for_its_supervisor(story: Storyteller, told: Told) -> None:
    card = _opened(story)

    assert (card.is_active, card.is_confirmed, card.is_enrolled) == (True, False, False)
    assert told() == [("account-waiting", "supervisor")]


@pytest.mark.parametrize(
    ("agency", "role"),
    [
        pytest.param("thanh-tra", Role.AUDITOR, id="an auditor"),
        pytest.param("quan-tri", Role.ADMINISTRATOR, id="an administrator"),
        pytest.param("thanh-tra", Role.OFFICER, id="an officer of oversight"),
    ],
)
def test_an_account_without_cases_is_open_at_once(story: Storyteller, agency: str, role: Role) -> None:
    assert _opened(story, NewAccount("moi", "Mới", agency, role)).is_confirmed


def test_the_supervisor_confirms_and_everyone_is_told(
    story: Storyteller, told: Told, recorded: Recorded
) -> None:
    card = _opened(story)
    supervisor = story.province.supervisor("so-y-te")

    (waiting,) = _waiting(story, supervisor)
    confirmed = story.by(supervisor, accounts.confirm, waiting.id)

    assert (waiting.id, confirmed.is_confirmed) == (card.id, True)
    assert set(told()) >= {("account-opened", role) for role in ("owner", "supervisor", "auditor")}
    assert (Action.ACCOUNT_CONFIRMED, Result.OK) in recorded()


@pytest.mark.parametrize(
    ("code", "role"),
    [
        pytest.param("quan-tri", Role.ADMINISTRATOR, id="the administrator who opened it"),
        pytest.param("so-y-te", Role.OFFICER, id="a colleague"),
        pytest.param("so-y-te-khac", Role.SUPERVISOR, id="another agency's supervisor"),
        pytest.param("thanh-tra", Role.AUDITOR, id="an auditor"),
    ],
)
def test_nobody_else_confirms_it(story: Storyteller, code: str, role: Role) -> None:
    card = _opened(story)

    with pytest.raises(NotFound):
        story.by(story.province.actor(code, role), accounts.confirm, card.id)


def test_nobody_confirms_their_own_account(story: Storyteller) -> None:
    supervisor = story.province.supervisor("so-y-te")
    _change(story, "so-y-te", Role.SUPERVISOR, is_confirmed=False)

    with pytest.raises(NotFound):
        story.by(supervisor, accounts.confirm, story.province.accounts["so-y-te", Role.SUPERVISOR])


def test_without_a_supervisor_the_one_above_confirms(story: Storyteller) -> None:
    _change(story, "ubnd-xa", Role.SUPERVISOR, is_active=False)
    card = _opened(story, NewAccount("ubnd-xa.moi", "Mới", "ubnd-xa", Role.SUPERVISOR))

    above = story.province.supervisor("so-y-te")

    assert [one.id for one in _waiting(story, above)] == [card.id]
    assert story.by(above, accounts.confirm, card.id).is_confirmed


def test_without_anybody_above_it_waits(story: Storyteller, told: Told) -> None:
    _change(story, "so-y-te", Role.SUPERVISOR, is_enrolled=False)

    _opened(story)

    assert told() == []


def test_only_a_supervisor_sees_who_waits(story: Storyteller) -> None:
    with pytest.raises(NotAllowed):
        _waiting(story, story.province.actor("so-y-te"))


def test_what_is_confirmed_cannot_be_confirmed_again(story: Storyteller) -> None:
    card = _opened(story)
    supervisor = story.province.supervisor("so-y-te")
    story.by(supervisor, accounts.confirm, card.id)

    with pytest.raises(NotFound):
        story.by(supervisor, accounts.confirm, card.id)


def test_at_a_first_start_the_operator_confirms_and_all_are_told(story: Storyteller, told: Told) -> None:
    card = story.by(OPERATOR, accounts.open_account, NEW, "hash", is_confirmed=True)

    assert card.is_confirmed
    assert {role for _, role in told()} == {"owner", "supervisor", "auditor"}


def test_no_administrator_confirms_while_opening(story: Storyteller) -> None:
    with pytest.raises(NotAllowed):
        story.by(_administrator(story), accounts.open_account, NEW, "hash", is_confirmed=True)


def test_after_a_reset_it_must_be_confirmed_again(story: Storyteller) -> None:
    officer = _id(story, "so-y-te")

    card = story.by(_administrator(story), accounts.reset, officer, "hash")

    assert (card.is_enrolled, card.is_confirmed) == (False, False)


def test_the_operators_reset_is_open_and_told(story: Storyteller, told: Told) -> None:
    card = story.by(OPERATOR, accounts.reset, _id(story, "so-y-te"), "hash")

    assert card.is_confirmed
    assert ("account-reset", "auditor") in told()


def test_a_suspended_account_is_shut_until_restored(story: Storyteller, recorded: Recorded) -> None:
    officer, administrator = _id(story, "so-y-te"), _administrator(story)

    story.by(administrator, accounts.suspend, officer)
    shut = story.by(administrator, lambda at, _, actor: accounts.show(at, actor, officer))
    story.by(administrator, lambda at, _, actor: accounts.restore(at, actor, officer))

    assert not shut.is_active
    assert [action for action, _ in recorded()] == [
        Action.ACCOUNT_SUSPENDED,
        Action.ACCOUNT_READ,
        Action.ACCOUNT_RESTORED,
    ]


def test_nobody_suspends_or_resets_themselves(story: Storyteller) -> None:
    administrator = _administrator(story)
    own = _id(story, "quan-tri", Role.ADMINISTRATOR)

    with pytest.raises(NotYourOwn):
        story.by(administrator, accounts.suspend, own)
    with pytest.raises(NotYourOwn):
        story.by(administrator, accounts.reset, own, "hash")


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SUPERVISOR, Role.AUDITOR])
def test_no_other_role_manages_accounts(story: Storyteller, role: Role) -> None:
    actor = story.province.actor("so-y-te", role)

    with pytest.raises(NotAllowed):
        story.by(actor, accounts.open_account, NEW, "hash")
    with pytest.raises(NotFound):
        story.by(actor, accounts.suspend, _id(story, "cong-an-tinh"))
    with pytest.raises(NotAllowed):
        story.by(actor, lambda at, _, who: accounts.list_accounts(at, who))


def test_a_refused_attempt_is_entered_with_its_account(story: Storyteller, recorded: Recorded) -> None:
    officer = story.province.actor("so-y-te")

    with pytest.raises(NotFound):
        story.by(officer, accounts.suspend, _id(story, "cong-an-tinh"))

    assert recorded() == [(Action.ACCOUNT_SUSPENDED, Result.DENIED)]


def test_looking_at_ones_own_account_is_entered(story: Storyteller, recorded: Recorded) -> None:
    story.by(story.province.actor("so-y-te"), lambda at, _, actor: accounts.show_own(at, actor))

    assert recorded() == [(Action.ACCOUNT_READ, Result.OK)]


def test_an_unknown_account_is_not_found(story: Storyteller) -> None:
    with pytest.raises(NotFound):
        story.by(_administrator(story), accounts.suspend, UUID(int=0))


@pytest.mark.parametrize(
    ("new", "field", "code"),
    [
        pytest.param(
            NewAccount("Lan Thử", "Lan", "so-y-te", Role.OFFICER), "username", "bad-username", id="a name"
        ),
        pytest.param(
            NewAccount("so-y-te.officer", "Lan", "so-y-te", Role.OFFICER), "username", "taken", id="one taken"
        ),
        pytest.param(
            NewAccount("lan", "Lan", "khong-co", Role.OFFICER),
            "agency",
            "unknown-agency",
            id="no such agency",
        ),
        pytest.param(
            NewAccount("lan", "Lan", "so-y-te", Role.AUDITOR), "role", "wrong-role", id="auditor elsewhere"
        ),
        pytest.param(
            NewAccount("lan", "Lan", "so-y-te", Role.SYSTEM), "role", "wrong-role", id="the system itself"
        ),
        pytest.param(
            NewAccount("lan", "Lan", "so-y-te", Role.OFFICER, "no address"),
            "email",
            "bad-email",
            id="no address",
        ),
    ],
)
def test_what_cannot_be_opened_is_said(story: Storyteller, new: NewAccount, field: str, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        _opened(story, new)

    assert [(one.field, one.code) for one in refused.value.errors] == [(field, code)]


def test_everything_wrong_is_said_at_once(story: Storyteller) -> None:
    with pytest.raises(InvalidInput) as refused:
        _opened(story, NewAccount("", "", "", Role.OFFICER, "x"))

    assert [one.field for one in refused.value.errors] == ["username", "email", "agency"]


def test_enrolment_replaces_the_secret_and_the_session(story: Storyteller, recorded: Recorded) -> None:
    officer = story.province.actor("so-y-te")
    _change(story, "so-y-te", Role.OFFICER, is_enrolled=False)
    first = story.by(officer, lambda at, clock, _: sessions.start(at, clock, _id(story, "so-y-te")))

    second = story.by(officer, accounts.enrol, "hash")

    assert [_is_open(story, secret) for secret in (first, second)] == [False, True]
    assert recorded() == [(Action.ACCOUNT_ENROLLED, Result.OK)]


def test_whoever_is_enrolled_changes_by_proving(story: Storyteller) -> None:
    officer = story.province.actor("so-y-te")

    with pytest.raises(Conflict):
        story.by(officer, accounts.enrol, "hash")
    with pytest.raises(Conflict):
        story.by(officer, accounts.change_passphrase, "not what stands", "hash")


def test_a_changed_passphrase_ends_every_other_session(story: Storyteller) -> None:
    officer = story.province.actor("so-y-te")
    first = story.by(officer, lambda at, clock, _: sessions.start(at, clock, _id(story, "so-y-te")))
    stored = story.look(lambda at: accounts.stored_hash(at, officer))

    second = story.by(officer, accounts.change_passphrase, stored, "hash")

    assert [_is_open(story, secret) for secret in (first, second)] == [False, True]


def test_who_is_asking_is_told_with_the_agency(story: Storyteller) -> None:
    me = story.look(lambda at: accounts.me(at, story.province.actor("ubnd-xa")))

    assert (me.username, me.agency.code, me.agency.parent) == ("ubnd-xa.officer", "ubnd-xa", "so-y-te")


def test_the_system_has_no_account_of_its_own(story: Storyteller) -> None:
    with pytest.raises(NotSignedIn):
        story.look(lambda at: accounts.own(at, SYSTEM))


def test_names_are_given_for_those_who_have_one(story: Storyteller) -> None:
    officer = _id(story, "so-y-te")

    assert story.look(lambda at: accounts.names(at, [officer, UUID(int=0)])) == {officer: "officer so-y-te"}
    assert story.look(lambda at: accounts.names(at, [])) == {}


def test_a_language_is_kept(story: Storyteller) -> None:
    officer = story.province.actor("so-y-te")

    story.by(officer, lambda at, _, actor: accounts.choose_language(at, actor, "en"))

    assert story.look(lambda at: accounts.own(at, officer)).language == "en"


def _administrator(story: Storyteller) -> Actor:
    return story.province.actor("quan-tri", Role.ADMINISTRATOR)


def _opened(story: Storyteller, new: NewAccount = NEW) -> AccountCard:
    return story.by(_administrator(story), accounts.open_account, new, "hash")


def _waiting(story: Storyteller, actor: Actor) -> tuple[AccountCard, ...]:
    return story.by(actor, lambda at, _, who: accounts.waiting_for(at, who))


def _id(story: Storyteller, code: str, role: Role = Role.OFFICER) -> UUID:
    return story.province.accounts[code, role]


def _is_open(story: Storyteller, secret: str) -> bool:
    return story.look(lambda at: sessions.resume(at, story.clock, secret, sessions.Limits())) is not None


def _change(story: Storyteller, code: str, role: Role, **values: bool) -> None:
    with deed(story.database, story.clock) as session:
        account = session.get(Account, _id(story, code, role))
        for name, value in values.items():
            setattr(account, name, value)
