"""Drafts: sealed, one's own, gone after a day or when thrown away, and their key with them."""

from uuid import UUID

import pytest
from sqlalchemy import select

from referral.casework.models import Draft, KeyRemoval
from referral.casework.services import drafts
from referral.kernel.errors import NotAllowed, NotFound
from referral.kernel.ledger import Action
from referral.kernel.permissions import Actor
from referral.kernel.vault import DRAFT
from tests.storyteller import Storyteller
from tests.witness import last_entry, refused
from workflows.vocabulary import Role

ANSWERS = {"person": {"full_name": "Nguyễn Thị Bản Nháp"}, "story": "Chưa kể hết."}


def keep(story: Storyteller, who: Actor | None = None, draft_id: UUID | None = None, **more: object) -> UUID:
    return story.by(who or story.officer("don-bien-phong"), drafts.keep, draft_id, ANSWERS | more)


def test_a_draft_is_opened_as_it_was_left(story: Storyteller) -> None:
    draft_id = keep(story)
    keep(story, draft_id=draft_id, pathway="rescued")

    opened = story.by(story.officer("don-bien-phong"), drafts.open_draft, draft_id)

    assert opened == ANSWERS | {"pathway": "rescued"}
    assert (last_entry(story).action, last_entry(story).about) == (Action.DRAFT_READ, (str(draft_id),))


def test_a_draft_is_sealed(story: Storyteller) -> None:
    keep(story)

    stored = story.look(lambda session: session.scalars(select(Draft.answers)).one())

    assert "Nháp".encode() not in stored
    assert b"story" not in stored


STRANGERS = [
    pytest.param("don-bien-phong", Role.SUPERVISOR, id="its author's supervisor"),
    pytest.param("ubnd-xa", Role.OFFICER, id="another agency"),
]


@pytest.mark.parametrize(("code", "role"), STRANGERS)
def test_somebody_elses_draft_is_not_there(story: Storyteller, code: str, role: Role) -> None:
    draft_id, stranger = keep(story), story.province.actor(code, role)

    with refused(story, NotFound, Action.DRAFT_READ, str(draft_id)):
        story.by(stranger, drafts.open_draft, draft_id)
    with refused(story, NotFound, Action.DRAFT_DROPPED, str(draft_id)):
        story.by(stranger, drafts.discard, draft_id)
    with refused(story, NotFound, Action.DRAFT_KEPT, str(draft_id)):
        keep(story, stranger, draft_id)

    assert story.by(stranger, drafts.mine) == ()
    assert story.by(story.officer("don-bien-phong"), drafts.open_draft, draft_id) == ANSWERS


def test_who_receives_no_reports_keeps_no_draft(story: Storyteller) -> None:
    with refused(story, NotAllowed, Action.DRAFT_KEPT):
        keep(story, story.officer("thanh-tra"))


def test_ones_own_drafts_are_listed_latest_first(story: Storyteller) -> None:
    older = keep(story)
    story.later(minutes=1)
    newer = keep(story)

    mine = story.by(story.officer("don-bien-phong"), drafts.mine)

    assert [line.id for line in mine] == [newer, older]


def key_of(story: Storyteller, draft_id: UUID) -> object:
    return story.database.vault.case_key(draft_id, story.province.ids["don-bien-phong"], DRAFT)


def test_a_discarded_draft_takes_its_key_along(story: Storyteller) -> None:
    draft_id = keep(story)
    assert key_of(story, draft_id)

    story.by(story.officer("don-bien-phong"), drafts.discard, draft_id)

    assert story.look(lambda session: session.scalars(select(Draft.id)).all()) == []
    assert last_entry(story).action is Action.DRAFT_DROPPED
    with pytest.raises(NotFound):
        key_of(story, draft_id)


def test_a_draft_untouched_for_a_day_is_gone(story: Storyteller) -> None:
    old = keep(story)
    story.later(hours=20)
    young = keep(story)
    story.later(hours=4)

    with pytest.raises(NotFound):
        story.by(story.officer("don-bien-phong"), drafts.open_draft, old)
    assert [line.id for line in story.by(story.officer("don-bien-phong"), drafts.mine)] == [young]


def test_old_drafts_are_swept_with_their_keys(story: Storyteller) -> None:
    old = keep(story)
    story.later(hours=25)
    young = keep(story)

    assert story.system(drafts.discard_old, story.clock) == 1
    assert story.system(drafts.discard_old, story.clock) == 0

    assert story.look(lambda session: session.scalars(select(Draft.id)).all()) == [young]
    assert story.look(lambda session: session.scalars(select(KeyRemoval.case_id)).all()) == [old]
    with pytest.raises(NotFound):
        key_of(story, old)
