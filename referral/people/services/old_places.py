"""The communes of before 1 July 2025, and what each became: never a guess where it became several.

Codes and names are facts of a file; which of several new communes is meant, whoever knows the person says.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from referral.kernel.vault.folding import fold
from referral.people.services import places
from referral.people.services.places import Commune

KINDS = ("Phường ", "Xã ", "Thị trấn ", "Huyện ")


@dataclass(frozen=True, slots=True)
class OldCommune:
    """A commune, ward or town as it was until 30 June 2025."""

    code: str
    """Its own code; empty for an island district that had no communes."""
    name: str
    district: str
    province: str
    became: tuple[str, ...]
    """The codes of the communes that its land belongs to now."""

    @property
    def full_name(self) -> str:
        """Its name with its district's and province's, as an old address says it."""
        return ", ".join(dict.fromkeys((self.name, self.district, self.province)))

    @property
    def communes_now(self) -> tuple[Commune, ...]:
        """The communes that its land belongs to now."""
        return tuple(places.communes()[code] for code in self.became)


@cache
def old_communes() -> tuple[OldCommune, ...]:
    """Give every commune of before the reform; the file is read at the first call."""
    text = files("referral.people").joinpath("data", "old-places.csv").read_text("utf-8")
    return tuple(
        OldCommune(
            row["old_code"], row["commune"], row["district"], row["province"], tuple(row["became"].split())
        )
        for row in csv.DictReader(text.splitlines())
    )


def by_code(code: str) -> OldCommune | None:
    """Give the commune that had this code until 30 June 2025."""
    return _by_code().get(code)


def resolve(text: str) -> tuple[OldCommune, ...]:
    """Give the old communes that an old code or address may mean, like *Xã Trà Bùi, Trà Bồng*."""
    if (found := by_code(text.strip())) is not None:
        return (found,)
    name, *within = (fold(part) for part in text.split(","))
    return tuple(old for old in _by_name().get(name, ()) if _lies_within(old, within))


def communes_meant(text: str) -> tuple[Commune, ...]:
    """Give every commune of today that a code, a name or an old address may mean, each once."""
    old = (now for found in resolve(text) for now in found.communes_now)
    return tuple(dict.fromkeys((*places.resolve(text), *old)))


def _lies_within(old: OldCommune, within: list[str]) -> bool:
    above = fold(f"{old.district} {old.province}")
    return all(part in above for part in within)


@cache
def _by_code() -> Mapping[str, OldCommune]:
    return MappingProxyType({old.code: old for old in old_communes() if old.code})


@cache
def _by_name() -> Mapping[str, tuple[OldCommune, ...]]:
    grouped: dict[str, list[OldCommune]] = {}
    for old in old_communes():
        for name in _spellings(old.name):
            grouped.setdefault(name, []).append(old)
    return MappingProxyType({name: tuple(members) for name, members in grouped.items()})


def _spellings(name: str) -> Iterator[str]:
    bare = next((name.removeprefix(kind) for kind in KINDS if name.startswith(kind)), name)
    yield from {fold(name), fold(bare)}
