"""A child's own plan: drafted by the commune or the holder, approved by a supervisor, on its own clocks."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import update

from referral.casework.services import reading
from referral.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound, ReferralError, StepRefused
from referral.kernel.ledger import Action
from referral.kernel.references import new_id
from referral.support import services as support
from referral.support.cards import ChildPlanDraft, ChildPlanReviewed
from referral.support.models import ChildPlan, FollowUp, RiskAssessment
from tests.factories import a_childs
from tests.storyteller import Storyteller
from tests.witness import entries, last_entry, refused, rules_of
from workflows.tracks import ReviewOutcome
from workflows.vocabulary import Purpose, Role

DRAFT = ChildPlanDraft(("đi học lại",), ("đưa đón",))


@pytest.fixture
def ref(story: Storyteller) -> str:
    ref = story.reports("don-bien-phong", a_childs(story.clock.now())).ref
    story.assesses("ubnd-xa", ref)
    return ref


def draft(story: Storyteller, ref: str, code: str = "ubnd-xa", role: Role = Role.OFFICER) -> UUID:
    return story.by(story.province.actor(code, role), support.make_child_plan, ref, DRAFT)


def approve(
    story: Storyteller, ref: str, plan: UUID, code: str = "ubnd-xa", role: Role = Role.SUPERVISOR
) -> UUID:
    return story.by(story.province.actor(code, role), support.approve_child_plan, ref, plan)


def states(story: Storyteller, ref: str) -> dict[str, str]:
    return {card.rule: card.state for card in story.by(story.officer("ubnd-xa"), reading.clocks_of, ref)}


def test_a_plan_made_and_approved_meets_its_clocks(story: Storyteller, ref: str) -> None:
    plan = draft(story, ref)
    made = states(story, ref)

    approve(story, ref, plan)

    assert (made["child_plan"], made["child_plan_approval"]) == ("met", "running")
    assert states(story, ref)["child_plan_approval"] == "met"
    (entry,) = entries(story, action=Action.CHILD_PLAN_APPROVED)
    assert (entry.about, entry.detail) == ((ref,), {"child-plan": str(plan)})


def test_the_holder_may_draft_it_too(story: Storyteller, ref: str) -> None:
    plan = draft(story, ref, "don-bien-phong")

    card = story.by(story.officer("don-bien-phong"), support.of_case, ref, Purpose.PROTECTION)

    (shown,) = card.child_plans
    assert (shown.id, shown.draft, shown.agency, shown.approved_at) == (plan, DRAFT, "don-bien-phong", None)


def test_no_plan_of_that_kind_is_made_for_an_adult(story: Storyteller) -> None:
    adult = story.reports("don-bien-phong").ref

    with refused(story, StepRefused, Action.CHILD_PLAN_MADE, adult) as caught:
        draft(story, adult, "don-bien-phong")

    assert rules_of(caught) == {"only-for-a-child"}


@pytest.mark.parametrize(
    ("code", "role", "error"),
    [
        pytest.param("ubnd-xa-khac", Role.OFFICER, NotFound, id="another commune"),
        pytest.param("ubnd-xa", Role.AUDITOR, NotAllowed, id="an auditor"),
    ],
)
def test_nobody_else_drafts_a_childs_plan(
    story: Storyteller, ref: str, code: str, role: Role, error: type[ReferralError]
) -> None:
    with refused(story, error, Action.CHILD_PLAN_MADE, ref):
        draft(story, ref, code, role)


def test_an_officer_approves_no_plan(story: Storyteller, ref: str) -> None:
    plan = draft(story, ref)

    with refused(story, NotAllowed, Action.CHILD_PLAN_APPROVED, ref):
        approve(story, ref, plan, role=Role.OFFICER)


def test_nobody_approves_a_plan_of_ones_own(story: Storyteller, ref: str) -> None:
    plan = draft(story, ref, role=Role.SUPERVISOR)

    with refused(story, NotAllowed, Action.CHILD_PLAN_APPROVED, ref):
        approve(story, ref, plan)


@pytest.mark.parametrize(
    ("drafter", "approver"),
    [
        pytest.param("ubnd-xa", "don-bien-phong", id="the holder for the commune"),
        pytest.param("ubnd-xa", "ubnd-xa-khac", id="another commune for the commune"),
        pytest.param("don-bien-phong", "bien-phong-tinh", id="the unit above for the holder"),
    ],
)
def test_no_other_agencys_supervisor_approves_a_plan(
    story: Storyteller, ref: str, drafter: str, approver: str
) -> None:
    plan = draft(story, ref, drafter)

    with pytest.raises((NotAllowed, NotFound)):
        approve(story, ref, plan, approver)

    assert states(story, ref)["child_plan_approval"] == "running"


def test_a_verifier_approves_no_plan_of_the_commune(story: Storyteller) -> None:
    ref = story.verified(a_childs(story.clock.now()))
    plan = draft(story, ref)

    with refused(story, NotAllowed, Action.CHILD_PLAN_APPROVED, ref):
        approve(story, ref, plan, "cong-an-tinh")


@pytest.mark.parametrize("approver", ["ubnd-xa", "don-bien-phong"], ids=["the commune's", "the drafter's"])
def test_a_holders_draft_is_approved_by_its_own_head_or_the_commune(
    story: Storyteller, ref: str, approver: str
) -> None:
    plan = draft(story, ref, "don-bien-phong")

    approve(story, ref, plan, approver)

    assert states(story, ref)["child_plan_approval"] == "met"


def test_a_plan_is_approved_once(story: Storyteller, ref: str) -> None:
    plan = draft(story, ref)
    approve(story, ref, plan)

    with refused(story, Conflict, Action.CHILD_PLAN_APPROVED, ref):
        approve(story, ref, plan)


def test_a_plan_nobody_made_is_not_there(story: Storyteller, ref: str) -> None:
    with refused(story, NotFound, Action.CHILD_PLAN_APPROVED, ref):
        approve(story, ref, new_id(story.clock))


def test_a_plan_is_not_approved_before_it_was_made(story: Storyteller, ref: str) -> None:
    plan, earlier = draft(story, ref), story.clock.now() - timedelta(seconds=1)

    with refused(story, InvalidInput, Action.CHILD_PLAN_APPROVED, ref):
        story.by(story.supervisor("ubnd-xa"), support.approve_child_plan, ref, plan, earlier)


def test_a_plan_is_looked_at_again_and_the_commune_reads_what_was_found(story: Storyteller, ref: str) -> None:
    plan, review = draft(story, ref), ChildPlanReviewed(ReviewOutcome.REPLAN, "Trẻ đã đi học lại")

    story.by(story.officer("ubnd-xa"), support.review_child_plan, ref, plan, review)

    (entry,) = entries(story, action=Action.CHILD_PLAN_REVIEWED)
    card = story.by(story.officer("ubnd-xa"), support.of_case, ref, Purpose.PROTECTION)
    (shown,) = card.child_plans[0].reviews
    assert (shown.outcome, shown.finding) == (ReviewOutcome.REPLAN, "Trẻ đã đi học lại")
    assert entry.about == (ref,)
    with refused(story, NotFound, Action.CHILD_PLAN_REVIEWED, ref):
        story.by(story.officer("ubnd-xa"), support.review_child_plan, ref, new_id(story.clock), review)


def test_another_purpose_shows_no_support(story: Storyteller, ref: str) -> None:
    card = story.by(story.officer("don-bien-phong"), support.of_case, ref, Purpose.RECEPTION)

    assert (card.risks, card.child_plans) == ((), ())
    with refused(story, NotFound, Action.CASE_READ, ref):
        story.by(story.officer("ubnd-xa-khac"), support.of_case, ref, Purpose.SUPPORT)


def test_support_that_does_not_open_is_named(story: Storyteller, ref: str) -> None:
    plan = draft(story, ref, "don-bien-phong")
    visit = story.visits("don-bien-phong", ref)
    spoil = (
        update(ChildPlan).values(document=b"x"),
        update(RiskAssessment).values(document=b"x"),
        update(FollowUp).values(outcome=b"x"),
    )
    story.system(lambda session: [session.execute(each) for each in spoil])

    card = story.by(story.officer("don-bien-phong"), support.of_case, ref, Purpose.SUPPORT)

    assert card.child_plans[0].draft == ChildPlanDraft()
    assert card.follow_ups[0].outcome == ""
    entry = last_entry(story)
    assert (entry.action, entry.about) == (Action.INTEGRITY_FAILED, (ref,))
    assert set(entry.fields) >= {f"child_plan/{plan}", f"follow_up/{visit}"}
