"""Letters leave the outbox for a real mail server: a reference, a time, a link, and not one word more."""

import smtplib
import socket
import ssl
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from referral.kernel import outbox
from referral.kernel.clock import StoppedClock
from referral.kernel.database import Database
from referral.kernel.outbox import Message, MessageState, OutboxRow
from referral.people.models import Account, Agency
from referral.settings import Mail, MailSecurity
from referral.sla.services import alerts, clocks
from referral.sla.services.clocks import Scene
from referral.sla.services.letters import WHAT_IS_DUE, Letterhead
from referral.sla.services.sending import Posted, Smtp, send_waiting
from tests.sla.conftest import Province, Starting
from workflows.rulebook import rules

HEAD = Letterhead("referral@example.invalid", "https://referral.example.invalid")
BETRAYING = ("traffick", "victim", "mua bán người", "nạn nhân", "mua ban nguoi", "trẻ em", "child")


@dataclass
class PostOffice:
    """A mail server that keeps what it is given, or answers as it is told to."""

    answer: str = "250 OK"
    letters: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)

    async def handle_DATA(self, _server: object, _session: object, envelope: Envelope) -> str:  # noqa: N802 — its own name
        if self.answer.startswith("250"):
            assert isinstance(envelope.content, bytes)
            self.letters.append(message_from_bytes(envelope.content, EmailMessage, policy=policy.default))
            self.recipients.append(envelope.rcpt_tos)
        return self.answer


@dataclass
class Basket:
    """A post of our own that delivers nothing and fails as often as it is told to."""

    failures: int = 0
    sent: list[EmailMessage] = field(default_factory=list)

    def send(self, letter: EmailMessage, to: Sequence[str]) -> None:
        if self.failures:
            self.failures -= 1
            raise smtplib.SMTPServerDisconnected
        self.sent.append(letter)


@pytest.fixture
def office() -> PostOffice:
    return PostOffice()


