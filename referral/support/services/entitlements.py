"""Applications for support: made, completed, decided by the health department within nine working days.

A refusal names its ground and its article; whether the person co-operates is no ground.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, insert, select, update
from sqlalchemy.orm import Session

from referral.casework import queries
from referral.casework.cards import EventKind
from referral.casework.queries import Standing
from referral.casework.services import clockwork, events
from referral.casework.services.keys import seal_document, sealing_key
from referral.casework.services.moments import happened_at
from referral.casework.services.working import workable
from referral.kernel import ledger
from referral.kernel.clock import Clock
from referral.kernel.database import table_of
from referral.kernel.errors import Conflict, FieldError, InvalidInput, NotAllowed, NotFound, StepRefused
from referral.kernel.ledger import Action
from referral.kernel.permissions import Actor, Permission
from referral.kernel.references import new_id
from referral.kernel.vault import Cell, Json, record_digest
from referral.people.services import agencies
from referral.support.cards import Application, AppliedCard, Decision
from referral.support.models import Entitlement
from referral.support.services.applications import due_of
from referral.support.services.categories import Footing, benefit_of, footing
from workflows import support_rules
from workflows.benefits import DECIDED, ApplicationState, Benefit, RefusalGround
from workflows.entitlements import too_late, why_not
from workflows.refusal import Refusal
from workflows.vocabulary import Event

N_ = str
"""Marks a sentence for the catalogue of translations, and leaves it as it is."""
ENTITLEMENT = table_of(Entitlement)
ONE: Select[Any] = select(
    *(
        ENTITLEMENT.c[name]
        for name in (
            "id",
            "benefit",
            "state",
            "ground",
            "from_on",
            "until_on",
            "occurred_at",
            "completed_at",
        )
    )
)
_DECIDED_ALREADY = N_("This application is decided already. Make a new one if something has changed.")
_NEEDS_GROUND = FieldError("ground", "missing", N_("Choose on which ground the application is refused."))
_NEEDS_REASON = FieldError("reason", "missing", N_("Say why the application is refused."))
_ENDS_EARLY = FieldError("until", "ends-early", N_("Enter a day that is not before the first one."))


def apply_for(
    session: Session,
    clock: Clock,
    actor: Actor,
    ref: str,
    application: Application,
    occurred_at: datetime | None = None,
) -> AppliedCard:
    """Record an application; if nothing is missing, its nine working days begin to run.

    :raises NotFound: if the case is not the actor's to know about
    :raises NotAllowed: if the actor may not record support on it
    :raises InvalidInput: if the law knows no such benefit, or the time cannot be taken
    :raises StepRefused: with every reason why the person cannot apply for it, and its article
    """
    case = workable(session, actor, ref, Action.ENTITLEMENT_APPLIED, Permission.SUPPORT_RECORD)
    at = happened_at(clock, occurred_at, not_before=case.occurred_at)
    stands = footing(session, case, at)
    benefit = benefit_of(application.regime, stands, "regime")
    if refusals := tuple(_why_not_apply(session, case, benefit, stands)):
        raise StepRefused(refusals)
    entitlement_id = new_id(clock)
    document = {"details": application.details, "missing": list(application.missing)}
    blob = seal_document(session, case, ENTITLEMENT.name, entitlement_id, document)
    state = ApplicationState.INCOMPLETE if application.missing else ApplicationState.COMPLETE
    session.execute(
        insert(ENTITLEMENT).values(
            id=entitlement_id,
            case_id=case.id,
            benefit=benefit.name,
            category=stands.category.value,
            regime=stands.regime.value,
            state=state.value,
            row_version=1,
            document=blob,
            agency_id=actor.agency_id,
            account_id=actor.user_id,
            completed_at=None if application.missing else at,
            occurred_at=at,
            recorded_at=clock.now(),
        )
    )
    if state is ApplicationState.COMPLETE:
        clockwork.follow(session, clock, case, Event.APPLICATION_COMPLETED, at, subject_id=entitlement_id)
    events.add(session, clock, actor, case, EventKind.APPLICATION_MADE, at)
    digests = {f"entitlement/{entitlement_id}": record_digest({"document": blob})}
    ledger.note(session, actor, Action.ENTITLEMENT_APPLIED, case.ref, records=digests)
    return AppliedCard(entitlement_id, state, application.missing, due_of(session, case.id, entitlement_id))


def _why_not_apply(session: Session, case: Standing, benefit: Benefit, stands: Footing) -> Iterator[Refusal]:
    yield from why_not(benefit, stands.category, stands.on)
    yield from too_late(benefit, stands.identified_on, stands.on)
    if not benefit.needs_application:
        yield support_rules.no_application_needed(benefit)
    states = states_of(session, case.id, benefit.name)
    if benefit.is_once and ApplicationState.GRANTED in states:
        yield support_rules.given_once(benefit)
    if states - DECIDED:
        yield support_rules.applied_already(benefit)


def states_of(session: Session, case_id: UUID, benefit: str) -> frozenset[ApplicationState]:
    """Give the states of a person's applications for one benefit."""
    found = session.scalars(
        select(ENTITLEMENT.c.state).where(ENTITLEMENT.c.case_id == case_id, ENTITLEMENT.c.benefit == benefit)
    )
    return frozenset(map(ApplicationState, found))


