"""How much may be attached to one case, and the "no" beyond it. What a file may be is not decided here."""

from workflows.refusal import Refusal
from workflows.vocabulary import Words

FILES_MOST = 100
BYTES_MOST = 100 * 1024 * 1024
"""Together, as they are kept: a fifth of a backup on one disc."""

CASE_IS_FULL = Refusal(
    "case-files-full",
    Words(
        "Hồ sơ đã có đủ số tệp hoặc dung lượng cho phép.",
        "The case has as many files, or as much in them, as one case may have.",
    ),
    Words(
        "Ghép các trang quét vào một tệp PDF nhỏ hơn, hoặc ghi vào hồ sơ nơi lưu bản giấy.",
        "Put the scanned pages into one smaller PDF, or note in the case where the paper itself is kept.",
    ),
    None,
)


def room_for(files: int, stored_bytes: int, more_bytes: int) -> Refusal | None:
    """Say why one more file cannot be attached; nothing where it can."""
    is_full = files >= FILES_MOST or stored_bytes + more_bytes > BYTES_MOST
    return CASE_IS_FULL if is_full else None
