"""What is wrong with a request before any room sees it, in our own words. Nothing here knows a case."""

from collections.abc import Mapping
from types import MappingProxyType

from werkzeug.exceptions import HTTPException

from referral.kernel.errors import NotFound, ReferralError

N_ = str
"""Marks a sentence for the catalogue of translations, and leaves it as it is."""


class BadRequest(ReferralError):
    """The request cannot be read."""

    status, code, title = 400, "bad-request", N_("The request cannot be read")
    message = N_("The request cannot be read. Check it against the description of the interface.")


class FormExpired(BadRequest):
    """A form came without the token of this session, or from another site."""

    code, title = "form-expired", N_("This form can no longer be sent")
    message = N_(
        "This form belongs to an earlier session. Go back, load the page again and send it once more."
    )


class MethodNotAllowed(BadRequest):
    """The address exists, but not for this verb."""

    status, code, title = 405, "method-not-allowed", N_("This cannot be done here")
    message = N_("This address does not take that method. The Allow header names those it takes.")


class TooLarge(BadRequest):
    """More was sent than is taken."""

    status, code, title = 413, "too-large", N_("Too much was sent at once")
    message = N_("More was sent than is taken at once. Shorten it, or send it in parts.")


class WrongMediaType(BadRequest):
    """The body is in a form we do not read."""

    status, code, title = 415, "wrong-media-type", N_("This form of data is not read here")
    message = N_("Send JSON, and say so: Content-Type: application/json.")


class WrongFormType(WrongMediaType):
    """The body is no form that could hold a file."""

    message = N_("Send the file as a form with a field `file`: Content-Type: multipart/form-data.")


FAULTS: Mapping[int, type[ReferralError]] = MappingProxyType(
    {404: NotFound, 405: MethodNotAllowed, 413: TooLarge, 415: WrongMediaType}
)


def fault_for(error: HTTPException) -> ReferralError:
    """Give our own error for one of the web library's; an address nobody knows is simply not found."""
    return FAULTS.get(error.code or BadRequest.status, BadRequest)()
