"""What the law may grant a person: categories, grades, regimes of support and what is given under each.

Words and shapes only: which row stands where is data (``law/entitlements.toml``), and nothing here decides.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from workflows.limits import Limit
from workflows.vocabulary import Confidence, Regime, Word, Words


class Category(Word):
    """A category of person that Article 37 of Law 53/2024/QH15 tells apart."""

    IDENTIFIED = (
        "identified",
        "Nạn nhân là công dân Việt Nam hoặc người không quốc tịch thường trú tại Việt Nam",
        "Victim, a citizen or a stateless permanent resident",
    )
    ACCOMPANYING = "accompanying", "Người dưới 18 tuổi đi cùng nạn nhân", "Under 18, accompanying a victim"
    IN_PROCESS = (
        "in_process",
        "Người đang trong quá trình xác định là nạn nhân và người dưới 18 tuổi đi cùng, ở trong nước",
        "In process of identification in Viet Nam, and the under-18 accompanying",
    )
    IN_PROCESS_ABROAD = (
        "in_process_abroad",
        "Công dân Việt Nam ở nước ngoài đang trong quá trình xác định và người dưới 18 tuổi đi cùng",
        "Citizen in process of identification abroad, and the under-18 accompanying",
    )
    FOREIGN = (
        "foreign",
        "Người nước ngoài bị mua bán tại Việt Nam",
        "Foreign national trafficked in Viet Nam",
    )
    ACCOMPANYING_FOREIGN = (
        "accompanying_foreign",
        "Người dưới 18 tuổi đi cùng nạn nhân là người nước ngoài",
        "Under 18, accompanying a foreign victim",
    )


class Grade(Word):
    """How far a category is named for a regime of support."""

    LISTED = "listed", "Được hưởng", "Entitled"
    CASE_BY_CASE = "case_by_case", "Tùy từng trường hợp", "Depending on the case"
    NOT_LISTED = "not_listed", "Không thuộc danh mục", "Not listed"
    UNRESOLVED = (
        "unresolved",
        "Chưa rõ: văn bản đã đọc không nêu (chưa kiểm chứng)",
        "Unresolved: the text that was read does not say (unconfirmed)",
    )


class ApplicationState(Word):
    """Where an application for support stands."""

    INCOMPLETE = "incomplete", "Hồ sơ còn thiếu", "Incomplete"
    COMPLETE = "complete", "Hồ sơ đầy đủ, đang giải quyết", "Complete, being decided"
    GRANTED = "granted", "Đã chấp thuận", "Granted"
    REFUSED = "refused", "Đã từ chối", "Refused"


class RefusalGround(Word):
    """Why an application may be refused; a closed list, so that nobody is refused for not co-operating."""

    NOT_LISTED = "not_listed", "Không thuộc đối tượng được hưởng", "The category is not listed"
    CONDITIONS_NOT_MET = "conditions_not_met", "Không đáp ứng điều kiện của chế độ", "Conditions not met"
    ALREADY_RECEIVED = "already_received", "Đã được hưởng chế độ này", "Received already"
    TOO_LATE = "too_late", "Đã quá thời hạn đề nghị", "Applied too late"
    WITHDRAWN = "withdrawn", "Người đề nghị rút đề nghị", "Withdrawn by the applicant"


DECIDED: frozenset[ApplicationState] = frozenset({ApplicationState.GRANTED, ApplicationState.REFUSED})


@dataclass(frozen=True, slots=True)
class Sourced:
    """Where a row stands, how sure we are, and from when until when it is valid."""

    regime: Regime
    basis: str
    confidence: Confidence
    source: str
    valid_from: date
    valid_to: date | None

    def is_in_force(self, on: date) -> bool:
        """Say whether the row is valid on that day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class SupportRegime:
    """One letter of Article 37: what it grants, and to which categories of person."""

    letter: str
    name: str
    label: Words
    cells: Mapping[Category, Grade]
    law: Sourced

    def grade_for(self, category: Category) -> Grade:
        """Say how far a category is named; one the row does not name is unresolved."""
        return self.cells.get(category, Grade.UNRESOLVED)


@dataclass(frozen=True, slots=True)
class Benefit:
    """One thing that can be given under a regime of support."""

    name: str
    of: str
    """The regime of support it belongs to, by name."""
    label: Words
    duration: Words
    provider: Words
    condition: Words | None
    law: Sourced
    needs_application: bool = False
    is_once: bool = False
    apply_within: Limit | None = None
    only_for: frozenset[Category] = field(default_factory=frozenset)
    """The categories it is narrowed to; empty for all that the regime names."""
