"""What runs beside the journey, whatever the state: its words, and the rules that limit it.

Measures, stays, a child's separation and guardian, crime reports. No step of a journey is named here, and no
amount is written (see ``law/deadlines.toml``).
"""

from datetime import date
from enum import StrEnum

from workflows.limits import DeadlineRule
from workflows.refusal import Refusal
from workflows.vocabulary import Word, Words

ARTICLE_35 = "Điều 35 Luật 53/2024/QH15; Nghị định 162/2025/NĐ-CP (theo tóm tắt, cần đối chiếu toàn văn)"
ARTICLE_145 = "Điều 145 Bộ luật Tố tụng hình sự 2015"
BLOCKED_GUARDIAN = "Điều 24 Luật 91/2025/QH15 (chặn người giám hộ là quy tắc nội bộ)"


class TrackEvent(StrEnum):
    """What starts or meets a clock beside the journey, where the vocabulary has no event of that name."""

    PLACED_IN_EMERGENCY = "placed_in_emergency"
    FOSTERED = "fostered"
    CHILD_STAY_PLANNED = "child_stay_planned"
    FAMILY_TOLD = "family_told"


class MeasureKind(Word):
    """What is done at once for the person's life, health and safety (Law 53/2024/QH15, Articles 34 to 35)."""

    ESSENTIAL_NEEDS = "essential_needs", "Hỗ trợ nhu cầu thiết yếu", "Essential needs"
    SAFE_SHELTER = "safe_shelter", "Bố trí nơi tạm lánh an toàn", "A safe temporary shelter"
    CONFIDENTIALITY = (
        "confidentiality",
        "Giữ bí mật dữ liệu cá nhân, nơi ở, nơi làm việc, học tập",
        "Personal data, residence, workplace and school kept secret",
    )
    GUARDING = (
        "guarding",
        "Bảo vệ tại nơi ở, làm việc, học tập, khi đi lại",
        "Guards at home, at work, at school, on the way",
    )
    THREAT_WATCH = "threat_watch", "Phát hiện, ngăn chặn hành vi đe dọa", "Threats detected and stopped"
    HELP_OF_FORCES = (
        "help_of_forces",
        "Đề nghị Công an, Quân đội hỗ trợ bảo vệ",
        "Police or army asked for help",
    )


class StayKind(Word):
    """How somebody is taken in."""

    EMERGENCY = "emergency", "Tiếp nhận khẩn cấp vào cơ sở", "Emergency admission to a facility"
    LODGING = "lodging", "Lưu trú tại cơ sở", "Lodging in a facility"
    FOSTER = "foster", "Nhận chăm sóc tại gia đình, cộng đồng", "Care in a family or the community"


class CrimeDecision(Word):
    """What the police decide on a crime report (Criminal Procedure Code, Article 147)."""

    PROSECUTE = "prosecute", "Khởi tố vụ án hình sự", "Prosecute"
    NOT_PROSECUTE = "not_prosecute", "Không khởi tố vụ án hình sự", "Do not prosecute"
    SUSPEND = "suspend", "Tạm đình chỉ giải quyết", "Suspend"


class ReviewOutcome(Word):
    """What follows from looking at a child's plan again (Decree 56/2017/ND-CP, Article 30)."""

    CONTINUE = "continue", "Tiếp tục thực hiện kế hoạch", "Go on with the plan"
    REPLAN = "replan", "Lập lại kế hoạch", "Make another plan"
    CLOSE = "close", "Kết thúc kế hoạch", "Close the plan"


def against_refusing(*, is_child: bool, has_reason: bool, has_commitment: bool) -> tuple[Refusal, ...]:
    """Give every reason why a measure cannot be refused like this; an adult may, in writing."""
    found = (
        _a_child_is_protected if is_child else None,
        None if has_reason else _needs_reason,
        None if has_commitment else _needs_commitment,
    )
    return tuple(refusal for refusal in found if refusal is not None)


_a_child_is_protected = Refusal(
    "child-is-protected",
    Words(
        "Người dưới 18 tuổi, hoặc có thể dưới 18 tuổi, không thể tự từ chối biện pháp bảo vệ.",
        "Somebody who is, or may be, under 18 cannot refuse a protective measure.",
    ),
    Words(
        "Ghi ý kiến của trẻ em vào đánh giá lợi ích tốt nhất và thay đổi biện pháp nếu cần.",
        "Note the child's opinion in the best-interest note, and change the measure if need be.",
    ),
    ARTICLE_35,
)
_needs_reason = Refusal(
    "needs-reason",
    Words("Chưa ghi lý do chính đáng của việc từ chối.", "No legitimate reason for refusing is recorded."),
    Words("Ghi lý do người đó nêu.", "Record the reason the person gives."),
    ARTICLE_35,
)
_needs_commitment = Refusal(
    "needs-written-commitment",
    Words("Chưa có cam kết bằng văn bản của người đó.", "There is no written commitment of the person."),
    Words(
        "Giải thích rủi ro, lập văn bản cam kết và ghi số, ngày của văn bản.",
        "Explain the risk, have the commitment written, and record its number and date.",
    ),
    ARTICLE_35,
)


