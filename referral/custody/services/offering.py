"""Offering a person to another agency's queue: the sender attests, and stays responsible until the answer."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from referral.casework import engine, queries
from referral.casework.cards import EventKind
from referral.casework.queries import Standing
from referral.casework.services import access, childhood, clockwork, events, steps
from referral.casework.services.keys import seal_document
from referral.casework.services.learning import learn
from referral.casework.services.moments import happened_at
from referral.casework.services.steps import Handing
from referral.custody.cards import HandoverCard, Offer
from referral.custody.models import Handover
from referral.custody.services import referring
from referral.custody.services.looking import card_of
from referral.custody.services.referring import UNKNOWN_AGENCY
from referral.custody.services.wording import NOT_THE_HOLDER, TO_ONESELF
from referral.kernel import ledger
from referral.kernel.clock import Clock, local_date
from referral.kernel.errors import FieldError, HandoverRefused, InvalidInput, NotAllowed
from referral.kernel.ledger import Action
from referral.kernel.permissions import Actor, Permission
from referral.kernel.references import new_id
from referral.kernel.vault import record_digest
from referral.people.models import Agency
from referral.people.services import agencies
from referral.sla.services import law
from workflows.calendars import state_calendar
from workflows.catalogue import accepting_step, offering_step
from workflows.deadlines import due_at, rule_in_force
from workflows.facts import Attempt
from workflows.guards import no_other_offer_is_open
from workflows.refusal import Refusal
from workflows.vocabulary import (
    STAGE_OF,
    AgencyKind,
    Event,
    HandoverKind,
    HandoverState,
    Relation,
    Role,
    Stage,
    StepName,
)

_ONLY_A_SERVICE = FieldError(
    "outside", "only-a-service", "A person is handed over to an agency; a body outside gives a service."
)


def offer(session: Session, clock: Clock, actor: Actor, ref: str, wanted: Offer) -> HandoverCard:
    """Offer the person to another agency, or refer the person to one service.

    :raises NotFound: if the case is not the actor's to know about
    :raises NotAllowed: if the actor's role makes no hand-overs
    :raises InvalidInput: if the receiver is not known, or the time cannot be taken
    :raises HandoverRefused: if the journey's rules say no; it carries every reason
    """
    if wanted.kind is HandoverKind.SERVICE:
        return referring.refer(session, clock, actor, ref, wanted)
    ledger.attempt(session, Action.HANDOVER_REFUSED, ref)
    case = queries.standing(session, actor, ref, lock=True)
    if not actor.may(Permission.HANDOVER_OFFER, case.relations):
        raise NotAllowed
    receiver = _receiver(session, wanted)
    at = happened_at(clock, wanted.occurred_at, not_before=case.last_occurred_at)
    case = childhood.at_age(session, case, local_date(at))
    handing = _handing(session, clock, actor, wanted, receiver)
    step = _allowed_step(actor, case, handing, at)
    return _make(session, clock, actor, case, wanted, handing, step, at)


def _receiver(session: Session, wanted: Offer) -> Agency:
    agency = agencies.by_code(session, wanted.to_agency)
    errors = [UNKNOWN_AGENCY] if agency is None or not agency.is_active else []
    errors += [_ONLY_A_SERVICE] if wanted.outside else []
    if agency is None or errors:
        raise InvalidInput(errors)
    return agency


def _handing(session: Session, clock: Clock, actor: Actor, wanted: Offer, receiver: Agency) -> Handing:
    given = {
        name
        for name, is_given in (("record", any(wanted.record.values())), ("reason", wanted.reason.strip()))
        if is_given
    }
    seat = agencies.commune_at_seat_of(session, actor.agency) if receiver.kind == AgencyKind.COMMUNE else None
    return Handing(
        new_id(clock),
        actor.agency,
        receiver.id,
        AgencyKind(receiver.kind),
        receiver.province_code,
        frozenset(given),
        is_seat_commune=seat in {None, receiver.id},
        is_in_province=receiver.province_code == actor.province_code,
    )


def _allowed_step(actor: Actor, case: Standing, handing: Handing, at: datetime) -> StepName:
    step = offering_step(case.state) or accepting_step(case.state, handing.to_kind)
    found = [*_against_sender(actor, case, handing), *_against(actor, case, handing, step, at)]
    if found:
        raise HandoverRefused({refusal.rule: refusal for refusal in found}.values())
    return step


def _against_sender(actor: Actor, case: Standing, handing: Handing) -> list[Refusal]:
    found = [] if actor.agency == case.holder_id else [NOT_THE_HOLDER]
    found += [TO_ONESELF] if handing.to_agency == actor.agency else []
    return found


def _against(actor: Actor, case: Standing, handing: Handing, step: StepName, at: datetime) -> list[Refusal]:
    if step is StepName.OFFER_TRANSFER:
        attempt = steps.attempt_by_handover(actor, case, step, at, handing)
        return list(engine.refusals(case.facts, case.state, attempt))
    open_offer = no_other_offer_is_open(case.facts, _as_accepted(handing, step, at))
    return [
        *([open_offer] if open_offer else []),
        *engine.refusals(case.facts, case.state, _as_accepted(handing, step, at)),
    ]


def _as_accepted(handing: Handing, step: StepName, at: datetime) -> Attempt:
    """Imagine the acceptance: what would be refused then is better refused before anybody travels."""
    return Attempt(
        step=step,
        on=local_date(at),
        actor_kind=handing.to_kind,
        actor_role=Role.OFFICER,
        is_receiver=True,
        via_handover=True,
        receiver_kind=handing.to_kind,
        has_attested=True,
        given=handing.given,
        is_seat_commune=handing.is_seat_commune,
        is_in_province=handing.is_in_province,
    )


def _make(
    session: Session,
    clock: Clock,
    actor: Actor,
    case: Standing,
    wanted: Offer,
    handing: Handing,
    step: StepName,
    at: datetime,
) -> HandoverCard:
    document = {"reason": wanted.reason.strip(), **wanted.record}
    blob = seal_document(session, case, "handover", handing.handover_id, document, "record")
    _insert(session, clock, actor, case, handing, step, at, blob)
    access.grant(
        session, clock, case.id, handing.to_agency, Relation.OFFERED, at, handover_id=handing.handover_id
    )
    offered = _tell(session, clock, actor, case, handing, step, at)
    _start_clocks(session, clock, offered, handing, at)
    ledger.note(
        session,
        actor,
        Action.HANDOVER_OFFERED,
        [case.ref, str(handing.handover_id)],
        records={f"handover/{handing.handover_id}": record_digest({"record": blob})},
        detail={"step": step.value, "to": _code(session, handing.to_agency)},
    )
    return card_of(session, actor, handing.handover_id)


def _code(session: Session, agency_id: UUID) -> str:
    return agencies.names(session, {agency_id})[agency_id].code


def _insert(
    session: Session,
    clock: Clock,
    actor: Actor,
    case: Standing,
    handing: Handing,
    step: StepName,
    at: datetime,
    blob: bytes,
) -> None:
    rule = rule_in_force("handover_answer", local_date(at), clockwork.regime_of(case, local_date(at)))
    rule = law.here(session, case.province_code, local_date(at)).applied(rule)
    fired = StepName.ACCEPT_TRANSFER if step is StepName.OFFER_TRANSFER else step
    session.execute(
        insert(Handover).values(
            id=handing.handover_id,
            case_id=case.id,
            kind=HandoverKind.CUSTODY.value,
            service="",
            step=fired.value,
            state=HandoverState.OFFERED.value,
            from_agency_id=actor.agency,
            to_agency_id=handing.to_agency,
            offered_by=actor.user_id,
            answered_by=None,
            record=blob,
            answer=None,
            offered_at=at,
            answer_due_at=due_at(rule, at, state_calendar()).due_at,
            answered_at=None,
            recorded_at=clock.now(),
            answer_recorded_at=None,
        )
    )


def _tell(
    session: Session,
    clock: Clock,
    actor: Actor,
    case: Standing,
    handing: Handing,
    step: StepName,
    at: datetime,
) -> Standing:
    """Write the offer into the case: as a step for an identified person, as a fact before that."""
    if step is StepName.OFFER_TRANSFER:
        steps.fire(session, clock, actor, case, step, at, handing)
        return queries.standing_by_id(session, actor, case.id)
    events.add(session, clock, actor, case, EventKind.HANDOVER_OFFERED, at, handover_id=handing.handover_id)
    if handing.to_kind is AgencyKind.HEALTH:
        return learn(session, case, has_open_offer=True, was_notified=True)
    return learn(session, case, has_open_offer=True)


def _start_clocks(session: Session, clock: Clock, case: Standing, handing: Handing, at: datetime) -> None:
    clockwork.follow(
        session, clock, case, Event.OFFERED, at, subject_id=handing.handover_id, receiver_id=handing.to_agency
    )
    if handing.to_kind is AgencyKind.HEALTH and STAGE_OF[case.state] is Stage.RECEPTION:
        clockwork.follow(session, clock, case, Event.NOTIFIED_HEALTH, at)
