"""Every word of the work, once, each explained in Vietnamese and English.

No rule lives here, and no other module may invent a second word for the same thing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Self


@dataclass(frozen=True, slots=True)
class Words:
    """One text for people, in both languages side by side, so that a lawyer reviews them together."""

    vi: str
    en: str


class Word(StrEnum):
    """A word of the work: its stored value, and how it is read aloud in Vietnamese and English."""

    _value_: str
    words: Words

    def __new__(cls, value: str, vi: str = "", en: str = "") -> Self:
        """Build a member from its value and its two readings (looking one up takes the value alone)."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.words = Words(vi, en)
        return member

    @property
    def vi(self) -> str:
        """The word in Vietnamese."""
        return self.words.vi

    @property
    def en(self) -> str:
        """The word in English."""
        return self.words.en


class Stage(Word):
    """A part of the journey."""

    RECEPTION = "reception", "Tiếp nhận", "Reception"
    VERIFICATION = "verification", "Xác minh", "Verification"
    PROTECTION = "protection", "Bảo vệ", "Protection"
    TRANSFER = "transfer", "Chuyển giao", "Transfer"
    REINTEGRATION = "reintegration", "Hòa nhập cộng đồng", "Reintegration"
    ENDS = "ends", "Kết thúc", "Ended"


class State(Word):
    """Where a case stands on its journey."""

    REPORTED = "reported", "Đã trình báo", "Reported"
    AT_COMMUNE = "at_commune", "Tại UBND cấp xã", "At the commune"
    RECEIVED = "received", "Đã tiếp nhận", "Received"
    INITIAL_VERIFICATION = "initial_verification", "Đang xác minh thông tin ban đầu", "Initial verification"
    FULL_VERIFICATION = "full_verification", "Đang xác minh đầy đủ", "Full verification"
    PROTECTED = "protected", "Đã xác định là nạn nhân, đang được bảo vệ", "Identified and protected"
    TRANSFER_OFFERED = "transfer_offered", "Đã đề nghị chuyển giao", "Transfer offered"
    TRANSFERRED = "transferred", "Đã chuyển giao", "Transferred"
    REINTEGRATING = "reintegrating", "Đang hòa nhập cộng đồng", "Reintegrating"
    CLOSED = "closed", "Đã kết thúc hồ sơ", "Closed"
    NOT_VICTIM = "not_victim", "Không xác định là nạn nhân", "Not identified as a victim"
    WITHDRAWN = "withdrawn", "Người được hỗ trợ đã từ chối, dừng hồ sơ", "Withdrawn by the person"


STAGE_OF: Mapping[State, Stage] = MappingProxyType(
    {
        State.REPORTED: Stage.RECEPTION,
        State.AT_COMMUNE: Stage.RECEPTION,
        State.RECEIVED: Stage.RECEPTION,
        State.INITIAL_VERIFICATION: Stage.VERIFICATION,
        State.FULL_VERIFICATION: Stage.VERIFICATION,
        State.PROTECTED: Stage.PROTECTION,
        State.TRANSFER_OFFERED: Stage.TRANSFER,
        State.TRANSFERRED: Stage.TRANSFER,
        State.REINTEGRATING: Stage.REINTEGRATION,
        State.CLOSED: Stage.ENDS,
        State.NOT_VICTIM: Stage.ENDS,
        State.WITHDRAWN: Stage.ENDS,
    }
)
ENDS: frozenset[State] = frozenset(state for state, stage in STAGE_OF.items() if stage is Stage.ENDS)
OPEN_STATES: frozenset[State] = frozenset(State) - ENDS


