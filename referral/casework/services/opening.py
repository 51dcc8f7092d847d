"""Opening sealed fields into cards. What does not open is named as unreadable; the rest still shows."""

from typing import Any, TypedDict
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from referral.casework import fields
from referral.casework.cards import ConsentCard, NoteCard, PersonData, ScreeningCard, StatementCard
from referral.casework.models import Consent, Note, Person, Report, Screening, Statement
from referral.casework.queries import Standing
from referral.casework.services import people_data, referred, screening_data
from referral.casework.services.keys import opening_key
from referral.kernel.errors import IntegrityFailure
from referral.kernel.permissions import Actor
from referral.kernel.vault import CaseKey, Cell
from referral.people.services import accounts, agencies
from workflows.vocabulary import Relation


class Opened(TypedDict, total=False):
    """The fields of a case card that were opened."""

    person: PersonData | None
    story: str | None
    language: str | None
    interpreter_needed: bool
    statements: tuple[StatementCard, ...]
    notes: tuple[NoteCard, ...]
    consents: tuple[ConsentCard, ...]
    screenings: tuple[ScreeningCard, ...]
    unreadable: tuple[str, ...]


class Opener:
    """Opens the fields of one case for one agency, collecting what does not open."""

    def __init__(self, session: Session, case: Standing, actor: Actor, relation: Relation) -> None:
        """Take the key that the relation gives."""
        self.session, self.case, self.actor = session, case, actor
        self.key = key_of(session, case, actor, relation)
        self.is_former = relation is Relation.FORMER
        self.unreadable: list[str] = []

    def text(self, table: str, row_id: UUID, blob: bytes, column: str = "text") -> str:
        """Open a text; one that does not open is named and shown empty."""
        try:
            return self.key.open_text(Cell(table, column, row_id, 1), blob).text
        except IntegrityFailure:
            self.unreadable.append(f"{table}/{row_id}")
            return ""

    def document(
        self, table: str, row_id: UUID, blob: bytes, column: str = "document", row_version: int = 1
    ) -> dict[str, Any] | None:
        """Open a document; one that does not open is named and gives nothing."""
        try:
            return self.key.open_json(Cell(table, column, row_id, row_version), blob)
        except IntegrityFailure:
            self.unreadable.append(f"{table}/{row_id}")
            return None

    def is_mine(self, model: type[Statement | Note]) -> Any:  # noqa: ANN401 — a condition of SQLAlchemy's own many types
        """Give the condition that keeps a former holder to what it recorded itself."""
        return model.agency_id == self.actor.agency_id if self.is_former else model.id.is_not(None)


def key_of(session: Session, case: Standing, actor: Actor, relation: Relation) -> CaseKey:
    """Give the key by which the actor's agency opens the case under a relation."""
    return opening_key(session, case, actor.agency, relation)


def open_fields(
    session: Session, case: Standing, actor: Actor, relation: Relation, wanted: frozenset[str]
) -> Opened:
    """Open the wanted fields of a case."""
    if relation is Relation.REFERRAL:
        person, spoilt = referred.person_of(session, case, actor.agency)
        return {"person": person, "unreadable": spoilt}
    opener = Opener(session, case, actor, relation)
    opened: Opened = {}
    if fields.PERSON in wanted:
        opened["person"] = _report_person(opener) if opener.is_former else _person(opener)
    if fields.STORY in wanted or fields.STATEMENTS in wanted:
        opened |= _story(opener, all_of_them=fields.STATEMENTS in wanted)
    if fields.NOTES in wanted:
        opened["notes"] = _notes(opener)
    if fields.CONSENTS in wanted:
        opened["consents"] = _consents(opener)
    if fields.SCREENINGS in wanted:
        opened["screenings"] = _screenings(opener)
    opened["unreadable"] = tuple(opener.unreadable)
    return opened


