"""Which days are worked: arithmetic over days off and swapped days that are given as data.

No date of any year is written here; the rows live in ``law/calendars.toml``.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import NotRequired, TypedDict

from workflows.lawfile import LawIsWrong, a_day, read_file
from workflows.vocabulary import Confidence, Word, Words

DECIDED = Path(__file__).parent / "law" / "calendars.toml"
FORECAST = Path(__file__).parent / "law" / "calendars-forecast.toml"
ONE_DAY = timedelta(days=1)
SATURDAY, SUNDAY = 5, 6
_WEEKEND: Mapping[int, Words] = {
    SATURDAY: Words("Thứ Bảy", "Saturday"),
    SUNDAY: Words("Chủ nhật", "Sunday"),
}


@dataclass(frozen=True, slots=True)
class DayOff:
    """Why a weekday is not worked: what it is, who decided it, and how sure we are."""

    why: Words
    decision: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Span:
    """The days from one to another, both included; without an end while they go on."""

    first: date
    last: date | None = None

    def __contains__(self, day: date) -> bool:
        """Say whether a day is one of them."""
        return self.first <= day and (self.last is None or day <= self.last)


ALWAYS = Span(date.min)


class DaysKind(Word):
    """In what an agency's week or days differ from the state sector's."""

    OFF = "off", "Nghỉ những ngày khối nhà nước làm việc", "Days off that the state sector works"
    WORKED = "worked", "Làm việc những ngày khối nhà nước nghỉ", "Days worked that the state sector has off"
    SATURDAYS = "saturdays", "Làm việc sáng thứ Bảy", "Saturday mornings are worked"
    NO_SATURDAYS = "no-saturdays", "Thôi làm việc sáng thứ Bảy", "Saturday mornings are worked no more"


SATURDAY_KINDS = frozenset({DaysKind.SATURDAYS, DaysKind.NO_SATURDAYS})


@dataclass(frozen=True, slots=True)
class OwnDays:
    """One decision of an agency about its own days."""

    kind: DaysKind
    span: Span
    why: str
    decision: str


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working days of one agency, or of the whole state sector."""

    name: str
    days_off: Mapping[date, DayOff] = field(default_factory=dict)
    working_saturdays: Mapping[date, DayOff] = field(default_factory=dict)
    """Saturdays worked in exchange for a weekday off."""
    saturday_mornings: tuple[tuple[Span, bool], ...] = ()
    """When Saturday mornings are worked as well, and when no more; what stands last holds."""

    def is_working(self, day: date) -> bool:
        """Say whether the agency works on that day."""
        return self.why_off(day) is None

    def why_off(self, day: date) -> Words | None:
        """Say why a day is not worked, or None when it is."""
        if day in self.working_saturdays:
            return None
        if day in self.days_off:
            return self.days_off[day].why
        if day.weekday() == SATURDAY and self._works_in_the_morning(day):
            return None
        return _WEEKEND.get(day.weekday())

    def _works_in_the_morning(self, saturday: date) -> bool:
        told = (is_worked for span, is_worked in reversed(self.saturday_mornings) if saturday in span)
        return next(told, False)

    def next_working(self, day: date) -> date:
        """Give the day itself if it is worked, otherwise the first worked day after it."""
        while not self.is_working(day):
            day += ONE_DAY
        return day

    def days_off_between(self, start: date, end: date) -> Iterator[tuple[date, Words]]:
        """Give the days not worked from *start* to *end*, both included, each with the reason."""
        for ordinal in range(start.toordinal(), end.toordinal() + 1):
            day = date.fromordinal(ordinal)
            if why := self.why_off(day):
                yield day, why

    def add_working_days(self, day: date, days: int) -> date:
        """Count working days from a day that is not itself counted; a negative number counts back."""
        direction = ONE_DAY if days > 0 else -ONE_DAY
        left = abs(days)
        while left:
            day += direction
            left -= self.is_working(day)
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """Count the working days after *start*, up to and with *end*; negative when *end* lies before."""
        if end < start:
            return -self.working_days_between(end, start)
        return sum(
            self.is_working(date.fromordinal(n)) for n in range(start.toordinal() + 1, end.toordinal() + 1)
        )


def agency_calendar(name: str, own: Iterable[OwnDays], *, works_saturdays: bool = False) -> Calendar:
    """Give the state sector's calendar as an agency keeps it; what it decided last about a day stands.

    :param works_saturdays: its Saturday mornings have always been worked
    """
    state = state_calendar()
    off, worked = dict(state.days_off), dict(state.working_saturdays)
    mornings = [(ALWAYS, True)] if works_saturdays else []
    for decided in own:
        if decided.kind in SATURDAY_KINDS:
            mornings.append((decided.span, decided.kind is DaysKind.SATURDAYS))
            continue
        wins, loses = (off, worked) if decided.kind is DaysKind.OFF else (worked, off)
        for day in _days_of(decided.span):
            loses.pop(day, None)
            wins[day] = DayOff(Words(decided.why, decided.why), decided.decision, Confidence.S)
    return Calendar(name, off, worked, tuple(mornings))


def _days_of(span: Span) -> Iterator[date]:
    last = span.last or span.first
    return map(date.fromordinal, range(span.first.toordinal(), last.toordinal() + 1))


class CalendarRow(TypedDict):
    """One row of a calendar file."""

    on: date
    vi: str
    en: str
    decision: str
    confidence: str
    is_enabled: NotRequired[bool]


class CalendarFile(TypedDict):
    """The whole of a calendar file."""

    decided_years: list[int]
    days_off: list[CalendarRow]
    working_saturdays: list[CalendarRow]


@cache
def decided_years() -> frozenset[int]:
    """Give the years that were decided; of any other the calendar is a forecast."""
    return frozenset(read_rows(DECIDED)["decided_years"])


@cache
def state_calendar() -> Calendar:
    """Give the calendar of the state sector: decided years as decided, the others as foreseen."""
    return calendar_from("state", read_rows(DECIDED), read_rows(FORECAST))


def calendar_from(name: str, decided: CalendarFile, forecast: CalendarFile) -> Calendar:
    """Put a calendar together; a forecast never adds to a year that has been decided."""
    foreseen = [row for row in forecast["days_off"] if row["on"].year not in decided["decided_years"]]
    return Calendar(name, _days(decided["days_off"] + foreseen), _days(decided["working_saturdays"]))


def read_rows(path: Path) -> CalendarFile:
    """Read a calendar file.

    :raises LawIsWrong: if it is not TOML
    """
    stored = read_file(path)
    return {
        "decided_years": stored.get("decided_years", []),
        "days_off": stored.get("days_off", []),
        "working_saturdays": stored.get("working_saturdays", []),
    }


def _days(rows: list[CalendarRow]) -> dict[date, DayOff]:
    return dict(_day(row) for row in rows if row.get("is_enabled", True))


def _day(row: CalendarRow) -> tuple[date, DayOff]:
    whose = f"the calendar's row of {row.get('on', 'no day')}"
    if unknown := row.keys() - CalendarRow.__annotations__.keys():
        raise LawIsWrong(f"{whose}: not a key of a day: {', '.join(sorted(unknown))}")
    try:
        day, why = a_day(row["on"]), Words(row["vi"], row["en"])
        return day, DayOff(why, row["decision"], Confidence(row["confidence"]))
    except (KeyError, ValueError) as slip:
        said = f"{slip} is missing" if isinstance(slip, KeyError) else str(slip)
        raise LawIsWrong(f"{whose}: {said}") from slip