class StepName(Word):
    """A move along the journey."""

    PASS_ON = "pass_on", "Chuyển nơi tiếp nhận ban đầu khác", "Pass on to another first receiver"
    BRING_TO_COMMUNE = "bring_to_commune", "Đưa đến UBND cấp xã", "Bring to the commune"
    NOTIFY_HEALTH = "notify_health", "Thông báo cho Sở Y tế", "Notify the health department"
    RECEIVE = "receive", "Tiếp nhận", "Receive"
    START_VERIFICATION = "start_verification", "Bắt đầu xác minh ban đầu", "Start initial verification"
    REQUEST_FULL_VERIFICATION = (
        "request_full_verification",
        "Đề nghị xác minh đầy đủ",
        "Request full verification",
    )
    IDENTIFY = "identify", "Xác định là nạn nhân", "Identify as a victim"
    REFUSE_IDENTIFICATION = (
        "refuse_identification",
        "Kết luận không phải là nạn nhân",
        "Conclude: not a victim",
    )
    OFFER_TRANSFER = "offer_transfer", "Đề nghị chuyển giao", "Offer a transfer"
    ACCEPT_TRANSFER = "accept_transfer", "Đồng ý nhận chuyển giao", "Accept the transfer"
    DECLINE_TRANSFER = "decline_transfer", "Từ chối nhận chuyển giao", "Decline the transfer"
    WITHDRAW_TRANSFER = "withdraw_transfer", "Rút đề nghị chuyển giao", "Withdraw the offer"
    LAPSE_TRANSFER = "lapse_transfer", "Đề nghị chuyển giao hết hạn", "Let the offer lapse"
    RETURN_HOME = "return_home", "Đưa về nơi cư trú", "Return home"
    GIVE_TO_RELATIVES = "give_to_relatives", "Giao cho người thân thích", "Give to relatives"
    REPATRIATE = "repatriate", "Đưa về nước", "Repatriate"
    START_REINTEGRATION = "start_reintegration", "Bắt đầu hòa nhập cộng đồng", "Start reintegration"
    CLOSE = "close", "Kết thúc hồ sơ", "Close the case"
    WITHDRAW = "withdraw", "Dừng theo ý muốn của người được hỗ trợ", "Withdraw at the person's wish"
    END_OTHERWISE = "end_otherwise", "Kết thúc vì lý do khác", "End for another reason"
    REOPEN = "reopen", "Mở lại hồ sơ", "Reopen the case"


class Event(StrEnum):
    """What starts or meets a clock beside the steps themselves (a step's event is its own name)."""

    REPORTED = "reported"
    REPORTED_BY_HEALTH = "reported_by_health"
    ADMITTED_IN_EMERGENCY = "admitted_in_emergency"
    NOTIFIED_HEALTH = "notified_health"
    OFFERED = "offered"
    ANSWERED = "answered"
    PROTECTION_REVIEWED = "protection_reviewed"
    FOLLOW_UP_SCHEDULED = "follow_up_scheduled"
    FOLLOW_UP_DONE = "follow_up_done"
    LODGING_STARTED = "lodging_started"
    LODGING_ENDED = "lodging_ended"
    APPLICATION_COMPLETED = "application_completed"
    APPLICATION_DECIDED = "application_decided"
    HEALTH_INSURANCE_ENDED = "health_insurance_ended"
    LICENCE_DOSSIER_COMPLETED = "licence_dossier_completed"
    LICENCE_DECIDED = "licence_decided"
    FACILITY_FILE_COMPLETED = "facility_file_completed"
    RISK_ASSESSED = "risk_assessed"
    CHILD_PLAN_MADE = "child_plan_made"
    CHILD_PLAN_APPROVED = "child_plan_approved"
    CHILD_SEPARATION_STARTED = "child_separation_started"
    CHILD_SEPARATION_ENDED = "child_separation_ended"
    CRIME_REPORT_RECEIVED = "crime_report_received"
    CRIME_REPORT_FOUND_COMPLEX = "crime_report_found_complex"
    CRIME_REPORT_DECIDED = "crime_report_decided"
    BREACH_DETECTED = "breach_detected"
    BREACH_NOTIFIED = "breach_notified"
    SUBJECT_REQUEST_RECEIVED = "subject_request_received"
    SUBJECT_REQUEST_ANSWERED = "subject_request_answered"


