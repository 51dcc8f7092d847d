"""What every JSON body, query and answer is made of: strict in shape, tolerant of how people write.

Only types live here; no body of any one call, and nothing that knows a request.
"""

import re
from datetime import UTC, date, datetime
from operator import attrgetter
from typing import Annotated, ClassVar, Generic, Self, TypeVar
from uuid import UUID

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetPydanticSchema,
    JsonValue,
    PlainSerializer,
    SerializationInfo,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError, core_schema

from referral.kernel.clock import as_vietnam
from referral.kernel.paging import PER_PAGE, PER_PAGE_MOST, Window
from workflows.vocabulary import Words

PAGE_MOST = 1_000_000
LONGEST_NAME = 400
LONGEST_LINE = 200
LONGEST_WORD = 40
LONGEST_PROSE = 100_000

_EARLIEST, _LATEST = 1850, 9000
"""Years we take: earlier is a slip of the pen, later overflows when it is moved to another zone."""
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
"""Unseen characters, and those that turn the direction of writing: they serve no name and can hide one."""
_BREAKS = re.compile(r"\s*[\t\r\n\u2028\u2029]+\s*")
_MOMENT = re.compile(
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d([.,]\d+)?)?(Z|[+-]\d\d(:?\d\d)?)", re.IGNORECASE | re.ASCII
)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def moment(value: object) -> datetime:
    """Read a moment with its offset, in UTC; seconds may be left out.

    :raises PydanticCustomError: if it is no such moment
    """
    if isinstance(value, str) and _MOMENT.fullmatch(text := value.strip()):
        try:
            read = datetime.fromisoformat(text.upper())
        except ValueError:
            read = None
        if read is not None and _EARLIEST <= read.year <= _LATEST:
            return read.astimezone(UTC)
    raise PydanticCustomError("moment", "not a moment with its offset")


def day(value: object) -> date:
    """Read a calendar day.

    :raises PydanticCustomError: if there is no such day
    """
    if isinstance(value, str) and _DAY.fullmatch(text := value.strip()):
        try:
            read = date.fromisoformat(text)
        except ValueError:
            read = None
        if read is not None and _EARLIEST <= read.year <= _LATEST:
            return read
    raise PydanticCustomError("day", "not a calendar day")


def in_one_line(value: object) -> object:
    """Give text on one line, without unseen characters and outer spaces; leave what is no text."""
    return _CONTROLS.sub("", _BREAKS.sub(" ", value)).strip() if isinstance(value, str) else value


def as_prose(value: object) -> object:
    """Give text with its lines, without unseen characters and outer spaces; leave what is no text."""
    return _CONTROLS.sub("", value.replace("\r\n", "\n")).strip() if isinstance(value, str) else value


def blank_is_absent(value: object) -> object:
    """Take an empty text for no answer, as forms of real desks send it."""
    return None if isinstance(value, str) and not value.strip() else value


def null_is_no(value: object) -> object:
    """Take an unanswered yes-or-no question for no."""
    return False if value is None else value


def null_is_nothing(value: object) -> object:
    """Take an unanswered list for an empty one."""
    return () if value is None else tuple(value) if isinstance(value, list) else value


def clean_throughout(value: JsonValue) -> JsonValue:
    """Take unseen characters out of every text within, however deep it stands."""
    if isinstance(value, str):
        return _CONTROLS.sub("", value)
    if isinstance(value, list):
        return [clean_throughout(item) for item in value]
    if isinstance(value, dict):
        return {_CONTROLS.sub("", name): clean_throughout(item) for name, item in value.items()}
    return value


Absent = BeforeValidator(blank_is_absent)
Name = Annotated[str | None, Field(max_length=LONGEST_NAME), Absent, BeforeValidator(in_one_line)]
Line = Annotated[str | None, Field(max_length=LONGEST_LINE), Absent, BeforeValidator(in_one_line)]
Tag = Annotated[str | None, Field(max_length=LONGEST_WORD), Absent, BeforeValidator(in_one_line)]
Prose = Annotated[str | None, Field(max_length=LONGEST_PROSE), Absent, BeforeValidator(as_prose)]
GivenLine = Annotated[
    str, StringConstraints(min_length=1, max_length=LONGEST_LINE), BeforeValidator(in_one_line)
]
GivenName = Annotated[
    str, StringConstraints(min_length=1, max_length=LONGEST_NAME), BeforeValidator(in_one_line)
]
GivenProse = Annotated[
    str, StringConstraints(min_length=1, max_length=LONGEST_PROSE), BeforeValidator(as_prose)
]
Lines = Annotated[tuple[GivenLine, ...], Field(max_length=200), BeforeValidator(null_is_nothing)]
YesNo = Annotated[bool, BeforeValidator(null_is_no)]
Moment = Annotated[datetime, BeforeValidator(moment)]
MaybeMoment = Annotated[Moment | None, Absent]
Day = Annotated[date, BeforeValidator(day)]
MaybeDay = Annotated[Day | None, Absent]