def _person(opener: Opener) -> PersonData | None:
    row = opener.session.execute(
        select(Person.id, Person.row_version, Person.name, Person.identity).where(
            Person.case_id == opener.case.id
        )
    ).one()
    name = None
    if row.name is not None:
        try:
            name = opener.key.open_text(Cell("person", "name", row.id, row.row_version), row.name).text
        except IntegrityFailure:
            opener.unreadable.append(f"person/{row.id}")
    document = opener.document("person", row.id, row.identity, "identity", row.row_version)
    return None if document is None else people_data.from_document(document, name)


def _report_person(opener: Opener) -> PersonData | None:
    """Give the person as this agency took the report down, if it did."""
    row = opener.session.execute(
        select(Report.id, Report.agency_id, Report.document).where(Report.case_id == opener.case.id)
    ).one()
    if row.agency_id != opener.actor.agency_id:
        return None
    document = opener.document("report", row.id, row.document)
    return (
        None
        if document is None
        else people_data.from_document(document["person"], document["person"]["full_name"])
    )


def _story(opener: Opener, *, all_of_them: bool) -> Opened:
    rows = opener.session.execute(
        select(
            Statement.id,
            Statement.text,
            Statement.agency_id,
            Statement.occurred_at,
            Statement.language,
            Statement.needs_interpreter,
        )
        .where(Statement.case_id == opener.case.id, opener.is_mine(Statement))
        .order_by(Statement.occurred_at, Statement.recorded_at)
    ).all()
    if not rows:
        return {"story": None, "statements": ()}
    names = agencies.names(opener.session, {row.agency_id for row in rows})
    told = tuple(
        StatementCard(
            row.id, opener.text("statement", row.id, row.text), names[row.agency_id].code, row.occurred_at
        )
        for row in (rows if all_of_them else rows[-1:])
    )
    return {
        "story": told[-1].text,
        "language": rows[-1].language or None,
        "interpreter_needed": rows[-1].needs_interpreter,
        "statements": told if all_of_them else (),
    }


def _notes(opener: Opener) -> tuple[NoteCard, ...]:
    rows = opener.session.execute(
        select(Note.id, Note.text, Note.agency_id, Note.account_id, Note.occurred_at)
        .where(Note.case_id == opener.case.id, opener.is_mine(Note))
        .order_by(Note.occurred_at, Note.id)
    ).all()
    names = agencies.names(opener.session, {row.agency_id for row in rows})
    people = accounts.names(opener.session, {row.account_id for row in rows if row.account_id})
    return tuple(
        NoteCard(
            row.id,
            opener.text("note", row.id, row.text),
            names[row.agency_id].code,
            people.get(row.account_id, ""),
            row.occurred_at,
        )
        for row in rows
    )


def _consents(opener: Opener) -> tuple[ConsentCard, ...]:
    rows = opener.session.execute(
        select(
            Consent.id,
            Consent.number,
            Consent.is_given,
            Consent.scopes,
            Consent.withheld,
            Consent.document,
            Consent.agency_id,
            Consent.occurred_at,
        )
        .where(Consent.case_id == opener.case.id)
        .order_by(Consent.number.desc())
    ).all()
    names = agencies.names(opener.session, {row.agency_id for row in rows})
    return tuple(
        ConsentCard(
            row.id,
            row.number,
            people_data.consent_from(
                row.scopes,
                row.withheld,
                opener.document("consent", row.id, row.document) or {},
                is_given=row.is_given,
            ),
            names[row.agency_id].code,
            row.occurred_at,
        )
        for row in rows
    )


def _screenings(opener: Opener) -> tuple[ScreeningCard, ...]:
    rows = opener.session.execute(
        select(Screening.id, Screening.number, Screening.document, Screening.agency_id, Screening.occurred_at)
        .where(Screening.case_id == opener.case.id)
        .order_by(Screening.number.desc())
    ).all()
    names = agencies.names(opener.session, {row.agency_id for row in rows})
    opened = [(row, opener.document("screening", row.id, row.document)) for row in rows]
    return tuple(
        screening_data.card_from(
            document, row.id, row.number, agency=names[row.agency_id].code, at=row.occurred_at
        )
        for row, document in opened
        if document is not None
    )
