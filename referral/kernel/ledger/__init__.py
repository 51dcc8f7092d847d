"""The append-only access log: who did what, on what, when and why. Never a name, never a story.

Services announce with `note`; the end of the deed appends, and `verify` judges what is stored.
"""

from referral.kernel.errors import LedgerUnavailable
from referral.kernel.ledger.actions import Action, Result
from referral.kernel.ledger.entries import Entry
from referral.kernel.ledger.notes import attempt, note
from referral.kernel.ledger.protection import protect
from referral.kernel.ledger.reading import Search, count, entries
from referral.kernel.ledger.refusals import record_refusal
from referral.kernel.ledger.verdicts import Fault, Status, Verdict
from referral.kernel.ledger.verification import verify
from referral.kernel.ledger.writing import Receipt

__all__ = [
    "Action",
    "Entry",
    "Fault",
    "LedgerUnavailable",
    "Receipt",
    "Result",
    "Search",
    "Status",
    "Verdict",
    "attempt",
    "count",
    "entries",
    "note",
    "protect",
    "record_refusal",
    "verify",
]
