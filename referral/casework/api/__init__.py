"""The calls about cases, under one blueprint. Each reads a request and calls one service."""

from referral.casework.api import cases, clocks, records, screening, steps
from referral.casework.api.room import blueprint

__all__ = ["blueprint", "cases", "clocks", "records", "screening", "steps"]
