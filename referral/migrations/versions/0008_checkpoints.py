"""Checkpoints of the ledger, and what watches them."""

import sqlalchemy as sa
from alembic import op

from referral.kernel.ledger import protect

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ledger_checkpoint",
        sa.Column("shard", sa.SmallInteger(), nullable=False),
        sa.Column("size", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False, comment="when it was signed"),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column(
            "note",
            sa.String(length=2000),
            nullable=False,
            comment="the signed note: a name, a size, a root, a time",
        ),
        sa.PrimaryKeyConstraint("shard", "size", "at", name=op.f("pk_ledger_checkpoint")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ledger_cosignature",
        sa.Column("shard", sa.SmallInteger(), nullable=False),
        sa.Column("size", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False, comment="of the checkpoint it stands under"),
        sa.Column(
            "line", sa.String(length=300), nullable=False, comment="a witness's name and its signature"
        ),
        sa.PrimaryKeyConstraint("shard", "size", "at", "line", name=op.f("pk_ledger_cosignature")),
        sqlite_with_rowid=False,
    )
    # What was signed can be neither changed nor removed, as what it was signed over.
    protect(op.get_bind(), ("ledger_checkpoint", "ledger_cosignature"))
