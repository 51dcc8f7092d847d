"""Reading the data that comes with a step: shapes are checked here (422), whether it is enough the journey
says (409).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from referral.kernel.errors import FieldError, InvalidInput
from workflows.vocabulary import EndReason, EvidenceSource, PaperKind, StepName

_UNKNOWN = "This field is not known here. Remove it, or check its spelling."
_TEXT_MOST = 100_000


@dataclass(frozen=True, slots=True)
class StepData:
    """What came with a step: the names of what is present and usable, and the values."""

    given: frozenset[str]
    values: dict[str, Any] = field(repr=False)


class Unusable(Exception):
    """A value of the wrong shape; carries the msgid that says what to enter."""


Reader = Callable[[object], object]


def _text(value: object) -> str | None:
    if not isinstance(value, str) or len(value) > _TEXT_MOST:
        raise Unusable("Enter this as text.")
    return value.strip() or None


def _yes(value: object) -> bool | None:
    if not isinstance(value, bool):
        raise Unusable("Answer with true or false.")
    return value or None


def _grounds(value: object) -> list[str] | None:
    if not isinstance(value, list) or not all(
        isinstance(item, str) and item in set(EvidenceSource) for item in value
    ):
        raise Unusable("Choose the grounds from the list of evidence sources.")
    return sorted(set(value)) or None


def _end_reason(value: object) -> str | None:
    if not isinstance(value, str) or value not in set(EndReason):
        raise Unusable("Choose one of: died, lost_contact, merged.")
    return value


def _paper(value: object) -> dict[str, str] | None:
    if not isinstance(value, dict) or not set(value) <= {"kind", "number", "issued_on"}:
        raise Unusable("Enter the paper's kind, number and date of issue.")
    if not value:
        return None
    if not isinstance(value.get("kind"), str) or value["kind"] not in set(PaperKind):
        raise Unusable("Choose the paper's kind from the list.")
    if not isinstance(value.get("number"), str) or not value["number"].strip():
        raise Unusable("Enter the paper's number.")
    return {
        "kind": value["kind"],
        "number": value["number"].strip(),
        "issued_on": _day(value.get("issued_on")),
    }


def _day(value: object) -> str:
    try:
        return date.fromisoformat(value if isinstance(value, str) else "").isoformat()
    except ValueError:
        raise Unusable("Enter the date of issue, like 2026-03-27.") from None


_ANY_STEP: Mapping[str, Reader] = {"remarks": _text}
READERS: Mapping[StepName, Mapping[str, Reader]] = {
    StepName.START_VERIFICATION: {"statement": _text, "no_statement_because": _text, "verifier": _text},
    StepName.REQUEST_FULL_VERIFICATION: {"finding": _text},
    StepName.IDENTIFY: {"grounds": _grounds, "paper": _paper},
    StepName.REFUSE_IDENTIFICATION: {"reason": _text, "told_how_to_complain": _yes},
    StepName.RETURN_HOME: {"away_from_guardian": _yes},
    StepName.GIVE_TO_RELATIVES: {"collected_by": _text, "away_from_guardian": _yes},
    StepName.WITHDRAW: {"informed_refusal": _text},
    StepName.END_OTHERWISE: {"because": _end_reason},
}
"""The data items of each step and how each is read; an empty one counts as not given."""


def read(step: StepName, data: Mapping[str, object], reason: str) -> StepData:
    """Read a step's data.

    :raises InvalidInput: if an item is unknown or of the wrong shape; every one is named
    """
    readers = {**_ANY_STEP, **READERS.get(step, {})}
    errors = [FieldError(f"data.{name}", "unknown-field", _UNKNOWN) for name in data if name not in readers]
    values: dict[str, Any] = {"reason": reason.strip()} if reason.strip() else {}
    for name, reader in readers.items():
        if name in data and data[name] is not None:
            _read_one(name, reader, data[name], values, errors)
    if errors:
        raise InvalidInput(errors)
    return StepData(frozenset(values), values)


def _read_one(
    name: str, reader: Reader, raw: object, values: dict[str, Any], errors: list[FieldError]
) -> None:
    try:
        value = reader(raw)
    except Unusable as unusable:
        errors.append(FieldError(f"data.{name}", "invalid-value", str(unusable)))
        return
    if value is not None:
        values[name] = value
