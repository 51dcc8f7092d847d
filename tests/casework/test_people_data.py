"""The person's data on its way into a sealed document and back; who counts as a child, who as foreign."""

from datetime import date

import pytest

from referral.casework.cards import PersonData
from referral.casework.services import people_data
from tests.factories import A_CHILD, AN_ADULT
from workflows.vocabulary import Pathway, Residence, Sex

ON = date(2026, 7, 6)
SOMEBODY = PersonData(Sex.OTHER)
IN_FULL = PersonData(
    Sex.MALE,
    "Lò Văn Thử",
    date(2004, 7, 6),
    20,
    22,
    "LAO",
    Residence.FOREIGN,
    "Thái",
    "P 12",
    "+856 20 1",
    "21550",
)


@pytest.mark.parametrize("person", [SOMEBODY, IN_FULL, AN_ADULT, A_CHILD])
def test_a_document_tells_all_but_the_name(person: PersonData) -> None:
    document = people_data.to_document(person)

    assert people_data.from_document(document, person.full_name) == person
    assert "full_name" not in document


@pytest.mark.parametrize("told", [SOMEBODY, IN_FULL])
def test_a_person_is_never_printed_by_accident(told: PersonData) -> None:
    assert "Thử" not in repr(told)
    assert "P 12" not in repr(told)


@pytest.mark.parametrize(
    ("person", "is_child"),
    [
        pytest.param(SOMEBODY, True, id="of unknown age"),
        pytest.param(A_CHILD, True, id="perhaps under 18"),
        pytest.param(AN_ADULT, False, id="surely over 18"),
        pytest.param(PersonData(Sex.MALE, date_of_birth=date(2008, 7, 7)), True, id="18 tomorrow"),
        pytest.param(PersonData(Sex.MALE, date_of_birth=date(2008, 7, 6)), False, id="18 today"),
        pytest.param(
            PersonData(Sex.MALE, date_of_birth=date(2000, 1, 1), age_from=15),
            True,
            id="a paper nobody believes",
        ),
    ],
)
def test_whoever_may_be_under_18_is_a_child(person: PersonData, is_child: bool) -> None:
    assert people_data.child_on(person, ON) is is_child


@pytest.mark.parametrize(
    ("person", "pathway", "is_foreign"),
    [
        pytest.param(SOMEBODY, Pathway.SELF_REPORTED, False, id="nothing known"),
        pytest.param(SOMEBODY, Pathway.FOREIGN_NATIONAL, True, id="reported as foreign"),
        pytest.param(IN_FULL, Pathway.RESCUED, True, id="resident abroad"),
        pytest.param(
            PersonData(Sex.MALE, residence=Residence.CITIZEN), Pathway.FOREIGN_NATIONAL, False, id="a citizen"
        ),
        pytest.param(PersonData(Sex.MALE, nationality="VIỆT NAM"), Pathway.RESCUED, False, id="Vietnamese"),
        pytest.param(PersonData(Sex.MALE, nationality="KHM"), Pathway.RESCUED, True, id="of another country"),
    ],
)
def test_residence_decides_before_nationality(person: PersonData, pathway: Pathway, is_foreign: bool) -> None:
    assert people_data.is_foreign(person, pathway) is is_foreign


@pytest.fixture(autouse=True)
def noise() -> None:
    """Nothing here meets a database."""
