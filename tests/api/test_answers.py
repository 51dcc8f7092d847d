"""How answers are read from cards: parts beside each other, lists with their ends, words in a language."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar
from uuid import UUID

import pytest
from pydantic import JsonValue

from referral.kernel.paging import Page, Window
from referral.support.bodies.requests import FollowUpBody
from referral.web.bodies import Answer, Beside, Label, Listed, Made, Query, When, clean_throughout
from workflows.vocabulary import Words

AN_ID = UUID("019f350b-e5c0-70c5-ab26-3f24b9da7db8")


@dataclass(frozen=True)
class Line:
    ref: str
    name: str


@dataclass(frozen=True)
class Card:
    line: Line
    name: str
    words: Words
    at: datetime


class CardAnswer(Answer):
    parts: ClassVar[tuple[str, ...]] = ("line",)
    ref: str
    name: str
    words: Label
    at: When


A_CARD = Card(
    Line("HS-1", "of the line"), "of the card", Words("Có", "Yes"), datetime(2026, 7, 6, 1, 30, tzinfo=UTC)
)


def test_a_card_and_its_parts_are_read_as_one() -> None:
    said = CardAnswer.of(A_CARD)

    assert (said.ref, said.name) == ("HS-1", "of the card")


def test_what_no_part_has_is_missing() -> None:
    with pytest.raises(AttributeError, match="colour"):
        _ = Beside(A_CARD, A_CARD.line).colour


@pytest.mark.parametrize(
    ("context", "word"), [({"locale": "en"}, "Yes"), ({"locale": "vi"}, "Có"), (None, "Có")]
)
def test_words_are_said_in_the_language_of_the_answer(context: dict[str, str] | None, word: str) -> None:
    said = CardAnswer.of(A_CARD).model_dump(mode="json", context=context)

    assert (said["words"], said["at"]) == (word, "2026-07-06T08:30:00+07:00")


def test_a_page_says_how_many_there_are_and_what_is_next() -> None:
    page = Page((A_CARD,), 3, Window(1, 1))

    said = Listed[CardAnswer].of(page)

    assert (len(said.items), said.total, said.next) == (1, 3, 2)


def test_a_whole_list_has_nothing_next() -> None:
    said = Listed[CardAnswer].of((A_CARD, A_CARD))

    assert (len(said.items), said.total, said.next) == (2, 2, None)


def test_an_id_alone_is_an_answer() -> None:
    assert Made.of(AN_ID).model_dump(mode="json") == {"id": str(AN_ID)}


def test_a_query_that_is_no_mapping_is_refused() -> None:
    with pytest.raises(ValueError, match="Query"):
        Query.model_validate("page=1")


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("a\x00b", "ab"),
        (["\x00", 1, None], ["", 1, None]),
        ({"a\x00": {"b": "c\u202e"}}, {"a": {"b": "c"}}),
        (True, True),
    ],
    ids=str,
)
def test_unseen_characters_are_taken_out_however_deep(sent: JsonValue, kept: JsonValue) -> None:
    assert clean_throughout(sent) == kept


def test_a_visit_to_schedule_is_none_to_record() -> None:
    with pytest.raises(ValueError, match="schedules"):
        FollowUpBody.model_validate_json('{"due_on": "2026-07-20"}').visit()
