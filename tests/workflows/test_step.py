"""Tests of what a step says: every reason at once, each with its remedy, and where it leads."""

from dataclasses import replace

import pytest

from tests.workflows.builders import ADULT, OFFICER, TODAY, WILLING
from workflows import steps
from workflows.facts import Attempt
from workflows.step import Step
from workflows.vocabulary import AgencyKind, Pathway, Role, State, StepName

HEALTH_HOLDS = replace(OFFICER, is_holder=True)


def rules(step: StepName, state: State, attempt: Attempt = OFFICER) -> list[str]:
    chosen = next(each for each in vars(steps).values() if getattr(each, "name", None) is step)
    return [refusal.rule for refusal in chosen.refusals(state, ADULT, replace(attempt, step=step))]


def test_a_refused_step_says_every_reason_at_once() -> None:
    stranger = replace(OFFICER, actor_kind=AgencyKind.PARTNER, actor_role=Role.AUDITOR)

    assert rules(StepName.START_VERIFICATION, State.PROTECTED, stranger) == [
        "wrong-state",
        "not-this-agency",
        "not-this-role",
        "needs-statement",
        "needs-verifier",
    ]


def test_a_step_that_lacks_nothing_is_allowed() -> None:
    given = frozenset({"statement", "verifier"})

    assert rules(StepName.START_VERIFICATION, State.RECEIVED, replace(HEALTH_HOLDS, given=given)) == []
    assert steps.START_VERIFICATION.allows(State.RECEIVED, ADULT, replace(HEALTH_HOLDS, given=given))


def test_a_wrong_state_says_where_the_step_starts() -> None:
    [refusal] = steps.NOTIFY_HEALTH.refusals(
        State.CLOSED, ADULT, replace(HEALTH_HOLDS, actor_kind=AgencyKind.COMMUNE)
    )

    assert refusal.because.vi.startswith("Hồ sơ đang ở trạng thái «Đã kết thúc hồ sơ»")
    assert refusal.remedy.vi == "Bước này chỉ thực hiện được khi hồ sơ ở trạng thái: «Tại UBND cấp xã»."


def test_a_wrong_agency_is_told_whose_step_it_is() -> None:
    [refusal] = steps.NOTIFY_HEALTH.refusals(State.AT_COMMUNE, ADULT, HEALTH_HOLDS)

    assert (refusal.rule, refusal.remedy.vi) == (
        "not-this-agency",
        "Bước này thuộc về: UBND cấp xã đang chịu trách nhiệm.",
    )


def test_an_officer_is_told_to_ask_the_supervisor() -> None:
    [refusal] = steps.CLOSE.refusals(State.REINTEGRATING, WILLING, HEALTH_HOLDS)

    assert (refusal.rule, refusal.remedy.en) == ("not-this-role", "Ask one of: Supervisor.")


def test_what_the_law_does_not_confirm_is_switched_off() -> None:
    given = frozenset({"reason", "told_how_to_complain"})

    [refusal] = steps.REFUSE_IDENTIFICATION.refusals(
        State.INITIAL_VERIFICATION, ADULT, replace(OFFICER, is_verifier=True, given=given)
    )

    assert refusal.rule == "wrong-state"
    assert "chưa kiểm chứng" in refusal.because.vi


@pytest.mark.parametrize(
    "name",
    [
        StepName.PASS_ON,
        StepName.BRING_TO_COMMUNE,
        StepName.RECEIVE,
        StepName.OFFER_TRANSFER,
        StepName.ACCEPT_TRANSFER,
        StepName.DECLINE_TRANSFER,
        StepName.WITHDRAW_TRANSFER,
        StepName.LAPSE_TRANSFER,
    ],
)
def test_a_direct_call_of_a_hand_over_says_what_to_do(name: StepName) -> None:
    assert "handover-only" in rules(name, State.TRANSFER_OFFERED, HEALTH_HOLDS)
    assert "handover-only" not in rules(
        name, State.TRANSFER_OFFERED, replace(HEALTH_HOLDS, via_handover=True)
    )


@pytest.mark.parametrize("state", [State.PROTECTED, State.TRANSFERRED, State.REINTEGRATING])
@pytest.mark.parametrize("step", [steps.DECLINE_TRANSFER, steps.WITHDRAW_TRANSFER, steps.LAPSE_TRANSFER])
def test_an_offer_that_fails_goes_back_where_it_was(step: Step, state: State) -> None:
    assert step.destination(State.TRANSFER_OFFERED, replace(ADULT, returns_to=state)) is state


@pytest.mark.parametrize(
    ("state", "withdrawn_from", "expected"),
    [
        pytest.param(State.CLOSED, None, State.PROTECTED, id="closed"),
        pytest.param(State.CLOSED, State.RECEIVED, State.PROTECTED, id="closed after an earlier withdrawal"),
        pytest.param(State.NOT_VICTIM, None, State.FULL_VERIFICATION, id="not a victim"),
        pytest.param(State.WITHDRAWN, State.AT_COMMUNE, State.AT_COMMUNE, id="withdrawn at the commune"),
        pytest.param(
            State.WITHDRAWN, State.TRANSFER_OFFERED, State.TRANSFERRED, id="withdrawn while on offer"
        ),
    ],
)
def test_a_reopened_case_goes_on_where_it_can(
    state: State, withdrawn_from: State | None, expected: State
) -> None:
    facts = replace(ADULT, withdrawn_from=withdrawn_from, returns_to=State.TRANSFERRED)

    assert steps.REOPEN.destination(state, facts) is expected


def test_a_step_that_keeps_the_state_leads_nowhere_else() -> None:
    assert steps.PASS_ON.destination(State.REPORTED, ADULT) is State.REPORTED


def test_a_case_that_came_from_nowhere_cannot_go_back() -> None:
    with pytest.raises(LookupError, match="decline_transfer leads from transfer_offered"):
        steps.DECLINE_TRANSFER.destination(State.TRANSFER_OFFERED, ADULT)


def test_only_some_steps_change_who_answers_for_the_person() -> None:
    every = [each for each in vars(steps).values() if isinstance(each, Step)]

    assert {step.name for step in every if step.changes_holder} == {
        StepName.PASS_ON,
        StepName.BRING_TO_COMMUNE,
        StepName.RECEIVE,
        StepName.ACCEPT_TRANSFER,
        StepName.REOPEN,
    }


def test_a_refusal_never_repeats_what_the_case_holds() -> None:
    asked = replace(OFFICER, on=TODAY)
    refusals = steps.START_VERIFICATION.refusals(
        State.RECEIVED, replace(ADULT, pathway=Pathway.ABROAD), asked
    )

    assert all("abroad" not in refusal.because.en for refusal in refusals)
