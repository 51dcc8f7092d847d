"""Being taken in: by a facility, in an emergency or not, or by a family; until when, and what ends it.

Which limit counts is said by the law's rows: the special law's 120 days before the general three months.
"""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from referral.casework.cards import EventKind
from referral.casework.queries import Standing
from referral.casework.services import childhood, clockwork
from referral.casework.services.moments import happened_at
from referral.casework.services.working import workable
from referral.kernel.clock import VIETNAM, Clock, local_date
from referral.kernel.errors import Conflict, FieldError, InvalidInput, StepRefused
from referral.kernel.ledger import Action
from referral.kernel.permissions import Actor, Permission
from referral.kernel.references import new_id
from referral.people.services import agencies
from referral.sla.cards import ClockCard
from referral.sla.services import clocks
from referral.tracks.cards import StayBegun
from referral.tracks.models import Stay
from referral.tracks.queries import open_clock
from referral.tracks.services import keeping, limits
from referral.tracks.services.keeping import Deed, Found
from workflows.tracks import NOT_THE_FACILITY, ONLY_FOR_A_CHILD, StayKind, TrackEvent, against_staying
from workflows.vocabulary import FACILITIES, ClockState, Duty, Event, Relation

BEGUN = Deed(Action.STAY_BEGUN, EventKind.STAY_BEGUN)
EXTENDED = Deed(Action.STAY_EXTENDED, EventKind.STAY_EXTENDED)
TOLD = Deed(Action.STAY_FAMILY_TOLD, EventKind.STAY_FAMILY_TOLD)
ENDED = Deed(Action.STAY_ENDED, EventKind.STAY_ENDED)
LEAVING = "child_leaving"
WORKS_ON_THE_CASE = frozenset({Relation.HOLDER, Relation.VERIFIER})
END_OF_DAY = time(23, 59, 59)

FACILITY = FieldError("facility", "unknown-facility", "Enter the code of a facility that takes people in.")
NO_FACILITY = FieldError(
    "facility", "not-with-a-family", "Leave the facility out: a family takes the person in."
)
PLACE = FieldError("place", "required", "Enter with whom the person lives.")
NOT_LATER = FieldError("until_on", "not-later", "Enter a day after the one planned so far.")
DECIDED_BY = FieldError("decided_by", "required", "Name who decided it, or the number of the decision.")


def begin(
    session: Session,
    clock: Clock,
    actor: Actor,
    ref: str,
    stay: StayBegun,
    occurred_at: datetime | None = None,
) -> UUID:
    """Record that a person is taken in, start its clocks and give the id.

    :raises NotFound: if the case is not the actor's to know about
    :raises NotAllowed: if the actor may not record stays of this case
    :raises StepRefused: if the case has ended, it is planned for too long, or it is another's
    :raises Conflict: if a stay goes on already
    :raises InvalidInput: if there is no such facility, nobody takes the person in, or a time cannot be taken
    """
    case = workable(session, actor, ref, BEGUN.action, Permission.STAY_RECORD)
    facility_id = _facility(session, actor, stay)
    at = happened_at(clock, occurred_at, not_before=case.occurred_at)
    keeping.check_until(stay.until_on, at)
    _check_whose(actor, case, facility_id)
    if keeping.has_open(session, case, Stay):
        raise Conflict("A stay is recorded already. End it, or extend it.")
    _check_length(session, clock, case, stay.kind, at, stay.until_on)
    record_id = new_id(clock)
    duties = {Duty.FACILITY: facility_id} if facility_id else {}
    as_then = childhood.at_age(session, case, local_date(at))
    event = _event(case, stay.kind)
    clockwork.follow(session, clock, as_then, event, at, subject_id=record_id, duties=duties)
    _plan_leaving(session, clock, as_then, record_id, at, stay.until_on, facility_id)
    document = {"place": stay.place, "decided_by": stay.decided_by}
    columns = {"kind": stay.kind.value, "facility_id": facility_id, "until_on": stay.until_on}
    return keeping.begin(
        session, clock, actor, case, BEGUN, Stay, document, at, columns=columns, record_id=record_id
    )


def extend(
    session: Session,
    clock: Clock,
    actor: Actor,
    ref: str,
    stay_id: UUID,
    until_on: date,
    decided_by: str,
) -> UUID:
    """Plan a stay for longer on somebody's decision; past its limit, the clock is put off too.

    :raises InvalidInput: if the day is not later, or nobody is named who decided it
    :raises StepRefused: if the law lets the limit not be put off like this
    """
    case, row = _going_on(session, actor, ref, EXTENDED, stay_id)
    planned = row.until_on or local_date(row.occurred_at) - timedelta(days=1)
    wrong = [NOT_LATER] if until_on <= planned else []
    wrong += [] if decided_by.strip() else [DECIDED_BY]
    if wrong:
        raise InvalidInput(wrong)
    now = clock.now()
    running = _running(session, clock, case, StayKind(row.kind))
    if running is not None and until_on > running.due_on:
        clocks.extend(session, clock, running.id, case_id=case.id, until=until_on)
    as_now = childhood.at_age(session, case, local_date(now))
    _plan_leaving(session, clock, as_now, stay_id, now, until_on, row.facility_id)
    columns = {"until_on": until_on, "family_told_at": None}
    return keeping.change(
        session,
        clock,
        actor,
        case,
        EXTENDED,
        Stay,
        stay_id,
        now,
        columns=columns,
        said={"reason": decided_by},
    )


