"""Every refusal and fault the product knows, drawn below. Nothing here knows HTTP pages.

ReferralError
├── MissingKey            400   the request lacks its Idempotency-Key
├── NotSignedIn           401   we do not know who asks
├── NotAllowed            403   you may not
│   ├── PurposeRequired   403   say why you open this case
│   ├── PurposeNotAllowed 403   your agency cannot open it for that purpose
│   └── RoleNotAllowed    403   somebody of another role takes this step
├── NotFound              404   no such thing, or not yours to know about
├── Conflict              409   the world has moved on
│   ├── StepRefused       409   the journey's rules say no
│   ├── HandoverRefused   409   the hand-over cannot be made
│   ├── HandoverSettled   409   it was answered already; names the outcome
│   └── LawRefused        409   the law does not let it be changed like this
├── StaleVersion          412   somebody changed it since you read it
├── InvalidInput          422   said field by field
│   └── KeyReused         422   the same Idempotency-Key came with another body
├── VersionRequired       428   say which version you read
├── TooManyAttempts       429   wait, then try again
├── IntegrityFailure      500   sealed data does not open: it was moved, cut or changed
└── Unavailable           503   nothing was shown and nothing was changed
    ├── LedgerUnavailable 503   no entry can be written
    └── VaultUnavailable  503   keys cannot be reached
UnsafeSettings                  refuses to start, with a sentence that says what to do
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from referral.settings import UnsafeSettings
from workflows.refusal import Refusal

__all__ = [
    "Conflict",
    "FieldError",
    "HandoverRefused",
    "HandoverSettled",
    "IntegrityFailure",
    "InvalidInput",
    "KeyReused",
    "LawRefused",
    "LedgerUnavailable",
    "MissingKey",
    "NotAllowed",
    "NotFound",
    "NotSignedIn",
    "PurposeNotAllowed",
    "PurposeRequired",
    "ReferralError",
    "RoleNotAllowed",
    "StaleVersion",
    "StepRefused",
    "TooManyAttempts",
    "Unavailable",
    "UnsafeSettings",
    "VaultUnavailable",
    "VersionRequired",
]


@dataclass(frozen=True, slots=True)
class FieldError:
    """One field that cannot be taken, and what to do about it."""

    field: str
    """Dotted path of the field, like `person.sex`."""
    code: str
    """A stable slug, like `occurred-in-future`."""
    message: str
    """An English sentence (a gettext msgid) saying what to enter; it never repeats what was typed."""
    values: Mapping[str, str | int] | None = None
    """What the message's %(name)s places stand for; never personal."""


class ReferralError(Exception):
    """The root of every refusal; `message` is an English msgid, `values` fill its places."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "error"
    title: ClassVar[str] = "Something went wrong"
    message: str = "Something went wrong. Nothing was changed."
    refusals: tuple[Refusal, ...] = ()
    """Every reason of the journey's rules, where they are why."""
    is_recorded: ClassVar[bool] = True
    """Whether a refused attempt is written to the ledger in a transaction of its own."""

    def __init__(self, message: str | None = None, **values: str | int) -> None:
        """Take another message than the class's own, and what its places stand for."""
        self.message = message or type(self).message
        self.values: Mapping[str, str | int] = values
        super().__init__(self.message % values if values else self.message)


class MissingKey(ReferralError):
    """The request lacks its Idempotency-Key."""

    status, code, title = 400, "idempotency-key-required", "Idempotency-Key is missing"
    message = (
        "Send an Idempotency-Key header with a value of your own, so that a repeated report is not "
        "received twice."
    )


class NotSignedIn(ReferralError):
    """We do not know who asks."""

    status, code, title = 401, "not-signed-in", "Sign in first"
    message = "Sign in, or send a valid token in the Authorization header."


class NotAllowed(ReferralError):
    """The caller may not do this."""

    status, code, title = 403, "not-allowed", "You may not do this"
    message = "Your role does not allow this. Ask your supervisor who may do it."


class PurposeRequired(NotAllowed):
    """A case is opened for a stated purpose only."""

    code, title = "purpose-required", "Say why you open this case"
    message = "Choose the purpose for which you open this case."


class PurposeNotAllowed(NotAllowed):
    """This agency cannot open this case for that purpose."""

    code, title = "purpose-not-allowed", "This purpose is not open to you"
    message = "Your agency cannot open this case for that purpose. Choose one of the purposes offered."


