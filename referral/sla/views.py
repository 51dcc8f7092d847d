"""The pages of clocks: a seat's alerts, the supervisor's board, the law and the working days."""

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, Response, request
from flask_babel import gettext

from referral.kernel.permissions import Permission
from referral.sla.cards import RulePage
from referral.sla.forms import DayForm, LimitForm, OwnDaysForm, SwitchForm
from referral.sla.services import alerts as services
from referral.sla.services import browsing, calendars
from referral.sla.services import law as keeping
from referral.sla.services.board import board as board_of
from referral.web import current, go_to, needs, page
from referral.web.attempts import at_hand, attempt, form_page
from referral.web.fields import AddressForm

blueprint = Blueprint("sla", __name__)


@blueprint.route("/alerts", methods=["GET"])
@needs(Permission.ALERT_READ)
def alerts() -> Response:
    """Show the alerts of one's seat."""
    window = AddressForm(request.args).window
    return page("sla/alerts.html", alerts=services.of_seat(current.session, current.actor, window))


@blueprint.route("/alerts/<uuid:alert_id>/acknowledge", methods=["POST"])
@needs(Permission.ALERT_READ)
def acknowledge(alert_id: UUID) -> Response:
    """Say that an alert was seen."""
    services.acknowledge(*at_hand(), alert_id)
    return go_to("sla.alerts", saying=gettext("The alert is marked as seen."))


@blueprint.route("/board", methods=["GET"])
@needs(Permission.BOARD_SEE)
def board() -> Response:
    """Show what one's agency and those below it owe, late and soon."""
    return page("sla/board.html", board=board_of(*at_hand()))


@blueprint.route("/law", methods=["GET"])
@needs(Permission.LAW_READ)
def law() -> Response:
    """Show every rule with its article, its source and how sure we are, as it stands on a day."""
    form = DayForm(request.args)
    return page("sla/law.html", form=form, book=browsing.law_book(*at_hand(), form.chosen))


@blueprint.route("/law/<string:name>", methods=["GET"])
@needs(Permission.LAW_READ)
def rule(name: str) -> Response:
    """Show one rule in time, and what was decided about it here."""
    return page("sla/rule.html", rule=browsing.rule_page(*at_hand(), name))


@blueprint.route("/law/<string:name>/limit", methods=["GET", "POST"])
@needs(Permission.LAW_CHANGE)
def limit(name: str) -> Response:
    """Make a province's limit stricter."""
    form = LimitForm()
    form.list_provinces(current.actor.province_code)
    if attempt(form, lambda: _done(keeping.set_limit, form.asked(name))):
        return go_to("sla.rule", name=name, saying=gettext("The province's limit is recorded."))
    return form_page("sla/limit.html", form, rule=_to_change(name))


@blueprint.route("/law/<string:name>/<any(on,off):way>", methods=["GET", "POST"])
@needs(Permission.LAW_CHANGE)
def switch(name: str, way: str) -> Response:
    """Switch a rule on that was shipped switched off, or off again."""
    form = SwitchForm()
    if attempt(form, lambda: _done(keeping.switch, form.asked(name, is_on=way == "on"))):
        return go_to("sla.rule", name=name, saying=gettext("The switch is recorded."))
    return form_page("sla/switch.html", form, rule=_to_change(name), way=way)


@blueprint.route("/calendars", defaults={"year": None}, methods=["GET"])
@blueprint.route("/calendars/<int:year>", methods=["GET"])
@needs(Permission.LAW_READ)
def calendar(year: int | None) -> Response:
    """Show the working calendar of a year, each day with its decision."""
    return page("sla/calendar.html", calendar=browsing.calendar_year(*at_hand(), year))


@blueprint.route("/calendars/agencies/<string:code>", methods=["GET"])
@needs(Permission.LAW_READ)
def agency_days(code: str) -> Response:
    """Show the days an agency keeps for itself."""
    agency, decided = calendars.of_agency(current.session, current.actor, code)
    return page("sla/agency_days.html", agency=agency, decided=decided)


@blueprint.route("/calendars/agencies/<string:code>/new", methods=["GET", "POST"])
@needs(Permission.LAW_CHANGE)
def decide_days(code: str) -> Response:
    """Record on which days an agency works otherwise than the state sector."""
    form = OwnDaysForm()
    if attempt(form, lambda: calendars.decide(*at_hand(), code, form.asked())):
        return go_to("sla.agency_days", code=code, saying=gettext("The agency's days are recorded."))
    agency, _ = calendars.of_agency(current.session, current.actor, code, Permission.LAW_CHANGE)
    return form_page("sla/decide_days.html", form, agency=agency)


def _to_change(name: str) -> RulePage:
    return browsing.rule_page(*at_hand(), name, Permission.LAW_CHANGE)


def _done(act: Callable[..., None], asked: object) -> bool:
    act(*at_hand(), asked)
    return True
