"""The steps of the work, once: from where, to where, by whom, on what conditions.

Pathways choose among them (see the catalogue); no pathway is named here.
"""

from workflows import actors, guards, safety
from workflows.step import NOTHING, Back, Guard, Step
from workflows.switches import REFUSE_AT_ONCE
from workflows.vocabulary import (
    FACILITIES,
    FIRST_RECEIVERS,
    OPEN_STATES,
    TRANSFER_RECEIVERS,
    VERIFIERS,
    AgencyKind,
    State,
    StepName,
    Words,
)

LAW = "Luật 53/2024/QH15"
ARTICLE_27_1 = f"Điều 27(1) {LAW} (sửa đổi, bổ sung theo Luật 86/2025/QH15)"
ARTICLE_27_2 = f"Điều 27(2) {LAW} (sửa đổi, bổ sung theo Luật 86/2025/QH15)"
ARTICLE_32 = f"Điều 32, Điều 33 {LAW}"
VERIFICATION = frozenset({State.INITIAL_VERIFICATION, State.FULL_VERIFICATION})
SETTLED = frozenset({State.PROTECTED, State.TRANSFERRED})
OFFERED = frozenset({State.TRANSFER_OFFERED})
BY_HANDOVER = Words("bàn giao trách nhiệm", "a custody hand-over")
REASON = guards.needs(
    "reason", Words("Chưa nêu lý do.", "No reason is given."), Words("Nêu lý do.", "Give the reason.")
)
GUARDIAN: tuple[Guard, ...] = (safety.guardian_has_consented, safety.guardian_is_not_blocked)
"""Who speaks for a child: a guardian, and never one who may be a trafficker."""

