"""Tests of the words: none missing, none without a reading in both languages."""

import pytest

from workflows import vocabulary
from workflows.vocabulary import (
    ENDS,
    FIRST_RECEIVERS,
    OPEN_STATES,
    REPORTERS,
    STAGE_OF,
    TRANSFER_RECEIVERS,
    AgencyKind,
    Stage,
    State,
    StepName,
    Unit,
    Word,
)

ENUMS = [thing for thing in vars(vocabulary).values() if isinstance(thing, type) and issubclass(thing, Word)]
WORDS = [word for enum in ENUMS for word in enum]


@pytest.mark.parametrize("word", WORDS, ids=lambda word: f"{type(word).__name__}-{word}")
def test_every_word_reads_in_both_languages(word: Word) -> None:
    assert word.vi.strip()
    assert word.en.strip()


@pytest.mark.parametrize("word", WORDS, ids=lambda word: f"{type(word).__name__}-{word}")
def test_a_word_is_found_again_by_its_value(word: Word) -> None:
    assert type(word)(word.value) is word
    assert str(word) == word.value


@pytest.mark.parametrize("enum", ENUMS, ids=lambda enum: enum.__name__)
def test_no_two_words_read_alike_in_one_list(enum: type[Word]) -> None:
    readings = [word.vi for word in enum]

    assert len(set(readings)) == len(readings)


def test_a_word_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="limbo"):
        State("limbo")


def test_every_state_belongs_to_one_stage() -> None:
    assert set(STAGE_OF) == set(State)
    assert set(STAGE_OF.values()) == set(Stage)


def test_the_ends_and_the_open_states_share_nothing() -> None:
    assert {State.CLOSED, State.NOT_VICTIM, State.WITHDRAWN} == ENDS
    assert ENDS.isdisjoint(OPEN_STATES)


def test_the_journey_has_its_steps_and_units() -> None:
    assert len(StepName) == 21
    assert [unit.value for unit in Unit] == ["immediate", "hours", "days", "working-days", "months", "years"]


def test_oversight_and_operations_never_touch_a_person() -> None:
    watchers = {AgencyKind.OVERSIGHT, AgencyKind.OPERATIONS}

    assert watchers.isdisjoint(REPORTERS | FIRST_RECEIVERS | TRANSFER_RECEIVERS)
