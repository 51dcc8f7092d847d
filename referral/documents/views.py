"""The page on which a paper is filed."""

from flask import Blueprint, Response
from flask_babel import gettext

from referral.casework.services import reading
from referral.documents import services
from referral.documents.forms import PaperForm
from referral.kernel.permissions import Permission
from referral.web import go_to, needs
from referral.web.attempts import at_hand, attempt, form_page

blueprint = Blueprint("documents", __name__)


@blueprint.route("/cases/<string:ref>/papers/new", methods=["GET", "POST"])
@needs(Permission.CASE_WORK)
def paper(ref: str) -> Response:
    """File a paper."""
    form = PaperForm()
    if attempt(form, lambda: services.file_paper(*at_hand(), ref, form.paper())):
        return go_to("desk.case", ref=ref, saying=gettext("The paper was filed."))
    return form_page("documents/paper.html", form, line=reading.glance(*at_hand(), ref))
