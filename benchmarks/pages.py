"""Opening a case among very many against among few: what a page costs must not grow with the shelf."""

from collections.abc import Callable

from benchmarks.measuring import Ratio, compare
from benchmarks.world import World, clone_case, durable_world
from referral.casework.services import reading, steps
from referral.kernel.transaction import deed
from referral.support import services as support
from workflows.vocabulary import Purpose

FEW, MANY = 1_000, 100_000
PAIRS = 60
BOUND = 1.2


def open_case(world: World, refs: list[str]) -> Callable[[], object]:
    """Give a deed that reads everything the page of a case shows, for one case after the other."""
    story, actor = world.story, world.story.province.actor("so-y-te")
    turn = iter(refs * 10_000)

    def read() -> None:
        ref = next(turn)
        with deed(world.database, story.clock, actor) as session:
            at_hand = (session, story.clock, actor, ref)
            reading.read_case(*at_hand, Purpose.PROTECTION)
            reading.clocks_of(*at_hand)
            reading.custody_of(*at_hand)
            reading.timeline_of(*at_hand)
            steps.options(*at_hand)
            support.of_case(*at_hand, Purpose.PROTECTION)

    return read


def measure(few: int = FEW, many: int = MANY, pairs: int = PAIRS) -> list[Ratio]:
    """Compare the two shelves on SQLite, in one run."""
    with durable_world() as small, durable_world() as large:
        readers = []
        for world, count in ((small, few), (large, many)):
            refs = [world.story.verified() for _ in range(20)]
            clone_case(world.database.engine, refs[0], count, world.keystore)
            readers.append(open_case(world, refs))
            for _ in refs:
                readers[-1]()
        name = f"SQLite: opening a case among {many:,} / among {few:,}"
        return [compare(name, readers[1], readers[0], pairs=pairs, bound=BOUND)]
