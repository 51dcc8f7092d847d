"""The calls beside the journey, under one blueprint. Each reads a request and calls one service."""

from referral.tracks.api import children, crimes, duties, erasures, measures, placements
from referral.tracks.api.room import blueprint

__all__ = ["blueprint", "children", "crimes", "duties", "erasures", "measures", "placements"]
