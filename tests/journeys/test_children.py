"""A child's case passes no step on the person's consent alone, whichever way it goes (I7)."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from referral.casework.cards import ConsentData, PersonChange
from referral.casework.services import changing, consents
from referral.kernel.errors import HandoverRefused, StepRefused
from referral.kernel.ledger import Action
from tests.factories import A_CHILD, EVERYTHING, a_childs, intake
from tests.storyteller import Storyteller
from tests.witness import refused, rules_of
from workflows.vocabulary import Pathway, StepName

ITS_OWN_WORD = ConsentData(given=True, scope=EVERYTHING)
GUARDIANS = replace(ITS_OWN_WORD, guardian="Bà ngoại")
TURNED_OUT_A_CHILD = PersonChange(frozenset({"age_from", "age_to"}), A_CHILD)


def on_its_own_word(story: Storyteller, ref: str, code: str) -> None:
    """Replace whatever consent there is by the child's own."""
    story.by(story.officer(code), consents.record_consent, ref, ITS_OWN_WORD)


def test_a_childs_transfer_asks_the_guardian(story: Storyteller) -> None:
    ref = story.a_childs_protected()
    on_its_own_word(story, ref, "so-y-te")

    with refused(story, HandoverRefused, Action.HANDOVER_REFUSED, ref) as caught:
        story.offers("so-y-te", ref, "trung-tam-ctxh")

    assert rules_of(caught) == {"needs-guardian-consent"}


def test_a_guardian_may_change_their_mind_before_the_answer(story: Storyteller) -> None:
    ref = story.a_childs_protected()
    offered = story.offers("so-y-te", ref, "trung-tam-ctxh")
    on_its_own_word(story, ref, "so-y-te")

    with refused(story, StepRefused, Action.HANDOVER_REFUSED, str(offered.id)) as caught:
        story.accepts("trung-tam-ctxh", offered)

    assert rules_of(caught) == {"needs-guardian-consent"}


def test_a_childs_new_life_asks_the_guardian(story: Storyteller) -> None:
    ref = story.a_childs_protected()
    story.hands("so-y-te", ref, "trung-tam-ctxh")
    story.plans("trung-tam-ctxh", ref)
    on_its_own_word(story, ref, "trung-tam-ctxh")

    with refused(story, StepRefused, Action.CASE_STEP_REFUSED, ref) as caught:
        story.steps(story.officer("trung-tam-ctxh"), ref, StepName.START_REINTEGRATION)

    assert rules_of(caught) == {"needs-guardian-consent"}


def test_a_childs_way_back_abroad_asks_the_guardian(story: Storyteller) -> None:
    told = replace(a_childs(story.clock.now()), pathway=Pathway.FOREIGN_NATIONAL, consent=ITS_OWN_WORD)
    ref = story.identified(told)
    story.assesses("so-y-te", ref)

    with refused(story, StepRefused, Action.CASE_STEP_REFUSED, ref) as caught:
        story.steps(story.officer("so-y-te"), ref, StepName.REPATRIATE)

    assert rules_of(caught) == {"needs-guardian-consent", "needs-best-interest-note"}


@pytest.mark.parametrize(
    ("step", "data", "rules"),
    [
        pytest.param(
            StepName.GIVE_TO_RELATIVES,
            {},
            {"needs-best-interest-note", "needs-collected-by"},
            id="to relatives",
        ),
        pytest.param(
            StepName.RETURN_HOME,
            {},
            {"needs-best-interest-note", "needs-plan", "needs-fresh-risk-assessment"},
            id="home",
        ),
    ],
)
def test_a_child_goes_nowhere_without_a_weighing(
    story: Storyteller, step: StepName, data: dict[str, str], rules: set[str]
) -> None:
    ref = story.identified(a_childs(story.clock.now()))

    with refused(story, StepRefused, Action.CASE_STEP_REFUSED, ref) as caught:
        story.steps(story.officer("so-y-te"), ref, step, **data)

    assert rules_of(caught) == rules


@pytest.mark.parametrize(
    ("tell", "code"),
    [
        pytest.param(Storyteller.received, "so-y-te", id="received"),
        pytest.param(Storyteller.verified, "so-y-te", id="verified"),
        pytest.param(Storyteller.identified, "so-y-te", id="identified"),
    ],
)
def test_a_child_withdraws_from_no_protection(
    story: Storyteller, tell: Callable[..., str], code: str
) -> None:
    ref = tell(story, a_childs(story.clock.now()))

    with refused(story, StepRefused, Action.CASE_STEP_REFUSED, ref) as caught:
        story.withdrawn(ref, code)

    assert rules_of(caught) == {"never-for-a-child"}


def test_who_turns_out_a_child_is_asked_for_as_one(story: Storyteller) -> None:
    ref = story.identified()
    story.assesses("so-y-te", ref)
    offered = story.offers("so-y-te", ref, "trung-tam-ctxh")
    story.by(story.officer("so-y-te"), changing.change_case, ref, TURNED_OUT_A_CHILD, story.version(ref))

    with refused(story, StepRefused, Action.HANDOVER_REFUSED, str(offered.id)) as caught:
        story.accepts("trung-tam-ctxh", offered)

    assert rules_of(caught) == {"needs-guardian-consent", "needs-best-interest-note"}


def test_an_unknown_age_is_a_childs(story: Storyteller) -> None:
    nameless = replace(intake(story.clock.now()), person=replace(A_CHILD, age_from=None, age_to=None))
    ref = story.identified(nameless)
    story.assesses("so-y-te", ref)

    with refused(story, HandoverRefused, Action.HANDOVER_REFUSED, ref) as caught:
        story.offers("so-y-te", ref, "trung-tam-ctxh")

    assert rules_of(caught) == {"needs-guardian-consent", "needs-best-interest-note"}
    story.by(story.officer("so-y-te"), consents.record_consent, ref, GUARDIANS)
    story.weighs_best_interest("so-y-te", ref)
    assert story.offers("so-y-te", ref, "trung-tam-ctxh").to_agency == "trung-tam-ctxh"
