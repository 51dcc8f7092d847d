"""`python -m benchmarks`: prints every ratio of one run and writes them to `benchmarks.json`."""

import argparse
import dataclasses
import json
import platform
import sys
import tempfile
from pathlib import Path

from benchmarks import pages, steps, ticks
from benchmarks.measuring import Ratio
from benchmarks.torture import own_postgresql

FILE = Path("benchmarks.json")


def main() -> None:
    """Measure, print, write; the exit code says whether every bound was kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few pairs: to see that it runs, not to quote")
    quick: bool = parser.parse_args().quick
    ratios: list[Ratio] = []
    ratios += told(steps.measure(pairs=20 if quick else steps.PAIRS))
    with tempfile.TemporaryDirectory() as name, own_postgresql(Path(name)) as url:
        ratios += told(steps.measure(url, pairs=20 if quick else steps.PAIRS))
    ratios += told(pages.measure(many=5_000, pairs=10) if quick else pages.measure())
    ratios += told(ticks.measure(many=5_000, due=100, pairs=3) if quick else ticks.measure())
    machine = {"python": platform.python_version(), "machine": platform.machine()}
    FILE.write_text(
        json.dumps({**machine, "ratios": [dataclasses.asdict(ratio) for ratio in ratios]}, indent=2), "utf-8"
    )
    sys.exit(0 if all(ratio.bound is None or ratio.ratio <= ratio.bound for ratio in ratios) else 1)


def told(ratios: list[Ratio]) -> list[Ratio]:
    """Print ratios as they come."""
    for ratio in ratios:
        print(ratio.line(), flush=True)
    return ratios


if __name__ == "__main__":
    main()
