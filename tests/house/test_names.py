"""One word per thing, and files whose name says what they hold. docs/glossary.md has the words."""

import re

import pytest

from tests.house.source import pages, product, tracked, words_in

EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "tools", "stuff", "base_utils"}

SYNONYMS = {
    r"\btickets?\b": "case",
    r"\b[a-z_]*timers?\b": "clock",
    r"\bhand-?offs?\b": "hand-over (in code: handover)",
    r"\bassignees?\b": "holder",
    r"\bbeneficiar(y|ies)\b": "person",
    r"\bworkflow_state\b": "state",
    r"\bphases?\b": "stage",
}

VICTIM_IS_RIGHT = re.compile(
    r"not_victim|victim[-_ ]support|other_victims|(as|not) an? victims?|victim-status|potential_victim|"
    r"certifies a victim",
    re.IGNORECASE,
)


def test_no_file_has_a_name_that_says_nothing() -> None:
    empty = [path.name for path in tracked() if path.stem in EMPTY_NAMES]

    assert not empty, f"{empty}: name a file after what lives in it."


@pytest.mark.parametrize(("synonym", "word"), SYNONYMS.items(), ids=SYNONYMS.values())
def test_no_synonym_stands_where_the_glossary_has_a_word(synonym: str, word: str) -> None:
    found = {place: lines for place, text in shipped() if (lines := words_in(text, f"(?i){synonym}"))}

    assert not found, f"Say {word} instead: {found}"


def test_transition_is_said_only_where_the_library_is() -> None:
    found = {
        place: lines
        for place, text in shipped()
        if place != "referral/casework/engine.py" and (lines := words_in(text, r"(?i)\btransitions?\b"))
    }

    assert not found, f"Say step instead: {found}"


def test_nobody_is_called_a_victim_before_it_is_decided() -> None:
    found = [
        f"{place}:{line}"
        for place, text in shipped()
        if place.startswith(("referral/", "templates/"))
        for line in words_in(text, r"(?i)victim")
        if not VICTIM_IS_RIGHT.search(line)
    ]

    assert not found, f"Say person instead, or say that it was identified: {found}"


def shipped() -> list[tuple[str, str]]:
    sources = [(found.where, found.text) for found in product()]
    return sources + [(f"templates/{name}", text) for name, text in pages().items()]
