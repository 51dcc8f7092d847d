"""Pausing, resuming and extending a case's clock: with a reason and an authority, by who may."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

import pytest

from referral.casework.services import pausing, reading
from referral.kernel.errors import InvalidInput, NotAllowed, NotFound, ReferralError, StepRefused
from referral.kernel.ledger import Action
from referral.kernel.references import new_id
from referral.sla.cards import ClockCard
from tests.storyteller import Storyteller
from tests.witness import last_entry, refused, rules_of
from workflows.vocabulary import ClockState, Role

WHY = {"reason": "Người đó nằm viện", "authority": "Quyết định 12/QĐ"}


def the_clock(story: Storyteller, ref: str) -> ClockCard:
    clocks = story.by(story.officer("so-y-te"), reading.clocks_of, ref)
    return next(clock for clock in clocks if clock.rule == "initial_verification" and clock.state != "void")


def act(
    story: Storyteller, deed: Callable[..., ClockCard], ref: str, clock_id: UUID, **said: object
) -> ClockCard:
    return story.by(story.officer("so-y-te"), deed, ref, clock_id, **WHY | said)


def test_a_paused_clock_runs_on_with_what_was_left(story: Storyteller) -> None:
    ref = story.received()
    running = the_clock(story, ref)
    paused = act(story, pausing.pause_clock, ref, running.id)
    story.later(days=7)

    resumed = act(story, pausing.resume_clock, ref, paused.id)

    assert (paused.state, resumed.state) == (ClockState.PAUSED, ClockState.RUNNING)
    assert resumed.due_at - running.due_at == timedelta(days=7)
    assert resumed.started_at == running.started_at


def test_an_extended_clock_has_a_later_last_day(story: Storyteller) -> None:
    ref = story.received()

    extended = act(story, pausing.extend_clock, ref, the_clock(story, ref).id, until=date(2026, 7, 15))

    assert (extended.due_on, extended.state) == (date(2026, 7, 15), ClockState.RUNNING)


def test_a_pause_is_an_entry_and_a_sealed_reason(story: Storyteller) -> None:
    ref = story.received()
    story.later(minutes=1)

    act(story, pausing.pause_clock, ref, the_clock(story, ref).id)

    entry = last_entry(story)
    assert (entry.action, entry.detail) == (Action.CLOCK_PAUSED, {"rule": "initial_verification"})
    line = story.by(story.officer("so-y-te"), reading.timeline_of, ref)[-1]
    assert (line.kind, line.reason) == ("clock_paused", WHY["reason"])


@pytest.mark.parametrize("missing", ["reason", "authority"])
def test_a_pause_says_why_and_on_whose_word(story: Storyteller, missing: str) -> None:
    ref = story.received()
    clock_id = the_clock(story, ref).id

    with refused(story, InvalidInput, Action.CLOCK_PAUSED, ref) as caught:
        act(story, pausing.pause_clock, ref, clock_id, **{missing: " "})

    assert [error.field for error in caught.value.errors] == [missing]


@pytest.mark.parametrize(
    ("code", "role", "error"),
    [
        pytest.param("cong-an-tinh", Role.OFFICER, NotAllowed, id="the verifier's officer"),
        pytest.param("so-y-te", Role.AUDITOR, NotAllowed, id="an auditor"),
        pytest.param("trung-tam-ctxh", Role.SUPERVISOR, NotFound, id="a stranger"),
    ],
)
def test_nobody_else_stops_a_clock(
    story: Storyteller, code: str, role: Role, error: type[ReferralError]
) -> None:
    ref = story.verified()
    clock_id = the_clock(story, ref).id

    with refused(story, error, Action.CLOCK_PAUSED, ref):
        story.by(story.province.actor(code, role), pausing.pause_clock, ref, clock_id, **WHY)


def test_a_clock_that_stands_is_not_stopped_again(story: Storyteller) -> None:
    ref = story.received()
    paused = act(story, pausing.pause_clock, ref, the_clock(story, ref).id)

    with refused(story, StepRefused, Action.CLOCK_PAUSED, ref) as caught:
        act(story, pausing.pause_clock, ref, paused.id)

    assert rules_of(caught) == {"clock-is-paused"}


def test_another_cases_clock_is_not_there(story: Storyteller) -> None:
    ref = story.received()

    with refused(story, NotFound, Action.CLOCK_PAUSED, ref):
        act(story, pausing.pause_clock, ref, new_id(story.clock))
