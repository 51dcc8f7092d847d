"""The applications and deliveries of a case as cards. The sealed part opens only by the key that is given."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from referral.casework.queries import Standing
from referral.people.services import agencies
from referral.sla.models import CLOCK
from referral.support.cards import ApplicationCard, DeliveryCard
from referral.support.models import Delivery, Entitlement
from referral.support.services.opening import Opener
from workflows.benefit_rows import matrix
from workflows.benefits import ApplicationState, Benefit, Category, Grade, RefusalGround
from workflows.vocabulary import Regime

RULE = "support_application"


def applied_for(session: Session, case: Standing, opener: Opener) -> tuple[ApplicationCard, ...]:
    """Give what was applied for, the latest first."""
    rows = session.execute(
        select(*Entitlement.__table__.columns)
        .where(Entitlement.case_id == case.id)
        .order_by(Entitlement.occurred_at.desc(), Entitlement.id.desc())
    ).all()
    names = agencies.names(session, {row.agency_id for row in rows})
    due = _due(session, case.id) if rows else {}
    return tuple(_application(row, names[row.agency_id].code, due.get(row.id), opener) for row in rows)


def due_of(session: Session, case_id: UUID, entitlement_id: UUID) -> datetime | None:
    """Say by when an application must be decided, while it waits."""
    return _due(session, case_id).get(entitlement_id)


def _due(session: Session, case_id: UUID) -> dict[UUID | None, datetime]:
    rows = session.execute(
        select(CLOCK.c.subject_id, CLOCK.c.due_at).where(
            CLOCK.c.case_id == case_id, CLOCK.c.rule == RULE, CLOCK.c.ended_at.is_(None)
        )
    )
    return {row.subject_id: row.due_at for row in rows}


def _application(row: Row[Any], agency: str, due_at: datetime | None, opener: Opener) -> ApplicationCard:
    said = opener.document("entitlement", row.id, row.document)
    decided = opener.document("entitlement", row.id, row.decision, "decision")
    state = ApplicationState(row.state)
    return ApplicationCard(
        row.id,
        benefit_on_file(row.benefit, row.regime, row.occurred_at.date()),
        state,
        Category(row.category),
        agency,
        row.occurred_at,
        row.completed_at,
        row.decided_at,
        due_at,
        RefusalGround(row.ground) if row.ground else None,
        row.from_on,
        row.until_on,
        said.get("details", ""),
        tuple(said.get("missing", ())) if state is ApplicationState.INCOMPLETE else (),
        decided.get("reason", ""),
    )


def given(session: Session, case: Standing, opener: Opener) -> tuple[DeliveryCard, ...]:
    """Give what was given, the latest first, each with how many times in all."""
    rows = session.execute(
        select(*Delivery.__table__.columns)
        .where(Delivery.case_id == case.id)
        .order_by(Delivery.occurred_at.desc(), Delivery.id.desc())
    ).all()
    names = agencies.names(session, {row.agency_id for row in rows})
    totals = _totals(rows)
    return tuple(_delivery(row, totals[row.benefit], names[row.agency_id].code, opener) for row in rows)


def _totals(rows: Iterable[Row[Any]]) -> Counter[str]:
    totals: Counter[str] = Counter()
    for row in rows:
        totals[row.benefit] += row.times
    return totals


def _delivery(row: Row[Any], total: int, agency: str, opener: Opener) -> DeliveryCard:
    said = opener.document("delivery", row.id, row.document)
    return DeliveryCard(
        row.id,
        benefit_on_file(row.benefit, Regime.OF_2024.value, row.occurred_at.date()),
        Grade(row.grade),
        row.times,
        total,
        agency,
        row.occurred_at,
        said.get("provider", ""),
        said.get("note", ""),
        said.get("reason", ""),
    )


def benefit_on_file(name: str, regime: str, on: date) -> Benefit:
    """Give a benefit as the law had it then; one whose row has gone is shown by any row of its name."""
    rows = [row for row in matrix().benefits if row.name == name]
    fitting = sorted(rows, key=lambda row: (row.law.regime != regime, not row.law.is_in_force(on)))
    return fitting[0]
