"""One step of a journey, whole and durable, against a bare ORM update of one row in one commit."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Engine, String
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from benchmarks.measuring import Ratio, compare
from benchmarks.world import World, durable_world
from referral.casework.cards import StepRequest
from referral.casework.services import steps
from tests.storyteller import PAPER
from workflows.vocabulary import StepName

PAIRS = 150
WARM = 20


class Bare(DeclarativeBase):
    """The root of the bare row."""


class BareCase(Bare):
    """A row with nothing to it: what a step could cost at least."""

    __tablename__ = "bare_case"

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(String(24))
    version: Mapped[int]


def bare_update(engine: Engine) -> Iterator[None]:
    """Update one row through the ORM, one commit each time."""
    Bare.metadata.create_all(engine)
    with Session(engine) as session:
        session.merge(BareCase(id=1, state="reported", version=1))
        session.commit()
    while True:
        with Session(engine) as session:
            row = session.get_one(BareCase, 1)
            row.version += 1
            row.state = "received" if row.state == "reported" else "reported"
            session.commit()
        yield


def measure(url: str | None = None, pairs: int = PAIRS) -> list[Ratio]:
    """Measure the steps of verification on one engine."""
    where = "PostgreSQL" if url else "SQLite"
    with durable_world(url) as world:
        bare = bare_update(world.database.engine)
        refs = [world.story.verified() for _ in range(pairs + WARM)]
        finding: dict[str, Any] = {"finding": "Lời khai khớp với thông tin của đồn biên phòng."}
        asked = _steps(world, refs, "so-y-te", StepName.REQUEST_FULL_VERIFICATION, finding)
        concluded = _steps(
            world, refs, "cong-an-tinh", StepName.IDENTIFY, {"grounds": ["rescuing_body"], "paper": PAPER}
        )
        return [
            _against(bare, asked, f"{where}: request_full_verification / bare ORM update", pairs, 2.0),
            _against(bare, concluded, f"{where}: identify / bare ORM update", pairs, None),
        ]


def _against(
    bare: Iterator[None], asked: Iterator[None], name: str, pairs: int, bound: float | None
) -> Ratio:
    for _ in range(WARM):
        next(bare)
        next(asked)
    return compare(name, lambda: next(asked), lambda: next(bare), pairs=pairs, bound=bound)


def _steps(world: World, refs: list[str], code: str, step: StepName, data: dict[str, Any]) -> Iterator[None]:
    story, actor = world.story, world.story.province.actor(code)
    versions = None
    for ref in refs:
        versions = versions or {other: story.version(other) for other in refs}
        story.by(actor, steps.take_step, ref, StepRequest(step, data=data), versions[ref])
        yield
