"""Pages of long lists: how many, which, and whether there are more. It knows no query."""

from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")

PER_PAGE = 50
PER_PAGE_MOST = 200


@dataclass(frozen=True, slots=True)
class Window:
    """Which part of a list is asked for; pages count from 1."""

    page: int = 1
    per_page: int = PER_PAGE

    @property
    def offset(self) -> int:
        """How many items come before it."""
        return (self.page - 1) * self.per_page


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """One page of a list, with the number of all items and of the next page, if any."""

    items: tuple[Item, ...]
    total: int
    window: Window

    @property
    def next(self) -> int | None:
        """Give the next page's number, or nothing on the last."""
        return self.window.page + 1 if self.window.offset + len(self.items) < self.total else None

    @property
    def previous(self) -> int | None:
        """Give the number of the page before, or nothing on the first."""
        return self.window.page - 1 if self.window.page > 1 else None
