"""What is mailed, and to whom: resolved when it is sent, because people move and alerts stay with the seat.

A letter holds a reference, a neutral word, a time and a link. Never a name, and nothing that tells what the
system is about.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit
from uuid import UUID

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy import select
from sqlalchemy.orm import Session

from referral.kernel.clock import Clock, as_vietnam
from referral.kernel.outbox import Claimed, Payload
from referral.people.models import Account, Agency
from referral.sla.models import CLOCK
from workflows.vocabulary import ClockState, Words

HERE = Path(__file__).resolve()
FOLDERS = (HERE.parents[2] / "templates" / "messages", HERE.parents[3] / "templates" / "messages")
"""In an installed package, and in a checkout."""
TEXTS = Environment(
    loader=FileSystemLoader(FOLDERS),
    autoescape=False,  # noqa: S701 — plain text: nothing reads it as markup
    undefined=StrictUndefined,
    keep_trailing_newline=True,
)

WHAT_IS_DUE = {
    "handover_answer": Words("Trả lời một đề nghị bàn giao", "Answer to a hand-over"),
    "follow_up": Words("Một lịch hẹn", "An appointment"),
    "data_breach": Words("Một thông báo bắt buộc", "A mandatory notice"),
    "subject_request": Words("Trả lời một yêu cầu", "Answer to a request"),
}
ANYTHING_ELSE = Words("Một việc của hồ sơ", "A task of the file")
"""The law's own names of the limits would tell whoever looks over a shoulder too much."""

STILL_OWED = (ClockState.RUNNING, ClockState.OVERDUE)


class Late(NamedTuple):
    """How late something is, as people say it."""

    days: int
    hours: int


@dataclass(frozen=True, slots=True)
class Letter:
    """A message with its recipients."""

    message: EmailMessage
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who writes, and where the links lead."""

    sender: str
    public_url: str

    @property
    def domain(self) -> str:
        """The name behind the @ of a Message-ID."""
        return urlsplit(self.public_url).hostname or "localhost"


def letter_for(session: Session, clock: Clock, message: Claimed, head: Letterhead) -> Letter | None:
    """Write the letter for a message of the outbox; nothing, if it is overtaken or nobody can receive it.

    :raises jinja2.TemplateError: if there is no text for it, or the text asks for more than it says
    """
    said = message.payload
    to = _addresses(session, said)
    if not to or _is_overtaken(session, said):
        return None
    template = TEXTS.get_template(f"{said['template']}.txt")
    subject, _, body = template.render(_values(said, head)).partition("\n")
    return Letter(_addressed(subject, body.lstrip("\n"), message, head, clock, to), to)


def _addresses(session: Session, said: Payload) -> tuple[str, ...]:
    if account := said.get("account"):
        whose = Account.id == UUID(str(account))
    else:
        whose = (Account.agency_id == UUID(str(said["agency"]))) & (Account.role == said["role"])
    found = session.scalars(select(Account.email).where(whose, Account.is_active, Account.email != ""))
    return tuple(dict.fromkeys(found)) or _mailbox(session, said)


def _mailbox(session: Session, said: Payload) -> tuple[str, ...]:
    if "agency" not in said:
        return ()
    own = select(Agency.email).where(
        Agency.id == UUID(str(said["agency"])), Agency.is_active, Agency.email != ""
    )
    return tuple(session.scalars(own))


def _is_overtaken(session: Session, said: Payload) -> bool:
    if "clock" not in said:
        return False
    state = session.scalar(select(CLOCK.c.state).where(CLOCK.c.id == UUID(str(said["clock"]))))
    return state not in STILL_OWED


def _values(said: Payload, head: Letterhead) -> dict[str, object]:
    late, due_at = int(said.get("late_by_seconds") or 0), said.get("due_at")
    return {
        **said,
        "public_url": head.public_url,
        "what": WHAT_IS_DUE.get(str(said.get("rule")), ANYTHING_ELSE),
        "due": f"{as_vietnam(datetime.fromisoformat(str(due_at))):%d/%m/%Y %H:%M}" if due_at else "",
        "late": Late(late // 86_400, late % 86_400 // 3_600) if late else None,
    }


def _addressed(
    subject: str, body: str, message: Claimed, head: Letterhead, clock: Clock, to: tuple[str, ...]
) -> EmailMessage:
    # The same message always carries the same number, so that a repeated delivery is known for what it is.
    number = hashlib.sha256(message.dedupe_key.encode()).hexdigest()[:40]
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = head.sender, ", ".join(to), subject
    letter["Date"] = format_datetime(clock.now())
    letter["Message-ID"], letter["Idempotency-Key"] = f"<{number}@{head.domain}>", number
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(body)
    return letter
