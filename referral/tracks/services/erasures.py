"""Erasing a person's data: asked by the last holder, decided by another, done by the operator's command.

The keys go first and the case is told second, so that whatever is cut off in between is done by doing it
again. What is not personal stays: the steps, who answered for the person, the counts, the ledger.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, select, update
from sqlalchemy.orm import Session

from referral.casework import queries
from referral.casework.models import Case, CaseAccess, Person
from referral.kernel import ledger
from referral.kernel.clock import Clock
from referral.kernel.database import table_of
from referral.kernel.errors import Conflict, NotAllowed, NotFound
from referral.kernel.ledger import Action
from referral.kernel.permissions import Actor, Permission
from referral.kernel.references import new_id
from referral.kernel.vault.erasing import Erasure
from referral.people.services import agencies
from referral.tracks.cards import ErasureLine
from referral.tracks.models import ErasureRequest
from referral.tracks.services.breaches import NOBODY_ANSWERS
from workflows.data_duties import ErasureGround

REQUEST = table_of(ErasureRequest)
N_ = str
"""Marks a sentence for the catalogue of translations, and leaves it as it is."""
NOT_ENDED = N_("Only the data of a case that has ended can be erased. Close the case first.")
ASKED_ALREADY = N_("The data of this case are erased already, or that is being decided.")
DECIDED_ALREADY = N_("This request was decided already.")
NOT_APPROVED = N_("Nobody has approved this request. A second person must, before anything is erased.")

DestroyKeys = Callable[[Erasure], int]
"""Destroys every copy of a case's key and says how many."""


def ask(session: Session, clock: Clock, actor: Actor, ref: str, ground: ErasureGround) -> UUID:
    """Ask for the personal data of an ended case to be destroyed, and give the id of the request.

    :raises NotFound: if the case is not the actor's to know about
    :raises NotAllowed: if the actor is no supervisor of its last holder
    :raises Conflict: if it has not ended, was asked for already, or no agency answers for personal data
    """
    ledger.attempt(session, Action.ERASURE_ASKED, ref)
    case = queries.standing(session, actor, ref, lock=True)
    if not actor.may(Permission.ERASURE_ASK, case.relations):
        raise NotAllowed
    if case.ended_at is None:
        raise Conflict(NOT_ENDED)
    if case.erased_at is not None or _is_pending(session, case.id):
        raise Conflict(ASKED_ALREADY)
    operations_id = agencies.operations_of(session, case.province_code)
    if operations_id is None:
        raise Conflict(NOBODY_ANSWERS)
    request_id = new_id(clock)
    session.execute(
        insert(REQUEST).values(
            id=request_id,
            case_id=case.id,
            case_ref=case.ref,
            operations_id=operations_id,
            ground=ground.value,
            asked_by=actor.user_id,
            asked_at=clock.now(),
            is_approved=False,
        )
    )
    ledger.note(session, actor, Action.ERASURE_ASKED, [case.ref, str(request_id)])
    return request_id


def listed(session: Session, clock: Clock, actor: Actor) -> tuple[ErasureLine, ...]:
    """Give the requests to decide and decided, the latest first: references and grounds, nobody's name.

    :raises NotAllowed: if the actor does not answer for data protection
    """
    del clock
    ledger.attempt(session, Action.ERASURE_LISTED)
    if not actor.may(Permission.ERASURE_DECIDE):
        raise NotAllowed
    own = select(REQUEST).where(REQUEST.c.operations_id == actor.agency)
    rows = session.execute(own.order_by(REQUEST.c.asked_at.desc(), REQUEST.c.id).limit(200)).all()
    ledger.note(session, actor, Action.ERASURE_LISTED, [row.case_ref for row in rows])
    return tuple(
        ErasureLine(
            row.id,
            row.case_ref,
            ErasureGround(row.ground),
            row.asked_at,
            row.decided_at,
            row.is_approved,
            row.done_at,
        )
        for row in rows
    )