def granted_since(session: Session, case_id: UUID, benefit: str) -> datetime | None:
    """Give since when a person has been granted a benefit, if at all."""
    found: datetime | None = session.scalar(
        select(func.min(ENTITLEMENT.c.decided_at)).where(
            ENTITLEMENT.c.case_id == case_id,
            ENTITLEMENT.c.benefit == benefit,
            ENTITLEMENT.c.state == ApplicationState.GRANTED.value,
        )
    )
    return found


def complete(
    session: Session,
    clock: Clock,
    actor: Actor,
    ref: str,
    entitlement_id: UUID,
    occurred_at: datetime | None = None,
) -> AppliedCard:
    """Record that nothing is missing any more: the nine working days begin. Said again, it changes nothing.

    :raises NotFound: if the case is not the actor's to know about, or has no such application
    :raises NotAllowed: if the actor may not record support on it
    :raises InvalidInput: if the time cannot be taken
    :raises Conflict: if it is decided already
    """
    case = workable(session, actor, ref, Action.ENTITLEMENT_COMPLETED, Permission.SUPPORT_RECORD)
    found = _application(session, case, entitlement_id)
    if ApplicationState(found.state) in DECIDED:
        raise Conflict(_DECIDED_ALREADY)
    if found.completed_at is None:
        at = happened_at(clock, occurred_at, not_before=found.occurred_at)
        _change(session, entitlement_id, state=ApplicationState.COMPLETE.value, completed_at=at)
        clockwork.follow(session, clock, case, Event.APPLICATION_COMPLETED, at, subject_id=entitlement_id)
        events.add(session, clock, actor, case, EventKind.APPLICATION_COMPLETED, at)
    said = {"entitlement": str(entitlement_id)}
    ledger.note(session, actor, Action.ENTITLEMENT_COMPLETED, case.ref, detail=said)
    due_at = due_of(session, case.id, entitlement_id)
    return AppliedCard(entitlement_id, ApplicationState.COMPLETE, due_at=due_at)


def decide(
    session: Session,
    clock: Clock,
    actor: Actor,
    ref: str,
    entitlement_id: UUID,
    decision: Decision,
    occurred_at: datetime | None = None,
) -> AppliedCard:
    """Grant or refuse an application, also when the case has ended. Said again, it changes nothing.

    :raises NotFound: if the case is not the actor's to know about, or has no such application
    :raises NotAllowed: if the actor is of no health department that has to do with the case
    :raises InvalidInput: if a refusal lacks its ground or reason, or the time cannot be taken
    :raises StepRefused: with every reason why it cannot be decided so
    :raises Conflict: if it was decided otherwise already
    """
    ledger.attempt(session, Action.ENTITLEMENT_DECIDED, ref)
    case = queries.standing(session, actor, ref, lock=True)
    if not actor.may(Permission.SUPPORT_DECIDE, case.relations):
        raise NotAllowed
    found = _application(session, case, entitlement_id)
    _check(decision)
    if ApplicationState(found.state) in DECIDED:
        return _same_again(session, actor, case, found, decision)
    at = happened_at(clock, occurred_at, not_before=found.completed_at or found.occurred_at)
    stands = footing(session, case, at)
    if refusals := tuple(_why_not_decide(session, actor, case, found, decision, stands)):
        raise StepRefused(refusals)
    _settle(session, clock, actor, case, entitlement_id, decision, at)
    return AppliedCard(entitlement_id, _outcome(decision))


