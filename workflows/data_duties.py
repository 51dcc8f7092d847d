"""The body's own duties about personal data: what was laid open, what a data subject may ask, whom to tell.

Law 91/2025/QH15 and Decree 356/2025/ND-CP. No request and no person is known here; the limits stand in
``law/deadlines.toml``.
"""

from collections.abc import Collection, Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from workflows.deadlines import add_months
from workflows.refusal import Refusal
from workflows.vocabulary import Word, Words

LAW, DECREE = "Luật 91/2025/QH15", "Nghị định 356/2025/NĐ-CP"
BREACH_FILE_MONTHS = 60
"""How long the file of a breach of location or biometric data is kept once remedied (Decree, Art. 29)."""


class DutyEvent(StrEnum):
    """What starts or meets a clock of these duties, where the vocabulary has no event of that name."""

    PERSONS_LAID_OPEN = "persons_laid_open"
    PERSONS_TOLD = "persons_told"
    SUBJECT_REQUEST_SETTLED = "subject_request_settled"
    TO_CORRECT = "subject_request_to_correct"
    TO_WITHDRAW = "subject_request_to_withdraw"
    TO_DELETE = "subject_request_to_delete"
    TO_PROTECT = "subject_request_to_protect"
    TO_CORRECT_WITH_ANOTHER = "subject_request_to_correct_third_party"
    TO_WITHDRAW_WITH_ANOTHER = "subject_request_to_withdraw_third_party"
    TO_DELETE_WITH_ANOTHER = "subject_request_to_delete_third_party"


class DataKind(Word):
    """What kind of data was laid open, lost or changed."""

    LOCATION = "location", "Dữ liệu vị trí", "Location"
    BIOMETRIC = "biometric", "Dữ liệu sinh trắc học", "Biometric data"
    IDENTITY = "identity", "Thông tin nhận dạng, giấy tờ", "Identity and papers"
    HEALTH = "health", "Thông tin sức khỏe", "Health"
    STORY = "story", "Nội dung trình báo, lời khai", "The story, statements"
    CONTACT = "contact", "Nơi ở, số điện thoại", "Residence, telephone number"
    ACCOUNT = "account", "Tài khoản, mật khẩu của cán bộ", "Accounts and passphrases of officials"
    OTHER = "other", "Dữ liệu khác", "Other data"


class ErasureGround(Word):
    """Why a person's data are to be destroyed."""

    SUBJECT_REQUEST = "subject_request", "Người có dữ liệu yêu cầu xóa", "The data subject asked for it"
    KEPT_LONG_ENOUGH = "kept_long_enough", "Đã hết thời hạn lưu trữ", "They were kept long enough"
    ORDERED = "ordered", "Cơ quan có thẩm quyền quyết định", "A competent body decided it"


class NoticeTo(Word):
    """Who is told of a breach."""

    AUTHORITY = (
        "authority",
        "Cơ quan chuyên trách bảo vệ dữ liệu cá nhân, Bộ Công an",
        "The data-protection body of the Ministry of Public Security",
    )
    PERSONS = "persons", "Người có dữ liệu bị ảnh hưởng", "The persons affected"
    PUBLIC = "public", "Thông báo công khai", "Public notice"


class SubjectRight(Word):
    """What a data subject may ask for (Law 91/2025/QH15, Article 4)."""

    SEE = "see", "Xem dữ liệu", "See the data"
    CORRECT = "correct", "Chỉnh sửa dữ liệu", "Correct the data"
    PROVIDE = "provide", "Cung cấp dữ liệu", "Be given the data"
    WITHDRAW = "withdraw", "Rút lại sự đồng ý", "Withdraw consent"
    RESTRICT = "restrict", "Hạn chế xử lý", "Restrict the use"
    OBJECT = "object", "Phản đối xử lý", "Object to the use"
    DELETE = "delete", "Xóa dữ liệu", "Delete the data"
    PROTECT = "protect", "Áp dụng biện pháp bảo vệ dữ liệu", "Take measures to protect the data"


class AskedBy(Word):
    """Who brings a data-subject request."""

    SUBJECT = "subject", "Chính người có dữ liệu", "The person the data is about"
    REPRESENTATIVE = "representative", "Người đại diện hợp pháp", "A legal representative"


class NoGround(Word):
    """Why a data-subject request may be turned down."""

    LAWFUL_TASK = (
        "lawful_task",
        "Không xóa dữ liệu được xử lý theo Điều 19 (Điều 14(2))",
        "No deletion of data used under Article 19 (Article 14(2))",
    )
    HARMS_OTHERS = (
        "harms_others",
        "Gây hại cho an ninh, tính mạng, sức khỏe của người khác (Điều 4(3), Điều 15(2)(a))",
        "It would harm security, or others' life or health (Articles 4(3), 15(2)(a))",
    )
    NOT_THE_SUBJECT = (
        "not_the_subject",
        "Người yêu cầu không chứng minh được tư cách",
        "Whoever asks is not shown to be entitled to",
    )


