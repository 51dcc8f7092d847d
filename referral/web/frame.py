"""What every page's frame shows: who acts, where one may go, whether the clocks are watched.

No page's own content is here, and nothing about a case.
"""

from flask import Flask, current_app, request, url_for
from flask_babel import gettext

from referral.web import wording
from referral.web.world import Place, current


def install(app: Flask) -> None:
    """Hand every template what the frame needs."""
    app.context_processor(_frame)


def look_at_the_scheduler() -> None:
    """Ask, in the request's own transaction, whether the clocks are being watched."""
    if current.caller is not None:
        current.visit.is_scheduler_silent = current.world.is_scheduler_silent(current.session, current.clock)


def first_place() -> str:
    """Give the endpoint a caller starts from: the first the navigation offers, or their own account."""
    places = (place.endpoint for place in current.world.navigation if _may_go(place))
    return next(places, current.world.endpoints.account)


def url_or_nothing(endpoint: str) -> str:
    """Give the address of a page, or nothing where no room offers it."""
    return url_for(endpoint) if endpoint in current_app.view_functions else ""


def _frame() -> dict[str, object]:
    ways, caller = current.world.endpoints, current.caller
    return {
        "locale": wording.locale(),
        "other_language": wording.other_language(),
        "here": request.path,
        "home_url": url_or_nothing(ways.home) or "/",
        "language_url": url_or_nothing(ways.language),
        "is_demonstration": current.settings.is_demonstration,
        "is_signed_in": caller is not None,
        "actor": current.actor,
        "agency_name": caller.agency_name if caller else "",
        "account_url": url_or_nothing(ways.account) if _is_at_home() else "",
        "sign_out_url": url_or_nothing(ways.sign_out),
        "keep_url": url_or_nothing(ways.keep) if _is_at_home() else "",
        "idle_seconds": current.settings.idle_minutes * 60,
        "navigation": _navigation() if _is_at_home() else [],
        "is_scheduler_silent": current.is_visiting and current.visit.is_scheduler_silent,
    }


def _is_at_home() -> bool:
    return current.caller is not None and current.caller.is_enrolled


def _navigation() -> list[dict[str, object]]:
    return [_entry(place) for place in current.world.navigation if _may_go(place)]


def _may_go(place: Place) -> bool:
    return place.endpoint in current_app.view_functions and current.actor.may(place.permission)


def _entry(place: Place) -> dict[str, object]:
    return {
        "url": url_for(place.endpoint),
        "label": gettext(place.label),
        "icon": place.icon,
        "is_here": request.endpoint == place.endpoint,
    }
