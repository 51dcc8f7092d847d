"""Filing papers: sealed, shown by purpose, and what a certifying one allows the health department."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from referral.documents import services as documents
from referral.documents.cards import PaperCard, PaperData
from referral.documents.models import Paper
from referral.kernel.clock import local_date
from referral.kernel.errors import InvalidInput, NotAllowed, NotFound, ReferralError, StepRefused
from referral.kernel.ledger import Action
from tests.factories import AN_ADULT, intake
from tests.storyteller import GROUNDS, Storyteller
from tests.witness import last_entry, refused, rules_of
from workflows.vocabulary import PaperKind, Pathway, Purpose, Role, State, StepName

PAPER = PaperData(PaperKind.LEGALISED_FOREIGN_DOCUMENT, "77/HPH", date(2026, 7, 1), "Bộ Ngoại giao")


@pytest.fixture
def ref(story: Storyteller) -> str:
    return story.verified()


def file(story: Storyteller, ref: str, paper: PaperData = PAPER, code: str = "so-y-te") -> object:
    return story.by(story.officer(code), documents.file_paper, ref, paper)


def on_file(story: Storyteller, ref: str, code: str, purpose: Purpose) -> tuple[PaperCard, ...]:
    return story.by(story.officer(code), documents.of_case, ref, purpose)


def test_a_paper_is_read_back_as_it_was_filed(story: Storyteller, ref: str) -> None:
    paper_id = file(story, ref)

    (card,) = on_file(story, ref, "so-y-te", Purpose.VERIFICATION)

    assert (card.id, card.data, card.agency) == (paper_id, PAPER, "so-y-te")
    assert (last_entry(story).action, last_entry(story).fields[:1]) == (Action.CASE_READ, ("papers",))


def test_a_paper_filed_is_an_entry_with_its_digest(story: Storyteller, ref: str) -> None:
    paper_id = file(story, ref)

    entry = last_entry(story)
    assert (entry.action, entry.detail) == (Action.PAPER_FILED, {"kind": "legalised_foreign_document"})
    assert list(entry.records) == [f"paper/{paper_id}"]


def test_a_papers_number_is_sealed(story: Storyteller, ref: str) -> None:
    file(story, ref)

    stored = story.look(lambda session: session.scalars(select(Paper.document)).one())

    assert b"77/HPH" not in stored


def test_the_verifier_files_and_reads_papers_too(story: Storyteller, ref: str) -> None:
    file(story, ref, code="cong-an-tinh")

    assert [card.data for card in on_file(story, ref, "cong-an-tinh", Purpose.VERIFICATION)] == [PAPER]
    assert on_file(story, ref, "so-y-te", Purpose.CORRECTION) == ()
    assert on_file(story, ref, "don-bien-phong", Purpose.RECEPTION) == ()


@pytest.mark.parametrize(
    ("code", "role", "error"),
    [
        pytest.param("trung-tam-ctxh", Role.OFFICER, NotFound, id="a stranger"),
        pytest.param("don-bien-phong", Role.OFFICER, NotAllowed, id="a former holder"),
        pytest.param("so-y-te", Role.AUDITOR, NotAllowed, id="the holder's auditor"),
    ],
)
def test_nobody_else_files_papers(
    story: Storyteller, ref: str, code: str, role: Role, error: type[ReferralError]
) -> None:
    with refused(story, error, Action.PAPER_FILED, ref):
        story.by(story.province.actor(code, role), documents.file_paper, ref, PAPER)


def test_no_paper_is_issued_tomorrow(story: Storyteller, ref: str) -> None:
    tomorrow = replace(PAPER, issued_on=local_date(story.clock.now()) + timedelta(days=1))

    with refused(story, InvalidInput, Action.PAPER_FILED, ref) as caught:
        file(story, ref, tomorrow)

    assert [error.field for error in caught.value.errors] == ["issued_on"]


def test_no_paper_is_filed_in_the_future(story: Storyteller, ref: str) -> None:
    at = story.clock.now() + timedelta(minutes=1)

    with refused(story, InvalidInput, Action.PAPER_FILED, ref):
        story.by(story.officer("so-y-te"), documents.file_paper, ref, PAPER, at)


def test_health_identifies_on_a_certifying_paper_only(story: Storyteller, ref: str) -> None:
    with refused(story, StepRefused, Action.CASE_STEP_REFUSED, ref) as caught:
        story.steps(story.officer("so-y-te"), ref, StepName.IDENTIFY, **GROUNDS)
    file(story, ref)

    moved = story.steps(story.officer("so-y-te"), ref, StepName.IDENTIFY, **GROUNDS)

    assert rules_of(caught) == {"needs-certifying-paper"}
    assert moved.state is State.PROTECTED


def test_a_rescued_foreigner_is_identified_at_reception(story: Storyteller) -> None:
    abroad = replace(AN_ADULT, nationality="LAO")
    ref = story.received(intake(story.clock.now(), abroad, pathway=Pathway.RESCUED))
    story.files_paper("so-y-te", ref)

    moved = story.steps(story.officer("so-y-te"), ref, StepName.IDENTIFY, **GROUNDS)

    assert moved.state is State.PROTECTED
    assert (story.case(ref).regime, story.case(ref).facts["is_foreign"]) == ("2024", True)
    story.assesses("so-y-te", ref)
    assert story.steps(story.officer("so-y-te"), ref, StepName.REPATRIATE).state is State.CLOSED


def test_a_self_reported_person_is_not_identified_at_reception(story: Storyteller) -> None:
    ref = story.received()
    story.files_paper("so-y-te", ref)

    with refused(story, StepRefused, Action.CASE_STEP_REFUSED, ref) as caught:
        story.steps(story.officer("so-y-te"), ref, StepName.IDENTIFY, **GROUNDS)

    assert rules_of(caught) == {"wrong-state"}


def test_a_paper_that_does_not_open_is_reported(story: Storyteller, ref: str) -> None:
    paper_id = file(story, ref)
    story.system(lambda session: session.execute(update(Paper).values(document=b"x")))

    (card,) = on_file(story, ref, "so-y-te", Purpose.VERIFICATION)

    assert (card.data.number, card.data.issuer) == ("", "")
    assert (last_entry(story).action, last_entry(story).fields[:1]) == (
        Action.INTEGRITY_FAILED,
        (f"paper/{paper_id}",),
    )


def test_a_stranger_cannot_tell_whether_papers_exist(story: Storyteller, ref: str) -> None:
    file(story, ref)

    with refused(story, NotFound, Action.CASE_READ, ref):
        on_file(story, ref, "trung-tam-ctxh", Purpose.VERIFICATION)