class RoleNotAllowed(NotAllowed):
    """Somebody of another role takes this step; says who."""

    code, title = "role-not-allowed", "Your role does not take this step"
    message = "Your role does not take this step. The reason below says who does."

    def __init__(self, refusals: Iterable[Refusal]) -> None:
        """Take the reason, with its remedy."""
        self.refusals = tuple(refusals)
        super().__init__()


class NotFound(ReferralError):
    """No such thing, or not the caller's to know about: the two look exactly the same."""

    status, code, title = 404, "not-found", "Not found"
    message = "Nothing was found here. Check the reference, or ask the agency that gave it to you."


class Conflict(ReferralError):
    """The world has moved on since the caller looked."""

    status, code, title = 409, "conflict", "This cannot be done now"
    message = "This cannot be done now. Open the case again to see what has changed."


class StepRefused(Conflict):
    """The journey's rules say no; carries every reason, not just the first."""

    code, title = "step-refused", "The step cannot be taken"
    message = "The step cannot be taken yet. Each reason below says what to do."

    def __init__(self, refusals: Iterable[Refusal], message: str | None = None) -> None:
        """Take every reason."""
        self.refusals = tuple(refusals)
        super().__init__(message)


class HandoverRefused(StepRefused):
    """The hand-over cannot be made or answered; carries every reason."""

    code, title = "handover-refused", "The hand-over cannot be made"
    message = "The hand-over cannot be made yet. Each reason below says what to do."


class LawRefused(StepRefused):
    """The law does not let it be changed like this; carries every reason."""

    code, title = "law-refused", "The law does not allow this change"
    message = "The law does not allow this change. Each reason below says what to do."


class HandoverSettled(Conflict):
    """Somebody answered first; names the outcome."""

    code, title = "handover-settled", "This hand-over has been answered already"
    message = "This hand-over has been answered already: it was %(outcome)s."

    def __init__(self, outcome: str) -> None:
        """Take the outcome that stands."""
        self.outcome = outcome
        super().__init__(None, outcome=outcome)


class StaleVersion(ReferralError):
    """Somebody changed it since the caller read it."""

    status, code, title = 412, "stale-version", "The case has changed"
    message = (
        "Somebody changed this case since you opened it (it is at version %(current)d now). Open it "
        "again and repeat your change."
    )

    def __init__(self, current: int) -> None:
        """Take the version that stands."""
        self.current = current
        super().__init__(None, current=current)


class InvalidInput(ReferralError):
    """What was sent cannot be taken; said field by field."""

    status, code, title = 422, "invalid-input", "Some answers need another look"
    message = "Some answers need another look. Each is named below; nothing was saved."

    def __init__(self, errors: Iterable[FieldError], message: str | None = None) -> None:
        """Take every field that is wrong."""
        self.errors: tuple[FieldError, ...] = tuple(errors)
        super().__init__(message)


class KeyReused(InvalidInput):
    """The same Idempotency-Key came with another body."""

    code, title = "idempotency-key-reused", "This key was used for another report"
    message = "This Idempotency-Key was used for another report. Use a new key for a new report."


class VersionRequired(ReferralError):
    """The caller must say which version was read."""

    status, code, title = 428, "version-required", "Say which version you read"
    message = 'Send the version you read in the If-Match header, like "4".'


class TooManyAttempts(ReferralError):
    """Wait, then try again; never a permanent lock-out."""

    status, code, title = 429, "too-many-attempts", "Too many attempts"
    message = "Too many attempts. Wait %(seconds)d seconds, then try again."


class IntegrityFailure(ReferralError):
    """Sealed data does not open: it was moved, cut or changed."""

    status, code, title = 500, "integrity-failure", "This record cannot be trusted"
    message = "This record does not open: it was moved, cut or changed. The auditor has been told."


class Unavailable(ReferralError):
    """Nothing was shown and nothing was changed."""

    status, code, title = 503, "unavailable", "Try again shortly"
    message = (
        "The system cannot answer safely just now. Nothing was shown and nothing was changed. Try "
        "again shortly."
    )
    is_recorded = False


class LedgerUnavailable(Unavailable):
    """No ledger entry can be written, so nothing may be shown."""

    code = "ledger-unavailable"
    message = (
        "The access log cannot be written just now, so nothing may be shown. Nothing was changed. "
        "Try again shortly."
    )


class VaultUnavailable(Unavailable):
    """The keys cannot be reached."""

    code = "vault-unavailable"
    message = (
        "The keys cannot be reached just now, so nothing can be opened. Nothing was changed. Try "
        "again shortly."
    )
