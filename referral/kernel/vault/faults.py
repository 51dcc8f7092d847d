"""What the vault refuses, hung on the kernel's family tree of errors. No sentence for callers names a file.

NotFound
└── NoCopy            404   the agency has no key to this case: it looks exactly like a missing one
NotAllowed
└── NotInScope        403   the agency's copy does not hold the key of that column
UnsafeSettings
└── VaultError              the root key or the key store cannot be used; the sentence says what to do
"""

from referral.kernel.errors import NotAllowed, NotFound, UnsafeSettings


class NoCopy(NotFound):
    """The agency has no key to this case, or its right has ended."""


class NotInScope(NotAllowed):
    """The agency's copy of the key does not reach that column."""

    code, title = "not-in-scope", "This part is not open to your agency"
    message = "Your agency may see other parts of this case, but not this one. Ask the agency that holds it."


class VaultError(UnsafeSettings):
    """The root key or the key store cannot be used; the sentence is for the operator, never for a page."""
