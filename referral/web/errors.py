"""Every error becomes an answer here and nowhere else: a page for people, problem+json for machines.

An error ends the deed first: it rolls back, and the attempt is recorded in a transaction of its own.
"""

from flask import Flask, Response, current_app, flash, redirect, request, url_for
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, InternalServerError, MethodNotAllowed, SecurityError

from referral.kernel.errors import (
    InvalidInput,
    LedgerUnavailable,
    NotSignedIn,
    ReferralError,
    Unavailable,
)
from referral.web import logs
from referral.web.answers import in_json, rendered_error
from referral.web.faults import FormExpired, fault_for
from referral.web.headers import headers_for
from referral.web.marks import is_marked, permission_of
from referral.web.visits import Elsewhere, browser_secret, farewell
from referral.web.wording import is_api, sentence_of, title_of, words
from referral.web.world import current

PROBLEM_JSON = "application/problem+json"
PROBLEMS = "https://referral.example/problems/"
"""Stands before an error's code in `type`; it names the problem and need not be fetched."""

Body = dict[str, object]


def install(app: Flask) -> None:
    """Let an application's errors be answered here."""
    app.register_error_handler(ReferralError, _on_refusal)
    app.register_error_handler(Elsewhere, _on_elsewhere)
    app.register_error_handler(CSRFError, _on_expired_form)
    app.register_error_handler(OperationalError, _on_database_fault)
    app.register_error_handler(PoolTimeout, _on_database_fault)
    app.register_error_handler(HTTPException, _on_http_error)
    app.register_error_handler(InternalServerError, _on_fault)


def problem(error: ReferralError) -> Body:
    """Say an error as RFC 9457 has it, in the language spoken."""
    body: Body = {
        "type": PROBLEMS + error.code,
        "title": title_of(error),
        "status": error.status,
        "detail": sentence_of(error),
    }
    if isinstance(error, InvalidInput):
        body["errors"] = [
            {"field": one.field, "code": one.code, "message": sentence_of(one)} for one in error.errors
        ]
    if error.refusals:
        body["refusals"] = [
            {"rule": one.rule, "because": words(one.because), "remedy": words(one.remedy), "basis": one.basis}
            for one in error.refusals
        ]
    return body


def _on_refusal(error: ReferralError) -> Response:
    return _told(_ended(error))


def _on_database_fault(error: Exception) -> Response:
    logs.log_fault(error)
    return _told(_ended(Unavailable()))


def _on_http_error(error: HTTPException) -> Response:
    """Answer what routing and parsing refuse; it touched nothing, so it is no ledger entry."""
    if isinstance(error, SecurityError):
        return current_app.response_class("This address is not served here.\n", 400, mimetype="text/plain")
    if isinstance(error, InternalServerError) or error.response is not None:
        return _on_fault(error)
    _end(None)
    response = _told(fault_for(error))
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return response


def _on_expired_form(_: CSRFError) -> Response:
    _end(None)
    return _told(FormExpired())


def _on_elsewhere(due: Elsewhere) -> Response:
    _end(None)
    return _sent_to(url_for(due.endpoint))


def _on_fault(error: HTTPException) -> Response:
    """Answer what nobody foresaw: say nothing about it but that nothing was changed."""
    original = getattr(error, "original_exception", None) or error
    try:
        _end(original)
    except LedgerUnavailable as unavailable:
        return _told(unavailable)
    return _told(ReferralError())


def _ended(error: ReferralError) -> ReferralError:
    """End the deed; if the refusal cannot be recorded, that becomes the error."""
    try:
        _end(error if _is_worth_recording() else None)
    except LedgerUnavailable as unavailable:
        return unavailable
    return error


def _end(error: Exception | None) -> None:
    if current.is_visiting:
        current.deed.abandon(error)


def _is_worth_recording() -> bool:
    """Tell whether a refusal here is a ledger entry: not where any signed-in caller may look."""
    view = current_app.view_functions.get(request.endpoint or "")
    return not is_marked(view) or permission_of(view) is not None


def _told(error: ReferralError) -> Response:
    response = _as_problem(error) if is_api() else _as_page(error)
    response.headers.update(headers_for(error))
    return response


def _as_problem(error: ReferralError) -> Response:
    return in_json(problem(error), error.status, mimetype=PROBLEM_JSON)


def _as_page(error: ReferralError) -> Response:
    if isinstance(error, NotSignedIn) and request.method == "GET":
        return _arrived()
    # No form with its own token stands on it: a hidden thing and a missing one must look the same.
    return rendered_error(
        "errors/refusal.html",
        error.status,
        error=error,
        title=title_of(error),
        sentence=sentence_of(error),
        fields=[sentence_of(one) for one in error.errors] if isinstance(error, InvalidInput) else [],
        refusals=error.refusals,
        is_signed_in=False,
        language_url="",
    )


def _arrived() -> Response:
    """Meet somebody who is not signed in, or whose cookie another site's link left behind."""
    sign_in = url_for(current.world.endpoints.sign_in, next=request.path if request.path != "/" else None)
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        return rendered_error("errors/arrived.html", 200, sign_in_url=sign_in, language_url="")
    if browser_secret():
        farewell()
        flash(
            gettext(
                "You were away for a while, so you were signed out. What was saved is kept: sign in again."
            ),
            "away",
        )
    return _sent_to(sign_in)


def _sent_to(path: str) -> Response:
    response = redirect(path, 303, current_app.response_class)
    return response if isinstance(response, Response) else current_app.make_response(response)
