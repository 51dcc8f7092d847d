"""What pages of sign-in and accounts ask, and what becomes of the answers; and the room's calls."""

import pytest
from pydantic import ValidationError

from referral.people.bodies import AgencyAnswer, AgencyQuery, MeAnswer
from referral.people.cards import AgencyCard, Attempt, Me, NewAccount
from referral.people.forms import (
    OPENED_ROLES,
    ChangePassphraseForm,
    ChoosePassphraseForm,
    NewAccountForm,
    SignInForm,
)
from referral.people.services.passphrases import LONGEST
from referral.web.fields import Form
from tests.paper import sent
from workflows.vocabulary import AgencyKind, Role

pytestmark = pytest.mark.usefixtures("asking")
HEALTH = AgencyCard("so-y-te", "Sở Y tế", AgencyKind.HEALTH, None, "51", "")
COMMUNE = AgencyCard("ubnd-xa", "UBND xã", AgencyKind.COMMUNE, "so-y-te", "51", "21550")
OPENED = {"username": "so-y-te.officer", "display_name": "Bà Thử", "agency": "so-y-te", "role": "officer"}


def wrong(form: Form) -> set[str]:
    form.validate()
    return {name for name, errors in form.errors.items() if errors}


def opening(**answers: str) -> NewAccountForm:
    form = NewAccountForm(formdata=sent(**{**OPENED, **answers}))
    form.list_agencies((HEALTH, COMMUNE))
    return form


@pytest.mark.parametrize(
    ("kind", "answers", "fields"),
    [
        pytest.param(SignInForm, {}, {"username", "passphrase"}, id="nobody"),
        pytest.param(SignInForm, {"username": " ", "passphrase": "x"}, {"username"}, id="a blank name"),
        pytest.param(SignInForm, {"username": "a", "passphrase": ""}, {"passphrase"}, id="no passphrase"),
        pytest.param(SignInForm, {"username": "a", "passphrase": "   "}, set(), id="spaces may be one"),
        pytest.param(SignInForm, {"username": "a" * 121, "passphrase": "x"}, {"username"}, id="a long name"),
        pytest.param(
            SignInForm, {"username": "a", "passphrase": "x" * (LONGEST + 1)}, {"passphrase"}, id="a novel"
        ),
        pytest.param(SignInForm, {"username": "a", "passphrase": "x" * LONGEST}, set(), id="the longest"),
        pytest.param(ChoosePassphraseForm, {}, {"passphrase"}, id="nothing chosen"),
        pytest.param(ChangePassphraseForm, {"passphrase": "x"}, {"present"}, id="without the present one"),
        pytest.param(ChangePassphraseForm, {"present": "x"}, {"passphrase"}, id="without a new one"),
        pytest.param(ChangePassphraseForm, {"present": "x", "passphrase": "y"}, set(), id="both"),
    ],
)
def test_a_page_of_passphrases_says_what_is_missing(
    kind: type[Form], answers: dict[str, str], fields: set[str]
) -> None:
    assert wrong(kind(formdata=sent(**answers))) == fields


@pytest.mark.parametrize(
    ("kind", "field", "hint"),
    [
        (SignInForm, "passphrase", "current-password"),
        (ChoosePassphraseForm, "passphrase", "new-password"),
        (ChangePassphraseForm, "passphrase", "new-password"),
        (ChangePassphraseForm, "present", "current-password"),
    ],
)
def test_a_passphrase_is_never_shown_again_and_a_keeper_knows_which_it_is(
    kind: type[Form], field: str, hint: str
) -> None:
    shown = str(kind(formdata=sent(passphrase="ngựa xanh", present="ngựa xanh"))[field]())

    assert 'type="password"' in shown
    assert f'autocomplete="{hint}"' in shown
    assert "ngựa" not in shown


