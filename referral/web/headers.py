"""What an error says in its headers, for whoever does not read the answer. No sentence lives here."""

from referral.kernel.errors import NotSignedIn, ReferralError, StaleVersion, TooManyAttempts, Unavailable
from referral.web.asking import etag
from referral.web.wording import is_api

RETRY_SECONDS = 5
"""How soon it is worth trying again what was unavailable."""


def headers_for(error: ReferralError) -> dict[str, str]:
    """Give how to sign in, when to try again, or which version stands."""
    if isinstance(error, NotSignedIn) and is_api():
        return {"WWW-Authenticate": 'Bearer realm="referral"'}
    if isinstance(error, StaleVersion):
        return {"ETag": etag(error.current)}
    if isinstance(error, TooManyAttempts):
        return {"Retry-After": str(error.values.get("seconds", RETRY_SECONDS))}
    return {"Retry-After": str(RETRY_SECONDS)} if isinstance(error, Unavailable) else {}
