"""Messages written in the deed's transaction and sent after it. It sends nothing and names nobody.

A message holds references, ids and times; who receives it is resolved by the sender, which lives above.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    JSON,
    Index,
    String,
    Table,
    Update,
    func,
    literal_column,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from referral.kernel.clock import Clock
from referral.kernel.database import Base, Database
from referral.kernel.errors import Conflict
from referral.kernel.references import new_id

MOST_ATTEMPTS = 10
"""After so many failures a message is dead, and an alarm is raised instead."""
LEASE_SECONDS = 60
"""How long a sender may take before its messages are offered to another."""
FIRST_WAIT_SECONDS = 30
LONGEST_WAIT_SECONDS = 60 * 60
"""The wait doubles with each failure, up to an hour."""

Payload = Mapping[str, str | int | None]
"""References, ids and times. Never a name, never a story."""


class MessageState(StrEnum):
    """What has become of a message."""

    WAITING = "waiting"
    """To be sent, or to be tried again."""
    SENT = "sent"
    """Handed over to whoever delivers it."""
    DEAD = "dead"
    """Given up after the last attempt; somebody must look."""
    SUPERSEDED = "superseded"
    """Overtaken by another before it was sent."""


# Written out, not bound: an engine uses a partial index only if it sees the same words.
_IS_WAITING = text("state = 'waiting'")


class OutboxRow(Base):
    """A message, kept after it was sent so that its key is never used twice."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_waiting", "next_attempt_at", sqlite_where=_IS_WAITING, postgresql_where=_IS_WAITING),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    dedupe_key: Mapped[str] = mapped_column(String(200), unique=True)
    channel: Mapped[str] = mapped_column(String(30))
    payload: Mapped[dict[str, str | int | None]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(20))
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(String(200))


_TABLE: Table = Base.metadata.tables[OutboxRow.__tablename__]


@dataclass(frozen=True, slots=True)
class Message:
    """A message to be put into the outbox."""

    dedupe_key: str
    """The same key is taken once and never again, whatever becomes of its message."""
    channel: str
    payload: Payload
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message one sender holds, until its lease ends."""

    id: UUID
    dedupe_key: str
    channel: str
    payload: Payload
    attempts: int
    """Which attempt this is, from 1 on; a later claim has a higher one, so it also tells leases apart."""
    created_at: datetime


class LeaseLost(Conflict):
    """The lease ended, and the message is somebody else's or was sent already; undo what was done for it."""

    code, title = "lease-lost", "This message is no longer yours to send"
    message = "This message is no longer yours to send."
    is_recorded = False


_LEASE: Mapping[str, tuple[str, str]] = {
    "postgresql": ("clock_timestamp()", f"clock_timestamp() + interval '{LEASE_SECONDS} seconds'"),
    "sqlite": (
        "strftime('%Y-%m-%d %H:%M:%f000', 'now')",
        f"strftime('%Y-%m-%d %H:%M:%f000', 'now', '+{LEASE_SECONDS} seconds')",
    ),
}
"""Now, and the end of a lease that begins now: by the database's time, for senders' own may differ."""


def put(session: Session, clock: Clock, *messages: Message) -> list[str]:
    """Add messages to the deed's transaction; gives the keys that were new, for the others were there."""
    if not messages:
        return []
    now, connection = clock.now(), session.connection()
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    taken = insert(_TABLE).on_conflict_do_nothing(index_elements=["dedupe_key"])
    rows = [_row(clock, now, message) for message in messages]
    return list(connection.scalars(taken.returning(_TABLE.c.dedupe_key), rows))


def claim(database: Database, clock: Clock, limit: int = 100) -> list[Claimed]:
    """Take messages that are due, oldest first, so that no other sender has them while the lease lasts.

    Due is judged by the clock given; leases by the database's own time.
    """
    with database.session() as session:
        found = session.connection().execute(_claiming(session.get_bind().dialect.name, clock.now(), limit))
        claimed = sorted(found.all(), key=lambda row: row.next_attempt_at)
        session.commit()
    return [Claimed(*row[:-1]) for row in claimed]


def mark_sent(session: Session, clock: Clock, message: Claimed) -> None:
    """Record in the caller's transaction that a message was sent; what it causes there happens once.

    :raises LeaseLost: if another sender has it by now
    """
    _settle(session, message, state=MessageState.SENT, sent_at=clock.now(), lease_until=None, error=None)


def mark_failed(session: Session, clock: Clock, message: Claimed, error: str) -> MessageState:
    """Record that an attempt failed, and say whether it will be tried again.

    :param error: the kind of failure, like the name of an exception; never its text, which may be personal
    :raises LeaseLost: if another sender has it by now
    """
    state = MessageState.DEAD if message.attempts >= MOST_ATTEMPTS else MessageState.WAITING
    next_attempt_at = clock.now() + timedelta(seconds=_wait_seconds(message.attempts))
    _settle(
        session,
        message,
        state=state,
        next_attempt_at=next_attempt_at,
        lease_until=None,
        error=error[:200],
    )
    return state


def supersede(session: Session, dedupe_keys: Collection[str]) -> int:
    """Withdraw messages that were overtaken before they were sent; gives how many."""
    waiting = update(_TABLE).where(_TABLE.c.dedupe_key.in_(dedupe_keys), _IS_WAITING)
    return session.connection().execute(waiting.values(state=MessageState.SUPERSEDED)).rowcount


def next_attempt_at(session: Session) -> datetime | None:
    """Say when the next message is due, so that a sender may sleep until then."""
    return session.scalar(select(func.min(OutboxRow.next_attempt_at)).where(_IS_WAITING))


def counts(session: Session) -> dict[MessageState, int]:
    """Say how many messages are in each state, for health checks."""
    found = session.execute(select(OutboxRow.state, func.count()).group_by(OutboxRow.state))
    return dict.fromkeys(MessageState, 0) | {MessageState(state): count for state, count in found}


def _row(clock: Clock, now: datetime, message: Message) -> dict[str, object]:
    return {
        "id": new_id(clock),
        "dedupe_key": message.dedupe_key,
        "channel": message.channel,
        "payload": dict(message.payload),
        "state": MessageState.WAITING,
        "attempts": 0,
        "next_attempt_at": message.not_before or now,
        "created_at": now,
    }


def _claiming(dialect: str, now: datetime, limit: int) -> Update:
    row = _TABLE.c
    present, lease_end = (literal_column(moment, row.lease_until.type) for moment in _LEASE[dialect])
    due = (
        select(row.id)
        .where(_IS_WAITING, row.next_attempt_at <= now)
        .where(or_(row.lease_until.is_(None), row.lease_until <= present))
        .order_by(row.next_attempt_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    taken = update(_TABLE).where(row.id.in_(due)).values(lease_until=lease_end, attempts=row.attempts + 1)
    return taken.returning(
        row.id, row.dedupe_key, row.channel, row.payload, row.attempts, row.created_at, row.next_attempt_at
    )


def _settle(session: Session, message: Claimed, **values: object) -> None:
    mine = update(_TABLE).where(_TABLE.c.id == message.id, _TABLE.c.attempts == message.attempts, _IS_WAITING)
    if session.connection().execute(mine.values(**values)).rowcount != 1:
        raise LeaseLost


def _wait_seconds(attempts: int) -> int:
    return min(FIRST_WAIT_SECONDS << attempts - 1, LONGEST_WAIT_SECONDS)
