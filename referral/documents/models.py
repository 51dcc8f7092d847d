"""Papers and files of a case, as stored: the kind is open, what they say and show is sealed."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
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


class Attachment(Base):
    """A file attached to a case; it is never changed, and has no name but its number."""

    __tablename__ = "attachment"
    __table_args__ = (UniqueConstraint("case_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    number: Mapped[int]
    media: Mapped[str] = mapped_column(String(20))
    size: Mapped[int]
    """In bytes, as it is kept."""
    is_stripped: Mapped[bool]
    document: Mapped[bytes] = mapped_column(Sealed, deferred=True)
    """What it shows, in the words of whoever attached it, and the SHA-256 of the file."""
    file_key: Mapped[bytes] = mapped_column(Sealed, deferred=True)
    """The file's own key, so that a copy for some columns opens files only if it names this one."""
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    occurred_at: Mapped[datetime]
    recorded_at: Mapped[datetime]


class AttachmentChunk(Base):
    """At most 64 KiB of a file, sealed with the file's key and bound to their number (`vault.files`)."""

    __tablename__ = "attachment_chunk"

    attachment_id: Mapped[UUID] = mapped_column(ForeignKey("attachment.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[bytes] = mapped_column(LargeBinary)
