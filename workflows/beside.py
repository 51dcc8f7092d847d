"""What is done for the person beside the journey: in every open state, whatever the outcome may be.

Every working deed asks here whether the case is open to it; no fact is looked at, so support waits for none.
"""

from workflows.facts import CaseFacts
from workflows.refusal import Refusal
from workflows.vocabulary import ENDS, State, Words

CASE_HAS_ENDED = Refusal(
    "case-has-ended",
    Words("Hồ sơ đã kết thúc.", "The case has ended."),
    Words(
        "Đề nghị lãnh đạo Sở Y tế mở lại hồ sơ trước.", "Ask the health department's supervisor to reopen it."
    ),
    None,
)


def closed_to_support(state: State, _facts: CaseFacts) -> Refusal | None:
    """Say why nothing more is done for the person; nothing but the end of the case is a reason."""
    return CASE_HAS_ENDED if state in ENDS else None
