"""The desk as a service: for those who move cases, and for nobody else."""

import pytest

from referral.desk.services import home
from referral.kernel.errors import NotAllowed
from tests.storyteller import Storyteller
from workflows.vocabulary import Role


def test_the_desk_gathers_what_the_agency_must_do(story: Storyteller) -> None:
    ref = story.reports("don-bien-phong").ref

    desk = story.by(story.officer("don-bien-phong"), home)

    assert [line.ref for line in desk.held.items] == [ref]
    assert {card.case_ref for card in desk.due} == {ref}


def test_what_runs_out_first_stands_first(story: Storyteller) -> None:
    story.received()
    story.later(hours=1)
    story.received()

    desk = story.by(story.officer("so-y-te"), home)

    assert [card.due_at for card in desk.due] == sorted(card.due_at for card in desk.due)


def test_what_is_overdue_is_counted(story: Storyteller) -> None:
    story.reports("don-bien-phong")
    story.later(days=10)

    assert story.by(story.officer("don-bien-phong"), home).overdue.total == 1


def test_a_finished_case_is_no_longer_on_the_desk(story: Storyteller) -> None:
    story.closed()

    assert story.by(story.officer("trung-tam-ctxh"), home).held.total == 0


@pytest.mark.parametrize(("code", "role"), [("thanh-tra", Role.AUDITOR), ("quan-tri", Role.ADMINISTRATOR)])
def test_who_moves_no_cases_has_no_desk(story: Storyteller, code: str, role: Role) -> None:
    with pytest.raises(NotAllowed):
        story.by(story.province.actor(code, role), home)
