"""What the law was changed to here, and the calendars of agencies."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "law_change",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("province_code", sa.String(length=2), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_law_change_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_law_change")),
    )
    op.create_index("ix_law_change_effective", "law_change", ["effective_on"], unique=False)
    op.create_table(
        "agency_days",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.Column("decision", sa.String(length=200), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_agency_days_account_id_account")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_agency_days_agency_id_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_days")),
    )
    op.create_index(op.f("ix_agency_days_agency_id"), "agency_days", ["agency_id"], unique=False)
    op.add_column("clock", sa.Column("calendar_of", sa.Uuid(), nullable=True))
    op.add_column(
        "clock", sa.Column("extended_times", sa.Integer(), nullable=False, server_default=sa.text("0"))
    )
