"""Receiving a report: search first, then one theme to a page, then everything once more before it is sent."""

import json
from uuid import UUID

from flask import Response, request
from flask_babel import gettext

from referral.casework.cards import Hit, Received
from referral.casework.forms import intake
from referral.casework.forms import report as forms
from referral.casework.forms.cases import SearchForm
from referral.casework.services import drafts, reading, reception
from referral.casework.views.blueprint import blueprint
from referral.casework.views.cases import look_for
from referral.kernel.errors import NotFound
from referral.kernel.permissions import Permission
from referral.people.services import places
from referral.web import current, go_to, needs, page
from referral.web.attempts import at_hand, attempt, form_page
from referral.web.purposes import remember
from workflows.vocabulary import Purpose


@blueprint.route("/reports/new", methods=["GET", "POST"])
@needs(Permission.CASE_REPORT)
def report() -> Response:
    """Look for the person before a case is opened for somebody who has one."""
    form = SearchForm()
    found = attempt(form, lambda: look_for(form, Purpose.RECEPTION))
    begin = intake.BeginForm(
        formdata=None, full_name=form.name.data, id_number=form.id_number.data, phone=form.phone.data
    )
    return form_page(
        "casework/report.html", form, begin=begin, found=_shown(found.results), mine=drafts.mine(*at_hand())
    )


def _shown(results: tuple[tuple[Hit, ...], ...]) -> tuple[Hit, ...] | None:
    return results[0] if results else None


@blueprint.route("/reports", methods=["POST"])
@needs(Permission.CASE_REPORT)
def begin() -> Response:
    """Start a report, with what was searched for filled in."""
    draft_id = drafts.keep(*at_hand(), None, dict(intake.BeginForm().first_answers()))
    return go_to("casework.theme", draft_id=draft_id, theme="how")


@blueprint.route("/reports/<uuid:draft_id>/<string:theme>", methods=["GET", "POST"])
@needs(Permission.CASE_REPORT)
def theme(draft_id: UUID, theme: str) -> Response:
    """Ask one theme of the report, and keep the answers sealed."""
    kind = forms.THEMES.get(theme)
    if kind is None:
        raise NotFound
    answers = drafts.open_draft(*at_hand(), draft_id)
    form = kind() if request.method == "POST" else kind.begin(answers, theme, current.clock.now())
    if form.validate_on_submit():
        drafts.keep(*at_hand(), draft_id, {**answers, theme: form.raw()})
        return _onward(draft_id, theme)
    return form_page("casework/theme.html", form, **_theme_context(draft_id, theme, answers))


def _onward(draft_id: UUID, theme: str) -> Response:
    following = None if request.args.get("back") == "check" else intake.theme_after(theme)
    if following is None:
        return go_to("casework.check", draft_id=draft_id)
    return go_to("casework.theme", draft_id=draft_id, theme=following)


def _theme_context(draft_id: UUID, theme: str, answers: forms.Answers) -> dict[str, object]:
    return {
        "draft_id": draft_id,
        "theme": theme,
        "themes": list(forms.THEMES),
        "before": intake.theme_before(theme),
        "is_change": request.args.get("back") == "check",
        "is_child": intake.may_be_child(answers),
        "communes": places.communes_of(current.actor.province_code) if theme == "contact" else (),
    }


@blueprint.route("/reports/<uuid:draft_id>/check", methods=["GET", "POST"])
@needs(Permission.CASE_REPORT)
def check(draft_id: UUID) -> Response:
    """Show every answer once more, each with a way to change it, then receive the report."""
    answers = drafts.open_draft(*at_hand(), draft_id)
    form, missing = intake.CheckForm(), intake.missing(answers)
    done = attempt(form, lambda: _receive(draft_id, answers)) if not missing else None
    if done:
        remember(done.value.ref, Purpose.RECEPTION)
        return go_to("casework.received", ref=done.value.ref)
    return form_page(
        "casework/check.html", form, draft_id=draft_id, themes=intake.summaries(answers), missing=missing
    )


def _receive(draft_id: UUID, answers: forms.Answers) -> Received:
    """Receive the report under its draft's own id, so that sending it twice opens one case."""
    body = json.dumps(answers, ensure_ascii=False, sort_keys=True)
    received = reception.receive(*at_hand(), intake.intake_of(answers), str(draft_id), body)
    drafts.discard(*at_hand(), draft_id)
    return received


@blueprint.route("/reports/<uuid:draft_id>/discard", methods=["POST"])
@needs(Permission.CASE_REPORT)
def discard(draft_id: UUID) -> Response:
    """Throw an unfinished report away."""
    drafts.discard(*at_hand(), draft_id)
    return go_to("casework.report", saying=gettext("The unfinished report was thrown away."))


@blueprint.route("/cases/<string:ref>/received", methods=["GET"])
@needs(Permission.CASE_GLANCE)
def received(ref: str) -> Response:
    """Confirm a report: its reference, what runs from now on, and what comes next."""
    line = reading.glance(*at_hand(), ref)
    return page("casework/received.html", line=line, clocks=reading.clocks_of(*at_hand(), ref))