class RequestOutcome(Word):
    """How a data-subject request ended."""

    DONE = "done", "Đã thực hiện", "Done"
    REFUSED = "refused", "Từ chối, có nêu lý do", "Refused, with the reason"


CLOSE_TO_THE_BODY = frozenset({DataKind.LOCATION, DataKind.BIOMETRIC})
"""Of these the persons affected are told as well (Decree 356/2025/ND-CP, Article 29)."""

_ASKS: Mapping[SubjectRight, DutyEvent] = MappingProxyType(
    {
        SubjectRight.SEE: DutyEvent.TO_CORRECT,
        SubjectRight.CORRECT: DutyEvent.TO_CORRECT,
        SubjectRight.PROVIDE: DutyEvent.TO_CORRECT,
        SubjectRight.WITHDRAW: DutyEvent.TO_WITHDRAW,
        SubjectRight.RESTRICT: DutyEvent.TO_WITHDRAW,
        SubjectRight.OBJECT: DutyEvent.TO_WITHDRAW,
        SubjectRight.DELETE: DutyEvent.TO_DELETE,
        SubjectRight.PROTECT: DutyEvent.TO_PROTECT,
    }
)
_WITH_ANOTHER: Mapping[DutyEvent, DutyEvent] = MappingProxyType(
    {
        DutyEvent.TO_CORRECT: DutyEvent.TO_CORRECT_WITH_ANOTHER,
        DutyEvent.TO_WITHDRAW: DutyEvent.TO_WITHDRAW_WITH_ANOTHER,
        DutyEvent.TO_DELETE: DutyEvent.TO_DELETE_WITH_ANOTHER,
    }
)


def asking(right: SubjectRight, *, has_third_party: bool = False) -> DutyEvent:
    """Name the event whose clock such a request is settled by; a third party's part gives more time."""
    asks = _ASKS[right]
    return _WITH_ANOTHER.get(asks, asks) if has_third_party else asks


def whom_to_tell(kinds: Collection[DataKind], *, may_harm: bool) -> tuple[NoticeTo, ...]:
    """Say who must be told of a breach within the limit; nobody where it can do no harm."""
    persons = (NoticeTo.PERSONS,) if CLOSE_TO_THE_BODY.intersection(kinds) else ()
    return (NoticeTo.AUTHORITY, *persons) if may_harm else persons


def kept_until(kinds: Collection[DataKind], remedied_on: date) -> date | None:
    """Say until when the file of a breach is kept at least; nothing where the law names no time."""
    return add_months(remedied_on, BREACH_FILE_MONTHS) if CLOSE_TO_THE_BODY.intersection(kinds) else None


def against_turning_down(right: SubjectRight, ground: NoGround, reason: str) -> tuple[Refusal, ...]:
    """Give every reason why a request cannot be turned down like this."""
    found = (
        _only_for_deleting if ground is NoGround.LAWFUL_TASK and right is not SubjectRight.DELETE else None,
        None if reason.strip() else _needs_reason,
    )
    return tuple(refusal for refusal in found if refusal is not None)


_only_for_deleting = Refusal(
    "ground-is-for-deleting",
    Words("Căn cứ này chỉ áp dụng cho yêu cầu xóa dữ liệu.", "This ground is for requests to delete only."),
    Words("Chọn căn cứ khác, hoặc thực hiện yêu cầu.", "Choose another ground, or do what is asked."),
    f"Điều 14(2) {LAW}",
)
_needs_reason = Refusal(
    "needs-reason",
    Words("Chưa nêu lý do từ chối.", "No reason is given."),
    Words("Ghi lý do để trả lời người yêu cầu.", "Give the reason that whoever asked is told."),
    f"Điều 5 {DECREE}",
)
NEEDS_SAFE_CONTACT = Refusal(
    "needs-safe-contact",
    Words(
        "Chưa ghi cách liên hệ an toàn với người bị ảnh hưởng.",
        "How the persons affected can safely be reached is not recorded.",
    ),
    Words(
        "Hỏi cơ quan đang chịu trách nhiệm về cách liên hệ an toàn và ghi lại trước khi gọi điện, nhắn tin.",
        "Ask whoever answers for the person how to reach them safely; record it before calling or writing.",
    ),
    f"Điều 29 {DECREE} (cách liên hệ an toàn là quy tắc nội bộ)",
)
