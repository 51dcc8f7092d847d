"""How far a long command is, drawn on a terminal. It is drawn nowhere else, and no work is done here."""

import time
from collections.abc import Callable
from typing import TextIO

WIDTH = 40
SECONDS_BEFORE_A_BAR = 2


class Bar:
    """A progress bar, on a terminal alone, and only if it takes longer than two seconds."""

    def __init__(self, stream: TextIO, of_what: str, monotonic: Callable[[], float] = time.monotonic) -> None:
        """Take where to draw, what is counted, and a clock that only measures."""
        self._stream, self._of_what, self._monotonic = stream, of_what, monotonic
        self._began_at = monotonic()

    def __call__(self, done: int, total: int) -> None:
        """Draw how far it is; the last drawing ends the line."""
        is_slow = self._monotonic() - self._began_at > SECONDS_BEFORE_A_BAR
        if is_slow and total and self._stream.isatty():
            filled = "#" * (WIDTH * done // total)
            end = "\n" if done == total else ""
            self._stream.write(f"\r[{filled:<{WIDTH}}] {done:,} of {total:,} {self._of_what}{end}")
            self._stream.flush()
