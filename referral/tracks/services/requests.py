"""What data subjects ask for: taken down by anybody, answered in two working days, settled in the law's time.

Who asks, and about whom, is sealed for the operations agency alone (Decree 356/2025/ND-CP, Article 5).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.orm import Session

from referral.casework.services.moments import happened_at
from referral.kernel import ledger
from referral.kernel.clock import Clock, local_date
from referral.kernel.database import table_of
from referral.kernel.errors import Conflict, FieldError, InvalidInput, NotAllowed, NotFound, StepRefused
from referral.kernel.ledger import Action
from referral.kernel.paging import Page, Window
from referral.kernel.permissions import Actor, Permission
from referral.kernel.references import new_id
from referral.kernel.vault import Cell, Json, record_digest
from referral.people.services import agencies
from referral.sla.services import clocks
from referral.tracks.cards import RequestCard, RequestLine, RequestSettled, RequestTaken
from referral.tracks.models import SubjectRequest
from referral.tracks.queries import open_clock, open_dues
from referral.tracks.services import duty_clocks, own_keys
from referral.tracks.services.breaches import NOBODY_ANSWERS
from workflows import extensions
from workflows.calendars import state_calendar
from workflows.data_duties import (
    AskedBy,
    DutyEvent,
    NoGround,
    RequestOutcome,
    SubjectRight,
    against_turning_down,
    asking,
)
from workflows.rulebook import rule_in_force, rules
from workflows.vocabulary import Event

NO_DETAIL: Mapping[str, str] = MappingProxyType({})
REQUEST = table_of(SubjectRequest)
GROUND = FieldError("ground", "required", "Choose the ground on which it is turned down.")
NO_GROUND = FieldError("ground", "only-when-refused", "Leave the ground out: nothing is turned down.")
PAPER = FieldError("reason", "required", "Give the reason.")


def take(
    session: Session, clock: Clock, actor: Actor, asked: RequestTaken, occurred_at: datetime | None = None
) -> UUID:
    """Take down what a data subject asks for and give the id of the request; its clocks run from then.

    :raises NotAllowed: if nobody is signed in
    :raises Conflict: if no agency answers for personal data
    :raises InvalidInput: if the time cannot be taken
    """
    ledger.attempt(session, Action.SUBJECT_REQUEST_TAKEN)
    if not actor.may(Permission.DATA_DUTY_REPORT):
        raise NotAllowed
    operations_id = agencies.operations_of(session, actor.province_code)
    if operations_id is None:
        raise Conflict(NOBODY_ANSWERS)
    at, request_id = happened_at(clock, occurred_at), new_id(clock)
    document = {
        "asker": asked.asker,
        "contact": asked.contact,
        "asked_by": asked.asked_by.value,
        "what": asked.what,
        "case": asked.case,
    }
    key = own_keys.new(session, request_id, operations_id)
    blob = key.seal_json(_cell(request_id, "document"), document)
    session.execute(
        insert(SubjectRequest).values(
            id=request_id,
            operations_id=operations_id,
            kind=asked.kind.value,
            has_third_party=False,
            document=blob,
            agency_id=actor.agency_id,
            account_id=actor.user_id,
            occurred_at=at,
            recorded_at=clock.now(),
        )
    )
    events = (Event.SUBJECT_REQUEST_RECEIVED, asking(asked.kind))
    duty_clocks.start(session, clock, request_id, operations_id, events, at)
    digests = {f"subject_request/{request_id}": record_digest({"document": blob})}
    detail = {"asks": asked.kind.value}
    ledger.note(session, actor, Action.SUBJECT_REQUEST_TAKEN, request_id, records=digests, detail=detail)
    return request_id


def answer(
    session: Session,
    clock: Clock,
    actor: Actor,
    request_id: UUID,
    text: str,
    *,
    has_third_party: bool = False,
    occurred_at: datetime | None = None,
) -> UUID:
    """Record the answer that is due within two working days.

    :param has_third_party: others hold the data too, so that it may take the law's longer time
    :raises NotAllowed: if the actor does not answer for data protection
    :raises NotFound: if there is no such request
    :raises Conflict: if it was answered, or settled, already
    :raises InvalidInput: if the time cannot be taken
    """
    row = _open(session, actor, request_id, Action.SUBJECT_REQUEST_ANSWERED)
    if row.answered_at is not None:
        raise Conflict("This request was answered already.")
    at = happened_at(clock, occurred_at, not_before=row.occurred_at)
    duty_clocks.meet(session, clock, request_id, Event.SUBJECT_REQUEST_ANSWERED, at)
    right = SubjectRight(row.kind)
    if has_third_party and asking(right) is not asking(right, has_third_party=True):
        duty_clocks.void(session, clock, request_id, asking(right), at)
        events = (asking(right, has_third_party=True),)
        duty_clocks.start(session, clock, request_id, row.operations_id, events, row.occurred_at)
        if row.extended_at is not None:  # What was put off before stays put off.
            _put_off(session, clock, request_id, times_before=0)
    columns = {"answered_at": at, "has_third_party": has_third_party}
    return _change(session, actor, row, Action.SUBJECT_REQUEST_ANSWERED, columns, "answer", {"text": text})


def extend(session: Session, clock: Clock, actor: Actor, request_id: UUID, reason: str) -> UUID:
    """Put the limit off by as much as the law allows, once.

    :raises Conflict: if it is settled
    :raises StepRefused: if it was put off before
    :raises InvalidInput: if no reason is given
    """
    row = _open(session, actor, request_id, Action.SUBJECT_REQUEST_EXTENDED)
    if not reason.strip():
        raise InvalidInput([PAPER])
    name = _put_off(session, clock, request_id, times_before=int(row.extended_at is not None))
    columns, detail = {"extended_at": clock.now()}, {"rule": name}
    action = Action.SUBJECT_REQUEST_EXTENDED
    return _change(session, actor, row, action, columns, "extension", {"reason": reason}, detail)


def _put_off(session: Session, clock: Clock, request_id: UUID, *, times_before: int) -> str:
    """Put the limit by which a request is settled off once more, and name its rule."""
    running = open_clock(session, request_id, _settling())
    rule = rule_in_force(running.rule, local_date(running.started_at)) if running else None
    if running is None or rule is None or rule.extension is None:
        raise Conflict("Nothing of this request can be put off any more.")
    until = extensions.longest(rule.extension, running.due_on, state_calendar()) or running.due_on
    asked = extensions.Asked(local_date(clock.now()), running.due_on, until, times_before)
    if refusals := extensions.refusals(rule, asked, state_calendar()):
        raise StepRefused(refusals)
    clocks.extend(session, clock, running.id, case_id=request_id, until=until)
    return str(running.rule)


@cache
def _settling() -> tuple[str, ...]:
    """Name the rules by which a request is settled; the answer has a rule of its own."""
    answered = {Event.SUBJECT_REQUEST_ANSWERED, DutyEvent.SUBJECT_REQUEST_SETTLED}
    return tuple(
        rule.name for rule in rules() if answered & set(rule.met_by) == {DutyEvent.SUBJECT_REQUEST_SETTLED}
    )


def settle(
    session: Session,
    clock: Clock,
    actor: Actor,
    request_id: UUID,
    settled: RequestSettled,
    occurred_at: datetime | None = None,
) -> UUID:
    """Record that a request was done, or turned down on one of the law's grounds with a reason.

    :raises Conflict: if it is settled already
    :raises StepRefused: if it is turned down on a ground that is not for such a request, or without a reason
    :raises InvalidInput: if no ground is chosen to turn it down, or one to do it, or the time cannot be taken
    """
    row = _open(session, actor, request_id, Action.SUBJECT_REQUEST_SETTLED)
    ground, is_refused = settled.ground, settled.outcome is RequestOutcome.REFUSED
    if is_refused is not bool(ground):
        raise InvalidInput([GROUND if is_refused else NO_GROUND])
    at = happened_at(clock, occurred_at, not_before=row.answered_at or row.occurred_at)
    if ground and (refusals := against_turning_down(SubjectRight(row.kind), ground, settled.text)):
        raise StepRefused(refusals)
    duty_clocks.meet(session, clock, request_id, DutyEvent.SUBJECT_REQUEST_SETTLED, at)
    columns = {"ended_at": at, "outcome": settled.outcome.value, "ground": ground.value if ground else None}
    action = Action.SUBJECT_REQUEST_SETTLED
    return _change(session, actor, row, action, columns, "ending", {"text": settled.text})


def listed(session: Session, clock: Clock, actor: Actor, window: Window) -> Page[RequestLine]:
    """Give the register of requests, those not settled first: what is asked and dates, nobody's name.

    :raises NotAllowed: if the actor does not answer for data protection
    """
    del clock
    ledger.attempt(session, Action.SUBJECT_REQUEST_READ)
    if not actor.may(Permission.DATA_DUTY_WORK):
        raise NotAllowed
    own = REQUEST.c.operations_id == actor.agency
    rows = session.execute(
        select(REQUEST)
        .where(own)
        .order_by(REQUEST.c.ended_at.is_not(None), REQUEST.c.occurred_at.desc(), REQUEST.c.id)
        .offset(window.offset)
        .limit(window.per_page)
    ).all()
    total = session.scalar(select(func.count()).select_from(REQUEST).where(own)) or 0
    ledger.note(session, actor, Action.SUBJECT_REQUEST_READ, detail={"shown": len(rows)})
    return Page(_lines(session, rows), total, window)


def show(session: Session, clock: Clock, actor: Actor, request_id: UUID) -> RequestCard:
    """Open a request, with who asks; raises as `answer` does."""
    row = _request(session, actor, request_id, Action.SUBJECT_REQUEST_READ)
    opener = own_keys.Opener(own_keys.of(session, request_id, row.operations_id))
    fields = ("asker", "contact", "what", "answer", "extension", "ending")
    ledger.note(session, actor, Action.SUBJECT_REQUEST_READ, request_id, fields=fields)
    said = opener.open(_cell(request_id, "document"), row.document)
    card = RequestCard(
        line=_lines(session, [row])[0],
        clocks=duty_clocks.of(session, clock, request_id),
        asker=said.get("asker", ""),
        contact=said.get("contact", ""),
        asked_by=AskedBy(said.get("asked_by", AskedBy.SUBJECT)),
        what=said.get("what", ""),
        case=said.get("case", ""),
        answer=opener.open(_cell(request_id, "answer"), row.answer).get("text", ""),
        extension=opener.open(_cell(request_id, "extension"), row.extension).get("reason", ""),
        ending=opener.open(_cell(request_id, "ending"), row.ending).get("text", ""),
    )
    opener.report(session, actor, request_id)
    return card


def _request(session: Session, actor: Actor, request_id: UUID, action: Action) -> Row[Any]:
    ledger.attempt(session, action, request_id)
    if not actor.may(Permission.DATA_DUTY_WORK):
        raise NotAllowed
    own = (REQUEST.c.id == request_id, REQUEST.c.operations_id == actor.agency)
    row: Row[Any] | None = session.execute(select(REQUEST).where(*own).with_for_update()).one_or_none()
    if row is None:
        raise NotFound
    return row


def _open(session: Session, actor: Actor, request_id: UUID, action: Action) -> Row[Any]:
    row = _request(session, actor, request_id, action)
    if row.ended_at is not None:
        raise Conflict("This request is settled already.")
    return row


def _change(
    session: Session,
    actor: Actor,
    row: Row[Any],
    action: Action,
    columns: Mapping[str, object],
    column: str,
    document: Mapping[str, Json],
    detail: Mapping[str, str] = NO_DETAIL,
) -> UUID:
    request_id: UUID = row.id
    key = own_keys.of(session, request_id, row.operations_id)
    blob = key.seal_json(_cell(request_id, column), document)
    values = {**columns, column: blob}
    session.execute(update(REQUEST).where(REQUEST.c.id == request_id).values(**values))
    digests = {f"subject_request/{request_id}": record_digest({column: blob})}
    ledger.note(session, actor, action, request_id, records=digests, detail=dict(detail))
    return request_id


def _cell(request_id: UUID, column: str) -> Cell:
    return Cell("subject_request", column, request_id, 1)


def _lines(session: Session, rows: Sequence[Row[Any]]) -> tuple[RequestLine, ...]:
    due = open_dues(session, [row.id for row in rows])
    return tuple(
        RequestLine(
            row.id,
            SubjectRight(row.kind),
            row.occurred_at,
            row.has_third_party,
            row.answered_at,
            row.extended_at,
            row.ended_at,
            RequestOutcome(row.outcome) if row.outcome else None,
            NoGround(row.ground) if row.ground else None,
            due.get(row.id),
        )
        for row in rows
    )
