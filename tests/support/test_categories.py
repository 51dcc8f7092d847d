"""On what footing a person receives support: the category of Article 37, and what must not decide it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from referral.casework import queries
from referral.kernel.clock import local_date
from referral.kernel.errors import InvalidInput
from referral.support.services.categories import Footing, benefit_of, footing
from tests.factories import A_CHILD, AN_ADULT, intake
from tests.storyteller import Storyteller
from workflows.benefits import Category
from workflows.vocabulary import Pathway, Regime, Residence

HEALTH, POST, ELSEWHERE = "so-y-te", "don-bien-phong", "so-y-te-khac"


def stands(story: Storyteller, ref: str, code: str = HEALTH, at: datetime | None = None) -> Footing:
    """Say on what footing a person stands now, or at a moment."""
    moment = at or story.clock.now()
    return story.look(
        lambda session: footing(session, queries.standing(session, story.officer(code), ref), moment)
    )


def comes_with(story: Storyteller, ref: str, code: str = HEALTH) -> str:
    """Report a child of 15 to 19 who came with the person of another case."""
    story.later(minutes=1)
    return story.reports(code, replace(intake(story.clock.now(), A_CHILD), accompanies=ref)).ref


def test_somebody_is_in_process_until_the_moment_of_identification(story: Storyteller) -> None:
    ref = story.identified()
    identified_at = story.clock.now()

    before, since = (stands(story, ref, at=identified_at - timedelta(seconds=ago)).category for ago in (1, 0))

    assert (before, since) == (Category.IN_PROCESS, Category.IDENTIFIED)
    assert stands(story, ref).identified_on == local_date(identified_at)


@pytest.mark.parametrize(
    ("pathway", "residence", "category"),
    [
        pytest.param(Pathway.SELF_REPORTED, Residence.CITIZEN, Category.IN_PROCESS, id="a citizen"),
        pytest.param(
            Pathway.RESCUED, Residence.STATELESS_RESIDENT, Category.IN_PROCESS, id="a stateless resident"
        ),
        pytest.param(Pathway.FOREIGN_NATIONAL, Residence.FOREIGN, Category.FOREIGN, id="a foreign national"),
        pytest.param(Pathway.ABROAD, Residence.CITIZEN, Category.IN_PROCESS, id="back from abroad"),
    ],
)
def test_the_category_follows_who_the_person_is(
    story: Storyteller, pathway: Pathway, residence: Residence, category: Category
) -> None:
    person = replace(AN_ADULT, residence=residence)

    ref = story.reports(HEALTH, intake(story.clock.now(), person, pathway=pathway)).ref

    assert stands(story, ref).category is category


def test_a_childs_mother_counts_from_her_own_identification(story: Storyteller) -> None:
    mother = story.identified()

    assert stands(story, comes_with(story, mother)).category is Category.ACCOMPANYING


def test_a_child_with_a_foreigner_is_what_the_law_leaves_open(story: Storyteller) -> None:
    abroad = intake(story.clock.now(), replace(AN_ADULT, residence=Residence.FOREIGN))
    foreigner = story.reports(HEALTH, replace(abroad, pathway=Pathway.FOREIGN_NATIONAL)).ref

    assert stands(story, comes_with(story, foreigner)).category is Category.ACCOMPANYING_FOREIGN


def test_an_adult_who_came_along_stands_for_oneself(story: Storyteller) -> None:
    mother = story.identified()
    story.later(minutes=1)
    told = replace(intake(story.clock.now()), accompanies=mother)

    assert stands(story, story.reports(HEALTH, told).ref).category is Category.IN_PROCESS


def test_a_report_tells_strangers_nothing_of_the_case_it_names(story: Storyteller) -> None:
    mother = story.identified()

    child = comes_with(story, mother, ELSEWHERE)

    assert stands(story, child, ELSEWHERE).category is Category.IN_PROCESS


def test_who_took_the_mothers_report_may_name_it_ever_after(story: Storyteller) -> None:
    mother = story.transferred()

    assert stands(story, comes_with(story, mother, POST), POST).category is Category.ACCOMPANYING


def test_a_child_named_by_its_mothers_reference_in_any_writing_is_found(story: Storyteller) -> None:
    mother = story.identified()
    written = f" {mother.lower().replace('-', ' ')} "

    assert stands(story, comes_with(story, written)).category is Category.ACCOMPANYING


@pytest.mark.parametrize(
    ("day", "regime"),
    [
        pytest.param(datetime(2024, 3, 4, 2, tzinfo=UTC), Regime.OF_2011, id="a day of 2024"),
        pytest.param(datetime(2025, 6, 30, 16, 59, tzinfo=UTC), Regime.OF_2011, id="the old law's last day"),
        pytest.param(datetime(2025, 6, 30, 17, 0, tzinfo=UTC), Regime.OF_2024, id="the new law's first day"),
    ],
)
def test_the_regime_is_that_of_the_day_in_vietnam(story: Storyteller, day: datetime, regime: Regime) -> None:
    story.clock.set(day)

    ref = story.reports(HEALTH).ref

    assert stands(story, ref).regime is regime


def test_who_is_not_identified_yet_passes_into_the_new_law(story: Storyteller) -> None:
    story.clock.set(datetime(2025, 6, 20, 2, tzinfo=UTC))
    ref = story.reports(HEALTH).ref
    story.clock.set(datetime(2025, 7, 2, 2, tzinfo=UTC))

    assert stands(story, ref).regime is Regime.OF_2024


@pytest.mark.parametrize("name", ["f", "", "A", "essential needs"])
def test_a_benefit_of_no_name_is_answered_with_those_there_are(story: Storyteller, name: str) -> None:
    person = Footing(Category.IN_PROCESS, Regime.OF_2024, local_date(story.clock.now()), None)

    with pytest.raises(InvalidInput) as caught:
        benefit_of(name, person, "regime")

    (error,) = caught.value.errors
    assert "essential_needs" in str((error.values or {})["expected"])
