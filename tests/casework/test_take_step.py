"""Taking a step: what it changes, and every way in which it is refused and changes nothing."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from referral.casework.cards import Moved, StepOption, StepRequest
from referral.casework.models import Event
from referral.casework.services import reading, steps
from referral.kernel.errors import (
    InvalidInput,
    NotAllowed,
    NotFound,
    RoleNotAllowed,
    StaleVersion,
    StepRefused,
)
from referral.kernel.ledger import Action
from referral.kernel.references import new_reference
from tests.storyteller import GROUNDS, PAPER, Storyteller
from tests.witness import entries, last_entry, refused, rules_of
from workflows.vocabulary import Purpose, Role, Stage, State, StepName

REFUSED = Action.CASE_STEP_REFUSED


def test_a_step_moves_the_case_and_says_where(story: Storyteller) -> None:
    ref = story.received()

    moved = story.steps(story.officer("so-y-te"), ref, StepName.START_VERIFICATION, verifier="cong-an-tinh")

    assert (moved.state, moved.stage) == (State.INITIAL_VERIFICATION, Stage.VERIFICATION)
    assert (moved.version, moved.holder) == (4, "so-y-te")


def test_a_step_is_an_entry_and_a_line(story: Storyteller) -> None:
    ref = story.verified()

    assert last_entry(story).detail == {
        "step": "start_verification",
        "from": "received",
        "to": "initial_verification",
        "version": 4,
    }
    line = story.by(story.officer("so-y-te"), reading.timeline_of, ref)[-1]
    assert (line.kind, line.state_before, line.state_after) == (
        "start_verification",
        State.RECEIVED,
        State.INITIAL_VERIFICATION,
    )


def test_a_step_from_the_wrong_state_is_refused(story: Storyteller) -> None:
    ref = story.received()

    with refused(story, StepRefused, REFUSED, ref) as caught:
        story.steps(story.officer("so-y-te"), ref, StepName.START_REINTEGRATION)

    assert rules_of(caught) == {"wrong-state", "needs-agreed-plan"}


def test_an_agency_that_sees_a_case_takes_no_foreign_step(story: Storyteller) -> None:
    ref = story.verified()

    with refused(story, StepRefused, REFUSED, ref) as caught:
        story.steps(story.officer("cong-an-tinh"), ref, StepName.REQUEST_FULL_VERIFICATION, finding="Rõ")

    assert rules_of(caught) == {"not-this-agency"}


@pytest.mark.parametrize(
    ("tell", "code", "step", "rules"),
    [
        pytest.param(
            Storyteller.received, "so-y-te", StepName.START_VERIFICATION, {"needs-verifier"}, id="a verifier"
        ),
        pytest.param(
            Storyteller.verified,
            "so-y-te",
            StepName.REQUEST_FULL_VERIFICATION,
            {"needs-finding"},
            id="a finding",
        ),
        pytest.param(
            Storyteller.verified,
            "cong-an-tinh",
            StepName.IDENTIFY,
            {"needs-grounds", "needs-paper"},
            id="grounds and a paper",
        ),
        pytest.param(
            Storyteller.verified,
            "so-y-te",
            StepName.IDENTIFY,
            {"needs-grounds", "needs-paper", "needs-certifying-paper"},
            id="a certifying paper, for health",
        ),
        pytest.param(
            Storyteller.fully_verified,
            "cong-an-tinh",
            StepName.REFUSE_IDENTIFICATION,
            {"needs-reason", "needs-told-how-to-complain"},
            id="a reason and a word on complaints",
        ),
        pytest.param(
            Storyteller.identified,
            "so-y-te",
            StepName.RETURN_HOME,
            {"needs-plan", "needs-fresh-risk-assessment"},
            id="a plan and a risk assessment",
        ),
        pytest.param(
            Storyteller.transferred,
            "trung-tam-ctxh",
            StepName.START_REINTEGRATION,
            {"needs-agreed-plan"},
            id="an agreed plan",
        ),
        pytest.param(
            Storyteller.received, "so-y-te", StepName.WITHDRAW, {"needs-informed-refusal"}, id="a refusal"
        ),
    ],
)
def test_a_step_without_what_it_needs_says_all(
    story: Storyteller, tell: Callable[[Storyteller], str], code: str, step: StepName, rules: set[str]
) -> None:
    ref = tell(story)

    with refused(story, StepRefused, REFUSED, ref) as caught:
        story.steps(story.officer(code), ref, step)

    assert rules_of(caught) == rules


@pytest.mark.parametrize(
    ("step", "rules"),
    [
        pytest.param(StepName.BRING_TO_COMMUNE, {"handover-only", "not-this-agency"}, id="bring to commune"),
        pytest.param(StepName.PASS_ON, {"handover-only", "not-this-agency"}, id="pass on"),
        pytest.param(StepName.RECEIVE, {"handover-only", "not-this-agency"}, id="receive"),
        pytest.param(
            StepName.OFFER_TRANSFER,
            {"handover-only", "wrong-state", "needs-fresh-risk-assessment"},
            id="offer",
        ),
        pytest.param(
            StepName.ACCEPT_TRANSFER, {"handover-only", "wrong-state", "not-this-agency"}, id="accept"
        ),
    ],
)
def test_a_step_of_custody_is_never_taken_directly(
    story: Storyteller, step: StepName, rules: set[str]
) -> None:
    ref = story.reports("don-bien-phong").ref

    with refused(story, StepRefused, REFUSED, ref) as caught:
        story.steps(story.officer("don-bien-phong"), ref, step)

    assert rules_of(caught) == rules


def test_a_supervisors_step_is_not_the_officers(story: Storyteller) -> None:
    ref = story.reintegrating()

    with refused(story, RoleNotAllowed, REFUSED, ref) as caught:
        story.steps(story.officer("trung-tam-ctxh"), ref, StepName.CLOSE)

    assert rules_of(caught) == {"not-this-role"}


def test_a_stale_version_is_refused_and_named(story: Storyteller) -> None:
    ref = story.received()
    request = StepRequest(StepName.START_VERIFICATION, data={"verifier": "cong-an-tinh"})

    with refused(story, StaleVersion, REFUSED, ref) as caught:
        story.by(story.officer("so-y-te"), steps.take_step, ref, request, 1)

    assert caught.value.current == story.version(ref)


@pytest.mark.parametrize(
    "code", ["don-bien-phong-hai", "bien-phong-tinh", "so-y-te-khac", "trung-tam-ctxh", "cong-an-tinh"]
)
def test_a_stranger_cannot_tell_the_case_exists(story: Storyteller, code: str) -> None:
    ref, missing = story.received(), new_reference()

    with refused(story, NotFound, REFUSED, ref) as hidden:
        story.steps(story.officer(code), ref, StepName.NOTIFY_HEALTH)
    with refused(story, NotFound, REFUSED, missing) as absent:
        story.steps(story.officer(code), missing, StepName.NOTIFY_HEALTH)

    assert seen_from_outside(hidden.value) == seen_from_outside(absent.value)


def seen_from_outside(error: NotFound) -> tuple[object, ...]:
    return type(error), error.status, error.code, error.title, error.message, dict(error.values), error.args


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
def test_who_keeps_accounts_or_logs_takes_no_step(story: Storyteller, role: Role) -> None:
    ref = story.received()

    with refused(story, NotAllowed, REFUSED, ref):
        story.steps(story.province.actor("so-y-te", role), ref, StepName.START_VERIFICATION)


@pytest.mark.parametrize(
    ("after", "code"),
    [
        pytest.param(timedelta(seconds=1), "occurred-in-future", id="the future"),
        pytest.param(timedelta(days=-1), "occurred-before-previous", id="before what it follows"),
    ],
)
def test_a_step_at_an_impossible_time_is_refused(story: Storyteller, after: timedelta, code: str) -> None:
    ref = story.received()
    at = story.clock.now() + after
    request = StepRequest(StepName.START_VERIFICATION, occurred_at=at, data={"verifier": "cong-an-tinh"})

    with refused(story, InvalidInput, REFUSED, ref) as caught:
        story.by(story.officer("so-y-te"), steps.take_step, ref, request, story.version(ref))

    assert [(error.field, error.code) for error in caught.value.errors] == [("occurred_at", code)]


@pytest.mark.parametrize(
    ("data", "field", "code"),
    [
        pytest.param({"verdict": "yes"}, "data.verdict", "unknown-field", id="an unknown field"),
        pytest.param({"verifier": 7}, "data.verifier", "invalid-value", id="no text"),
        pytest.param({"statement": "x" * 100_001}, "data.statement", "invalid-value", id="too long"),
        pytest.param({"verifier": "khong-co"}, "data.verifier", "unknown-agency", id="no such agency"),
    ],
)
def test_data_of_the_wrong_shape_is_named(
    story: Storyteller, data: dict[str, Any], field: str, code: str
) -> None:
    ref = story.received()

    with refused(story, InvalidInput, REFUSED, ref) as caught:
        story.steps(story.officer("so-y-te"), ref, StepName.START_VERIFICATION, **data)

    assert [(error.field, error.code) for error in caught.value.errors] == [(field, code)]


@pytest.mark.parametrize(
    ("data", "field"),
    [
        pytest.param({"grounds": "rescuing_body"}, "data.grounds", id="grounds that are no list"),
        pytest.param({"grounds": ["hearsay"]}, "data.grounds", id="grounds the law does not know"),
        pytest.param({"paper": "12/XN"}, "data.paper", id="a paper that is no document"),
        pytest.param({"paper": PAPER | {"seal": "red"}}, "data.paper", id="a paper with something else"),
        pytest.param({"paper": PAPER | {"kind": "letter"}}, "data.paper", id="a paper of no known kind"),
        pytest.param({"paper": PAPER | {"number": " "}}, "data.paper", id="a paper without a number"),
        pytest.param({"paper": PAPER | {"issued_on": "6/7"}}, "data.paper", id="a paper without a date"),
        pytest.param({"paper": PAPER | {"issued_on": None}}, "data.paper", id="a paper of no date at all"),
    ],
)
def test_an_identification_reads_its_papers_with_care(
    story: Storyteller, data: dict[str, Any], field: str
) -> None:
    ref = story.verified()

    with refused(story, InvalidInput, REFUSED, ref) as caught:
        story.steps(story.officer("cong-an-tinh"), ref, StepName.IDENTIFY, **data)

    assert [error.field for error in caught.value.errors] == [field]


def test_empty_items_count_as_not_given(story: Storyteller) -> None:
    ref = story.verified()

    with refused(story, StepRefused, REFUSED, ref) as caught:
        story.steps(story.officer("cong-an-tinh"), ref, StepName.IDENTIFY, grounds=[], paper={}, remarks=None)

    assert rules_of(caught) == {"needs-grounds", "needs-paper"}


def test_a_yes_must_be_a_yes(story: Storyteller) -> None:
    ref, refuse = story.fully_verified(), StepName.REFUSE_IDENTIFICATION

    with refused(story, InvalidInput, REFUSED, ref) as caught:
        story.steps(story.officer("cong-an-tinh"), ref, refuse, "Không đủ", told_how_to_complain="yes")
    with refused(story, StepRefused, REFUSED, ref) as untold:
        story.steps(story.officer("cong-an-tinh"), ref, refuse, "Không đủ", told_how_to_complain=False)

    assert [error.field for error in caught.value.errors] == ["data.told_how_to_complain"]
    assert rules_of(untold) == {"needs-told-how-to-complain"}


def test_an_agency_of_another_kind_verifies_nobody(story: Storyteller) -> None:
    ref = story.received()

    with refused(story, StepRefused, REFUSED, ref) as caught:
        story.steps(story.officer("so-y-te"), ref, StepName.START_VERIFICATION, verifier="trung-tam-ctxh")

    assert rules_of(caught) == {"needs-verifier"}


def test_a_statement_given_with_the_step_becomes_the_story(story: Storyteller) -> None:
    ref = story.received()
    named = {"verifier": "cong-an-tinh", "statement": "Kể lại tại Sở Y tế."}

    story.steps(story.officer("so-y-te"), ref, StepName.START_VERIFICATION, **named)

    card = story.reads(story.officer("so-y-te"), ref, Purpose.VERIFICATION)
    assert (card.story, len(card.statements)) == ("Kể lại tại Sở Y tế.", 2)
    stored = story.look(
        lambda session: session.scalars(select(Event.document).where(Event.kind == "start_verification"))
    )
    assert b"statement" not in b"".join(filter(None, stored))


def test_a_case_ends_for_a_reason_from_the_list(story: Storyteller) -> None:
    ref, boss = story.received(), story.supervisor("so-y-te")

    with refused(story, InvalidInput, REFUSED, ref):
        story.steps(boss, ref, StepName.END_OTHERWISE, because="bored")
    with refused(story, StepRefused, REFUSED, ref) as caught:
        story.steps(boss, ref, StepName.END_OTHERWISE)

    assert rules_of(caught) == {"needs-because"}
    assert story.steps(boss, ref, StepName.END_OTHERWISE, because="lost_contact").state is State.CLOSED


def test_a_case_is_not_closed_over_anothers_head(story: Storyteller) -> None:
    ref = story.admitted_and_reintegrating()
    story.later(days=20)

    with refused(story, StepRefused, REFUSED, ref) as caught:
        story.steps(story.supervisor("trung-tam-ctxh"), ref, StepName.CLOSE, "Đã ổn định")

    assert rules_of(caught) == {"clock-is-overdue", "waits-for-another-agency"}


def options_of(story: Storyteller, code: str, ref: str) -> dict[StepName, StepOption]:
    found: tuple[StepOption, ...] = story.by(story.officer(code), steps.options, ref)
    return {option.name: option for option in found}


def test_every_step_is_shown_with_what_hinders_it(story: Storyteller) -> None:
    options = options_of(story, "so-y-te", story.received())

    assert set(options) == set(StepName)
    assert options[StepName.START_VERIFICATION].allowed
    assert options[StepName.START_VERIFICATION].needs == ("needs-verifier",)
    assert options[StepName.CLOSE].refusals[0].rule == "wrong-state"
    assert options[StepName.OFFER_TRANSFER].moves_custody


def test_looking_at_the_steps_is_recorded(story: Storyteller) -> None:
    ref = story.received()

    options_of(story, "so-y-te", ref)

    assert (last_entry(story).action, last_entry(story).about) == (Action.CASE_STEPS_READ, (ref,))


def test_a_stranger_is_shown_no_step(story: Storyteller) -> None:
    ref = story.received()

    with refused(story, NotFound, Action.CASE_STEPS_READ, ref):
        options_of(story, "trung-tam-ctxh", ref)


def test_whoever_is_first_decides_what_a_version_was(story: Storyteller) -> None:
    ref, version = story.verified(), 4
    identify = StepRequest(StepName.IDENTIFY, data=GROUNDS)
    further = StepRequest(StepName.REQUEST_FULL_VERIFICATION, data={"finding": "Chưa rõ"})

    moved: Moved = story.by(story.officer("cong-an-tinh"), steps.take_step, ref, identify, version)

    with refused(story, StaleVersion, REFUSED, ref):
        story.by(story.officer("so-y-te"), steps.take_step, ref, further, version)
    assert moved.state is State.PROTECTED
    assert [entry.detail.get("to") for entry in entries(story, about=ref, action=Action.CASE_MOVED)][
        -1
    ] == "protected"
