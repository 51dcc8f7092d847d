"""Taking a step: who may, whether the journey allows it, and everything that changes with it, in one
transaction.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from referral.casework import engine, queries
from referral.casework.cards import Moved, StepOption, StepRequest
from referral.casework.queries import Standing
from referral.casework.services import (
    childhood,
    clockwork,
    endings,
    events,
    holding,
    step_data,
    verifying,
)
from referral.casework.services.moments import happened_at
from referral.casework.services.step_data import StepData
from referral.casework.statements import MOVE_CASE
from referral.kernel import ledger
from referral.kernel.clock import Clock, local_date
from referral.kernel.errors import NotAllowed, RoleNotAllowed, StaleVersion
from referral.kernel.ledger import Action
from referral.kernel.permissions import Actor, Permission
from referral.people.services import agencies
from referral.sla.services import clocks, law
from workflows.catalogue import journey_for, regime_for
from workflows.facts import Attempt, CaseFacts
from workflows.vocabulary import ENDS, FACILITIES, STAGE_OF, AgencyKind, Relation, State, StepName


@dataclass(frozen=True, slots=True)
class Handing:
    """What a hand-over says about the step it fires."""

    handover_id: UUID
    from_agency: UUID
    to_agency: UUID
    to_kind: AgencyKind
    to_province: str
    given: frozenset[str] = frozenset()
    is_seat_commune: bool = True
    is_in_province: bool = True


@dataclass(frozen=True, slots=True)
class Deed:
    """A step that the rules have allowed, with all that follows from it."""

    step: StepName
    at: datetime
    after: State
    facts: CaseFacts
    document: dict[str, Any] = field(repr=False)
    handing: Handing | None = None
    verifier_id: UUID | None = None

    @property
    def handover_id(self) -> UUID | None:
        """Give the hand-over that fires the step, if one does."""
        return self.handing.handover_id if self.handing else None


def take_step(
    session: Session, clock: Clock, actor: Actor, ref: str, request: StepRequest, expected_version: int
) -> Moved:
    """Move a case along its journey, recording who did it.

    :raises NotFound: if the case is not the actor's to know about
    :raises NotAllowed: if the actor's role takes no steps, or not this one
    :raises StaleVersion: if the case has changed since it was read
    :raises InvalidInput: if the data or the time cannot be taken
    :raises StepRefused: if the journey's rules say no; it carries every reason
    """
    ledger.attempt(session, Action.CASE_STEP_REFUSED, ref)
    case = queries.standing(session, actor, ref, lock=True)
    if not actor.may(Permission.CASE_STEP, case.relations):
        raise NotAllowed
    _check_role(actor, case, request.step)
    if case.version != expected_version:
        raise StaleVersion(case.version)
    return _take(session, clock, actor, case, request)


def _check_role(actor: Actor, case: Standing, name: StepName) -> None:
    step = journey_for(case.pathway).step(name)
    if step.moves_custody or actor.role in step.who.roles:
        return
    attempt = Attempt(name, local_date(case.occurred_at), actor.agency_kind, actor.role)
    refused = engine.refusals(case.facts, case.state, attempt)
    raise RoleNotAllowed(refusal for refusal in refused if refusal.rule == "not-this-role")


def _take(session: Session, clock: Clock, actor: Actor, case: Standing, request: StepRequest) -> Moved:
    data = step_data.read(request.step, request.data, request.reason)
    chosen = verifying.choose(session, data)
    at = happened_at(clock, request.occurred_at, not_before=case.last_occurred_at)
    case = childhood.at_age(session, case, local_date(at))
    attempt = _attempt(session, clock, actor, case, request.step, at, chosen.given)
    after = engine.take(case.facts, case.state, attempt)
    deed = Deed(
        request.step,
        at,
        after,
        _facts_after(case, request.step, at, chosen),
        chosen.values,
        verifier_id=chosen.values.get("verifier_id"),
    )
    return carry_out(session, clock, actor, case, deed)


def fire(
    session: Session,
    clock: Clock,
    actor: Actor,
    case: Standing,
    step: StepName,
    at: datetime,
    handing: Handing,
) -> Moved:
    """Take the step a hand-over fires; only the custody room calls this.

    :raises StepRefused: if the journey's rules say no; it carries every reason
    """
    case = childhood.at_age(session, case, local_date(at))
    attempt = attempt_by_handover(actor, case, step, at, handing)
    after = engine.take(case.facts, case.state, attempt)
    facts = _facts_after(case, step, at, StepData(frozenset(), {}), handing)
    return carry_out(session, clock, actor, case, Deed(step, at, after, facts, {}, handing))


def attempt_by_handover(
    actor: Actor, case: Standing, step: StepName, at: datetime, handing: Handing
) -> Attempt:
    """Describe an attempt that comes with a hand-over, for the journey's rules."""
    return Attempt(
        step=step,
        on=local_date(at),
        actor_kind=actor.agency_kind,
        actor_role=actor.role,
        is_holder=actor.agency_id == case.holder_id,
        is_verifier=Relation.VERIFIER in case.relations,
        is_receiver=actor.agency_id == handing.to_agency,
        is_sender=actor.agency_id == handing.from_agency,
        via_handover=True,
        receiver_kind=handing.to_kind,
        has_attested="attestation" in handing.given,
        given=handing.given,
        is_seat_commune=handing.is_seat_commune,
        is_in_province=handing.is_in_province,
    )


