"""Long lists are shown in pages that know where they are."""

import pytest

from referral.kernel.paging import Page, Window


@pytest.mark.parametrize(
    ("number", "items", "before", "after"),
    [
        pytest.param(1, 10, None, 2, id="the first of three"),
        pytest.param(2, 10, 1, 3, id="the second of three"),
        pytest.param(3, 5, 2, None, id="the last of three"),
        pytest.param(9, 0, 8, 10, id="one beyond the end"),
    ],
)
def test_a_page_knows_its_neighbours(number: int, items: int, before: int | None, after: int | None) -> None:
    page = Page(tuple(range(items)), 25 if number < 9 else 100, Window(number, 10))

    assert (page.previous, page.next) == (before, after)


def test_a_window_begins_after_the_pages_before() -> None:
    assert (Window().offset, Window(3, 20).offset) == (0, 40)
