"""What a pathway asks for beside the steps, by whom, on which basis, and how sure we are of it.

A milestone is written down when done and moves no case; a rule that waits for one is shipped switched off.
"""

from workflows.vocabulary import Word


class Milestone(Word):
    """What a pathway asks for beside the steps: it is written down when done, and moves no case."""

    HOST_COUNTRY_NOTIFIED = (
        "host_country_notified",
        "Đã thông báo cơ quan có thẩm quyền nước sở tại",
        "The host country's authority was told",
    )
    DOMESTIC_CHECK_REQUESTED = (
        "domestic_check_requested",
        "Đã đề nghị cơ quan trong nước xác minh",
        "The authorities at home were asked to verify",
    )
    DOMESTIC_CHECK_ANSWERED = (
        "domestic_check_answered",
        "Cơ quan trong nước đã trả lời xác minh",
        "The authorities at home have answered",
    )
    TRAVEL_PAPER_ISSUED = "travel_paper_issued", "Đã cấp giấy tờ đi lại", "The travel paper was issued"
    MINUTES_SIGNED = (
        "minutes_signed",
        "Đã ký biên bản giao, nhận với phía nước ngoài",
        "The hand-over minutes were signed with the foreign side",
    )
    RETURN_CERTIFIED = (
        "return_certified",
        "Đã cấp Giấy chứng nhận về nước",
        "The certificate of return was issued",
    )
    CHOICE_HEARD = (
        "choice_heard",
        "Đã ghi nhận nguyện vọng: về nơi cư trú, vào cơ sở, hoặc về với người thân thích",
        "The person's choice was heard: home, a facility, or relatives",
    )
    RELATIVES_TOLD = (
        "relatives_told",
        "Đã báo người thân thích đón trẻ em",
        "The child's relatives were told to come",
    )
    INTERPRETER_FOUND = "interpreter_found", "Đã bố trí phiên dịch", "An interpreter was found"
    CONSULATE_TOLD = (
        "consulate_told",
        "Đã thông báo lãnh sự của nước có công dân",
        "The consulate of the person's country was told",
    )
