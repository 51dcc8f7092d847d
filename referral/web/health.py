"""Is it alive, is it ready: two addresses for whoever watches the machine. They say nothing about anybody."""

from collections.abc import Callable, Mapping

from flask import Blueprint, Response, json

from referral.web.world import World, current

Check = Callable[[], str | None]
"""Looks at one part: gives a sentence that says what is wrong, or nothing when all is well."""


def health(checks_of: Callable[[World], Mapping[str, Check]]) -> Blueprint:
    """Make the two addresses, given what must be well before a world may be served."""
    blueprint = Blueprint("health", __name__)

    @blueprint.get("/healthz")
    def healthz() -> Response:
        return _said({"status": "alive"}, 200)

    @blueprint.get("/readyz")
    def readyz() -> Response:
        found = {name: check() for name, check in checks_of(current.world).items()}
        is_ready = not any(found.values())
        told = {name: wrong or "ok" for name, wrong in found.items()}
        return _said(
            {"status": "ready" if is_ready else "not ready", "checks": told}, 200 if is_ready else 503
        )

    return blueprint


def _said(told: Mapping[str, object], status: int) -> Response:
    return Response(json.dumps(told), status, mimetype="application/json")
