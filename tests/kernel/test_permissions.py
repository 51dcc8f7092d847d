"""What the permission table promises, tried over every role, kind of agency and relation to the case."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest

from referral.kernel.permissions import ANONYMOUS, PERMISSIONS, SYSTEM, Actor, Permission
from tests.fakes import AN_OFFICER
from workflows.vocabulary import AgencyKind, Relation, Role

READING = {
    Relation.HOLDER,
    Relation.LAST_HOLDER,
    Relation.VERIFIER,
    Relation.OFFERED,
    Relation.REFERRAL,
    Relation.CHILD_DUTY,
    Relation.FORMER,
    Relation.EMERGENCY,
}
WORKLESS = {AgencyKind.OVERSIGHT, AgencyKind.OPERATIONS}
CASEWORKERS = {Role.OFFICER, Role.SUPERVISOR}
OF_A_CASE = {
    Permission.CASE_READ,
    Permission.CASE_GLANCE,
    Permission.CASE_CHANGE,
    Permission.CASE_STEP,
    Permission.CASE_WORK,
    Permission.CASE_ACCESS_READ,
    Permission.HANDOVER_OFFER,
    Permission.CLOCK_PAUSE,
}


def _everyone() -> Iterator[Actor]:
    people = (Role.OFFICER, Role.SUPERVISOR, Role.AUDITOR, Role.ADMINISTRATOR)
    for role, kind in product(people, AgencyKind):
        yield replace(AN_OFFICER, role=role, agency_kind=kind)


EVERYONE = list(_everyone())


def _who(permission: Permission, *relations: Relation) -> set[tuple[Role, AgencyKind]]:
    may = (actor for actor in EVERYONE if actor.may(permission, frozenset(relations)))
    return {(actor.role, actor.agency_kind) for actor in may}


@pytest.mark.parametrize("permission", Permission)
def test_every_permission_has_a_row_and_a_name_with_a_verb(permission: Permission) -> None:
    assert PERMISSIONS[permission]
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*:[a-z]+(-[a-z]+)*", permission)


@pytest.mark.parametrize("permission", sorted(OF_A_CASE))
def test_an_agency_without_a_relation_may_nothing_on_a_case(permission: Permission) -> None:
    assert _who(permission) == set()


@pytest.mark.parametrize("relation", Relation)
def test_a_case_is_read_by_the_caseworkers_of_those_who_work_on_it(relation: Relation) -> None:
    expected = set(product(CASEWORKERS, set(AgencyKind) - WORKLESS)) if relation in READING else set()

    assert _who(Permission.CASE_READ, relation) == expected


@pytest.mark.parametrize("permission", sorted(OF_A_CASE))
def test_auditors_and_administrators_touch_no_case(permission: Permission) -> None:
    roles = {role for role, _ in _who(permission, *Relation)}

    assert roles <= CASEWORKERS


@pytest.mark.parametrize(
    "permission", sorted(OF_A_CASE | {Permission.DESK_SEE, Permission.CASE_REPORT, Permission.CASE_SEARCH})
)
def test_oversight_and_operations_do_no_casework(permission: Permission) -> None:
    kinds = {kind for _, kind in _who(permission, *Relation)}

    assert kinds.isdisjoint(WORKLESS)


def test_a_supervisor_above_sees_that_a_case_is_there_and_no_more() -> None:
    above = replace(AN_OFFICER, role=Role.SUPERVISOR, agency_kind=AgencyKind.HEALTH)
    relations = frozenset({Relation.ABOVE})

    assert above.may(Permission.CASE_GLANCE, relations)
    assert not above.may(Permission.CASE_READ, relations)
    assert not replace(above, role=Role.OFFICER).may(Permission.CASE_GLANCE, relations)


@pytest.mark.parametrize("relation", Relation)
def test_only_the_holders_supervisor_sees_who_looked(relation: Relation) -> None:
    roles = {role for role, _ in _who(Permission.CASE_ACCESS_READ, relation)}

    assert roles == ({Role.SUPERVISOR} if relation in {Relation.HOLDER, Relation.LAST_HOLDER} else set())


@pytest.mark.parametrize("relation", Relation)
def test_only_the_holder_changes_what_is_known_of_a_person(relation: Relation) -> None:
    assert bool(_who(Permission.CASE_CHANGE, relation)) is (relation is Relation.HOLDER)


def test_whoever_has_an_account_sees_the_alerts_of_the_seat() -> None:
    assert len(_who(Permission.ALERT_READ)) == len(EVERYONE)


def test_the_access_log_is_read_by_auditors_alone() -> None:
    assert {role for role, _ in _who(Permission.LEDGER_READ)} == {Role.AUDITOR}


def test_accounts_are_kept_by_administrators_alone() -> None:
    assert {role for role, _ in _who(Permission.ACCOUNT_MANAGE, *Relation)} == {Role.ADMINISTRATOR}


def test_a_token_may_no_more_than_it_was_narrowed_to() -> None:
    narrowed = replace(AN_OFFICER, scopes=frozenset({"case:list"}))

    assert narrowed.may(Permission.CASE_LIST)
    assert not narrowed.may(Permission.CASE_SEARCH)


def test_a_token_cannot_be_widened() -> None:
    widened = replace(AN_OFFICER, scopes=frozenset({"ledger:read"}))

    assert not widened.may(Permission.LEDGER_READ)


@pytest.mark.parametrize("permission", Permission)
def test_nobody_may_do_anything_without_signing_in(permission: Permission) -> None:
    assert not ANONYMOUS.may(permission, frozenset(Relation))


@pytest.mark.parametrize("permission", sorted(OF_A_CASE))
def test_the_clocks_themselves_read_and_change_no_case(permission: Permission) -> None:
    assert not SYSTEM.may(permission, frozenset(Relation))


def test_an_actor_acts_for_an_agency() -> None:
    assert AN_OFFICER.agency == AN_OFFICER.agency_id


def test_the_system_acts_for_no_agency() -> None:
    with pytest.raises(LookupError, match="system"):
        void(SYSTEM.agency)


def void(_: object) -> None:
    """Keep nothing."""
