"""Key copies go with the rights they served, whatever is killed in between."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from referral.casework.models import KeyRemoval
from referral.casework.services import drafts, keys
from referral.kernel.errors import LedgerUnavailable, NotFound
from referral.kernel.vault import Vault
from tests.fakes import full_disk
from tests.storyteller import Storyteller
from workflows.vocabulary import Purpose, StepName

AT_ONCE = timedelta(0)


@contextmanager
def killed_after_the_commit(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What waits for the commit is never done."""
    with monkeypatch.context() as patch:
        patch.setattr(Vault, "drop", lambda *_, **__: None)
        yield


def has_key(story: Storyteller, ref: str, code: str, scope: str = "full") -> bool:
    found = story.database.vault.case_keys(story.province.ids[code], [case_id(story, ref)], scope)
    return bool(found)


def case_id(story: Storyteller, ref: str) -> UUID:
    found: UUID = story.case(ref).id
    return found


def queued(story: Storyteller) -> int:
    return len(story.look(lambda session: session.scalars(select(KeyRemoval.id)).all()))


def test_a_giver_keeps_only_its_own_records_keys(story: Storyteller) -> None:
    ref = story.reports("don-bien-phong").ref
    assert has_key(story, ref, "don-bien-phong")

    story.hands("don-bien-phong", ref, "ubnd-xa")

    assert not has_key(story, ref, "don-bien-phong")
    assert has_key(story, ref, "don-bien-phong", keys.FORMER)
    assert has_key(story, ref, "ubnd-xa")


def test_a_removal_survives_a_kill(story: Storyteller, monkeypatch: pytest.MonkeyPatch) -> None:
    ref = story.reports("don-bien-phong").ref
    with killed_after_the_commit(monkeypatch):
        story.hands("don-bien-phong", ref, "ubnd-xa")
    assert has_key(story, ref, "don-bien-phong")

    story.system(keys.do_removals)

    assert not has_key(story, ref, "don-bien-phong")
    assert (story.system(keys.do_removals), queued(story)) == (0, 0)


def test_a_right_that_ended_opens_nothing_meanwhile(
    story: Storyteller, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = story.verified()
    with killed_after_the_commit(monkeypatch):
        story.identifies(ref)

    with pytest.raises(NotFound):
        story.reads(story.officer("cong-an-tinh"), ref, Purpose.VERIFICATION)


def test_a_late_removal_spares_a_later_right(story: Storyteller, monkeypatch: pytest.MonkeyPatch) -> None:
    ref = story.reports("don-bien-phong").ref
    with killed_after_the_commit(monkeypatch):
        story.hands("don-bien-phong", ref, "cong-an-tinh")
        story.hands("cong-an-tinh", ref, "don-bien-phong")

    story.system(keys.do_removals)

    assert has_key(story, ref, "don-bien-phong")
    assert not has_key(story, ref, "cong-an-tinh")
    assert story.reads(story.officer("don-bien-phong"), ref, Purpose.RECEPTION).person


def test_copies_of_committed_cases_are_confirmed(story: Storyteller) -> None:
    ref = story.verified()
    story.by(story.officer("don-bien-phong"), drafts.keep, None, {"story": "…"})
    story.later(minutes=1)

    assert story.system(keys.settle_pending, AT_ONCE) == 0

    assert story.database.vault.status().copies_by_state.get("pending", 0) == 0
    assert has_key(story, ref, "so-y-te")


def test_copies_of_deeds_that_failed_are_destroyed(
    story: Storyteller, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref, police = story.received(), story.province.ids["cong-an-tinh"]
    with monkeypatch.context() as patch:
        patch.setattr(story.database.engine.dialect, "do_commit", full_disk)
        with pytest.raises(LedgerUnavailable):
            story.verifies(ref)
    assert has_key(story, ref, "cong-an-tinh", keys.VERIFIER)
    story.later(minutes=1)

    assert story.system(keys.settle_pending, AT_ONCE) == 1

    story.database.vault.forget_the_old()
    with pytest.raises(NotFound):
        story.database.vault.case_key(case_id(story, ref), police, keys.VERIFIER)
    assert (
        story.steps(
            story.officer("so-y-te"), ref, StepName.START_VERIFICATION, verifier="cong-an-tinh"
        ).version
        == 4
    )
