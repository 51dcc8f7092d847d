"""The rules that keep the person safe: consent, guardians, children, risk, the way back, time to recover.

Each is a function of the facts and the attempt, like those in ``guards``; none reads whether anybody helped
an investigation, for no fact says so.
"""

from workflows.facts import Attempt, CaseFacts
from workflows.milestones import Milestone
from workflows.refusal import Refusal
from workflows.switches import CONSULAR_NOTICE, REFLECTION
from workflows.vocabulary import FACILITIES, VERIFIERS, AgencyKind, ConsentScope, Words

RISK_IS_FRESH_DAYS = 30
POLICY = "Chỉ tiêu nội bộ, luật không quy định con số"

_SCOPE_OF: dict[AgencyKind, ConsentScope] = {
    **dict.fromkeys(FACILITIES | {AgencyKind.COMMUNE}, ConsentScope.SUPPORT),
    **dict.fromkeys(VERIFIERS, ConsentScope.SHARE_POLICE),
    AgencyKind.HEALTH: ConsentScope.SHARE_HEALTH,
}


def scope_for(receiver: AgencyKind) -> ConsentScope | None:
    """Say which consent a receiver of that kind needs; None for one that can never hold a person."""
    return _SCOPE_OF.get(receiver)


def risk_assessment_is_fresh(facts: CaseFacts, attempt: Attempt) -> Refusal | None:
    """A person is moved only on a risk assessment of the last thirty days."""
    assessed = facts.risk_assessed_on
    if assessed is not None and 0 <= (attempt.on - assessed).days <= RISK_IS_FRESH_DAYS:
        return None
    return Refusal(
        "needs-fresh-risk-assessment",
        Words(
            f"Chưa có đánh giá nguy cơ trong {RISK_IS_FRESH_DAYS} ngày gần nhất.",
            f"There is no risk assessment of the last {RISK_IS_FRESH_DAYS} days.",
        ),
        Words("Thực hiện và ghi lại đánh giá nguy cơ.", "Assess the risk and record it."),
        POLICY,
    )


def receiver_is_consented_to(facts: CaseFacts, attempt: Attempt) -> Refusal | None:
    """The consent now in force covers the receiver: the person's own, or for a child the guardian's."""
    scope = scope_for(attempt.receiver_kind) if attempt.receiver_kind else None
    if scope is None or scope in facts.consents:
        return None
    return Refusal(
        "needs-consent-scope",
        Words(
            f"Sự đồng ý hiện tại chưa bao gồm phạm vi «{scope.vi}».",
            f"The consent in force does not cover “{scope.en}”.",
        ),
        Words(
            "Giải thích và ghi nhận sự đồng ý với phạm vi này.",
            "Explain, and record a consent with this scope.",
        ),
    )


def adult_has_consented(facts: CaseFacts, _attempt: Attempt) -> Refusal | None:
    """An adult decides for herself or himself."""
    if facts.is_child or facts.has_consented:
        return None
    return Refusal(
        "needs-consent",
        Words("Chưa có sự đồng ý còn hiệu lực của người được hỗ trợ.", "The person has not consented."),
        Words("Giải thích và ghi nhận sự đồng ý của người đó.", "Explain, and record the person's consent."),
    )


def guardian_has_consented(facts: CaseFacts, _attempt: Attempt) -> Refusal | None:
    """For a child the guardian consents; the child's own word is heard but never enough."""
    if not facts.is_child or facts.has_guardian_consent:
        return None
    return Refusal(
        "needs-guardian-consent",
        Words("Chưa có sự đồng ý của người giám hộ của trẻ em.", "The child's guardian has not consented."),
        Words(
            "Ghi nhận sự đồng ý của người giám hộ, nêu rõ người giám hộ.",
            "Record the guardian's consent, naming the guardian.",
        ),
        "Điều 24 Luật 91/2025/QH15",
    )


def guardian_is_not_blocked(facts: CaseFacts, _attempt: Attempt) -> Refusal | None:
    """Nobody who may be one of the traffickers consents for the child."""
    if not facts.is_child or not facts.guardian_is_blocked:
        return None
    return Refusal(
        "guardian-is-blocked",
        Words(
            "Người giám hộ đang ghi trong hồ sơ có thể liên quan đến việc mua bán; sự đồng ý của người đó "
            "không có giá trị.",
            "The guardian on record may be one of the traffickers; that consent does not count.",
        ),
        Words(
            "Ghi nhận người giám hộ khác, hoặc người được cử giám hộ, rồi ghi sự đồng ý của người này.",
            "Record another guardian, or an appointed one, and that person's consent.",
        ),
        "Điều 24 Luật 91/2025/QH15",
    )


