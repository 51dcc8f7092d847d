"""Whether the scheduler is alive: a silent one is the worst failure, for then nobody is told of anything."""

from datetime import timedelta

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from referral.kernel.clock import Clock
from referral.sla.models import HEARTBEAT
from referral.sla.queries import last_beat

SCHEDULER = "scheduler"
LONGEST_SILENCE = timedelta(minutes=2)


def beat(session: Session, clock: Clock) -> None:
    """Say that the scheduler is alive now."""
    connection = session.connection()
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    alive = insert(HEARTBEAT).values(name=SCHEDULER, beat_at=clock.now())
    connection.execute(
        alive.on_conflict_do_update(index_elements=["name"], set_={"beat_at": alive.excluded.beat_at})
    )


def is_silent(session: Session, clock: Clock) -> bool:
    """Say whether the scheduler has not been heard of for two minutes, or ever."""
    heard = last_beat(session, SCHEDULER)
    return heard is None or clock.now() - heard > LONGEST_SILENCE
