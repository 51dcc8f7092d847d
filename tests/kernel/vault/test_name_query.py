"""Which names answer a query, and which of them comes first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral.kernel.vault.folding import NameQuery, Nearness, match_rank

NAME = "Nguyễn Thị Ngọc Hòa"


@pytest.mark.parametrize(
    ("query", "rank"),
    [
        pytest.param("Nguyễn Thị Ngọc Hòa", Nearness.WHOLE, id="the very same"),
        pytest.param("nguyễn thị ngọc hòa", Nearness.WHOLE, id="another case"),
        pytest.param("Nguyễn Thị Ngọc Hoà", Nearness.WHOLE + 1, id="the tone placed elsewhere"),
        pytest.param("NGUYEN THI NGOC HOA", Nearness.WHOLE + 1, id="no marks"),
        pytest.param("Nguien Thi Ngoc Hoa", Nearness.SOUNDS + 1, id="i for y"),
        pytest.param("nguyenthingochoa", Nearness.SOUNDS + 1, id="words run together"),
        pytest.param("Hòa Nguyễn", Nearness.WORDS, id="some words in another order"),
        pytest.param("hoa nguyen", Nearness.WORDS + 1, id="the same without marks"),
        pytest.param("ng hoa", Nearness.BEGINNINGS + 1, id="the beginning of a word"),
        pytest.param("nguyen thi ngoc hao", Nearness.SLIP + 1, id="two letters swapped"),
        pytest.param("nguyen thi ngoc hoaa", Nearness.SLIP + 1, id="a letter too many"),
        pytest.param("nguyen thi nog hoa", None, id="two slips in one word"),
        pytest.param("nguyen thi ngac hoa", Nearness.SLIP + 1, id="a letter changed"),
        pytest.param("nguyn", Nearness.SLIP + 1, id="one long word with a slip"),
        pytest.param("hao", None, id="one short word with a slip"),
        pytest.param("nguyen thi hng hao", None, id="two words with slips"),
        pytest.param("nguyen van hoa", None, id="a word that is not there"),
        pytest.param("nguyen nguyen", None, id="a word asked for twice"),
        pytest.param("", None, id="nothing"),
        pytest.param(" . ", None, id="nothing but punctuation"),
    ],
)
def test_each_way_of_answering_has_its_rank(query: str, rank: int | None) -> None:
    assert match_rank(query, NAME) == rank


@pytest.mark.parametrize(
    ("query", "name"),
    [
        pytest.param("giang a sinh", "Giàng A Sính", id="Mông"),
        pytest.param("lo thi my", "Lò Thị Mỷ", id="Thái"),
        pytest.param("lo thi mi", "Lò Thị Mỷ", id="Thái with i"),
        pytest.param("y huong nie", "Y Hương Niê", id="Ê Đê"),
        pytest.param("h bluen nie", "H'Bluên Niê", id="Ê Đê with a space"),
        pytest.param("hbluen nie", "H’Bluên Niê", id="Ê Đê run together"),
        pytest.param("kpa ksor", "Kpă Ksor", id="Gia Rai"),
        pytest.param("DUC", "Trần Ðức", id="the wrong letter for Đ"),
        pytest.param("Đức", "TRAN DUC", id="marks asked for, none kept"),
        pytest.param("santos maria", "Maria Santos", id="a foreign name"),
    ],
)
def test_names_of_every_people_are_found(query: str, name: str) -> None:
    assert match_rank(query, name) is not None


def test_the_spelling_asked_for_comes_first() -> None:
    names = ["Nguyễn Thị Hoa", "Nguyễn Thị Hóa", "Nguyễn Thị Hòa", "Trần Thị Hòa Nguyễn", "Nguyễn Thị Hoàng"]
    query = NameQuery("Nguyễn Thị Hòa")

    ordered = sorted(names, key=lambda name: query.rank(name) or 0)

    assert ordered[0] == "Nguyễn Thị Hòa"
    assert ordered[-2:] == ["Trần Thị Hòa Nguyễn", "Nguyễn Thị Hoàng"]


def test_a_short_beginning_leaves_the_word_a_longer_one_needs() -> None:
    assert match_rank("ho hoang", "Hoàng Hòa") == Nearness.BEGINNINGS + 1


words = st.text(alphabet="abcdeghikl", min_size=1, max_size=6)


@given(st.lists(words, min_size=1, max_size=4))
def test_every_name_answers_to_itself_before_all_else(parts: list[str]) -> None:
    assert match_rank(" ".join(parts), " ".join(parts)) == Nearness.WHOLE


@given(st.lists(words, min_size=1, max_size=4), st.randoms())
def test_every_order_of_words_is_found(parts: list[str], chance: object) -> None:
    assert match_rank(" ".join(sorted(parts)), " ".join(parts)) is not None


@given(words, words, st.integers(0, 6), st.sampled_from("xyz"))
def test_one_letter_more_is_always_found(first: str, second: str, at: int, letter: str) -> None:
    slipped = second[:at] + letter + second[at:]

    assert match_rank(f"{first} {slipped}", f"{first} {second}") is not None


@given(words, words, st.integers(0, 5))
def test_one_letter_less_is_always_found(first: str, second: str, at: int) -> None:
    slipped = (second + "m")[:at] + (second + "m")[at + 1 :]

    assert match_rank(f"{first} {slipped}", f"{first} {second}m") is not None
