"""How names and numbers are made comparable. Nothing here is stored: folded names live as long as a search.

One versioned function each, because tags are computed over their results: raise the version when one changes.
"""

import unicodedata
from enum import IntEnum

VERSION = 1

_APOSTROPHES = "'’‘ʼʻ`´′＇"
_BARE = {
    **dict.fromkeys("đðɖ", "d"),  # no decomposition takes their bar off; Ð U+00D0 is typed for Đ everywhere
    "ƀ": "b",  # Ê Đê, Gia Rai
    "ł": "l",
    "ø": "o",
    "æ": "ae",
    "œ": "oe",
    "ı": "i",
    **dict.fromkeys(_APOSTROPHES, ""),
}
_LONGEST_IN_VIETNAM = 10
_SHORTEST_SLIP = 4
_ONE_D = {ord("ð"): "đ", ord("ɖ"): "đ"}
_ONE_APOSTROPHE = dict.fromkeys(map(ord, _APOSTROPHES), "'")


class _Bare(dict[int, str]):
    """Maps a decomposed character to what is left of it, learning each as it is met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        self[code] = left = _left_of(character)
        return left


def _left_of(character: str) -> str:
    if character in _BARE:
        return _BARE[character]
    kind = unicodedata.category(character)
    if unicodedata.combining(character) or kind == "Cf":
        return ""
    # Marks that combine with nothing stay: in Thai, Lao and Khmer names they are vowels.
    return character if kind[0] in "LNM" else " "


_bare = _Bare()


def fold(text: str) -> str:
    """Give a name without case, tones, other marks, apostrophes, punctuation or spare spaces."""
    decomposed = unicodedata.normalize("NFD", unicodedata.normalize("NFC", text).casefold())
    return " ".join(decomposed.translate(_bare).split())


def phonetic(text: str) -> str:
    """Give a folded name in which i and y are the same letter, as in Lý and Lí, Mỹ and Mĩ."""
    return fold(text).replace("y", "i")


def marked(text: str) -> str:
    """Give a name as it is spelt, marks and all, without case, spare spaces or look-alike characters."""
    alike = unicodedata.normalize("NFC", text).casefold().translate(_ONE_D).translate(_ONE_APOSTROPHE)
    return " ".join(alike.split())


def canonical_identifier(text: str) -> str:
    """Give a citizen, passport or other number in capitals without spaces, dots or hyphens."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).upper()))


def canonical_phone(text: str) -> str:
    """Give a telephone number in its one international form; a short one without a country is Vietnam's.

    Text without a digit gives nothing.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    number = "".join(filter(str.isdecimal, plain)).lstrip("0")
    is_international = plain.startswith(("+", "00")) or len(number) > _LONGEST_IN_VIETNAM
    if not is_international:
        return "+84" + number if number else ""
    return "+84" + number[2:].lstrip("0") if number.startswith("84") else "+" + number


class Nearness(IntEnum):
    """How a name answers a query, the nearest first; within each, a name spelt with the same marks leads."""

    WHOLE = 0
    """The same name once marks are dropped."""
    SOUNDS = 2
    """The same name once i and y are one letter and the words are run together."""
    WORDS = 4
    """All words of the query, in any order."""
    BEGINNINGS = 6
    """All words of the query begin words of the name."""
    SLIP = 8
    """All words of the query but one, and that one is a letter away."""


class NameQuery:
    """A name looked for, prepared once and held against many."""

    def __init__(self, text: str) -> None:
        self._marked = marked(text)
        self._marked_words = frozenset(self._marked.split())
        self._folded = fold(text)
        self._sounds = self._folded.replace("y", "i")
        self._run_together = self._sounds.replace(" ", "")
        self._words = self._sounds.split()

    def rank(self, name: str) -> int | None:
        """Say how near a name is, 0 being the very same; nothing when it is no answer at all."""
        folded = fold(name)
        nearness = self._nearness(folded, folded.replace("y", "i"))
        if nearness is None:
            return None
        same_marks = self._marked_words <= frozenset(marked(name).split())
        return nearness if same_marks else nearness + 1

    def _nearness(self, folded: str, sounds: str) -> Nearness | None:
        if not self._words:
            return None
        if folded == self._folded:
            return Nearness.WHOLE
        if sounds.replace(" ", "") == self._run_together:
            return Nearness.SOUNDS
        return self._nearness_of_words(sounds.split())

    def _nearness_of_words(self, words: list[str]) -> Nearness | None:
        unmatched, left = _without_common(self._words, words)
        if not unmatched:
            return Nearness.WORDS
        if _begin(unmatched, left):
            return Nearness.BEGINNINGS
        if len(unmatched) == 1 and self._may_be_a_slip(unmatched[0]) and _one_is_a_slip(unmatched[0], left):
            return Nearness.SLIP
        return None

    def _may_be_a_slip(self, word: str) -> bool:
        # One short word alone is a letter away from half of all names.
        return len(self._words) > 1 or len(word) >= _SHORTEST_SLIP


def match_rank(query: str, name: str) -> int | None:
    """Say how near a name is to a query, 0 being the very same; for many names prepare a `NameQuery`."""
    return NameQuery(query).rank(name)


def _without_common(asked: list[str], there: list[str]) -> tuple[list[str], list[str]]:
    left = list(there)
    unmatched = []
    for word in asked:
        if word in left:
            left.remove(word)
        else:
            unmatched.append(word)
    return unmatched, left


def _begin(beginnings: list[str], words: list[str]) -> bool:
    left = list(words)
    # The longest first, so that a short one does not take the word a longer one needs.
    for beginning in sorted(beginnings, key=len, reverse=True):
        found = next((word for word in left if word.startswith(beginning)), None)
        if found is None:
            return False
        left.remove(found)
    return True


def _one_is_a_slip(word: str, others: list[str]) -> bool:
    return any(_is_a_slip(word, other) for other in others)


def _is_a_slip(one: str, other: str) -> bool:
    """Say whether one letter was added, lost, changed, or swapped with its neighbour."""
    shorter, longer = sorted((one, other), key=len)
    at = next((i for i, letter in enumerate(shorter) if letter != longer[i]), len(shorter))
    if len(longer) == len(shorter) + 1:
        return shorter[at:] == longer[at + 1 :]
    if len(longer) > len(shorter):
        return False
    is_swap = shorter[at : at + 2] == longer[at : at + 2][::-1] and shorter[at + 2 :] == longer[at + 2 :]
    return shorter[at + 1 :] == longer[at + 1 :] or is_swap
