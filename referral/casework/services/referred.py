"""The person as the giver of a service sees them: the particulars that its services need. It opens no more,
and a copy of the key that goes with one service opens nothing that another service shows.
"""

from dataclasses import asdict
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from referral.casework.cards import PersonData
from referral.casework.models import Person
from referral.casework.queries import Standing
from referral.casework.services import people_data
from referral.casework.services.keys import SERVICE, service_key
from referral.kernel.errors import IntegrityFailure
from referral.kernel.vault import CaseKey, Cell
from workflows.services import TERMS, Service
from workflows.vocabulary import Relation

_Particulars = dict[str, object]


def person_of(session: Session, case: Standing, agency_id: UUID) -> tuple[PersonData | None, tuple[str, ...]]:
    """Give what an agency's referrals show of the person, and what did not open."""
    person = _row(session, case)
    seen: _Particulars = {}
    try:
        for service in services_of(case):
            key = service_key(session, case, agency_id, service)
            seen |= _shown(key, person, TERMS[service].shows)
    except IntegrityFailure:
        return None, (f"person/{person.id}",)
    return (PersonData(**seen) if seen else None), ()  # type: ignore[arg-type]  # the names are PersonData's own


def _row(session: Session, case: Standing) -> Row[Any]:
    asked = select(Person.id, Person.row_version, Person.name, Person.identity)
    found = session.execute(asked.where(Person.case_id == case.id)).one()
    return cast("Row[Any]", found)


def services_of(case: Standing) -> tuple[Service, ...]:
    """Give the services for which the reader's agency has the person in its care now."""
    held = {scope for relation, scope in case.copies if relation is Relation.REFERRAL}
    return tuple(service for service in Service if f"{SERVICE}{service}" in held)


def _shown(key: CaseKey, row: Row[Any], shows: frozenset[str]) -> _Particulars:
    name = None
    if row.name is not None and "full_name" in shows:
        name = key.open_text(Cell("person", "name", row.id, row.row_version), row.name).text
    document = key.open_json(Cell("person", "identity", row.id, row.row_version), row.identity)
    whole = asdict(people_data.from_document(document, name))
    return {field: value for field, value in whole.items() if field in shows}
