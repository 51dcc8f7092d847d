"""How the events of a timeline are told in Vietnamese and English. Words only; it knows no case."""

from collections.abc import Mapping

from referral.casework.cards import EventKind
from workflows.vocabulary import Words

EVENT_WORDS: Mapping[EventKind, Words] = {
    EventKind.REPORTED: Words("Tiếp nhận trình báo", "Report received"),
    EventKind.CHANGED: Words("Đính chính thông tin", "Information corrected"),
    EventKind.NOTE_ADDED: Words("Thêm ghi chú", "Note added"),
    EventKind.SCREENING_MADE: Words("Sàng lọc theo bộ chỉ báo", "Screened by the indicators"),
    EventKind.CONSENT_RECORDED: Words("Ghi nhận sự đồng ý", "Consent recorded"),
    EventKind.RISK_ASSESSED: Words("Đánh giá nguy cơ", "Risk assessed"),
    EventKind.BEST_INTEREST_NOTED: Words(
        "Đánh giá lợi ích tốt nhất của trẻ em", "Best interest of the child noted"
    ),
    EventKind.PLAN_MADE: Words("Lập kế hoạch hỗ trợ", "Support plan made"),
    EventKind.FOLLOW_UP_SCHEDULED: Words("Hẹn thăm hỏi, theo dõi", "Follow-up scheduled"),
    EventKind.FOLLOW_UP_DONE: Words("Đã thăm hỏi, theo dõi", "Follow-up done"),
    EventKind.CHILD_PLAN_MADE: Words("Lập kế hoạch hỗ trợ, can thiệp cho trẻ em", "Child's plan made"),
    EventKind.CHILD_PLAN_APPROVED: Words("Phê duyệt kế hoạch cho trẻ em", "Child's plan approved"),
    EventKind.CHILD_PLAN_REVIEWED: Words("Rà soát kế hoạch cho trẻ em", "Child's plan reviewed"),
    EventKind.FACILITY_FILE_COMPLETED: Words(
        "Hoàn thành hồ sơ tiếp nhận khẩn cấp", "Admission file completed"
    ),
    EventKind.APPLICATION_MADE: Words("Tiếp nhận đề nghị hỗ trợ", "Application for support made"),
    EventKind.APPLICATION_COMPLETED: Words("Hồ sơ đề nghị hỗ trợ đã đầy đủ", "Application complete"),
    EventKind.APPLICATION_GRANTED: Words("Chấp thuận đề nghị hỗ trợ", "Application granted"),
    EventKind.APPLICATION_REFUSED: Words("Từ chối đề nghị hỗ trợ", "Application refused"),
    EventKind.SUPPORT_DELIVERED: Words("Đã hỗ trợ", "Support given"),
    EventKind.MEASURE_TAKEN: Words("Áp dụng biện pháp bảo vệ", "Protective measure taken"),
    EventKind.MEASURE_REFUSED: Words("Người đó từ chối biện pháp bảo vệ", "Protective measure refused"),
    EventKind.MEASURE_ENDED: Words("Kết thúc biện pháp bảo vệ", "Protective measure ended"),
    EventKind.STAY_BEGUN: Words("Bắt đầu lưu trú", "Stay begun"),
    EventKind.STAY_EXTENDED: Words("Gia hạn lưu trú", "Stay extended"),
    EventKind.STAY_FAMILY_TOLD: Words("Báo gia đình đón trẻ em", "Family told to collect the child"),
    EventKind.STAY_ENDED: Words("Kết thúc lưu trú", "Stay ended"),
    EventKind.GUARDIAN_NAMED: Words("Ghi nhận người giám hộ", "Guardian recorded"),
    EventKind.SEPARATION_BEGUN: Words("Tạm thời cách ly trẻ em", "Child separated for a time"),
    EventKind.SEPARATION_EXTENDED: Words("Kéo dài việc cách ly trẻ em", "Separation extended"),
    EventKind.SEPARATION_ENDED: Words("Kết thúc việc cách ly trẻ em", "Separation ended"),
    EventKind.CRIME_REPORT_RECEIVED: Words(
        "Công an tiếp nhận tố giác, tin báo", "Crime report received by the police"
    ),
    EventKind.CRIME_REPORT_COMPLEX: Words("Tố giác, tin báo phức tạp", "Crime report found complex"),
    EventKind.CRIME_REPORT_EXTENDED: Words("Gia hạn giải quyết tố giác, tin báo", "Crime report extended"),
    EventKind.CRIME_REPORT_DECIDED: Words("Giải quyết tố giác, tin báo", "Crime report decided"),
    EventKind.CRIME_REPORT_TOLD: Words(
        "Thông báo kết quả cho người tố giác, báo tin", "Whoever reported the crime was told the result"
    ),
    EventKind.MILESTONE_NOT_NEEDED: Words("Mốc công việc không cần thực hiện", "Milestone not needed"),
    EventKind.PAPER_FILED: Words("Lưu giấy tờ vào hồ sơ", "Paper filed"),
    EventKind.FILE_ATTACHED: Words("Đính kèm tệp vào hồ sơ", "File attached"),
    EventKind.HANDOVER_OFFERED: Words("Đề nghị bàn giao", "Hand-over offered"),
    EventKind.HANDOVER_DECLINED: Words("Từ chối nhận bàn giao", "Hand-over declined"),
    EventKind.HANDOVER_WITHDRAWN: Words("Rút đề nghị bàn giao", "Hand-over withdrawn"),
    EventKind.HANDOVER_LAPSED: Words("Đề nghị bàn giao hết hạn trả lời", "Hand-over lapsed"),
    EventKind.SERVICE_OFFERED: Words("Chuyển tuyến dịch vụ", "Referred to a service"),
    EventKind.SERVICE_ACCEPTED: Words("Nhận chuyển tuyến dịch vụ", "Referral accepted"),
    EventKind.SERVICE_DECLINED: Words("Từ chối chuyển tuyến dịch vụ", "Referral declined"),
    EventKind.SERVICE_WITHDRAWN: Words("Rút lại việc chuyển tuyến", "Referral withdrawn"),
    EventKind.SERVICE_LAPSED: Words("Chuyển tuyến hết hạn trả lời", "Referral lapsed"),
    EventKind.SERVICE_DONE: Words("Kết thúc dịch vụ được chuyển tuyến", "Service ended"),
    EventKind.CLOCK_PAUSED: Words("Tạm dừng thời hạn", "Clock paused"),
    EventKind.CLOCK_RESUMED: Words("Tiếp tục tính thời hạn", "Clock resumed"),
    EventKind.CLOCK_EXTENDED: Words("Gia hạn", "Clock extended"),
}
