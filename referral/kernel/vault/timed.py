"""A memory that forgets: bounded in size and in time, safe to share between threads. It knows no keys."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")

Monotonic = Callable[[], float]
"""Seconds that never go back, from wherever they are counted."""


class TimedMemory(Generic[K, V]):
    """Keeps values for so many seconds after they were put in, and at most so many of them."""

    def __init__(self, seconds: float, capacity: int, monotonic: Monotonic) -> None:
        self._seconds = seconds
        self._capacity = capacity
        self._monotonic = monotonic
        self._lock = threading.Lock()
        # Every value lives equally long, so the oldest is always the first to go.
        self._kept: OrderedDict[K, tuple[float, V]] = OrderedDict()

    def get(self, key: K) -> V | None:
        """Give the value, or nothing when it was never there or has been forgotten."""
        return self.get_all((key,)).get(key)

    def get_all(self, keys: Iterable[K]) -> dict[K, V]:
        """Give the values that are there and have not been forgotten."""
        with self._lock:
            self._forget_the_old()
            return {key: self._kept[key][1] for key in keys if key in self._kept}

    def put(self, key: K, value: V) -> None:
        """Keep a value from now on."""
        with self._lock:
            self._kept.pop(key, None)
            self._kept[key] = (self._monotonic() + self._seconds, value)
            self._forget_the_old()

    def drop(self, key: K) -> None:
        """Forget a value at once."""
        with self._lock:
            self._kept.pop(key, None)

    def forget_the_old(self) -> None:
        """Forget what has been kept long enough, although nobody asks for it."""
        with self._lock:
            self._forget_the_old()

    def __len__(self) -> int:
        return len(self._kept)

    def _forget_the_old(self) -> None:
        now = self._monotonic()
        while self._kept:
            ends, _ = self._kept[next(iter(self._kept))]
            if ends > now and len(self._kept) <= self._capacity:
                return
            self._kept.popitem(last=False)
