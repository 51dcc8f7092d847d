"""Worlds told once and opened again at the same page, so that a hundred tests begin where one story got to.

Nothing here knows what is told. A page is opened only where nothing but pages came before it: one commit in
between, one connection still out, and the story is told in full.
"""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar, cast

from sqlalchemy import Engine
from sqlalchemy.pool import QueuePool

from referral.kernel.clock import StoppedClock
from tests.postgresql import keep_rows

Given = TypeVar("Given")
Page = tuple[object, ...]
"""Everything told since the world was empty, and when."""


@dataclass(frozen=True)
class Kept:
    """A world as it stood at the end of a page, and what the telling gave."""

    given: object
    at: datetime
    folder: Path
    rows: str
    """What puts them back where they are in no file."""


@dataclass(frozen=True)
class Library:
    """Every page kept by this worker, and a folder for them."""

    folder: Path
    kept: dict[Page, Kept]


class Shelf:
    """One test's way to the library: it knows at which page its world stands, if at any."""

    def __init__(
        self, library: Library, instance: Path, engines: Sequence[Engine], clock: StoppedClock
    ) -> None:
        """Take an empty world: its folder, the engines of its databases, the main one last, and its clock."""
        self._library, self._instance, self._engines, self._clock = library, instance, engines, clock
        self._is_a_file = engines[-1].dialect.name == "sqlite"
        self._page: Page | None = (self._is_a_file,)

    def soil(self, *_: object) -> None:
        """Note that something was stored."""
        self._page = None

    def tell(self, key: Page, telling: Callable[[], Given]) -> Given:
        """Give what a telling gives, and leave the world as it leaves it; tell it only if nobody has."""
        page = self._next(key)
        if page is None:
            return telling()
        kept = self._library.kept.get(page)
        if kept is None:
            given = telling()
            self._keep(page, given)
            return given
        self._open(page, kept)
        return cast("Given", kept.given)

    def _next(self, key: Page) -> Page | None:
        if self._page is None or self._is_in_use():
            return None
        page = (*self._page, *key, self._clock.now())
        try:
            hash(page)
        except TypeError:
            return None
        return page

    def _keep(self, page: Page, given: object) -> None:
        if self._is_in_use():
            return
        number = len(self._library.kept)
        rows = "" if self._is_a_file else keep_rows(self._engines[-1], f"shelf_{number}")
        self._close_files()
        folder = shutil.copytree(self._instance, self._library.folder / str(number))
        self._library.kept[page] = Kept(given, self._clock.now(), folder, rows)
        self._page = page

    def _open(self, page: Page, kept: Kept) -> None:
        self._close_files()
        shutil.rmtree(self._instance)
        shutil.copytree(kept.folder, self._instance)
        if kept.rows:
            with self._engines[-1].begin() as connection:
                connection.exec_driver_sql(kept.rows)
        self._clock.set(kept.at)
        self._page = page

    def _is_in_use(self) -> bool:
        return any(cast("QueuePool", engine.pool).checkedout() for engine in self._engines)

    def _close_files(self) -> None:
        for engine in self._engines:
            if engine.dialect.name == "sqlite":
                engine.dispose()
