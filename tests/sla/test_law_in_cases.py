"""What an administrator decides reaches the cases: from the next day on, and only what begins then."""

from datetime import date, timedelta

from referral.casework.services import reading, steps
from referral.kernel.clock import local_date
from referral.kernel.permissions import Actor
from referral.sla.services import calendars, law
from referral.sla.services.law import NewLimit, Switch
from tests.storyteller import Storyteller
from workflows.calendars import DaysKind, OwnDays, Span
from workflows.vocabulary import Role, StepName

PAPER = "Quyết định 12/QĐ-UBND"


def test_a_stricter_limit_reaches_the_next_days_cases_of_its_province(story: Storyteller) -> None:
    limit = NewLimit("initial_verification", "51", 2, PAPER, _tomorrow(story))
    story.by(_keeper(story), law.set_limit, limit)

    before = story.reports("so-y-te").ref
    story.later(days=1)
    after, elsewhere = story.reports("so-y-te").ref, story.reports("so-y-te-khac").ref

    told = [_verification(story, *case) for case in ((before, ""), (after, ""), (elsewhere, "-khac"))]
    assert [amount for amount, _, _ in told] == [3, 2, 3]
    assert told[1][2].endswith(f"theo {PAPER}")


def test_a_step_that_was_switched_on_opens_the_next_day(story: Storyteller) -> None:
    ref = story.verified()
    switch = Switch(
        "refuse_from_initial_verification", is_on=True, source=PAPER, effective_on=_tomorrow(story)
    )
    story.by(_keeper(story), law.switch, switch)

    today = _may_refuse(story, ref)
    story.later(days=1)

    assert (today, _may_refuse(story, ref)) == (False, True)


def test_an_offices_saturdays_move_what_begins_from_then_on(story: Storyteller) -> None:
    saturdays = OwnDays(DaysKind.SATURDAYS, Span(_tomorrow(story)), "Làm sáng thứ Bảy", "5/TB-SYT")
    story.by(_keeper(story), calendars.decide, "so-y-te", saturdays)
    story.later(days=2)

    mine, theirs = story.reports("so-y-te").ref, story.reports("so-y-te-khac").ref

    assert _verification(story, mine, "")[1] == date(2026, 7, 11)
    assert _verification(story, theirs, "-khac")[1] == date(2026, 7, 13)


def _keeper(story: Storyteller) -> Actor:
    return story.province.actor("quan-tri", Role.ADMINISTRATOR)


def _tomorrow(story: Storyteller) -> date:
    return local_date(story.clock.now()) + timedelta(days=1)


def _verification(story: Storyteller, ref: str, where: str) -> tuple[int, date, str]:
    cards = story.by(story.officer(f"so-y-te{where}"), reading.clocks_of, ref)
    card = next(card for card in cards if card.rule == "initial_verification")
    return card.amount, card.due_on, card.basis


def _may_refuse(story: Storyteller, ref: str) -> bool:
    options = story.by(story.officer("cong-an-tinh"), steps.options, ref)
    refused = next(option for option in options if option.name == StepName.REFUSE_IDENTIFICATION)
    return not {refusal.rule for refusal in refused.refusals} & {"wrong-state"}