def child_is_kept_from_a_blocked_guardian(facts: CaseFacts, attempt: Attempt) -> Refusal | None:
    """A child does not go back to a guardian who may be one of the traffickers."""
    if not facts.is_child or not facts.guardian_is_blocked or "away_from_guardian" in attempt.given:
        return None
    return Refusal(
        "needs-away-from-guardian",
        Words(
            "Người giám hộ đang ghi trong hồ sơ có thể liên quan đến việc mua bán; không giao trẻ em cho "
            "người đó.",
            "The guardian on record may be one of the traffickers; the child is not given to that person.",
        ),
        Words(
            "Chọn người khác, và xác nhận trẻ em không trở về với người giám hộ đó.",
            "Choose somebody else, and confirm that the child does not go back to that guardian.",
        ),
        "Điều 24 Luật 91/2025/QH15",
    )


def best_interest_is_noted(facts: CaseFacts, _attempt: Attempt) -> Refusal | None:
    """What is done with a child is weighed against the child's best interest first."""
    if not facts.is_child or facts.has_best_interest_note:
        return None
    return Refusal(
        "needs-best-interest-note",
        Words(
            "Chưa có đánh giá lợi ích tốt nhất của trẻ em.", "There is no best-interest note for the child."
        ),
        Words("Lập đánh giá lợi ích tốt nhất của trẻ em.", "Write the best-interest note."),
    )


def person_is_a_child(facts: CaseFacts, _attempt: Attempt) -> Refusal | None:
    """Only a child is given to relatives."""
    if facts.is_child:
        return None
    return Refusal(
        "only-for-a-child",
        Words("Bước này chỉ áp dụng đối với người dưới 18 tuổi.", "This step is for a child only."),
        Words("Với người đã thành niên, dùng bước «Đưa về nơi cư trú».", "For an adult, use “Return home”."),
        "Điều 30(1) Luật 53/2024/QH15",
    )


def person_is_no_child(facts: CaseFacts, _attempt: Attempt) -> Refusal | None:
    """A child's protection does not end because the child, or somebody for it, refuses."""
    if not facts.is_child:
        return None
    return Refusal(
        "never-for-a-child",
        Words(
            "Không dừng hồ sơ của trẻ em, hoặc của người có thể là trẻ em, theo ý muốn từ chối.",
            "The case of a child, or of someone who may be one, is not withdrawn on a refusal.",
        ),
        Words(
            "Tiếp tục bảo vệ; nếu tuổi đã rõ là từ 18, đính chính ngày sinh.",
            "Go on protecting; if the person is known to be 18 or older, correct the date of birth.",
        ),
    )


def person_is_foreign(facts: CaseFacts, _attempt: Attempt) -> Refusal | None:
    """Only a foreign national is repatriated."""
    if facts.is_foreign:
        return None
    return Refusal(
        "only-for-a-foreign-national",
        Words("Bước này chỉ áp dụng đối với người nước ngoài.", "This step is for a foreign national only."),
        Words("Dùng bước «Đưa về nơi cư trú».", "Use “Return home”."),
        "Điều 31 Luật 53/2024/QH15 (chưa kiểm chứng chi tiết)",
    )


def refusal_is_informed(_facts: CaseFacts, attempt: Attempt) -> Refusal | None:
    """A person may refuse, once told what that means; the record says so."""
    if attempt.given & {"informed_refusal", "reason"}:
        return None
    return Refusal(
        "needs-informed-refusal",
        Words(
            "Chưa ghi nhận việc từ chối sau khi được giải thích.",
            "The person's informed refusal is not recorded.",
        ),
        Words("Giải thích hậu quả và ghi lại sự từ chối.", "Explain what it means, and record the refusal."),
    )


def person_is_left_to_reflect(facts: CaseFacts, attempt: Attempt) -> Refusal | None:
    """While the person recovers, no step is driven by an interview (shipped switched off)."""
    received, days = facts.received_on, REFLECTION.days or 0
    if REFLECTION.name not in attempt.switched_on or received is None:
        return None
    if (attempt.on - received).days >= days:
        return None
    return Refusal(
        "reflection-period",
        Words(
            f"Người đó đang trong thời gian phục hồi, suy nghĩ ({days} ngày từ khi được tiếp nhận).",
            f"The person is in the reflection period ({days} days from the reception).",
        ),
        Words(
            "Tiếp tục bảo vệ, hỗ trợ; thực hiện bước này khi hết thời gian đó.",
            "Go on protecting and supporting; take this step when the period is over.",
        ),
        REFLECTION.basis,
    )


def no_statement_while_reflecting(facts: CaseFacts, attempt: Attempt) -> Refusal | None:
    """Verification may start while the person recovers, but not by taking a statement."""
    return person_is_left_to_reflect(facts, attempt) if "statement" in attempt.given else None


def consulate_is_told(facts: CaseFacts, attempt: Attempt) -> Refusal | None:
    """The consulate hears of it before a repatriation (shipped switched off)."""
    if CONSULAR_NOTICE.name not in attempt.switched_on or Milestone.CONSULATE_TOLD in facts.milestones:
        return None
    return Refusal(
        "consulate-not-told",
        Words(
            "Chưa ghi nhận việc thông báo lãnh sự của nước có công dân.",
            "It is not recorded that the consulate of the person's country was told.",
        ),
        Words("Thông báo lãnh sự và ghi lại mốc này.", "Tell the consulate, and record it."),
        CONSULAR_NOTICE.basis,
    )
