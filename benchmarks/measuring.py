"""How two things are compared: in turn, pair by pair, by the median; the machine's drift cancels out."""

import gc
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Ratio:
    """How much one thing costs against another in the same run."""

    name: str
    ratio: float
    ours_us: float
    theirs_us: float
    bound: float | None
    pairs: int

    def line(self) -> str:
        """Say it in one line."""
        bound = (
            ""
            if self.bound is None
            else f"  (bound {self.bound:g}: {'kept' if self.ratio <= self.bound else 'MISSED'})"
        )
        spent = f"{self.ours_us:9.0f} µs against {self.theirs_us:9.0f} µs"
        return f"{self.name:<62} {self.ratio:6.2f} ×  {spent}{bound}"


def compare(
    name: str,
    ours: Callable[[], object],
    theirs: Callable[[], object],
    *,
    pairs: int,
    bound: float | None = None,
) -> Ratio:
    """Run both in turn and give the median of the pairs' ratios."""
    spent: list[tuple[float, float]] = []
    gc.collect()
    gc.disable()
    try:
        for turn in range(pairs):
            first, second = (ours, theirs) if turn % 2 == 0 else (theirs, ours)
            one, two = _timed(first), _timed(second)
            spent.append((one, two) if turn % 2 == 0 else (two, one))
    finally:
        gc.enable()
    ratio = statistics.median(mine / other for mine, other in spent)
    return Ratio(
        name,
        ratio,
        _median_us(mine for mine, _ in spent),
        _median_us(other for _, other in spent),
        bound,
        pairs,
    )


def _timed(act: Callable[[], object]) -> float:
    begin = time.perf_counter()
    act()
    return time.perf_counter() - begin


def _median_us(seconds: Iterable[float]) -> float:
    return statistics.median(seconds) * 1e6
