"""What a facility owes after an emergency admission: its file, complete within ten working days."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from referral.casework.cards import EventKind
from referral.casework.services import clockwork, events
from referral.casework.services.moments import happened_at
from referral.casework.services.working import workable
from referral.kernel import ledger
from referral.kernel.clock import Clock
from referral.kernel.errors import StepRefused
from referral.kernel.ledger import Action
from referral.kernel.permissions import Actor, Permission
from referral.kernel.references import new_id
from workflows.refusal import Refusal
from workflows.vocabulary import FACILITIES, Event, Words

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
    :raises StepRefused: if it is no facility, or the case has ended
    :raises InvalidInput: if the time cannot be taken
    """
    case = workable(session, actor, ref, Action.FACILITY_FILE_COMPLETED, Permission.FACILITY_FILE)
    if actor.agency_kind not in FACILITIES:
        raise StepRefused([NOT_A_FACILITY])
    at = happened_at(clock, occurred_at, not_before=case.occurred_at)
    clockwork.follow(session, clock, case, Event.FACILITY_FILE_COMPLETED, at)
    events.add(session, clock, actor, case, EventKind.FACILITY_FILE_COMPLETED, at)
    record_id = new_id(clock)
    ledger.note(
        session, actor, Action.FACILITY_FILE_COMPLETED, case.ref, detail={"facility-file": str(record_id)}
    )
    return record_id
