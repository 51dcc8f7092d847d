"""How a route answers: each way finishes the request's transaction first, and only then renders.

No entry, no page: whatever is shown was read, recorded and committed before.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol, runtime_checkable

from flask import Response, current_app, flash, json, redirect, render_template, url_for

from referral.kernel import ledger
from referral.kernel.errors import NotSignedIn, ReferralError
from referral.kernel.ledger import Action
from referral.web import frame, visits, wording
from referral.web.headers import headers_for
from referral.web.uploads import GivenFile
from referral.web.world import current

JSON = "application/json"
SHUT_IN = "sandbox; default-src 'none'; frame-ancestors 'none'"
"""What a file may do if a browser shows it after all: run nothing, load nothing, be nobody's frame."""


@runtime_checkable
class Dumped(Protocol):
    """A model that can say itself in JSON."""

    def model_dump(self, *, mode: str, context: dict[str, str]) -> object:
        """Give what stands in the answer."""


class Form(Protocol):
    """A form that can show what a service refused."""

    def take(self, error: ReferralError) -> None:
        """Show a refusal beside the fields it names, else above the form."""


def page(template: str, status: int = 200, **context: object) -> Response:
    """Finish the request's transaction, then render a page.

    :raises LedgerUnavailable: if its entry cannot be written; then nothing is shown
    """
    frame.look_at_the_scheduler()
    current.deed.finish()
    return _rendered(template, status, context)


def answer(data: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Finish the request's transaction, then answer in JSON; a model says itself in the language spoken.

    :raises LedgerUnavailable: if its entry cannot be written; then nothing is shown
    """
    current.deed.finish()
    plain = (
        data.model_dump(mode="json", context={"locale": wording.locale()})
        if isinstance(data, Dumped)
        else data
    )
    return in_json(plain, status, headers)


def give_file(file: GivenFile) -> Response:
    """Finish the request's transaction, then hand over a file: to be saved, and shut in where it is shown.

    :raises LedgerUnavailable: if its entry cannot be written; then nothing is handed over
    """
    current.deed.finish()
    headers = {
        "Content-Disposition": f'attachment; filename="{file.name}"',
        "Content-Security-Policy": SHUT_IN,
    }
    return current_app.response_class(file.content, 200, headers, mimetype=file.media)


def go_to(endpoint: str, *, saying: str = "", **values: Any) -> Response:  # noqa: ANN401 — handed on to `url_for`
    """Finish the request's transaction, then send the browser to another page.

    :param saying: what the next page shows once, in the language spoken; it never names a person
    :raises LedgerUnavailable: if its entry cannot be written; then it stays where it is
    """
    current.deed.finish()
    if saying:
        flash(saying, "done")
    return _redirected(url_for(endpoint, **values))


def go_to_path(path: str, fallback: str) -> Response:
    """Finish the request's transaction, then send the browser to a path of ours, else to `fallback`."""
    current.deed.finish()
    return _redirected(path if is_own_path(path) else url_for(fallback))


def refused(template: str, form: Form, error: ReferralError, **context: object) -> Response:
    """Undo and record a refused deed, then show its form again with every reason on it."""
    current.deed.abandon(error)
    form.take(error)
    response = _rendered(template, error.status, {"form": form, **context})
    response.headers.update(headers_for(error))
    return response


def attempting(action: Action, about: str | None = None) -> None:
    """Say what this request tries, so that a refusal is recorded under that name."""
    ledger.attempt(current.session, action, about)


@contextmanager
def unlocked() -> Iterator[None]:
    """Let the transaction go while something slow is computed; what was written so far stands.

    Who asks is looked up again afterwards, for a right may have ended meanwhile.

    :raises RuntimeError: if something waits to be entered in the ledger: that belongs after this
    :raises NotSignedIn: if the caller's session ended meanwhile
    """
    if current.session.info["announced"]:
        raise RuntimeError("Announce after the transaction was let go, not before.")
    was_signed_in = current.caller is not None
    current.session.commit()
    yield
    current.session.expire_all()
    visits.recognise()
    if was_signed_in and current.caller is None:
        raise NotSignedIn


def in_json(
    data: object, status: int, headers: Mapping[str, str] | None = None, mimetype: str = JSON
) -> Response:
    """Say something in JSON as people write it: UTF-8, letters unescaped. It finishes nothing."""
    body = json.dumps(data, ensure_ascii=False, sort_keys=False)
    return current_app.response_class(body, status, dict(headers or {}), mimetype=mimetype)


def is_own_path(path: str) -> bool:
    """Tell whether this leads to a page of ours and nowhere else."""
    return (
        path.startswith("/")
        and not path.startswith(("//", "/\\"))
        and path.isprintable()
        and "\\" not in path
    )


def rendered_error(template: str, status: int, **context: object) -> Response:
    """Render a page about an error. It finishes nothing, for the deed is over."""
    return _rendered(template, status, context)


def _rendered(template: str, status: int, context: Mapping[str, object]) -> Response:
    return current_app.response_class(render_template(template, **context), status, mimetype="text/html")


def _redirected(path: str) -> Response:
    response = redirect(path, 303, current_app.response_class)
    if not isinstance(response, Response):
        raise TypeError(type(response))
    return response