class AgencyKind(Word):
    """What an agency is in the line of duty."""

    POLICE = "police", "Công an", "Police"
    BORDER_GUARD = "border_guard", "Bộ đội Biên phòng", "Border guard"
    COAST_GUARD = "coast_guard", "Cảnh sát biển", "Coast guard"
    COMMUNE = "commune", "Ủy ban nhân dân cấp xã", "Commune people's committee"
    HEALTH = "health", "Sở Y tế", "Provincial health department"
    SOCIAL_CENTRE = "social_centre", "Trung tâm công tác xã hội, cơ sở trợ giúp xã hội", "Social-work centre"
    VICTIM_SUPPORT = "victim_support", "Cơ sở hỗ trợ nạn nhân", "Victim-support facility"
    MISSION = "mission", "Cơ quan đại diện Việt Nam ở nước ngoài", "Vietnamese mission abroad"
    HOTLINE = "hotline", "Tổng đài 111", "Hotline 111"
    LEGAL_AID = "legal_aid", "Trung tâm trợ giúp pháp lý", "Legal-aid centre"
    PARTNER = "partner", "Đơn vị phối hợp", "Partner"
    OVERSIGHT = "oversight", "Thanh tra, giám sát", "Oversight"
    OPERATIONS = "operations", "Quản trị hệ thống", "Operations"


VERIFIERS: frozenset[AgencyKind] = frozenset(
    {AgencyKind.POLICE, AgencyKind.BORDER_GUARD, AgencyKind.COAST_GUARD}
)
FACILITIES: frozenset[AgencyKind] = frozenset({AgencyKind.SOCIAL_CENTRE, AgencyKind.VICTIM_SUPPORT})
REPORTERS: frozenset[AgencyKind] = frozenset(AgencyKind) - {AgencyKind.OVERSIGHT, AgencyKind.OPERATIONS}
"""Who may record a report, of any pathway."""
FIRST_RECEIVERS: frozenset[AgencyKind] = VERIFIERS | {AgencyKind.MISSION, AgencyKind.HOTLINE}
"""Who may take over a report that has not reached a commune, a facility or the health department."""
TRANSFER_RECEIVERS: frozenset[AgencyKind] = VERIFIERS | FACILITIES | {AgencyKind.COMMUNE, AgencyKind.HEALTH}
"""Who may answer for an identified person."""


class Role(Word):
    """What a user may be in an agency; *system* acts for the clocks."""

    OFFICER = "officer", "Cán bộ", "Officer"
    SUPERVISOR = "supervisor", "Lãnh đạo phụ trách", "Supervisor"
    AUDITOR = "auditor", "Người giám sát truy cập", "Auditor"
    ADMINISTRATOR = "administrator", "Quản trị viên", "Administrator"
    SYSTEM = "system", "Hệ thống", "System"


class Pathway(Word):
    """How the person came to be known; it decides the rules (Law 53/2024/QH15, Articles 27 to 31)."""

    SELF_REPORTED = "self_reported", "Tự trình báo (Điều 27)", "Self-reported (Article 27)"
    RESCUED = "rescued", "Được giải cứu trong nước (Điều 28)", "Rescued in Viet Nam (Article 28)"
    ABROAD = "abroad", "Đang ở nước ngoài (Điều 29)", "Abroad (Article 29)"
    RETURNED = "returned", "Từ nước ngoài trở về (Điều 30)", "Returned from abroad (Article 30)"
    FOREIGN_NATIONAL = "foreign_national", "Người nước ngoài (Điều 31)", "Foreign national (Article 31)"


class Regime(Word):
    """Which law's rules govern the case, by the date of identification (Law 53/2024/QH15, Article 63)."""

    OF_2011 = "2011", "Luật 66/2011/QH12", "Law 66/2011/QH12"
    OF_2024 = "2024", "Luật 53/2024/QH15", "Law 53/2024/QH15"


class HandoverKind(Word):
    """What a hand-over moves: the duty to answer for the person, or one service."""

    CUSTODY = "custody", "Bàn giao trách nhiệm", "Hand-over of custody"
    SERVICE = "service", "Chuyển tuyến dịch vụ", "Referral to a service"


class HandoverState(Word):
    """Where a hand-over stands."""

    OFFERED = "offered", "Chờ trả lời", "Waiting for an answer"
    ACCEPTED = "accepted", "Đã nhận", "Accepted"
    DECLINED = "declined", "Bị từ chối", "Declined"
    WITHDRAWN = "withdrawn", "Đã rút lại", "Withdrawn"
    LAPSED = "lapsed", "Hết hạn trả lời", "Lapsed"


