"""Deciding on an application: who may, within which days, on which ground, and once."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import update

from referral.casework.models import Case
from referral.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound, ReferralError, StepRefused
from referral.kernel.ledger import Action
from referral.support import services as support
from referral.support.cards import Application, ApplicationCard, AppliedCard, Decision
from tests.storyteller import Storyteller
from tests.witness import entries, everything, refused, rules_of
from workflows.benefits import ApplicationState, RefusalGround
from workflows.vocabulary import Purpose, Role

HEALTH, CENTRE = "so-y-te", "trung-tam-ctxh"
MARKER = "Hộ khẩu của bà Đánh Dấu"
GRANTED = Decision(is_granted=True, from_on=date(2026, 9, 1), until_on=date(2028, 5, 31))
REFUSED = Decision(
    is_granted=False,
    ground=RefusalGround.CONDITIONS_NOT_MET,
    reason=MARKER,
    told_how_to_complain=True,
)


@pytest.fixture
def ref(story: Storyteller) -> str:
    ref = story.identified()
    story.later(hours=1)
    return ref


def applies(story: Storyteller, ref: str, *missing: str) -> UUID:
    asked = Application("h", missing=missing)
    return story.by(story.officer(HEALTH), support.apply_for, ref, asked).id


def decides(
    story: Storyteller, ref: str, which: UUID, decision: Decision, *at: datetime, role: Role = Role.OFFICER
) -> AppliedCard:
    return story.by(story.province.actor(HEALTH, role), support.decide, ref, which, decision, *at)


def on_file(story: Storyteller, ref: str) -> ApplicationCard:
    return story.by(story.officer(HEALTH), support.of_case, ref, Purpose.SUPPORT).entitlements[0]


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SUPERVISOR])
@pytest.mark.parametrize(
    ("decision", "state"),
    [
        pytest.param(GRANTED, ApplicationState.GRANTED, id="granted"),
        pytest.param(REFUSED, ApplicationState.REFUSED, id="refused"),
    ],
)
def test_health_decides_and_the_decision_is_on_file(
    story: Storyteller, ref: str, role: Role, decision: Decision, state: ApplicationState
) -> None:
    which = applies(story, ref)

    decides(story, ref, which, decision, role=role)

    kept = on_file(story, ref)
    assert (kept.state, kept.ground, kept.reason) == (state, decision.ground, decision.reason)
    assert (kept.from_on, kept.until_on, kept.due_at) == (decision.from_on, decision.until_on, None)


def test_a_decision_is_one_entry_that_says_the_outcome(story: Storyteller, ref: str) -> None:
    which = applies(story, ref)

    decides(story, ref, which, REFUSED)

    (entry,) = entries(story, action=Action.ENTITLEMENT_DECIDED)
    assert (entry.about, entry.detail) == ((ref,), {"outcome": "refused"})
    assert list(entry.records) == [f"entitlement/{which}"]


def test_the_reason_of_a_refusal_is_stored_sealed(story: Storyteller, ref: str) -> None:
    decides(story, ref, applies(story, ref), REFUSED)

    stored = "".join(row for rows in story.look(everything).values() for row in rows).upper()
    assert MARKER.upper() not in stored
    assert MARKER.encode().hex().upper() not in stored


@pytest.mark.parametrize("ground", list(RefusalGround))
def test_every_ground_of_the_list_can_be_given(story: Storyteller, ref: str, ground: RefusalGround) -> None:
    decides(story, ref, applies(story, ref), replace(REFUSED, ground=ground))

    assert on_file(story, ref).ground is ground


def test_an_incomplete_application_is_refused_only_if_it_is_withdrawn(story: Storyteller, ref: str) -> None:
    which = applies(story, ref, "Mẫu số 07")
    with refused(story, StepRefused, Action.ENTITLEMENT_DECIDED, ref) as caught:
        decides(story, ref, which, REFUSED)
    assert rules_of(caught) == {"application-incomplete"}

    decided = decides(story, ref, which, replace(REFUSED, ground=RefusalGround.WITHDRAWN))

    assert decided.state is ApplicationState.REFUSED


def test_an_incomplete_application_is_not_granted(story: Storyteller, ref: str) -> None:
    which = applies(story, ref, "Mẫu số 07")

    with refused(story, StepRefused, Action.ENTITLEMENT_DECIDED, ref) as caught:
        decides(story, ref, which, GRANTED)

    assert rules_of(caught) == {"application-incomplete"}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(GRANTED, replace(GRANTED, until_on=date(2029, 5, 31)), id="granted for longer"),
        pytest.param(GRANTED, replace(GRANTED, from_on=None), id="granted from no day"),
        pytest.param(GRANTED, REFUSED, id="granted, then refused"),
        pytest.param(
            REFUSED, replace(REFUSED, ground=RefusalGround.TOO_LATE), id="refused on another ground"
        ),
    ],
)
def test_another_decision_than_the_one_on_file_is_no_repetition(
    story: Storyteller, ref: str, first: Decision, second: Decision
) -> None:
    which = applies(story, ref)
    decides(story, ref, which, first)

    with refused(story, Conflict, Action.ENTITLEMENT_DECIDED, ref):
        decides(story, ref, which, second)


@pytest.mark.parametrize("decision", [GRANTED, REFUSED], ids=["granted", "refused"])
def test_the_same_decision_said_again_changes_nothing(
    story: Storyteller, ref: str, decision: Decision
) -> None:
    which = applies(story, ref)
    once, before = decides(story, ref, which, decision), story.look(everything)

    again = decides(story, ref, which, decision)

    assert (once, before) == (again, story.look(everything))


@pytest.mark.parametrize(
    ("code", "role", "error"),
    [
        pytest.param("don-bien-phong", Role.SUPERVISOR, NotAllowed, id="a former holder"),
        pytest.param("cong-an-tinh", Role.OFFICER, NotFound, id="the police that concluded"),
        pytest.param(CENTRE, Role.OFFICER, NotFound, id="a stranger"),
        pytest.param("so-y-te-khac", Role.OFFICER, NotFound, id="another province's health"),
        pytest.param(HEALTH, Role.AUDITOR, NotAllowed, id="health's auditor"),
    ],
)
def test_nobody_but_health_decides(
    story: Storyteller, ref: str, code: str, role: Role, error: type[ReferralError]
) -> None:
    which = applies(story, ref)

    with refused(story, error, Action.ENTITLEMENT_DECIDED, ref):
        story.by(story.province.actor(code, role), support.decide, ref, which, GRANTED)


def test_health_of_another_province_that_holds_the_case_does_not_decide(story: Storyteller, ref: str) -> None:
    which = applies(story, ref)
    moved = update(Case).where(Case.ref == ref).values(province_code="48")
    story.system(lambda session: session.execute(moved))

    with refused(story, StepRefused, Action.ENTITLEMENT_DECIDED, ref) as caught:
        decides(story, ref, which, GRANTED)

    assert rules_of(caught) == {"not-this-agency"}


@pytest.mark.parametrize(
    ("after", "code"),
    [
        pytest.param(timedelta(seconds=1), "occurred-in-future", id="the future"),
        pytest.param(timedelta(minutes=-1), "occurred-before-previous", id="before it was complete"),
    ],
)
def test_it_is_decided_at_a_possible_time(story: Storyteller, ref: str, after: timedelta, code: str) -> None:
    which = applies(story, ref)

    with refused(story, InvalidInput, Action.ENTITLEMENT_DECIDED, ref) as caught:
        decides(story, ref, which, GRANTED, story.clock.now() + after)

    assert [error.code for error in caught.value.errors] == [code]


@pytest.mark.parametrize(
    ("lacking", "fields"),
    [
        pytest.param(replace(REFUSED, ground=None), ["ground"], id="its ground"),
        pytest.param(replace(REFUSED, reason=""), ["reason"], id="its reason"),
        pytest.param(
            Decision(is_granted=False, from_on=date(2026, 9, 2), until_on=date(2026, 9, 1)),
            ["ground", "reason", "until"],
            id="everything at once",
        ),
    ],
)
def test_what_a_refusal_lacks_is_said_field_by_field(
    story: Storyteller, ref: str, lacking: Decision, fields: list[str]
) -> None:
    which = applies(story, ref)

    with refused(story, InvalidInput, Action.ENTITLEMENT_DECIDED, ref) as caught:
        decides(story, ref, which, lacking)

    assert [error.field for error in caught.value.errors] == fields


def test_the_application_of_another_case_is_not_there(story: Storyteller, ref: str) -> None:
    which = applies(story, ref)
    story.later(minutes=1)
    other = story.reports(HEALTH).ref

    with refused(story, NotFound, Action.ENTITLEMENT_DECIDED, other):
        decides(story, other, which, GRANTED)


def test_after_a_refusal_one_may_apply_again(story: Storyteller, ref: str) -> None:
    decides(story, ref, applies(story, ref), REFUSED)
    story.later(minutes=1)

    again = applies(story, ref)

    assert decides(story, ref, again, GRANTED).state is ApplicationState.GRANTED


def test_what_is_given_for_longer_may_be_granted_again(story: Storyteller, ref: str) -> None:
    decides(story, ref, applies(story, ref), GRANTED)
    story.later(minutes=1)

    assert decides(story, ref, applies(story, ref), GRANTED).state is ApplicationState.GRANTED
