"""Finding and opening cases: the list, the search, the purpose, the history."""

from flask import Response, request

from referral.casework.cards import Hit
from referral.casework.forms.cases import FilterForm, OpenForm, SearchForm, SearchWithPurposeForm
from referral.casework.services import listing, reading
from referral.casework.services import search as searching
from referral.casework.views.blueprint import blueprint
from referral.kernel.permissions import Permission
from referral.web import current, go_to, needs, page
from referral.web.attempts import at_hand, attempt, form_page
from referral.web.purposes import remember
from workflows.vocabulary import Purpose


@blueprint.route("/cases", methods=["GET"])
@needs(Permission.CASE_LIST)
def index() -> Response:
    """List the cases one may know of; references and states, nothing personal."""
    form = FilterForm(request.args)
    cases = listing.list_cases(*at_hand(), form.chosen(), form.window)
    return page("casework/index.html", form=form, cases=cases)


@blueprint.route("/cases/search", methods=["GET", "POST"])
@needs(Permission.CASE_SEARCH)
def search() -> Response:
    """Look for a person among the cases whose names one may open."""
    form = SearchWithPurposeForm()
    found = attempt(form, lambda: look_for(form, form.purpose.data))
    return form_page("casework/search.html", form, found=found.results[0] if found else None)


def look_for(form: SearchForm, purpose: Purpose) -> tuple[Hit, ...]:
    """Search for what a form asks."""
    asked = {"name": form.name.data, "id_number": form.id_number.data, "phone": form.phone.data}
    return searching.search(current.session, current.clock, current.actor, **asked, purpose=purpose)


@blueprint.route("/cases/<string:ref>/open", methods=["GET", "POST"])
@needs(Permission.CASE_READ)
def choose_purpose(ref: str) -> Response:
    """Ask once a visit why a case is opened."""
    form = OpenForm()
    purposes = reading.purposes_for(*at_hand(), ref)
    form.offer(purposes)
    if form.validate_on_submit():
        remember(ref, Purpose(form.purpose.data))
        return go_to("desk.case", ref=ref)
    line = reading.glance(*at_hand(), ref)
    return form_page("casework/choose_purpose.html", form, line=line, purposes=purposes)


@blueprint.route("/cases/<string:ref>/history", methods=["GET"])
@needs(Permission.CASE_GLANCE)
def history(ref: str) -> Response:
    """Tell everything that happened on a case, the latest first."""
    line = reading.glance(*at_hand(), ref)
    events = reading.timeline_of(*at_hand(), ref)
    return page("casework/history.html", line=line, events=tuple(reversed(events)))
