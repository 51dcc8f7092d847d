"""Who was competent for a duty on a day: dated rows, so that a body that is gone keeps its name in history.

No body and no date is written here (see ``law/authorities.toml``); who acts in a case, the case knows.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import NotRequired, TypedDict

from workflows.lawfile import read_file
from workflows.vocabulary import AgencyKind, Confidence, Word, Words

FILE = Path(__file__).parent / "law" / "authorities.toml"


class Competence(Word):
    """What a body is competent for."""

    RECEPTION = "reception", "Tiếp nhận", "Reception"
    INITIAL_VERIFICATION = "initial_verification", "Xác minh thông tin ban đầu", "Initial verification"
    FULL_VERIFICATION = "full_verification", "Xác minh đầy đủ", "Full verification"
    CERTIFICATION = "certification", "Xác nhận nạn nhân", "Certification of victims"
    SUPPORT_DECISION = "support_decision", "Quyết định chế độ hỗ trợ", "Decision on support"
    MANAGEMENT = "management", "Quản lý nhà nước ở cấp tỉnh và trung ương", "Direction of the work"
    COMMUNE_SUPPORT = "commune_support", "Hỗ trợ tại cấp xã", "Support in the commune"


class Row(TypedDict):
    """One row, as written; the head of the file says what each key means."""

    duty: str
    vi: str
    en: str
    kind: str
    is_named: NotRequired[bool]
    instrument: str
    article: str
    confidence: str
    source: str
    valid_from: date
    valid_to: NotRequired[date]
    note: NotRequired[str]


@dataclass(frozen=True, slots=True)
class Authority:
    """A body that was competent for something, from a day to a day."""

    competence: Competence
    body: Words
    kind: AgencyKind
    is_named: bool
    basis: str
    confidence: Confidence
    source: str
    valid_from: date
    valid_to: date | None
    note: str = ""

    def was_competent(self, on: date) -> bool:
        """Say whether it was competent on that day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


def read_authorities(path: Path) -> tuple[Authority, ...]:
    """Read the rows of a file.

    :raises ValueError: if a row has a key or a word that is not ours
    :raises KeyError: if a row lacks something
    """
    return tuple(_authority(row) for row in read_file(path)["authorities"])


def _authority(row: Row) -> Authority:
    if unknown := row.keys() - Row.__annotations__.keys():
        raise ValueError(f"{row['vi']}: not a key of an authority: {', '.join(sorted(unknown))}")
    return Authority(
        Competence(row["duty"]),
        Words(row["vi"], row["en"]),
        AgencyKind(row["kind"]),
        row.get("is_named", False),
        f"{row['article']} {row['instrument']}",
        Confidence(row["confidence"]),
        row["source"],
        row["valid_from"],
        row.get("valid_to"),
        row.get("note", ""),
    )


@cache
def authorities() -> tuple[Authority, ...]:
    """Give every row, in the order written."""
    return read_authorities(FILE)


def competent(competence: Competence, on: date) -> Authority | None:
    """Give the body that was competent on that day; nothing where the data reaches no further back."""
    rows = (row for row in authorities() if row.competence is competence and row.was_competent(on))
    return next(rows, None)


@lru_cache(maxsize=1024)
def body_then(kind: AgencyKind, on: date) -> Words | None:
    """Give the body in whose place an agency of that kind stands for an event of that day, if it is gone."""
    rows = (row for row in authorities() if row.is_named and row.kind is kind and row.was_competent(on))
    return next((row.body for row in rows if row.valid_to is not None), None)