@pytest.fixture
def server(office: PostOffice) -> Iterator[Mail]:
    controller = Controller(office, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield Mail(host="127.0.0.1", port=controller.port)
    controller.stop()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
    return port


@pytest.fixture
def warned(session: Session, clock: StoppedClock, start: Starting) -> None:
    """The officers of the health department are to be told of a limit."""
    clock.set(start("initial_verification")["warn_at"])
    alerts.sweep(session, clock)
    session.commit()


@pytest.mark.usefixtures("warned")
def test_an_alert_arrives_with_its_reference_time_and_link(
    database: Database, clock: StoppedClock, server: Mail, office: PostOffice, scene: Scene
) -> None:
    posted = send_waiting(database, clock, Smtp(server), HEAD)

    (letter,) = office.letters
    text = letter.get_content()
    assert posted == Posted(1, 0, 0)
    assert office.recipients == [["so-y-te.officer@example.invalid"]]
    assert scene.case_ref in letter["Subject"]
    assert f"Hồ sơ: {scene.case_ref}" in text
    assert "13/07/2026 23:59" in text
    assert f"{HEAD.public_url}/alerts" in text


def test_no_letter_betrays_what_the_system_is_about(
    database: Database, session: Session, clock: StoppedClock, province: Province
) -> None:
    said: dict[str, str | int | None] = {
        "template": "alert",
        "agency": str(province["ubnd-xa"]),
        "role": "officer",
        "ref": "HS-0000-0000-0000",
        "due_at": clock.now().isoformat(),
        "late_by_seconds": 97_200,
    }
    names = {rule.name for rule in rules()}
    outbox.put(session, clock, *(Message(name, "mail", {**said, "rule": name}) for name in names))
    session.commit()
    basket = Basket()

    send_waiting(database, clock, basket, HEAD)

    read = [f"{letter} {letter.get_content()}".casefold() for letter in basket.sent]
    assert len(read) == len(names)
    assert all("1 ngày 3 giờ" in text for text in read)
    assert not [word for word in BETRAYING for text in read if word in text]


def test_the_neutral_words_are_words_of_our_rules() -> None:
    assert {rule.name for rule in rules()} >= WHAT_IS_DUE.keys()


@pytest.mark.usefixtures("warned")
def test_a_repeated_delivery_carries_the_same_number(
    database: Database, session: Session, clock: StoppedClock
) -> None:
    basket = Basket()
    send_waiting(database, clock, basket, HEAD)
    session.execute(update(OutboxRow).values(state=MessageState.WAITING, sent_at=None))
    session.commit()

    send_waiting(database, clock, basket, HEAD)

    first, second = basket.sent
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Idempotency-Key"] == second["Idempotency-Key"]
    assert first["Message-ID"].endswith("@referral.example.invalid>")


@pytest.mark.usefixtures("warned")
@pytest.mark.parametrize(
    ("nobody", "expected"),
    [
        pytest.param({}, ["so-y-te.officer@example.invalid"], id="who sits there"),
        pytest.param({"is_active": False}, ["so-y-te@example.invalid"], id="nobody: the agency's mailbox"),
        pytest.param({"email": ""}, ["so-y-te@example.invalid"], id="nobody with an address: the same"),
    ],
)
def test_recipients_are_found_when_a_letter_is_sent(
    database: Database,
    session: Session,
    clock: StoppedClock,
    server: Mail,
    office: PostOffice,
    nobody: dict[str, object],
    expected: list[str],
) -> None:
    session.execute(
        update(Account).where(Account.username == "so-y-te.officer").values(role="officer", **nobody)
    )
    session.commit()

    send_waiting(database, clock, Smtp(server), HEAD)

    assert office.recipients == [expected]


@pytest.mark.usefixtures("warned")
def test_where_nobody_can_be_written_to_the_message_is_withdrawn(
    database: Database, session: Session, clock: StoppedClock
) -> None:
    session.execute(update(Account).values(email=""))
    session.execute(update(Agency).values(email=""))
    session.commit()

    assert send_waiting(database, clock, Basket(), HEAD) == Posted(0, 0, 1)
    assert outbox.counts(session)[MessageState.SUPERSEDED] == 1


def test_a_letter_to_one_account_goes_nowhere_else(
    database: Database, session: Session, clock: StoppedClock, province: Province
) -> None:
    said = {"template": "alert", "account": str(province["so-y-te.auditor"]), "ref": "-", "rule": "-"}
    outbox.put(session, clock, Message("to-one", "mail", said))
    session.execute(update(Account).where(Account.username == "so-y-te.auditor").values(email=""))
    session.commit()

    assert send_waiting(database, clock, Basket(), HEAD) == Posted(0, 0, 1)


@pytest.mark.usefixtures("warned")
def test_a_duty_done_while_its_alert_was_in_flight_is_not_mailed(
    database: Database, session: Session, clock: StoppedClock, scene: Scene
) -> None:
    clocks.meet(session, clock, scene.case_id, ["initial_verification"])
    session.commit()
    basket = Basket()

    assert send_waiting(database, clock, basket, HEAD) == Posted(0, 0, 1)
    assert basket.sent == []


@pytest.mark.usefixtures("warned")
def test_without_a_mail_server_nothing_piles_up(
    database: Database, session: Session, clock: StoppedClock
) -> None:
    assert send_waiting(database, clock, None, HEAD) == Posted(0, 0, 1)
    assert outbox.next_attempt_at(session) is None


@pytest.mark.usefixtures("warned")
@pytest.mark.parametrize("answer", ["451 Try again later", "554 No such luck"])
def test_a_refused_letter_waits_and_is_tried_again(
    database: Database, clock: StoppedClock, server: Mail, office: PostOffice, answer: str
) -> None:
    office.answer = answer
    refused = send_waiting(database, clock, Smtp(server), HEAD)
    office.answer = "250 OK"
    at_once = send_waiting(database, clock, Smtp(server), HEAD)
    clock.move(minutes=1)
    later = send_waiting(database, clock, Smtp(server), HEAD)

    assert (refused, at_once, later) == (Posted(0, 1, 0), Posted(0, 0, 0), Posted(1, 0, 0))
    assert len(office.letters) == 1


def test_one_letter_that_cannot_be_sent_stops_no_other(
    database: Database, session: Session, clock: StoppedClock, province: Province
) -> None:
    whole = {
        "template": "alert",
        "agency": str(province["ubnd-xa"]),
        "role": "officer",
        "ref": "-",
        "rule": "-",
    }
    outbox.put(
        session,
        clock,
        Message("no-text", "mail", {**whole, "template": "there-is-no-such-text"}),
        Message("no-place", "mail", {"template": "alert"}),
        *(Message(f"good-{number}", "mail", whole) for number in range(7)),
    )
    session.commit()

    assert send_waiting(database, clock, Basket(), HEAD) == Posted(7, 2, 0)


@pytest.mark.usefixtures("warned")
def test_after_ten_failures_a_letter_is_dead_and_says_why(
    database: Database, session: Session, clock: StoppedClock
) -> None:
    basket = Basket(failures=99)

    for _ in range(12):
        send_waiting(database, clock, basket, HEAD)
        clock.move(hours=2)

    row = session.scalars(select(OutboxRow)).one()
    assert (row.state, row.attempts, row.error) == (MessageState.DEAD, 10, "SMTPServerDisconnected")


@pytest.mark.usefixtures("warned")
@pytest.mark.parametrize("is_delivered", [True, False])
def test_a_sender_that_lost_its_lease_counts_nothing_twice(
    database: Database, session: Session, clock: StoppedClock, is_delivered: bool
) -> None:
    class Slow(Basket):
        def send(self, letter: EmailMessage, to: Sequence[str]) -> None:
            with database.session() as another:
                another.execute(update(OutboxRow).values(attempts=OutboxRow.attempts + 1))
                another.commit()
            super().send(letter, to)

    slow = Slow(failures=int(not is_delivered))
    send_waiting(database, clock, slow, HEAD)

    assert session.scalars(select(OutboxRow.state)).one() == MessageState.WAITING


def test_the_password_is_read_when_it_is_needed(tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text("openly fictional\n", "utf-8")
    seen: list[tuple[str, str]] = []

    def check(
        _server: object, _session: object, _envelope: object, _mechanism: str, given: object
    ) -> AuthResult:
        seen.append((_text(given, "login"), _text(given, "password")))
        return AuthResult(success=True)

    office = PostOffice()
    controller = Controller(
        office,
        hostname="127.0.0.1",
        port=free_port(),
        authenticator=check,
        auth_require_tls=False,
        auth_required=False,
    )
    controller.start()
    letter = EmailMessage()
    letter["From"], letter["To"] = "a@example.invalid", "b@example.invalid"

    Smtp(Mail(host="127.0.0.1", port=controller.port, user="referral", password_file=secret)).send(
        letter, ["b@example.invalid"]
    )

    controller.stop()
    assert seen == [("referral", "openly fictional")]
    assert len(office.letters) == 1


def _text(given: object, name: str) -> str:
    value = getattr(given, name)
    assert isinstance(value, bytes)
    return value.decode()


@pytest.mark.parametrize(
    ("security", "error"),
    [
        pytest.param(MailSecurity.TLS, ssl.SSLError, id="a server without TLS"),
        pytest.param(MailSecurity.STARTTLS, smtplib.SMTPNotSupportedError, id="a server without STARTTLS"),
    ],
)
def test_a_letter_is_never_sent_in_the_clear_where_tls_was_asked_for(
    server: Mail, office: PostOffice, security: MailSecurity, error: type[Exception]
) -> None:
    letter = EmailMessage()

    with pytest.raises(error):
        Smtp(Mail(host=server.host, port=server.port, security=security)).send(letter, ["b@example.invalid"])

    assert office.letters == []