def decide(session: Session, clock: Clock, actor: Actor, request_id: UUID, *, is_approved: bool) -> UUID:
    """Approve a request, or refuse it; what is approved, the operator's command erases.

    :raises NotAllowed: if the actor does not answer for data protection, or asked for it
    :raises NotFound: if there is no such request
    :raises Conflict: if it was decided already
    """
    action = Action.ERASURE_APPROVED if is_approved else Action.ERASURE_REFUSED
    ledger.attempt(session, action, request_id)
    if not actor.may(Permission.ERASURE_DECIDE):
        raise NotAllowed
    row = _request(session, request_id)
    if row.operations_id != actor.agency:
        raise NotFound
    if row.asked_by == actor.user_id:
        raise NotAllowed
    if row.decided_at is not None:
        raise Conflict(DECIDED_ALREADY)
    decided = {"decided_by": actor.user_id, "decided_at": clock.now(), "is_approved": is_approved}
    session.execute(update(REQUEST).where(REQUEST.c.id == request_id).values(**decided))
    ledger.note(session, actor, action, [row.case_ref, str(request_id)])
    return request_id


def perform(session: Session, clock: Clock, actor: Actor, request_id: UUID, destroy_keys: DestroyKeys) -> str:
    """Erase what two people decided to, and give the case's reference; doing it twice harms nothing.

    :raises NotFound: if there is no such request
    :raises Conflict: if nobody but the one who asked has agreed
    """
    ledger.attempt(session, Action.CASE_ERASED, request_id)
    row = _request(session, request_id)
    if not row.is_approved or row.decided_by in {None, row.asked_by}:
        raise Conflict(NOT_APPROVED)
    queries.standing_by_id(session, actor, row.case_id)
    now = clock.now()
    copies = destroy_keys(Erasure(row.case_id, str(request_id), now))
    session.execute(update(REQUEST).where(REQUEST.c.id == request_id).values(done_at=row.done_at or now))
    _empty(session, Erasure(row.case_id, str(request_id), row.done_at or now))
    ledger.note(
        session, actor, Action.CASE_ERASED, [row.case_ref, str(request_id)], detail={"copies": copies}
    )
    return str(row.case_ref)


def replay(
    session: Session, actor: Actor, erased: tuple[Erasure, ...], destroy_keys: DestroyKeys
) -> tuple[str, ...]:
    """Erase again whatever a restored database has brought back, and name the cases.

    Keys that came back are destroyed whether the database knows the case or not.
    """
    brought_back = []
    for erasure in erased:
        copies = destroy_keys(erasure)
        case = session.execute(
            select(Case.ref, Case.erased_at).where(Case.id == erasure.case_id)
        ).one_or_none()
        if case is not None and (copies or case.erased_at is None):
            _empty(session, erasure)
            brought_back.append(case.ref)
    if brought_back:
        ledger.note(session, actor, Action.CASE_ERASED, brought_back, detail={"again": len(brought_back)})
    return tuple(brought_back)


def _empty(session: Session, erasure: Erasure) -> None:
    """Take the search tags away, and from every right the key it went with; the sealed bytes open no more."""
    mine = Person.case_id == erasure.case_id
    session.execute(update(Person).where(mine).values(id_number_tag=None, phone_tag=None))
    held = CaseAccess.case_id == erasure.case_id
    session.execute(update(CaseAccess).where(held).values(copy_scope=""))
    session.execute(update(Case).where(Case.id == erasure.case_id).values(erased_at=erasure.erased_at))


def _is_pending(session: Session, case_id: UUID) -> bool:
    undecided = REQUEST.c.decided_at.is_(None) | REQUEST.c.is_approved
    return (
        session.execute(select(REQUEST.c.id).where(REQUEST.c.case_id == case_id, undecided)).first()
        is not None
    )


def _request(session: Session, request_id: UUID) -> Row[Any]:
    found: Row[Any] | None = session.execute(
        select(REQUEST).where(REQUEST.c.id == request_id).with_for_update()
    ).one_or_none()
    if found is None:
        raise NotFound
    return found
