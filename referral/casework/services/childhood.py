"""What follows when somebody turns out to be a child, or none, or grows up while the case is open: the
commune's duty, the child's clocks, and whose word counts.
"""

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from referral.casework.cards import PersonData
from referral.casework.models import Person
from referral.casework.queries import Standing
from referral.casework.services import access, clockwork, people_data
from referral.casework.services.keys import CHILD, CHILD_COLUMNS, sealing_key, share
from referral.kernel.clock import Clock, local_date
from referral.kernel.errors import IntegrityFailure
from referral.kernel.vault import Cell
from referral.sla.services import clocks
from workflows.rulebook import rules
from workflows.vocabulary import Relation


def share_duty(session: Session, clock: Clock, case: Standing, at: datetime) -> None:
    """Let the commune whose duty a child is know of the case; the child's own track is all it can open."""
    commune = clockwork.commune_of(session, case) if case.is_child else None
    if commune is not None and commune != case.holder_id:
        share(session, case.id, case.holder_id, commune, CHILD, CHILD_COLUMNS)
        access.grant(session, clock, case.id, commune, Relation.CHILD_DUTY, at, copy_scope=CHILD)


def follow(session: Session, clock: Clock, before: Standing, after: Standing, at: datetime) -> None:
    """Do what a correction of the age asks for; nothing where it changed nothing."""
    if after.is_child and not before.is_child:
        share_duty(session, clock, after, at)
        clockwork.start_for_child(session, clock, after, at)
    if before.is_child and not after.is_child:
        access.end(session, clock, after.id, None, Relation.CHILD_DUTY, at)
        only_for_children = [rule.name for rule in rules() if rule.is_for_children]
        clocks.void(session, clock, after.id, only_for_children, at)


def at_age(session: Session, case: Standing, on: date) -> Standing:
    """Give a case as the rules see it on the day of an event: somebody who is 18 by then decides alone.

    The guardian's consent ends with the guardianship, so the person is asked anew. Clocks that were begun for
    the child stay, and so does the commune's duty. Who is unknown, or does not open, stays a child.
    """
    if not case.is_child:
        return case
    person = _person(session, case)
    if person is None or is_still_a_child(person, case, on):
        return case
    facts = replace(case.facts, is_child=False)
    if facts.has_guardian_consent:
        facts = replace(facts, has_consented=False, has_guardian_consent=False, consents=frozenset())
    return replace(case, is_child=False, facts=facts)


def is_still_a_child(person: PersonData, case: Standing, on: date) -> bool:
    """Say whether the person counts as a child on a day after the report."""
    return people_data.child_on(_grown(person, local_date(case.occurred_at), on), on)


def _grown(person: PersonData, estimated_on: date, on: date) -> PersonData:
    """An estimate was made on the day of the report, and the years since count."""
    had_the_day = (on.month, on.day) >= (estimated_on.month, estimated_on.day)
    years = max(0, on.year - estimated_on.year - (0 if had_the_day else 1))
    return person if person.age_from is None else replace(person, age_from=person.age_from + years)


def _person(session: Session, case: Standing) -> PersonData | None:
    row = session.execute(
        select(Person.id, Person.row_version, Person.identity).where(Person.case_id == case.id)
    ).one()
    cell = Cell("person", "identity", row.id, row.row_version)
    try:
        document = sealing_key(session, case).open_json(cell, row.identity)
    except IntegrityFailure:
        return None
    return people_data.from_document(document, None)
