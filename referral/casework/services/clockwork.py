"""Which clocks of a case an event starts and meets, and whose duty each becomes. The rules are the law's
data.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from types import MappingProxyType
from uuid import UUID

from sqlalchemy.orm import Session

from referral.casework.queries import Standing
from referral.kernel.clock import Clock, local_date
from referral.people.services import agencies
from referral.sla.services import calendars, clocks, law
from referral.sla.services.clocks import Scene
from workflows.catalogue import ClockChanges, clocks_for, regime_for
from workflows.deadlines import DeadlineRule
from workflows.vocabulary import Duty, Event, Regime, State

NONE_KNOWN: Mapping[Duty, UUID] = MappingProxyType({})


def follow(  # noqa: PLR0913 — an event with all that clocks may need, each part named by the caller
    session: Session,
    clock: Clock,
    case: Standing,
    event: str,
    at: datetime,
    *,
    before: State | None = None,
    subject_id: UUID | None = None,
    receiver_id: UUID | None = None,
    duties: Mapping[Duty, UUID] | None = None,
    due_at: datetime | None = None,
    counts_from: datetime | None = None,
) -> None:
    """Start, meet and void the clocks that an event changes; `case` is as it stands after the event.

    :param before: the state before the event, if it changed
    :param subject_id: the hand-over or visit the event is about
    :param receiver_id: the agency that must answer a hand-over
    :param duties: to which agency a duty falls, where the case does not say it: the facility, the police
    :param due_at: when an answer is due, if that was agreed otherwise
    :param counts_from: from when the clocks that start are counted, if that lies before the event
    """
    here = law.here(session, case.province_code, local_date(at))
    changes = here.adapt(changes_by(case, event, local_date(at), before, here.switched_on))
    if not (changes.start or changes.meet or changes.void):
        return
    scene = _scene(session, clock, case, changes.start, receiver_id, duties or NONE_KNOWN)
    if counts_from is not None:
        ending = ClockChanges((), changes.meet, changes.void)
        clocks.change(session, clock, ending, scene, at, subject_id=subject_id)
        changes, at = ClockChanges(changes.start, (), ()), counts_from
    clocks.change(session, clock, changes, scene, at, subject_id=subject_id, due_at=due_at)


def start_for_child(session: Session, clock: Clock, case: Standing, at: datetime) -> None:
    """Start the clocks that a report of a child starts, for somebody who turned out to be one later."""
    here = law.here(session, case.province_code, local_date(at))
    reported = changes_by(case, Event.REPORTED, local_date(at), None, here.switched_on).start
    starting = tuple(here.applied(rule) for rule in reported if rule.is_for_children)
    clocks.change(session, clock, ClockChanges(starting, (), ()), _scene(session, clock, case, starting), at)


def changes_by(
    case: Standing,
    event: str,
    on: date,
    before: State | None = None,
    switched_on: frozenset[str] = frozenset(),
) -> ClockChanges:
    """Say which clocks of a case an event would start, meet and void."""
    was, regime = before or case.state, regime_of(case, on)
    return clocks_for(case.pathway, event, was, case.state, case.facts, regime, on, switched_on)


def regime_of(case: Standing, on: date | None = None) -> Regime:
    """Give the regime a case is under: the one of its identification; while there is none, that of the day.

    :param on: the day of an event that may be recorded late; today's regime, unless told
    """
    return Regime(case.regime) if case.regime else regime_for(on)


def _scene(
    session: Session,
    clock: Clock,
    case: Standing,
    rules: Iterable[DeadlineRule],
    receiver_id: UUID | None = None,
    known: Mapping[Duty, UUID] = NONE_KNOWN,
) -> Scene:
    asked = {rule.duty_of for rule in rules}
    found = {
        Duty.HEALTH: agencies.health_of(session, case.province_code) if Duty.HEALTH in asked else None,
        Duty.COMMUNE: commune_of(session, case) if Duty.COMMUNE in asked else None,
        Duty.VERIFIER: case.verifier_id,
        Duty.RECEIVER: receiver_id,
        Duty.POLICE: case.verifier_id,
        **known,
    }
    duties = {duty: agency_id for duty, agency_id in found.items() if agency_id is not None}
    own_days = calendars.own(session, {case.holder_id, *duties.values()}, local_date(clock.now()))
    return Scene(case.id, case.ref, case.holder_id, duties, own_days)


def commune_of(session: Session, case: Standing) -> UUID | None:
    """Give the commune at the seat of whoever took the report: the child's track is its duty."""
    return agencies.commune_at_seat_of(session, case.reporter_id)
