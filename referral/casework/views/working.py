"""Working on a case: taking steps, correcting, noting, recording consent, holding clocks."""

from uuid import UUID

from flask import Response
from flask_babel import gettext

from referral.casework.cards import Moved, StepOption
from referral.casework.forms.cases import (
    ChangeForm,
    ClockForm,
    ConsentForm,
    ExtendForm,
    MilestoneForm,
    NoteForm,
)
from referral.casework.forms.steps import StartVerificationForm, StepForm, form_for
from referral.casework.services import changing, consents, notes, pausing, reaching, reading, steps
from referral.casework.views.blueprint import blueprint
from referral.kernel.errors import NotFound
from referral.kernel.permissions import Permission
from referral.people.services import agencies
from referral.sla.cards import ClockCard
from referral.web import current, go_to, needs
from referral.web.attempts import at_hand, attempt, form_page
from referral.web.purposes import chosen_for
from referral.web.wording import words
from workflows.vocabulary import VERIFIERS, Purpose, StepName

CHANGES = {"pause": pausing.pause_clock, "resume": pausing.resume_clock}


@blueprint.route("/cases/<string:ref>/steps/<string:step>", methods=["GET", "POST"])
@needs(Permission.CASE_STEP)
def step(ref: str, step: str) -> Response:
    """Take a step: its page asks exactly what the journey needs."""
    name = _step_called(step)
    form = form_for(name)()
    _offer_verifiers(form)
    if attempt(form, lambda: _take(ref, name, form)):
        return _back_to(ref, gettext("Done: %(step)s.", step=words(name)))
    line, option = reading.glance(*at_hand(), ref), _option(ref, name)
    if not form.is_submitted():
        form.version.data = str(line.version)
    return form_page("casework/step.html", form, line=line, option=option)


def _back_to(ref: str, saying: str) -> Response:
    """Go back to the case, or to the desk where the step has ended one's right to see it."""
    try:
        reading.why(*at_hand(), ref)
    except NotFound:
        return go_to("desk.home", saying=saying)
    return go_to("desk.case", ref=ref, saying=saying)


def _step_called(step: str) -> StepName:
    if step.replace("-", "_") not in set(StepName):
        raise NotFound
    return StepName(step.replace("-", "_"))


def _take(ref: str, name: StepName, form: StepForm) -> Moved:
    return steps.take_step(*at_hand(), ref, form.request_for(name), form.seen_version)


def _option(ref: str, name: StepName) -> StepOption:
    return next(option for option in steps.options(*at_hand(), ref) if option.name is name)


def _offer_verifiers(form: StepForm) -> None:
    """List the agencies that may verify, those of the own province first."""
    if isinstance(form, StartVerificationForm):
        form.offer_verifiers(_verifiers())


def _verifiers() -> list[tuple[str, str]]:
    listed = list(agencies.list_agencies(current.session, kinds=VERIFIERS))
    listed.sort(key=lambda agency: (agency.province_code != current.actor.province_code, agency.name))
    return [(agency.code, agency.name) for agency in listed]


@blueprint.route("/cases/<string:ref>/change", methods=["GET", "POST"])
@needs(Permission.CASE_CHANGE)
def change(ref: str) -> Response:
    """Correct what is known of the person, or add a telling of the story."""
    form = ChangeForm()
    if attempt(form, lambda: changing.change_case(*at_hand(), ref, form.change(), form.seen_version)):
        return go_to("desk.case", ref=ref, saying=gettext("The correction was saved."))
    card = reading.read_case(*at_hand(), ref, chosen_for(ref) or Purpose.CORRECTION)
    form.show(card)
    return form_page("casework/change.html", form, line=card.line, card=card)


@blueprint.route("/cases/<string:ref>/notes/new", methods=["GET", "POST"])
@needs(Permission.CASE_WORK)
def note(ref: str) -> Response:
    """Add a working note."""
    form = NoteForm()
    if attempt(form, lambda: notes.add_note(*at_hand(), ref, form.text.data, form.occurred_at.data)):
        return go_to("desk.case", ref=ref, saying=gettext("The note was added."))
    return form_page("casework/note.html", form, line=reading.glance(*at_hand(), ref))


@blueprint.route("/cases/<string:ref>/milestones/new", methods=["GET", "POST"])
@needs(Permission.CASE_WORK)
def milestone(ref: str) -> Response:
    """Record what the pathway asks for beside the steps."""
    form, line = MilestoneForm(), reading.glance(*at_hand(), ref)
    form.offer(line.pathway)
    if attempt(form, lambda: _reach(ref, form)):
        return go_to("desk.case", ref=ref, saying=gettext("The milestone was recorded."))
    return form_page("casework/milestone.html", form, line=line)


def _reach(ref: str, form: MilestoneForm) -> None:
    reaching.reach_milestone(*at_hand(), ref, form.reached(), form.occurred_at.data)


@blueprint.route("/cases/<string:ref>/consents/new", methods=["GET", "POST"])
@needs(Permission.CASE_WORK)
def consent(ref: str) -> Response:
    """Record what the person, or the guardian, agrees to from now on."""
    form = ConsentForm()
    if attempt(form, lambda: consents.record_consent(*at_hand(), ref, form.consent(), form.occurred_at.data)):
        return go_to("desk.case", ref=ref, saying=gettext("The consent was recorded."))
    return form_page("casework/consent.html", form, line=reading.glance(*at_hand(), ref))


@blueprint.route("/cases/<string:ref>/clocks/<uuid:clock_id>/<string:change>", methods=["GET", "POST"])
@needs(Permission.CLOCK_PAUSE)
def clock(ref: str, clock_id: UUID, change: str) -> Response:
    """Pause, resume or extend a clock, with a reason and an authority."""
    if change not in {"pause", "resume", "extend"}:
        raise NotFound
    form = ExtendForm() if change == "extend" else ClockForm()
    if attempt(form, lambda: _hold(ref, clock_id, change, form)):
        return go_to("desk.case", ref=ref, saying=gettext("The time limit was changed."))
    line = reading.glance(*at_hand(), ref)
    return form_page("casework/clock.html", form, line=line, clock=_clock(ref, clock_id), change=change)


def _hold(ref: str, clock_id: UUID, change: str, form: ClockForm) -> ClockCard:
    said = (form.reason.data, form.authority.data)
    if isinstance(form, ExtendForm):
        return pausing.extend_clock(*at_hand(), ref, clock_id, form.until.data, *said)
    return CHANGES[change](*at_hand(), ref, clock_id, *said)


def _clock(ref: str, clock_id: UUID) -> ClockCard:
    card = next((card for card in reading.clocks_of(*at_hand(), ref) if card.id == clock_id), None)
    if card is None:
        raise NotFound
    return card
