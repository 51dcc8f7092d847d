"""Reopening: by a supervisor of health, or of who concluded; the case goes on where it stood."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from referral.casework.services import reading
from referral.kernel.errors import NotFound, RoleNotAllowed, StepRefused
from referral.kernel.ledger import Action
from referral.sla.models import RunningClock
from tests.factories import AN_ADULT
from tests.storyteller import Storyteller
from tests.witness import refused, rules_of
from workflows.vocabulary import Purpose, Relation, Role, State, StepName


def withdrawn_while_verified(story: Storyteller) -> str:
    return story.withdrawn(story.verified(), "so-y-te")


def withdrawn_while_offered(story: Storyteller) -> str:
    ref = story.identified()
    story.assesses("so-y-te", ref)
    story.offers("so-y-te", ref, "trung-tam-ctxh")
    return story.withdrawn(ref, "so-y-te")


def withdrawn_at_the_post(story: Storyteller) -> str:
    return story.withdrawn(story.reports("don-bien-phong").ref, "don-bien-phong")


ENDED = [
    pytest.param(Storyteller.closed, State.PROTECTED, "protection_review", id="closed"),
    pytest.param(Storyteller.not_identified, State.FULL_VERIFICATION, "full_verification", id="not a victim"),
    pytest.param(
        withdrawn_while_verified,
        State.INITIAL_VERIFICATION,
        "initial_verification",
        id="withdrawn while it was verified",
    ),
    pytest.param(
        withdrawn_while_offered, State.PROTECTED, "protection_review", id="withdrawn while it was offered"
    ),
    pytest.param(withdrawn_at_the_post, State.REPORTED, "bring_to_commune", id="withdrawn at the post"),
]


@pytest.mark.parametrize(("tell", "state", "rule"), ENDED)
def test_a_reopened_case_goes_on_where_it_stood(
    story: Storyteller, tell: Callable[[Storyteller], str], state: State, rule: str
) -> None:
    ref, boss = tell(story), story.supervisor("so-y-te")
    assert Relation.REOPENER in story.by(boss, reading.why, ref)

    moved = story.steps(boss, ref, StepName.REOPEN, "Có thông tin mới")

    assert (moved.state, moved.holder) == (state, "so-y-te")
    assert rule in {
        clock.rule for clock in story.by(boss, reading.clocks_of, ref) if clock.state == "running"
    }
    intervals = story.by(boss, reading.custody_of, ref)
    assert (intervals[-1].agency, intervals[-1].to_at) == ("so-y-te", None)
    assert story.reads(story.officer("so-y-te"), ref, Purpose.PROTECTION).person == AN_ADULT


def test_a_reopening_needs_a_reason(story: Storyteller) -> None:
    ref = story.not_identified()

    with refused(story, StepRefused, Action.CASE_STEP_REFUSED, ref) as caught:
        story.steps(story.supervisor("so-y-te"), ref, StepName.REOPEN)

    assert rules_of(caught) == {"needs-reason"}


@pytest.mark.parametrize(
    ("code", "role", "error"),
    [
        pytest.param("trung-tam-ctxh", Role.SUPERVISOR, StepRefused, id="the last holder's supervisor"),
        pytest.param("so-y-te", Role.OFFICER, RoleNotAllowed, id="health's officer, who held it once"),
        pytest.param("so-y-te-khac", Role.SUPERVISOR, NotFound, id="health of another province"),
        pytest.param("cong-an-tinh", Role.SUPERVISOR, NotFound, id="the verifier of a closed case"),
    ],
)
def test_nobody_else_reopens_a_closed_case(
    story: Storyteller, code: str, role: Role, error: type[StepRefused | RoleNotAllowed | NotFound]
) -> None:
    ref = story.closed()

    with refused(story, error, Action.CASE_STEP_REFUSED, ref):
        story.steps(story.province.actor(code, role), ref, StepName.REOPEN, "Có thông tin mới")


def test_a_reopener_sees_reference_and_state_only(story: Storyteller) -> None:
    ref = withdrawn_at_the_post(story)

    card = story.reads(story.supervisor("so-y-te"), ref, Purpose.SUPERVISION)

    assert (card.fields, card.person, card.story) == ((), None, None)
    with refused(story, NotFound, Action.CASE_READ, ref):
        story.reads(story.officer("so-y-te"), ref, Purpose.SUPERVISION)


def test_the_verifiers_supervisor_takes_the_conclusion_back(story: Storyteller) -> None:
    ref, boss = story.not_identified(), story.supervisor("cong-an-tinh")

    moved = story.steps(boss, ref, StepName.REOPEN, "Có căn cứ mới")

    assert (moved.state, moved.holder) == (State.FULL_VERIFICATION, "cong-an-tinh")
    assert set(story.by(boss, reading.why, ref)) == {Relation.HOLDER, Relation.VERIFIER}
    story.identifies(ref)
    assert story.case(ref).state == State.PROTECTED


def test_a_reopened_verification_lets_its_verifier_in_again(story: Storyteller) -> None:
    ref = story.not_identified()
    story.steps(story.supervisor("so-y-te"), ref, StepName.REOPEN, "Có căn cứ mới")

    card = story.reads(story.officer("cong-an-tinh"), ref, Purpose.VERIFICATION)

    assert card.person == AN_ADULT
    story.identifies(ref)
    with refused(story, NotFound, Action.CASE_READ, ref):
        story.reads(story.officer("cong-an-tinh"), ref, Purpose.VERIFICATION)


def test_the_last_holder_becomes_a_former_one(story: Storyteller) -> None:
    ref = story.closed()

    story.steps(story.supervisor("so-y-te"), ref, StepName.REOPEN, "Có thông tin mới")

    assert story.by(story.officer("trung-tam-ctxh"), reading.why, ref) == (Relation.FORMER,)
    with pytest.raises(NotFound):
        story.database.vault.case_key(story.case(ref).id, story.province.ids["trung-tam-ctxh"])


def test_a_last_holder_that_reopens_simply_holds_on(story: Storyteller) -> None:
    ref = withdrawn_while_verified(story)

    story.steps(story.supervisor("so-y-te"), ref, StepName.REOPEN, "Đổi ý")

    assert story.by(story.officer("so-y-te"), reading.why, ref) == (Relation.HOLDER,)
    gap, *_ = story.by(story.officer("so-y-te"), reading.custody_of, ref)[2:]
    assert gap.to_at is not None


def test_every_open_clock_follows_the_new_holder(story: Storyteller) -> None:
    ref = story.closed()

    story.steps(story.supervisor("so-y-te"), ref, StepName.REOPEN, "Có thông tin mới")

    chosen = select(RunningClock.holder_id).where(
        RunningClock.case_ref == ref, RunningClock.ended_at.is_(None)
    )
    assert set(story.look(lambda session: session.scalars(chosen).all())) == {story.province.ids["so-y-te"]}


def test_health_receives_what_it_reopened_before_reception(story: Storyteller) -> None:
    ref = withdrawn_at_the_post(story)
    story.steps(story.supervisor("so-y-te"), ref, StepName.REOPEN, "Đổi ý")

    moved = story.steps(story.officer("so-y-te"), ref, StepName.RECEIVE)

    assert (moved.state, moved.holder) == (State.RECEIVED, "so-y-te")
