"""What the vault refuses, hung on the kernel's family tree of errors. No sentence for callers names a file.

NotFound
└── NoCopy            404   the agency has no key to this case: it looks exactly like a missing one
NotAllowed
└── NotInScope        403   the agency's copy does not hold the key of that column
ReferralError
└── Erased            410   the person's data were destroyed, by two people's decision
UnsafeSettings
└── VaultError              the root key or the key store cannot be used; the sentence says what to do
    └── StillUsed           a version of a key would be destroyed that something still needs
Exception
└── VersionGone             never leaves the vault: a key was destroyed while somebody still remembered it
"""

from referral.kernel.errors import NotAllowed, NotFound, ReferralError, UnsafeSettings


class NoCopy(NotFound):
    """The agency has no key to this case, or its right has ended."""


class NotInScope(NotAllowed):
    """The agency's copy of the key does not reach that column."""

    code, title = "not-in-scope", "This part is not open to your agency"
    message = "Your agency may see other parts of this case, but not this one. Ask the agency that holds it."


class VaultError(UnsafeSettings):
    """The root key or the key store cannot be used; the sentence is for the operator, never for a page."""


class StillUsed(VaultError):
    """A version of a key cannot be destroyed, because something still needs it."""


class VersionGone(Exception):
    """The version of the agency's key that was about to wrap is not there any more."""


class Erased(ReferralError):
    """The keys and tags of a case's personal data were destroyed; what is not personal remains."""

    status, code, title = 410, "erased", "The personal data of this case were erased"
    message = (
        "Two people decided it, and nothing opens them any more. The steps, who answered for the person, and "
        "the log of who looked remain."
    )
