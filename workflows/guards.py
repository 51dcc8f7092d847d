"""The rules of the work, one function each: the facts of the case and of the attempt in, a refusal out.

Who may take a step at all is said in ``actors``, what keeps the person safe in ``safety``.
"""

from workflows.facts import Attempt, CaseFacts
from workflows.refusal import Refusal
from workflows.step import Guard
from workflows.vocabulary import TRANSFER_RECEIVERS, AgencyKind, State, Words

BEFORE_RECEPTION = frozenset({State.REPORTED, State.AT_COMMUNE})


def needs(item: str, because: Words, remedy: Words, basis: str | None = None) -> Guard:
    """Make the rule that a data item must come with the step."""

    def is_given(_facts: CaseFacts, attempt: Attempt) -> Refusal | None:
        if item in attempt.given:
            return None
        return Refusal(f"needs-{item.replace('_', '-')}", because, remedy, basis)

    is_given.__name__ = f"{item}_is_given"
    return is_given


def handover_moves_custody(_facts: CaseFacts, attempt: Attempt) -> Refusal | None:
    """A step that moves custody is fired by a hand-over, never directly."""
    if attempt.via_handover:
        return None
    return Refusal(
        "handover-only",
        Words(
            "Bước này chỉ được thực hiện thông qua việc bàn giao, không thực hiện trực tiếp.",
            "This step is taken by a hand-over, never directly.",
        ),
        Words(
            "Hãy lập đề nghị bàn giao, hoặc trả lời đề nghị bàn giao đang chờ.",
            "Make a hand-over, or answer the one that is waiting.",
        ),
    )


def handover_moves_custody_unless_reopened(facts: CaseFacts, attempt: Attempt) -> Refusal | None:
    """A health department that reopened a case from before its reception already answers for the person."""
    holds_already = attempt.is_holder and attempt.actor_kind is AgencyKind.HEALTH
    if holds_already and facts.withdrawn_from in BEFORE_RECEPTION:
        return None
    return handover_moves_custody(facts, attempt)


def receiver_has_attested(_facts: CaseFacts, attempt: Attempt) -> Refusal | None:
    """Whoever accepts a person attests in what condition the person came."""
    if attempt.has_attested or not attempt.via_handover:
        return None
    return Refusal(
        "needs-attestation",
        Words("Bên nhận chưa xác nhận việc bàn giao.", "The receiver has not attested the hand-over."),
        Words(
            "Xác nhận đã nhận người và ghi tình trạng của người đó khi nhận.",
            "Attest that you received the person, and in what condition.",
        ),
    )


def handover_has_its_record(_facts: CaseFacts, attempt: Attempt) -> Refusal | None:
    """The reception rests on the record of the hand-over."""
    if "record" in attempt.given or not attempt.via_handover:
        return None
    return Refusal(
        "needs-record",
        Words("Chưa có biên bản bàn giao kèm theo.", "The hand-over has no record."),
        Words(
            "Bổ sung biên bản: địa điểm, tình trạng, giấy tờ, đồ dùng, người đi cùng.",
            "Add the record: place, condition, documents, belongings, escort.",
        ),
    )


def commune_lies_in_the_province(_facts: CaseFacts, attempt: Attempt) -> Refusal | None:
    """The person is brought to a commune of the province."""
    if attempt.is_in_province:
        return None
    return Refusal(
        "commune-in-another-province",
        Words("UBND cấp xã được chọn thuộc tỉnh khác.", "The chosen commune lies in another province."),
        Words("Chọn UBND cấp xã trong tỉnh nơi tiếp nhận.", "Choose a commune of this province."),
        "Điều 27(1) Luật 53/2024/QH15",
    )


def another_commune_has_a_reason(_facts: CaseFacts, attempt: Attempt) -> Refusal | None:
    """The commune at the sender's seat is the one the law names; another needs a reason."""
    if attempt.is_seat_commune or "reason" in attempt.given:
        return None
    return Refusal(
        "needs-reason",
        Words(
            "UBND cấp xã được chọn không phải nơi cơ quan giao có trụ sở.",
            "The chosen commune is not the one at the sender's seat.",
        ),
        Words(
            "Nêu lý do, hoặc chọn UBND cấp xã nơi có trụ sở.",
            "Give a reason, or choose the commune at the seat.",
        ),
        "Điều 27(1) Luật 53/2024/QH15",
    )


def story_is_heard(facts: CaseFacts, attempt: Attempt) -> Refusal | None:
    """Verification starts from what the person told, or from why there is no statement."""
    if facts.has_story or attempt.given & {"statement", "no_statement_because"}:
        return None
    return Refusal(
        "needs-statement",
        Words("Chưa có nội dung trình báo hoặc lời khai.", "There is no story and no statement yet."),
        Words("Ghi lời khai, hoặc nêu lý do chưa lấy được.", "Record a statement, or why there is none."),
        "Điều 27(2) Luật 53/2024/QH15",
    )