def tell_family(
    session: Session,
    clock: Clock,
    actor: Actor,
    ref: str,
    stay_id: UUID,
    occurred_at: datetime | None = None,
) -> UUID:
    """Record that a child's family was told to collect the child, or that it will be escorted.

    :raises StepRefused: if the person is no child, and was none when the stay was planned
    """
    case, row = _going_on(session, actor, ref, TOLD, stay_id)
    at = happened_at(clock, occurred_at, not_before=row.occurred_at)
    if not case.is_child and open_clock(session, stay_id, [LEAVING]) is None:
        raise StepRefused([ONLY_FOR_A_CHILD])
    clockwork.follow(session, clock, case, TrackEvent.FAMILY_TOLD, at, subject_id=stay_id)
    columns = {"family_told_at": at}
    return keeping.change(session, clock, actor, case, TOLD, Stay, stay_id, at, columns=columns)


def end(
    session: Session,
    clock: Clock,
    actor: Actor,
    ref: str,
    stay_id: UUID,
    reason: str,
    occurred_at: datetime | None = None,
) -> UUID:
    """Record that a stay ended, and why; its clocks are met, and nobody waits for a child to leave any more.

    :raises Conflict: if it has ended already
    """
    case, row = _going_on(session, actor, ref, ENDED, stay_id)
    at = happened_at(clock, occurred_at, not_before=row.occurred_at)
    clocks.void(session, clock, case.id, [LEAVING], at, stay_id)
    clockwork.follow(session, clock, case, Event.LODGING_ENDED, at, subject_id=stay_id)
    return keeping.change(
        session,
        clock,
        actor,
        case,
        ENDED,
        Stay,
        stay_id,
        at,
        columns={"ended_at": at},
        ending={"reason": reason},
    )


def _going_on(session: Session, actor: Actor, ref: str, deed: Deed, stay_id: UUID) -> tuple[Standing, Found]:
    case = workable(session, actor, ref, deed.action, Permission.STAY_RECORD)
    row = keeping.find_open(session, case, Stay, stay_id)
    _check_whose(actor, case, row.facility_id)
    return case, row


def _facility(session: Session, actor: Actor, stay: StayBegun) -> UUID | None:
    if stay.kind is StayKind.FOSTER:
        wrong = [] if stay.place.strip() else [PLACE]
        if wrong := [*wrong, *([NO_FACILITY] if stay.facility else [])]:
            raise InvalidInput(wrong)
        return None
    code = stay.facility or actor.agency_code
    found = agencies.by_code(session, code)
    if found is None or not found.is_active or found.kind not in FACILITIES:
        raise InvalidInput([FACILITY])
    return found.id


def _check_whose(actor: Actor, case: Standing, facility_id: UUID | None) -> None:
    """Whoever neither holds nor verifies the case records what happens in the own facility alone."""
    if not (case.relations & WORKS_ON_THE_CASE or facility_id == actor.agency_id):
        raise StepRefused([NOT_THE_FACILITY])


def _event(case: Standing, kind: StayKind) -> str:
    if kind is StayKind.FOSTER:
        return TrackEvent.FOSTERED
    # The clocks of an admission that was the report itself run since the report.
    is_new = kind is StayKind.EMERGENCY and not case.facts.was_admitted_in_emergency
    return TrackEvent.PLACED_IN_EMERGENCY if is_new else Event.LODGING_STARTED


def _running(session: Session, clock: Clock, case: Standing, kind: StayKind) -> ClockCard | None:
    """Give the clock by which a stay of that kind is counted."""
    going_on = {ClockState.RUNNING, ClockState.OVERDUE, ClockState.PAUSED}
    cards = clocks.of_case(session, clock, case.id)
    return next((one for one in cards if one.rule == limits.governing(kind) and one.state in going_on), None)


def _check_length(
    session: Session, clock: Clock, case: Standing, kind: StayKind, at: datetime, until_on: date | None
) -> None:
    regime = clockwork.regime_of(case)
    rule = limits.in_force(limits.governing(kind), at, regime)
    if rule is None or until_on is None:
        return
    running = _running(session, clock, case, kind)
    last_day = running.due_on if running else limits.of_stay(kind, at, regime)[0].due_on
    if refusals := against_staying(rule, last_day, until_on):
        raise StepRefused(refusals)


def _plan_leaving(
    session: Session,
    clock: Clock,
    case: Standing,
    stay_id: UUID,
    at: datetime,
    until_on: date | None,
    facility_id: UUID | None,
) -> None:
    """Let the family of a child be told in good time before the stay is planned to end."""
    rule = limits.in_force(LEAVING, at, clockwork.regime_of(case))
    if not case.is_child or until_on is None or rule is None:
        return
    clocks.void(session, clock, case.id, [LEAVING], at, stay_id)
    told_by = max(until_on - timedelta(days=rule.amount or 0), local_date(at))
    clockwork.follow(
        session,
        clock,
        case,
        TrackEvent.CHILD_STAY_PLANNED,
        at,
        subject_id=stay_id,
        duties={Duty.FACILITY: facility_id} if facility_id else {},
        due_at=datetime.combine(told_by, END_OF_DAY, VIETNAM),
    )