def _outcome(decision: Decision) -> ApplicationState:
    return ApplicationState.GRANTED if decision.is_granted else ApplicationState.REFUSED


def _ground(decision: Decision) -> str | None:
    return decision.ground.value if decision.ground and not decision.is_granted else None


def _check(decision: Decision) -> None:
    wrong = []
    if not decision.is_granted:
        wrong += [] if decision.ground else [_NEEDS_GROUND]
        wrong += [] if decision.reason else [_NEEDS_REASON]
    if decision.from_on and decision.until_on and decision.until_on < decision.from_on:
        wrong.append(_ENDS_EARLY)
    if wrong:
        raise InvalidInput(wrong)


def _same_again(
    session: Session, actor: Actor, case: Standing, found: Row[Any], decision: Decision
) -> AppliedCard:
    outcome = _outcome(decision)
    said = (outcome.value, _ground(decision), decision.from_on, decision.until_on)
    if said != (found.state, found.ground, found.from_on, found.until_on):
        raise Conflict(_DECIDED_ALREADY)
    detail = {"entitlement": str(found.id), "outcome": outcome.value}
    ledger.note(session, actor, Action.ENTITLEMENT_DECIDED, case.ref, detail=detail)
    return AppliedCard(found.id, outcome)


def _why_not_decide(
    session: Session,
    actor: Actor,
    case: Standing,
    found: Row[Any],
    decision: Decision,
    stands: Footing,
) -> Iterator[Refusal]:
    if agencies.health_of(session, case.province_code) != actor.agency_id:
        yield support_rules.ANOTHER_PROVINCE_DECIDES
    benefit = benefit_of(found.benefit, stands, "regime")
    is_withdrawn = decision.ground is RefusalGround.WITHDRAWN
    if found.state == ApplicationState.INCOMPLETE and not is_withdrawn:
        yield support_rules.NOT_COMPLETE
    if decision.is_granted:
        yield from why_not(benefit, stands.category, stands.on)
        if benefit.is_once and ApplicationState.GRANTED in states_of(session, case.id, benefit.name):
            yield support_rules.given_once(benefit)
    elif not decision.told_how_to_complain:
        yield support_rules.NOT_TOLD_HOW_TO_COMPLAIN


def _settle(
    session: Session,
    clock: Clock,
    actor: Actor,
    case: Standing,
    entitlement_id: UUID,
    decision: Decision,
    at: datetime,
) -> None:
    outcome = _outcome(decision)
    said: dict[str, Json] = {"reason": decision.reason, "told_how_to_complain": decision.told_how_to_complain}
    cell = Cell(ENTITLEMENT.name, "decision", entitlement_id, 1)
    blob = sealing_key(session, case).seal_json(cell, said)
    _change(
        session,
        entitlement_id,
        state=outcome.value,
        ground=_ground(decision),
        decision=blob,
        from_on=decision.from_on,
        until_on=decision.until_on,
        decided_at=at,
        decided_by=actor.user_id,
    )
    clockwork.follow(session, clock, case, Event.APPLICATION_DECIDED, at, subject_id=entitlement_id)
    kind = EventKind.APPLICATION_GRANTED if decision.is_granted else EventKind.APPLICATION_REFUSED
    events.add(session, clock, actor, case, kind, at)
    ledger.note(
        session,
        actor,
        Action.ENTITLEMENT_DECIDED,
        case.ref,
        records={f"entitlement/{entitlement_id}": record_digest({"decision": blob})},
        detail={"outcome": outcome.value},
    )


def _application(session: Session, case: Standing, entitlement_id: UUID) -> Row[Any]:
    found = session.execute(
        ONE.where(ENTITLEMENT.c.id == entitlement_id, ENTITLEMENT.c.case_id == case.id)
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def _change(session: Session, entitlement_id: UUID, **values: object) -> None:
    session.execute(update(ENTITLEMENT).where(ENTITLEMENT.c.id == entitlement_id).values(**values))
