"""The pages of sign-in, one's own account, and all accounts. Each parses, calls a service, answers."""

from uuid import UUID

from flask import Blueprint, Response, request
from flask_babel import gettext

from referral import web
from referral.kernel.errors import NotSignedIn, TooManyAttempts
from referral.kernel.permissions import Permission
from referral.people.cards import AccountCard, NewAccount
from referral.people.forms import (
    ChangePassphraseForm,
    ChoosePassphraseForm,
    NewAccountForm,
    SignInForm,
)
from referral.people.services import accounts as services
from referral.people.services import agencies as offices
from referral.people.services import passphrases, sessions, tokens
from referral.people.services import sign_in as signing_in
from referral.people.services.passphrases import Hasher
from referral.web import current, needs
from referral.web.attempts import at_hand, attempt, form_page

blueprint = Blueprint("people", __name__)


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> Response:
    """Let somebody in by name and passphrase."""
    form = SignInForm(next=request.args.get("next", ""))
    if not form.validate_on_submit():
        return form_page("people/sign_in.html", form)
    try:
        _enter(form.username.data, form.passphrase.data)
    except (NotSignedIn, TooManyAttempts) as error:
        return web.refused("people/sign_in.html", form, error)
    return web.go_to_path(form.next.data or "", current.world.endpoints.home)


def _enter(username: str, passphrase: str) -> None:
    begun = signing_in.begin(current.session, current.clock, username, current.address)
    with web.unlocked():
        is_right = current.tool(Hasher).is_right(begun.stored, passphrase)
    web.welcome(signing_in.complete(current.session, current.clock, begun, is_right=is_right))


@blueprint.route("/sign-out", methods=["POST"])
def sign_out() -> Response:
    """End the session, if it has not ended by itself."""
    if current.caller is not None:
        sessions.end(*at_hand(), web.browser_secret())
    web.farewell()
    return web.go_to("people.sign_in")


@blueprint.route("/language", methods=["POST"])
def language() -> Response:
    """Speak another language from now on."""
    chosen = web.choose_language(request.form.get("language", ""))
    if current.caller is not None:
        services.choose_language(current.session, current.actor, chosen)
    return web.go_to_path(request.form.get("next", ""), current.world.endpoints.home)


@blueprint.route("/keep", methods=["GET"])
@needs(None)
def keep() -> Response:
    """Keep the session from falling idle."""
    return web.answer({"idle_seconds": current.settings.idle_minutes * 60})


@blueprint.route("/choose-passphrase", methods=["GET", "POST"])
@needs(Permission.SELF_MANAGE)
def choose_passphrase() -> Response:
    """Replace a one-time secret by a passphrase of one's own, before anything else."""
    form = ChoosePassphraseForm()
    if attempt(form, lambda: _enrol(form.passphrase.data)):
        return web.go_to(current.world.endpoints.home, saying=gettext("Your passphrase is set."))
    return form_page("people/choose_passphrase.html", form)


def _enrol(passphrase: str) -> None:
    own = services.own(current.session, current.actor)
    passphrases.check(passphrase, own.username, own.display_name, own.agency.code)
    with web.unlocked():
        hashed = current.tool(Hasher).hash(passphrase)
    web.welcome(services.enrol(*at_hand(), hashed))


@blueprint.route("/account", methods=["GET", "POST"])
@needs(Permission.SELF_MANAGE)
def account() -> Response:
    """Show one's own account, sign-ins and tokens, and change the passphrase."""
    form = ChangePassphraseForm()
    if attempt(form, lambda: _change(form.present.data, form.passphrase.data)):
        return web.go_to(".account", saying=gettext("Your passphrase was changed."))
    return form_page(
        "people/account.html",
        form,
        account=services.show_own(current.session, current.actor),
        sessions=sessions.mine(current.session, current.actor),
        tokens=tokens.mine(*at_hand()),
    )


