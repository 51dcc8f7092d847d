"""How names and numbers are made comparable, in Vietnam's many languages and the mess of real desks."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral.kernel.vault.folding import canonical_identifier, canonical_phone, fold, marked, phonetic


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        pytest.param("Nguyễn Thị Hoà", "nguyen thi hoa", id="the tone on the second vowel"),
        pytest.param("Nguyễn Thị Hòa", "nguyen thi hoa", id="the tone on the first vowel"),
        pytest.param("NGUYỄN THỊ HÒA", "nguyen thi hoa", id="capitals"),
        pytest.param("  Nguyễn   Thị\tHòa ", "nguyen thi hoa", id="spare spaces"),
        pytest.param("Nguyễn-Thị Hòa.", "nguyen thi hoa", id="punctuation"),
        pytest.param("Đặng Đình Đức", "dang dinh duc", id="the Vietnamese letter"),
        pytest.param("Ðặng Ðình Ðức", "dang dinh duc", id="the Icelandic letter typed for it"),
        pytest.param("ƉẶNG", "dang", id="the African letter typed for it"),
        pytest.param("Giàng A Sính", "giang a sinh", id="Mông"),
        pytest.param("Lò Thị Mỷ", "lo thi my", id="Thái"),
        pytest.param("Y Hương Niê", "y huong nie", id="Ê Đê"),
        pytest.param("H'Bluên Niê", "hbluen nie", id="Ê Đê with an apostrophe"),
        pytest.param("H’Djuan Byă", "hdjuan bya", id="Ê Đê with a curly apostrophe"),
        pytest.param("Kpă Ksor", "kpa ksor", id="Gia Rai"),
        pytest.param("Rơ Ƀăč", "ro bac", id="a barred b"),
        pytest.param("Đăk R`Lấp", "dak rlap", id="a place with a grave for an apostrophe"),
        pytest.param("Łukasz Øst Æbø", "lukasz ost aebo", id="foreign letters without decomposition"),
        pytest.param("Straße", "strasse", id="case folding that grows"),
        pytest.param("Ngu\u200byễn\ufeff", "nguyen", id="characters nobody sees"),
        pytest.param("Nguyễn–Thị\u00a0Hòa…", "nguyen thi hoa", id="the dashes and spaces of word processors"),
        pytest.param("สมชาย", "สมชาย", id="a Thai name with a vowel above"),
        pytest.param("សុខា", "សុខា", id="a Khmer name with vowels around"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_names_fold_to_what_is_typed_without_marks(written: str, folded: str) -> None:
    assert fold(written) == folded


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyàáảãạằấẩẫậếềệìíịòóọốồộớờợùúụứừựỳýỷ '", max_size=30))
def test_composed_and_decomposed_names_fold_alike(name: str) -> None:
    forms = {fold(unicodedata.normalize(form, name)) for form in ("NFC", "NFD", "NFKC", "NFKD")}

    assert len(forms) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("Lý", "Lí"), ("Mỹ Kỳ", "Mĩ Kì"), ("Vy", "Vi"), ("THUÝ", "thúi")],
)
def test_i_and_y_sound_alike(one: str, other: str) -> None:
    assert phonetic(one) == phonetic(other)


def test_names_that_sound_different_stay_apart() -> None:
    assert phonetic("Lan") != phonetic("Lam")


@pytest.mark.parametrize(
    ("one", "other", "are_alike"),
    [
        pytest.param("Hòa", "HÒA", True, id="case is no spelling"),
        pytest.param("Ðức", "Đức", True, id="a look-alike letter is the same"),
        pytest.param("H'Bluên", "H’Bluên", True, id="an apostrophe is an apostrophe"),
        pytest.param("Hòa", "Hoa", False, id="a mark is"),
        pytest.param("Đức", "Duc", False, id="a bar is"),
    ],
)
def test_marks_are_what_tells_spellings_apart(one: str, other: str, are_alike: bool) -> None:
    assert (marked(one) == marked(other)) is are_alike


@pytest.mark.parametrize(
    "written",
    [
        "051196492762",
        "051 196 492 762",
        "051.196.492.762",
        "051-196-492-762",
        " 051196492762\n",
        "０５１196492762",
    ],
)
def test_one_citizen_number_has_one_form(written: str) -> None:
    assert canonical_identifier(written) == "051196492762"


def test_a_passport_number_is_read_in_capitals() -> None:
    assert canonical_identifier("c 123 4567") == "C1234567"


@pytest.mark.parametrize(
    "written",
    [
        "0912345678",
        "+84912345678",
        "84912345678",
        "0912 345 678",
        "0912.345.678",
        "+84 (0) 912-345-678",
        "(+84) 912 345 678",
        "0084 912 345 678",
        "912345678",
        "＋84 912 345 678",
    ],
)
def test_one_mobile_number_has_one_form(written: str) -> None:
    assert canonical_phone(written) == "+84912345678"


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        pytest.param("0841234567", "+84841234567", id="a prefix that looks like the country"),
        pytest.param("841234567", "+84841234567", id="the same without its zero"),
        pytest.param("024 3825 1234", "+842438251234", id="a land line"),
        pytest.param("+855 12 345 678", "+85512345678", id="Cambodia"),
        pytest.param("85512345678", "+85512345678", id="Cambodia without the plus"),
        pytest.param("111", "+84111", id="the hotline"),
        pytest.param("không có", "", id="no digit at all"),
    ],
)
def test_other_numbers_have_one_form_too(written: str, canonical: str) -> None:
    assert canonical_phone(written) == canonical


@given(st.text(alphabet="0123456789+ .-", max_size=18))
def test_a_canonical_number_stays_as_it_is(written: str) -> None:
    assert canonical_phone(canonical_phone(written)) == canonical_phone(written)
