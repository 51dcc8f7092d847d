"""Passphrases: which are good enough, and how they are hashed. None is ever stored, logged or shown again.

Hashing is slow on purpose, so nobody calls it while holding the database's write lock.
"""

import re
import secrets
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from referral.kernel.errors import FieldError, InvalidInput, Unavailable
from referral.kernel.vault.folding import fold
from referral.settings import Hashing

N_ = str
"""Marks a sentence for the catalogue of translations, and leaves it as it is."""

SHORTEST = 15
LONGEST = 256
PATIENCE_SECONDS = 20
"""How long a sign-in waits for its turn to be hashed."""

_FEWEST_LETTERS = 5
_OWN_SHARE = 8
"""How many characters must be left when everything well known has been taken out."""
_EASY_TO_READ = "23456789abcdefghjkmnpqrstuvwxyz"
_SECRET_GROUPS, _SECRET_GROUP = 5, 5

_ROWS = (
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "qazwsxedcrfvtgbyhnujmikolp",
)
_DATES_AND_NUMBERS = re.compile(r"\d+")


class Hasher:
    """Argon2id behind a gate: each hash takes 64 MiB, so only so many are computed at once."""

    def __init__(self, hashing: Hashing) -> None:
        self._argon = PasswordHasher(
            time_cost=hashing.passes, memory_cost=hashing.memory_kib, parallelism=hashing.lanes
        )
        self._gate = threading.BoundedSemaphore(hashing.at_once)
        self._nobodys = self._argon.hash(secrets.token_urlsafe())

    def hash(self, passphrase: str) -> str:
        """Give what is stored instead of a passphrase.

        :raises Unavailable: if too many others wait for the same
        """
        with self._turn():
            return self._argon.hash(_written_one_way(passphrase))

    def is_right(self, stored: str | None, passphrase: str) -> bool:
        """Tell whether this is the passphrase; for somebody we do not know it takes just as long.

        :raises Unavailable: if too many others wait for the same
        """
        with self._turn():
            try:
                self._argon.verify(stored or self._nobodys, _written_one_way(passphrase))
            except (VerificationError, InvalidHashError):
                return False
        return stored is not None

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._gate.acquire(timeout=PATIENCE_SECONDS):
            raise Unavailable
        try:
            yield
        finally:
            self._gate.release()


def one_time_secret() -> str:
    """Draw a secret to be handed over once and replaced at the first sign-in; easy to read aloud."""
    groups = (
        "".join(secrets.choice(_EASY_TO_READ) for _ in range(_SECRET_GROUP)) for _ in range(_SECRET_GROUPS)
    )
    return "-".join(groups)


def check(passphrase: str, *own_names: str, field: str = "passphrase") -> None:
    """Make sure that a passphrase is long enough and not among the first that are guessed.

    :param own_names: what belongs to the account, like its user name: easily guessed too
    :raises InvalidInput: naming the field, and never repeating what was typed
    """
    if not SHORTEST <= len(_written_one_way(passphrase)) <= LONGEST:
        raise _wrong(field, "length", TOO_SHORT_OR_LONG)
    if _is_easily_guessed(passphrase, own_names):
        raise _wrong(field, "easily-guessed", EASILY_GUESSED)


def prove(hasher: Hasher, stored: str, passphrase: str, field: str = "present") -> None:
    """Make sure that the one who asks knows the passphrase that stands.

    :raises InvalidInput: if this is not it
    """
    if not hasher.is_right(stored, passphrase):
        raise _wrong(field, "wrong", WRONG)


WRONG = N_("This is not the passphrase you use now.")
TOO_SHORT_OR_LONG = N_("Use at least 15 characters, like four or five words that do not belong together.")
EASILY_GUESSED = N_(
    "This would be guessed early: well-known words, numbers, repetitions or your own user name. "
    "Choose several words that do not belong together."
)


def _wrong(field: str, code: str, sentence: str) -> InvalidInput:
    return InvalidInput([FieldError(field, code, sentence)])


def _written_one_way(passphrase: str) -> str:
    """Give the same text however a keyboard composes its accents."""
    return unicodedata.normalize("NFKC", passphrase)


def _is_easily_guessed(passphrase: str, own_names: tuple[str, ...]) -> bool:
    plain = "".join(character for character in fold(passphrase) if character.isalnum())
    if len(set(plain)) < _FEWEST_LETTERS or _is_repetition(plain):
        return True
    own = [part for name in own_names for part in re.split(r"\W+", fold(name)) if len(part) > 2]  # noqa: PLR2004 — shorter parts occur in any word
    for known in [*sorted(own, key=len, reverse=True), *_well_known()]:
        plain = plain.replace(known, " ")
    return len(_without_runs(_DATES_AND_NUMBERS.sub(" ", plain)).replace(" ", "")) < _OWN_SHARE


@cache
def _well_known() -> tuple[str, ...]:
    """Give what is guessed first, the longest first, in the languages people sign in with."""
    text = files("referral.people").joinpath("data", "well-known.txt").read_text("utf-8")
    return tuple(sorted((line for line in text.split() if line.isalpha()), key=len, reverse=True))


def _is_repetition(plain: str) -> bool:
    """Tell whether a text is one piece again and again: only such a text lies inside its own double."""
    return (plain + plain).find(plain, 1) <= len(plain) // 2


def _without_runs(plain: str) -> str:
    """Take out stretches that only follow the keyboard or the alphabet, in either direction."""
    kept, at = [], 0
    while at < len(plain):
        length = _run_length(plain[at:])
        if length:
            at += length
        else:
            kept.append(plain[at])
            at += 1
    return "".join(kept)


def _run_length(text: str) -> int:
    """Give how many characters from the start follow one row, or nothing for fewer than four."""
    for length in range(min(len(text), 26), 3, -1):
        piece = text[:length]
        if any(piece in row or piece[::-1] in row for row in _ROWS):
            return length
    return 0
