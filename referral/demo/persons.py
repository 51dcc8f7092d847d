"""Synthetic persons of the demonstration: names, ages and stories put together by counting. Nobody exists."""

from dataclasses import dataclass
from datetime import datetime

from referral.casework.cards import ConsentData, Intake, PersonData
from workflows.vocabulary import ConsentScope, Pathway, Residence, Sex

SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Võ", "Đặng", "Bùi", "Đinh", "Y", "A", "Hồ", "Phan")
MIDDLES = ("Thị", "Văn", "Thị Kim", "Đình", "Thị Mỹ", "Quốc", "Thị Ngọc", "Hữu")
GIVEN = ("Thử", "Nghiệm", "Mẫu", "Giả", "Định", "Ví Dụ", "Tập", "Dượt", "Minh Họa", "Phỏng")
"""Given names nobody has: a demonstration must not look like somebody's file."""

ETHNICITIES = ("Kinh", "Kinh", "Kinh", "Hrê", "Kinh", "Co", "Xơ Đăng", "Kinh", "Gia Rai")
STORIES = (
    (
        "Được người quen trên mạng xã hội hứa việc nhẹ, lương cao, bị đưa sang Campuchia và bị ép lừa đảo "
        "qua mạng. Gia đình phải trả tiền chuộc; người này được đưa về qua cửa khẩu."
    ),
    (
        "Được rủ đi làm nhà hàng ở thành phố khác, bị giữ giấy tờ, bị ép làm việc không được trả công. "
        "Tự trốn thoát và đến trình báo."
    ),
    (
        "Bị đưa lên tàu cá, bị giữ trên tàu nhiều tháng và bị đánh khi xin về. "
        "Được lực lượng tuần tra phát hiện khi tàu vào bờ."
    ),
    (
        "Được giới thiệu kết hôn với người nước ngoài, bị giữ trong nhà và bị bán lại. "
        "Liên hệ được với cơ quan đại diện để về nước."
    ),
)
LANGUAGES = ("vi", "vi", "vi", "vi", "hre", "vi", "vi", "sed", "vi")


@dataclass(frozen=True, slots=True)
class Sketch:
    """What a story needs to know of its person."""

    number: int
    pathway: Pathway
    is_child: bool = False
    is_urgent: bool = False
    is_foreign: bool = False


def intake_of(sketch: Sketch, at: datetime) -> Intake:
    """Give the report of a synthetic person."""
    number = sketch.number
    return Intake(
        pathway=sketch.pathway,
        occurred_at=at,
        person=_person(sketch, at),
        urgent=sketch.is_urgent,
        story=STORIES[number % len(STORIES)],
        language="km" if sketch.is_foreign else LANGUAGES[number % len(LANGUAGES)],
        interpreter_needed=sketch.is_foreign or LANGUAGES[number % len(LANGUAGES)] != "vi",
        consent=ConsentData(
            given=True,
            scope=tuple(ConsentScope),
            guardian=f"Bà {SURNAMES[number % len(SURNAMES)]} Thị Giám Hộ" if sketch.is_child else None,
            language="vi",
        ),
        reporter_capacity="person",
        channel="in_person",
    )


def _person(sketch: Sketch, at: datetime) -> PersonData:
    number = sketch.number
    years = 9 + number % 8 if sketch.is_child else 19 + number % 30
    return PersonData(
        sex=Sex.FEMALE if number % 5 else Sex.MALE,
        full_name=_name(number),
        date_of_birth=None
        if number % 4 == 0
        else at.date().replace(year=at.year - years, day=1 + number % 28),
        age_from=max(5, years - 1) if number % 4 == 0 else None,
        age_to=years + 1 if number % 4 == 0 else None,
        nationality="KHM" if sketch.is_foreign else "VNM",
        residence=Residence.FOREIGN if sketch.is_foreign else Residence.CITIZEN,
        ethnicity="Khmer" if sketch.is_foreign else ETHNICITIES[number % len(ETHNICITIES)],
        id_number=None if number % 3 == 0 else f"0510{90 + number % 10}{number:06d}",
        phone=None if number % 2 else f"0900 00 {number:04d}",
        commune_code="23377" if number % 2 else "21478",
    )


def _name(number: int) -> str:
    middle = MIDDLES[number % len(MIDDLES)]
    return f"{SURNAMES[number % len(SURNAMES)]} {middle} {GIVEN[number // 2 % len(GIVEN)]}"
