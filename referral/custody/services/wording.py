"""The refusals that only a hand-over knows, beside those of the journey. Words; it knows no row."""

from workflows.refusal import Refusal
from workflows.vocabulary import Words

NOT_THE_HOLDER = Refusal(
    "not-this-agency",
    Words(
        "Cơ quan của bạn không phải là cơ quan đang chịu trách nhiệm.", "Your agency does not hold this case."
    ),
    Words("Đề nghị cơ quan đang chịu trách nhiệm lập bàn giao.", "Ask the holder to make the hand-over."),
)
NOT_THE_RECEIVER = Refusal(
    "not-this-agency",
    Words("Đề nghị này gửi đến cơ quan khác.", "This hand-over is addressed to another agency."),
    Words(
        "Chờ cơ quan được đề nghị trả lời, hoặc rút đề nghị.", "Wait for its answer, or withdraw the offer."
    ),
)
NOT_THE_SENDER = Refusal(
    "not-this-agency",
    Words("Chỉ cơ quan đã đề nghị mới rút được đề nghị.", "Only the sender can withdraw the offer."),
    Words("Nếu không nhận, hãy từ chối và nêu lý do.", "If you do not take it, decline it with a reason."),
)
TO_ONESELF = Refusal(
    "receiver-is-sender",
    Words("Bên nhận là chính cơ quan của bạn.", "The receiver is your own agency."),
    Words("Chọn cơ quan khác.", "Choose another agency."),
)
NOT_A_SERVICE = Refusal(
    "not-a-service",
    Words("Đây là bàn giao trách nhiệm, không phải dịch vụ.", "This moves a person, not a service."),
    Words("Lập bàn giao mới nếu cần chuyển người.", "Make another hand-over to move the person on."),
)
NOT_AT_WORK = Refusal(
    "not-this-agency",
    Words("Cơ quan của bạn không cung cấp dịch vụ này.", "Your agency does not give this service."),
    Words(
        "Đề nghị cơ quan cung cấp dịch vụ hoặc cơ quan đang chịu trách nhiệm ghi nhận.",
        "Ask the agency that gives it, or the holder, to record how it ended.",
    ),
)
NEEDS_ANSWER_OF_BODY = Refusal(
    "needs-answer-of-body",
    Words("Chưa ghi câu trả lời của đơn vị bên ngoài.", "The answer of the outside body is not recorded."),
    Words(
        "Ghi ai đã trả lời, bằng cách nào, số văn bản nếu có.",
        "Record who answered, how, and the number of the paper if there is one.",
    ),
)
NEEDS_REASON = Refusal(
    "needs-reason", Words("Chưa nêu lý do.", "No reason is given."), Words("Nêu lý do.", "Give the reason.")
)
