"""A province's stricter limits and what is switched on: from the next day, with a source, never looser."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from referral.kernel.clock import StoppedClock
from referral.kernel.errors import InvalidInput, LawRefused, NotAllowed, NotFound
from referral.kernel.permissions import Actor
from referral.sla.models import LAW_CHANGE
from referral.sla.services import law
from referral.sla.services.law import NewLimit, Switch
from tests.sla.conftest import WEDNESDAY, Province
from tests.sla.conftest import rule as in_force
from workflows.clocks import ClockChanges
from workflows.rulebook import rules
from workflows.vocabulary import Role

TOMORROW = WEDNESDAY.date() + timedelta(days=1)
STRICTER = NewLimit("initial_verification", "51", 2, "Quyết định 12/QĐ-UBND", TOMORROW)
EMERGENCY_STAY = Switch("facility_emergency_stay", is_on=True, source="Công văn 5/SYT", effective_on=TOMORROW)


@pytest.fixture
def keeper(province: Province) -> Actor:
    return province.actor("thanh-tra", Role.ADMINISTRATOR)


def test_a_stricter_limit_holds_from_its_day_in_its_province(
    session: Session, clock: StoppedClock, keeper: Actor
) -> None:
    law.set_limit(session, clock, keeper, STRICTER)
    rule = in_force("initial_verification")

    found = [
        law.here(session, where, on).applied(rule)
        for where, on in (("51", WEDNESDAY.date()), ("51", TOMORROW), ("48", TOMORROW))
    ]

    assert [one.limit[0] for one in found] == [3, 2, 3]
    assert found[1].basis.endswith("mức 2 của tỉnh theo Quyết định 12/QĐ-UBND")


def test_what_was_decided_last_stands_and_a_switch_can_be_undone(
    session: Session, clock: StoppedClock, keeper: Actor
) -> None:
    law.switch(session, clock, keeper, EMERGENCY_STAY)
    law.set_limit(session, clock, keeper, replace(STRICTER, amount=1))
    clock.move(minutes=1)
    law.switch(session, clock, keeper, replace(EMERGENCY_STAY, is_on=False, effective_on=date(2026, 8, 1)))
    law.set_limit(session, clock, keeper, STRICTER)

    july, august = (law.read(session, "51", day) for day in (TOMORROW, date(2026, 8, 1)))

    assert july.switched_on == {"facility_emergency_stay"}
    assert not august.switched_on
    assert july.limits["initial_verification"].amount == 2
    assert law.switched_on(session, TOMORROW) == {"facility_emergency_stay"}


def test_a_rule_that_was_switched_on_names_the_paper(
    session: Session, clock: StoppedClock, keeper: Actor
) -> None:
    law.switch(session, clock, keeper, EMERGENCY_STAY)
    (stay,) = (rule for rule in rules() if rule.name == EMERGENCY_STAY.name)

    changes = law.here(session, "51", TOMORROW).adapt(ClockChanges((stay,), (), ()))

    assert changes.start[0].basis.endswith("bật theo Công văn 5/SYT")
    assert law.here(session, "51", WEDNESDAY.date()).adapt(changes) is changes


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        pytest.param(replace(STRICTER, amount=4), LawRefused, id="longer than the law"),
        pytest.param(replace(STRICTER, name="notify_health", amount=5), LawRefused, id="later than at once"),
        pytest.param(replace(STRICTER, effective_on=WEDNESDAY.date()), InvalidInput, id="today"),
        pytest.param(replace(STRICTER, source=""), InvalidInput, id="no source"),
        pytest.param(replace(STRICTER, amount=0), InvalidInput, id="nothing left"),
        pytest.param(replace(STRICTER, province_code="00"), InvalidInput, id="no such province"),
        pytest.param(replace(STRICTER, name="nothing_like_it"), NotFound, id="no such rule"),
        pytest.param(replace(EMERGENCY_STAY, source=""), InvalidInput, id="a switch without a source"),
        pytest.param(replace(EMERGENCY_STAY, name="lodging"), NotFound, id="a switch of what is law"),
    ],
)
def test_what_the_law_does_not_allow_changes_nothing(
    session: Session,
    clock: StoppedClock,
    keeper: Actor,
    asked: NewLimit | Switch,
    expected: type[Exception],
) -> None:
    with pytest.raises(expected):
        _ask(session, clock, keeper, asked)

    assert session.execute(select(LAW_CHANGE)).all() == []


def test_a_refused_limit_names_the_article(session: Session, clock: StoppedClock, keeper: Actor) -> None:
    with pytest.raises(LawRefused) as refused:
        law.set_limit(session, clock, keeper, replace(STRICTER, amount=4))

    (refusal,) = refused.value.refusals
    assert refusal.basis == in_force("initial_verification").basis
    assert "3 ngày" in refusal.because.vi


def test_a_local_target_is_the_provinces_own(session: Session, clock: StoppedClock, keeper: Actor) -> None:
    law.set_limit(session, clock, keeper, replace(STRICTER, name="full_verification", amount=25))

    applied = law.here(session, "51", TOMORROW).applied(in_force("full_verification"))

    assert applied.limit[0] == 25


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_nobody_but_an_administrator_changes_the_law(
    session: Session, clock: StoppedClock, province: Province, role: Role
) -> None:
    with pytest.raises(NotAllowed):
        law.switch(session, clock, province.actor("so-y-te", role), EMERGENCY_STAY)


def _ask(session: Session, clock: StoppedClock, keeper: Actor, asked: NewLimit | Switch) -> None:
    if isinstance(asked, NewLimit):
        return law.set_limit(session, clock, keeper, asked)
    return law.switch(session, clock, keeper, asked)
