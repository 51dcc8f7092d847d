"""An adult who refuses before reception leaves a count behind, and nothing that leads to a person."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from referral.casework.models import EarlyRefusal
from referral.casework.services import early_refusals
from referral.kernel.errors import InvalidInput, NotAllowed, StepRefused
from referral.kernel.ledger import Action
from tests.storyteller import Storyteller
from tests.witness import everything, last_entry, refused, rules_of
from workflows.early_refusal import AgeBand
from workflows.vocabulary import Pathway, Role

POST = "don-bien-phong"


def count(story: Storyteller, age: AgeBand = AgeBand.ADULT, at: datetime | None = None) -> None:
    story.by(story.officer(POST), early_refusals.count, age, Pathway.RETURNED, at)


def test_a_refusal_is_a_count_and_nothing_more(story: Storyteller) -> None:
    before = story.look(everything)

    count(story)
    count(story)

    after = story.look(everything)
    assert {name for name in after if after[name] != before[name]} == {"early_refusal"}
    row = story.look(lambda session: session.execute(select(EarlyRefusal.__table__)).one())
    assert tuple(row) == (story.province.ids[POST], 2026, 7, "returned", 2)


def test_the_ledger_says_who_counted_and_nothing_else(story: Storyteller) -> None:
    count(story)

    entry = last_entry(story)

    assert (entry.action, entry.about, entry.records, entry.detail) == (Action.REFUSAL_COUNTED, (), {}, {})


@pytest.mark.parametrize("age", [AgeBand.CHILD, AgeBand.UNCERTAIN])
def test_who_may_be_a_child_cannot_refuse(story: Storyteller, age: AgeBand) -> None:
    with refused(story, StepRefused, Action.REFUSAL_COUNTED) as caught:
        count(story, age)

    assert rules_of(caught) == {"a-child-cannot-refuse"}


def test_a_refusal_of_tomorrow_is_not_counted(story: Storyteller) -> None:
    with refused(story, InvalidInput, Action.REFUSAL_COUNTED):
        count(story, at=story.clock.now() + timedelta(days=1))


@pytest.mark.parametrize(
    ("code", "role"), [("thanh-tra", Role.OFFICER), ("quan-tri", Role.ADMINISTRATOR), (POST, Role.AUDITOR)]
)
def test_only_those_who_receive_reports_count_refusals(story: Storyteller, code: str, role: Role) -> None:
    actor = story.province.actor(code, role)

    with refused(story, NotAllowed, Action.REFUSAL_COUNTED):
        story.by(actor, early_refusals.count, AgeBand.ADULT, Pathway.RETURNED)
    with pytest.raises(NotAllowed):
        story.by(actor, early_refusals.of_this_year)


def test_fewer_than_five_are_never_told(story: Storyteller) -> None:
    shown = []
    for months_ago in range(6):
        count(story, at=story.clock.now() - timedelta(days=30 * months_ago))
        shown.append(story.by(story.officer(POST), early_refusals.of_this_year).many)

    assert shown == [None, None, None, None, 5, 6]
    assert story.by(story.officer("so-y-te"), early_refusals.of_this_year).many is None
