"""The pages of cases: importing this module hangs all of them on the blueprint. No page lives here."""

from referral.casework.views import cases, report, screening, working
from referral.casework.views.blueprint import blueprint

__all__ = ["blueprint", "cases", "report", "screening", "working"]
