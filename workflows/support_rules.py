"""Why an application or a delivery cannot be recorded as asked, beside the category of person.

No refusal here, and none elsewhere in support, says anything about co-operating with anybody.
"""

from workflows.benefits import Benefit
from workflows.refusal import Refusal
from workflows.vocabulary import Words

PROCEDURE = "Điều 24 Nghị định 162/2025/NĐ-CP và thủ tục hành chính"

ANOTHER_PROVINCE_DECIDES = Refusal(
    "not-this-agency",
    Words(
        "Sở Y tế của tỉnh khác giải quyết đề nghị này.",
        "The health department of another province decides on this.",
    ),
    Words(
        "Chuyển hồ sơ đề nghị đến Sở Y tế của tỉnh đang quản lý hồ sơ.",
        "Send it to the health department of the province the case is in.",
    ),
    PROCEDURE,
)
NOT_COMPLETE = Refusal(
    "application-incomplete",
    Words("Hồ sơ đề nghị còn thiếu.", "The application is not complete."),
    Words(
        "Ghi nhận khi hồ sơ đã được bổ sung đầy đủ; thời hạn giải quyết tính từ ngày đó.",
        "Record when it was completed; the time to decide runs from that day.",
    ),
    PROCEDURE,
)
NOT_TOLD_HOW_TO_COMPLAIN = Refusal(
    "needs-told-how-to-complain",
    Words(
        "Chưa xác nhận đã hướng dẫn quyền khiếu nại.",
        "It is not confirmed that the applicant was told how to complain.",
    ),
    Words(
        "Hướng dẫn người đề nghị về quyền và nơi khiếu nại, rồi đánh dấu xác nhận.",
        "Tell the applicant how and where to complain, then confirm it.",
    ),
)


def no_application_needed(benefit: Benefit) -> Refusal:
    """What is given at once waits for no application."""
    return Refusal(
        "no-application-needed",
        Words(
            f"«{benefit.label.vi}» không cần đề nghị, không chờ quyết định.",
            f"“{benefit.label.en}” needs no application and waits for no decision.",
        ),
        Words("Thực hiện ngay và ghi nhận lần hỗ trợ.", "Give it now, and record that it was given."),
        benefit.law.basis,
    )


def given_once(benefit: Benefit) -> Refusal:
    """What is given once is not granted again."""
    return Refusal(
        "given-once",
        Words(
            f"«{benefit.label.vi}» chỉ hỗ trợ một lần và đã được chấp thuận.",
            f"“{benefit.label.en}” is given once, and it was granted already.",
        ),
        Words("Xem các chế độ khác mà người đó được hưởng.", "See what else the person is entitled to."),
        benefit.law.basis,
    )


def applied_already(benefit: Benefit) -> Refusal:
    """One application at a time is decided."""
    return Refusal(
        "applied-already",
        Words(
            f"Đã có đề nghị «{benefit.label.vi}» đang được giải quyết.",
            f"An application for “{benefit.label.en}” is being decided.",
        ),
        Words("Bổ sung hoặc giải quyết đề nghị đó trước.", "Complete or decide that one first."),
    )


def not_granted(benefit: Benefit) -> Refusal:
    """What is decided on an application is given after it was granted."""
    return Refusal(
        "needs-grant",
        Words(f"«{benefit.label.vi}» chưa được chấp thuận.", f"“{benefit.label.en}” has not been granted."),
        Words(
            "Lập đề nghị và chờ quyết định của Sở Y tế.",
            "Apply for it, and wait for the health department's decision.",
        ),
        benefit.law.basis,
    )


def needs_why(refusal: Refusal) -> Refusal:
    """Whoever gives what the law does not list says why; nobody is left without help for want of a list."""
    remedy = Words(
        "Nếu vẫn hỗ trợ từ nguồn khác, ghi rõ lý do và nguồn.",
        "If it is given from other means all the same, say why and from which.",
    )
    return Refusal(refusal.rule, refusal.because, remedy, refusal.basis)
