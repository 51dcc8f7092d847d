"""Triggers that refuse to change or remove what the ledger holds, on both engines.

They stop slips and stolen passwords of the serving role; an owner of the schema can drop them, which is
what the tree, the checkpoints and the witnesses are for.
"""

from sqlalchemy import Connection, Table

FIRST_TABLES = ("ledger_entry", "ledger_about", "ledger_node")
SIGNED_TABLES = ("ledger_checkpoint", "ledger_cosignature")
PROTECTED_TABLES = FIRST_TABLES + SIGNED_TABLES

_SAYS = "The ledger is append-only."

_KEYS = {
    "ledger_entry": ("shard", "idx"),
    "ledger_about": ("shard", "idx", "about"),
    "ledger_node": ("shard", "level", "idx"),
    "ledger_checkpoint": ("shard", "size", "at"),
    "ledger_cosignature": ("shard", "size", "at", "line"),
}

_REFUSE = "EXECUTE FUNCTION ledger_refuses()"
_POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION ledger_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{_SAYS}' USING ERRCODE = 'insufficient_privilege';
END
$$
"""


def statements(dialect: str, table: str) -> tuple[str, ...]:
    """Give the statements that protect one table: for a migration, or to see what stands there.

    :raises KeyError: if the ledger has no such table
    """
    key = _KEYS[table]
    return _on_postgresql(table) if dialect == "postgresql" else _on_sqlite(table, key)


def _on_postgresql(table: str) -> tuple[str, ...]:
    rows, everything = "UPDATE OR DELETE", "TRUNCATE"
    return (
        _POSTGRESQL_FUNCTION,
        f"CREATE TRIGGER {table}_keeps_rows BEFORE {rows} ON {table} FOR EACH ROW {_REFUSE}",
        f"CREATE TRIGGER {table}_keeps_all BEFORE {everything} ON {table} FOR EACH STATEMENT {_REFUSE}",
    )


def _on_sqlite(table: str, key: tuple[str, ...]) -> tuple[str, ...]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{_SAYS}'); END"
    same_row = " AND ".join(f"{column} = NEW.{column}" for column in key)
    is_there = f"EXISTS (SELECT 1 FROM {table} WHERE {same_row})"  # noqa: S608 — constants only
    # INSERT OR REPLACE deletes without waking a delete trigger, so the insert itself looks before it.
    return (
        f"CREATE TRIGGER {table}_refuses_update BEFORE UPDATE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_refuses_delete BEFORE DELETE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_refuses_replace BEFORE INSERT ON {table} WHEN {is_there} {refuse}",
    )


def protect(connection: Connection, tables: tuple[str, ...] = FIRST_TABLES) -> None:
    """Protect tables of the ledger: for a migration that has just made them."""
    for table in tables:
        for statement in statements(connection.dialect.name, table):
            connection.exec_driver_sql(statement)


def protect_table(target: Table, connection: Connection, **_: object) -> None:
    """Protect one table that was just made; listens to `after_create`."""
    for statement in statements(connection.dialect.name, target.name):
        connection.exec_driver_sql(statement)
