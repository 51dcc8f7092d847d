"""Reading a case: nothing opens without a purpose, and what was opened is announced before it is shown."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar
from uuid import UUID

from sqlalchemy.orm import Session

from referral.casework import fields, queries
from referral.casework.cards import CaseCard, CaseLine, EventCard, IntervalCard
from referral.casework.queries import Standing
from referral.casework.services import integrity, listing, opening, timeline
from referral.kernel import ledger
from referral.kernel.clock import Clock
from referral.kernel.errors import NotAllowed, PurposeNotAllowed, PurposeRequired
from referral.kernel.ledger import Action
from referral.kernel.permissions import Actor, Permission
from referral.kernel.vault import CaseKey
from referral.sla.cards import ClockCard
from referral.sla.services import clocks
from workflows.vocabulary import Purpose, Relation

Shown = TypeVar("Shown")


def read_case(session: Session, clock: Clock, actor: Actor, ref: str, purpose: Purpose | None) -> CaseCard:
    """Open a case for a purpose, as far as the actor's role and relation allow.

    :raises NotFound: if the case is not the actor's to know about
    :raises PurposeRequired: if no purpose is given
    :raises PurposeNotAllowed: if the case is not open to the actor for that purpose
    """
    ledger.attempt(session, Action.CASE_READ, ref)
    case = queries.standing(session, actor, ref)
    relation = _allowed_by(actor, case, purpose)
    assert purpose is not None  # noqa: S101 — `_allowed_by` has refused a missing purpose
    wanted = fields.readable(relation, actor.role, purpose)
    card = _open(session, clock, actor, case, relation, purpose, wanted)
    ledger.note(session, actor, Action.CASE_READ, case.ref, purpose=purpose.value, fields=card.fields)
    integrity.report(session, actor, case.ref, card.unreadable)
    return card


def _allowed_by(actor: Actor, case: Standing, purpose: Purpose | None) -> Relation:
    if not (
        actor.may(Permission.CASE_READ, case.relations) or actor.may(Permission.CASE_GLANCE, case.relations)
    ):
        raise NotAllowed
    if purpose is None:
        raise PurposeRequired
    relation = fields.opened_by(case.relations, actor.role, purpose)
    if relation is None:
        raise PurposeNotAllowed
    return relation


def _open(
    session: Session,
    clock: Clock,
    actor: Actor,
    case: Standing,
    relation: Relation,
    purpose: Purpose,
    wanted: frozenset[str],
) -> CaseCard:
    line = listing.line_of(session, clock, case)
    card = CaseCard(
        line,
        case.regime,
        purpose,
        tuple(sorted(wanted)),
        returns_to=case.facts.returns_to,
        verifier=listing.code_of(session, case.verifier_id),
    )
    if not wanted:
        return card
    opened = opening.open_fields(session, case, actor, relation, wanted)
    return replace(card, **opened)


def glance(session: Session, clock: Clock, actor: Actor, ref: str) -> CaseLine:
    """Give a case's reference and where it stands; nothing personal.

    :raises NotFound: if the case is not the actor's to know about
    """
    return _look(session, actor, ref, Action.CASE_LISTED, lambda case: listing.line_of(session, clock, case))


def timeline_of(session: Session, clock: Clock, actor: Actor, ref: str) -> tuple[EventCard, ...]:
    """Give what happened on a case, oldest first; reasons only to those who may read them.

    :raises NotFound: if the case is not the actor's to know about
    """
    del clock
    return _look(
        session,
        actor,
        ref,
        Action.CASE_TIMELINE_READ,
        lambda case: timeline.events_of(session, actor, case, _key_for_reasons(session, actor, case)),
    )


def _key_for_reasons(session: Session, actor: Actor, case: Standing) -> CaseKey | None:
    relation = next(
        (
            held
            for held in (Relation.HOLDER, Relation.LAST_HOLDER, Relation.VERIFIER, Relation.FORMER)
            if held in case.relations
        ),
        None,
    )
    # What happened stays to be seen when the person's data were erased; why it did went with them.
    is_kept = case.erased_at is None
    return opening.key_of(session, case, actor, relation) if relation and is_kept else None


def custody_of(session: Session, clock: Clock, actor: Actor, ref: str) -> tuple[IntervalCard, ...]:
    """Give who answered for the person, from when until when.

    :raises NotFound: if the case is not the actor's to know about
    """
    del clock
    return _look(
        session, actor, ref, Action.CASE_CUSTODY_READ, lambda case: timeline.intervals_of(session, case)
    )


def clocks_of(session: Session, clock: Clock, actor: Actor, ref: str) -> tuple[ClockCard, ...]:
    """Give every clock of a case.

    :raises NotFound: if the case is not the actor's to know about
    """
    return _look(
        session, actor, ref, Action.CASE_CLOCKS_READ, lambda case: clocks.of_case(session, clock, case.id)
    )


def why(session: Session, clock: Clock, actor: Actor, ref: str) -> tuple[Relation, ...]:
    """Say why the actor may see a case; an answer about oneself, so it is no entry of its own.

    :raises NotFound: if the case is not the actor's to know about
    """
    del clock
    relations = queries.standing(session, actor, ref).relations
    return tuple(relation for relation in fields.PRECEDENCE if relation in relations)


def purposes_for(session: Session, clock: Clock, actor: Actor, ref: str) -> tuple[Purpose, ...]:
    """Give the purposes for which the actor may open a case.

    :raises NotFound: if the case is not the actor's to know about
    """
    del clock
    ledger.attempt(session, Action.CASE_LISTED, ref)
    return fields.purposes(queries.standing(session, actor, ref).relations, actor.role)


def _look(
    session: Session, actor: Actor, ref: str, action: Action, show: Callable[[Standing], Shown]
) -> Shown:
    ledger.attempt(session, action, ref)
    case = queries.standing(session, actor, ref)
    if not actor.may(Permission.CASE_GLANCE, case.relations):
        raise NotAllowed
    shown = show(case)
    ledger.note(session, actor, action, case.ref)
    return shown


def may_see_access(session: Session, actor: Actor, ref: str) -> UUID:
    """Give the case's id if the actor may see who looked at it.

    :raises NotFound: if the case is not the actor's to know about
    :raises NotAllowed: if the actor is not a supervisor of the holder
    """
    ledger.attempt(session, Action.CASE_ACCESS_READ, ref)
    case = queries.standing(session, actor, ref)
    if not actor.may(Permission.CASE_ACCESS_READ, case.relations):
        raise NotAllowed
    return case.id
