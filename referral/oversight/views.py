"""The auditor's page: the access log. It shows references and verbs, never a name or a story."""

from flask import Blueprint, Response, request

from referral.kernel.permissions import Permission
from referral.oversight import services
from referral.oversight.forms import LogForm
from referral.web import needs, page
from referral.web.attempts import at_hand

blueprint = Blueprint("oversight", __name__)


@blueprint.route("/ledger", methods=["GET"])
@needs(Permission.LEDGER_READ)
def ledger() -> Response:
    """Read the access log, the latest first."""
    form = LogForm(request.args)
    return page(
        "oversight/ledger.html",
        form=form,
        entries=services.read_entries(*at_hand(), form.chosen(), form.window),
    )
