"""What calls about erasing a person's data take and answer. Only types live here."""

from uuid import UUID

from referral.web.bodies import Answer, Body, Listed, When
from workflows.data_duties import ErasureGround


class ErasureBody(Body):
    """Why the personal data of this case are to be destroyed."""

    ground: ErasureGround


class ErasureAnswer(Answer):
    """A request to destroy a person's data: which case, why, and what became of it."""

    id: UUID
    ref: str
    ground: ErasureGround
    asked_at: When
    decided_at: When | None
    is_approved: bool
    done_at: When | None


class ErasuresAnswer(Listed[ErasureAnswer]):
    """The requests, the latest first."""
