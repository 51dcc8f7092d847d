"""One request from its first to its last line: who asks, may they come in, did the deed end.

Pages are opened by the cookie of a server-side session, the interface for machines by a bearer token; neither
takes the other's.
"""

from collections.abc import Callable
from dataclasses import dataclass

import flask_babel
import flask_login
from flask import Flask, Response, current_app, g, request, session
from flask_wtf.csrf import CSRFProtect

from referral.kernel.errors import NotSignedIn
from referral.kernel.transaction import Deed
from referral.web import anonymous, frame, logs
from referral.web.marks import PUBLIC, QUIET, check_role, is_marked, may_use
from referral.web.security import check_origin
from referral.web.uploads import allow_for
from referral.web.wording import is_api
from referral.web.world import Caller, Visit, World, current, world_of

_BEARER = "Bearer "
_MANAGER = "referral_login"
_KEPT = ("language",)
"""What the cookie keeps when somebody signs in or out; everything else begins anew."""

csrf = CSRFProtect()


class Elsewhere(Exception):
    """The caller belongs on another page first."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        super().__init__(endpoint)


@dataclass(frozen=True, slots=True)
class Visitor:
    """A caller as flask-login knows one: by the secret of the browser's session, which the cookie carries."""

    secret: str
    caller: Caller | None = None

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """Give what the cookie carries."""
        return self.secret


def install(app: Flask) -> None:
    """Let every request of an application begin and end here."""
    csrf.init_app(app)
    manager = app.extensions[_MANAGER] = flask_login.LoginManager(app)
    manager.session_protection = None  # the server-side session is the protection
    manager.user_loader(_by_cookie)
    manager.request_loader(_by_token)
    app.before_request(_begin)
    app.after_request(_require_an_end)
    app.teardown_request(_let_go)


def recognise() -> None:
    """Look up who asks, anew; a stranger is nobody in particular."""
    current_app.extensions[_MANAGER]._load_user()  # noqa: SLF001 — flask-login has no public way to ask twice in one request
    visitor = flask_login.current_user
    visit = current.visit
    visit.caller = visitor.caller if visitor.is_authenticated else None
    visit.deed.actor = current.actor
    flask_babel.refresh()


def welcome(secret: str) -> None:
    """Give this browser the cookie of a new session; nothing of the old cookie stays but the language."""
    _forget()
    flask_login.login_user(Visitor(secret))
    session.pop("_id", None)
    session.pop("_fresh", None)


def farewell() -> None:
    """Take the session's secret out of this browser's cookie."""
    flask_login.logout_user()
    _forget()


def browser_secret() -> str:
    """Give the secret this browser sent, or nothing."""
    return str(session.get("_user_id", ""))


def _forget() -> None:
    kept = {name: session[name] for name in _KEPT if name in session}
    session.clear()
    session.update(kept)


def _begin() -> None:
    world = world_of(current_app)
    g.referral_visit = Visit(Deed(world.database, world.clock), world.clock.now())
    endpoint = request.endpoint or ""
    if endpoint in QUIET:
        return
    recognise()
    if current.caller is None:
        _let_go_of_the_transaction(world)
        anonymous.count(world)
    if endpoint and endpoint not in PUBLIC:
        _check(current_app.view_functions[endpoint])
        allow_for(current_app.view_functions[endpoint])
    if not is_api():
        check_origin()
        csrf.protect()


def _let_go_of_the_transaction(world: World) -> None:
    """Give back what looking for the caller took, for counting has a transaction of its own."""
    current.deed.abandon()
    current.visit.deed = Deed(world.database, world.clock)


def _check(view: Callable[..., object]) -> None:
    """Let in who may come in; a view that says nothing about it lets nobody in.

    :raises NotSignedIn: if we do not know who asks
    :raises Elsewhere: if a passphrase must be chosen first, or the first page is not for this role
    :raises NotAllowed: if the role could never use this view
    """
    if not is_marked(view):
        raise RuntimeError(
            f"{request.endpoint} does not say who may use it: add @needs(Permission.…) under the route."
        )
    if current.caller is None:
        raise NotSignedIn
    ways = current.world.endpoints
    if (
        not current.caller.is_enrolled
        and not is_api()
        and request.endpoint not in (ways.enrol, ways.sign_out)
    ):
        raise Elsewhere(ways.enrol)
    if request.endpoint == ways.home and not may_use(current.actor, view):
        raise Elsewhere(frame.first_place())
    check_role(current.actor, view, names_an_object=bool(request.view_args))


def _by_cookie(secret: str) -> Visitor | None:
    if is_api():
        return None
    caller = current.world.load_actor(current.session, current.clock, browser=secret)
    return Visitor(secret, caller) if caller else None


def _by_token(_: object) -> Visitor | None:
    header = request.headers.get("Authorization", "")
    if not is_api() or not header.startswith(_BEARER):
        return None
    caller = current.world.load_actor(
        current.session, current.clock, token=header.removeprefix(_BEARER).strip()
    )
    return Visitor("", caller) if caller else None


def _require_an_end(response: Response) -> Response:
    """Hold back an answer whose deed was left open: what it shows is not in the ledger.

    :raises RuntimeError: if neither `page`, `answer`, `go_to` nor an error ended it
    """
    if current.is_visiting:
        if current.deed.is_open:
            raise RuntimeError(f"{request.endpoint} answered without web.page, web.answer or web.go_to.")
        response.headers["X-Request-Id"] = current.deed.request_id
        logs.log_answer(response.status_code)
    return response


def _let_go(_: BaseException | None) -> None:
    if current.is_visiting:
        current.deed.abandon()
