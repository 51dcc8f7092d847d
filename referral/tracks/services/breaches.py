"""Breaches of personal data: anybody reports one, the operations agency tells whom the law names, in time.

What happened is sealed under a key of its own; the register shows kinds and dates (Law 91/2025, Art. 23).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.orm import Session

from referral.casework.services.moments import happened_at
from referral.kernel import ledger
from referral.kernel.clock import Clock, local_date
from referral.kernel.database import table_of
from referral.kernel.errors import Conflict, NotAllowed, NotFound, StepRefused
from referral.kernel.ledger import Action
from referral.kernel.paging import Page, Window
from referral.kernel.permissions import Actor, Permission
from referral.kernel.references import new_id
from referral.kernel.vault import Cell, record_digest
from referral.people.services import agencies
from referral.tracks.cards import BreachCard, BreachFound, BreachLine, NoticeCard, NoticeGiven
from referral.tracks.models import Breach, BreachNotice
from referral.tracks.queries import open_dues
from referral.tracks.services import duty_clocks, own_keys
from workflows.data_duties import (
    CLOSE_TO_THE_BODY,
    NEEDS_SAFE_CONTACT,
    DataKind,
    DutyEvent,
    NoticeTo,
    kept_until,
    whom_to_tell,
)
from workflows.vocabulary import Event

BREACH, NOTICE = table_of(Breach), table_of(BreachNotice)
N_ = str
"""Marks a sentence for the catalogue of translations, and leaves it as it is."""
NOBODY_ANSWERS = N_("No agency here answers for personal data. Ask your administrator to open one.")
MET_BY = {
    NoticeTo.AUTHORITY: Event.BREACH_NOTIFIED,
    NoticeTo.PERSONS: DutyEvent.PERSONS_TOLD,
    NoticeTo.PUBLIC: DutyEvent.PERSONS_TOLD,
}


def report(
    session: Session, clock: Clock, actor: Actor, found: BreachFound, occurred_at: datetime | None = None
) -> UUID:
    """Report a breach, found at that moment, and give its id; the 72 hours run from then without a break.

    :raises NotAllowed: if nobody is signed in
    :raises Conflict: if no agency answers for personal data
    :raises InvalidInput: if the time cannot be taken
    """
    ledger.attempt(session, Action.BREACH_REPORTED)
    if not actor.may(Permission.DATA_DUTY_REPORT):
        raise NotAllowed
    operations_id = agencies.operations_of(session, actor.province_code)
    if operations_id is None:
        raise Conflict(NOBODY_ANSWERS)
    at, breach_id = happened_at(clock, occurred_at), new_id(clock)
    key = own_keys.new(session, breach_id, operations_id)
    blob = key.seal_json(Cell("breach", "document", breach_id, 1), {"what": found.what})
    session.execute(
        insert(Breach).values(
            id=breach_id,
            operations_id=operations_id,
            document=blob,
            kinds=sorted({kind.value for kind in found.kinds}),
            affected=found.affected,
            may_harm=found.may_harm,
            agency_id=actor.agency_id,
            account_id=actor.user_id,
            occurred_at=at,
            recorded_at=clock.now(),
        )
    )
    duty_clocks.start(session, clock, breach_id, operations_id, _events(found), at)
    digests = {f"breach/{breach_id}": record_digest({"document": blob})}
    ledger.note(session, actor, Action.BREACH_REPORTED, breach_id, records=digests)
    return breach_id


def _events(found: BreachFound) -> tuple[str, ...]:
    harmful = (Event.BREACH_DETECTED,) if found.may_harm else ()
    return (*harmful, *((DutyEvent.PERSONS_LAID_OPEN,) if CLOSE_TO_THE_BODY & set(found.kinds) else ()))


def tell(
    session: Session,
    clock: Clock,
    actor: Actor,
    breach_id: UUID,
    notice: NoticeGiven,
    occurred_at: datetime | None = None,
) -> UUID:
    """Record that somebody was told of a breach, and give the id of the notice.

    :raises NotAllowed: if the actor does not answer for data protection
    :raises NotFound: if there is no such breach
    :raises StepRefused: if the persons affected are told before anybody made sure how to reach them safely
    :raises InvalidInput: if the time cannot be taken
    """
    row = _breach(session, actor, breach_id, Action.BREACH_TOLD)
    at, notice_id = happened_at(clock, occurred_at, not_before=row.occurred_at), new_id(clock)
    if notice.to is NoticeTo.PERSONS and not notice.safe_contact.strip():
        raise StepRefused([NEEDS_SAFE_CONTACT])
    said = {"how": notice.how, "safe_contact": notice.safe_contact}
    key = own_keys.of(session, breach_id, row.operations_id)
    blob = key.seal_json(Cell("breach_notice", "document", notice_id, 1), said)
    session.execute(
        insert(BreachNotice).values(
            id=notice_id,
            breach_id=breach_id,
            receiver=notice.to.value,
            document=blob,
            agency_id=actor.agency_id,
            account_id=actor.user_id,
            occurred_at=at,
            recorded_at=clock.now(),
        )
    )
    duty_clocks.meet(session, clock, breach_id, MET_BY[notice.to], at)
    digests = {f"breach_notice/{notice_id}": record_digest({"document": blob})}
    detail = {"to": notice.to.value}
    ledger.note(session, actor, Action.BREACH_TOLD, breach_id, records=digests, detail=detail)
    return notice_id


def remedy(
    session: Session,
    clock: Clock,
    actor: Actor,
    breach_id: UUID,
    text: str,
    occurred_at: datetime | None = None,
) -> UUID:
    """Record that a breach was remedied; its file is then kept as long as the law asks.

    :raises Conflict: if that is recorded already
    """
    row = _breach(session, actor, breach_id, Action.BREACH_REMEDIED)
    if row.remedied_at is not None:
        raise Conflict("This breach is recorded as remedied already.")
    at = happened_at(clock, occurred_at, not_before=row.occurred_at)
    key = own_keys.of(session, breach_id, row.operations_id)
    blob = key.seal_json(Cell("breach", "remedy", breach_id, 1), {"text": text})
    until = kept_until(_kinds(row), local_date(at))
    session.execute(
        update(BREACH)
        .where(BREACH.c.id == breach_id)
        .values(remedied_at=at, remedy=blob, kept_until_on=until)
    )
    digests = {f"breach/{breach_id}": record_digest({"remedy": blob})}
    ledger.note(session, actor, Action.BREACH_REMEDIED, breach_id, records=digests)
    return breach_id


def listed(session: Session, clock: Clock, actor: Actor, window: Window) -> Page[BreachLine]:
    """Give the register of breaches, those not remedied first: kinds and dates alone.

    :raises NotAllowed: if the actor does not answer for data protection
    """
    del clock
    ledger.attempt(session, Action.BREACH_READ)
    if not actor.may(Permission.DATA_DUTY_WORK):
        raise NotAllowed
    own = BREACH.c.operations_id == actor.agency
    rows = session.execute(
        select(BREACH)
        .where(own)
        .order_by(BREACH.c.remedied_at.is_not(None), BREACH.c.occurred_at.desc(), BREACH.c.id)
        .offset(window.offset)
        .limit(window.per_page)
    ).all()
    total = session.scalar(select(func.count()).select_from(BREACH).where(own)) or 0
    ledger.note(session, actor, Action.BREACH_READ, detail={"shown": len(rows)})
    return Page(_lines(session, rows), total, window)


def show(session: Session, clock: Clock, actor: Actor, breach_id: UUID) -> BreachCard:
    """Open a breach: what happened, whom to tell by when, who was told; raises as `tell` does."""
    row = _breach(session, actor, breach_id, Action.BREACH_READ)
    opener = own_keys.Opener(own_keys.of(session, breach_id, row.operations_id))
    ledger.note(session, actor, Action.BREACH_READ, breach_id, fields=("what", "remedy"))
    notices = session.execute(
        select(NOTICE).where(NOTICE.c.breach_id == breach_id).order_by(NOTICE.c.occurred_at, NOTICE.c.id)
    ).all()
    told = tuple(
        NoticeCard(
            one.id,
            NoticeTo(one.receiver),
            one.occurred_at,
            **opener.open(Cell("breach_notice", "document", one.id, 1), one.document),
        )
        for one in notices
    )
    given = {NoticeTo.PERSONS if one.to is NoticeTo.PUBLIC else one.to for one in told}
    asked = whom_to_tell(_kinds(row), may_harm=row.may_harm)
    card = BreachCard(
        line=_lines(session, [row])[0],
        clocks=duty_clocks.of(session, clock, breach_id),
        notices=told,
        to_tell=tuple(one for one in asked if one not in given),
        what=opener.open(Cell("breach", "document", breach_id, 1), row.document).get("what", ""),
        remedy=opener.open(Cell("breach", "remedy", breach_id, 1), row.remedy).get("text", ""),
    )
    opener.report(session, actor, breach_id)
    return card


def _breach(session: Session, actor: Actor, breach_id: UUID, action: Action) -> Row[Any]:
    ledger.attempt(session, action, breach_id)
    if not actor.may(Permission.DATA_DUTY_WORK):
        raise NotAllowed
    own = (BREACH.c.id == breach_id, BREACH.c.operations_id == actor.agency)
    row: Row[Any] | None = session.execute(select(BREACH).where(*own).with_for_update()).one_or_none()
    if row is None:
        raise NotFound
    return row


def _kinds(row: Row[Any]) -> tuple[DataKind, ...]:
    return tuple(map(DataKind, row.kinds))


def _lines(session: Session, rows: Sequence[Row[Any]]) -> tuple[BreachLine, ...]:
    due = open_dues(session, [row.id for row in rows])
    names = agencies.names(session, {row.agency_id for row in rows})
    return tuple(
        BreachLine(
            row.id,
            _kinds(row),
            row.occurred_at,
            row.affected,
            row.may_harm,
            names[row.agency_id].code,
            row.remedied_at,
            row.kept_until_on,
            due.get(row.id),
        )
        for row in rows
    )
