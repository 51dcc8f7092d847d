"""Schema changes, and how a database is brought to the newest. A revision is frozen once it is released.

Whoever owns the schema runs them: where the serving role must not own the ledger, that is another role.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from referral.kernel.errors import UnsafeSettings

FOLDER = Path(__file__).parent

OLDER = "The database is at an older schema. Stop the server and run `referral upgrade`."
NEWER = "The database was made by a newer version of this program. Install that version."


def config_for(connection: Connection | None = None) -> Config:
    """Give Alembic's configuration: this folder, wherever the package is installed."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def head() -> str:
    """Give the newest revision this program knows.

    :raises LookupError: if there is none
    """
    newest = ScriptDirectory.from_config(config_for()).get_current_head()
    if newest is None:
        raise LookupError("There is no revision in referral/migrations/versions.")
    return newest


def current(engine: Engine) -> str | None:
    """Give the revision a database stands at; nothing, if it is empty."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def upgrade(engine: Engine) -> tuple[str | None, str]:
    """Bring a database to the newest revision, all or nothing; give the revisions before and after."""
    before = current(engine)
    refuse_unknown(before)
    with engine.begin() as connection:
        command.upgrade(config_for(connection), "head")
    return before, head()


def refuse_unknown(revision: str | None) -> None:
    """Make sure that this program knows a revision.

    :raises UnsafeSettings: if it does not: a newer program has been here
    """
    known = {script.revision for script in ScriptDirectory.from_config(config_for()).walk_revisions()}
    if revision is not None and revision not in known:
        raise UnsafeSettings(NEWER)


def require_current(engine: Engine) -> None:
    """Make sure that a database is at the newest revision.

    :raises UnsafeSettings: if it is not; the sentence says what to do
    """
    revision = current(engine)
    refuse_unknown(revision)
    if revision != head():
        raise UnsafeSettings(OLDER)
