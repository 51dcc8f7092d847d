"""What a verification can find, in words for people. Nothing here looks at anything."""

from dataclasses import dataclass

from referral.kernel.ledger.merkle import EMPTY_ROOT
from workflows.vocabulary import Word, Words


class Status(Word):
    """What a verification found."""

    SOUND = "sound", "Nguyên vẹn", "Sound"
    TAMPERED = "tampered", "Đã bị can thiệp", "Tampered with"
    UNKNOWN = "unknown", "Không thể kết luận", "Cannot tell"


class Fault(Word):
    """What is wrong with the first entry that cannot be believed."""

    MISSING = "missing", "Mục này bị mất.", "The entry is missing."
    CHANGED = "changed", "Nội dung mục này đã bị sửa.", "The bytes of the entry were changed."
    MOVED = "moved", "Mục này không đứng đúng chỗ.", "The entry says that it stands elsewhere."
    MISLABELLED = (
        "mislabelled",
        "Các cột tra cứu của mục này không khớp nội dung.",
        "The columns by which the entry is found do not say what its bytes say.",
    )
    UNPROVEN = (
        "unproven",
        "Cây băm không còn chứng minh được mục này.",
        "The stored tree does not prove the entry.",
    )
    UNANNOUNCED = (
        "unannounced",
        "Mục này nằm ngoài phần mà đầu sổ xác nhận.",
        "The entry stands beyond the end that the head of the log names.",
    )
    HEADLESS = (
        "headless",
        "Đầu sổ không khớp với các mục từ đây.",
        "The head of the log does not agree with the entries from here on.",
    )
    UNCHAINED = (
        "unchained",
        "Sổ này không nối tiếp đúng sổ của năm trước.",
        "This year's log does not follow from the log of the year before.",
    )
    FORKED = (
        "forked",
        "Các mục từ đây không khớp với một điểm kiểm đã ký.",
        "The entries from here on are not those over which a checkpoint was signed.",
    )
    CUT = (
        "cut",
        "Một điểm kiểm đã ký có nhiều mục hơn sổ hiện có.",
        "A checkpoint was signed over more entries than there are.",
    )
    UNSIGNED = (
        "unsigned",
        "Một điểm kiểm từ đây không do khóa của nhật ký ký.",
        "A checkpoint from here on was not signed with the log's key.",
    )
    EMPTY = "empty", "Nhật ký chưa có mục nào.", "The ledger holds no entry yet."
    UNREADABLE = "unreadable", "Không đọc được nhật ký.", "The ledger cannot be read."


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verification found, and where."""

    status: Status
    size: int = 0
    """How many entries were judged, over all years."""
    root: bytes = EMPTY_ROOT
    """The root of the newest year's log."""
    shard: int | None = None
    """The year whose log is meant: the one that was tampered with, otherwise the newest."""
    first_bad_index: int | None = None
    fault: Fault | None = None
    is_witnessed: bool = False
    """Whether a checkpoint that an outside body has cosigned agrees."""
    signed_size: int = 0
    """How many entries of the newest year's log the largest checkpoint covers."""

    @property
    def why(self) -> Words | None:
        """Say what is wrong, or nothing when all is well."""
        return None if self.fault is None else self.fault.words


class Tampered(Exception):
    """The first entry of one year's log that cannot be believed."""

    def __init__(self, index: int, fault: Fault) -> None:
        self.index, self.fault = index, fault
        super().__init__(index, fault)
