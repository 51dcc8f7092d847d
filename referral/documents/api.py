"""The calls about papers."""

from uuid import UUID

from referral.casework.services import reading
from referral.documents import services
from referral.documents.bodies import PaperBody
from referral.kernel.permissions import Permission
from referral.web.api import at_hand, blueprint_of, call
from referral.web.bodies import Made

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
