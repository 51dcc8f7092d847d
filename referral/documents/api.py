"""The calls about papers and files."""

from uuid import UUID

from referral.casework.services import reading
from referral.documents import services
from referral.documents.bodies import AttachmentAnswer, AttachmentBody, PaperBody
from referral.documents.cards import AttachmentCard, FileCard
from referral.kernel.permissions import Permission
from referral.web.api import at_hand, blueprint_of, call
from referral.web.bodies import Listed, Made
from workflows.vocabulary import Purpose

blueprint = blueprint_of("documents", __name__)


@call(
    blueprint,
    "POST",
    "/cases/<string:ref>/papers",
    permission=Permission.CASE_WORK,
    body=PaperBody,
    answer=Made,
    status=201,
    errors=(409,),
    sees=reading.glance,
    summary="File a paper",
)
def file_paper(ref: str, body: PaperBody) -> UUID:
    """With one that certifies a victim (Law 53/2024/QH15, Article 33(1)) health can identify."""
    return services.file_paper(*at_hand(), ref, body.paper(), body.occurred_at)


@call(
    blueprint,
    "POST",
    "/cases/<string:ref>/attachments",
    permission=Permission.CASE_WORK,
    body=AttachmentBody,
    answer=AttachmentAnswer,
    status=201,
    errors=(409,),
    sees=reading.glance,
    takes_file=True,
    summary="Attach a file",
)
def attach(ref: str, file: bytes, body: AttachmentBody) -> AttachmentCard:
    """A PDF, JPEG or PNG of at most 10 MB, by its content. Its name is not kept, nor what came along in it
    unseen; a signed or encrypted PDF is kept byte for byte, and `is_stripped` says so.
    """
    return services.attach(*at_hand(), ref, body.upload(file), body.occurred_at)


@call(
    blueprint,
    "GET",
    "/cases/<string:ref>/attachments",
    permission=Permission.CASE_READ,
    answer=Listed[AttachmentAnswer],
    has_purpose=True,
    sees=reading.glance,
    summary="List the files of a case",
)
def attachments(ref: str, purpose: Purpose | None) -> tuple[AttachmentCard, ...]:
    """Open to whoever may read the papers of the case for this purpose."""
    return services.attachments_of(*at_hand(), ref, purpose)


@call(
    blueprint,
    "GET",
    "/cases/<string:ref>/attachments/<uuid:attachment_id>",
    permission=Permission.CASE_READ,
    answer=None,
    has_purpose=True,
    sees=reading.glance,
    summary="Open a file of a case",
)
def attachment(ref: str, attachment_id: UUID, purpose: Purpose | None) -> FileCard:
    """The whole file, proved before its first byte is sent; each time is an entry in the access log."""
    return services.open_attachment(*at_hand(), ref, attachment_id, purpose)
