"""Refusing before reception: an adult may; who is, or may be, a child may not. No rule of a case is here."""

from workflows.refusal import Refusal
from workflows.vocabulary import Word, Words


class AgeBand(Word):
    """As much of an age as has to be known before a refusal can be taken."""

    ADULT = "adult", "Từ đủ 18 tuổi trở lên", "18 or older"
    CHILD = "child", "Dưới 18 tuổi", "Under 18"
    UNCERTAIN = "uncertain", "Chưa rõ, có thể dưới 18 tuổi", "Not certain, perhaps under 18"


A_CHILD_CANNOT_REFUSE = Refusal(
    "a-child-cannot-refuse",
    Words(
        "Người dưới 18 tuổi, hoặc chưa rõ tuổi và có thể dưới 18 tuổi, không thể tự mình từ chối tiếp nhận.",
        "A person who is, or may be, under 18 cannot refuse reception.",
    ),
    Words(
        "Tiếp nhận người đó theo quy định đối với trẻ em, báo ngay UBND cấp xã, Công an hoặc Tổng đài 111.",
        "Receive the person by the rules for children, and tell the commune, police or hotline 111 at once.",
    ),
    "Điều 25 Nghị định 56/2017/NĐ-CP",
)


def why_not(age: AgeBand) -> Refusal | None:
    """Say why a refusal cannot be taken from somebody of this age, or nothing where it can."""
    return None if age is AgeBand.ADULT else A_CHILD_CANNOT_REFUSE