def options(session: Session, clock: Clock, actor: Actor, ref: str) -> tuple[StepOption, ...]:
    """Give every step of the journey, and for each that cannot be taken now every reason and remedy.

    :raises NotFound: if the case is not the actor's to know about
    """
    ledger.attempt(session, Action.CASE_STEPS_READ, ref)
    case = queries.standing(session, actor, ref)
    case = childhood.at_age(session, case, local_date(clock.now()))
    ledger.note(session, actor, Action.CASE_STEPS_READ, case.ref)
    return tuple(_option(session, clock, actor, case, step) for step in StepName)


def _option(session: Session, clock: Clock, actor: Actor, case: Standing, name: StepName) -> StepOption:
    step = journey_for(case.pathway).step(name)
    # Data that only the form can bring is asked for there; an empty form lacks all of it.
    attempt = _attempt(session, clock, actor, case, name, clock.now(), frozenset())
    found = engine.refusals(case.facts, case.state, attempt)
    needed = tuple(refusal.rule for refusal in found if refusal.rule in DATA_RULES[name])
    blocking = tuple(refusal for refusal in found if refusal.rule not in DATA_RULES[name])
    return StepOption(name, name.words, not blocking, blocking, step.moves_custody, needed)


SETTLES_AN_OFFER = frozenset(
    {
        StepName.PASS_ON,
        StepName.BRING_TO_COMMUNE,
        StepName.RECEIVE,
        StepName.ACCEPT_TRANSFER,
        StepName.DECLINE_TRANSFER,
        StepName.WITHDRAW_TRANSFER,
        StepName.LAPSE_TRANSFER,
    }
)
DATA_RULES = {
    name: frozenset(
        f"needs-{item.replace('_', '-')}" for item in {*step_data.READERS.get(name, {}), "reason"}
    )
    for name in StepName
}
"""The refusals that the step's own form puts right: a step that lacks nothing else is offered."""


def _attempt(
    session: Session,
    clock: Clock,
    actor: Actor,
    case: Standing,
    step: StepName,
    at: datetime,
    given: frozenset[str],
) -> Attempt:
    pressure = _pressure(session, clock, case) if step is StepName.CLOSE else None
    return Attempt(
        step=step,
        on=local_date(at),
        actor_kind=actor.agency_kind,
        actor_role=actor.role,
        is_holder=actor.agency_id == case.holder_id and case.state not in ENDS,
        is_verifier=Relation.VERIFIER in case.relations,
        given=given,
        has_overdue_clock=pressure is not None and pressure.has_overdue,
        waits_for_another_agency=pressure is not None and pressure.waits_for_another_agency,
        is_reopening_verifier=case.state is State.NOT_VICTIM and actor.agency_id == case.verifier_id,
        switched_on=law.switched_on(session, local_date(at)),
    )


def _pressure(session: Session, clock: Clock, case: Standing) -> clocks.Pressure:
    met_by_closing = clockwork.changes_by(case, StepName.CLOSE.value, local_date(clock.now())).meet
    return clocks.pressure(session, case.id, case.holder_id, clock.now(), ignoring=met_by_closing)


def _facts_after(
    case: Standing, step: StepName, at: datetime, data: StepData, handing: Handing | None = None
) -> CaseFacts:
    facts = replace(case.facts, has_open_offer=False) if step in SETTLES_AN_OFFER else case.facts
    if step is StepName.RECEIVE:
        admits = handing is not None and handing.to_kind in FACILITIES
        received_on = facts.received_on or local_date(at)
        return replace(facts, was_admitted_in_emergency=admits, received_on=received_on)
    if step is StepName.NOTIFY_HEALTH:
        return replace(facts, was_notified=True)
    if step is StepName.START_VERIFICATION:
        return replace(facts, has_story=facts.has_story or "statement" in data.given)
    if step is StepName.OFFER_TRANSFER:
        return replace(facts, returns_to=case.state, has_open_offer=True)
    if step is StepName.WITHDRAW:
        return replace(facts, withdrawn_from=case.state)
    return facts


