"""Keeping the records of a track: one way to begin one and one way to change one, sealed, told, written down.

No rule of any track is here; whether something may be done, its own module says first.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, select, update
from sqlalchemy.orm import Session

from referral.casework.cards import EventKind
from referral.casework.queries import Standing
from referral.casework.services import events
from referral.casework.services.keys import seal_document
from referral.kernel import ledger
from referral.kernel.clock import Clock, local_date
from referral.kernel.database import table_of
from referral.kernel.errors import Conflict, FieldError, InvalidInput, NotFound
from referral.kernel.ledger import Action
from referral.kernel.permissions import Actor
from referral.kernel.references import new_id
from referral.kernel.vault import Json, record_digest
from referral.tracks.models import CrimeReport, Guardian, Measure, Separation, Stay

Model = type[Measure] | type[Stay] | type[Guardian] | type[Separation] | type[CrimeReport]
Found = Row[Any]
UNTIL_BEFORE = FieldError("until_on", "until-before-start", "Enter a day that does not lie before the start.")


@dataclass(frozen=True, slots=True)
class Deed:
    """One deed on a track, as the ledger and the timeline name it."""

    action: Action
    kind: EventKind


def begin(  # noqa: PLR0913 — one record, each part of it named by its own verb
    session: Session,
    clock: Clock,
    actor: Actor,
    case: Standing,
    deed: Deed,
    model: Model,
    document: Mapping[str, Json],
    at: datetime,
    *,
    columns: Mapping[str, object],
    record_id: UUID | None = None,
) -> UUID:
    """Keep a new record, its document sealed, and give its id."""
    record_id = record_id or new_id(clock)
    blob = seal_document(session, case, model.__tablename__, record_id, document)
    session.execute(
        insert(model).values(
            id=record_id,
            case_id=case.id,
            document=blob,
            agency_id=actor.agency_id,
            account_id=actor.user_id,
            occurred_at=at,
            recorded_at=clock.now(),
            **columns,
        )
    )
    _tell(session, clock, actor, case, deed, at, {f"{model.__tablename__}/{record_id}": ("document", blob)})
    return record_id


def change(  # noqa: PLR0913 — one change, each part of it named by its own verb
    session: Session,
    clock: Clock,
    actor: Actor,
    case: Standing,
    deed: Deed,
    model: Model,
    record_id: UUID,
    at: datetime,
    *,
    columns: Mapping[str, object],
    ending: Mapping[str, Json] | None = None,
    said: Mapping[str, Json] | None = None,
) -> UUID:
    """Change a record and give its id.

    :param ending: how it ended, sealed beside it
    :param said: what the timeline keeps of the change, sealed too
    """
    table, values = model.__tablename__, dict(columns)
    sealed: dict[str, tuple[str, Any]] = {}
    if ending is not None:
        values["ending"] = seal_document(session, case, table, record_id, ending, "ending")
        sealed[f"{table}/{record_id}"] = ("ending", values["ending"])
    session.execute(update(table_of(model)).where(table_of(model).c.id == record_id).values(**values))
    detail = {table.replace("_", "-"): str(record_id)}
    _tell(session, clock, actor, case, deed, at, sealed, detail, said)
    return record_id


def _tell(  # noqa: PLR0913, PLR0917 — what a deed leaves on the timeline and in the ledger
    session: Session,
    clock: Clock,
    actor: Actor,
    case: Standing,
    deed: Deed,
    at: datetime,
    sealed: Mapping[str, tuple[str, Any]],
    detail: Mapping[str, str] | None = None,
    said: Mapping[str, Json] | None = None,
) -> None:
    told = events.add(session, clock, actor, case, deed.kind, at, document=said)
    records = {name: record_digest({column: blob}) for name, (column, blob) in sealed.items()}
    ledger.note(session, actor, deed.action, case.ref, records=records | told, detail=dict(detail or {}))


def find(session: Session, case: Standing, model: Model, record_id: UUID) -> Found:
    """Give a record of this case.

    :raises NotFound: if the case has none of that id
    """
    table = table_of(model)
    row = session.execute(
        select(table).where(table.c.id == record_id, table.c.case_id == case.id)
    ).one_or_none()
    if row is None:
        raise NotFound
    return row


def find_open(session: Session, case: Standing, model: Model, record_id: UUID) -> Found:
    """Give a record that goes on.

    :raises NotFound: if the case has none of that id
    :raises Conflict: if it has ended
    """
    row = find(session, case, model, record_id)
    if row.ended_at is not None:
        raise Conflict("This has ended already. Record a new one if it begins again.")
    return row


def has_open(session: Session, case: Standing, model: Model) -> bool:
    """Say whether the case has a record of the kind that goes on."""
    table = table_of(model)
    going_on = select(table.c.id).where(table.c.case_id == case.id, table.c.ended_at.is_(None))
    return session.execute(going_on.limit(1)).first() is not None


def check_until(until_on: date | None, at: datetime) -> None:
    """Make sure that something does not end before it begins.

    :raises InvalidInput: if it would
    """
    if until_on is not None and until_on < local_date(at):
        raise InvalidInput([UNTIL_BEFORE])
