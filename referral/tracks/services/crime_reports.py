"""Reports of a crime: received by the police beside the journey, in any state, and never refused.

Whoever works on the case records one; the police agency that received it acts on it without seeing the case.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from referral.casework import queries as casework
from referral.casework.cards import EventKind
from referral.casework.queries import Standing
from referral.casework.services import clockwork
from referral.casework.services.moments import happened_at
from referral.kernel import ledger
from referral.kernel.clock import Clock, local_date
from referral.kernel.errors import Conflict, FieldError, InvalidInput, NotAllowed, NotFound, StepRefused
from referral.kernel.ledger import Action
from referral.kernel.paging import Page, Window
from referral.kernel.permissions import Actor, Permission
from referral.kernel.references import new_id
from referral.people.services import agencies
from referral.sla.services import clocks
from referral.tracks import queries
from referral.tracks.cards import CrimeLine, CrimeReported
from referral.tracks.models import CrimeReport
from referral.tracks.queries import CRIME
from referral.tracks.services import keeping, limits
from referral.tracks.services.keeping import Deed, Found
from workflows import extensions
from workflows.calendars import state_calendar
from workflows.tracks import COMPLEX_FIRST, DECIDE_FIRST, POLICE_RECEIVE, CrimeDecision
from workflows.vocabulary import AgencyKind, Duty, Event, Relation

RECEIVED = Deed(Action.CRIME_REPORT_RECEIVED, EventKind.CRIME_REPORT_RECEIVED)
COMPLEX = Deed(Action.CRIME_REPORT_COMPLEX, EventKind.CRIME_REPORT_COMPLEX)
EXTENDED = Deed(Action.CRIME_REPORT_EXTENDED, EventKind.CRIME_REPORT_EXTENDED)
DECIDED = Deed(Action.CRIME_REPORT_DECIDED, EventKind.CRIME_REPORT_DECIDED)
TOLD = Deed(Action.CRIME_REPORT_TOLD, EventKind.CRIME_REPORT_TOLD)
RULE = "crime_report_complex"
POLICE = FieldError("police", "unknown-police", "Enter the code of the police agency that received it.")
FUTURE = FieldError("asked_on", "occurred-in-future", "Enter a day that is not later than today.")
TOO_EARLY = FieldError(
    "asked_on", "occurred-before-previous", "Enter a day that does not lie before the report was received."
)
PAPER = FieldError("paper", "required", "Name who decided it, or the number of the decision.")


def receive(
    session: Session,
    clock: Clock,
    actor: Actor,
    ref: str,
    report: CrimeReported,
    occurred_at: datetime | None = None,
) -> UUID:
    """Record that the police received a report of a crime, start its clock and give the id.

    :raises NotFound: if the case is not the actor's to know about
    :raises NotAllowed: if the actor does not work on it
    :raises StepRefused: if no police agency is named, and none can be meant
    :raises InvalidInput: if there is no such police agency, or the time cannot be taken
    """
    case = _case(session, actor, ref, RECEIVED)
    police_id = _police(session, actor, case, report.police)
    at = happened_at(clock, occurred_at)
    record_id = new_id(clock)
    _follow(session, clock, case, Event.CRIME_REPORT_RECEIVED, at, record_id, police_id)
    document = {"summary": report.summary, "number": report.number}
    columns = {"police_id": police_id}
    return keeping.begin(
        session, clock, actor, case, RECEIVED, CrimeReport, document, at, columns=columns, record_id=record_id
    )


def find_complex(
    session: Session,
    clock: Clock,
    actor: Actor,
    ref: str,
    report_id: UUID,
    occurred_at: datetime | None = None,
) -> UUID:
    """Record that a report is complex: its limit is then two months from its receipt (Article 147).

    :raises NotFound: if it is not the actor's to know about
    :raises Conflict: if it is decided, or recorded as complex already
    """
    case, row = _undecided(session, actor, ref, report_id, COMPLEX)
    if row.found_complex_at is not None:
        raise Conflict("This report is recorded as complex already.")
    at = happened_at(clock, occurred_at, not_before=row.occurred_at)
    event = Event.CRIME_REPORT_FOUND_COMPLEX
    _follow(session, clock, case, event, at, report_id, row.police_id, counts_from=row.occurred_at)
    columns = {"found_complex_at": at}
    return keeping.change(session, clock, actor, case, COMPLEX, CrimeReport, report_id, at, columns=columns)


def extend(
    session: Session,
    clock: Clock,
    actor: Actor,
    ref: str,
    report_id: UUID,
    asked_on: date,
    paper: str,
) -> UUID:
    """Put the limit of a complex report off, once, on the procuracy's decision (Article 147).

    :raises StepRefused: if it is not complex, was put off before, or was asked for too late
    :raises InvalidInput: if no decision is named, or it is asked for in the future or before the report
    """
    case, row = _undecided(session, actor, ref, report_id, EXTENDED)
    wrong = [FUTURE] if asked_on > local_date(clock.now()) else []
    wrong += [TOO_EARLY] if asked_on < local_date(row.occurred_at) else []
    if wrong := [*wrong, *([] if paper.strip() else [PAPER])]:
        raise InvalidInput(wrong)
    _put_off(session, clock, case, row, asked_on)
    now = clock.now()
    return keeping.change(
        session,
        clock,
        actor,
        case,
        EXTENDED,
        CrimeReport,
        report_id,
        now,
        columns={"extended_at": now},
        said={"reason": paper},
    )


def _put_off(session: Session, clock: Clock, case: Standing, row: Found, asked_on: date) -> None:
    running = queries.open_clock(session, row.id, [RULE])
    rule = limits.in_force(RULE, row.occurred_at)
    if running is None or rule is None or rule.extension is None:
        raise StepRefused([COMPLEX_FIRST])
    until = extensions.longest(rule.extension, running.due_on, state_calendar()) or running.due_on
    asked = extensions.Asked(asked_on, running.due_on, until, times_before=int(row.extended_at is not None))
    if refusals := extensions.refusals(rule, asked, state_calendar()):
        raise StepRefused(refusals)
    clocks.extend(session, clock, running.id, case_id=case.id, until=until, asked_on=asked_on)


def decide(
    session: Session,
    clock: Clock,
    actor: Actor,
    ref: str,
    report_id: UUID,
    decision: CrimeDecision,
    occurred_at: datetime | None = None,
) -> UUID:
    """Record what the police decided; its clocks are met. Raises as `find_complex` does."""
    case, row = _undecided(session, actor, ref, report_id, DECIDED)
    at = happened_at(clock, occurred_at, not_before=row.found_complex_at or row.occurred_at)
    _follow(session, clock, case, Event.CRIME_REPORT_DECIDED, at, report_id, row.police_id)
    columns = {"decided_at": at, "decision": decision.value}
    return keeping.change(session, clock, actor, case, DECIDED, CrimeReport, report_id, at, columns=columns)


def tell(
    session: Session,
    clock: Clock,
    actor: Actor,
    ref: str,
    report_id: UUID,
    occurred_at: datetime | None = None,
) -> UUID:
    """Record that whoever reported the crime was told the result (Article 145).

    :raises NotFound: if it is not the actor's to know about
    :raises StepRefused: if it is not decided yet
    :raises Conflict: if they were told already
    """
    case, row = _report(session, actor, ref, report_id, TOLD)
    if row.decided_at is None:
        raise StepRefused([DECIDE_FIRST])
    if row.told_at is not None:
        raise Conflict("Whoever reported was told already.")
    at = happened_at(clock, occurred_at, not_before=row.decided_at)
    return keeping.change(
        session, clock, actor, case, TOLD, CrimeReport, report_id, at, columns={"told_at": at}
    )


def of_agency(session: Session, clock: Clock, actor: Actor, window: Window) -> Page[CrimeLine]:
    """Give the crime reports one's own police agency received: references and dates, nothing sealed.

    :raises NotAllowed: if the actor is not of the police
    """
    del clock
    ledger.attempt(session, Action.CRIME_REPORT_LISTED)
    if not actor.may(Permission.CRIME_REPORT_LIST):
        raise NotAllowed
    which = CRIME.c.police_id == actor.agency
    lines = queries.crime_lines(session, which, window)
    ledger.note(session, actor, Action.CRIME_REPORT_LISTED, [line.case_ref for line in lines])
    return Page(lines, queries.count_crimes(session, which), window)


def glance(session: Session, clock: Clock, actor: Actor, ref: str, report_id: UUID) -> CrimeLine:
    """Give one report as those see it who act on it.

    :raises NotFound: if it is not the actor's to know about
    :raises NotAllowed: if the actor neither received it nor works on the case
    """
    del clock
    _report(session, actor, ref, report_id, Deed(Action.CRIME_REPORT_LISTED, TOLD.kind), lock=False)
    ledger.note(session, actor, Action.CRIME_REPORT_LISTED, [ref])
    return queries.crime_lines(session, CRIME.c.id == report_id)[0]


def _case(session: Session, actor: Actor, ref: str, deed: Deed, *, lock: bool = True) -> Standing:
    """Give a case that the actor works on, ended or not: a crime may be reported in any state."""
    ledger.attempt(session, deed.action, ref)
    case = casework.standing(session, actor, ref, lock=lock)
    ended = {Relation.HOLDER} if Relation.LAST_HOLDER in case.relations else set()
    if not actor.may(Permission.CRIME_REPORT, case.relations | ended):
        raise NotAllowed
    return case


def _report(
    session: Session, actor: Actor, ref: str, report_id: UUID, deed: Deed, *, lock: bool = True
) -> tuple[Standing, Found]:
    """Give a report that the actor's agency received, or one of a case that the actor works on."""
    ledger.attempt(session, deed.action, ref)
    which = select(CRIME.c.case_id).where(CRIME.c.id == report_id, CRIME.c.police_id == actor.agency_id)
    case_id = session.scalar(which)
    if case_id is None or not actor.may(Permission.CRIME_REPORT_LIST):
        case = _case(session, actor, ref, deed, lock=lock)
    else:
        case = casework.standing_by_id(session, actor, case_id)
    if case.ref != ref:
        raise NotFound
    return case, keeping.find(session, case, CrimeReport, report_id)