class Body(BaseModel):
    """A JSON body: nothing unknown, nothing of a wrong type. Its fields never show in a log."""

    model_config = ConfigDict(
        extra="forbid", strict=True, frozen=True, hide_input_in_errors=True, loc_by_alias=True
    )

    def __repr__(self) -> str:
        """Name the body, never what is in it."""
        return f"{type(self).__name__}()"

    __str__ = __repr__


class Query(BaseModel):
    """What stands after the question mark: text read as numbers and words, never anything personal."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    @model_validator(mode="before")
    @classmethod
    def _leave_out_the_blank(cls, given: object) -> object:
        if not isinstance(given, dict):
            return given
        return {name: value for name, value in given.items() if value != ""}


class Paged(Query):
    """A query for one page of a list."""

    page: int = Field(1, ge=1, le=PAGE_MOST)
    per_page: int = Field(PER_PAGE, ge=1, le=PER_PAGE_MOST)

    @property
    def window(self) -> Window:
        """Which part of the list is asked for."""
        return Window(self.page, self.per_page)


def _in_vietnam(at: datetime) -> str:
    return as_vietnam(at).isoformat()


def _in_locale(words: Words, info: SerializationInfo) -> str:
    context: dict[str, str] = info.context or {}
    return words.en if context.get("locale") == "en" else words.vi


When = Annotated[
    datetime,
    PlainSerializer(_in_vietnam, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time"}, mode="serialization"),
]
"""A moment in an answer: ISO-8601 in Vietnam's offset."""
Label = Annotated[
    Words,
    GetPydanticSchema(lambda _source, _handler: core_schema.is_instance_schema(Words)),
    PlainSerializer(_in_locale, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string"}, mode="serialization"),
]
"""A text for people in an answer: in the caller's language."""


class Beside:
    """A card and its parts, read as if all their fields stood in one place; the card's own come first."""

    def __init__(self, *cards: object) -> None:
        """Take the cards in the order in which they are asked."""
        self._cards = cards

    def __getattr__(self, name: str) -> object:
        """Give the field of the first card that has it.

        :raises AttributeError: if none has
        """
        for card in self._cards:
            if hasattr(card, name):
                value: object = getattr(card, name)
                return value
        raise AttributeError(name)


class Answer(BaseModel):
    """What a call answers; read from the card a service gave."""

    model_config = ConfigDict(from_attributes=True, frozen=True, serialize_by_alias=True)
    parts: ClassVar[tuple[str, ...]] = ()
    """Where in the card some of the fields stand, like `line`."""

    @model_validator(mode="before")
    @classmethod
    def _with_parts(cls, given: object) -> object:
        is_card = cls.parts and not isinstance(given, dict | Answer)
        return Beside(given, *(attrgetter(part)(given) for part in cls.parts)) if is_card else given

    @classmethod
    def of(cls, card: object) -> Self:
        """Read an answer from a card."""
        return cls.model_validate(card)


Item = TypeVar("Item")


class Listed(Answer, Generic[Item]):
    """A list: its items, how many there are in all, and the number of the next page, if any."""

    items: tuple[Item, ...]
    total: int
    next: int | None = None

    @model_validator(mode="before")
    @classmethod
    def _whole(cls, given: object) -> object:
        """A plain sequence is a list with nothing left out."""
        return {"items": given, "total": len(given)} if isinstance(given, tuple | list) else given


class Made(Answer):
    """The id of what was just recorded."""

    id: UUID

    @classmethod
    def of(cls, card: object) -> Self:
        """Read it from an id alone, or from a card that has one."""
        return cls.model_validate({"id": card} if isinstance(card, UUID) else card)


class Reason(Answer):
    """One reason why something cannot be done, and what to do about it."""

    rule: str
    because: Label
    remedy: Label
    basis: str | None
