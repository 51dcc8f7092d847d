"""What a pathway asks for beside the steps, by whom, on which basis, and how sure we are of it.

A milestone is written down when done and moves no case; a rule that waits for one is shipped switched off.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from workflows.vocabulary import Confidence, Pathway, Word, Words


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


@dataclass(frozen=True, slots=True)
class Asked:
    """A milestone that a pathway asks for: by whom, where it stands, and how sure we are."""

    milestone: Milestone
    by: Words
    basis: str
    confidence: Confidence


MISSION = Words("cơ quan đại diện Việt Nam ở nước ngoài", "the Vietnamese mission")
BORDER = Words(
    "công an, biên phòng, cảnh sát biển ở cửa khẩu", "police, border guard or coast guard at the border"
)
HOLDER = Words("cơ quan đang chịu trách nhiệm", "the holder")
LAW = "Luật 53/2024/QH15"
INTERPRETER = Asked(Milestone.INTERPRETER_FOUND, HOLDER, f"Điều 37(1) {LAW}", Confidence.B)
ASKED: Mapping[Pathway, tuple[Asked, ...]] = {
    Pathway.SELF_REPORTED: (INTERPRETER,),
    Pathway.RESCUED: (INTERPRETER,),
    Pathway.ABROAD: (
        Asked(Milestone.HOST_COUNTRY_NOTIFIED, MISSION, f"Điều 29 {LAW}", Confidence.C),
        Asked(Milestone.DOMESTIC_CHECK_REQUESTED, MISSION, f"Điều 29 {LAW}", Confidence.C),
        Asked(Milestone.DOMESTIC_CHECK_ANSWERED, HOLDER, f"Điều 29(3) {LAW}", Confidence.C),
        Asked(Milestone.TRAVEL_PAPER_ISSUED, MISSION, f"Điều 29 {LAW}", Confidence.C),
        INTERPRETER,
    ),
    Pathway.RETURNED: (
        Asked(
            Milestone.MINUTES_SIGNED,
            BORDER,
            "Thông tư liên tịch 01/2014/TTLT-BCA-BQP-BLĐTBXH-BNG, thủ tục hành chính",
            Confidence.A,
        ),
        Asked(
            Milestone.RETURN_CERTIFIED,
            BORDER,
            "Thông tư liên tịch 01/2014/TTLT-BCA-BQP-BLĐTBXH-BNG, thủ tục hành chính",
            Confidence.A,
        ),
        Asked(Milestone.CHOICE_HEARD, HOLDER, f"Điều 30(1)(b) {LAW}", Confidence.B),
        Asked(Milestone.RELATIVES_TOLD, HOLDER, f"Điều 30(1)(b) {LAW}", Confidence.B),
        INTERPRETER,
    ),
    Pathway.FOREIGN_NATIONAL: (
        replace(INTERPRETER, basis=f"Điều 37(4) {LAW}"),
        Asked(Milestone.CONSULATE_TOLD, HOLDER, f"Điều 31 {LAW} (chưa kiểm chứng)", Confidence.R),
    ),
}
"""What each pathway asks for beside the steps, in the order in which it usually happens."""


def asked_of(pathway: Pathway, milestone: Milestone) -> Asked | None:
    """Say where a pathway asks for a milestone; None if it does not."""
    return next((asked for asked in ASKED[pathway] if asked.milestone is milestone), None)
