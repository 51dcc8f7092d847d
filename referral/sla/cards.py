"""Small frozen cards of clocks and alerts: what services give. They touch no database."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from referral.people.cards import AgencyName
from workflows.authorities import Authority
from workflows.calendars import DayOff, DaysKind
from workflows.limits import DeadlineRule, Limit
from workflows.switches import Switchable
from workflows.vocabulary import ClockState, Role, Words


@dataclass(frozen=True, slots=True)
class ClockCard:
    """A clock as a page or an answer shows it; times are UTC, `due_on` is a date in Vietnam."""

    id: UUID
    case_ref: str
    rule: str
    label: Words
    basis: str
    confidence: str
    is_policy: bool
    unit: str
    amount: int
    started_at: datetime
    due_at: datetime
    due_on: date
    warn_at: datetime
    duty_of: str
    duty_name: str
    state: ClockState
    level: int
    working_days_left: int | None = None
    """Whole working days until it is due; negative when late; nothing once it has ended."""


@dataclass(frozen=True, slots=True)
class SeatCard:
    """Who is told: a role in an agency; the person is found when the message is sent."""

    agency: str
    role: Role


@dataclass(frozen=True, slots=True)
class AlertCard:
    """One alert to one seat."""

    id: UUID
    case_ref: str
    rule: str
    label: Words
    level: int
    due_at: datetime
    late_by_seconds: int
    agency: str
    role: Role
    recorded_at: datetime
    acknowledged_at: datetime | None

    @property
    def recipient(self) -> SeatCard:
        """The seat that was told."""
        return SeatCard(self.agency, self.role)


@dataclass(frozen=True, slots=True)
class Swept:
    """What one pass of the clocks did."""

    due: int
    alerts: int
    escalated: int
    seconds: float


@dataclass(frozen=True, slots=True)
class BoardCount:
    """How many clocks of one rule are overdue or due soon in one agency."""

    agency: str
    agency_name: str
    rule: str
    label: Words
    overdue: int
    due_soon: int


@dataclass(frozen=True, slots=True)
class BoardTotal:
    """The same for a whole agency, or for a whole rule."""

    key: str
    """The agency's code, or the rule's name."""
    label: Words
    overdue: int
    due_soon: int


@dataclass(frozen=True, slots=True)
class Board:
    """What an agency and those below it owe: late, soon, and where it gathers."""

    overdue: tuple[ClockCard, ...]
    due_soon: tuple[ClockCard, ...]
    by_agency: tuple[BoardTotal, ...]
    by_rule: tuple[BoardTotal, ...]
    counts: tuple[BoardCount, ...]


@dataclass(frozen=True, slots=True)
class OwnDaysCard:
    """One decision about the working days of an agency."""

    kind: DaysKind
    from_on: date | None
    """The first of the days; nothing for what has always been so."""
    until_on: date | None
    why: str
    decision: str
    recorded_at: datetime | None


@dataclass(frozen=True, slots=True)
class ChangeCard:
    """What was decided here about one rule, by which paper and from when."""

    kind: str
    """`switched_on`, `switched_off` or `limit`."""
    name: str
    province_code: str
    amount: int | None
    source: str
    effective_on: date
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One row of the law as it stands on a day."""

    row: DeadlineRule
    is_on: bool
    own_amount: int | None
    """The province's own limit, where it is not that of the row."""
    open_clocks: int | None
    """How many clocks of one's own scope run under its name; nothing for who may not know."""


@dataclass(frozen=True, slots=True)
class SwitchLine:
    """A guard or a step that was shipped switched off, and whether it is on here."""

    switch: Switchable
    is_on: bool


@dataclass(frozen=True, slots=True)
class LawBook:
    """The law as it stands on a day: what is in force, what was shipped off, who is competent."""

    on: date
    in_force: tuple[RuleLine, ...]
    off: tuple[RuleLine, ...]
    switches: tuple[SwitchLine, ...]
    authorities: tuple[Authority, ...]


@dataclass(frozen=True, slots=True)
class RulePage:
    """Everything about one rule: its rows in time, and what was decided about it here."""

    name: str
    label: Words
    lines: tuple[RuleLine, ...]
    switch: SwitchLine | None
    changes: tuple[ChangeCard, ...]
    is_switchable: bool
    is_on: bool
    limit: Limit | None
    """What a province may make stricter; nothing where there is no limit in force."""


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """The working calendar of a year: what is off and worked, who decided it, and who keeps other days."""

    year: int
    is_decided: bool
    years: tuple[int, ...]
    """The years there are data for."""
    days_off: tuple[tuple[date, DayOff], ...]
    working_saturdays: tuple[tuple[date, DayOff], ...]
    working_days: int
    agencies: tuple[AgencyName, ...]
    """Those that keep days of their own."""
    others: tuple[AgencyName, ...]
    """All other agencies, for who may give them days of their own."""
