"""The pages of the body's own duties: anybody reports, data-protection officers answer. No case is here."""

from uuid import UUID

from flask import Response, request
from flask_babel import gettext

from referral.kernel.errors import NotFound
from referral.kernel.permissions import Permission
from referral.tracks.forms.duties import (
    AnswerForm,
    BreachForm,
    NoticeForm,
    ReasonForm,
    RemedyForm,
    RequestForm,
    SettleForm,
)
from referral.tracks.services import breaches, requests
from referral.tracks.views.blueprint import blueprint
from referral.web import current, go_to, needs, page
from referral.web.attempts import at_hand, attempt, form_page
from referral.web.fields import AddressForm, Form

BREACH_FORMS: dict[str, type[Form]] = {"notices": NoticeForm, "remedy": RemedyForm}
REQUEST_FORMS: dict[str, type[Form]] = {"answer": AnswerForm, "extend": ReasonForm, "settle": SettleForm}


@blueprint.route("/data-protection", methods=["GET"])
@needs(Permission.DATA_DUTY_REPORT)
def data_protection() -> Response:
    """Show where breaches and requests are reported, and to who answers them, the registers."""
    if not current.actor.may(Permission.DATA_DUTY_WORK):
        return page("tracks/data_protection.html", breaches=None, asked=None)
    window = AddressForm(request.args).window
    found, asked = breaches.listed(*at_hand(), window), requests.listed(*at_hand(), window)
    return page("tracks/data_protection.html", breaches=found, asked=asked)


@blueprint.route("/breaches/new", methods=["GET", "POST"])
@needs(Permission.DATA_DUTY_REPORT)
def new_breach() -> Response:
    """Report a breach of personal data."""
    form = BreachForm()
    if attempt(form, lambda: breaches.report(*at_hand(), form.found(), form.occurred_at.data)):
        saying = gettext("The breach was reported to whoever answers for personal data.")
        return go_to("tracks.data_protection", saying=saying)
    return form_page("tracks/new_breach.html", form)


@blueprint.route("/breaches/<uuid:breach_id>", methods=["GET"])
@needs(Permission.DATA_DUTY_WORK)
def breach(breach_id: UUID) -> Response:
    """Show a breach: whom to tell by when, who was told."""
    return page("tracks/breach.html", breach=breaches.show(*at_hand(), breach_id))


@blueprint.route("/breaches/<uuid:breach_id>/<string:change>", methods=["GET", "POST"])
@needs(Permission.DATA_DUTY_WORK)
def breach_change(breach_id: UUID, change: str) -> Response:
    """Record that somebody was told of a breach, or that it was remedied."""
    if change not in BREACH_FORMS:
        raise NotFound
    form = BREACH_FORMS[change]()
    if attempt(form, lambda: _change_breach(breach_id, form)):
        return go_to("tracks.breach", breach_id=breach_id, saying=gettext("It was recorded."))
    found = breaches.show(*at_hand(), breach_id)
    return form_page("tracks/breach_change.html", form, breach=found, change=change)


def _change_breach(breach_id: UUID, form: Form) -> UUID:
    if isinstance(form, NoticeForm):
        return breaches.tell(*at_hand(), breach_id, form.notice(), form.occurred_at.data)
    return breaches.remedy(*at_hand(), breach_id, form["text"].data or "", form["occurred_at"].data)


@blueprint.route("/subject-requests/new", methods=["GET", "POST"])
@needs(Permission.DATA_DUTY_REPORT)
def new_request() -> Response:
    """Take down what a data subject asks."""
    form = RequestForm()
    if attempt(form, lambda: requests.take(*at_hand(), form.taken(), form.occurred_at.data)):
        saying = gettext("The request was passed to whoever answers for personal data.")
        return go_to("tracks.data_protection", saying=saying)
    return form_page("tracks/new_request.html", form)


@blueprint.route("/subject-requests/<uuid:request_id>", methods=["GET"])
@needs(Permission.DATA_DUTY_WORK)
def subject_request(request_id: UUID) -> Response:
    """Show a data-subject request."""
    return page("tracks/subject_request.html", asked=requests.show(*at_hand(), request_id))


@blueprint.route("/subject-requests/<uuid:request_id>/<string:change>", methods=["GET", "POST"])
@needs(Permission.DATA_DUTY_WORK)
def request_change(request_id: UUID, change: str) -> Response:
    """Answer a request, extend it, or record how it ended."""
    if change not in REQUEST_FORMS:
        raise NotFound
    form = REQUEST_FORMS[change]()
    if attempt(form, lambda: _change_request(request_id, form)):
        return go_to("tracks.subject_request", request_id=request_id, saying=gettext("It was recorded."))
    found = requests.show(*at_hand(), request_id)
    return form_page("tracks/request_change.html", form, asked=found, change=change)


def _change_request(request_id: UUID, form: Form) -> UUID:
    about = (*at_hand(), request_id)
    if isinstance(form, AnswerForm):
        third, at = form.has_third_party.data, form.occurred_at.data
        return requests.answer(*about, form.text.data or "", has_third_party=third, occurred_at=at)
    if isinstance(form, SettleForm):
        return requests.settle(*about, form.settled(), form.occurred_at.data)
    return requests.extend(*about, form["reason"].data or "")
