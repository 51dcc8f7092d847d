"""How much one case may hold, up to the last byte and the last file."""

import pytest

from workflows.files import BYTES_MOST, CASE_IS_FULL, FILES_MOST, room_for


@pytest.mark.parametrize(
    ("files", "stored", "more", "has_room"),
    [
        pytest.param(0, 0, 1, True, id="the first file"),
        pytest.param(FILES_MOST - 1, 0, 1, True, id="the last file"),
        pytest.param(FILES_MOST, 0, 1, False, id="one file more"),
        pytest.param(1, BYTES_MOST - 1, 1, True, id="the last byte"),
        pytest.param(1, BYTES_MOST, 1, False, id="one byte more"),
    ],
)
def test_a_case_has_room_up_to_its_limits(files: int, stored: int, more: int, has_room: bool) -> None:
    assert room_for(files, stored, more) is (None if has_room else CASE_IS_FULL)
