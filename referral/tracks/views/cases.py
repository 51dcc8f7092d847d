"""The pages on which a case's tracks are recorded: each asks one thing, and goes back to the case."""

from collections.abc import Collection
from uuid import UUID

from flask import Response
from flask_babel import gettext

from referral.casework.services import reading
from referral.kernel.errors import NotFound
from referral.kernel.permissions import Permission
from referral.people.services import agencies
from referral.tracks.forms.cases import (
    EndForm,
    GuardianForm,
    MeasureForm,
    MeasureRefusedForm,
    SeparationForm,
    StayExtensionForm,
    StayForm,
    UntilForm,
    WhenForm,
)
from referral.tracks.services import guardians, measures, separations, stays
from referral.tracks.views.blueprint import blueprint
from referral.web import current, go_to, needs
from referral.web.attempts import at_hand, attempt, form_page
from referral.web.fields import Form
from workflows.vocabulary import FACILITIES, AgencyKind

STAY_FORMS: dict[str, type[Form]] = {
    "extend": StayExtensionForm,
    "family-told": WhenForm,
    "end": EndForm,
}
SEPARATION_FORMS: dict[str, type[Form]] = {"extend": UntilForm, "end": EndForm}


@blueprint.route("/cases/<string:ref>/measures/new", methods=["GET", "POST"])
@needs(Permission.CASE_WORK)
def measure(ref: str) -> Response:
    """Record a measure that is taken."""
    form = MeasureForm()
    if attempt(form, lambda: measures.take(*at_hand(), ref, form.taken(), form.occurred_at.data)):
        return go_to("desk.case", ref=ref, saying=gettext("The measure was recorded."))
    return form_page("tracks/measure.html", form, line=reading.glance(*at_hand(), ref))


@blueprint.route("/cases/<string:ref>/measures/refused", methods=["GET", "POST"])
@needs(Permission.CASE_WORK)
def measure_refused(ref: str) -> Response:
    """Record that an adult refuses a measure."""
    form = MeasureRefusedForm()
    if attempt(form, lambda: measures.refuse(*at_hand(), ref, form.refused(), form.occurred_at.data)):
        return go_to("desk.case", ref=ref, saying=gettext("The refusal was recorded."))
    return form_page("tracks/measure_refused.html", form, line=reading.glance(*at_hand(), ref))


@blueprint.route("/cases/<string:ref>/measures/<uuid:measure_id>/end", methods=["GET", "POST"])
@needs(Permission.CASE_WORK)
def measure_end(ref: str, measure_id: UUID) -> Response:
    """Record that a measure ended."""
    form = EndForm()
    said = (form.reason.data or "", form.occurred_at.data)
    if attempt(form, lambda: measures.end(*at_hand(), ref, measure_id, *said)):
        return go_to("desk.case", ref=ref, saying=gettext("The measure has ended."))
    line = reading.glance(*at_hand(), ref)
    return form_page("tracks/measure_end.html", form, line=line, measure_id=measure_id)


@blueprint.route("/cases/<string:ref>/placements/new", methods=["GET", "POST"])
@needs(Permission.STAY_RECORD)
def stay(ref: str) -> Response:
    """Record that somebody is taken in."""
    form = StayForm()
    form.offer(near(FACILITIES))
    if attempt(form, lambda: stays.begin(*at_hand(), ref, form.stay(), form.occurred_at.data)):
        return go_to("desk.case", ref=ref, saying=gettext("The stay was recorded."))
    return form_page("tracks/stay.html", form, line=reading.glance(*at_hand(), ref))


@blueprint.route("/cases/<string:ref>/placements/<uuid:stay_id>/<string:change>", methods=["GET", "POST"])
@needs(Permission.STAY_RECORD)
def stay_change(ref: str, stay_id: UUID, change: str) -> Response:
    """Extend a stay, record that a child's family was told, or end it."""
    form = _form(STAY_FORMS, change)
    if attempt(form, lambda: _change_stay(ref, stay_id, form)):
        return go_to("desk.case", ref=ref, saying=gettext("The stay was changed."))
    line = reading.glance(*at_hand(), ref)
    return form_page("tracks/stay_change.html", form, line=line, stay_id=stay_id, change=change)


def _change_stay(ref: str, stay_id: UUID, form: Form) -> UUID:
    if isinstance(form, StayExtensionForm):
        return stays.extend(*at_hand(), ref, stay_id, form.until_on.data, form.decided_by.data or "")
    if isinstance(form, EndForm):
        return stays.end(*at_hand(), ref, stay_id, form.reason.data or "", form.occurred_at.data)
    return stays.tell_family(*at_hand(), ref, stay_id, form["occurred_at"].data)


@blueprint.route("/cases/<string:ref>/guardians/new", methods=["GET", "POST"])
@needs(Permission.CHILD_TRACK)
def guardian(ref: str) -> Response:
    """Record a child's guardian."""
    form = GuardianForm()
    if attempt(form, lambda: guardians.name(*at_hand(), ref, form.guardian(), form.occurred_at.data)):
        return go_to("desk.case", ref=ref, saying=gettext("The guardian was recorded."))
    return form_page("tracks/guardian.html", form, line=reading.glance(*at_hand(), ref))


@blueprint.route("/cases/<string:ref>/separations/new", methods=["GET", "POST"])
@needs(Permission.CHILD_TRACK)
def separation(ref: str) -> Response:
    """Record that a child is kept apart for a time."""
    form = SeparationForm()
    if attempt(form, lambda: separations.begin(*at_hand(), ref, form.separation(), form.occurred_at.data)):
        return go_to("desk.case", ref=ref, saying=gettext("The separation was recorded."))
    return form_page("tracks/separation.html", form, line=reading.glance(*at_hand(), ref))


@blueprint.route(
    "/cases/<string:ref>/separations/<uuid:separation_id>/<string:change>", methods=["GET", "POST"]
)
@needs(Permission.CHILD_TRACK)
def separation_change(ref: str, separation_id: UUID, change: str) -> Response:
    """Let a separation last longer, or end it."""
    form = _form(SEPARATION_FORMS, change)
    if attempt(form, lambda: _change_separation(ref, separation_id, form)):
        return go_to("desk.case", ref=ref, saying=gettext("The separation was changed."))
    line = reading.glance(*at_hand(), ref)
    about = {"separation_id": separation_id, "change": change}
    return form_page("tracks/separation_change.html", form, line=line, **about)


def _change_separation(ref: str, separation_id: UUID, form: Form) -> UUID:
    if isinstance(form, UntilForm):
        return separations.extend(*at_hand(), ref, separation_id, form.until_on.data)
    said = (form["reason"].data or "", form["occurred_at"].data)
    return separations.end(*at_hand(), ref, separation_id, *said)


def _form(forms: dict[str, type[Form]], change: str) -> Form:
    if change not in forms:
        raise NotFound
    return forms[change]()


def near(kinds: Collection[AgencyKind]) -> list[tuple[str, str]]:
    """List the agencies of some kinds by code and name, those of one's own province first."""
    listed = list(agencies.list_agencies(current.session, kinds=kinds))
    listed.sort(key=lambda agency: (agency.province_code != current.actor.province_code, agency.name))
    return [(agency.code, agency.name) for agency in listed]
