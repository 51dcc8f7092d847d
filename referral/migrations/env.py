"""Alembic's entrance: it is handed an open connection and leaves the commit to whoever opened it."""

from typing import Literal

from alembic import context
from sqlalchemy.types import TypeEngine

from referral.kernel.database import Sealed, UtcDateTime
from referral.schema import METADATA


def render_item(kind: str, item: object, _: object) -> str | Literal[False]:
    """Write our own types as what they are in the database, so that no revision depends on this program's."""
    if kind == "type" and isinstance(item, TypeEngine):
        if isinstance(item, UtcDateTime):
            return "sa.DateTime(timezone=True)"
        if isinstance(item, Sealed):
            return "sa.LargeBinary()"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=METADATA,
    render_item=render_item,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
