"""A demonstration province: Quảng Ngãi, with agencies of every kind and synthetic cases in every state.

Every deed goes through the same services as in life, so that clocks, custody, keys and the ledger are true.
Nobody in it exists.
"""

from referral.demo.cast import Secrets, open_cast
from referral.demo.telling import tell_all

__all__ = ["Secrets", "open_cast", "tell_all"]
