"""The pages of crime reports: one is recorded on a case, and the police that received it act from a list."""

from uuid import UUID

from flask import Response, request
from flask_babel import gettext

from referral.casework.services import reading
from referral.kernel.errors import NotFound
from referral.kernel.permissions import Permission
from referral.tracks.forms.cases import CrimeDecisionForm, CrimeExtensionForm, CrimeReportForm, WhenForm
from referral.tracks.services import crime_reports as services
from referral.tracks.views.blueprint import blueprint
from referral.tracks.views.cases import near
from referral.web import current, go_to, needs, page
from referral.web.attempts import at_hand, attempt, form_page
from referral.web.fields import AddressForm, Form
from workflows.vocabulary import AgencyKind

FORMS: dict[str, type[Form]] = {
    "complex": WhenForm,
    "extend": CrimeExtensionForm,
    "decide": CrimeDecisionForm,
    "told": WhenForm,
}


@blueprint.route("/cases/<string:ref>/crime-reports/new", methods=["GET", "POST"])
@needs(Permission.CRIME_REPORT)
def crime_report(ref: str) -> Response:
    """Record that the police received a report of a crime."""
    form = CrimeReportForm()
    form.offer(near([AgencyKind.POLICE]))
    if attempt(form, lambda: services.receive(*at_hand(), ref, form.report(), form.occurred_at.data)):
        return go_to("desk.case", ref=ref, saying=gettext("The crime report was recorded."))
    return form_page("tracks/crime_report.html", form, line=reading.glance(*at_hand(), ref))


@blueprint.route("/crime-reports", methods=["GET"])
@needs(Permission.CRIME_REPORT_LIST)
def crime_reports() -> Response:
    """Show which crime reports one's own police agency received."""
    window = AddressForm(request.args).window
    return page("tracks/crime_reports.html", reports=services.of_agency(*at_hand(), window))


@blueprint.route(
    "/cases/<string:ref>/crime-reports/<uuid:report_id>/<string:change>", methods=["GET", "POST"]
)
@needs(Permission.CRIME_REPORT)
def crime_change(ref: str, report_id: UUID, change: str) -> Response:
    """Record what becomes of a crime report."""
    if change not in FORMS:
        raise NotFound
    form = FORMS[change]()
    if attempt(form, lambda: _change(ref, report_id, change, form)):
        return _back(ref, gettext("The crime report was changed."))
    report = services.glance(*at_hand(), ref, report_id)
    return form_page("tracks/crime_change.html", form, report=report, change=change)


def _change(ref: str, report_id: UUID, change: str, form: Form) -> UUID:
    about = (*at_hand(), ref, report_id)
    if isinstance(form, CrimeExtensionForm):
        return services.extend(*about, form.asked_on.data, form.paper.data or "")
    if isinstance(form, CrimeDecisionForm):
        return services.decide(*about, form.decision.data, form.occurred_at.data)
    deed = services.find_complex if change == "complex" else services.tell
    return deed(*about, form["occurred_at"].data)


def _back(ref: str, saying: str) -> Response:
    """Go back to the list for the police, to the case for who works on it."""
    if current.actor.may(Permission.CRIME_REPORT_LIST):
        return go_to("tracks.crime_reports", saying=saying)
    return go_to("desk.case", ref=ref, saying=saying)
