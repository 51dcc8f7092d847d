"""What a person may be referred to, on which basis, what the giver of the service sees, and who must agree.

No step of the journey is named here: a referral moves one service, never the duty to answer for the person.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from workflows.facts import Attempt, CaseFacts
from workflows.refusal import Refusal
from workflows.safety import guardian_has_consented, guardian_is_not_blocked
from workflows.vocabulary import AgencyKind, Confidence, ConsentScope, Word, Words


class Service(Word):
    """One service that another body gives, while the holder goes on answering for the person."""

    HEALTH_CHECK = "health_check", "Khám, chữa bệnh", "Health check and treatment"
    PSYCHOLOGY = "psychology", "Hỗ trợ tâm lý", "Psychological support"
    LEGAL_AID = "legal_aid", "Trợ giúp pháp lý", "Legal aid"
    SCHOOLING = "schooling", "Hỗ trợ học văn hóa", "Schooling"
    TRAINING = "training", "Hỗ trợ học nghề, tư vấn việc làm", "Vocational training and job advice"
    CREDIT = "credit", "Hỗ trợ vay vốn", "Loan support"
    SAFE_HOUSING = "safe_housing", "Nơi ở an toàn", "Safe housing"
    CONSULAR = "consular", "Bảo hộ công dân, giấy tờ lãnh sự", "Consular protection and papers"


class DeclineGround(Word):
    """Why a service is not given: one of a closed list, so that it can be counted."""

    FULL = "full", "Không còn chỗ, không đủ người", "No place or no staff"
    NOT_OFFERED = "not_offered", "Không cung cấp dịch vụ này", "The service is not given here"
    NOT_SUITABLE = "not_suitable", "Không phù hợp với nhu cầu", "It does not suit the need"
    PERSON_REFUSED = "person_refused", "Người được hỗ trợ không đồng ý", "The person does not want it"
    OTHER = "other", "Lý do khác", "Another reason"


class ServiceOutcome(Word):
    """How a service ended."""

    COMPLETED = "completed", "Đã hoàn thành", "Completed"
    PARTLY = "partly", "Hoàn thành một phần", "Completed in part"
    NOT_REACHED = "not_reached", "Người đó không đến, không liên lạc được", "The person was not reached"
    PERSON_STOPPED = "person_stopped", "Người được hỗ trợ không muốn tiếp tục", "The person wanted it to stop"
    NOT_NEEDED = "not_needed", "Không còn cần thiết", "No longer needed"
    CASE_ENDED = "case_ended", "Hồ sơ đã kết thúc", "The case ended"


@dataclass(frozen=True, slots=True)
class Terms:
    """On what a referral to a service rests, which consents it takes, and what of the person it shows."""

    basis: str
    confidence: Confidence
    scopes: frozenset[ConsentScope]
    shows: frozenset[str]
    """The particulars of the person that the service needs; the story, the statements and the notes never."""


_REGIME = "Điều 37 Luật 53/2024/QH15, điểm {}"
_SUPPORT = frozenset({ConsentScope.SUPPORT})
_HEALTH = _SUPPORT | {ConsentScope.SHARE_HEALTH}
_AGE = frozenset({"sex", "date_of_birth", "age_from", "age_to"})
_NAME = frozenset({"full_name"})


def _terms(letter: str, shows: frozenset[str], scopes: frozenset[ConsentScope] = _SUPPORT) -> Terms:
    return Terms(_REGIME.format(letter), Confidence.B, scopes, shows)


TERMS: Mapping[Service, Terms] = MappingProxyType(
    {
        Service.HEALTH_CHECK: _terms("b", _NAME | _AGE | {"id_number"}, _HEALTH),
        Service.PSYCHOLOGY: _terms("g", _NAME | _AGE),
        Service.LEGAL_AID: _terms(
            "đ", _NAME | _AGE | {"nationality", "residence", "id_number", "phone", "commune_code"}
        ),
        Service.SCHOOLING: _terms("h", _NAME | _AGE | {"commune_code"}),
        Service.TRAINING: _terms("i", _NAME | _AGE | {"phone", "commune_code"}),
        Service.CREDIT: _terms("k", _NAME | _AGE | {"id_number", "phone", "commune_code"}),
        Service.SAFE_HOUSING: _terms("a", _AGE),
        Service.CONSULAR: Terms(
            "Điều 54 Luật 53/2024/QH15; Điều 16 Thông tư 02/2026/TT-BNG",
            Confidence.A,
            _SUPPORT,
            _NAME | _AGE | {"nationality", "residence", "id_number"},
        ),
    }
)
"""Which consent and which particulars go with a service is a rule of the house (PDPL 91/2025/QH15, Arts. 17
and 26, ask for a consent and for no more than is needed); safe housing is given without a name.
"""
CLOSED_TO_CASES = frozenset({AgencyKind.OVERSIGHT, AgencyKind.OPERATIONS})
_DATA_LAW = "Điều 17, Điều 26 Luật 91/2025/QH15"


def against_referring(facts: CaseFacts, attempt: Attempt, service: Service) -> tuple[Refusal, ...]:
    """Give every reason why a person cannot be referred to a service now, each missing consent by itself."""
    lacking = [scope for scope in ConsentScope if scope in TERMS[service].scopes - facts.consents]
    found = (
        *(_needs_scope(scope) for scope in lacking),
        guardian_has_consented(facts, attempt),
        guardian_is_not_blocked(facts, attempt),
        GIVES_NO_SERVICE if attempt.receiver_kind in CLOSED_TO_CASES else None,
    )
    return tuple(refusal for refusal in found if refusal is not None)


def _needs_scope(scope: ConsentScope) -> Refusal:
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
        _DATA_LAW,
    )


GIVES_NO_SERVICE = Refusal(
    "receiver-gives-no-service",
    Words("Cơ quan này không cung cấp dịch vụ cho người dân.", "This agency gives people no service."),
    Words("Chọn cơ quan cung cấp dịch vụ.", "Choose an agency that gives the service."),
)
ALREADY_REFERRED = Refusal(
    "already-referred",
    Words(
        "Người này đã được chuyển đến cơ quan đó để nhận chính dịch vụ này.",
        "The person is referred to that agency for this very service already.",
    ),
    Words(
        "Chờ trả lời, hoặc ghi kết quả của lần chuyển tuyến đang có.",
        "Wait for its answer, or record how the present referral ended.",
    ),
)
