"""A progress bar for those who wait at a terminal. It draws, and knows nothing of what is done."""

import time
from collections.abc import Callable
from typing import TextIO

WIDTH = 40
SECONDS_BEFORE_A_BAR = 2


class Bar:
    """A progress bar, on a terminal alone, and only if it takes longer than two seconds."""

    def __init__(self, stream: TextIO, monotonic: Callable[[], float] = time.monotonic) -> None:
        """Take where to draw, and a clock that only measures."""
        self._stream, self._monotonic = stream, monotonic
        self._began_at = monotonic()

    def __call__(self, done: int, total: int) -> None:
        """Draw how far it is; the last drawing ends the line."""
        is_slow = self._monotonic() - self._began_at > SECONDS_BEFORE_A_BAR
        if is_slow and self._stream.isatty():
            filled = "#" * (WIDTH * done // total)
            end = "\n" if done == total else ""
            self._stream.write(f"\r[{filled:<{WIDTH}}] {done:,} of {total:,} entries{end}")
            self._stream.flush()
