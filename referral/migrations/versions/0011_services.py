"""Referrals to a service: what is asked, how it was answered, how it ended."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "handover", sa.Column("is_outside", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("handover", sa.Column("ground", sa.String(length=16), nullable=True))
    op.add_column("handover", sa.Column("outcome", sa.String(length=16), nullable=True))
    op.add_column("handover", sa.Column("brief", sa.LargeBinary(), nullable=True))
    op.add_column("handover", sa.Column("report", sa.LargeBinary(), nullable=True))
    op.add_column("handover", sa.Column("done_at", sa.DateTime(timezone=True), nullable=True))
    op.drop_index("ix_handover_due", table_name="handover")
    op.create_index(
        "ix_handover_due",
        "handover",
        ["answer_due_at"],
        sqlite_where=sa.text("state = 'offered'"),
        postgresql_where=sa.text("state = 'offered'"),
    )
