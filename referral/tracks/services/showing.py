"""Showing what runs beside a case's journey: opened for a purpose, and named in the ledger first.

Nothing here changes anything, and nothing is shown to who may not see what is done for the person.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from referral.casework import fields
from referral.casework import queries as casework
from referral.casework.queries import Standing
from referral.casework.services import clockwork, integrity
from referral.casework.services.keys import opening_key
from referral.kernel import ledger
from referral.kernel.clock import Clock
from referral.kernel.database import table_of
from referral.kernel.errors import IntegrityFailure
from referral.kernel.ledger import Action
from referral.kernel.permissions import Actor
from referral.kernel.vault import CaseKey, Cell
from referral.people.cards import AgencyName
from referral.people.services import agencies
from referral.tracks import queries
from referral.tracks.cards import CrimeCard, GuardianCard, MeasureCard, SeparationCard, StayCard, TracksCard
from referral.tracks.models import CrimeReport, Guardian, Measure, Separation, Stay
from referral.tracks.queries import CRIME
from referral.tracks.services import limits
from referral.tracks.services.keeping import Found, Model
from workflows.tracks import MeasureKind, StayKind
from workflows.vocabulary import Purpose

Opened = tuple[Found, dict[str, Any], dict[str, Any]]
"""A row, what it says, and how it ended."""


def of_case(session: Session, clock: Clock, actor: Actor, ref: str, purpose: Purpose) -> TracksCard:
    """Give what runs beside the journey, or a child's own part of it; empty where the purpose has neither.

    :raises NotFound: if the case is not the actor's to know about
    """
    del clock
    ledger.attempt(session, Action.CASE_READ, ref)
    case = casework.standing(session, actor, ref)
    relation = fields.opened_by(case.relations, actor.role, purpose)
    readable = fields.readable(relation, actor.role, purpose) if relation else frozenset()
    if relation is None or not readable & {fields.SUPPORT, fields.CHILD_TRACK}:
        return TracksCard()
    ledger.note(session, actor, Action.CASE_READ, case.ref, purpose=purpose.value, fields=("tracks",))
    reader = Reader(session, case, opening_key(session, case, actor.agency, relation))
    card = TracksCard(guardians=reader.guardians(), separations=reader.separations())
    if fields.SUPPORT in readable:
        others = reader.measures(), reader.stays(), reader.crime_reports()
        card = TracksCard(*others[:2], card.guardians, card.separations, others[2])
    integrity.report(session, actor, case.ref, reader.spoilt)
    return card


class Reader:
    """Reads the tracks of one case with one key, collecting what does not open."""

    def __init__(self, session: Session, case: Standing, key: CaseKey) -> None:
        """Take the case, and the key that the reader's relation gives."""
        self.session, self.case, self.key = session, case, key
        self.spoilt: list[str] = []
        self._names: dict[UUID, AgencyName] = {}

    def measures(self) -> tuple[MeasureCard, ...]:
        """Give measures taken and refused."""
        return tuple(
            MeasureCard(
                row.id,
                MeasureKind(row.kind),
                row.is_refused,
                self._code(row.agency_id),
                row.occurred_at,
                row.until_on,
                row.ended_at,
                said.get("ground", ""),
                said.get("decided_by", ""),
                said.get("reason", "") or ending.get("reason", ""),
                said.get("commitment", ""),
            )
            for row, said, ending in self._rows(Measure)
        )

    def stays(self) -> tuple[StayCard, ...]:
        """Give stays, each with the limits the law sets for it."""
        regime = clockwork.regime_of(self.case)
        return tuple(
            StayCard(
                row.id,
                StayKind(row.kind),
                self._code(row.facility_id) or None,
                self._name(row.facility_id),
                self._code(row.agency_id),
                row.occurred_at,
                row.until_on,
                row.family_told_at,
                row.ended_at,
                limits.of_stay(StayKind(row.kind), row.occurred_at, regime),
                said.get("place", ""),
                said.get("decided_by", ""),
                ending.get("reason", ""),
            )
            for row, said, ending in self._rows(Stay)
        )

    def guardians(self) -> tuple[GuardianCard, ...]:
        """Give guardians; the first stands."""
        return tuple(
            GuardianCard(row.id, row.is_blocked, self._code(row.agency_id), row.occurred_at, **said)
            for row, said, _ in self._rows(Guardian)
        )

    def separations(self) -> tuple[SeparationCard, ...]:
        """Give the times a child was kept apart."""
        return tuple(
            SeparationCard(
                row.id,
                self._code(row.agency_id),
                row.occurred_at,
                row.until_on,
                row.is_longer,
                row.ended_at,
                **said,
                reason=ending.get("reason", ""),
            )
            for row, said, ending in self._rows(Separation)
        )

    def crime_reports(self) -> tuple[CrimeCard, ...]:
        """Give crime reports."""
        lines = queries.crime_lines(self.session, CRIME.c.case_id == self.case.id)
        said = {row.id: said for row, said, _ in self._rows(CrimeReport)}
        return tuple(CrimeCard(line, **said[line.id]) for line in lines)

    def _rows(self, model: Model) -> list[Opened]:
        table = table_of(model)
        rows = self.session.execute(
            select(table)
            .where(table.c.case_id == self.case.id)
            .order_by(table.c.occurred_at.desc(), table.c.id.desc())
        ).all()
        self._learn_names(rows)
        return [
            (row, self._open(table.name, "document", row), self._open(table.name, "ending", row))
            for row in rows
        ]

    def _learn_names(self, rows: Sequence[Found]) -> None:
        named = (getattr(row, name, None) for row in rows for name in ("agency_id", "facility_id"))
        self._names.update(agencies.names(self.session, {one for one in named if one is not None}))

    def _open(self, table: str, column: str, row: Found) -> dict[str, Any]:
        blob = getattr(row, column, None)
        try:
            return dict(self.key.open_json(Cell(table, column, row.id, 1), blob)) if blob else {}
        except IntegrityFailure:
            self.spoilt.append(f"{table}/{row.id}")
            return {}

    def _code(self, agency_id: UUID | None) -> str:
        return self._names[agency_id].code if agency_id else ""

    def _name(self, agency_id: UUID | None) -> str:
        return self._names[agency_id].name if agency_id else ""
