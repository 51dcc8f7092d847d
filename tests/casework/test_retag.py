"""Giving identifiers the tags of a rotated key: found before, between and after."""

from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Engine, select, update

from referral.casework.models import Person
from referral.casework.services.retagging import Batch, retag
from referral.casework.services.search import search
from referral.kernel.database import table_of
from referral.kernel.ledger import Action
from referral.kernel.vault import FileProvider, Rotation, Vault
from referral.people.services.actors import OPERATOR
from tests.factories import AN_ADULT, intake
from tests.storyteller import Storyteller
from tests.witness import last_entry
from workflows.vocabulary import Purpose

POST, PHONE, START = "don-bien-phong", "+84912345678", UUID(int=0)
PERSON = table_of(Person)


@pytest.fixture
def ref(story: Storyteller) -> str:
    return story.reports(POST, intake(story.clock.now(), replace(AN_ADULT, phone=PHONE))).ref


@pytest.fixture
def rotated(ref: str, story: Storyteller, engines: tuple[Engine, Engine], instance: Path) -> Rotation:
    """A rotation of the tag keys, made so long ago that everybody writes with the new one."""
    provider = FileProvider(instance / "root.key")
    rotation = Rotation(provider, engines[0], story.clock)
    rotation.rotate_tags()
    story.clock.move(minutes=31)
    story.database.vault = Vault.open(provider, engines[0], story.clock)
    return rotation


def finds(story: Storyteller) -> int:
    return len(story.by(story.officer(POST), search, phone=PHONE, purpose=Purpose.RECEPTION))


def tag(story: Storyteller, ref: str) -> bytes | None:
    mine = select(PERSON.c.phone_tag).where(PERSON.c.case_id == story.case(ref).id)
    return story.look(lambda session: session.scalar(mine))


def runs(story: Storyteller, after: UUID = START, *, is_rehearsal: bool = False) -> Batch | None:
    return story.system(lambda session: retag(session, OPERATOR, after, 10, is_rehearsal=is_rehearsal))


def test_a_person_is_found_before_and_after_retagging(
    story: Storyteller, rotated: Rotation, ref: str
) -> None:
    before = tag(story, ref)
    assert finds(story) == 1

    batch = runs(story)

    assert batch is not None
    assert (ref in batch.behind, batch.spoilt) == (True, ())
    assert (last_entry(story).action, last_entry(story).about) == (Action.KEYS_RETAGGED, batch.behind)
    assert finds(story) == 1
    assert tag(story, ref) != before


def test_retagging_again_finds_nothing_behind(story: Storyteller, rotated: Rotation) -> None:
    first = runs(story)
    again = runs(story)

    assert first is not None
    assert again == Batch(first.last, first.looked_at, (), ())
    assert runs(story, after=first.last) is None


def test_a_rehearsal_counts_and_changes_nothing(story: Storyteller, rotated: Rotation, ref: str) -> None:
    before = tag(story, ref)

    batch = runs(story, is_rehearsal=True)

    assert batch is not None
    assert (ref in batch.behind, tag(story, ref)) == (True, before)


def test_who_does_not_open_keeps_the_tag_and_is_reported(
    story: Storyteller, rotated: Rotation, ref: str
) -> None:
    before = tag(story, ref)
    with story.database.engine.begin() as connection:
        mine = PERSON.c.case_id == story.case(ref).id
        connection.execute(update(PERSON).where(mine).values(identity=b""))

    batch = runs(story)

    assert batch is not None
    assert (len(batch.spoilt), tag(story, ref)) == (1, before)
    assert (ref in batch.behind, ref in last_entry(story).about) == (False, True)