class ClockState(Word):
    """Where a clock stands."""

    RUNNING = "running", "Đang tính", "Running"
    PAUSED = "paused", "Tạm dừng", "Paused"
    MET = "met", "Đã hoàn thành", "Met"
    OVERDUE = "overdue", "Quá hạn", "Overdue"
    VOID = "void", "Không còn áp dụng", "No longer applies"


class Unit(Word):
    """In what a limit is counted."""

    IMMEDIATE = "immediate", "ngay", "immediately"
    HOURS = "hours", "giờ", "hours"
    DAYS = "days", "ngày", "days"
    WORKING_DAYS = "working-days", "ngày làm việc", "working days"
    MONTHS = "months", "tháng", "months"
    YEARS = "years", "năm", "years"


class Duty(Word):
    """Whose duty a clock is, seen from the case."""

    HOLDER = "holder", "Cơ quan đang chịu trách nhiệm", "The holder"
    COMMUNE = "commune", "UBND cấp xã", "The commune"
    HEALTH = "health", "Sở Y tế", "The health department"
    VERIFIER = "verifier", "Cơ quan xác minh", "The verifier"
    RECEIVER = "receiver", "Cơ quan được đề nghị nhận", "The receiver"
    FACILITY = "facility", "Cơ sở tiếp nhận", "The facility"
    POLICE = "police", "Cơ quan công an", "The police"
    OPERATIONS = "operations", "Đơn vị vận hành hệ thống", "Operations"
    NOBODY = "nobody", "Không cơ quan nào (thời hạn hưởng)", "Nobody (a period of entitlement)"


class Confidence(Word):
    """How sure we are that a row says what the law says."""

    A = "A", "Đã đọc toàn văn chính thức", "Full official text read"
    B = "B", "Đã đọc trích đoạn của điều", "Wording of the article seen in an excerpt"
    C = "C", "Theo tóm tắt của báo chí, cơ quan", "Press or agency summary only"
    S = "S", "Theo công văn của địa phương", "Administrative letter"
    R = "R", "Chưa kiểm chứng", "Unconfirmed: shipped switched off"
    OLD = "OLD", "Quy định của chế độ trước 01/7/2025", "Rule of the previous regime"
    POLICY = "policy", "Chỉ tiêu nội bộ, không phải luật", "Policy target, not law"
    FORECAST = "forecast", "Dự báo, chưa có quyết định", "Forecast, not decided yet"


class Relation(Word):
    """How an agency stands to a case; it decides who sees what."""

    HOLDER = "holder", "Đang chịu trách nhiệm", "Holds it"
    OFFERED = "offered", "Được đề nghị nhận", "Is offered it"
    VERIFIER = "verifier", "Đang xác minh", "Verifies it"
    REFERRAL = "referral", "Được chuyển tuyến một dịch vụ", "Has a service referral"
    CHILD_DUTY = "child_duty", "Có trách nhiệm bảo vệ trẻ em", "Has the child duty"
    FORMER = "former", "Đã từng chịu trách nhiệm", "Held it before"
    ABOVE = "above", "Cấp trên của cơ quan chịu trách nhiệm", "Stands above the holder"
    EMERGENCY = "emergency", "Truy cập khẩn cấp", "Broke the glass"
    LAST_HOLDER = "last_holder", "Chịu trách nhiệm cuối cùng", "Was the last holder"
    REOPENER = "reopener", "Có quyền mở lại", "May reopen it"


class ConsentScope(Word):
    """What a person agrees to."""

    SUPPORT = "support", "Được hỗ trợ", "To be supported"
    SHARE_HEALTH = "share_health", "Chia sẻ với cơ quan y tế", "Share with health"
    SHARE_POLICE = "share_police", "Chia sẻ với công an, biên phòng, cảnh sát biển", "Share with the police"
    SHARE_FAMILY = "share_family", "Chia sẻ với gia đình", "Share with the family"


