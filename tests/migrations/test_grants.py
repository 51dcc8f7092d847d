"""Where another role owns the schema, the serving role works with every table and only adds to the ledger."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import ProgrammingError

from referral import migrations
from referral.kernel.database import make_engine
from referral.migrations.grants import grant


@pytest.fixture
def serving(empty_postgres: Engine) -> Iterator[Engine]:
    """The same database, as a role that owns nothing."""
    migrations.upgrade(empty_postgres)
    with empty_postgres.begin() as connection:
        connection.exec_driver_sql("DROP ROLE IF EXISTS serving")
        connection.exec_driver_sql("CREATE ROLE serving LOGIN PASSWORD 'openly-fictional'")
    url = empty_postgres.url.set(username="serving", password="openly-fictional")
    engine = make_engine(url.render_as_string(hide_password=False))
    assert grant(empty_postgres, str(engine.url)) == "serving"
    yield engine
    engine.dispose()
    with empty_postgres.begin() as connection:
        connection.exec_driver_sql("DROP OWNED BY serving")
        connection.exec_driver_sql("DROP ROLE serving")
    empty_postgres.dispose()


def test_the_serving_role_sees_the_schema_it_must_have(serving: Engine) -> None:
    migrations.require_current(serving)


def test_the_serving_role_works_with_ordinary_tables(serving: Engine) -> None:
    with serving.begin() as connection:
        connection.execute(text("INSERT INTO heartbeat (name, beat_at) VALUES ('x', now())"))
        connection.execute(text("UPDATE heartbeat SET beat_at = now()"))
        connection.execute(text("DELETE FROM heartbeat"))


@pytest.mark.parametrize(
    "deed",
    [
        "UPDATE ledger_entry SET idx = 1",
        "DELETE FROM ledger_node",
        "TRUNCATE ledger_about",
        "ALTER TABLE ledger_entry DISABLE TRIGGER ALL",
        "DROP TRIGGER ledger_entry_keeps_rows ON ledger_entry",
        "DROP TABLE ledger_entry",
    ],
)
def test_the_serving_role_can_only_add_to_the_ledger(serving: Engine, deed: str) -> None:
    with pytest.raises(ProgrammingError), serving.begin() as connection:
        connection.execute(text(deed))


def test_nothing_is_granted_where_one_role_does_both(empty_sqlite: Engine, empty_postgres: Engine) -> None:
    assert grant(empty_sqlite, "sqlite:///main.sqlite") is None
    assert grant(empty_postgres, empty_postgres.url.render_as_string(hide_password=False)) is None
    empty_postgres.dispose()
