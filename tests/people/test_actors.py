"""A stored account becomes somebody who acts, with what was decided about it and nothing else."""

from uuid import UUID

import pytest

from referral.kernel.permissions import Permission
from referral.people.models import Account, Agency
from referral.people.services.actors import OPERATOR, actor_of, may_enter, signed_in
from workflows.vocabulary import AgencyKind, Role

AGENCY_ID, PARENT_ID, ACCOUNT_ID = UUID(int=1), UUID(int=2), UUID(int=3)


def account(*, role: Role = Role.OFFICER, kind: AgencyKind = AgencyKind.COMMUNE) -> Account:
    """An account that may enter, in no database."""
    agency = Agency(
        id=AGENCY_ID,
        code="ubnd-xa",
        name="UBND xã",
        kind=kind.value,
        parent_id=PARENT_ID,
        province_code="51",
        commune_code="21550",
        is_active=True,
    )
    return Account(
        id=ACCOUNT_ID,
        username="ubnd-xa.officer",
        display_name="Bà Thử",
        role=role.value,
        agency=agency,
        is_active=True,
        is_confirmed=True,
        is_enrolled=False,
        language="en",
    )


def test_an_actor_stands_in_the_agency_of_the_account() -> None:
    actor = actor_of(account())

    assert (actor.user_id, actor.username, actor.role) == (ACCOUNT_ID, "ubnd-xa.officer", Role.OFFICER)
    assert (actor.agency, actor.agency_code, actor.agency_kind) == (AGENCY_ID, "ubnd-xa", AgencyKind.COMMUNE)
    assert (actor.province_code, actor.commune_code, actor.parent_id) == ("51", "21550", PARENT_ID)
    assert (actor.session_hash, actor.scopes) == ("", frozenset())


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("kind", AgencyKind)
def test_every_stored_role_and_kind_is_a_word_of_the_work(role: Role, kind: AgencyKind) -> None:
    actor = actor_of(account(role=role, kind=kind))

    assert (actor.role, actor.agency_kind) == (role, kind)


def test_a_narrowed_token_allows_less_than_the_account() -> None:
    whole, narrowed = actor_of(account()), actor_of(account(), scopes=[Permission.CASE_LIST.value])

    assert whole.may(Permission.CASE_LIST)
    assert whole.may(Permission.CASE_REPORT)
    assert narrowed.may(Permission.CASE_LIST)
    assert not narrowed.may(Permission.CASE_REPORT)


@pytest.mark.parametrize(
    ("of_account", "of_agency", "open_"),
    [
        pytest.param({}, {}, True, id="open"),
        pytest.param({"is_active": False}, {}, False, id="closed"),
        pytest.param({"is_confirmed": False}, {}, False, id="not confirmed"),
        pytest.param({}, {"is_active": False}, False, id="of a closed agency"),
        pytest.param({"is_enrolled": False}, {}, True, id="with a one-time secret"),
    ],
)
def test_an_account_is_open_when_all_that_is_needed_was_decided(
    of_account: dict[str, bool], of_agency: dict[str, bool], open_: bool
) -> None:
    one = account()
    for row, changes in ((one, of_account), (one.agency, of_agency)):
        for name, value in changes.items():
            setattr(row, name, value)

    assert may_enter(one) is open_


def test_a_pages_frame_says_who_came_in() -> None:
    who = signed_in(account(), "5e55" * 16, ["case.list"])

    assert (who.display_name, who.agency_name, who.language, who.is_enrolled) == (
        "Bà Thử",
        "UBND xã",
        "en",
        False,
    )
    assert (who.actor.session_hash, who.actor.scopes) == ("5e55" * 16, frozenset({"case.list"}))


def test_the_operator_has_no_agency_and_sees_no_case() -> None:
    with pytest.raises(LookupError):
        _ = OPERATOR.agency

    assert not OPERATOR.may(Permission.CASE_LIST)
    assert not OPERATOR.may(Permission.CASE_REPORT)
    assert OPERATOR.may(Permission.ACCOUNT_MANAGE)