class Purpose(Word):
    """Why somebody opens a case."""

    RECEPTION = "reception", "Tiếp nhận", "Reception"
    VERIFICATION = "verification", "Xác minh", "Verification"
    PROTECTION = "protection", "Bảo vệ", "Protection"
    TRANSFER = "transfer", "Chuyển giao", "Transfer"
    SUPPORT = "support", "Hỗ trợ", "Support"
    CORRECTION = "correction", "Đính chính", "Correction"
    SUPERVISION = "supervision", "Kiểm tra, giám sát", "Supervision"


class EvidenceSource(Word):
    """Where the grounds for identification come from (Law 53/2024/QH15, Article 32(1))."""

    PROCEEDINGS_BODY = "proceedings_body", "Cơ quan tiến hành tố tụng", "Proceedings body"
    RESCUING_BODY = "rescuing_body", "Cơ quan giải cứu", "Rescuing body"
    MISSION = "mission", "Cơ quan đại diện Việt Nam ở nước ngoài", "Vietnamese mission abroad"
    OTHER_DOMESTIC_BODY = "other_domestic_body", "Cơ quan khác trong nước", "Other domestic body"
    FOREIGN_BODY = "foreign_body", "Cơ quan có thẩm quyền nước ngoài", "Competent foreign body"
    PERSON_OR_RELATIVES = "person_or_relatives", "Người đó hoặc người thân thích", "The person or relatives"
    TRAFFICKER = "trafficker", "Người thực hiện hành vi mua bán", "The trafficker"
    OTHER_VICTIMS_OR_WITNESSES = (
        "other_victims_or_witnesses",
        "Nạn nhân khác hoặc người biết việc",
        "Other victims or witnesses",
    )
    OTHER_LAWFUL_SOURCE = "other_lawful_source", "Nguồn hợp pháp khác", "Other lawful source"


class PaperKind(Word):
    """Which paper certifies a victim (Law 53/2024/QH15, Article 33(1))."""

    POLICE_CONFIRMATION = "police_confirmation", "Giấy xác nhận của công an", "Police confirmation"
    RESCUING_BODY_CONFIRMATION = (
        "rescuing_body_confirmation",
        "Giấy xác nhận của cơ quan giải cứu",
        "Confirmation by the rescuing body",
    )
    PROCEEDINGS_BODY_CONFIRMATION = (
        "proceedings_body_confirmation",
        "Giấy xác nhận của cơ quan tiến hành tố tụng",
        "Confirmation by a proceedings body",
    )
    LEGALISED_FOREIGN_DOCUMENT = (
        "legalised_foreign_document",
        "Giấy tờ nước ngoài đã hợp pháp hóa lãnh sự",
        "Foreign document, consularly legalised",
    )
    MINISTRY_CONFIRMATION = (
        "ministry_confirmation",
        "Giấy xác nhận của cơ quan thuộc Bộ Công an, Bộ Quốc phòng",
        "Confirmation by a body of the ministries of public security or defence",
    )


class Sex(Word):
    """A person's sex as recorded."""

    FEMALE = "female", "Nữ", "Female"
    MALE = "male", "Nam", "Male"
    OTHER = "other", "Khác", "Other"
    UNKNOWN = "unknown", "Chưa rõ", "Unknown"


class Residence(Word):
    """The person's tie to Viet Nam."""

    CITIZEN = "citizen", "Công dân Việt Nam", "Vietnamese citizen"
    STATELESS_RESIDENT = "stateless_resident", "Người không quốc tịch thường trú", "Stateless resident"
    FOREIGN = "foreign", "Người nước ngoài", "Foreign national"
    UNKNOWN = "unknown", "Chưa rõ", "Unknown"


class RiskLevel(Word):
    """How great the risk is."""

    LOW = "low", "Thấp", "Low"
    MEDIUM = "medium", "Trung bình", "Medium"
    HIGH = "high", "Cao", "High"


class EndReason(Word):
    """Why a case ends without its journey being done."""

    DIED = "died", "Người được hỗ trợ đã mất", "The person has died"
    LOST_CONTACT = "lost_contact", "Mất liên lạc", "Contact was lost"
    MERGED = "merged", "Đã gộp vào hồ sơ khác", "Merged into another case"