def _undecided(
    session: Session, actor: Actor, ref: str, report_id: UUID, deed: Deed
) -> tuple[Standing, Found]:
    case, row = _report(session, actor, ref, report_id, deed)
    if row.decided_at is not None:
        raise Conflict("This report is decided already.")
    return case, row


def _police(session: Session, actor: Actor, case: Standing, code: str | None) -> UUID:
    if code is None:
        meant = _meant(session, actor, case)
        if meant is None:
            raise StepRefused([POLICE_RECEIVE])
        return meant
    found = agencies.by_code(session, code)
    if found is None or not found.is_active or found.kind != AgencyKind.POLICE:
        raise InvalidInput([POLICE])
    return found.id


def _meant(session: Session, actor: Actor, case: Standing) -> UUID | None:
    """Give the police agency that is meant where none is named: one's own, or the one that verifies."""
    if actor.agency_kind is AgencyKind.POLICE:
        return actor.agency_id
    names = agencies.names(session, {case.verifier_id} if case.verifier_id else set())
    return next((one for one, name in names.items() if name.kind is AgencyKind.POLICE), None)


def _follow(
    session: Session,
    clock: Clock,
    case: Standing,
    event: Event,
    at: datetime,
    report_id: UUID,
    police_id: UUID,
    counts_from: datetime | None = None,
) -> None:
    clockwork.follow(
        session,
        clock,
        case,
        event,
        at,
        subject_id=report_id,
        duties={Duty.POLICE: police_id},
        counts_from=counts_from,
    )
