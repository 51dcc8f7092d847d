"""The pages of hand-overs: offering a person, the queues, and the answers."""

from uuid import UUID

from flask import Blueprint, Response, request
from flask_babel import gettext

from referral.casework.cards import CaseLine
from referral.casework.services import reading
from referral.custody import services
from referral.custody.cards import Answered, HandoverCard
from referral.custody.forms import (
    AcceptForm,
    DeclineForm,
    DeclineServiceForm,
    FinishForm,
    OfferForm,
    QueueForm,
    ReferForm,
    TakeOnForm,
    WithdrawForm,
)
from referral.kernel.permissions import Permission
from referral.people.services import agencies, places
from referral.web import current, go_to, needs, page
from referral.web.attempts import at_hand, attempt, form_page
from referral.web.purposes import remember
from workflows.catalogue import accepting_step, journey_for, offering_step
from workflows.services import CLOSED_TO_CASES
from workflows.vocabulary import AgencyKind, Purpose, State

blueprint = Blueprint("custody", __name__)
_GIVERS = (AgencyKind.PARTNER, AgencyKind.LEGAL_AID, *reversed(AgencyKind))


@blueprint.route("/cases/<string:ref>/offer", methods=["GET", "POST"])
@needs(Permission.HANDOVER_OFFER)
def offer(ref: str) -> Response:
    """Offer the person to another agency's queue."""
    form = OfferForm()
    line = reading.glance(*at_hand(), ref)
    form.list_receivers(_receivers(line, _province()))
    if attempt(form, lambda: services.offer(*at_hand(), ref, form.offer())):
        return go_to("desk.case", ref=ref, saying=gettext("The hand-over was offered."))
    provinces = sorted(places.provinces().values(), key=lambda one: one.name)
    return form_page("custody/offer.html", form, line=line, provinces=provinces, province=_province())


@blueprint.route("/cases/<string:ref>/refer", methods=["GET", "POST"])
@needs(Permission.HANDOVER_OFFER)
def refer(ref: str) -> Response:
    """Refer the person to one service."""
    form = ReferForm()
    line = reading.glance(*at_hand(), ref)
    form.list_receivers(_givers(_province()))
    if attempt(form, lambda: services.offer(*at_hand(), ref, form.offer())):
        return go_to("desk.case", ref=ref, saying=gettext("The person was referred to the service."))
    provinces = sorted(places.provinces().values(), key=lambda one: one.name)
    return form_page("custody/refer.html", form, line=line, provinces=provinces, province=_province())


def _givers(province_code: str) -> list[tuple[AgencyKind, str, str]]:
    """Give the agencies of a province that may give a service; those that do little else come first."""
    kinds = [kind for kind in _GIVERS if kind not in CLOSED_TO_CASES]
    listed = agencies.list_agencies(current.session, kinds=kinds, province_code=province_code)
    others = [agency for agency in listed if agency.code != current.actor.agency_code]
    others.sort(key=lambda agency: (kinds.index(agency.kind), agency.name))
    return [(agency.kind, agency.code, agency.name) for agency in others]


def _province() -> str:
    asked = request.args.get("province", "")
    return asked if asked in places.provinces() else current.actor.province_code


def _takers(line: CaseLine) -> list[AgencyKind]:
    """Give the kinds of agency that could hold the person after a hand-over from where the case stands."""
    journey, offered = journey_for(line.pathway), offering_step(line.state)
    if offered is not None and line.state not in journey.step(offered).sources:
        return []
    steps = {kind: journey.step(accepting_step(line.state, kind)) for kind in AgencyKind}
    return [
        kind
        for kind, step in steps.items()
        if kind in step.new_holders and (offered is not None or line.state in step.sources)
    ]


def _receivers(line: CaseLine, province_code: str) -> list[tuple[AgencyKind, str, str]]:
    """Give the agencies of a province that could take the case; the commune at one's seat first."""
    kinds = _takers(line)
    seat_id = agencies.commune_at_seat_of(current.session, current.actor.agency)
    seat = agencies.code_of(current.session, seat_id) if seat_id else ""
    listed = (
        agencies.list_agencies(current.session, kinds=kinds, province_code=province_code) if kinds else ()
    )
    others = [agency for agency in listed if agency.code != current.actor.agency_code]
    others.sort(key=lambda agency: (kinds.index(agency.kind), agency.code != seat, agency.name))
    return [(agency.kind, agency.code, agency.name) for agency in others]


