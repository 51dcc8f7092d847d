"""One tick of the clocks over many open ones against few, with as many due: it must cost what is due."""

from datetime import timedelta

from sqlalchemy import insert, select, update

from benchmarks.measuring import Ratio, compare
from benchmarks.world import START, World, durable_world
from referral.kernel.references import new_id
from referral.kernel.transaction import deed
from referral.schema import METADATA
from referral.sla.services import alerts

FEW, MANY, DUE = 1_000, 100_000, 1_000
PAIRS = 7
BOUND = 1.2
FAR = timedelta(days=400)


def fill(world: World, count: int) -> None:
    """Multiply one clock; none of them falls due for more than a year."""
    clock = METADATA.tables["clock"]
    world.story.reports("don-bien-phong")
    with world.database.engine.begin() as connection:
        row = connection.execute(select(clock).limit(1)).one()._asdict()
        row |= {"warn_at": START + FAR, "due_at": START + FAR, "next_at": START + FAR}
        for begin in range(0, count, 5_000):
            copies = [{**row, "id": new_id(world.story.clock)} for _ in range(min(5_000, count - begin))]
            connection.execute(insert(clock), copies)


def make_due(world: World, count: int) -> None:
    """Let so many of them fall due now, with nobody told yet."""
    clock = METADATA.tables["clock"]
    now = world.story.clock.now()
    with world.database.engine.begin() as connection:
        connection.execute(update(clock).where(clock.c.next_at < START + FAR).values(next_at=START + FAR))
        chosen = connection.execute(select(clock.c.id).where(clock.c.level == 0).limit(count)).scalars().all()
        past = now - timedelta(minutes=1)
        connection.execute(
            update(clock).where(clock.c.id.in_(chosen)).values(next_at=past, warn_at=past, due_at=past)
        )


def tick(world: World) -> None:
    """Sweep once."""
    with deed(world.database, world.story.clock) as session:
        alerts.sweep(session, world.story.clock)


def measure(few: int = FEW, many: int = MANY, due: int = DUE, pairs: int = PAIRS) -> list[Ratio]:
    """Compare the two on SQLite, in one run; making clocks due again is not timed."""
    with durable_world() as small, durable_world() as large:
        fill(small, few + due * (pairs + 2))
        fill(large, many)
        ratios = []
        for _ in range(pairs):
            make_due(small, due)
            make_due(large, due)
            ratios.append(compare("", lambda: tick(large), lambda: tick(small), pairs=1))
        ratios.sort(key=lambda ratio: ratio.ratio)
        middle = ratios[len(ratios) // 2]
        name = f"SQLite: a tick over {many:,} open and {due:,} due / over {few:,}"
        return [Ratio(name, middle.ratio, middle.ours_us, middle.theirs_us, BOUND, pairs)]
