"""Agencies: found by code, by kind and by seat; added with a key of their own."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from referral.kernel.errors import InvalidInput, NotAllowed
from referral.kernel.vault import vault_of
from referral.people.cards import NewAgency
from referral.people.models import Agency
from referral.people.services import agencies
from referral.people.services.actors import OPERATOR
from tests.storyteller import Storyteller
from workflows.vocabulary import AgencyKind, Role

AN_PHU = "21034"
POST = NewAgency("don-bien-phong-moi", "Đồn mới", AgencyKind.BORDER_GUARD, "51", AN_PHU, "bien-phong-tinh")


def test_an_agency_is_added_with_a_key_of_its_own(story: Storyteller) -> None:
    agency_id = story.by(OPERATOR, agencies.open_agency, POST)

    card = story.look(lambda at: agencies.card_of(at, agency_id))
    assert (card.code, card.parent, card.commune_code) == ("don-bien-phong-moi", "bien-phong-tinh", AN_PHU)
    assert story.look(lambda at: vault_of(at).status()).agency_keys


def test_an_administrator_may_add_one_and_nobody_else(story: Storyteller) -> None:
    story.by(story.province.actor("quan-tri", Role.ADMINISTRATOR), agencies.open_agency, POST)

    with pytest.raises(NotAllowed):
        story.by(story.province.supervisor("so-y-te"), agencies.open_agency, replace(POST, code="khac"))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        pytest.param({"code": "Đồn Sa Huỳnh"}, "code", id="a code with marks"),
        pytest.param({"code": "so-y-te"}, "code", id="a code that is taken"),
        pytest.param({"parent": "khong-co"}, "parent", id="no such parent"),
        pytest.param({"province_code": "99"}, "province_code", id="no such province"),
        pytest.param({"commune_code": "99999"}, "commune_code", id="no such commune"),
        pytest.param({"province_code": "48"}, "commune_code", id="a commune of another province"),
    ],
)
def test_what_cannot_be_added_is_said(story: Storyteller, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        story.by(OPERATOR, agencies.open_agency, replace(POST, **wrong))

    assert field in {one.field for one in refused.value.errors}


def test_only_who_manages_accounts_is_shown_all_agencies(story: Storyteller) -> None:
    shown = story.look(lambda at: agencies.show_all(at, story.province.actor("quan-tri", Role.ADMINISTRATOR)))

    assert {line.card.code for line in shown} == set(story.province.ids)
    with pytest.raises(NotAllowed):
        story.look(lambda at: agencies.show_all(at, story.supervisor("so-y-te")))


def test_names_are_given_for_agencies_there_are(story: Storyteller) -> None:
    health = story.province.ids["so-y-te"]

    found = story.look(lambda at: agencies.names(at, {health, UUID(int=0)}))

    assert {key: (name.code, name.kind) for key, name in found.items()} == {
        health: ("so-y-te", AgencyKind.HEALTH)
    }
    assert story.look(lambda at: agencies.code_of(at, health)) == "so-y-te"


def test_each_province_has_its_health_department(story: Storyteller) -> None:
    ids = story.province.ids

    assert story.look(lambda at: agencies.health_of(at, "51")) == ids["so-y-te"]
    assert story.look(lambda at: agencies.health_of(at, "48")) == ids["so-y-te-khac"]
    assert story.look(lambda at: agencies.health_of(at, "01")) is None


@pytest.mark.parametrize(
    ("code", "commune"),
    [
        pytest.param("don-bien-phong", "ubnd-xa", id="a post has the commune of its seat"),
        pytest.param("ubnd-xa", "ubnd-xa", id="a commune has itself"),
        pytest.param("so-y-te", None, id="a department has none"),
    ],
)
def test_the_commune_at_a_seat_is_proposed(story: Storyteller, code: str, commune: str | None) -> None:
    found = story.look(lambda at: agencies.commune_at_seat_of(at, story.province.ids[code]))

    assert found == (story.province.ids[commune] if commune else None)


def test_an_unknown_agency_has_no_seat(story: Storyteller) -> None:
    assert story.look(lambda at: agencies.commune_at_seat_of(at, UUID(int=0))) is None


def test_agencies_are_listed_by_kind_and_province(story: Storyteller) -> None:
    everywhere = story.look(lambda at: agencies.list_agencies(at, kinds=[AgencyKind.HEALTH]))
    here = story.look(lambda at: agencies.list_agencies(at, kinds=[AgencyKind.HEALTH], province_code="51"))

    assert [card.code for card in everywhere] == ["so-y-te", "so-y-te-khac"]
    assert [card.code for card in here] == ["so-y-te"]


def test_a_shut_agency_is_listed_nowhere(story: Storyteller) -> None:
    story.by(OPERATOR, lambda at, _, __: _shut(at.get(Agency, story.province.ids["so-y-te"])))

    assert "so-y-te" not in {card.code for card in story.look(agencies.list_agencies)}
    assert story.look(lambda at: agencies.health_of(at, "51")) is None


def test_an_agency_is_found_by_its_code(story: Storyteller) -> None:
    with story.database.session() as session:
        found, nothing = (agencies.by_code(session, code) for code in ("so-y-te", "khong-co"))

    assert found is not None
    assert (found.id, nothing) == (story.province.ids["so-y-te"], None)


def _shut(agency: Agency | None) -> None:
    assert agency is not None
    agency.is_active = False
