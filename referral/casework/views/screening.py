"""Screening by the indicators, and counting those who refused before reception."""

from uuid import UUID

from flask import Response
from flask_babel import gettext

from referral.casework.forms.screening import EarlyRefusalForm, ScreeningForm
from referral.casework.services import early_refusals, reading
from referral.casework.services import screening as screenings
from referral.casework.views.blueprint import blueprint
from referral.kernel.permissions import Permission
from referral.web import go_to, needs, page
from referral.web.attempts import at_hand, attempt, form_page
from workflows.indicators import CAUTION, indicator_list


@blueprint.route("/cases/<string:ref>/screenings/new", methods=["GET", "POST"])
@needs(Permission.CASE_WORK)
def screen(ref: str) -> Response:
    """Go through the signs with the person, and weigh what was seen."""
    form = ScreeningForm()
    done = attempt(form, lambda: screenings.screen(*at_hand(), ref, form.seen(), form.occurred_at.data))
    if done:
        return go_to("casework.screening", ref=ref, screening_id=done.value.id)
    line = reading.glance(*at_hand(), ref)
    return form_page("casework/screen.html", form, line=line, listed=indicator_list(), caution=CAUTION)


@blueprint.route("/cases/<string:ref>/screenings/<uuid:screening_id>", methods=["GET"])
@needs(Permission.CASE_READ)
def screening(ref: str, screening_id: UUID) -> Response:
    """Show what a screening adds up to and why, sign by sign."""
    line = reading.glance(*at_hand(), ref)
    card = screenings.show(*at_hand(), ref, screening_id)
    return page("casework/screening.html", line=line, card=card, listed=indicator_list(), caution=CAUTION)


@blueprint.route("/reports/refused", methods=["GET", "POST"])
@needs(Permission.CASE_REPORT)
def refused() -> Response:
    """Count an adult who will not be received; nothing about the person is kept."""
    form = EarlyRefusalForm()
    if attempt(form, lambda: _count(form)):
        return go_to("casework.report", saying=gettext("The refusal was counted. Nothing else was kept."))
    return form_page("casework/refused.html", form, counted=early_refusals.of_this_year(*at_hand()))


def _count(form: EarlyRefusalForm) -> bool:
    early_refusals.count(*at_hand(), form.age.data, form.pathway.data, form.occurred_at.data)
    return True
