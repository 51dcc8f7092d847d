"""Risk, best interest and plans: each a sealed record, and a fact that the journey's rules read."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import pytest

from referral.casework.services import reading
from referral.kernel.clock import local_date
from referral.kernel.errors import InvalidInput, NotAllowed, NotFound, ReferralError, StepRefused
from referral.kernel.ledger import Action
from referral.support import services as support
from referral.support.cards import BestInterestNote, Plan, Risk
from tests.factories import a_childs
from tests.storyteller import Storyteller
from tests.witness import last_entry, refused, rules_of
from workflows.vocabulary import Purpose, RiskLevel, Role, StepName

RISK = Risk(RiskLevel.HIGH, ("chủ nợ ở gần nhà",), "Đổi nơi ở")
NOTE = BestInterestNote("Ở với bà", "Bà ngoại", heard_child=True)
PLAN = Plan(("chỗ ở",), ("tâm lý",), agreed_with_person=True, review_on=date(2026, 10, 1))


@dataclass(frozen=True)
class Work:
    """One deed of support, with the name it has in the ledger."""

    act: Callable[..., UUID]
    what: object
    action: Action


each_work = pytest.mark.parametrize(
    "work",
    [
        pytest.param(Work(support.assess_risk, RISK, Action.RISK_ASSESSED), id="a risk assessment"),
        pytest.param(
            Work(support.note_best_interest, NOTE, Action.BEST_INTEREST_NOTED), id="a best-interest note"
        ),
        pytest.param(Work(support.make_plan, PLAN, Action.PLAN_MADE), id="a plan"),
    ],
)


@pytest.fixture
def ref(story: Storyteller) -> str:
    return story.verified()


@each_work
def test_support_is_one_entry_with_its_digest(story: Storyteller, ref: str, work: Work) -> None:
    record_id = story.by(story.officer("so-y-te"), work.act, ref, work.what)

    entry = last_entry(story)
    assert (entry.action, entry.about) == (work.action, (ref,))
    assert [name.split("/")[1] for name in entry.records] == [str(record_id)]


@each_work
def test_support_changes_facts_but_no_version(story: Storyteller, ref: str, work: Work) -> None:
    before = story.case(ref)

    story.by(story.officer("so-y-te"), work.act, ref, work.what)

    after = story.case(ref)
    assert after.facts != before.facts
    assert after.version == before.version


@each_work
@pytest.mark.parametrize(
    ("code", "role", "error"),
    [
        pytest.param("trung-tam-ctxh", Role.OFFICER, NotFound, id="a stranger"),
        pytest.param("don-bien-phong", Role.OFFICER, NotAllowed, id="a former holder"),
        pytest.param("so-y-te", Role.AUDITOR, NotAllowed, id="the holder's auditor"),
    ],
)
def test_nobody_else_records_support(
    story: Storyteller, ref: str, work: Work, code: str, role: Role, error: type[ReferralError]
) -> None:
    with refused(story, error, work.action, ref):
        story.by(story.province.actor(code, role), work.act, ref, work.what)


@each_work
@pytest.mark.parametrize(
    ("after", "code"),
    [
        pytest.param(timedelta(minutes=1), "occurred-in-future", id="the future"),
        pytest.param(timedelta(days=-3), "occurred-before-previous", id="before the report"),
    ],
)
def test_support_at_an_impossible_time_is_refused(
    story: Storyteller, ref: str, work: Work, after: timedelta, code: str
) -> None:
    at = story.clock.now() + after

    with refused(story, InvalidInput, work.action, ref) as caught:
        story.by(story.officer("so-y-te"), work.act, ref, work.what, at)

    assert [error.code for error in caught.value.errors] == [code]


@each_work
def test_an_ended_case_takes_no_more_support(story: Storyteller, ref: str, work: Work) -> None:
    story.withdrawn(ref, "so-y-te")

    with refused(story, StepRefused, work.action, ref) as caught:
        story.by(story.officer("so-y-te"), work.act, ref, work.what)

    assert rules_of(caught) == {"case-has-ended"}


def test_support_never_waits_for_an_identification(story: Storyteller) -> None:
    ref = story.reports("don-bien-phong").ref

    story.plans("don-bien-phong", ref)

    assert story.case(ref).facts["has_agreed_plan"]


def test_a_risk_is_as_fresh_as_its_day(story: Storyteller, ref: str) -> None:
    today = local_date(story.clock.now())
    earlier = story.clock.now() - timedelta(minutes=10)
    story.assesses("so-y-te", ref)

    story.by(story.officer("so-y-te"), support.assess_risk, ref, RISK, earlier)

    assert story.case(ref).facts["risk_assessed_on"] == today.isoformat()


def test_a_risk_assessed_meets_a_childs_first_clock(story: Storyteller) -> None:
    ref = story.reports("don-bien-phong", a_childs(story.clock.now())).ref

    story.assesses("don-bien-phong", ref)

    clocks = story.by(story.officer("don-bien-phong"), reading.clocks_of, ref)
    assert {clock.rule: clock.state for clock in clocks} == {
        "bring_to_commune": "running",
        "child_risk": "met",
        "child_plan": "running",
    }
    assert {clock.duty_of for clock in clocks if clock.rule == "child_plan"} == {"ubnd-xa"}


def test_the_commune_works_on_the_childs_track_alone(story: Storyteller) -> None:
    ref = story.reports("don-bien-phong", a_childs(story.clock.now())).ref

    story.assesses("ubnd-xa", ref)

    assert last_entry(story).agency == "ubnd-xa"
    with refused(story, NotAllowed, Action.PLAN_MADE, ref):
        story.plans("ubnd-xa", ref)


def test_a_plan_nobody_agreed_starts_no_new_life(story: Storyteller) -> None:
    ref = story.transferred()
    story.plans("trung-tam-ctxh", ref, agreed=False)

    with refused(story, StepRefused, Action.CASE_STEP_REFUSED, ref) as caught:
        story.steps(story.officer("trung-tam-ctxh"), ref, StepName.START_REINTEGRATION)

    assert rules_of(caught) == {"needs-agreed-plan"}


def test_what_was_recorded_is_read_back(story: Storyteller, ref: str) -> None:
    officer = story.officer("so-y-te")
    ids = [
        story.by(officer, act, ref, what)
        for act, what in (
            (support.assess_risk, RISK),
            (support.note_best_interest, NOTE),
            (support.make_plan, PLAN),
        )
    ]

    card = story.by(officer, support.of_case, ref, Purpose.SUPPORT)

    assert [card.risks[0][1], card.best_interest[0][1], card.plans[0][1]] == [RISK, NOTE, PLAN]
    assert [kept[0][0].id for kept in (card.risks, card.best_interest, card.plans)] == ids
    assert card.risks[0][0].agency == "so-y-te"
