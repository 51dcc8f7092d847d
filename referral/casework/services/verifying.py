"""The verifier's part: who it is, what it may see, and when that ends; and statements taken for
verification.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from referral.casework.models import Statement
from referral.casework.queries import Standing
from referral.casework.services import access
from referral.casework.services.keys import VERIFIER, VERIFIER_COLUMNS, seal_text, share
from referral.casework.services.step_data import StepData
from referral.kernel.clock import Clock
from referral.kernel.errors import FieldError, InvalidInput
from referral.kernel.permissions import Actor
from referral.kernel.references import new_id
from referral.kernel.vault import record_digest
from referral.people.services import agencies
from workflows.vocabulary import VERIFIERS, AgencyKind, Relation, Stage

UNKNOWN_AGENCY = "Choose the agency from the list; there is no active agency with this code."


def choose(session: Session, data: StepData) -> StepData:
    """Look up the verifier that a step names; one of another kind counts as not given.

    :raises InvalidInput: if there is no such agency
    """
    code = data.values.get("verifier")
    if code is None:
        return data
    agency = agencies.by_code(session, code)
    if agency is None or not agency.is_active:
        raise InvalidInput([FieldError("data.verifier", "unknown-agency", UNKNOWN_AGENCY)])
    if AgencyKind(agency.kind) not in VERIFIERS:
        return StepData(data.given - {"verifier"}, data.values)
    return StepData(data.given, {**data.values, "verifier_id": agency.id})


def let_in(session: Session, clock: Clock, case: Standing, verifier_id: UUID, at: datetime) -> None:
    """Let the verifier see what verification needs: the keys of those columns, not of the case."""
    share(session, case.id, case.holder_id, verifier_id, VERIFIER, VERIFIER_COLUMNS)
    access.grant(session, clock, case.id, verifier_id, Relation.VERIFIER, at, copy_scope=VERIFIER)


def let_go(session: Session, clock: Clock, case: Standing, at: datetime) -> None:
    """End the verifier's view at its conclusion."""
    access.end(session, clock, case.id, None, Relation.VERIFIER, at)


def resume(session: Session, clock: Clock, case: Standing, at: datetime) -> None:
    """Let the verifier in again when an ended case goes on where it was being verified."""
    if case.stage is Stage.VERIFICATION and case.verifier_id is not None:
        let_in(session, clock, case, case.verifier_id, at)


def take_statement(
    session: Session,
    clock: Clock,
    actor: Actor,
    case: Standing,
    text: str,
    at: datetime,
    *,
    language: str = "",
    needs_interpreter: bool = False,
) -> dict[str, str]:
    """Keep one telling of the story, sealed, and give its record digest for the ledger."""
    statement_id = new_id(clock)
    blob = seal_text(session, case, "statement", statement_id, text)
    session.execute(
        insert(Statement).values(
            id=statement_id,
            case_id=case.id,
            text=blob,
            language=language,
            needs_interpreter=needs_interpreter,
            agency_id=actor.agency_id,
            account_id=actor.user_id,
            occurred_at=at,
            recorded_at=clock.now(),
        )
    )
    return {f"statement/{statement_id}": record_digest({"text": blob})}