def against_separating(
    rule: DeadlineRule, last_day: date, until: date, *, has_decision: bool
) -> tuple[Refusal, ...]:
    """Give the reason why a child may not be kept apart until then, unless a competent body decided it."""
    if until <= last_day or has_decision:
        return ()
    because = Words(
        f"Tạm thời cách ly trẻ em không quá {rule.amount} {rule.unit.vi}, chậm nhất {last_day:%d/%m/%Y}.",
        f"A child is kept apart for at most {rule.amount} {rule.unit.en}, until {last_day:%d/%m/%Y}.",
    )
    remedy = Words(
        "Nhập ngày sớm hơn; cách ly lâu hơn cần quyết định của cơ quan có thẩm quyền và là một lần mới.",
        "Enter an earlier day; longer takes the competent body's decision and is a separation of its own.",
    )
    return (Refusal("separation-too-long", because, remedy, rule.basis),)


def against_staying(rule: DeadlineRule, last_day: date, until: date) -> tuple[Refusal, ...]:
    """Give the reason why a stay may not be planned until that day."""
    if until <= last_day:
        return ()
    because = Words(
        f"Thời gian này dài hơn mức {rule.amount} {rule.unit.vi}, đến hết {last_day:%d/%m/%Y}.",
        f"This is longer than {rule.amount} {rule.unit.en}, which end on {last_day:%d/%m/%Y}.",
    )
    remedy = Words(
        "Nhập ngày sớm hơn; khi có quyết định của cơ quan có thẩm quyền, hãy ghi gia hạn.",
        "Enter an earlier day; once the competent body has decided, record the extension.",
    )
    return (Refusal("stay-too-long", because, remedy, rule.basis),)


ONLY_FOR_A_CHILD = Refusal(
    "only-for-a-child",
    Words(
        "Việc này chỉ áp dụng cho người dưới 18 tuổi hoặc có thể dưới 18 tuổi.",
        "This is for somebody who is, or may be, under 18.",
    ),
    Words(
        "Nếu chưa rõ tuổi, hãy sửa lại thông tin về tuổi trước.",
        "If the age is uncertain, correct what is known of it first.",
    ),
    "Nghị định 56/2017/NĐ-CP",
)
A_SUPERVISOR_LIFTS_A_BLOCK = Refusal(
    "supervisor-lifts-block",
    Words(
        "Người giám hộ đang bị chặn vì có thể liên quan đến hành vi mua bán người.",
        "The guardian is blocked, for they may have to do with the trafficking.",
    ),
    Words(
        "Đề nghị lãnh đạo cơ quan xem xét và ghi nhận người giám hộ mới hoặc việc bỏ chặn.",
        "Ask your supervisor to look into it and to record another guardian, or the lifting of the block.",
    ),
    BLOCKED_GUARDIAN,
)
NOT_THE_FACILITY = Refusal(
    "not-this-agency",
    Words(
        "Cơ quan của bạn chỉ ghi được việc lưu trú tại chính cơ sở của mình.",
        "Your agency records stays in its own facility only.",
    ),
    Words("Đề nghị cơ quan đang chịu trách nhiệm ghi nhận.", "Ask the agency that answers for the person."),
    "Điều 27 Nghị định 20/2021/NĐ-CP",
)
POLICE_RECEIVE = Refusal(
    "needs-police",
    Words(
        "Chưa chọn cơ quan công an tiếp nhận tố giác, tin báo.", "No police agency is named to receive it."
    ),
    Words(
        "Chọn cơ quan công an đã tiếp nhận; cơ quan này không được từ chối tiếp nhận.",
        "Name the police agency that received it; it may not refuse to.",
    ),
    ARTICLE_145,
)
DECIDE_FIRST = Refusal(
    "needs-decision",
    Words("Tố giác, tin báo này chưa có kết quả giải quyết.", "This crime report is not decided yet."),
    Words("Ghi kết quả giải quyết trước.", "Record the decision first."),
    ARTICLE_145,
)
COMPLEX_FIRST = Refusal(
    "needs-complex",
    Words(
        "Chỉ gia hạn được tố giác, tin báo phức tạp, đang chờ giải quyết.",
        "Only a complex report that waits for a decision is extended.",
    ),
    Words("Ghi nhận vụ việc phức tạp trước.", "Record first that the matter is complex."),
    "Điều 147 Bộ luật Tố tụng hình sự 2015",
)
