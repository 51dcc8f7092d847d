"""Every look the doctor takes at an installation: each gives one finding, with what to do if it is not well.

Nothing is changed, nothing is unsealed, and one part that is ill keeps no other from being looked at.
"""

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from pathlib import Path

from sqlalchemy import Engine, func, make_url, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from referral import migrations, settings
from referral.casework.models import KeyRemoval
from referral.kernel import outbox
from referral.kernel.clock import Clock
from referral.kernel.database import disposing, make_engine, reading
from referral.kernel.errors import UnsafeSettings
from referral.kernel.ledger import Action, Search, Status, entries, verify
from referral.kernel.ledger.protection import PROTECTED_TABLES
from referral.kernel.outbox import MessageState
from referral.kernel.vault import FileProvider, Vault
from referral.settings import Settings
from referral.sla.services import heartbeat

FREE_BYTES_LEAST = 1 << 30
OLDEST_BACKUP = timedelta(days=2)
OLDEST_REMOVAL = timedelta(hours=1)
OTHERS = 0o077
PER_TABLE = {"sqlite": 3, "postgresql": 2}
"""How many triggers guard each table of the ledger."""
TRIGGERS = {
    "sqlite": "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :name",
    "postgresql": "SELECT count(*) FROM pg_trigger WHERE tgrelid = CAST(:name AS regclass)"
    " AND NOT tgisinternal AND tgenabled <> 'D'",
}


