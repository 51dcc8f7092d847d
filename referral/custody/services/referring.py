"""Referring a person to a service: to an agency's queue, or by a paper to a body outside. Nobody is moved."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from referral.casework.cards import EventKind
from referral.casework.queries import Standing
from referral.casework.services import access, childhood, clockwork, events
from referral.casework.services.keys import sealing_key
from referral.casework.services.moments import happened_at
from referral.casework.services.working import workable
from referral.custody.cards import HandoverCard, Offer
from referral.custody.models import Handover
from referral.custody.services import serving
from referral.custody.services.looking import card_of
from referral.custody.services.wording import NOT_THE_HOLDER, TO_ONESELF
from referral.kernel import ledger
from referral.kernel.clock import Clock, local_date
from referral.kernel.errors import FieldError, HandoverRefused, InvalidInput
from referral.kernel.ledger import Action
from referral.kernel.permissions import Actor, Permission
from referral.kernel.references import new_id
from referral.kernel.vault import Cell, record_digest
from referral.people.models import Agency
from referral.people.services import agencies
from referral.sla.services import law
from workflows.calendars import state_calendar
from workflows.deadlines import due_at, rule_in_force
from workflows.services import ALREADY_REFERRED, Service
from workflows.vocabulary import AgencyKind, Event, HandoverKind, HandoverState, Relation

UNKNOWN_AGENCY = FieldError(
    "to_agency",
    "unknown-agency",
    "Choose the agency from the list; there is no active agency with this code.",
)
_UNKNOWN_SERVICE = FieldError(
    "service",
    "unknown-service",
    "Choose one of the services: health_check, psychology, legal_aid, schooling, training, credit, "
    "safe_housing, consular.",
)
_OUTSIDE_OR_AGENCY = FieldError(
    "outside", "agency-or-outside", "Name an agency, or a body outside, but not both."
)
_NAME = FieldError("outside.name", "required", "Enter the name of the body outside.")
_PAPER = FieldError(
    "outside.paper", "required", "Enter the number and day of the paper, or the mark of the sealed package."
)


@dataclass(frozen=True, slots=True)
class _Referral:
    """A referral about to be made."""

    id: UUID
    service: Service
    receiver: Agency
    """Whose queue waits for the answer: for a body outside, the sender's own."""
    at: datetime
    is_outside: bool


def refer(session: Session, clock: Clock, actor: Actor, ref: str, wanted: Offer) -> HandoverCard:
    """Refer the person to one service; the holder goes on answering, and nothing personal is shown yet.

    :raises NotFound: if the case is not the actor's to know about
    :raises NotAllowed: if the actor's role makes no hand-overs
    :raises StepRefused: if the case has ended
    :raises InvalidInput: if service or receiver are not known, or the time cannot be taken
    :raises HandoverRefused: if the actor does not hold the person, the person does not agree, or it is so
        already; it carries every reason
    """
    case = workable(session, actor, ref, Action.HANDOVER_REFUSED, Permission.HANDOVER_OFFER)
    service, receiver = _asked(session, actor, wanted)
    at = happened_at(clock, wanted.occurred_at, not_before=case.occurred_at)
    one = _Referral(new_id(clock), service, receiver, at, wanted.outside is not None)
    _check(session, actor, childhood.at_age(session, case, local_date(at)), one)
    blobs = _sealed(session, case, one.id, wanted)
    _insert(session, clock, actor, case, one, blobs)
    if not one.is_outside:
        access.grant(session, clock, case.id, receiver.id, Relation.OFFERED, at, handover_id=one.id)
    events.add(session, clock, actor, case, EventKind.SERVICE_OFFERED, at, handover_id=one.id)
    clockwork.follow(session, clock, case, Event.OFFERED, at, subject_id=one.id, receiver_id=receiver.id)
    ledger.note(
        session,
        actor,
        Action.HANDOVER_OFFERED,
        [case.ref, str(one.id)],
        records={f"handover/{one.id}": record_digest(blobs)},
        detail={"service": service.value, "to": "outside" if one.is_outside else receiver.code},
    )
    return card_of(session, actor, one.id)


def _asked(session: Session, actor: Actor, wanted: Offer) -> tuple[Service, Agency]:
    """Read which service is wanted, and whose queue waits for the answer: for a body outside, one's own."""
    named = (wanted.service or "").strip().lower().replace("-", "_")
    errors = [] if named in set(Service) else [_UNKNOWN_SERVICE]
    code = actor.agency_code if wanted.outside else wanted.to_agency
    receiver = agencies.by_code(session, code)
    if receiver is None or not receiver.is_active:
        errors.append(UNKNOWN_AGENCY)
    errors += _against_outside(wanted)
    if errors or receiver is None:
        raise InvalidInput(errors)
    return Service(named), receiver


def _against_outside(wanted: Offer) -> list[FieldError]:
    if wanted.outside is None:
        return []
    found = [_OUTSIDE_OR_AGENCY] if wanted.to_agency else []
    found += [] if wanted.outside.name.strip() else [_NAME]
    return found + ([] if wanted.outside.paper.strip() else [_PAPER])


def _check(session: Session, actor: Actor, case: Standing, one: _Referral) -> None:
    found = [] if actor.agency == case.holder_id else [NOT_THE_HOLDER]
    if not one.is_outside:
        found += [TO_ONESELF] if one.receiver.id == actor.agency else []
        is_so = serving.is_referred(session, case, one.receiver.id, one.service)
        found += [ALREADY_REFERRED] if is_so else []
    found += serving.against(case, AgencyKind(one.receiver.kind), actor.role, one.service, one.at)
    if found:
        raise HandoverRefused(found)


def _sealed(session: Session, case: Standing, handover_id: UUID, wanted: Offer) -> dict[str, bytes]:
    key = sealing_key(session, case)
    outside = {"outside": wanted.outside.name, "paper": wanted.outside.paper} if wanted.outside else {}
    parts = {"record": outside, "brief": {"reason": wanted.reason.strip(), **wanted.record}}
    return {
        column: key.seal_json(Cell("handover", column, handover_id, 1), said)
        for column, said in parts.items()
    }


def _insert(
    session: Session, clock: Clock, actor: Actor, case: Standing, one: _Referral, blobs: dict[str, bytes]
) -> None:
    rule = rule_in_force("handover_answer", local_date(one.at), clockwork.regime_of(case, local_date(one.at)))
    rule = law.here(session, case.province_code, local_date(one.at)).applied(rule)
    session.execute(
        insert(Handover).values(
            id=one.id,
            case_id=case.id,
            kind=HandoverKind.SERVICE.value,
            service=one.service.value,
            step="",
            state=HandoverState.OFFERED.value,
            from_agency_id=actor.agency,
            to_agency_id=one.receiver.id,
            offered_by=actor.user_id,
            is_outside=one.is_outside,
            offered_at=one.at,
            answer_due_at=due_at(rule, one.at, state_calendar()).due_at,
            recorded_at=clock.now(),
            **blobs,
        )
    )
