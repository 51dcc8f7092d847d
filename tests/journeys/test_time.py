"""The worked examples of the Civil Code's time limits, through real cases (Articles 147 and 148).

Thursday 7 May 2026 and three days make Sunday, so Monday; Friday before Tết and three days make the Monday
after it. Hours run on over any day of rest.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from referral.casework.services import reading
from referral.kernel.clock import VIETNAM
from referral.sla.cards import ClockCard
from referral.support import services as support
from referral.support.cards import ChildPlanDraft
from tests.factories import a_childs, intake
from tests.storyteller import Storyteller
from workflows.vocabulary import StepName

END_OF_DAY = timedelta(hours=23, minutes=59, seconds=59)


def clock_of(story: Storyteller, code: str, ref: str, rule: str) -> ClockCard:
    found = story.by(story.officer(code), reading.clocks_of, ref)
    return next(clock for clock in found if clock.rule == rule)


def the_end_of(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), VIETNAM) + END_OF_DAY


@pytest.mark.parametrize(
    ("event", "due_on"),
    [
        pytest.param(datetime(2026, 5, 7, 9, tzinfo=VIETNAM), date(2026, 5, 11), id="Sunday, so Monday"),
        pytest.param(
            datetime(2026, 2, 13, 9, tzinfo=VIETNAM), date(2026, 2, 23), id="Tết, so the Monday after"
        ),
        pytest.param(
            datetime(2026, 7, 6, 23, 50, tzinfo=VIETNAM), date(2026, 7, 9), id="late in the evening"
        ),
        pytest.param(
            datetime(2026, 7, 6, 0, 10, tzinfo=VIETNAM), date(2026, 7, 9), id="early in the morning"
        ),
    ],
)
def test_three_days_of_verification_end_as_the_law_says(
    story: Storyteller, event: datetime, due_on: date
) -> None:
    story.clock.set(event)
    ref = story.reports("so-y-te").ref

    clock = clock_of(story, "so-y-te", ref, "initial_verification")

    assert (clock.due_on, clock.amount, clock.unit) == (due_on, 3, "days")
    assert clock.due_at == the_end_of(due_on).astimezone(UTC)


def test_an_offer_to_health_starts_the_three_days(story: Storyteller) -> None:
    story.clock.set(datetime(2026, 5, 7, 8, 55, tzinfo=VIETNAM))
    ref = story.reports("ubnd-xa").ref
    story.offers("ubnd-xa", ref, "so-y-te")

    clock = clock_of(story, "ubnd-xa", ref, "initial_verification")

    assert (clock.started_at, clock.due_on) == (datetime(2026, 5, 7, 2, 0, tzinfo=UTC), date(2026, 5, 11))
    assert clock.duty_of == "so-y-te"


def test_a_report_taken_down_late_counts_from_its_event(story: Storyteller) -> None:
    story.clock.set(datetime(2026, 5, 9, 9, tzinfo=VIETNAM))
    ref = story.reports("so-y-te", intake(datetime(2026, 5, 7, 9, tzinfo=VIETNAM))).ref

    assert clock_of(story, "so-y-te", ref, "initial_verification").due_on == date(2026, 5, 11)


def test_a_protective_limit_warns_by_the_day_before_it_moved(story: Storyteller) -> None:
    story.clock.set(datetime(2026, 5, 7, 9, tzinfo=VIETNAM))
    ref = story.reports("so-y-te").ref

    clock = clock_of(story, "so-y-te", ref, "initial_verification")

    assert clock.warn_at < the_end_of(date(2026, 5, 10))


def test_five_working_days_pass_over_the_week_end(story: Storyteller) -> None:
    story.clock.set(datetime(2026, 5, 7, 9, tzinfo=VIETNAM))
    ref = story.reports("ubnd-xa", a_childs(story.clock.now())).ref
    story.assesses("ubnd-xa", ref)
    story.by(story.officer("ubnd-xa"), support.make_child_plan, ref, ChildPlanDraft(("học",), ("đưa đón",)))

    plan, approval = (clock_of(story, "ubnd-xa", ref, rule) for rule in ("child_plan", "child_plan_approval"))

    assert (plan.due_on, approval.due_on) == (date(2026, 5, 14), date(2026, 5, 11))


def test_hours_run_over_every_day_of_rest(story: Storyteller) -> None:
    saturday = datetime(2026, 4, 25, 9, tzinfo=VIETNAM)
    story.clock.set(saturday)
    ref = story.reports("don-bien-phong", a_childs(saturday)).ref

    assert clock_of(story, "don-bien-phong", ref, "child_risk").due_at == saturday + timedelta(hours=12)
    assert clock_of(story, "don-bien-phong", ref, "bring_to_commune").due_at == saturday + timedelta(hours=12)


def test_the_full_verification_has_its_twenty_days(story: Storyteller) -> None:
    ref = story.fully_verified()

    clock = clock_of(story, "so-y-te", ref, "full_verification")

    assert (clock.due_on, clock.is_policy, clock.duty_of) == (date(2026, 7, 27), True, "cong-an-tinh")


def test_a_report_of_long_ago_keeps_the_rule_of_its_day(story: Storyteller) -> None:
    old = replace(intake(datetime(2025, 6, 26, 9, tzinfo=VIETNAM)))

    ref = story.reports("so-y-te", old).ref

    clock = clock_of(story, "so-y-te", ref, "initial_verification")
    assert (clock.confidence, clock.due_on) == ("OLD", date(2025, 6, 30))


def test_a_case_waits_for_its_clock_to_be_met(story: Storyteller) -> None:
    story.clock.set(datetime(2026, 5, 7, 9, tzinfo=VIETNAM))
    ref = story.verified()
    story.steps(story.officer("so-y-te"), ref, StepName.REQUEST_FULL_VERIFICATION, finding="Chưa rõ")

    clock = clock_of(story, "so-y-te", ref, "initial_verification")

    assert clock.state == "met"
