"""Which category of person a case is about on a day, and under which regime: what Article 37 turns on.

It opens nothing for anybody: the one sealed word it reads is whether somebody under 18 came with another.
"""

from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from referral.casework.models import Case, CustodyInterval, Event, Report
from referral.casework.queries import Standing
from referral.casework.services import clockwork
from referral.casework.services.keys import sealing_key
from referral.kernel.clock import local_date
from referral.kernel.errors import FieldError, IntegrityFailure, InvalidInput
from referral.kernel.references import canonical_reference
from referral.kernel.vault import Cell
from referral.people.services import agencies
from workflows.benefits import Benefit, Category
from workflows.catalogue import LAW_2024_IN_FORCE
from workflows.entitlements import Accompanied, Circumstances, benefit_called, benefits_in_force, category_of
from workflows.facts import CaseFacts
from workflows.vocabulary import AgencyKind, Pathway, Regime, StepName

N_ = str
"""Marks a sentence for the catalogue of translations, and leaves it as it is."""
_UNKNOWN = N_("Send a letter of Article 37 or one of these: %(expected)s.")


class Footing(NamedTuple):
    """On what footing a person receives support on a day."""

    category: Category
    regime: Regime
    on: date
    identified_on: date | None


def footing(session: Session, case: Standing, at: datetime) -> Footing:
    """Say which category of person a case was about at a moment, and which regime counts."""
    identified_at = _identified_at(session, case)
    on = local_date(at)
    person = Circumstances(
        is_identified=identified_at is not None and identified_at <= at,
        is_foreign=case.facts.is_foreign,
        is_child=case.is_child,
        is_abroad=case.pathway is Pathway.ABROAD and _is_held_by_a_mission(session, case),
        accompanies=_accompanied(session, case) if case.is_child else None,
    )
    regime = clockwork.regime_of(case) if on >= LAW_2024_IN_FORCE else Regime.OF_2011
    return Footing(
        category_of(person), regime, on, local_date(identified_at) if identified_at is not None else None
    )


def benefit_of(name: str, stands: Footing, field: str) -> Benefit:
    """Give the benefit that somebody named.

    :raises InvalidInput: if the law knows none of that name on that day; it says which there are
    """
    try:
        return benefit_called(name, stands.on, stands.regime)
    except LookupError:
        known = ", ".join(benefit.name for benefit in benefits_in_force(stands.on, stands.regime))
        raise InvalidInput([FieldError(field, "not-in-list", _UNKNOWN, {"expected": known})]) from None


def _identified_at(session: Session, case: Standing) -> datetime | None:
    if case.regime is None:
        return None
    identified: datetime | None = session.scalar(
        select(func.max(Event.occurred_at)).where(
            Event.case_id == case.id, Event.kind == StepName.IDENTIFY.value
        )
    )
    return identified


def _is_held_by_a_mission(session: Session, case: Standing) -> bool:
    return agencies.names(session, {case.holder_id})[case.holder_id].kind == AgencyKind.MISSION


def _accompanied(session: Session, case: Standing) -> Accompanied | None:
    """Give what is known of the person whom a child accompanies; nothing if the report names no case."""
    report = session.execute(select(Report.id, Report.document).where(Report.case_id == case.id)).one()
    said = _said_in(session, case, report.id, report.document)
    ref = canonical_reference(said) if said else None
    other = session.execute(
        select(Case.id, Case.regime, Case.facts, Case.reporter_id).where(Case.ref == ref)
    ).one_or_none()
    if other is None or not _was_known_to(session, case.reporter_id, other):
        return None
    return Accompanied(other.regime is not None, CaseFacts.from_json(other.facts).is_foreign)


def _was_known_to(session: Session, agency_id: UUID, other: Row[Any]) -> bool:
    """Say whether an agency took the other report or ever held the other person.

    Anybody can write a reference into a report: what it opens must not tell strangers about that case.
    """
    if other.reporter_id == agency_id:
        return True
    held = select(CustodyInterval.id).where(
        CustodyInterval.case_id == other.id, CustodyInterval.agency_id == agency_id
    )
    return session.scalar(held.limit(1)) is not None


def _said_in(session: Session, case: Standing, report_id: UUID, document: bytes) -> str:
    try:
        told = sealing_key(session, case).open_json(Cell("report", "document", report_id, 1), document)
    except IntegrityFailure:
        return ""
    return str(told.get("accompanies") or "")
