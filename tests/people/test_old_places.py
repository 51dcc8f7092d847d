"""The communes of before 1 July 2025 lead to those of today, and where there are several, to all of them."""

import pytest

from referral.people.services import old_places, places

ISLAND = "Huyện Lý Sơn"


def test_every_old_commune_leads_to_communes_of_today() -> None:
    became = {code for old in old_places.old_communes() for code in old.became}

    assert len(old_places.old_communes()) == 10_040
    assert became == set(places.communes())


def test_a_code_that_stayed_means_what_it_meant() -> None:
    stayed = [old for old in old_places.old_communes() if places.commune(old.code)]

    assert len(stayed) == 3316
    assert all(old.code in old.became for old in stayed)


@pytest.mark.parametrize(
    ("written", "now"),
    [
        pytest.param("21487", ["21490"], id="an old code"),
        pytest.param("Xã Ba Điền, Huyện Ba Tơ", ["21490"], id="an old address"),
        pytest.param("ba dien, ba to, quang ngai", ["21490"], id="without marks and types"),
        pytest.param("Xã Trà Bùi, Trà Bồng", ["21136", "21157"], id="one that became two"),
        pytest.param(ISLAND, ["21548"], id="an island district without communes"),
        pytest.param("00004", ["00004"], id="a code of today"),
        pytest.param("nowhere at all", [], id="no place"),
        pytest.param("Xã Ba Điền, Huyện Bình Sơn", [], id="in another district"),
    ],
)
def test_an_old_place_is_found_however_it_is_written(written: str, now: list[str]) -> None:
    assert [one.code for one in old_places.communes_meant(written)] == now


def test_an_old_address_is_told_from_the_small_to_the_large() -> None:
    (found,), (island,) = old_places.resolve("21487"), old_places.resolve(ISLAND)

    assert found.full_name == "Xã Ba Điền, Huyện Ba Tơ, Tỉnh Quảng Ngãi"
    assert island.full_name == "Huyện Lý Sơn, Tỉnh Quảng Ngãi"


@pytest.mark.parametrize("code", ["", "99999", "2148", "21487 21490"])
def test_what_no_commune_was_called_by_is_no_code(code: str) -> None:
    assert old_places.by_code(code) is None


@pytest.mark.parametrize("written", ["", " ", ",", ", Quảng Ngãi", "Huyện Ba Tơ"])
def test_no_commune_is_guessed_from_what_surrounds_it(written: str) -> None:
    assert old_places.resolve(written) == ()


def test_every_old_code_leads_back_to_its_commune() -> None:
    coded = [old for old in old_places.old_communes() if old.code]

    assert all(old_places.by_code(old.code) is old for old in coded)
    assert all(old.became for old in old_places.old_communes())


def test_an_address_narrows_what_its_name_alone_leaves_open() -> None:
    anywhere, here = old_places.resolve("Xã Sơn Hà"), old_places.resolve("Xã Sơn Hà, Lào Cai")

    assert {old.province for old in here} == {"Tỉnh Lào Cai"}
    assert set(here) < set(anywhere)


def test_of_an_old_place_and_one_of_today_each_commune_is_named_once() -> None:
    meant = old_places.communes_meant("Sơn Hà")

    assert len(meant) == len(set(meant))
    assert set(places.resolve("Sơn Hà")) <= set(meant)
