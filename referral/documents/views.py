"""The pages on which a paper is filed, and files are attached and opened."""

from uuid import UUID

from flask import Blueprint, Response
from flask_babel import gettext

from referral.casework.services import reading
from referral.documents import services
from referral.documents.forms import AttachmentForm, PaperForm
from referral.kernel.permissions import Permission
from referral.web import current, go_to, needs
from referral.web.answers import give_file
from referral.web.attempts import at_hand, attempt, form_page
from referral.web.purposes import chosen_for
from referral.web.uploads import takes_a_file

blueprint = Blueprint("documents", __name__)


@blueprint.route("/cases/<string:ref>/papers/new", methods=["GET", "POST"])
@needs(Permission.CASE_WORK)
def paper(ref: str) -> Response:
    """File a paper."""
    form = PaperForm()
    if attempt(form, lambda: services.file_paper(*at_hand(), ref, form.paper())):
        return go_to("desk.case", ref=ref, saying=gettext("The paper was filed."))
    return form_page("documents/paper.html", form, line=reading.glance(*at_hand(), ref))


@blueprint.route("/cases/<string:ref>/attachments", methods=["GET", "POST"])
@needs(Permission.CASE_READ)
@takes_a_file
def attachments(ref: str) -> Response:
    """Show the files of a case, and attach one; who chose no purpose is asked first."""
    form, purpose = AttachmentForm(), chosen_for(ref)
    if attempt(form, lambda: services.attach(*at_hand(), ref, form.upload(), form.occurred_at.data)):
        return go_to(".attachments", ref=ref, saying=gettext("The file was attached."))
    if purpose not in reading.purposes_for(*at_hand(), ref):
        return go_to("casework.choose_purpose", ref=ref)
    cards = services.attachments_of(*at_hand(), ref, purpose)
    line = reading.glance(*at_hand(), ref)
    may_attach = current.actor.may(Permission.CASE_WORK, line.relations)
    return form_page("documents/attachments.html", form, line=line, cards=cards, may_attach=may_attach)


@blueprint.route("/cases/<string:ref>/attachments/<uuid:attachment_id>", methods=["GET"])
@needs(Permission.CASE_READ)
def attachment(ref: str, attachment_id: UUID) -> Response:
    """Hand over one file."""
    return give_file(services.open_attachment(*at_hand(), ref, attachment_id, chosen_for(ref)))
