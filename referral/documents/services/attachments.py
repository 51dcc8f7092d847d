"""Files of a case: attached sealed, listed, and opened whole before a byte of them is shown.

A file comes in and goes out through memory alone; what is stored, and what a disk ever holds, are chunks.
"""

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, insert, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from referral.casework import fields, queries
from referral.casework.cards import EventKind
from referral.casework.queries import Standing
from referral.casework.services import events, integrity
from referral.casework.services.keys import opening_key, sealing_key
from referral.casework.services.moments import happened_at
from referral.casework.services.working import workable
from referral.documents.cards import AttachmentCard, Contents, FileCard, MediaType, Upload
from referral.documents.models import Attachment, AttachmentChunk
from referral.documents.services.contents import recognised
from referral.kernel import ledger
from referral.kernel.clock import Clock
from referral.kernel.errors import (
    IntegrityFailure,
    NotAllowed,
    NotFound,
    PurposeNotAllowed,
    PurposeRequired,
    StepRefused,
)
from referral.kernel.ledger import Action
from referral.kernel.permissions import Actor, Permission
from referral.kernel.references import new_id
from referral.kernel.vault import CaseKey, Cell, as_json, padded, record_digest
from referral.kernel.vault.files import file_key, open_file, seal_file
from referral.people.services import agencies
from workflows.files import room_for
from workflows.vocabulary import Purpose, Relation

ATTACHMENTS = "attachments"
_LISTED: tuple[InstrumentedAttribute[Any], ...] = (
    Attachment.id,
    Attachment.number,
    Attachment.media,
    Attachment.size,
    Attachment.is_stripped,
    Attachment.document,
    Attachment.agency_id,
    Attachment.occurred_at,
)


def attach(
    session: Session,
    clock: Clock,
    actor: Actor,
    ref: str,
    upload: Upload,
    occurred_at: datetime | None = None,
) -> AttachmentCard:
    """Attach a file to a case, without what came along in it unseen.

    :raises NotFound: if the case is not the actor's to know about
    :raises NotAllowed: if the actor may not work on it
    :raises InvalidInput: if the file is of no type that is taken, too large or damaged, or the time is wrong
    :raises StepRefused: if the case has ended, or has no room for it
    """
    case = workable(session, actor, ref, Action.ATTACHMENT_FILED)
    at = happened_at(clock, occurred_at, not_before=case.occurred_at)
    contents = recognised(upload.content)
    number = _next_number(session, case, len(contents.content))
    row = _sealed(session, case, new_id(clock), contents, upload.title)
    row |= {
        "number": number,
        "agency_id": actor.agency_id,
        "account_id": actor.user_id,
        "occurred_at": at,
        "recorded_at": clock.now(),
    }
    _store(session, case, row, contents)
    events.add(session, clock, actor, case, EventKind.FILE_ATTACHED, at)
    _note_filed(session, actor, case, row)
    return AttachmentCard(
        row["id"],
        _name(case.ref, number, contents.media),
        upload.title,
        contents.media,
        row["size"],
        contents.is_stripped,
        actor.agency_code,
        at,
    )


def attachments_of(
    session: Session, clock: Clock, actor: Actor, ref: str, purpose: Purpose | None
) -> tuple[AttachmentCard, ...]:
    """Give the files of a case, without what they hold.

    :raises NotFound: if the case is not the actor's to know about
    :raises PurposeRequired: if no purpose is given
    :raises PurposeNotAllowed: if papers are not open to the actor for that purpose
    """
    del clock
    case, key = _opened(session, actor, ref, purpose, Action.ATTACHMENTS_LISTED)
    of_case = select(*_LISTED).where(Attachment.case_id == case.id).order_by(Attachment.number)
    rows = session.execute(of_case).all()
    names = agencies.names(session, {row.agency_id for row in rows})
    spoilt: list[str] = []
    cards = tuple(_card(case.ref, row, key, names[row.agency_id].code, spoilt) for row in rows)
    ledger.note(
        session, actor, Action.ATTACHMENTS_LISTED, case.ref, purpose=_said(purpose), fields=(ATTACHMENTS,)
    )
    integrity.report(session, actor, case.ref, spoilt)
    return cards


