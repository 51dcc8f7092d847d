"""Papers filed on a case, as stored: the kind is open, the number and what it says are sealed."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from referral.kernel.database import Base, Sealed


class Paper(Base):
    """A paper on file, such as one that certifies a victim (Law 53/2024/QH15 Art. 33)."""

    __tablename__ = "paper"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    issued_on: Mapped[date | None]
    document: Mapped[bytes] = mapped_column(Sealed, deferred=True)
    """Number, issuing body and remarks."""
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    occurred_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
