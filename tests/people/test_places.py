"""The 34 provinces and 3,321 communes in force since 1 July 2025."""

import unicodedata

import pytest

from referral.kernel.vault.folding import fold
from referral.people.services import places


def test_every_place_of_the_reform_is_there() -> None:
    assert (len(places.provinces()), len(places.communes())) == (34, 3321)


def test_a_code_says_commune_and_province() -> None:
    commune, province = places.commune("00004"), places.province("51")

    assert commune is not None
    assert province is not None
    assert (commune.full_name, province.name) == ("Phường Ba Đình, Thành phố Hà Nội", "Tỉnh Quảng Ngãi")


def test_an_unknown_code_is_no_place() -> None:
    assert (places.commune("99999"), places.province("99"), places.communes_of("99")) == (None, None, ())


def test_communes_of_a_province_are_its_own() -> None:
    listed = places.communes_of("51")

    assert {one.province.code for one in listed} == {"51"}
    assert len({one.code for one in listed}) == len(listed) > 90


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("00004", id="its code"),
        pytest.param("Phường Ba Đình", id="its full name"),
        pytest.param("ba đình", id="without its type"),
        pytest.param("BA DINH", id="without marks"),
        pytest.param(unicodedata.normalize("NFD", "Ba Đình"), id="decomposed"),
    ],
)
def test_a_place_is_found_however_it_is_written(written: str) -> None:
    assert "00004" in {one.code for one in places.resolve(written, "01")}


def test_names_that_repeat_are_all_given() -> None:
    everywhere = places.resolve("Sơn Hà")
    here = places.resolve("Son Ha", "51")

    assert {one.name for one in here} == {"Xã Sơn Hà", "Xã Sơn Hạ"}
    assert set(here) < set(everywhere) or set(here) == set(everywhere)


def test_nothing_is_found_for_what_is_no_place() -> None:
    assert places.resolve("nowhere at all") == ()


def test_every_name_is_composed_as_the_source_has_it() -> None:
    assert all(unicodedata.is_normalized("NFC", one.name) for one in places.communes().values())


@pytest.mark.parametrize("code", sorted(places.provinces()))
def test_the_communes_of_a_province_are_told_in_the_order_of_their_names(code: str) -> None:
    listed = places.communes_of(code)

    assert [fold(one.name) for one in listed] == sorted(fold(one.name) for one in listed)
    assert len(listed) > 30


def test_each_commune_lies_in_one_province() -> None:
    listed = [one.code for code in places.provinces() for one in places.communes_of(code)]

    assert sorted(listed) == sorted(places.communes())


def test_every_commune_is_found_without_its_type() -> None:
    bare = {one.code: one.name.partition(" ")[2].removeprefix("khu ") for one in places.communes().values()}

    assert [
        code for code, name in bare.items() if code not in {one.code for one in places.resolve(name)}
    ] == []


@pytest.mark.parametrize("written", ["", " ", "Xã", "Phường", "Quảng Ngãi", "0004", "000004"])
def test_a_type_a_province_or_half_a_code_is_no_commune(written: str) -> None:
    assert places.resolve(written) == ()


def test_a_place_of_another_province_is_not_given() -> None:
    assert {one.name for one in places.resolve("Ba Đình", "51")} == {"Xã Ba Dinh"}
    assert places.resolve("Phường Ba Đình", "51") == ()


def test_no_reader_can_change_the_list() -> None:
    with pytest.raises(TypeError):
        places.communes()["99999"] = places.communes()["00004"]  # type: ignore[index]  # that is the point
