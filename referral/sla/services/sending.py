"""Takes messages from the outbox and hands them to the mail server: at least once, each with its own number.

No transaction is open while the server is spoken to: it may be slow, and one that hangs stops nobody else.
"""

import logging
import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from typing import NamedTuple, Protocol

from referral.kernel import outbox
from referral.kernel.clock import Clock
from referral.kernel.database import Database
from referral.kernel.outbox import Claimed, LeaseLost
from referral.kernel.transaction import deed
from referral.settings import Mail, MailSecurity
from referral.sla.services.letters import Letterhead, letter_for

log = logging.getLogger(__name__)

AT_ONCE = 5
PATIENCE_SECONDS = 10
"""Five messages that all run into it are still settled before their lease ends."""


class Post(Protocol):
    """Something that delivers letters."""

    def send(self, letter: EmailMessage, to: Sequence[str]) -> None:
        """Hand a letter over; whatever it raises means that it must be tried again."""


@dataclass(frozen=True, slots=True)
class Smtp:
    """A mail server."""

    mail: Mail

    def send(self, letter: EmailMessage, to: Sequence[str]) -> None:
        """Hand a letter over.

        :raises OSError: if the server cannot be reached or refuses it (SMTPException is one)
        """
        with self._connect() as line:
            if self.mail.security is MailSecurity.STARTTLS:
                line.starttls(context=ssl.create_default_context())
            if self.mail.user:
                line.login(self.mail.user, self._password())
            line.send_message(letter, to_addrs=list(to))

    def _connect(self) -> smtplib.SMTP:
        host, port = self.mail.host, self.mail.port
        if self.mail.security is MailSecurity.TLS:
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(host, port, timeout=PATIENCE_SECONDS, context=context)
        return smtplib.SMTP(host, port, timeout=PATIENCE_SECONDS)

    def _password(self) -> str:
        file = self.mail.password_file
        return file.read_text("utf-8").strip() if file else ""


class Posted(NamedTuple):
    """What became of the messages that were due."""

    sent: int
    failed: int
    superseded: int

    def __add__(self, other: object) -> "Posted":
        """Count two batches together."""
        return (
            Posted(*map(sum, zip(self, other, strict=True))) if isinstance(other, Posted) else NotImplemented
        )


NOTHING = Posted(0, 0, 0)


def send_waiting(database: Database, clock: Clock, post: Post | None, head: Letterhead) -> Posted:
    """Send every message that is due; without a mail server they are withdrawn, and alerts stay here."""
    posted = NOTHING
    while claimed := outbox.claim(database, clock, AT_ONCE):
        for message in claimed:
            posted += _settle(database, clock, message, post, head)
    return posted


def _settle(
    database: Database, clock: Clock, message: Claimed, post: Post | None, head: Letterhead
) -> Posted:
    try:
        with deed(database, clock) as session:
            letter = letter_for(session, clock, message, head) if post else None
            if letter is None:
                outbox.supersede(session, [message.dedupe_key])
        if post is None or letter is None:
            return Posted(0, 0, 1)
        post.send(letter.message, letter.to)
    except Exception as error:  # noqa: BLE001 — whatever went wrong with one letter, the others are sent
        return _failed(database, clock, message, type(error).__name__)
    return _sent(database, clock, message)


def _sent(database: Database, clock: Clock, message: Claimed) -> Posted:
    try:
        with deed(database, clock) as session:
            outbox.mark_sent(session, clock, message)
    except LeaseLost:
        log.warning("Message %s was sent, but its lease had ended: it may arrive twice.", message.id)
    return Posted(1, 0, 0)


def _failed(database: Database, clock: Clock, message: Claimed, error: str) -> Posted:
    try:
        with deed(database, clock) as session:
            state = outbox.mark_failed(session, clock, message, error)
    except LeaseLost:
        return NOTHING
    log.warning("Message %s was not sent (%s); it is %s now.", message.id, error, state)
    return Posted(0, 1, 0)