class Grade(Enum):
    """How well a part is."""

    WELL = "well"
    ADVICE = "advice"
    """It works; somebody should know."""
    ILL = "ill"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one part, and what to do."""

    part: str
    grade: Grade
    says: str


Told = tuple[Grade, str]
Look = Callable[[], Told]


def examine(instance: Path, clock: Clock) -> Iterator[Finding]:
    """Look at every part; the settings first, for without them there is nothing to look at."""
    try:
        chosen = settings.read(instance)
    except UnsafeSettings as error:
        yield Finding("settings", Grade.ILL, str(error))
        return
    yield Finding("settings", *_settings(chosen))
    yield Finding("files", *_files(chosen))
    yield Finding("disk", *_disk(instance))
    yield _looked("root key", lambda: _root_key(chosen))
    with disposing(make_engine(chosen.keystore_url)) as store:
        yield _looked("key store", lambda: _key_store(chosen, store, clock))
    with disposing(make_engine(chosen.database_url)) as engine:
        yield from _database(engine, clock)


def _database(engine: Engine, clock: Clock) -> Iterator[Finding]:
    schema = _looked("schema", lambda: _schema(engine))
    yield schema
    if schema.grade is Grade.ILL:
        return
    yield _looked("storage", lambda: _storage(engine))
    looks: dict[str, Callable[[Session], Told]] = {
        "ledger": _ledger,
        "ledger's guards": _guards,
        "scheduler": lambda session: _scheduler(session, clock),
        "messages": _messages,
        "keys to destroy": lambda session: _removals(session, clock),
        "backup": lambda session: _backup(session, clock),
    }
    for part, look in looks.items():
        yield _looked(part, lambda look=look: _read(engine, look))  # type: ignore[misc]  # a default binds it now


def _read(engine: Engine, look: Callable[[Session], Told]) -> Told:
    with reading(engine) as session:
        return look(session)


def _looked(part: str, look: Look) -> Finding:
    try:
        return Finding(part, *look())
    except UnsafeSettings as error:
        return Finding(part, Grade.ILL, str(error))
    except SQLAlchemyError as error:
        said = f"It cannot be reached ({type(error).__name__}). See that it runs, and where settings look."
        return Finding(part, Grade.ILL, said)


def _settings(chosen: Settings) -> Told:
    if not chosen.mail.host:
        return (
            Grade.ADVICE,
            "Alerts stay in the application. Set `mail.host` to have them mailed.",
        )
    if not chosen.is_public_over_tls and not chosen.is_demonstration:
        return (
            Grade.ADVICE,
            "Only this machine can reach it. Set `public_url` to serve others.",
        )
    return Grade.WELL, "They are complete and safe."


def _files(chosen: Settings) -> Told:
    if os.name != "posix":
        return Grade.ADVICE, "This system has no such bits: protect the folder by its access list."
    open_to_others = [
        path.name
        for path in sorted(chosen.instance.iterdir())
        if path.is_file() and path.name != "README.md" and stat.S_IMODE(path.stat().st_mode) & OTHERS
    ]
    if open_to_others:
        names = ", ".join(open_to_others[:5])
        return Grade.ADVICE, f"Other accounts can read {names}. Run `chmod -R go= {chosen.instance}`."
    return Grade.WELL, "Only the service's own account can read them."


def _disk(instance: Path) -> Told:
    free = shutil.disk_usage(instance).free
    said = f"{free / (1 << 30):.1f} GB are free."
    if free < FREE_BYTES_LEAST:
        return Grade.ILL, f"{said} Make room: a full disk refuses every report."
    return Grade.WELL, said


def _root_key(chosen: Settings) -> Told:
    chosen.require_root_key()
    if wrong := FileProvider(chosen.root_key).health():
        return Grade.ILL, wrong
    return Grade.WELL, "It can be read, by its owner alone."


def _key_store(chosen: Settings, store: Engine, clock: Clock) -> Told:
    status = Vault.open(FileProvider(chosen.root_key), store, clock).status()
    copies = sum(status.copies_by_state.values())
    return Grade.WELL, f"The root key opens it; {copies} copies of keys, {status.erased} erased cases."


def _schema(engine: Engine) -> Told:
    migrations.require_current(engine)
    return Grade.WELL, f"It is the newest ({migrations.head()})."


def _storage(engine: Engine) -> Told:
    kind = make_url(str(engine.url)).get_backend_name()
    if kind == "sqlite":
        with engine.execution_options(is_reading=True).connect() as connection:
            found = connection.exec_driver_sql("PRAGMA quick_check").scalar()
        if found != "ok":
            return Grade.ILL, "The database file is damaged. Stop the server and restore the newest backup."
        return Grade.WELL, "The database file is whole."
    with engine.connect() as connection:
        owner = connection.scalar(
            text("SELECT tableowner = current_user FROM pg_tables WHERE tablename = 'ledger_entry'")
        )
    if owner:
        return Grade.ADVICE, (
            "The serving role owns the ledger, so it could drop its guards. "
            "Let another role own the schema: REFERRAL_OWNER_DATABASE_URL."
        )
    return Grade.WELL, "The serving role can only add to the ledger."


def _ledger(session: Session) -> Told:
    verdict = verify(session)
    if verdict.status is Status.SOUND:
        return Grade.WELL, f"It is sound: {verdict.size:,} entries."
    return (
        Grade.ILL,
        "It cannot be believed. Keep the database, and call the auditor.",
    )


def _guards(session: Session) -> Told:
    kind = session.get_bind().dialect.name
    found = {
        name: session.scalar(text(TRIGGERS[kind]), {"name": name}) or 0 for name in sorted(PROTECTED_TABLES)
    }
    missing = [name for name, many in found.items() if many < PER_TABLE[kind]]
    if missing:
        return Grade.ILL, (
            f"Nothing refuses to change {', '.join(missing)}: somebody dropped its triggers. "
            "Call the auditor; restore a backup from before."
        )
    return Grade.WELL, "The database refuses to change or remove an entry."


def _scheduler(session: Session, clock: Clock) -> Told:
    if heartbeat.is_silent(session, clock):
        return (
            Grade.ILL,
            "Silent for two minutes: nobody is told of deadlines. Start `referral serve`.",
        )
    return Grade.WELL, "It has been heard of within two minutes."


def _messages(session: Session) -> Told:
    counted = outbox.counts(session)
    if dead := counted.get(MessageState.DEAD, 0):
        return Grade.ILL, f"{dead} could not be sent and were given up. Check the mail server's settings."
    return Grade.WELL, "None was given up."


def _removals(session: Session, clock: Clock) -> Told:
    old = KeyRemoval.queued_at < clock.now() - OLDEST_REMOVAL
    many = session.scalar(select(func.count()).select_from(KeyRemoval).where(old)) or 0
    if many:
        return Grade.ILL, f"{many} keys should be gone for an hour. Start the scheduler: `referral worker`."
    return Grade.WELL, "None is waiting."


def _backup(session: Session, clock: Clock) -> Told:
    last = entries(session, Search(action=Action.SYSTEM_BACKED_UP), limit=1)
    if not last or clock.now() - last[0].at > OLDEST_BACKUP:
        return Grade.ADVICE, "None was taken for two days or more. Run `referral backup FILE`, every night."
    return Grade.WELL, f"The last one was taken at {last[0].at.isoformat(timespec='minutes')}."
