"""The keys of a case, as services reach them: sealing goes by the holder's copy, opening by one's own."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from referral.casework.models import CaseAccess, Draft, KeyRemoval
from referral.casework.queries import Standing
from referral.kernel.clock import Clock
from referral.kernel.references import new_id
from referral.kernel.vault import DRAFT, FULL, CaseKey, Cell, Erased, Json, vault_of
from workflows.services import TERMS, Service
from workflows.vocabulary import Relation

VERIFIER, FORMER, CHILD = "verifier", "former", "child"
SERVICE = "service:"
"""What the scope of a copy begins with that goes with a referral; the service's name follows."""
KeptToo = Callable[[Session, UUID, UUID], bool]
"""Says whether something that is no case was committed under a key, by the key's id and its agency."""

VERIFIER_COLUMNS = (
    ("person", "name"),
    ("person", "identity"),
    ("report", "document"),
    ("statement", "text"),
    ("screening", "document"),
    ("paper", "document"),
    ("attachment", "document"),
    ("attachment", "file_key"),
    ("event", "document"),
)
"""What verification needs: identity, statement, evidence."""
CHILD_COLUMNS = (
    ("risk_assessment", "document"),
    ("best_interest", "document"),
    ("child_plan", "document"),
    ("child_plan_review", "document"),
    ("guardian", "document"),
    ("separation", "document"),
    ("separation", "ending"),
)
"""The child's own track: what the commune with the child's duty works on, and no identity."""
SERVICE_COLUMNS = (("handover", "brief"), ("handover", "report"))
"""What goes with every referral: what is asked of the service, and how it ended."""
FORMER_COLUMNS = (
    ("report", "document"),
    ("statement", "text"),
    ("note", "text"),
    ("event", "document"),
    ("handover", "record"),
    ("handover", "answer"),
)
"""Where a former holder's own records lie; which rows of them are its own, the queries say."""


def service_columns(service: Service) -> tuple[tuple[str, str], ...]:
    """Give the columns that the giver of a service may open: those that hold what the service shows."""
    shows = TERMS[service].shows
    named = (("person", "name"),) if "full_name" in shows else ()
    return (*SERVICE_COLUMNS, *named, ("person", "identity"))


def sealing_key(session: Session, case: Standing) -> CaseKey:
    """Give the key that seals: to write asks for no right to read, so it is the holder's copy.

    :raises Erased: if the person's data were erased
    """
    _require_kept(case)
    return vault_of(session).case_key(case.id, case.holder_id, FULL)


def opening_key(session: Session, case: Standing, agency_id: UUID, relation: Relation) -> CaseKey:
    """Give the key by which an agency opens a case: its own copy, while its access row stands.

    :raises NotFound: if no copy goes with the relation
    :raises Erased: if the person's data were erased
    """
    _require_kept(case)
    return vault_of(session).case_key(case.id, agency_id, case.copy_of(relation))


def _require_kept(case: Standing) -> None:
    # A key may still lie in this process's memory for some minutes: the case itself says that it is over.
    if case.erased_at is not None:
        raise Erased


def service_key(session: Session, case: Standing, agency_id: UUID, service: str) -> CaseKey:
    """Give the key by which an agency opens what one of its services shows.

    :raises Erased: if the person's data were erased
    """
    _require_kept(case)
    return vault_of(session).case_key(case.id, agency_id, f"{SERVICE}{service}")


def seal_document(
    session: Session,
    case: Standing,
    table: str,
    row_id: UUID,
    document: Mapping[str, Json],
    column: str = "document",
) -> bytes:
    """Seal a document of a new row with the case's key."""
    return sealing_key(session, case).seal_json(Cell(table, column, row_id, 1), document)


def seal_text(session: Session, case: Standing, table: str, row_id: UUID, text: str) -> bytes:
    """Seal the text of a new row with the case's key."""
    return sealing_key(session, case).seal_text(Cell(table, "text", row_id, 1), text)


def share(
    session: Session,
    case_id: UUID,
    giver: UUID,
    taker: UUID,
    scope: str,
    columns: Sequence[tuple[str, str]] | None = None,
) -> None:
    """Give an agency a copy of the case's key, durable in the key store before the row that needs it."""
    vault = vault_of(session)
    vault.ensure_agency(taker)
    vault.share(case_id, giver, taker, scope, columns)


def drop_later(session: Session, clock: Clock, case_id: UUID, agency_id: UUID, scope: str) -> None:
    """Remove a copy once this transaction has been committed; until then the access row already forbids it.

    The removal is queued in the transaction, so that a copy outlives no kill: what is not done at once, the
    sweep of removals does.
    """
    vault, queued_at = vault_of(session), clock.now()
    session.execute(
        insert(KeyRemoval).values(
            id=new_id(clock), case_id=case_id, agency_id=agency_id, copy_scope=scope, queued_at=queued_at
        )
    )
    session.info["after_commit"].append(lambda: vault.drop(case_id, agency_id, scope, queued_at=queued_at))


def do_removals(session: Session) -> int:
    """Do every removal that is still queued, and say how many; doing one twice harms nothing."""
    vault = vault_of(session)
    queued = session.scalars(select(KeyRemoval).limit(500)).all()
    for removal in queued:
        vault.drop(removal.case_id, removal.agency_id, removal.copy_scope, queued_at=removal.queued_at)
        session.delete(removal)
    return len(queued)


def settle_pending(session: Session, older_than: timedelta, *kept_too: KeptToo) -> int:
    """Confirm key copies that a committed case needs and destroy those of cases that never were; say how
    many.

    :param kept_too: what higher rooms seal under keys of their own, each asked whether it needs a key
    """

    def is_confirmed(case_id: UUID, agency_id: UUID, scope: str) -> bool:
        held = select(CaseAccess.id).where(
            CaseAccess.case_id == case_id,
            CaseAccess.agency_id == agency_id,
            CaseAccess.copy_scope == scope,
            CaseAccess.until_at.is_(None),
        )
        draft = select(Draft.id).where(Draft.id == case_id)
        if session.execute(draft if scope == DRAFT else held).first() is not None:
            return True
        return any(needs(session, case_id, agency_id) for needs in kept_too)

    return vault_of(session).sweep_pending(is_confirmed, older_than)
