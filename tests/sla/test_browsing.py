"""The law as people read it: of cases it knows only how many clocks run, and only of one's own scope."""

import pytest
from sqlalchemy.orm import Session

from referral.kernel.clock import StoppedClock
from referral.kernel.errors import NotAllowed, NotFound
from referral.kernel.permissions import ANONYMOUS, Permission
from referral.kernel.references import new_id
from referral.sla.services import browsing, law
from referral.sla.services.law import NewLimit, Switch
from tests.sla.conftest import WEDNESDAY, Province, Starting
from workflows.vocabulary import Role


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param("so-y-te", 2, id="a duty of its own, and of those below it"),
        pytest.param("ubnd-xa", 1, id="the person it holds"),
        pytest.param("bien-phong-tinh", 1, id="the holder below it"),
        pytest.param("cong-an-tinh", 0, id="nothing of its own"),
        pytest.param("thanh-tra", 2, id="oversight counts all"),
    ],
)
def test_open_clocks_are_counted_within_ones_own_scope(
    session: Session,
    clock: StoppedClock,
    province: Province,
    start: Starting,
    code: str,
    expected: int,
) -> None:
    start("initial_verification")
    start("initial_verification", case_id=new_id(clock), holder_id=province["don-bien-phong"])

    book = browsing.law_book(session, clock, province.actor(code, Role.SUPERVISOR))

    counted = {line.row.name: line.open_clocks for line in book.in_force}
    assert counted["initial_verification"] == expected
    assert counted["lodging"] == 0


def test_a_rule_shows_what_stands_and_what_was_decided(
    session: Session, clock: StoppedClock, province: Province
) -> None:
    keeper = province.actor("thanh-tra", Role.ADMINISTRATOR)
    tomorrow = WEDNESDAY.date().replace(day=9)
    law.set_limit(session, clock, keeper, NewLimit("lodging", "51", 90, "Nghị quyết 3/HĐND", tomorrow))
    law.switch(
        session, clock, keeper, Switch("reflection_period", is_on=True, source="-", effective_on=tomorrow)
    )

    lodging = browsing.rule_page(session, clock, keeper, "lodging")
    reflection = browsing.rule_page(session, clock, keeper, "reflection_period")

    assert [line.row.amount for line in lodging.lines] == [120, 60]
    assert [(change.amount, change.source) for change in lodging.changes] == [(90, "Nghị quyết 3/HĐND")]
    assert (lodging.is_switchable, lodging.limit) == (False, (120, "days"))
    assert (reflection.is_switchable, reflection.is_on, reflection.lines) == (True, False, ())


def test_a_year_without_data_and_a_rule_without_rows_are_not_found(
    session: Session, clock: StoppedClock, province: Province
) -> None:
    reader = province.actor("ubnd-xa", Role.OFFICER)

    with pytest.raises(NotFound):
        browsing.calendar_year(session, clock, reader, 1999)
    with pytest.raises(NotFound):
        browsing.rule_page(session, clock, reader, "nothing_like_it")
    assert browsing.calendar_year(session, clock, reader).working_days == 249


def test_nobody_reads_who_has_not_signed_in_nor_changes_who_may_not(
    session: Session, clock: StoppedClock, province: Province
) -> None:
    supervisor = province.actor("so-y-te", Role.SUPERVISOR)

    with pytest.raises(NotAllowed):
        browsing.law_book(session, clock, ANONYMOUS)
    with pytest.raises(NotAllowed):
        browsing.rule_page(session, clock, supervisor, "lodging", Permission.LAW_CHANGE)
