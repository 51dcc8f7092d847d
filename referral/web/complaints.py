"""Every way a body or a query can be wrong, told field by field in sentences that say what to send.

One table from the validator's kinds of error; nothing here repeats what was sent, for that may be personal.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from referral.kernel.errors import FieldError, InvalidInput

N_ = str
"""Marks a sentence for the catalogue of translations, and leaves it as it is."""

Complaint = tuple[str, str]
"""A stable code, and the sentence that says what to send instead."""

_MISSING: Complaint = "missing", N_("Send this field: it is needed.")
_UNKNOWN: Complaint = (
    "unknown-field",
    N_("This field is not known here. Remove it, or check how it is spelt."),
)
_TEXT: Complaint = "wrong-type", N_("Send text here, in quotation marks.")
_YES_NO: Complaint = "wrong-type", N_("Send true or false here, without quotation marks.")
_NUMBER: Complaint = "wrong-type", N_("Send a whole number here, without quotation marks.")
_LIST: Complaint = "wrong-type", N_("Send a list here, in square brackets.")
_OBJECT: Complaint = "wrong-type", N_("Send an object here, in curly brackets.")
_MOMENT: Complaint = "bad-time", N_("Send day, time and offset, like 2026-03-27T08:30+07:00.")
_DAY: Complaint = "bad-date", N_("Send a day, like 2026-03-27.")
_ID: Complaint = "bad-id", N_("Send the id exactly as it was given to you.")
_CHOICE: Complaint = "not-in-list", N_("Send one of these: %(expected)s.")
_EMPTY: Complaint = "empty", N_("Send something here: it cannot be empty.")
_LONG: Complaint = "too-long", N_("Shorten this to at most %(max_length)d characters.")
_MANY: Complaint = "too-many", N_("Send at most %(max_length)d items.")
_FEW: Complaint = "empty", N_("Send at least %(min_length)d item.")
_SMALL: Complaint = "out-of-range", N_("Send %(ge)d or more.")
_LARGE: Complaint = "out-of-range", N_("Send %(le)d or less.")
_WRONG: Complaint = "invalid", N_("Check this field against the description of the interface.")

COMPLAINTS: Mapping[str, Complaint] = MappingProxyType(
    {
        "missing": _MISSING,
        "extra_forbidden": _UNKNOWN,
        "string_type": _TEXT,
        "bool_type": _YES_NO,
        "bool_parsing": _YES_NO,
        "int_type": _NUMBER,
        "int_parsing": _NUMBER,
        "int_parsing_size": _NUMBER,
        "int_from_float": _NUMBER,
        "list_type": _LIST,
        "tuple_type": _LIST,
        "dict_type": _OBJECT,
        "model_type": _OBJECT,
        "moment": _MOMENT,
        "day": _DAY,
        "uuid_type": _ID,
        "uuid_parsing": _ID,
        "enum": _CHOICE,
        "literal_error": _CHOICE,
        "string_too_short": _EMPTY,
        "string_too_long": _LONG,
        "too_long": _MANY,
        "too_short": _FEW,
        "greater_than_equal": _SMALL,
        "less_than_equal": _LARGE,
        "born-after-report": (
            "born-after-report",
            N_("Send a day of birth that is not after the day of the report."),
        ),
        "no-search-term": ("missing", N_("Send a name, an identity number or a phone number to look for.")),
        "due-or-done": (
            "missing",
            N_("Send due_on to schedule a follow-up; or id, done_on and outcome to record one."),
        ),
        "empty-plan": ("missing", N_("Send at least one need, or a service that was agreed.")),
        "made-or-approved": (
            "missing",
            N_("Send needs, and measures, to make a plan; or only its id to approve one."),
        ),
        "ends-early": ("ends-early", N_("Send a day that is not before the first one.")),
        "one-of-three": (
            "missing",
            N_("Send regime to apply; or id and completed; or id and decision, granted or refused."),
        ),
    }
)
"""The validator's kind of error → what we say."""

_PLAIN_NAME = re.compile(r"[A-Za-z0-9_-]{1,60}", re.ASCII)
_QUOTED = re.compile(r"'([^']*)'")
_NUMBERS = frozenset({"max_length", "min_length", "ge", "le"})


def complain(error: ValidationError) -> InvalidInput:
    """Turn a validator's error into ours, with every field named at once."""
    told = error.errors(include_url=False, include_input=False)
    return InvalidInput(_field_error(one) for one in told)


def is_unreadable(error: ValidationError) -> bool:
    """Tell whether what was sent is no JSON at all."""
    return any(one["type"] == "json_invalid" for one in error.errors(include_url=False, include_input=False))


def _field_error(one: ErrorDetails) -> FieldError:
    code, message = COMPLAINTS.get(one["type"], _WRONG)
    context: Mapping[str, object] = one.get("ctx", {})
    return FieldError(_path((*one["loc"], *_pointed_at(context))), code, message, _values(context))


def _pointed_at(context: Mapping[str, object]) -> tuple[str, ...]:
    """A rule over several fields says which one it is about."""
    field = context.get("field")
    return tuple(field.split(".")) if isinstance(field, str) else ()


def _path(places: tuple[int | str, ...]) -> str:
    """Name a field by its path; a name that is no plain word may be somebody's, so it is not repeated."""
    plain = (str(place) if _PLAIN_NAME.fullmatch(str(place)) else "?" for place in places)
    return ".".join(plain) or "body"


def _values(context: Mapping[str, object]) -> dict[str, str | int] | None:
    values: dict[str, str | int] = {
        name: value for name, value in context.items() if name in _NUMBERS and isinstance(value, int)
    }
    if isinstance(expected := context.get("expected"), str):
        values["expected"] = ", ".join(_QUOTED.findall(expected))
    return values or None