PASS_ON = Step(
    StepName.PASS_ON,
    frozenset({State.REPORTED}),
    Back.SAME,
    actors.FIRST_RECEIVER,
    (guards.handover_moves_custody, guards.receiver_has_attested),
    BY_HANDOVER,
    moves_custody=True,
    new_holders=FIRST_RECEIVERS,
    basis=ARTICLE_27_1,
)
BRING_TO_COMMUNE = Step(
    StepName.BRING_TO_COMMUNE,
    frozenset({State.REPORTED}),
    State.AT_COMMUNE,
    actors.ACCEPTING_COMMUNE,
    (
        guards.handover_moves_custody,
        guards.receiver_has_attested,
        guards.commune_lies_in_the_province,
        guards.another_commune_has_a_reason,
    ),
    Words(
        "bàn giao trách nhiệm; UBND cấp xã khác nơi có trụ sở cần lý do",
        "a custody hand-over; a reason for another commune than the one at the seat",
    ),
    moves_custody=True,
    new_holders=frozenset({AgencyKind.COMMUNE}),
    basis=ARTICLE_27_1,
)
NOTIFY_HEALTH = Step(
    StepName.NOTIFY_HEALTH,
    frozenset({State.AT_COMMUNE}),
    Back.SAME,
    actors.HOLDING_COMMUNE,
    needs=NOTHING,
    basis=ARTICLE_27_1,
)
RECEIVE = Step(
    StepName.RECEIVE,
    frozenset({State.REPORTED, State.AT_COMMUNE, State.RECEIVED}),
    State.RECEIVED,
    actors.RECEPTION,
    (
        guards.handover_moves_custody_unless_reopened,
        guards.receiver_has_attested,
        guards.handover_has_its_record,
    ),
    Words("bàn giao trách nhiệm kèm biên bản", "a custody hand-over with its record"),
    moves_custody=True,
    new_holders=FACILITIES | {AgencyKind.HEALTH},
    basis=ARTICLE_27_2,
)
START_VERIFICATION = Step(
    StepName.START_VERIFICATION,
    frozenset({State.RECEIVED}),
    State.INITIAL_VERIFICATION,
    actors.HOLDING_HEALTH,
    (
        guards.story_is_heard,
        safety.no_statement_while_reflecting,
        guards.needs(
            "verifier",
            Words("Chưa chọn cơ quan xác minh.", "No verifier is named."),
            Words(
                "Chọn một cơ quan công an, biên phòng hoặc cảnh sát biển.",
                "Name an agency of the police, border guard or coast guard.",
            ),
            ARTICLE_27_2,
        ),
    ),
    Words(
        "nội dung trình báo, lời khai hoặc lý do chưa có; cơ quan xác minh",
        "the story, a statement or why there is none; the verifier",
    ),
    basis=ARTICLE_27_2,
)
REQUEST_FULL_VERIFICATION = Step(
    StepName.REQUEST_FULL_VERIFICATION,
    frozenset({State.INITIAL_VERIFICATION}),
    State.FULL_VERIFICATION,
    actors.HOLDING_HEALTH,
    (
        guards.needs(
            "finding",
            Words(
                "Chưa ghi kết quả xác minh ban đầu.", "The finding of the initial verification is missing."
            ),
            Words("Ghi kết quả xác minh thông tin ban đầu.", "Record what the initial verification found."),
            ARTICLE_27_2,
        ),
        safety.person_is_left_to_reflect,
    ),
    Words("kết quả xác minh ban đầu", "the finding"),
    basis=ARTICLE_27_2,
)
IDENTIFY = Step(
    StepName.IDENTIFY,
    VERIFICATION,
    State.PROTECTED,
    actors.VERIFIER_OR_HEALTH,
    (
        guards.health_has_a_certifying_paper,
        guards.needs(
            "grounds",
            Words("Chưa nêu căn cứ xác định nạn nhân.", "The grounds for identification are missing."),
            Words("Chọn ít nhất một nguồn căn cứ.", "Choose at least one source of evidence."),
            ARTICLE_32,
        ),
        guards.needs(
            "paper",
            Words("Chưa có giấy tờ, tài liệu xác nhận.", "The certifying paper is missing."),
            Words(
                "Ghi loại, số và ngày cấp giấy xác nhận.", "Give the paper's kind, number and date of issue."
            ),
            ARTICLE_32,
        ),
    ),
    Words("căn cứ; giấy tờ xác nhận nạn nhân", "the grounds; the certifying paper"),
    basis=ARTICLE_32,
)
REFUSE_IDENTIFICATION = Step(
    StepName.REFUSE_IDENTIFICATION,
    frozenset({State.FULL_VERIFICATION}),
    State.NOT_VICTIM,
    actors.VERIFIER,
    (
        REASON,
        guards.needs(
            "told_how_to_complain",
            Words("Chưa hướng dẫn quyền khiếu nại.", "The person was not told how to complain."),
            Words("Hướng dẫn cách khiếu nại rồi xác nhận.", "Tell how to complain, and say so."),
        ),
        safety.person_is_left_to_reflect,
    ),
    Words("lý do; đã hướng dẫn khiếu nại", "the reason; the person was told how to complain"),
    unconfirmed_sources=frozenset({State.INITIAL_VERIFICATION}),
    switch=REFUSE_AT_ONCE,
    basis=f"Điều 27 {LAW}",
)
OFFER_TRANSFER = Step(
    StepName.OFFER_TRANSFER,
    SETTLED | {State.REINTEGRATING},
    State.TRANSFER_OFFERED,
    actors.HOLDER,
    (
        guards.handover_moves_custody,
        guards.no_other_offer_is_open,
        guards.receiver_can_answer_for_a_person,
        safety.risk_assessment_is_fresh,
        safety.adult_has_consented,
        safety.receiver_is_consented_to,
        *GUARDIAN,
        safety.best_interest_is_noted,
    ),
    Words(
        "bàn giao trách nhiệm; đánh giá nguy cơ trong 30 ngày; sự đồng ý phù hợp với bên nhận "
        "(trẻ em: của người giám hộ, và đánh giá lợi ích tốt nhất)",
        "a custody hand-over; a risk assessment of the last 30 days; a consent that covers the receiver "
        "(for a child: the guardian's, and a best-interest note)",
    ),
    moves_custody=True,
)
ACCEPT_TRANSFER = Step(
    StepName.ACCEPT_TRANSFER,
    OFFERED,
    State.TRANSFERRED,
    actors.RECEIVER,
    (
        guards.handover_moves_custody,
        guards.receiver_has_attested,
        guards.receiver_can_answer_for_a_person,
        safety.adult_has_consented,
        safety.receiver_is_consented_to,
        *GUARDIAN,
        safety.best_interest_is_noted,
    ),
    Words("xác nhận của bên nhận", "the receiver's attestation"),
    moves_custody=True,
    new_holders=TRANSFER_RECEIVERS,
)
DECLINE_TRANSFER = Step(
    StepName.DECLINE_TRANSFER,
    OFFERED,
    Back.RETURNS_TO,
    actors.RECEIVER,
    (guards.handover_moves_custody, REASON),
    Words("lý do", "a reason"),
    moves_custody=True,
)
WITHDRAW_TRANSFER = Step(
    StepName.WITHDRAW_TRANSFER,
    OFFERED,
    Back.RETURNS_TO,
    actors.SENDER,
    (guards.handover_moves_custody,),
    moves_custody=True,
)
LAPSE_TRANSFER = Step(
    StepName.LAPSE_TRANSFER,
    OFFERED,
    Back.RETURNS_TO,
    actors.THE_CLOCKS,
    (guards.handover_moves_custody,),
    moves_custody=True,
)
RETURN_HOME = Step(
    StepName.RETURN_HOME,
    SETTLED,
    State.REINTEGRATING,
    actors.HOLDER,
    (
        guards.there_is_a_plan,
        safety.risk_assessment_is_fresh,
        safety.adult_has_consented,
        safety.best_interest_is_noted,
        safety.child_is_kept_from_a_blocked_guardian,
    ),
    Words(
        "kế hoạch hỗ trợ; đánh giá nguy cơ trong 30 ngày; sự đồng ý; báo UBND cấp xã nơi cư trú "
        "(trẻ em: đánh giá lợi ích tốt nhất; không về với người giám hộ đang bị chặn)",
        "a plan; a risk assessment of the last 30 days; consent; the commune of residence is told "
        "(for a child: a best-interest note; never to a guardian who is blocked)",
    ),
    basis=f"Điều 30(1) {LAW}",
)
GIVE_TO_RELATIVES = Step(
    StepName.GIVE_TO_RELATIVES,
    SETTLED,
    State.REINTEGRATING,
    actors.HOLDER,
    (
        safety.person_is_a_child,
        safety.best_interest_is_noted,
        guards.needs(
            "collected_by",
            Words("Chưa ghi người đón trẻ em.", "Who collected the child is missing."),
            Words("Ghi người đón và quan hệ với trẻ em.", "Record who collected the child, and as what."),
            f"Điều 30(1) {LAW}",
        ),
        safety.child_is_kept_from_a_blocked_guardian,
    ),
    Words(
        "đánh giá lợi ích tốt nhất; người đón trẻ em, không phải người giám hộ đang bị chặn",
        "a best-interest note; who collected the child, never a guardian who is blocked",
    ),
    basis=f"Điều 30(1) {LAW}",
)
REPATRIATE = Step(
    StepName.REPATRIATE,
    SETTLED,
    State.CLOSED,
    actors.ANY_HEALTH,
    (
        safety.person_is_foreign,
        safety.adult_has_consented,
        *GUARDIAN,
        safety.best_interest_is_noted,
        safety.risk_assessment_is_fresh,
        safety.person_is_left_to_reflect,
        safety.consulate_is_told,
    ),
    Words(
        "sự đồng ý; đánh giá nguy cơ trong 30 ngày (chi tiết trong luật chưa kiểm chứng)",
        "consent; a risk assessment of the last 30 days (details unconfirmed in law)",
    ),
    basis=f"Điều 31 {LAW} (chưa kiểm chứng chi tiết)",
)
START_REINTEGRATION = Step(
    StepName.START_REINTEGRATION,
    frozenset({State.TRANSFERRED}),
    State.REINTEGRATING,
    actors.HOLDER,
    (guards.plan_is_agreed, *GUARDIAN, safety.best_interest_is_noted),
    Words(
        "kế hoạch hỗ trợ đã thống nhất với người được hỗ trợ (trẻ em: và người giám hộ)",
        "a support plan agreed with the person (for a child: and the guardian)",
    ),
)
CLOSE = Step(
    StepName.CLOSE,
    frozenset({State.REINTEGRATING}),
    State.CLOSED,
    actors.HOLDERS_SUPERVISOR,
    (guards.follow_ups_are_done, guards.no_clock_is_overdue, guards.nobody_is_waited_for),
    Words(
        "đã theo dõi xong hoặc có lý do; không còn thời hạn quá hạn hay chờ cơ quan khác",
        "follow-ups done or a reason; no clock overdue or waiting for another agency",
    ),
)
WITHDRAW = Step(
    StepName.WITHDRAW,
    OPEN_STATES,
    State.WITHDRAWN,
    actors.HOLDER,
    (safety.person_is_no_child, safety.refusal_is_informed),
    Words(
        "sự từ chối sau khi được giải thích; không áp dụng với trẻ em",
        "the person's informed refusal, never for a child",
    ),
)
END_OTHERWISE = Step(
    StepName.END_OTHERWISE,
    OPEN_STATES,
    State.CLOSED,
    actors.HOLDERS_SUPERVISOR,
    (
        guards.needs(
            "because",
            Words("Chưa nêu vì sao kết thúc.", "Why the case ends is missing."),
            Words(
                "Chọn: đã mất, mất liên lạc, hoặc đã gộp vào hồ sơ khác.",
                "Choose: died, lost contact, or merged into another case.",
            ),
        ),
    ),
    Words("đã mất, mất liên lạc, hoặc đã gộp hồ sơ", "died, lost contact, or merged"),
)
REOPEN = Step(
    StepName.REOPEN,
    frozenset({State.CLOSED, State.WITHDRAWN, State.NOT_VICTIM}),
    Back.WITHDRAWN_FROM,
    actors.REOPENER,
    (REASON,),
    Words("lý do; cơ quan mở lại chịu trách nhiệm", "a reason; the reopening agency holds the case"),
    new_holders=VERIFIERS | {AgencyKind.HEALTH},
)
