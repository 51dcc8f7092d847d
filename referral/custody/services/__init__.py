"""What an agency can do with a hand-over: offer it, answer it, withdraw it, let it lapse, look at it."""

from referral.custody.services.answering import accept, decline, withdraw
from referral.custody.services.lapsing import lapse_unanswered
from referral.custody.services.looking import list_handovers, of_case, read_handover
from referral.custody.services.offering import offer

__all__ = [
    "accept",
    "decline",
    "lapse_unanswered",
    "list_handovers",
    "of_case",
    "offer",
    "read_handover",
    "withdraw",
]
