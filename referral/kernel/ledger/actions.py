"""Everything the ledger can say that somebody did, with a sentence for people. Never who, and never why.

The grammar is `thing:what-happened`. A word once written stays for ever: entries are kept as they were
hashed, so a better sentence may be given to a member, but never another value.
"""

from workflows.vocabulary import Word


class Action(Word):
    """What happened, as `thing:what-happened`."""

    SESSION_SIGNED_IN = "session:signed-in", "Đã đăng nhập", "Signed in"
    SESSION_REFUSED = "session:refused", "Đăng nhập bị từ chối", "Was refused at sign-in"
    SESSION_SIGNED_OUT = "session:signed-out", "Đã đăng xuất", "Signed out"
    SESSION_ENDED = "session:ended", "Phiên làm việc đã bị kết thúc", "A session was ended"

    ACCOUNT_LISTED = "account:listed", "Đã xem danh sách tài khoản", "Looked at the list of accounts"
    ACCOUNT_READ = "account:read", "Đã xem một tài khoản", "Looked at an account"
    ACCOUNT_OPENED = "account:opened", "Đã mở tài khoản", "Opened an account"
    ACCOUNT_CONFIRMED = "account:confirmed", "Đã xác nhận tài khoản", "Confirmed an account"
    ACCOUNT_ENROLLED = "account:enrolled", "Đã kích hoạt tài khoản", "Enrolled an account"
    ACCOUNT_CHANGED = "account:changed", "Đã thay đổi tài khoản", "Changed an account"
    ACCOUNT_ROLE_CHANGED = "account:role-changed", "Đã thay đổi vai trò", "Changed the role of an account"
    ACCOUNT_SUSPENDED = "account:suspended", "Đã tạm khóa tài khoản", "Suspended an account"
    ACCOUNT_RESTORED = "account:restored", "Đã mở lại tài khoản", "Restored an account"
    ACCOUNT_RESET = "account:reset", "Đã cấp lại mật khẩu", "Reset a passphrase"
    ACCOUNT_PASSPHRASE_CHANGED = "account:passphrase-changed", "Đã đổi mật khẩu", "Changed the passphrase"
    ACCOUNT_LANGUAGE_CHANGED = "account:language-changed", "Đã đổi ngôn ngữ", "Changed the language"
    AGENCY_OPENED = "agency:opened", "Đã thêm cơ quan", "Added an agency"
    AGENCY_CHANGED = "agency:changed", "Đã thay đổi thông tin cơ quan", "Changed an agency"
    TOKEN_MINTED = "token:minted", "Đã cấp mã truy cập", "Minted an access token"
    TOKEN_REVOKED = "token:revoked", "Đã thu hồi mã truy cập", "Revoked an access token"

    CASE_REPORTED = "case:reported", "Đã tiếp nhận tin báo", "Received a report"
    CASE_SEARCHED = "case:searched", "Đã tìm kiếm hồ sơ", "Searched the cases"
    CASE_LISTED = "case:listed", "Đã xem danh sách hồ sơ", "Looked at a list of cases"
    CASE_READ = "case:read", "Đã mở xem hồ sơ", "Opened a case"
    CASE_CHANGED = "case:changed", "Đã sửa thông tin hồ sơ", "Changed a case"
    CASE_MOVED = "case:moved", "Đã thực hiện một bước", "Took a step in a case"
    CASE_STEP_REFUSED = "case:step-refused", "Một bước bị từ chối", "Was refused a step"
    CASE_STEPS_READ = "case:steps-read", "Đã xem các bước có thể thực hiện", "Looked at the steps of a case"
    CASE_TIMELINE_READ = "case:timeline-read", "Đã xem diễn biến hồ sơ", "Looked at the timeline of a case"
    CASE_CUSTODY_READ = (
        "case:custody-read",
        "Đã xem các cơ quan chịu trách nhiệm",
        "Looked at who answered for the person",
    )
    CASE_CLOCKS_READ = "case:clocks-read", "Đã xem các thời hạn của hồ sơ", "Looked at the clocks of a case"
    CASE_ACCESS_READ = "case:access-read", "Đã xem ai đã mở hồ sơ", "Looked at who opened a case"
    CASE_ACCESS_ENDED = "case:access-ended", "Quyền xem hồ sơ đã hết", "Access to a case ended"

    MILESTONE_REACHED = (
        "milestone:reached",
        "Đã ghi một mốc công việc của hồ sơ",
        "Recorded a milestone of a case",
    )
    NOTE_ADDED = "note:added", "Đã thêm ghi chú", "Added a note"
    SCREENING_MADE = "screening:made", "Đã sàng lọc theo bộ chỉ báo", "Screened by the indicators"
    REFUSAL_COUNTED = (
        "refusal:counted",
        "Đã đếm một lượt từ chối tiếp nhận",
        "Counted a refusal before reception",
    )
    CONSENT_RECORDED = "consent:recorded", "Đã ghi nhận sự đồng ý", "Recorded a consent"
    RISK_ASSESSED = "risk:assessed", "Đã đánh giá nguy cơ", "Assessed the risk"
    BEST_INTEREST_NOTED = (
        "best-interest:noted",
        "Đã ghi nhận lợi ích tốt nhất của trẻ em",
        "Noted the child's best interest",
    )
    PLAN_MADE = "plan:made", "Đã lập kế hoạch hỗ trợ", "Made a support plan"
    CHILD_PLAN_MADE = "child-plan:made", "Đã lập kế hoạch cho trẻ em", "Made a child's plan"
    CHILD_PLAN_APPROVED = "child-plan:approved", "Đã phê duyệt kế hoạch cho trẻ em", "Approved a child's plan"
    CHILD_PLAN_REVIEWED = "child-plan:reviewed", "Đã rà soát kế hoạch cho trẻ em", "Reviewed a child's plan"
    FACILITY_FILE_COMPLETED = (
        "facility-file:completed",
        "Đã hoàn thành hồ sơ tiếp nhận khẩn cấp",
        "Completed the file of an emergency admission",
    )
    MEASURE_TAKEN = "measure:taken", "Đã áp dụng biện pháp bảo vệ", "Took a protective measure"
    MEASURE_REFUSED = (
        "measure:refused",
        "Đã ghi nhận việc từ chối biện pháp bảo vệ",
        "Recorded that a measure was refused",
    )
    MEASURE_ENDED = "measure:ended", "Đã kết thúc biện pháp bảo vệ", "Ended a protective measure"
    STAY_BEGUN = "stay:begun", "Đã tiếp nhận lưu trú", "Recorded a stay"
    STAY_EXTENDED = "stay:extended", "Đã gia hạn lưu trú", "Extended a stay"
    STAY_FAMILY_TOLD = "stay:family-told", "Đã báo gia đình đón trẻ em", "Told a child's family"
    STAY_ENDED = "stay:ended", "Đã kết thúc lưu trú", "Ended a stay"
    GUARDIAN_NAMED = "guardian:named", "Đã ghi nhận người giám hộ", "Recorded a guardian"
    SEPARATION_BEGUN = "separation:begun", "Đã tạm thời cách ly trẻ em", "Separated a child for a time"
    SEPARATION_EXTENDED = "separation:extended", "Đã kéo dài việc cách ly trẻ em", "Extended a separation"
    SEPARATION_ENDED = "separation:ended", "Đã kết thúc việc cách ly trẻ em", "Ended a separation"
    CRIME_REPORT_RECEIVED = "crime-report:received", "Đã ghi nhận tố giác, tin báo", "Recorded a crime report"
    CRIME_REPORT_COMPLEX = (
        "crime-report:found-complex",
        "Đã xác định tố giác, tin báo phức tạp",
        "Found a crime report complex",
    )
    CRIME_REPORT_EXTENDED = (
        "crime-report:extended",
        "Đã gia hạn giải quyết tố giác, tin báo",
        "Extended a crime report",
    )
    CRIME_REPORT_DECIDED = (
        "crime-report:decided",
        "Đã có kết quả giải quyết tố giác, tin báo",
        "Decided a crime report",
    )
    CRIME_REPORT_TOLD = (
        "crime-report:told",
        "Đã thông báo kết quả cho người tố giác",
        "Told the result of a crime report",
    )
    CRIME_REPORT_LISTED = (
        "crime-report:listed",
        "Đã xem danh sách tố giác, tin báo",
        "Looked at the crime reports",
    )
    BREACH_REPORTED = "breach:reported", "Đã báo vi phạm dữ liệu cá nhân", "Reported a data breach"
    BREACH_TOLD = "breach:told", "Đã thông báo vi phạm dữ liệu cá nhân", "Notified a data breach"
    BREACH_REMEDIED = "breach:remedied", "Đã khắc phục vi phạm dữ liệu cá nhân", "Remedied a data breach"
    BREACH_READ = "breach:read", "Đã xem vi phạm dữ liệu cá nhân", "Looked at data breaches"
    SUBJECT_REQUEST_TAKEN = (
        "subject-request:taken",
        "Đã nhận yêu cầu của chủ thể dữ liệu",
        "Took a data-subject request",
    )
    SUBJECT_REQUEST_ANSWERED = (
        "subject-request:answered",
        "Đã trả lời yêu cầu của chủ thể dữ liệu",
        "Answered a data-subject request",
    )
    SUBJECT_REQUEST_EXTENDED = (
        "subject-request:extended",
        "Đã gia hạn yêu cầu của chủ thể dữ liệu",
        "Extended a data-subject request",
    )
    SUBJECT_REQUEST_SETTLED = (
        "subject-request:settled",
        "Đã giải quyết yêu cầu của chủ thể dữ liệu",
        "Settled a data-subject request",
    )
    SUBJECT_REQUEST_READ = (
        "subject-request:read",
        "Đã xem yêu cầu của chủ thể dữ liệu",
        "Looked at data-subject requests",
    )
    ENTITLEMENT_APPLIED = "entitlement:applied", "Đã ghi nhận đề nghị hỗ trợ", "Recorded an application"
    ENTITLEMENT_COMPLETED = (
        "entitlement:completed",
        "Đã ghi nhận hồ sơ đề nghị đầy đủ",
        "Recorded that an application is complete",
    )
    ENTITLEMENT_DECIDED = "entitlement:decided", "Đã quyết định về đề nghị hỗ trợ", "Decided an application"
    SUPPORT_DELIVERED = "support:delivered", "Đã ghi nhận việc hỗ trợ", "Recorded support that was given"
    SUPPORT_LISTED = "support:listed", "Đã xem các chế độ hỗ trợ", "Looked at what a person is entitled to"
    SUPPORT_AMOUNT_SET = (
        "support-amount:set",
        "Đã nhập mức hỗ trợ của tỉnh",
        "Entered an amount of a province",
    )
    SUPPORT_AMOUNTS_READ = "support-amount:read", "Đã xem các mức hỗ trợ", "Looked at the amounts"
    FOLLOW_UP_SCHEDULED = "follow-up:scheduled", "Đã hẹn lần theo dõi", "Scheduled a follow-up"
    FOLLOW_UP_DONE = "follow-up:done", "Đã thực hiện lần theo dõi", "Recorded a follow-up"
    PAPER_FILED = "paper:filed", "Đã lưu giấy tờ", "Filed a paper"
    ATTACHMENT_FILED = "attachment:filed", "Đã đính kèm tệp", "Attached a file"
    ATTACHMENT_READ = "attachment:read", "Đã mở một tệp đính kèm", "Opened an attached file"
    ATTACHMENTS_LISTED = "attachment:listed", "Đã xem danh sách tệp đính kèm", "Looked at the attached files"

    HANDOVER_LISTED = "handover:listed", "Đã xem danh sách bàn giao", "Looked at a list of hand-overs"
    HANDOVER_READ = "handover:read", "Đã xem một lần bàn giao", "Looked at a hand-over"
    HANDOVER_OFFERED = "handover:offered", "Đã đề nghị bàn giao", "Offered a hand-over"
    HANDOVER_ACCEPTED = "handover:accepted", "Đã nhận bàn giao", "Accepted a hand-over"
    HANDOVER_DECLINED = "handover:declined", "Đã từ chối nhận bàn giao", "Declined a hand-over"
    HANDOVER_WITHDRAWN = "handover:withdrawn", "Đã rút đề nghị bàn giao", "Withdrew a hand-over"
    HANDOVER_LAPSED = "handover:lapsed", "Đề nghị bàn giao đã hết hạn", "A hand-over lapsed"
    HANDOVER_FINISHED = "handover:finished", "Đã ghi kết quả dịch vụ", "Recorded how a service ended"
    HANDOVER_REFUSED = "handover:refused", "Việc bàn giao bị từ chối", "Was refused a hand-over"

    CLOCK_PAUSED = "clock:paused", "Đã tạm dừng thời hạn", "Paused a clock"
    CLOCK_RESUMED = "clock:resumed", "Đã cho thời hạn chạy tiếp", "Resumed a clock"
    CLOCK_EXTENDED = "clock:extended", "Đã gia hạn", "Extended a clock"
    LAW_READ = "law:read", "Đã xem quy định và lịch làm việc", "Looked at the law and the calendars"
    LAW_CHANGED = (
        "law:changed",
        "Đã thay đổi quy định áp dụng tại địa phương",
        "Changed a rule of the law here",
    )
    CALENDAR_CHANGED = (
        "calendar:changed",
        "Đã thay đổi lịch làm việc của cơ quan",
        "Changed the working days of an agency",
    )
    ALERT_LISTED = "alert:listed", "Đã xem danh sách cảnh báo", "Looked at the alerts"
    ALERT_RAISED = "alert:raised", "Đã phát cảnh báo", "Raised an alert"
    ALERT_ACKNOWLEDGED = "alert:acknowledged", "Đã xác nhận cảnh báo", "Acknowledged an alert"
    BOARD_SHOWN = "board:shown", "Đã xem bảng việc quá hạn", "Looked at the overdue board"
    DESK_SHOWN = "desk:shown", "Đã xem bàn làm việc", "Looked at the desk"

    DRAFT_KEPT = "draft:kept", "Đã lưu bản nháp", "Kept a draft"
    DRAFT_READ = "draft:read", "Đã mở bản nháp", "Opened a draft"
    DRAFT_DROPPED = "draft:dropped", "Đã xóa bản nháp", "Dropped a draft"

    LEDGER_OPENED = "ledger:opened", "Đã mở sổ nhật ký của năm mới", "Opened the log of a new year"
    LEDGER_READ = "ledger:read", "Đã xem nhật ký truy cập", "Read the access log"
    LEDGER_VERIFIED = "ledger:verified", "Đã kiểm tra nhật ký truy cập", "Verified the access log"
    SETTING_READ = "setting:read", "Đã xem cấu hình", "Looked at the settings"
    SETTING_CHANGED = "setting:changed", "Đã thay đổi cấu hình", "Changed a setting"
    SYSTEM_STARTED = "system:started", "Hệ thống đã được khởi tạo", "The system was set up"
    SYSTEM_SWEPT = "system:swept", "Đã rà soát các thời hạn", "Swept the clocks"
    SYSTEM_BACKED_UP = "system:backed-up", "Đã sao lưu cơ sở dữ liệu", "Backed the database up"
    SYSTEM_RESTORED = "system:restored", "Đã khôi phục từ bản sao lưu", "Restored a backup"
    SYSTEM_UPGRADED = "system:upgraded", "Đã nâng cấp cơ sở dữ liệu", "Upgraded the database"
    KEYS_ROTATED = "keys:rotated", "Đã thay khóa mã hóa", "Rotated a key"
    KEYS_REWRAPPED = "keys:rewrapped", "Đã bọc lại các khóa bằng khóa mới", "Rewrapped keys under the newest"
    KEYS_RETAGGED = "keys:retagged", "Đã tính lại dấu tìm kiếm", "Gave search tags of the newest key"
    KEYS_DESTROYED = "keys:destroyed", "Đã hủy phiên bản khóa cũ", "Destroyed old versions of a key"
    RECORDS_VERIFIED = "records:verified", "Đã đối chiếu dữ liệu niêm phong", "Verified the sealed records"
    ERASURE_ASKED = "erasure:asked", "Đã đề nghị xóa dữ liệu cá nhân", "Asked for personal data to be erased"
    ERASURE_LISTED = "erasure:listed", "Đã xem các đề nghị xóa dữ liệu", "Looked at the requests for erasure"
    ERASURE_APPROVED = "erasure:approved", "Đã chấp thuận xóa dữ liệu cá nhân", "Approved an erasure"
    ERASURE_REFUSED = "erasure:refused", "Đã từ chối xóa dữ liệu cá nhân", "Refused an erasure"
    CASE_ERASED = "case:erased", "Đã xóa dữ liệu cá nhân của hồ sơ", "Erased the personal data of a case"
    REQUEST_REFUSED = "request:refused", "Một yêu cầu bị từ chối", "Was refused a request"
    INTEGRITY_FAILED = "integrity:failed", "Dữ liệu niêm phong không mở được", "Sealed data did not open"
    ANONYMOUS_COUNTED = (
        "anonymous:counted",
        "Số yêu cầu của người chưa đăng nhập",
        "Requests of callers who were not signed in",
    )

    @property
    def is_look(self) -> bool:
        """Whether it changed nothing: somebody only read, listed or searched."""
        return self.value.endswith(("read", "listed", "searched", "shown", "verified"))


class Result(Word):
    """How it ended."""

    OK = "ok", "Đã thực hiện", "Done"
    DENIED = "denied", "Không được phép", "Not allowed"
    CONFLICT = "conflict", "Chưa thực hiện được", "Could not be done"
    INTEGRITY_FAILURE = "integrity-failure", "Dữ liệu không còn nguyên vẹn", "Data could not be trusted"
    INVALID = "invalid", "Thông tin chưa hợp lệ", "Was not understood"
    FAILED = "failed", "Hệ thống gặp lỗi", "Failed for a reason nobody foresaw"
