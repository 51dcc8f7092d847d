"""What an agency can do with a hand-over: offer, answer, withdraw, let lapse, look; end a service."""

from referral.custody.services.answering import accept, decline, withdraw
from referral.custody.services.lapsing import lapse_unanswered
from referral.custody.services.looking import glance, list_handovers, of_case, read_handover
from referral.custody.services.offering import offer
from referral.custody.services.serving import finish

__all__ = [
    "accept",
    "decline",
    "finish",
    "glance",
    "lapse_unanswered",
    "list_handovers",
    "of_case",
    "offer",
    "read_handover",
    "withdraw",
]