def open_attachment(
    session: Session, clock: Clock, actor: Actor, ref: str, attachment_id: UUID, purpose: Purpose | None
) -> FileCard:
    """Open one file of a case, whole.

    :raises NotFound: if the case is not the actor's to know about, or has no such file
    :raises PurposeRequired: if no purpose is given
    :raises PurposeNotAllowed: if papers are not open to the actor for that purpose
    :raises IntegrityFailure: if one bit of it was changed, moved or lost
    """
    del clock
    case, key = _opened(session, actor, ref, purpose, Action.ATTACHMENT_READ)
    asked = select(Attachment.number, Attachment.media, Attachment.file_key).where(
        Attachment.id == attachment_id, Attachment.case_id == case.id
    )
    row = session.execute(asked).first()
    if row is None:
        raise NotFound
    secret = key.open(Cell("attachment", "file_key", attachment_id, 1), row.file_key)
    content = b"".join(open_file(secret, _chunks(session, attachment_id)))
    ledger.note(
        session,
        actor,
        Action.ATTACHMENT_READ,
        (case.ref, str(attachment_id)),
        purpose=_said(purpose),
        fields=(ATTACHMENTS,),
    )
    media = MediaType(row.media)
    return FileCard(_name(case.ref, row.number, media), media.value, content)


def _next_number(session: Session, case: Standing, more_bytes: int) -> int:
    """Give the next file's number; the case's row is held, so nobody else takes it.

    :raises StepRefused: if the case has no room for it
    """
    counted = select(func.count(), func.coalesce(func.sum(Attachment.size), 0), func.max(Attachment.number))
    files, stored_bytes, last = session.execute(counted.where(Attachment.case_id == case.id)).one()
    if refusal := room_for(files, int(stored_bytes), more_bytes):
        raise StepRefused([refusal])
    return (last or 0) + 1


def _sealed(
    session: Session, case: Standing, file_id: UUID, contents: Contents, title: str
) -> dict[str, Any]:
    key = sealing_key(session, case)
    said = as_json({"title": title, "sha256": sha256(contents.content).hexdigest()})
    document, secret = key.seal_many(
        [
            (Cell("attachment", "document", file_id, 1), padded(said)),
            (Cell("attachment", "file_key", file_id, 1), file_key(key, file_id)),
        ]
    )
    return {
        "id": file_id,
        "case_id": case.id,
        "media": contents.media.value,
        "size": len(contents.content),
        "is_stripped": contents.is_stripped,
        "document": document,
        "file_key": secret,
    }


def _store(session: Session, case: Standing, row: dict[str, Any], contents: Contents) -> None:
    key = sealing_key(session, case)
    session.execute(insert(Attachment).values(row))
    chunks = seal_file(file_key(key, row["id"]), key.key_version, [contents.content])
    for number, chunk in enumerate(chunks):
        session.execute(insert(AttachmentChunk).values(attachment_id=row["id"], number=number, content=chunk))


def _note_filed(session: Session, actor: Actor, case: Standing, row: dict[str, Any]) -> None:
    digest = record_digest({"document": row["document"], "file_key": row["file_key"]})
    ledger.note(
        session,
        actor,
        Action.ATTACHMENT_FILED,
        case.ref,
        records={f"attachment/{row['id']}": digest},
        detail={"media": MediaType(row["media"]).short, "bytes": row["size"]},
    )


def _opened(
    session: Session, actor: Actor, ref: str, purpose: Purpose | None, action: Action
) -> tuple[Standing, CaseKey]:
    ledger.attempt(session, action, ref)
    case = queries.standing(session, actor, ref)
    if not actor.may(Permission.CASE_READ, case.relations):
        raise NotAllowed
    if purpose is None:
        raise PurposeRequired
    return case, opening_key(session, case, actor.agency, _relation(case, actor, purpose))


def _relation(case: Standing, actor: Actor, purpose: Purpose) -> Relation:
    relation = fields.opened_by(case.relations, actor.role, purpose)
    if relation is None or fields.PAPERS not in fields.readable(relation, actor.role, purpose):
        raise PurposeNotAllowed
    return relation


def _card(ref: str, row: Row[Any], key: CaseKey, agency: str, spoilt: list[str]) -> AttachmentCard:
    media = MediaType(row.media)
    return AttachmentCard(
        row.id,
        _name(ref, row.number, media),
        _title(row, key, spoilt),
        media,
        row.size,
        row.is_stripped,
        agency,
        row.occurred_at,
    )


def _title(row: Row[Any], key: CaseKey, spoilt: list[str]) -> str:
    try:
        said = key.open_json(Cell("attachment", "document", row.id, 1), row.document)
    except IntegrityFailure:
        spoilt.append(f"attachment/{row.id}")
        return ""
    return str(said.get("title") or "")


def _chunks(session: Session, attachment_id: UUID) -> Iterator[bytes]:
    stored = select(AttachmentChunk.content).where(AttachmentChunk.attachment_id == attachment_id)
    yield from session.scalars(stored.order_by(AttachmentChunk.number)).all()


def _name(ref: str, number: int, media: MediaType) -> str:
    return f"{ref}-{number}.{media.short}"


def _said(purpose: Purpose | None) -> str | None:
    return purpose and purpose.value
