"""The ledger's tables: entries as hashed, the nodes over them, each year's head, what was signed.

Rows are never read into objects: appending is on the way of every request, so it is a few fixed statements.
"""

from sqlalchemy import BigInteger, Boolean, Column, Index, LargeBinary, SmallInteger, String, Table, event

from referral.kernel.database import Base
from referral.kernel.ledger.protection import protect_table

ledger_entry = Table(
    "ledger_entry",
    Base.metadata,
    Column("shard", SmallInteger, primary_key=True, comment="the year; one log a year"),
    Column("idx", BigInteger, primary_key=True, comment="its place in the log, without gaps"),
    Column("at", String(27), nullable=False, index=True, comment="as in the bytes: UTC, sorts like time"),
    Column("actor_id", String(100), nullable=False),
    Column("agency_code", String(100), nullable=False),
    Column("action", String(50), nullable=False),
    Column("about", String(100), comment="the one thing it is about; several stand in ledger_about"),
    Column("result", String(20), nullable=False),
    Column("body", LargeBinary, nullable=False, comment="the exact bytes that were hashed"),
    Column("leaf", LargeBinary, nullable=False, comment="SHA-256(0x00 ‖ body)"),
    Index("ix_ledger_entry_about", "about"),
    Index("ix_ledger_entry_actor_id", "actor_id"),
    sqlite_with_rowid=False,
)

ledger_about = Table(
    "ledger_about",
    Base.metadata,
    Column("shard", SmallInteger, primary_key=True),
    Column("idx", BigInteger, primary_key=True),
    Column(
        "about", String(100), primary_key=True, index=True, comment="one of several things an entry names"
    ),
    sqlite_with_rowid=False,
)

ledger_node = Table(
    "ledger_node",
    Base.metadata,
    Column("shard", SmallInteger, primary_key=True),
    Column("level", SmallInteger, primary_key=True, comment="0 for leaves"),
    Column("idx", BigInteger, primary_key=True, comment="its place on that level"),
    Column("hash", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

ledger_head = Table(
    "ledger_head",
    Base.metadata,
    Column("shard", SmallInteger, primary_key=True, autoincrement=False),
    Column("size", BigInteger, nullable=False),
    Column("peaks", LargeBinary, nullable=False, comment="the roots of the complete subtrees, largest first"),
    Column("root", LargeBinary, nullable=False),
    Column("at", String(27), nullable=False, comment="when the last entry was appended"),
    Column("is_closed", Boolean, nullable=False, comment="a later year's log has been opened"),
)

ledger_checkpoint = Table(
    "ledger_checkpoint",
    Base.metadata,
    Column("shard", SmallInteger, primary_key=True),
    Column("size", BigInteger, primary_key=True, autoincrement=False),
    Column("at", String(27), primary_key=True, comment="when it was signed"),
    Column("root", LargeBinary, nullable=False),
    Column("note", String(2000), nullable=False, comment="the signed note: a name, a size, a root, a time"),
    sqlite_with_rowid=False,
)

ledger_cosignature = Table(
    "ledger_cosignature",
    Base.metadata,
    Column("shard", SmallInteger, primary_key=True),
    Column("size", BigInteger, primary_key=True, autoincrement=False),
    Column("at", String(27), primary_key=True, comment="of the checkpoint it stands under"),
    Column("line", String(300), primary_key=True, comment="a witness's name and its signature"),
    sqlite_with_rowid=False,
)

for _table in (ledger_entry, ledger_about, ledger_node, ledger_checkpoint, ledger_cosignature):
    event.listen(_table, "after_create", protect_table)