def _change(present: str, wanted: str) -> None:
    own, stored = (
        services.own(current.session, current.actor),
        services.stored_hash(current.session, current.actor),
    )
    passphrases.check(wanted, own.username, own.display_name, own.agency.code)
    with web.unlocked():
        passphrases.prove(current.tool(Hasher), stored, present)
        hashed = current.tool(Hasher).hash(wanted)
    web.welcome(services.change_passphrase(*at_hand(), stored, hashed))


@blueprint.route("/account/tokens/<uuid:token_id>/revoke", methods=["POST"])
@needs(Permission.SELF_MANAGE)
def revoke_token(token_id: UUID) -> Response:
    """Take back a token of one's own."""
    tokens.revoke(*at_hand(), token_id)
    return web.go_to(".account", saying=gettext("The token opens nothing any more."))


@blueprint.route("/accounts", methods=["GET"])
@needs(Permission.ACCOUNT_MANAGE)
def accounts() -> Response:
    """List every account."""
    listed = services.list_accounts(current.session, current.actor)
    return web.page("people/accounts.html", accounts=listed)


@blueprint.route("/agencies", methods=["GET"])
@needs(Permission.ACCOUNT_MANAGE)
def agencies() -> Response:
    """List every agency, its kind, its line of duty and its seat."""
    return web.page("people/agencies.html", lines=offices.show_all(current.session, current.actor))


@blueprint.route("/accounts/new", methods=["GET", "POST"])
@needs(Permission.ACCOUNT_MANAGE)
def new_account() -> Response:
    """Open an account, and show its one-time secret once."""
    form = NewAccountForm()
    form.list_agencies(offices.list_agencies(current.session))
    secret = passphrases.one_time_secret()
    if opened := attempt(form, lambda: _open(form.account, secret)):
        return web.page("people/one_time_secret.html", account=opened.value, secret=secret)
    return form_page("people/new_account.html", form)


def _open(new: NewAccount, secret: str) -> AccountCard:
    hashed = _hashed(secret)
    return services.open_account(*at_hand(), new, hashed)


@blueprint.route("/accounts/<uuid:account_id>/suspend", methods=["POST"])
@needs(Permission.ACCOUNT_MANAGE)
def suspend(account_id: UUID) -> Response:
    """Shut an account at once."""
    services.suspend(*at_hand(), account_id)
    return web.go_to(".accounts", saying=gettext("The account is suspended and signed out everywhere."))


@blueprint.route("/accounts/<uuid:account_id>/restore", methods=["POST"])
@needs(Permission.ACCOUNT_MANAGE)
def restore(account_id: UUID) -> Response:
    """Open a suspended account again."""
    services.restore(current.session, current.actor, account_id)
    return web.go_to(".accounts", saying=gettext("The account is open again."))


@blueprint.route("/accounts/<uuid:account_id>/reset", methods=["POST"])
@needs(Permission.ACCOUNT_MANAGE)
def reset(account_id: UUID) -> Response:
    """Replace a forgotten passphrase by a one-time secret, shown once."""
    secret = passphrases.one_time_secret()
    hashed = _hashed(secret)
    card = services.reset(*at_hand(), account_id, hashed)
    return web.page("people/one_time_secret.html", account=card, secret=secret)


def _hashed(secret: str) -> str:
    with web.unlocked():
        return current.tool(Hasher).hash(secret)


@blueprint.route("/accounts/waiting", methods=["GET"])
@needs(Permission.ACCOUNT_CONFIRM)
def waiting() -> Response:
    """List the accounts that wait for one's agency to confirm them."""
    listed = services.waiting_for(current.session, current.actor)
    return web.page("people/waiting.html", accounts=listed)


@blueprint.route("/accounts/<uuid:account_id>/confirm", methods=["POST"])
@needs(Permission.ACCOUNT_CONFIRM)
def confirm(account_id: UUID) -> Response:
    """Confirm that an account belongs to somebody of one's agency."""
    services.confirm(*at_hand(), account_id)
    return web.go_to(".waiting", saying=gettext("The account is confirmed: its owner can sign in."))