@pytest.mark.parametrize(
    ("answers", "fields"),
    [
        pytest.param({}, set(), id="all that is needed"),
        pytest.param({"username": " "}, {"username"}, id="no user name"),
        pytest.param({"display_name": ""}, {"display_name"}, id="no name"),
        pytest.param({"display_name": "x" * 201}, {"display_name"}, id="a long name"),
        pytest.param({"agency": ""}, {"agency"}, id="no agency"),
        pytest.param({"agency": "so-y-te-khac"}, {"agency"}, id="an agency not offered"),
        pytest.param({"role": ""}, {"role"}, id="no role"),
        pytest.param({"role": "system"}, {"role"}, id="the system's role"),
        pytest.param({"role": "king"}, {"role"}, id="no role of ours"),
        pytest.param({"email": "x" * 201}, {"email"}, id="a long address"),
    ],
)
def test_opening_an_account_says_which_answer_will_not_do(answers: dict[str, str], fields: set[str]) -> None:
    assert wrong(opening(**answers)) == fields


@pytest.mark.parametrize("role", OPENED_ROLES)
def test_an_account_is_opened_as_it_was_filled_in(role: Role) -> None:
    form = opening(
        username=" so-y-te.officer ", display_name=" Bà Thử ", role=role.value, email=" a@example.vn "
    )

    assert wrong(form) == set()
    assert form.account == NewAccount("so-y-te.officer", "Bà Thử", "so-y-te", role, "a@example.vn")


def test_nobody_is_the_system() -> None:
    assert set(OPENED_ROLES) == set(Role) - {Role.SYSTEM}


def test_the_agencies_are_offered_by_name_and_code() -> None:
    offered = [(value, label) for value, label, *_ in opening().agency.iter_choices()]

    assert offered == [("", "–"), ("so-y-te", "Sở Y tế (so-y-te)"), ("ubnd-xa", "UBND xã (ubnd-xa)")]


@pytest.mark.parametrize(
    ("said", "kind", "province"),
    [
        ({}, None, None),
        ({"kind": "", "province": ""}, None, None),
        ({"kind": "health"}, AgencyKind.HEALTH, None),
        ({"province": "51"}, None, "51"),
    ],
)
def test_agencies_are_asked_for_by_kind_and_province(
    said: dict[str, str], kind: AgencyKind | None, province: str | None
) -> None:
    asked = AgencyQuery.model_validate(said)

    assert (asked.kind, asked.province) == (kind, province)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"kind": "army"}, "kind"),
        ({"province": "5"}, "province"),
        ({"province": "510"}, "province"),
        ({"province": "5a"}, "province"),
        ({"province": "٥١"}, "province"),
        ({"province": "5\n"}, "province"),
        ({"name": "Sở"}, "name"),
    ],
)
def test_what_is_no_kind_and_no_province_is_named(said: dict[str, str], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        AgencyQuery.model_validate(said)

    assert {error["loc"] for error in refused.value.errors()} == {(field,)}


def test_an_agency_is_answered_as_anybody_may_know_it() -> None:
    assert AgencyAnswer.of(COMMUNE).model_dump(mode="json") == {
        "code": "ubnd-xa",
        "name": "UBND xã",
        "kind": "commune",
        "parent": "so-y-te",
        "province_code": "51",
        "commune_code": "21550",
    }


def test_who_asks_is_answered_with_agency_and_scopes() -> None:
    me = Me("so-y-te.officer", "Bà Thử", Role.OFFICER, "vi", HEALTH, ("case.read",))

    told = MeAnswer.of(me).model_dump(mode="json")

    assert (told["username"], told["role"], told["scopes"]) == ("so-y-te.officer", "officer", ["case.read"])
    assert told["agency"]["code"] == "so-y-te"


def test_a_counted_attempt_is_never_printed_by_accident() -> None:
    attempt = Attempt(None, "$argon2id$stored", may_enter=True, count_keys=("secret-key",))

    assert "argon2id" not in repr(attempt)
    assert "secret-key" not in repr(attempt)
