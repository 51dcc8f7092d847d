"""Attaching and opening files: sealed in chunks, whole or not at all, for those who may read papers."""

from uuid import UUID

import pytest
from sqlalchemy import delete, select, update

from referral.casework.cards import EventKind
from referral.casework.services import reading
from referral.documents import services as documents
from referral.documents.cards import AttachmentCard, FileCard, MediaType, Upload
from referral.documents.models import Attachment, AttachmentChunk
from referral.kernel.errors import (
    IntegrityFailure,
    InvalidInput,
    NotAllowed,
    NotFound,
    PurposeNotAllowed,
    PurposeRequired,
    ReferralError,
    StepRefused,
)
from referral.kernel.ledger import Action, Result
from referral.kernel.permissions import Actor
from referral.kernel.vault.files import CHUNK_BYTES
from tests.documents.files import AUTHOR, a_jpeg, a_pdf, a_png
from tests.storyteller import Storyteller
from tests.witness import everything, last_entry, refused, rules_of
from workflows.files import BYTES_MOST
from workflows.vocabulary import Purpose, Role

TITLE = "Bệnh án tháng sáu"
LONG = a_pdf(b"5 0 obj\nstream\n" + b"Lo Thi My " * (CHUNK_BYTES // 4) + b"\nendstream\nendobj")
CHECKING = Purpose.VERIFICATION


@pytest.fixture
def ref(story: Storyteller) -> str:
    return story.verified()


def attach(story: Storyteller, ref: str, content: bytes = LONG, code: str = "so-y-te") -> AttachmentCard:
    return story.by(story.officer(code), documents.attach, ref, Upload(content, TITLE))


def opened(story: Storyteller, ref: str, which: UUID, code: str = "so-y-te") -> FileCard:
    return story.by(story.officer(code), documents.open_attachment, ref, which, CHECKING)


def listed(story: Storyteller, actor: Actor, ref: str, why: Purpose | None) -> tuple[AttachmentCard, ...]:
    return story.by(actor, documents.attachments_of, ref, why)


def test_a_file_is_opened_as_it_was_attached(story: Storyteller, ref: str) -> None:
    card = attach(story, ref)

    file = opened(story, ref, card.id)

    assert (file.name, file.media) == (f"{ref}-1.pdf", "application/pdf")
    assert (len(file.content), file.content.count(b"Lo Thi My")) == (len(LONG), CHUNK_BYTES // 4)
    entry = last_entry(story)
    assert (entry.action, entry.about, entry.purpose) == (
        Action.ATTACHMENT_READ,
        (ref, str(card.id)),
        "verification",
    )


def test_attaching_is_one_entry_and_one_line_of_the_timeline(story: Storyteller, ref: str) -> None:
    card = attach(story, ref, a_png())

    entry = last_entry(story)
    events = story.by(story.officer("so-y-te"), reading.timeline_of, ref)
    assert (entry.action, entry.detail) == (Action.ATTACHMENT_FILED, {"media": "png", "bytes": card.size})
    assert list(entry.records) == [f"attachment/{card.id}"]
    assert [event.kind for event in events].count(EventKind.FILE_ATTACHED) == 1


def test_nothing_of_a_file_lies_open_in_the_database(story: Storyteller, ref: str) -> None:
    attach(story, ref)

    stored = story.look(everything)
    blobs = story.look(lambda session: session.scalars(select(AttachmentChunk.content)).all())
    assert TITLE not in str(stored)
    assert len(blobs) == -(-len(LONG) // CHUNK_BYTES)
    assert not any(word in blob for blob in blobs for word in (b"%PDF", b"Lo Thi My", AUTHOR))


def test_files_are_listed_with_names_made_here(story: Storyteller, ref: str) -> None:
    for content in (a_png(), a_jpeg(), a_pdf(b"/ByteRange[]")):
        attach(story, ref, content)

    cards = listed(story, story.officer("so-y-te"), ref, CHECKING)

    assert [card.name for card in cards] == [f"{ref}-1.png", f"{ref}-2.jpg", f"{ref}-3.pdf"]
    assert [card.is_stripped for card in cards] == [True, True, False]
    assert {(card.title, card.agency) for card in cards} == {(TITLE, "so-y-te")}
    assert (last_entry(story).action, last_entry(story).fields) == (
        Action.ATTACHMENTS_LISTED,
        ("attachments",),
    )


def test_the_verifier_opens_what_the_holder_attached(story: Storyteller, ref: str) -> None:
    card = attach(story, ref, a_jpeg())

    assert opened(story, ref, card.id, "cong-an-tinh").media == MediaType.JPEG
    assert attach(story, ref, a_png(), "cong-an-tinh").name == f"{ref}-2.png"


@pytest.mark.parametrize(
    ("code", "role", "purpose", "error"),
    [
        pytest.param("trung-tam-ctxh", Role.OFFICER, CHECKING, NotFound, id="a stranger"),
        pytest.param("so-y-te", Role.AUDITOR, CHECKING, NotAllowed, id="an auditor"),
        pytest.param("so-y-te", Role.OFFICER, None, PurposeRequired, id="who does not say why"),
        pytest.param("so-y-te", Role.OFFICER, Purpose.CORRECTION, PurposeNotAllowed, id="for names only"),
        pytest.param("don-bien-phong", Role.OFFICER, Purpose.RECEPTION, PurposeNotAllowed, id="a former"),
        pytest.param("cong-an-tinh", Role.OFFICER, Purpose.SUPPORT, PurposeNotAllowed, id="for another end"),
    ],
)
def test_nobody_else_sees_or_opens_files(
    story: Storyteller, ref: str, code: str, role: Role, purpose: Purpose | None, error: type[ReferralError]
) -> None:
    card, actor = attach(story, ref, a_png()), story.province.actor(code, role)

    with refused(story, error, Action.ATTACHMENTS_LISTED, ref):
        listed(story, actor, ref, purpose)
    with refused(story, error, Action.ATTACHMENT_READ, ref):
        story.by(actor, documents.open_attachment, ref, card.id, purpose)


@pytest.mark.parametrize(
    ("code", "error"), [("trung-tam-ctxh", NotFound), ("don-bien-phong", NotAllowed)], ids=str
)
def test_nobody_else_attaches_files(
    story: Storyteller, ref: str, code: str, error: type[ReferralError]
) -> None:
    with refused(story, error, Action.ATTACHMENT_FILED, ref):
        attach(story, ref, b"whatever it is", code)


def test_a_file_that_is_not_taken_changes_nothing(story: Storyteller, ref: str) -> None:
    with refused(story, InvalidInput, Action.ATTACHMENT_FILED, ref) as caught:
        attach(story, ref, b"<script>")

    assert [error.code for error in caught.value.errors] == ["unknown-type"]


def test_a_case_has_room_for_only_so_much(story: Storyteller, ref: str) -> None:
    attach(story, ref, a_png())
    story.system(lambda session: session.execute(update(Attachment).values(size=BYTES_MOST)))

    with refused(story, StepRefused, Action.ATTACHMENT_FILED, ref) as caught:
        attach(story, ref, a_png())

    assert rules_of(caught) == {"case-files-full"}


def test_another_cases_file_is_not_found(story: Storyteller, ref: str) -> None:
    other = story.reports("so-y-te", key="another").ref
    card = attach(story, other, a_png())

    for which in (card.id, UUID(int=7)):
        with refused(story, NotFound, Action.ATTACHMENT_READ, ref):
            opened(story, ref, which)


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(update(AttachmentChunk).values(content=b"x"), id="chunks changed"),
        pytest.param(delete(AttachmentChunk).where(AttachmentChunk.number == 1), id="one lost"),
        pytest.param(delete(AttachmentChunk), id="all lost"),
        pytest.param(update(Attachment).values(file_key=b"x"), id="its key changed"),
    ],
)
def test_a_file_that_was_touched_is_not_shown_at_all(story: Storyteller, ref: str, spoil: object) -> None:
    card = attach(story, ref)
    story.system(lambda session: session.execute(spoil))

    with pytest.raises(IntegrityFailure):
        opened(story, ref, card.id)

    assert (last_entry(story).action, last_entry(story).result) == (
        Action.ATTACHMENT_READ,
        Result.INTEGRITY_FAILURE,
    )


def test_a_title_that_does_not_open_hides_no_other_file(story: Storyteller, ref: str) -> None:
    spoilt, sound = attach(story, ref, a_png()), attach(story, ref, a_jpeg())
    touched = update(Attachment).where(Attachment.id == spoilt.id).values(document=b"x")
    story.system(lambda session: session.execute(touched))

    cards = listed(story, story.officer("so-y-te"), ref, CHECKING)

    assert [(card.id, card.title) for card in cards] == [(spoilt.id, ""), (sound.id, TITLE)]
    assert last_entry(story).action == Action.INTEGRITY_FAILED
    assert f"attachment/{spoilt.id}" in last_entry(story).fields
