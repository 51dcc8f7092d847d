"""The provinces and communes of Viet Nam since 1 July 2025, by code. Names are for display, and repeat."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from referral.kernel.vault.folding import fold

KINDS = ("Phường ", "Xã ", "Đặc khu ")
"""What a commune's name begins with. The column of kinds contradicts a few names, so the name decides."""


@dataclass(frozen=True, slots=True)
class Province:
    """A province or a city of that rank."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune, ward or special zone."""

    code: str
    name: str
    kind: str
    province: Province

    @property
    def full_name(self) -> str:
        """Its name with its province's, as an address says it."""
        return f"{self.name}, {self.province.name}"


@cache
def communes() -> Mapping[str, Commune]:
    """Give every commune by its code; the file is read at the first call."""
    text = files("referral.people").joinpath("data", "places.csv").read_text("utf-8")
    provinces: dict[str, Province] = {}
    found: dict[str, Commune] = {}
    for row in csv.DictReader(text.splitlines()):
        code = row["province_code"]
        province = provinces.setdefault(code, Province(code, row["province"]))
        found[row["commune_code"]] = Commune(row["commune_code"], row["commune"], row["kind"], province)
    return MappingProxyType(found)


@cache
def provinces() -> Mapping[str, Province]:
    """Give every province by its code."""
    return MappingProxyType({one.province.code: one.province for one in communes().values()})


def commune(code: str) -> Commune | None:
    """Give the commune of that code."""
    return communes().get(code)


def province(code: str) -> Province | None:
    """Give the province of that code."""
    return provinces().get(code)


def communes_of(province_code: str) -> tuple[Commune, ...]:
    """Give the communes of a province, by name."""
    return tuple(sorted(_by_province().get(province_code, ()), key=lambda one: fold(one.name)))


def resolve(text: str, province_code: str | None = None) -> tuple[Commune, ...]:
    """Give the communes a code or a name may mean, tones and type of unit forgiven; often more than one."""
    exact = communes().get(text.strip())
    if exact is not None:
        return (exact,)
    found = _by_folded_name().get(fold(text), ())
    return tuple(one for one in found if province_code in (None, one.province.code))


@cache
def _by_province() -> Mapping[str, tuple[Commune, ...]]:
    grouped: dict[str, list[Commune]] = {}
    for one in communes().values():
        grouped.setdefault(one.province.code, []).append(one)
    return MappingProxyType({code: tuple(members) for code, members in grouped.items()})


@cache
def _by_folded_name() -> Mapping[str, tuple[Commune, ...]]:
    grouped: dict[str, list[Commune]] = {}
    for one in communes().values():
        bare = next((one.name.removeprefix(kind) for kind in KINDS if one.name.startswith(kind)), one.name)
        for name in {fold(one.name), fold(bare)}:
            grouped.setdefault(name, []).append(one)
    return MappingProxyType({name: tuple(members) for name, members in grouped.items()})
