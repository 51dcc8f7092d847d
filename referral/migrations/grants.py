"""What the serving role may do where another role owns the schema: never own the ledger, only add to it."""

from sqlalchemy import Connection, Engine, make_url

from referral.kernel.ledger.protection import PROTECTED_TABLES
from referral.schema import METADATA

ANYTHING = "SELECT, INSERT, UPDATE, DELETE"
ONLY_ADDING = "SELECT, INSERT"


def grant(owner: Engine, serving_url: str) -> str | None:
    """Let the role of the serving URL use the tables, and only add to the ledger; give its name.

    Nothing is granted on SQLite, nor where owner and serving role are the same.
    """
    role = make_url(serving_url).username
    if owner.dialect.name != "postgresql" or role is None or role == owner.url.username:
        return None
    with owner.begin() as connection:
        _grant(connection, role)
    return role


def _grant(connection: Connection, role: str) -> None:
    quote = connection.dialect.identifier_preparer.quote_identifier
    whom = quote(role)
    connection.exec_driver_sql(f"GRANT SELECT ON alembic_version TO {whom}")
    for table in METADATA.tables:
        what = ONLY_ADDING if table in PROTECTED_TABLES else ANYTHING
        connection.exec_driver_sql(f"REVOKE ALL ON {quote(table)} FROM {whom}")
        connection.exec_driver_sql(f"GRANT {what} ON {quote(table)} TO {whom}")
