"""Who may take a step: each told in words and decided from the state, the facts and the attempt.

What a step needs beside the right actor is a guard's business, and never asked here.
"""

from workflows.facts import Attempt, CaseFacts
from workflows.guards import BEFORE_RECEPTION
from workflows.step import Who
from workflows.vocabulary import FACILITIES, FIRST_RECEIVERS, AgencyKind, Role, State, Words

SUPERVISORS = frozenset({Role.SUPERVISOR})
HEALTH = AgencyKind.HEALTH


def _holds(_state: State, _facts: CaseFacts, attempt: Attempt) -> bool:
    return attempt.is_holder


def _commune_holds(_state: State, _facts: CaseFacts, attempt: Attempt) -> bool:
    return attempt.is_holder and attempt.actor_kind is AgencyKind.COMMUNE


def _health_holds(_state: State, _facts: CaseFacts, attempt: Attempt) -> bool:
    return attempt.is_holder and attempt.actor_kind is HEALTH


def _first_receiver_accepts(_state: State, _facts: CaseFacts, attempt: Attempt) -> bool:
    return attempt.is_receiver and attempt.actor_kind in FIRST_RECEIVERS


def _commune_accepts(_state: State, _facts: CaseFacts, attempt: Attempt) -> bool:
    return attempt.is_receiver and attempt.actor_kind is AgencyKind.COMMUNE


def _health_or_facility_accepts(state: State, facts: CaseFacts, attempt: Attempt) -> bool:
    """Once received, only a facility that admitted in an emergency hands over, and only to health."""
    if attempt.actor_kind in FACILITIES:
        return attempt.is_receiver and state is not State.RECEIVED
    if attempt.actor_kind is not HEALTH:
        return False
    if attempt.is_receiver:
        return state is not State.RECEIVED or facts.was_admitted_in_emergency
    reopened = attempt.is_holder and facts.withdrawn_from in BEFORE_RECEPTION
    return reopened and state in BEFORE_RECEPTION


def _verifier_or_health(_state: State, _facts: CaseFacts, attempt: Attempt) -> bool:
    return attempt.is_verifier or (attempt.is_holder and attempt.actor_kind is HEALTH)


def _verifies(_state: State, _facts: CaseFacts, attempt: Attempt) -> bool:
    return attempt.is_verifier


def _is_receiver(_state: State, _facts: CaseFacts, attempt: Attempt) -> bool:
    return attempt.is_receiver and not attempt.is_sender


def _is_sender(_state: State, _facts: CaseFacts, attempt: Attempt) -> bool:
    return attempt.is_sender


def _anyone(_state: State, _facts: CaseFacts, _attempt: Attempt) -> bool:
    return True


def _is_health(_state: State, _facts: CaseFacts, attempt: Attempt) -> bool:
    return attempt.actor_kind is HEALTH


def _reopens(state: State, _facts: CaseFacts, attempt: Attempt) -> bool:
    concluded = state is State.NOT_VICTIM and attempt.is_reopening_verifier
    return concluded or attempt.actor_kind is HEALTH


HOLDER = Who(Words("cơ quan đang chịu trách nhiệm", "the holder"), _holds)
HOLDERS_SUPERVISOR = Who(
    Words("lãnh đạo phụ trách của cơ quan đang chịu trách nhiệm", "the holder's supervisor"),
    _holds,
    SUPERVISORS,
)
HOLDING_COMMUNE = Who(
    Words("UBND cấp xã đang chịu trách nhiệm", "the commune that holds the case"), _commune_holds
)
HOLDING_HEALTH = Who(
    Words("Sở Y tế đang chịu trách nhiệm", "the health department that holds it"), _health_holds
)
FIRST_RECEIVER = Who(
    Words(
        "nơi tiếp nhận ban đầu được đề nghị nhận bàn giao (công an, biên phòng, cảnh sát biển, "
        "cơ quan đại diện, Tổng đài 111)",
        "another first receiver that accepts (police, border guard, coast guard, mission, hotline)",
    ),
    _first_receiver_accepts,
)
ACCEPTING_COMMUNE = Who(Words("UBND cấp xã nhận bàn giao", "a commune that accepts"), _commune_accepts)
RECEPTION = Who(
    Words(
        "Sở Y tế nhận bàn giao, hoặc cơ sở tiếp nhận khẩn cấp",
        "the health department that accepts, or a facility in an emergency admission",
    ),
    _health_or_facility_accepts,
)
VERIFIER = Who(Words("cơ quan xác minh của hồ sơ", "the verifier"), _verifies)
VERIFIER_OR_HEALTH = Who(
    Words(
        "cơ quan xác minh; hoặc Sở Y tế đang chịu trách nhiệm khi có giấy tờ xác nhận nạn nhân",
        "the verifier; or the health department that holds it, with a certifying paper on file",
    ),
    _verifier_or_health,
)
RECEIVER = Who(Words("cơ quan được đề nghị nhận", "the receiver"), _is_receiver)
SENDER = Who(Words("cơ quan đã đề nghị chuyển giao", "the sender"), _is_sender)
THE_CLOCKS = Who(
    Words("hệ thống, khi hết thời hạn trả lời", "the system, when the answer is overdue"),
    _anyone,
    frozenset({Role.SYSTEM}),
)
ANY_HEALTH = Who(Words("Sở Y tế", "the health department"), _is_health)
REOPENER = Who(
    Words(
        "lãnh đạo phụ trách của Sở Y tế (hồ sơ không xác định là nạn nhân: hoặc của cơ quan xác minh)",
        "a supervisor of the health department (not a victim: or of the verifier)",
    ),
    _reopens,
    SUPERVISORS,
)
