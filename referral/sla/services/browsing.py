"""The law and the calendars as people read them: every rule with its article, its source and how sure we are.

It changes nothing, and of cases it knows only how many clocks run.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta

from sqlalchemy.orm import Session

from referral.kernel import ledger
from referral.kernel.clock import Clock, local_date
from referral.kernel.errors import NotAllowed, NotFound
from referral.kernel.ledger import Action
from referral.kernel.permissions import Actor, Permission
from referral.people.cards import AgencyName
from referral.people.services import agencies
from referral.sla import queries
from referral.sla.cards import CalendarYear, ChangeCard, LawBook, RuleLine, RulePage, SwitchLine
from referral.sla.services import law
from referral.sla.services.law import LawHere
from workflows import switches
from workflows.authorities import Authority, Competence, authorities
from workflows.calendars import decided_years, state_calendar
from workflows.limits import DeadlineRule
from workflows.rulebook import rules
from workflows.vocabulary import AgencyKind


def law_book(session: Session, clock: Clock, actor: Actor, on: date | None = None) -> LawBook:
    """Give the law as it stands on a day, today unless told, where the actor's agency is.

    :raises NotAllowed: if nobody is signed in
    """
    _require(session, actor)
    day = on or local_date(clock.now())
    here, counted = law.here(session, actor.province_code, day), _open_clocks(session, actor)
    valid = [rule for rule in rules() if rule.is_in_force(day)]
    ledger.note(session, actor, Action.LAW_READ)
    return LawBook(
        day,
        _lines((rule for rule in valid if rule.is_enabled), here, counted),
        _lines((rule for rule in valid if not rule.is_enabled), here, counted),
        tuple(SwitchLine(one, one.name in here.switched_on) for one in switches.ALL),
        _by_competence(),
    )


def rule_page(
    session: Session, clock: Clock, actor: Actor, name: str, needed: Permission = Permission.LAW_READ
) -> RulePage:
    """Give everything about one rule, its rows of all times and what was decided about it here.

    :param needed: what the page is for: to read, or to change
    :raises NotAllowed: if the actor may not do that
    :raises NotFound: if there is no rule of that name
    """
    _require(session, actor, needed)
    today = local_date(clock.now())
    rows = sorted((rule for rule in rules() if rule.name == name), key=lambda rule: rule.valid_from)
    switch = next((one for one in switches.ALL if one.name == name), None)
    if not rows and switch is None:
        raise NotFound(name)
    here, counted = law.here(session, actor.province_code, today), _open_clocks(session, actor)
    in_force = [rule for rule in rows if rule.is_in_force(today)]
    ledger.note(session, actor, Action.LAW_READ)
    return RulePage(
        name,
        rows[-1].label if rows else switch.label if switch else in_force[0].label,
        _lines(reversed(rows), here, counted),
        SwitchLine(switch, name in here.switched_on) if switch else None,
        tuple(_change(row) for row in law.changes_of(session, name)),
        name in law.switchable(),
        name in here.switched_on,
        in_force[0].limit if in_force else None,
    )


def calendar_year(session: Session, clock: Clock, actor: Actor, year: int | None = None) -> CalendarYear:
    """Give the working calendar of a year, this one unless told.

    :raises NotAllowed: if nobody is signed in
    :raises NotFound: if there are no data for that year
    """
    _require(session, actor)
    chosen, calendar = year or local_date(clock.now()).year, state_calendar()
    years = tuple(sorted({day.year for day in calendar.days_off}))
    if chosen not in years:
        raise NotFound(str(chosen))
    first, own = date(chosen, 1, 1), queries.agencies_with_own_days(session)
    ledger.note(session, actor, Action.LAW_READ)
    return CalendarYear(
        chosen,
        chosen in decided_years(),
        years,
        tuple((day, why) for day, why in sorted(calendar.days_off.items()) if day.year == chosen),
        tuple((day, why) for day, why in sorted(calendar.working_saturdays.items()) if day.year == chosen),
        calendar.working_days_between(first - timedelta(days=1), date(chosen, 12, 31)),
        own,
        _others(session, own) if actor.may(Permission.LAW_CHANGE) else (),
    )


def _by_competence() -> tuple[Authority, ...]:
    latest_first = sorted(authorities(), key=lambda row: row.valid_from, reverse=True)
    return tuple(sorted(latest_first, key=lambda row: tuple(Competence).index(row.competence)))


def _others(session: Session, own: Collection[AgencyName]) -> tuple[AgencyName, ...]:
    listed = (AgencyName(one.code, one.name, one.kind) for one in agencies.list_agencies(session))
    return tuple(one for one in listed if one not in own)


def _require(session: Session, actor: Actor, needed: Permission = Permission.LAW_READ) -> None:
    ledger.attempt(session, Action.LAW_READ)
    if not actor.may(needed):
        raise NotAllowed


def _open_clocks(session: Session, actor: Actor) -> Mapping[str, int] | None:
    if actor.agency_kind is AgencyKind.OPERATIONS:
        return None
    everything = actor.agency_kind is AgencyKind.OVERSIGHT
    return queries.open_by_rule(session, None if everything else actor.agency_id)


def _lines(
    rows: Iterable[DeadlineRule], here: LawHere, counted: Mapping[str, int] | None
) -> tuple[RuleLine, ...]:
    return tuple(_line(row, here, counted) for row in rows)


def _line(row: DeadlineRule, here: LawHere, counted: Mapping[str, int] | None) -> RuleLine:
    own = here.applied(row).limit[0]
    return RuleLine(
        row,
        row.is_enabled or row.name in here.switched_on,
        None if own == row.limit[0] else own,
        None if counted is None else counted.get(row.name, 0),
    )


def _change(row: queries.Found) -> ChangeCard:
    return ChangeCard(
        row.kind, row.name, row.province_code, row.amount, row.source, row.effective_on, row.recorded_at
    )
