"""Filing papers on a case; one that certifies a victim lets the health department identify (Art. 33(1))."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from referral.casework import fields, queries
from referral.casework.cards import EventKind
from referral.casework.services import events, integrity
from referral.casework.services.keys import opening_key, seal_document
from referral.casework.services.learning import learn
from referral.casework.services.moments import happened_at
from referral.casework.services.working import workable
from referral.documents.cards import PaperCard, PaperData
from referral.documents.models import Paper
from referral.kernel import ledger
from referral.kernel.clock import Clock, local_date
from referral.kernel.errors import FieldError, IntegrityFailure, InvalidInput
from referral.kernel.ledger import Action
from referral.kernel.permissions import Actor
from referral.kernel.references import new_id
from referral.kernel.vault import CaseKey, Cell, record_digest
from referral.people.services import agencies
from workflows.vocabulary import PaperKind, Purpose

_ISSUED_LATER = FieldError(
    "issued_on", "occurred-in-future", "Enter the date of issue; it cannot be later than today."
)


def file_paper(
    session: Session,
    clock: Clock,
    actor: Actor,
    ref: str,
    paper: PaperData,
    occurred_at: datetime | None = None,
) -> UUID:
    """File a paper on a case and give its id.

    :raises NotFound: if the case is not the actor's to know about
    :raises NotAllowed: if the actor may not work on it
    :raises InvalidInput: if it was issued, or filed, in the future
    """
    case = workable(session, actor, ref, Action.PAPER_FILED)
    at = happened_at(clock, occurred_at, not_before=case.occurred_at)
    if paper.issued_on is not None and paper.issued_on > local_date(clock.now()):
        raise InvalidInput([_ISSUED_LATER])
    paper_id = new_id(clock)
    blob = seal_document(session, case, "paper", paper_id, {"number": paper.number, "issuer": paper.issuer})
    session.execute(
        insert(Paper).values(
            id=paper_id,
            case_id=case.id,
            kind=paper.kind.value,
            issued_on=paper.issued_on,
            document=blob,
            agency_id=actor.agency_id,
            account_id=actor.user_id,
            occurred_at=at,
            recorded_at=clock.now(),
        )
    )
    learn(session, case, has_certifying_paper=True)
    events.add(session, clock, actor, case, EventKind.PAPER_FILED, at)
    ledger.note(
        session,
        actor,
        Action.PAPER_FILED,
        case.ref,
        records={f"paper/{paper_id}": record_digest({"document": blob})},
        detail={"kind": paper.kind.value},
    )
    return paper_id


def of_case(
    session: Session, clock: Clock, actor: Actor, ref: str, purpose: Purpose
) -> tuple[PaperCard, ...]:
    """Give the papers on file; none where the purpose does not include them.

    :raises NotFound: if the case is not the actor's to know about
    """
    del clock
    ledger.attempt(session, Action.CASE_READ, ref)
    case = queries.standing(session, actor, ref)
    relation = fields.opened_by(case.relations, actor.role, purpose)
    if relation is None or fields.PAPERS not in fields.readable(relation, actor.role, purpose):
        return ()
    key = opening_key(session, case, actor.agency, relation)
    ledger.note(session, actor, Action.CASE_READ, case.ref, purpose=purpose.value, fields=(fields.PAPERS,))
    rows = session.execute(
        select(Paper.id, Paper.kind, Paper.issued_on, Paper.document, Paper.agency_id, Paper.occurred_at)
        .where(Paper.case_id == case.id)
        .order_by(Paper.occurred_at, Paper.id)
    ).all()
    names = agencies.names(session, {row.agency_id for row in rows})
    spoilt: list[str] = []
    opened = [(row, _opened(key, row.id, row.document, spoilt)) for row in rows]
    integrity.report(session, actor, case.ref, spoilt)
    return tuple(
        PaperCard(
            row.id,
            PaperData(PaperKind(row.kind), number, row.issued_on, issuer),
            names[row.agency_id].code,
            row.occurred_at,
        )
        for row, (number, issuer) in opened
    )


def _opened(key: CaseKey, paper_id: UUID, blob: bytes, spoilt: list[str]) -> tuple[str, str]:
    try:
        said = key.open_json(Cell("paper", "document", paper_id, 1), blob)
    except IntegrityFailure:
        spoilt.append(f"paper/{paper_id}")
        return "", ""
    return str(said.get("number") or ""), str(said.get("issuer") or "")
