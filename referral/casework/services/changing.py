"""Correcting the person's data or the story: a new version of the case, sealed anew, the old telling kept."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from referral.casework.cards import EventKind, Moved, PersonChange, PersonData
from referral.casework.models import Case, Person
from referral.casework.queries import Standing
from referral.casework.services import childhood, events, people_data, verifying
from referral.casework.services.keys import sealing_key
from referral.casework.services.listing import code_of
from referral.casework.services.working import workable
from referral.kernel import ledger
from referral.kernel.clock import Clock, local_date
from referral.kernel.errors import StaleVersion
from referral.kernel.ledger import Action
from referral.kernel.permissions import Actor, Permission
from referral.kernel.vault import Cell, record_digest, vault_of


def change_case(
    session: Session, clock: Clock, actor: Actor, ref: str, change: PersonChange, expected_version: int
) -> Moved:
    """Correct a case; only the fields named in the change are touched.

    :raises NotFound: if the case is not the actor's to know about
    :raises NotAllowed: if the actor's agency does not hold it
    :raises StaleVersion: if the case has changed since it was read
    :raises StepRefused: if the case has ended
    """
    case = workable(session, actor, ref, Action.CASE_CHANGED, Permission.CASE_CHANGE)
    if case.version != expected_version:
        raise StaleVersion(case.version)
    now = clock.now()
    digests = _change_person(session, case, change)
    if "story" in change.given and change.story:
        digests |= verifying.take_statement(session, clock, actor, case, change.story, now)
    corrected = _move_version(session, case, change, _person_after(session, case), local_date(now))
    childhood.follow(session, clock, case, corrected, now)
    events.add(session, clock, actor, case, EventKind.CHANGED, now)
    ledger.note(
        session,
        actor,
        Action.CASE_CHANGED,
        case.ref,
        fields=sorted(change.given),
        records=digests,
        detail={"version": corrected.version},
    )
    return Moved(case.ref, case.state, case.stage, corrected.version, str(code_of(session, case.holder_id)))


def _read_person(session: Session, case: Standing) -> tuple[UUID, int, PersonData]:
    row = session.execute(
        select(Person.id, Person.row_version, Person.name, Person.identity).where(Person.case_id == case.id)
    ).one()
    key = sealing_key(session, case)
    name = (
        None
        if row.name is None
        else key.open_text(Cell("person", "name", row.id, row.row_version), row.name).text
    )
    document = key.open_json(Cell("person", "identity", row.id, row.row_version), row.identity)
    return row.id, row.row_version, people_data.from_document(document, name)


def _person_after(session: Session, case: Standing) -> PersonData:
    return _read_person(session, case)[2]


def _change_person(session: Session, case: Standing, change: PersonChange) -> dict[str, str]:
    if change.person is None:
        return {}
    person_id, version, person = _read_person(session, case)
    changed = {
        name: getattr(change.person, name) for name in PersonData.__dataclass_fields__ if name in change.given
    }
    return _seal_person(session, case, person_id, version + 1, replace(person, **changed))


def _seal_person(
    session: Session, case: Standing, person_id: UUID, version: int, person: PersonData
) -> dict[str, str]:
    key = sealing_key(session, case)
    name = person.full_name
    blobs = {
        "name": key.seal_text(Cell("person", "name", person_id, version), name) if name else None,
        "identity": key.seal_json(
            Cell("person", "identity", person_id, version), people_data.to_document(person)
        ),
    }
    session.execute(
        update(Person)
        .where(Person.id == person_id)
        .values(row_version=version, **blobs, **people_data.tags(vault_of(session), person))
    )
    return {f"person/{person_id}": record_digest(blobs)}


def _move_version(
    session: Session, case: Standing, change: PersonChange, person: PersonData, on: date
) -> Standing:
    was_child = people_data.child_on(person, local_date(case.occurred_at))
    # Who has grown up since the report does not become a child again by a correction of something else.
    is_child = was_child and (case.is_child or childhood.is_still_a_child(person, case, on))
    facts = replace(
        case.facts,
        is_child=is_child,
        is_foreign=people_data.is_foreign(person, case.pathway),
        has_story=case.facts.has_story or bool("story" in change.given and change.story),
    )
    corrected = replace(
        case,
        version=case.version + 1,
        facts=facts,
        is_child=is_child,
        is_urgent=case.is_urgent if change.urgent is None else change.urgent,
    )
    # The row has been locked since its version was compared, so nobody can have been quicker.
    session.execute(
        update(Case)
        .where(Case.id == case.id)
        .values(
            version=corrected.version,
            facts=facts.to_json(),
            is_child=is_child,
            is_urgent=corrected.is_urgent,
        )
    )
    return corrected
