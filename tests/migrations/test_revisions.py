"""Revisions bring an empty database to exactly the tables the program works with."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from referral import migrations
from referral.kernel.errors import UnsafeSettings
from referral.kernel.ledger.protection import PROTECTED_TABLES
from referral.schema import METADATA

NODE = {
    "sqlite": "INSERT INTO ledger_node (shard, level, idx, hash) VALUES (2026, 0, 0, x'61')",
    "postgresql": "INSERT INTO ledger_node (shard, level, idx, hash) VALUES (2026, 0, 0, '\\x61')",
}
INDEXES = [index for table in METADATA.tables.values() for index in table.indexes]
TRIGGERED = {
    "sqlite": "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT event_object_table FROM information_schema.triggers",
}


def test_revisions_make_exactly_the_tables_in_use(empty: Engine) -> None:
    migrations.upgrade(empty)

    with empty.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_partial_indexes_are_partial_in_the_database_too(empty: Engine) -> None:
    migrations.upgrade(empty)
    looking, option = inspect(empty), f"{empty.dialect.name}_where"

    made = {
        index["name"]
        for table in METADATA.tables
        for index in looking.get_indexes(table)
        if option in index.get("dialect_options", {})
    }

    assert made == {
        index.name for index in INDEXES if index.dialect_options[empty.dialect.name]["where"] is not None
    }


def test_there_is_one_newest_revision_and_they_are_numbered() -> None:
    scripts = ScriptDirectory.from_config(migrations.config_for())
    numbers = sorted(script.revision for script in scripts.walk_revisions())

    assert scripts.get_heads() == [migrations.head()]
    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]


@pytest.mark.parametrize("change", ["UPDATE ledger_node SET idx = 1", "DELETE FROM ledger_node"])
def test_the_ledger_refuses_changes_from_its_first_revision_on(empty: Engine, change: str) -> None:
    migrations.upgrade(empty)
    with empty.begin() as connection:
        connection.exec_driver_sql(NODE[empty.dialect.name])

    with pytest.raises(DBAPIError, match="append-only"), empty.begin() as connection:
        connection.execute(text(change))


def test_every_table_of_the_ledger_has_its_triggers(empty: Engine) -> None:
    migrations.upgrade(empty)

    with empty.connect() as connection:
        assert set(connection.scalars(text(TRIGGERED[empty.dialect.name]))) == set(PROTECTED_TABLES)


def test_upgrading_twice_changes_nothing_the_second_time(empty: Engine) -> None:
    assert migrations.upgrade(empty) == (None, migrations.head())
    assert migrations.upgrade(empty) == (migrations.head(), migrations.head())


def test_an_empty_database_is_not_served(empty: Engine) -> None:
    with pytest.raises(UnsafeSettings, match="referral upgrade"):
        migrations.require_current(empty)


def test_a_database_at_the_newest_revision_is_served(empty: Engine) -> None:
    migrations.upgrade(empty)

    migrations.require_current(empty)


def test_a_database_of_a_newer_program_is_left_alone(empty: Engine) -> None:
    migrations.upgrade(empty)
    with empty.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(UnsafeSettings, match="newer version"):
        migrations.upgrade(empty)


def test_a_revision_that_fails_leaves_nothing_half_done(empty: Engine) -> None:
    with empty.begin() as connection:
        connection.execute(text("CREATE TABLE clock (id integer)"))

    with pytest.raises(DBAPIError):
        migrations.upgrade(empty)

    assert inspect(empty).get_table_names() == ["clock"]