def health_has_a_certifying_paper(facts: CaseFacts, attempt: Attempt) -> Refusal | None:
    """The health department identifies only on a paper that certifies the victim."""
    if attempt.is_verifier or facts.has_certifying_paper:
        return None
    return Refusal(
        "needs-certifying-paper",
        Words(
            "Chưa có giấy tờ, tài liệu xác nhận nạn nhân trong hồ sơ.",
            "No paper that certifies a victim is on file.",
        ),
        Words(
            "Bổ sung giấy tờ vào hồ sơ, hoặc đề nghị cơ quan xác minh kết luận.",
            "File such a paper, or leave the conclusion to the verifier.",
        ),
        "Điều 33(1) Luật 53/2024/QH15",
    )


def receiver_can_answer_for_a_person(_facts: CaseFacts, attempt: Attempt) -> Refusal | None:
    """Only some kinds of agency may answer for an identified person."""
    if attempt.receiver_kind is None or attempt.receiver_kind in TRANSFER_RECEIVERS:
        return None
    return Refusal(
        "receiver-cannot-hold",
        Words(
            f"«{attempt.receiver_kind.vi}» không nhận trách nhiệm đối với người được bảo vệ.",
            f"“{attempt.receiver_kind.en}” does not answer for a protected person.",
        ),
        Words(
            "Chọn cơ quan khác, hoặc chuyển tuyến một dịch vụ cho đơn vị này.",
            "Choose another agency, or refer a single service to this one.",
        ),
    )


def no_other_offer_is_open(facts: CaseFacts, _attempt: Attempt) -> Refusal | None:
    """A case is offered to one agency at a time."""
    if not facts.has_open_offer:
        return None
    return Refusal(
        "offer-is-open",
        Words("Đang có một đề nghị bàn giao chờ trả lời.", "Another hand-over is waiting for an answer."),
        Words(
            "Chờ trả lời, hoặc rút đề nghị đó trước.", "Wait for the answer, or withdraw that offer first."
        ),
    )


def there_is_a_plan(facts: CaseFacts, _attempt: Attempt) -> Refusal | None:
    """Nobody is sent home without a plan."""
    if facts.has_plan:
        return None
    return Refusal(
        "needs-plan",
        Words("Chưa có kế hoạch hỗ trợ.", "There is no support plan."),
        Words("Lập kế hoạch hỗ trợ cùng người được hỗ trợ.", "Make a support plan with the person."),
    )


def plan_is_agreed(facts: CaseFacts, _attempt: Attempt) -> Refusal | None:
    """Reintegration follows a plan that the person agreed to."""
    if facts.has_agreed_plan:
        return None
    return Refusal(
        "needs-agreed-plan",
        Words(
            "Chưa có kế hoạch hỗ trợ được người đó thống nhất.", "No support plan is agreed with the person."
        ),
        Words("Thống nhất kế hoạch với người được hỗ trợ và ghi lại.", "Agree the plan with the person."),
    )


def follow_ups_are_done(facts: CaseFacts, attempt: Attempt) -> Refusal | None:
    """A case is closed after the visits, or with a reason why not."""
    if "reason" in attempt.given or (facts.done_follow_ups and not facts.open_follow_ups):
        return None
    return Refusal(
        "needs-follow-ups",
        Words("Việc thăm hỏi, theo dõi sau hỗ trợ chưa hoàn thành.", "The follow-up visits are not done."),
        Words(
            "Hoàn thành việc theo dõi, hoặc nêu lý do kết thúc.",
            "Do the visits, or give a reason for closing.",
        ),
    )


def no_clock_is_overdue(_facts: CaseFacts, attempt: Attempt) -> Refusal | None:
    """Nothing overdue is swept away by closing."""
    if not attempt.has_overdue_clock:
        return None
    return Refusal(
        "clock-is-overdue",
        Words("Còn thời hạn đã quá hạn chưa được xử lý.", "A clock is overdue."),
        Words("Hoàn thành việc quá hạn trước khi kết thúc hồ sơ.", "Do what is overdue before closing."),
    )


def nobody_is_waited_for(_facts: CaseFacts, attempt: Attempt) -> Refusal | None:
    """A case is not closed over another agency's head."""
    if not attempt.waits_for_another_agency:
        return None
    return Refusal(
        "waits-for-another-agency",
        Words("Còn việc đang chờ cơ quan khác trả lời.", "Another agency still owes an answer."),
        Words("Chờ trả lời, hoặc rút yêu cầu.", "Wait for the answer, or withdraw the request."),
    )
