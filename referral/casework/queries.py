"""Ways to find a case. Every one takes the actor, so none can forget to."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from referral.casework.models import Case, CaseAccess
from referral.casework.statements import (
    CASE_COLUMNS,
    HOLD_BY_ID,
    HOLD_BY_REF,
    STANDING_BY_ID,
    STANDING_BY_REF,
)
from referral.kernel.errors import NotFound
from referral.kernel.permissions import Actor
from referral.kernel.prepared import Prepared
from referral.people.models import Agency
from workflows.facts import CaseFacts
from workflows.vocabulary import ENDS, STAGE_OF, AgencyKind, Pathway, Relation, Role, Stage, State

_ABOVE_MOST = 6
"""How many units deep a line of duty is followed upwards."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a case stands and how the actor's agency relates to it; nothing personal."""

    id: UUID
    ref: str
    version: int
    pathway: Pathway
    regime: str | None
    state: State
    is_urgent: bool
    is_child: bool
    facts: CaseFacts
    holder_id: UUID
    verifier_id: UUID | None
    reporter_id: UUID
    province_code: str
    occurred_at: datetime
    last_occurred_at: datetime
    recorded_at: datetime
    ended_at: datetime | None
    relations: frozenset[Relation]
    copies: frozenset[tuple[Relation, str]]
    """The key copies the actor's agency may use now, with the relation that gives each."""
    erased_at: datetime | None = None

    @property
    def stage(self) -> Stage:
        """Give the stage the state belongs to."""
        return STAGE_OF[self.state]

    def copy_of(self, relation: Relation) -> str:
        """Give the scope of the key copy that goes with a relation.

        :raises NotFound: if no copy goes with it
        """
        scope = next((scope for held, scope in self.copies if held is relation and scope), None)
        if scope is None:
            raise NotFound
        return scope


def standing(session: Session, actor: Actor, ref: str, *, lock: bool = False) -> Standing:
    """Give a case the actor may know of; `lock` holds its row until the commit, for deeds that change it.

    :raises NotFound: if there is none, or it is not the actor's to know about; the two look the same
    """
    # An address may hold anything, and PostgreSQL takes no zero byte in a text.
    if not ref.isprintable():
        raise NotFound
    if lock:
        HOLD_BY_REF.hold(session, of_ref=ref)
    found = _standing(session, actor, STANDING_BY_REF, of_ref=ref)
    if found is None or not found.relations:
        raise NotFound
    return found


def standing_by_id(session: Session, actor: Actor, case_id: UUID, *, lock: bool = True) -> Standing:
    """Give a case whatever the actor's relation: for what a hand-over or the clocks already allow.

    Its row is held until the commit, unless whoever asks only looks.

    :raises NotFound: if there is none
    """
    if lock:
        HOLD_BY_ID.hold(session, of_case=case_id)
    found = _standing(session, actor, STANDING_BY_ID, of_case=case_id)
    if found is None:
        raise NotFound
    return found


def _standing(session: Session, actor: Actor, statement: Prepared, **which: object) -> Standing | None:
    rows = statement.ask(session, of_agency=actor.agency_id, **which)
    if not rows:
        return None
    found = read(rows[0], [(row.relation, row.copy_scope) for row in rows if row.relation])
    by_rank = _by_rank(session, actor, found)
    return replace(found, relations=found.relations | by_rank) if by_rank else found


def read(row: Row[Any], held: list[tuple[str, str]]) -> Standing:
    """Read one row of `select_cases` with the access rows held on it."""
    copies = frozenset((Relation(relation), scope) for relation, scope in held)
    return Standing(
        id=row.id,
        ref=row.ref,
        version=row.version,
        pathway=Pathway(row.pathway),
        regime=row.regime,
        state=State(row.state),
        is_urgent=row.is_urgent,
        is_child=row.is_child,
        facts=CaseFacts.from_json(row.facts),
        holder_id=row.holder_id,
        verifier_id=row.verifier_id,
        reporter_id=row.reporter_id,
        province_code=row.province_code,
        occurred_at=row.occurred_at,
        last_occurred_at=row.last_occurred_at,
        recorded_at=row.recorded_at,
        ended_at=row.ended_at,
        relations=frozenset(held_as for held_as, _ in copies),
        copies=copies,
        erased_at=row.erased_at,
    )


def _by_rank(session: Session, actor: Actor, found: Standing) -> frozenset[Relation]:
    if actor.role is not Role.SUPERVISOR:
        return frozenset()
    ranks = set()
    if found.holder_id != actor.agency_id and is_above(session, actor, found.holder_id):
        ranks.add(Relation.ABOVE)
    if may_reopen(actor, found):
        ranks.add(Relation.REOPENER)
    return frozenset(ranks)


def may_reopen(actor: Actor, found: Standing) -> bool:
    """Say whether this supervisor's agency may reopen an ended case: health, or who refused to identify."""
    if found.state not in ENDS or actor.role is not Role.SUPERVISOR:
        return False
    is_health = actor.agency_kind is AgencyKind.HEALTH and actor.province_code == found.province_code
    return is_health or (found.state is State.NOT_VICTIM and actor.agency_id == found.verifier_id)


def is_above(session: Session, actor: Actor, agency_id: UUID) -> bool:
    """Say whether the actor's agency stands above another in the line of duty."""
    below: UUID | None = agency_id
    for _ in range(_ABOVE_MOST):
        below = session.scalar(select(Agency.parent_id).where(Agency.id == below))
        if below is None:
            return False
        if below == actor.agency_id:
            return True
    return False


def known_to(actor: Actor) -> ColumnElement[bool]:
    """Give the condition that the actor may know of a case, for lists and counts."""
    held = (
        select(CaseAccess.id)
        .where(
            CaseAccess.case_id == Case.id,
            CaseAccess.agency_id == actor.agency_id,
            CaseAccess.until_at.is_(None),
        )
        .exists()
    )
    if actor.role is not Role.SUPERVISOR:
        return held
    child = aliased(Agency)
    line = select(child.id).where(child.parent_id == actor.agency_id).cte(recursive=True)
    deeper = aliased(Agency)
    line = line.union(select(deeper.id).join(line, deeper.parent_id == line.c.id))
    return or_(held, Case.holder_id.in_(select(line.c.id)), _reopenable_by(actor))


def _reopenable_by(actor: Actor) -> ColumnElement[bool]:
    """Say in a query what `may_reopen` says of one case."""
    concluded = and_(Case.state == State.NOT_VICTIM.value, Case.verifier_id == actor.agency_id)
    if actor.agency_kind is not AgencyKind.HEALTH:
        return concluded
    ended = Case.state.in_([state.value for state in ENDS])
    return or_(concluded, and_(ended, Case.province_code == actor.province_code))


def select_cases() -> Select[Any]:
    """Select the open part of cases, for lists."""
    return select(*CASE_COLUMNS)


def count_of(session: Session, *conditions: ColumnElement[bool]) -> int:
    """Count cases."""
    return session.scalar(select(func.count()).select_from(Case).where(*conditions)) or 0
