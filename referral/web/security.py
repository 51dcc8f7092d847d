"""What protects the browser: cookies, hosts, origins and headers. It knows no page and no caller."""

from collections.abc import Mapping
from types import MappingProxyType

from flask import Flask, Response, request
from flask_wtf.csrf import CSRFError
from werkzeug.middleware.proxy_fix import ProxyFix

from referral.kernel.vault import Vault
from referral.settings import Settings

COOKIE = "__Host-referral"
LARGEST_BODY = 4 * 1024 * 1024
"""A story may have 100,000 letters, of up to three bytes each, and more when they are escaped."""

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Content-Security-Policy": CONTENT_POLICY,
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }
)
"""On every answer, whatever it is."""

_NOT_KEPT = "no-store"
_KEPT_AN_HOUR = "public, max-age=3600"
_ONLY_TLS = "max-age=63072000; includeSubDomains"
_OWN = ("same-origin", "none")
_SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


def install(app: Flask, settings: Settings, vault: Vault) -> None:
    """Set cookies, hosts, limits and headers of an application."""
    app.config.update(
        SECRET_KEY=vault.secret("session"),
        WTF_CSRF_SECRET_KEY=vault.secret("csrf"),
        WTF_CSRF_CHECK_DEFAULT=False,  # the interface for machines takes no cookie, so it needs none
        WTF_CSRF_SSL_STRICT=False,  # it asks for the referrer we tell browsers not to send
        WTF_CSRF_TIME_LIMIT=None,  # it ends with the session
        SESSION_COOKIE_NAME=COOKIE,
        SESSION_COOKIE_SECURE=True,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        SESSION_COOKIE_PATH="/",
        TRUSTED_HOSTS=list(settings.hosts),
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        MAX_FORM_MEMORY_SIZE=LARGEST_BODY,
    )
    app.after_request(add_headers)
    if settings.behind_proxy:
        believed = settings.behind_proxy
        fixed = ProxyFix(app.wsgi_app, x_for=believed, x_proto=believed, x_host=believed)
        app.wsgi_app = fixed  # type: ignore[method-assign]  # — Flask names this way to wrap an application


def add_headers(response: Response) -> Response:
    """Tell the browser to keep nothing of this answer, load nothing foreign and send no referrer."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    is_file = request.endpoint == "static" and response.status_code in (200, 304)
    response.headers["Cache-Control"] = _KEPT_AN_HOUR if is_file else _NOT_KEPT
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = _ONLY_TLS
    return response


def check_origin() -> None:
    """Refuse a change that another site's page asks for, before its token is even looked at.

    Browsers send `Origin: null` where they may send no referrer, so it is the fetch metadata that tells.

    :raises CSRFError: if the browser says that another site asks
    """
    site = request.headers.get("Sec-Fetch-Site", "none")
    if request.method not in _SAFE_METHODS and site not in _OWN:
        raise CSRFError("Another site asked for this.")
