"""Who opens which part of a case for which purpose (contract section 5), told relation by relation."""

from itertools import combinations

import pytest

from referral.casework import fields
from referral.casework.fields import (
    CHILD_TRACK,
    CONSENTS,
    NOTES,
    PAPERS,
    PERSON,
    PRECEDENCE,
    READABLE,
    SCREENINGS,
    STATEMENTS,
    STORY,
    SUPPORT,
)
from workflows.vocabulary import Purpose, Relation, Role

EVERY_PART = {PERSON, STORY, STATEMENTS, SCREENINGS, NOTES, CONSENTS, SUPPORT, PAPERS, CHILD_TRACK}
OFFICERS_PURPOSES = (
    Purpose.RECEPTION,
    Purpose.VERIFICATION,
    Purpose.PROTECTION,
    Purpose.TRANSFER,
    Purpose.SUPPORT,
    Purpose.CORRECTION,
)


@pytest.fixture(autouse=True)
def noise() -> None:
    """Nothing here meets a database."""


def test_every_relation_has_its_row_and_its_place() -> None:
    assert set(READABLE) == set(PRECEDENCE) == set(Relation)
    assert len(PRECEDENCE) == len(set(PRECEDENCE))


@pytest.mark.parametrize("relation", Relation)
def test_a_row_names_only_parts_that_there_are(relation: Relation) -> None:
    named = {part for parts in READABLE[relation].values() for part in parts}

    assert named <= EVERY_PART


@pytest.mark.parametrize(
    ("relation", "purposes"),
    [
        (Relation.HOLDER, OFFICERS_PURPOSES),
        (Relation.LAST_HOLDER, OFFICERS_PURPOSES),
        (Relation.FORMER, OFFICERS_PURPOSES),
        (Relation.VERIFIER, (Purpose.VERIFICATION,)),
        (Relation.OFFERED, (Purpose.TRANSFER,)),
        (Relation.REFERRAL, (Purpose.SUPPORT,)),
        (Relation.CHILD_DUTY, (Purpose.PROTECTION,)),
        (Relation.EMERGENCY, (Purpose.PROTECTION,)),
        (Relation.ABOVE, (Purpose.SUPERVISION,)),
        (Relation.REOPENER, (Purpose.SUPERVISION,)),
    ],
)
def test_a_relation_opens_for_its_purposes_only(relation: Relation, purposes: tuple[Purpose, ...]) -> None:
    assert fields.purposes(frozenset({relation}), Role.OFFICER) == purposes


@pytest.mark.parametrize("relation", [Relation.HOLDER, Relation.LAST_HOLDER])
def test_a_supervisor_of_the_holder_supervises_and_sees_nobody(relation: Relation) -> None:
    seen = fields.readable(relation, Role.SUPERVISOR, Purpose.SUPERVISION)

    assert seen == {NOTES, CONSENTS, SUPPORT}
    assert fields.readable(relation, Role.OFFICER, Purpose.SUPERVISION) == frozenset()


@pytest.mark.parametrize("relation", sorted(set(Relation) - {Relation.HOLDER, Relation.LAST_HOLDER}))
@pytest.mark.parametrize("purpose", Purpose)
def test_a_supervisor_elsewhere_sees_what_an_officer_does(relation: Relation, purpose: Purpose) -> None:
    assert fields.readable(relation, Role.SUPERVISOR, purpose) == fields.readable(
        relation, Role.OFFICER, purpose
    )


@pytest.mark.parametrize(
    ("purpose", "parts"),
    [
        (Purpose.RECEPTION, {PERSON, STORY, SCREENINGS, NOTES, CONSENTS, PAPERS}),
        (Purpose.VERIFICATION, {PERSON, STORY, STATEMENTS, SCREENINGS, NOTES, CONSENTS, PAPERS}),
        (Purpose.PROTECTION, EVERY_PART - {CHILD_TRACK}),
        (Purpose.TRANSFER, {PERSON, CONSENTS, SUPPORT, NOTES, PAPERS}),
        (Purpose.SUPPORT, {PERSON, STORY, NOTES, CONSENTS, SUPPORT, PAPERS}),
        (Purpose.CORRECTION, {PERSON, STORY, STATEMENTS}),
        (Purpose.SUPERVISION, set()),
    ],
)
def test_the_holder_opens_what_the_purpose_needs(purpose: Purpose, parts: set[str]) -> None:
    assert fields.readable(Relation.HOLDER, Role.OFFICER, purpose) == parts


@pytest.mark.parametrize("purpose", OFFICERS_PURPOSES)
def test_who_held_the_case_before_reads_its_own_records_for_any_purpose(purpose: Purpose) -> None:
    assert fields.readable(Relation.FORMER, Role.OFFICER, purpose) == {PERSON, STORY, STATEMENTS, NOTES}


@pytest.mark.parametrize("part", [NOTES, CONSENTS, SUPPORT])
def test_a_verifier_never_sees_the_holders_own_work(part: str) -> None:
    assert part not in fields.readable(Relation.VERIFIER, Role.OFFICER, Purpose.VERIFICATION)


@pytest.mark.parametrize("part", sorted(EVERY_PART - {PERSON, SUPPORT}))
def test_an_emergency_opens_no_story(part: str) -> None:
    assert part not in fields.readable(Relation.EMERGENCY, Role.OFFICER, Purpose.PROTECTION)


@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize("role", Role)
def test_nobody_without_a_relation_opens_anything(purpose: Purpose, role: Role) -> None:
    assert fields.opened_by(frozenset(), role, purpose) is None
    assert fields.purposes(frozenset(), role) == ()


@pytest.mark.parametrize("pair", list(combinations(PRECEDENCE, 2)), ids=" and ".join)
def test_of_two_relations_the_earlier_decides_where_both_allow(pair: tuple[Relation, Relation]) -> None:
    earlier, later = pair
    shared = set(READABLE[earlier]) & set(READABLE[later])
    only_later = set(READABLE[later]) - set(READABLE[earlier])

    assert {fields.opened_by(frozenset(pair), Role.OFFICER, one) for one in shared} <= {earlier}
    assert {fields.opened_by(frozenset(pair), Role.OFFICER, one) for one in only_later} <= {later}


def test_purposes_are_listed_in_the_vocabularys_order() -> None:
    listed = fields.purposes(frozenset({Relation.ABOVE, Relation.HOLDER}), Role.SUPERVISOR)

    assert listed == tuple(Purpose)