def carry_out(session: Session, clock: Clock, actor: Actor, case: Standing, deed: Deed) -> Moved:
    """Do everything an allowed step changes: the case, custody, keys, clocks, timeline, and the ledger's
    entry. The case's row is held, so nobody can have moved it meanwhile.
    """
    moved = _move_row(session, case, deed, actor)
    digests = _write_down(session, clock, actor, case, moved, deed)
    _move_people(session, clock, actor, case, moved, deed)
    clockwork.follow(
        session,
        clock,
        moved,
        deed.step.value,
        deed.at,
        before=case.state,
        subject_id=deed.handover_id,
    )
    if moved.state in ENDS:
        endings.announce(session, clock, actor, moved, deed.at)
    ledger.note(
        session,
        actor,
        Action.CASE_MOVED,
        case.ref,
        records=digests,
        detail={
            "step": deed.step.value,
            "from": case.state.value,
            "to": moved.state.value,
            "version": moved.version,
        },
    )
    return Moved(
        case.ref,
        moved.state,
        STAGE_OF[moved.state],
        moved.version,
        agencies.code_of(session, moved.holder_id),
    )


def _move_row(session: Session, case: Standing, deed: Deed, actor: Actor) -> Standing:
    moved = replace(
        case,
        version=case.version + 1,
        state=deed.after,
        facts=deed.facts,
        last_occurred_at=deed.at,
        holder_id=_holder_after(case, deed, actor),
        verifier_id=deed.verifier_id or case.verifier_id,
        province_code=_province_after(case, deed, actor),
        regime=_regime_after(case, deed),
        ended_at=deed.at if deed.after in ENDS else None,
    )
    MOVE_CASE.change_one(
        session,
        of_case=case.id,
        from_version=case.version,
        from_state=case.state.value,
        to_version=moved.version,
        to_state=moved.state.value,
        to_facts=moved.facts.to_json(),
        to_child=moved.is_child,
        to_holder=moved.holder_id,
        to_verifier=moved.verifier_id,
        to_province=moved.province_code,
        to_regime=moved.regime,
        at=moved.last_occurred_at,
        to_end=moved.ended_at,
    )
    return moved


def _changes_holder(case: Standing, deed: Deed) -> bool:
    return journey_for(case.pathway).step(deed.step).changes_holder


def _holder_after(case: Standing, deed: Deed, actor: Actor) -> UUID:
    if deed.handing is not None and _changes_holder(case, deed):
        return deed.handing.to_agency
    return actor.agency if deed.step is StepName.REOPEN else case.holder_id


def _province_after(case: Standing, deed: Deed, actor: Actor) -> str:
    if deed.handing is not None and _changes_holder(case, deed):
        return deed.handing.to_province
    return actor.province_code if deed.step is StepName.REOPEN else case.province_code


def _regime_after(case: Standing, deed: Deed) -> str | None:
    return regime_for(local_date(deed.at)).value if deed.step is StepName.IDENTIFY else case.regime


def _write_down(
    session: Session, clock: Clock, actor: Actor, case: Standing, moved: Standing, deed: Deed
) -> dict[str, str]:
    document = {
        name: value for name, value in deed.document.items() if name not in {"statement", "verifier_id"}
    }
    digests = events.add(
        session,
        clock,
        actor,
        case,
        deed.step.value,
        deed.at,
        before=case.state,
        after=moved.state,
        document=document,
        handover_id=deed.handover_id,
    )
    if "statement" in deed.document:
        digests |= verifying.take_statement(session, clock, actor, case, deed.document["statement"], deed.at)
    return digests


def _move_people(
    session: Session, clock: Clock, actor: Actor, case: Standing, moved: Standing, deed: Deed
) -> None:
    if deed.handing is not None and _changes_holder(case, deed):
        holding.move(session, clock, case, moved.holder_id, deed.at, deed.handing.handover_id)
    if deed.step is StepName.START_VERIFICATION and deed.verifier_id is not None:
        verifying.let_in(session, clock, case, deed.verifier_id, deed.at)
    if deed.step in {StepName.IDENTIFY, StepName.REFUSE_IDENTIFICATION}:
        verifying.let_go(session, clock, case, deed.at)
    if deed.step is StepName.REOPEN:
        holding.resume(session, clock, case, actor.agency, deed.at)
        verifying.resume(session, clock, moved, deed.at)
    if moved.holder_id != case.holder_id:
        clocks.move_duty(session, case.id, moved.holder_id, case.holder_id, moved.holder_id)
    if moved.state in ENDS:
        holding.stop(session, clock, case, deed.at)
