"""Ids of rows and public references of cases. Neither is made from anything about a person."""

import os
import re
import secrets
from uuid import UUID

from referral.kernel.clock import Clock

PREFIX = "HS"
"""Hồ sơ: a case file. It says nothing about why the person is in it."""
ALPHABET = "0123456789CDFHJKMNPRTVWX"
"""No vowels, so no words; no letter that looks like a digit or like another letter."""

_PRIME = 29
_RANDOM, _GROUP = 11, 4
_LOOK_ALIKES = str.maketrans("OQILSZBGĐÐ", "00115286DD")
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_CANONICAL = re.compile(rf"{PREFIX}(-[{ALPHABET}]{{{_GROUP}}}){{3}}", re.ASCII)
_SEPARATORS = re.compile(r"[\s\-‐‑‒–—−._/]+")
_MILLISECONDS_PER_SECOND = 1000


def new_id(clock: Clock) -> UUID:
    """Make an id (UUID version 7): 48 bits of milliseconds, then 74 random bits."""
    milliseconds = int(clock.now().timestamp() * _MILLISECONDS_PER_SECOND)
    drawn = int.from_bytes(os.urandom(10), "big")
    random_a, random_b = drawn >> 68, drawn & (1 << 62) - 1
    return UUID(int=milliseconds << 80 | 0x7 << 76 | random_a << 64 | 0b10 << 62 | random_b)


def new_reference() -> str:
    """Make a reference like HS-7K3M-9CXT-2F4R: 50 random bits and a check character.

    The check lies in a field of 29 elements while there are 24 characters; a draw whose check has none is
    thrown away, which leaves every reference equally likely.
    """
    while True:
        body = "".join(secrets.choice(ALPHABET) for _ in range(_RANDOM))
        if check := _check_for(body):
            return _grouped(body + check)


def is_reference(text: str) -> bool:
    """Say whether this is a reference, written exactly as we write it, with the right check character."""
    return _CANONICAL.fullmatch(text) is not None and _is_sound(text.removeprefix(PREFIX).replace("-", ""))


def canonical_reference(text: str) -> str | None:
    """Give the reference as we write it, or nothing if it is none.

    Forgives lower case, spaces, missing or other hyphens, a missing prefix, and letters written for the
    digits they look like.
    """
    body = _SEPARATORS.sub("", text).upper().translate(_LOOK_ALIKES)
    if len(body) > _RANDOM + 1:
        body = body.removeprefix(PREFIX.translate(_LOOK_ALIKES))
    return _grouped(body) if _is_sound(body) else None


def _check_for(body: str) -> str | None:
    value = -_weighed(body) * pow(_RANDOM + 1, -1, _PRIME) % _PRIME
    return ALPHABET[value] if value < len(ALPHABET) else None


def _is_sound(body: str) -> bool:
    # Each place has its own weight in a prime field: one wrong character, or any two swapped, always shows.
    is_well_formed = len(body) == _RANDOM + 1 and _VALUES.keys() >= set(body)
    return is_well_formed and _weighed(body) % _PRIME == 0


def _weighed(body: str) -> int:
    return sum(weight * _VALUES[character] for weight, character in enumerate(body, 1))


def _grouped(body: str) -> str:
    groups = (body[at : at + _GROUP] for at in range(0, len(body), _GROUP))
    return "-".join((PREFIX, *groups))
