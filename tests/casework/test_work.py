"""Notes and consents: who may add them, when they may have happened, and what the rules learn from them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from referral.casework.cards import ConsentData
from referral.casework.models import Note
from referral.casework.services import consents, notes, reading
from referral.kernel.errors import InvalidInput, NotAllowed, NotFound, ReferralError, StepRefused
from referral.kernel.ledger import Action
from referral.kernel.vault import record_digest
from tests.storyteller import Storyteller
from tests.witness import last_entry, refused, rules_of
from workflows.vocabulary import ConsentScope, Purpose, Role

YES = ConsentData(given=True, scope=(ConsentScope.SUPPORT, ConsentScope.SHARE_POLICE), guardian="Bà ngoại")
NO = ConsentData(given=False)


@dataclass(frozen=True)
class Work:
    """One deed of work, with the name it has in the ledger."""

    act: Callable[..., UUID]
    what: object
    action: Action


NOTE = Work(notes.add_note, "Ghi chú", Action.NOTE_ADDED)
CONSENT = Work(consents.record_consent, YES, Action.CONSENT_RECORDED)
each_work = pytest.mark.parametrize(
    "work", [pytest.param(NOTE, id="a note"), pytest.param(CONSENT, id="a consent")]
)


def do(story: Storyteller, work: Work, ref: str, code: str = "so-y-te", role: Role = Role.OFFICER) -> UUID:
    return story.by(story.province.actor(code, role), work.act, ref, work.what)


@each_work
def test_work_is_one_entry_and_one_line(story: Storyteller, work: Work) -> None:
    ref = story.received()
    story.later(minutes=1)

    record_id = do(story, work, ref)

    entry = last_entry(story)
    assert (entry.action, entry.about) == (work.action, (ref,))
    assert [name.split("/")[1] for name in entry.records] == [str(record_id)]
    line = story.by(story.officer("so-y-te"), reading.timeline_of, ref)[-1]
    assert (line.kind, line.agency) == (work.action.value.replace(":", "_"), "so-y-te")


@each_work
@pytest.mark.parametrize(
    ("code", "role", "error"),
    [
        pytest.param("don-bien-phong", Role.OFFICER, NotAllowed, id="a former holder"),
        pytest.param("so-y-te", Role.AUDITOR, NotAllowed, id="an auditor"),
        pytest.param("trung-tam-ctxh", Role.OFFICER, NotFound, id="a stranger"),
    ],
)
def test_who_does_not_work_on_a_case_adds_nothing(
    story: Storyteller, work: Work, code: str, role: Role, error: type[ReferralError]
) -> None:
    ref = story.verified()

    with refused(story, error, work.action, ref):
        do(story, work, ref, code, role)


@each_work
def test_a_verifier_works_beside_the_holder(story: Storyteller, work: Work) -> None:
    ref = story.verified()

    do(story, work, ref, "cong-an-tinh")

    assert last_entry(story).action == work.action


@each_work
@pytest.mark.parametrize(
    ("after", "code"),
    [
        pytest.param(timedelta(seconds=1), "occurred-in-future", id="the future"),
        pytest.param(timedelta(days=-2), "occurred-before-previous", id="before the report"),
    ],
)
def test_nothing_happened_at_an_impossible_time(
    story: Storyteller, work: Work, after: timedelta, code: str
) -> None:
    ref, at = story.received(), story.clock.now() + after

    with refused(story, InvalidInput, work.action, ref) as caught:
        story.by(story.officer("so-y-te"), work.act, ref, work.what, at)

    assert [error.code for error in caught.value.errors] == [code]


@each_work
def test_a_case_that_has_ended_says_so_to_its_last_holder(story: Storyteller, work: Work) -> None:
    ref = story.withdrawn(story.verified(), "so-y-te")

    with refused(story, StepRefused, work.action, ref) as caught:
        do(story, work, ref)
    with refused(story, NotAllowed, work.action, ref):
        do(story, work, ref, "don-bien-phong")

    assert rules_of(caught) == {"case-has-ended"}


@each_work
def test_a_late_record_keeps_both_its_times(story: Storyteller, work: Work) -> None:
    ref = story.received()
    happened = story.clock.now()
    story.later(hours=3)

    story.by(story.officer("so-y-te"), work.act, ref, work.what, happened)

    line = story.by(story.officer("so-y-te"), reading.timeline_of, ref)[-1]
    assert (line.occurred_at, line.recorded_at) == (happened, story.clock.now())


def test_a_note_names_who_wrote_it(story: Storyteller) -> None:
    ref = story.received()

    do(story, NOTE, ref)

    (note,) = story.reads(story.officer("so-y-te"), ref, Purpose.PROTECTION).notes
    assert (note.text, note.agency, note.by) == ("Ghi chú", "so-y-te", "officer so-y-te")


def test_the_latest_consent_stands_and_all_are_kept(story: Storyteller) -> None:
    ref = story.received()

    do(story, CONSENT, ref)
    do(story, Work(consents.record_consent, NO, Action.CONSENT_RECORDED), ref)

    kept = story.reads(story.officer("so-y-te"), ref, Purpose.PROTECTION).consents
    assert [(consent.number, consent.data) for consent in kept[:2]] == [(3, NO), (2, YES)]
    facts = story.case(ref).facts
    assert (facts["has_consented"], facts["consents"], facts["has_guardian_consent"]) == (False, [], False)


def test_what_a_consent_withholds_is_not_in_its_scope(story: Storyteller) -> None:
    ref = story.received()
    both = ConsentData(given=True, scope=tuple(ConsentScope), withheld=(ConsentScope.SHARE_POLICE,))

    do(story, Work(consents.record_consent, both, Action.CONSENT_RECORDED), ref)

    assert story.case(ref).facts["consents"] == ["share_family", "share_health", "support"]


def test_a_consent_withdrawn_stops_the_transfer(story: Storyteller) -> None:
    ref = story.identified()
    story.assesses("so-y-te", ref)
    offered = story.offers("so-y-te", ref, "trung-tam-ctxh")
    do(story, Work(consents.record_consent, NO, Action.CONSENT_RECORDED), ref)

    with refused(story, StepRefused, Action.HANDOVER_REFUSED, str(offered.id)) as caught:
        story.accepts("trung-tam-ctxh", offered)

    assert rules_of(caught) == {"needs-consent", "needs-consent-scope"}


def test_a_digest_says_what_was_sealed(story: Storyteller) -> None:
    ref = story.received()
    note_id = do(story, NOTE, ref)

    sealed = story.look(lambda session: session.scalars(select(Note.text).where(Note.id == note_id)).one())

    assert last_entry(story).records == {f"note/{note_id}": record_digest({"text": sealed})}
