"""What the calls about alerts answer. Only types live here."""

from uuid import UUID

from pydantic import Field

from referral.web.bodies import Answer, Label, When
from workflows.vocabulary import Role


class SeatAnswer(Answer):
    """A seat: a role in an agency. Who sits there is found when a message is sent."""

    agency: str
    role: Role


class AlertAnswer(Answer):
    """One alert to one seat."""

    id: UUID
    case: str = Field(validation_alias="case_ref")
    rule: str
    label: Label
    level: int = Field(description="1 warned, 2 overdue, 3 the unit above, 4 oversight")
    due_at: When
    late_by: int = Field(validation_alias="late_by_seconds", description="Seconds, when the alert was raised")
    recipient: SeatAnswer
    recorded_at: When
    acknowledged_at: When | None
