"""What people type on the pages of support, read without a page: agreed services, and what a form offers."""

from datetime import date

import pytest

from referral.support.cards import AgreedService
from referral.support.forms import agreed


@pytest.mark.parametrize(
    ("line", "service"),
    [
        pytest.param("tâm lý", "tâm lý", id="a name alone"),
        pytest.param("tâm lý | Trung tâm", AgreedService("tâm lý", "Trung tâm"), id="and who gives it"),
        pytest.param(
            "may|Trường nghề|1/9/2026|30/06/2027",
            AgreedService("may", "Trường nghề", date(2026, 9, 1), date(2027, 6, 30)),
            id="and from when until when",
        ),
        pytest.param(
            "may | | | 30/06/2027", AgreedService("may", to_on=date(2027, 6, 30)), id="only until when"
        ),
    ],
)
def test_an_agreed_service_is_read_as_it_is_written(line: str, service: str | AgreedService) -> None:
    assert agreed(line) == service


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("may | trường | tháng chín", id="a day in words"),
        pytest.param("may | trường | 31/02/2026", id="a day that is none"),
        pytest.param("may | trường | 01/09/2026 | 30/06/2027 | thêm", id="more than there is room for"),
    ],
)
def test_a_line_that_cannot_be_read_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        agreed(line)
