"""By whose working days a clock counts: the state sector's, or those an agency has decided for itself.

What a clock was started by it keeps. Nothing here opens a case, and nothing moves a clock that runs.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from referral.kernel import ledger
from referral.kernel.clock import Clock, local_date
from referral.kernel.errors import FieldError, InvalidInput, NotAllowed, NotFound
from referral.kernel.ledger import Action
from referral.kernel.permissions import Actor, Permission
from referral.kernel.references import new_id
from referral.people.cards import AgencyName
from referral.people.models import Agency
from referral.people.services import agencies
from referral.sla.cards import OwnDaysCard
from referral.sla.models import AGENCY_DAYS
from referral.sla.services.remembering import Remembered
from referral.sla.statements import digest_of
from workflows.calendars import SATURDAY_KINDS, Calendar, DaysKind, OwnDays, Span, agency_calendar
from workflows.vocabulary import AgencyKind

N_ = str
"""Marks a sentence for the catalogue of translations, and leaves it as it is."""

MOST_DAYS = 31
"""How many days off one decision may name: longer than that is no closing, it is a slip of the pen."""

_KEPT: Remembered[tuple[UUID, date], Calendar | bool] = Remembered()
"""By agency and day; False for an agency that keeps the state sector's days."""


def own(session: Session, agency_ids: Collection[UUID], today: date) -> dict[UUID, Calendar]:
    """Give the calendars of those agencies that keep other days than the state sector."""
    kept = _KEPT.of(session)
    known = kept.get_all((agency_id, today) for agency_id in agency_ids)
    missing = [agency_id for agency_id in set(agency_ids) if (agency_id, today) not in known]
    for agency_id, calendar in read(session, missing).items() if missing else ():
        known[agency_id, today] = calendar
        kept.put((agency_id, today), calendar)
    return {agency_id: found for (agency_id, _), found in known.items() if isinstance(found, Calendar)}


def read(
    session: Session, agency_ids: Collection[UUID], known_by: datetime | None = None
) -> dict[UUID, Calendar | bool]:
    """Give the calendar of each agency as it was decided by then; False for one that keeps the state's."""
    decided = _decided(session, agency_ids, known_by)
    stored = select(Agency.id, Agency.code, Agency.works_saturday_mornings).where(Agency.id.in_(agency_ids))
    return {
        agency_id: agency_calendar(code, decided.get(agency_id, ()), works_saturdays=saturdays)
        if saturdays or agency_id in decided
        else False
        for agency_id, code, saturdays in session.execute(stored)
    }


def _decided(
    session: Session, agency_ids: Collection[UUID], known_by: datetime | None
) -> Mapping[UUID, list[OwnDays]]:
    days = AGENCY_DAYS.c
    asked = select(AGENCY_DAYS).where(days.agency_id.in_(agency_ids)).order_by(days.recorded_at, days.id)
    if known_by is not None:
        asked = asked.where(days.recorded_at <= known_by)
    found: dict[UUID, list[OwnDays]] = {}
    for row in session.execute(asked):
        span = Span(row.from_on, row.until_on)
        found.setdefault(row.agency_id, []).append(OwnDays(DaysKind(row.kind), span, row.why, row.decision))
    return found


def started_by(session: Session, agency_id: UUID | None, started_at: datetime) -> Calendar | None:
    """Give the calendar a clock was started by, as it was known then; nothing for the state sector's."""
    if agency_id is None:
        return None
    found = read(session, [agency_id], started_at).get(agency_id)
    return found if isinstance(found, Calendar) else None


def decide(session: Session, clock: Clock, actor: Actor, code: str, days: OwnDays) -> UUID:
    """Record on which days an agency works otherwise than the state sector, from tomorrow on.

    :raises NotAllowed: if the actor does not keep the calendars
    :raises NotFound: if there is no agency of that code
    :raises InvalidInput: if it would begin before tomorrow, or lacks a reason or a decision
    """
    ledger.attempt(session, Action.CALENDAR_CHANGED, code)
    if not actor.may(Permission.LAW_CHANGE):
        raise NotAllowed
    agency = agencies.by_code(session, code)
    if agency is None:
        raise NotFound(code)
    if errors := _slips(days, local_date(clock.now())):
        raise InvalidInput(errors)
    decided_id = new_id(clock)
    values = {
        "id": decided_id,
        "agency_id": agency.id,
        "kind": days.kind.value,
        "from_on": days.span.first,
        "until_on": days.span.last,
        "why": days.why,
        "decision": days.decision,
        "account_id": actor.user_id,
        "recorded_at": clock.now(),
    }
    session.execute(insert(AGENCY_DAYS), values)
    ledger.note(
        session,
        actor,
        Action.CALENDAR_CHANGED,
        (agency.code, decided_id),
        records={f"agency_days:{decided_id}": digest_of(values)},
        detail={"kind": days.kind.value, "from": days.span.first.isoformat()},
    )
    return decided_id


def _slips(days: OwnDays, today: date) -> list[FieldError]:
    first, last = days.span.first, days.span.last or days.span.first
    wrong = {
        "from_on": (first <= today, N_("Enter a day from tomorrow on: what has begun is not changed.")),
        "until_on": (
            last < first or (days.kind not in SATURDAY_KINDS and (last - first).days >= MOST_DAYS),
            N_("Enter a day after the first, and at most 31 days at a time."),
        ),
        "why": (not days.why, N_("Say why, like: the office moves.")),
        "decision": (not days.decision, N_("Enter the number of the decision, like 12/TB-UBND.")),
    }
    return [FieldError(field, f"bad-{field}", said) for field, (is_wrong, said) in wrong.items() if is_wrong]


def of_agency(
    session: Session, actor: Actor, code: str, needed: Permission = Permission.LAW_READ
) -> tuple[AgencyName, tuple[OwnDaysCard, ...]]:
    """Give how an agency is called and every decision about its days, the latest first.

    An agency that has always worked on Saturday mornings says so last, with no decision of its own.

    :param needed: what the page is for: to read, or to change
    :raises NotAllowed: if the actor may not do that
    :raises NotFound: if there is no agency of that code
    """
    ledger.attempt(session, Action.LAW_READ, code)
    if not actor.may(needed):
        raise NotAllowed
    agency = agencies.by_code(session, code)
    if agency is None:
        raise NotFound(code)
    asked = select(AGENCY_DAYS).where(AGENCY_DAYS.c.agency_id == agency.id)
    rows = session.execute(asked.order_by(AGENCY_DAYS.c.recorded_at.desc(), AGENCY_DAYS.c.id.desc()))
    cards = [
        OwnDaysCard(DaysKind(row.kind), row.from_on, row.until_on, row.why, row.decision, row.recorded_at)
        for row in rows
    ]
    if agency.works_saturday_mornings:
        cards.append(OwnDaysCard(DaysKind.SATURDAYS, None, None, "", "", None))
    ledger.note(session, actor, Action.LAW_READ, agency.code)
    return AgencyName(agency.code, agency.name, AgencyKind(agency.kind)), tuple(cards)