@blueprint.route("/handovers", methods=["GET"])
@needs(Permission.HANDOVER_LIST)
def inbox() -> Response:
    """Show what is offered to one's agency."""
    form = QueueForm(request.args)
    cards = services.list_handovers(*at_hand(), "in", form.state.data, form.window)
    return page("custody/inbox.html", form=form, cards=cards)


@blueprint.route("/handovers/sent", methods=["GET"])
@needs(Permission.HANDOVER_LIST)
def sent() -> Response:
    """Show what one's agency has offered."""
    form = QueueForm(request.args)
    cards = services.list_handovers(*at_hand(), "out", form.state.data, form.window)
    return page("custody/sent.html", form=form, cards=cards)


@blueprint.route("/handovers/<uuid:handover_id>", methods=["GET"])
@needs(Permission.HANDOVER_LIST)
def show(handover_id: UUID) -> Response:
    """Show one hand-over, with its record where one may read it."""
    return page("custody/show.html", handover=services.read_handover(*at_hand(), handover_id))


@blueprint.route("/handovers/<uuid:handover_id>/accept", methods=["GET", "POST"])
@needs(Permission.HANDOVER_ANSWER)
def accept(handover_id: UUID) -> Response:
    """Take the person, and attest in what condition the person came; or take on a service."""
    card = services.glance(*at_hand(), handover_id)
    form = AcceptForm() if card.step else TakeOnForm()
    done = attempt(form, lambda: services.accept(*at_hand(), handover_id, form.acceptance()))
    if done:
        remember(done.value.ref, _purpose_at(done.value.state) if card.step else Purpose.SUPPORT)
        return go_to("desk.case", ref=card.case_ref, saying=_accepted(card))
    return form_page("custody/accept.html", form, handover=services.read_handover(*at_hand(), handover_id))


def _accepted(card: HandoverCard) -> str:
    if card.step:
        return str(gettext("Your agency answers for this person now."))
    return str(gettext("The service was taken on. The holder goes on answering for the person."))


def _purpose_at(state: State) -> Purpose:
    """Give the purpose that whoever has just accepted opens the case for."""
    return (
        Purpose.RECEPTION if state in {State.REPORTED, State.AT_COMMUNE, State.RECEIVED} else Purpose.SUPPORT
    )


@blueprint.route("/handovers/<uuid:handover_id>/decline", methods=["GET", "POST"])
@needs(Permission.HANDOVER_ANSWER)
def decline(handover_id: UUID) -> Response:
    """Refuse the person, or a service, with a reason."""
    card = services.glance(*at_hand(), handover_id)
    form = DeclineForm() if card.step else DeclineServiceForm()
    if attempt(form, lambda: _decline(handover_id, form)):
        return go_to(
            "custody.inbox", saying=gettext("The hand-over was declined. The sender stays responsible.")
        )
    return form_page("custody/decline.html", form, handover=services.read_handover(*at_hand(), handover_id))


def _decline(handover_id: UUID, form: DeclineForm | DeclineServiceForm) -> Answered:
    ground = form.ground.data if isinstance(form, DeclineServiceForm) else None
    reason, at = form.reason.data or "", form.occurred_at.data
    return services.decline(*at_hand(), handover_id, reason, at, ground)


@blueprint.route("/handovers/<uuid:handover_id>/done", methods=["GET", "POST"])
@needs(Permission.HANDOVER_ANSWER)
def done(handover_id: UUID) -> Response:
    """Record how a service ended."""
    form = FinishForm()
    if attempt(form, lambda: services.finish(*at_hand(), handover_id, form.done())):
        return go_to(
            "custody.show", handover_id=handover_id, saying=gettext("How the service ended was recorded.")
        )
    return form_page("custody/done.html", form, handover=services.read_handover(*at_hand(), handover_id))


@blueprint.route("/handovers/<uuid:handover_id>/withdraw", methods=["GET", "POST"])
@needs(Permission.HANDOVER_ANSWER)
def withdraw(handover_id: UUID) -> Response:
    """Take an offer back."""
    form = WithdrawForm()
    done = attempt(
        form,
        lambda: services.withdraw(*at_hand(), handover_id, form.reason.data or "", form.occurred_at.data),
    )
    if done:
        return go_to("desk.case", ref=done.value.ref, saying=gettext("The offer was taken back."))
    return form_page("custody/withdraw.html", form, handover=services.read_handover(*at_hand(), handover_id))
