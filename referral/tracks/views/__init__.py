"""The pages beside the journey: importing this module hangs all of them on the blueprint. No page is here."""

from referral.tracks.views import cases, crimes, duties
from referral.tracks.views.blueprint import blueprint

__all__ = ["blueprint", "cases", "crimes", "duties"]
