"""What a facility owes after an emergency admission: its file, complete within ten working days."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from referral.casework.cards import EventKind
from referral.casework.queries import Standing
from referral.casework.services import clockwork, events
from referral.casework.services.moments import happened_at
from referral.casework.services.working import workable
from referral.kernel import ledger
from referral.kernel.clock import Clock
from referral.kernel.errors import Conflict, StepRefused
from referral.kernel.ledger import Action
from referral.kernel.permissions import Actor, Permission
from referral.kernel.references import new_id
from referral.sla.models import CLOCK
from workflows.refusal import Refusal
from workflows.vocabulary import FACILITIES, ClockState, Event, Words

N_ = str
"""Marks a sentence for the catalogue of translations, and leaves it as it is."""
RULE = "facility_file"
_COMPLETE_ALREADY = N_("This file is recorded as complete already.")
NO_FILE_OWED = Refusal(
    "no-file-owed",
    Words(
        "Cơ sở của bạn không tiếp nhận khẩn cấp người này, nên không có hồ sơ phải hoàn thiện.",
        "Your facility did not admit this person in an emergency, so it owes no such file.",
    ),
    Words(
        "Nếu đã tiếp nhận khẩn cấp, ghi nhận việc đó trước; nếu không, không cần làm gì.",
        "If it did, record the emergency admission first; otherwise there is nothing to do.",
    ),
    "Điều 28(2) Nghị định 20/2021/NĐ-CP",
)
NOT_A_FACILITY = Refusal(
    "not-this-agency",
    Words("Cơ quan của bạn không phải là cơ sở tiếp nhận.", "Your agency is not a facility that admits."),
    Words("Đề nghị cơ sở đã tiếp nhận khẩn cấp thực hiện.", "Ask the facility that admitted the person."),
    "Điều 27(3), Điều 28(2) Nghị định 20/2021/NĐ-CP",
)


def complete_facility_file(
    session: Session, clock: Clock, actor: Actor, ref: str, occurred_at: datetime | None = None
) -> UUID:
    """Record that the file of an emergency admission is complete, and give the id of the record.

    :raises NotFound: if the case is not the actor's to know about
    :raises NotAllowed: if the actor's agency neither holds nor held the case
    :raises StepRefused: if it is no facility, it admitted nobody in an emergency, or the case has ended
    :raises Conflict: if its file is complete already
    :raises InvalidInput: if the time cannot be taken
    """
    case = workable(session, actor, ref, Action.FACILITY_FILE_COMPLETED, Permission.FACILITY_FILE)
    if actor.agency_kind not in FACILITIES:
        raise StepRefused([NOT_A_FACILITY])
    at = happened_at(clock, occurred_at, not_before=_owed_since(session, case, actor))
    clockwork.follow(session, clock, case, Event.FACILITY_FILE_COMPLETED, at)
    events.add(session, clock, actor, case, EventKind.FACILITY_FILE_COMPLETED, at)
    record_id = new_id(clock)
    ledger.note(
        session, actor, Action.FACILITY_FILE_COMPLETED, case.ref, detail={"facility-file": str(record_id)}
    )
    return record_id


def _owed_since(session: Session, case: Standing, actor: Actor) -> datetime:
    """Give when the actor's facility admitted the person and began to owe the file."""
    owed = session.execute(
        select(CLOCK.c.started_at, CLOCK.c.ended_at)
        .where(
            CLOCK.c.case_id == case.id,
            CLOCK.c.rule == RULE,
            CLOCK.c.duty_of == actor.agency,
            CLOCK.c.state != ClockState.VOID.value,
        )
        .order_by(CLOCK.c.started_at.desc())
    ).first()
    if owed is None:
        raise StepRefused([NO_FILE_OWED])
    if owed.ended_at is not None:
        raise Conflict(_COMPLETE_ALREADY)
    started_at: datetime = owed.started_at
    return started_at
