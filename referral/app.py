"""Puts the parts together: settings, databases, keys, rooms, web. Only here do they meet; no rule is here."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from flask import Blueprint, Flask
from sqlalchemy import Executable, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from referral import settings as chosen
from referral import web
from referral.kernel.clock import Clock, SystemClock
from referral.kernel.database import Database, make_engine
from referral.kernel.errors import UnsafeSettings
from referral.kernel.ledger.signer import Signer
from referral.kernel.ledger.tables import ledger_head
from referral.kernel.permissions import Permission
from referral.kernel.vault import FileProvider, Vault
from referral.people.services import sessions, tokens
from referral.people.services.passphrases import Hasher
from referral.settings import Settings
from referral.sla.services import heartbeat
from referral.web import openapi
from referral.web.anonymous import Tally
from referral.web.health import Check, health
from referral.web.logs import log_fault
from referral.web.uploads import InMemory

N_ = str
"""Marks a sentence for the catalogue of translations, and leaves it as it is."""

ROOMS = ("people", "sla", "casework", "custody", "support", "documents", "tracks", "oversight", "desk")
SILENT = "silent for two minutes or more"
STOPPED = "stopped: the ledger does not extend what was signed"
DOORS = ("views", "api")
"""A room is entered by its pages and by its calls; one that has neither has no address."""

ENDPOINTS = web.Endpoints(
    home="desk.home",
    sign_in="people.sign_in",
    sign_out="people.sign_out",
    enrol="people.choose_passphrase",
    account="people.account",
    language="people.language",
    keep="people.keep",
)

# Whoever has no desk starts from the first of these that is open to them.
NAVIGATION = (
    web.Place("desk.home", N_("My desk"), "home", Permission.DESK_SEE),
    web.Place("casework.report", N_("Receive a report"), "file-plus", Permission.CASE_REPORT),
    web.Place("casework.index", N_("Cases"), "folders", Permission.CASE_LIST),
    web.Place("casework.search", N_("Search"), "search", Permission.CASE_SEARCH),
    web.Place("custody.inbox", N_("Hand-overs received"), "inbox", Permission.HANDOVER_LIST),
    web.Place("custody.sent", N_("Hand-overs sent"), "send", Permission.HANDOVER_LIST),
    web.Place("tracks.crime_reports", N_("Crime reports"), "gavel", Permission.CRIME_REPORT_LIST),
    web.Place("people.accounts", N_("Accounts"), "users", Permission.ACCOUNT_MANAGE),
    web.Place("people.agencies", N_("Agencies"), "building", Permission.ACCOUNT_MANAGE),
    web.Place("support.amounts", N_("Amounts of support"), "scale", Permission.SUPPORT_AMOUNTS),
    web.Place("oversight.ledger", N_("Access log"), "list-details", Permission.LEDGER_READ),
    web.Place("sla.alerts", N_("Alerts"), "bell", Permission.ALERT_READ),
    web.Place("sla.board", N_("Overdue board"), "clock-exclamation", Permission.BOARD_SEE),
    web.Place("tracks.data_protection", N_("Data protection"), "lock", Permission.DATA_DUTY_REPORT),
    web.Place("sla.law", N_("The law"), "scale", Permission.LAW_READ),
    web.Place("people.waiting", N_("Accounts to confirm"), "shield-check", Permission.ACCOUNT_CONFIRM),
)


class Application(Flask):
    """A Flask application that never writes an address or an error's own words into its log, nor a file
    that was sent onto a disk.
    """

    request_class = InMemory

    def log_exception(self, exc_info: object) -> None:
        """Write down where a fault came from."""
        if isinstance(exc_info, tuple) and isinstance(exc_info[1], BaseException):
            log_fault(exc_info[1])


def create_from_environment() -> Flask:
    """Make the application of the instance that the environment names: what a server calls.

    :raises UnsafeSettings: if it must not start; the sentence says what to do
    """
    return create_app(chosen.read(chosen.instance_folder()))


def create_app(settings: Settings, *, clock: Clock | None = None, database: Database | None = None) -> Flask:
    """Make an application.

    :param database: one that is open already; otherwise the settings say where it is
    :raises UnsafeSettings: if it must not start; the sentence says what to do
    """
    time = clock or SystemClock()
    data = database or open_database(settings, time)
    app = Application(__name__, template_folder=str(template_folder()))
    app.url_map.merge_slashes = False  # an address written twice over is no address, and leads nowhere else
    web.install(app, world_for(settings, data, time))
    app.register_blueprint(health(checks_of))
    app.register_blueprint(openapi.blueprint)
    for blueprint in blueprints():
        app.register_blueprint(blueprint)
    return app


def open_database(settings: Settings, clock: Clock) -> Database:
    """Open the main database and the vault, proving that its root key is the one that belongs to it.

    :raises UnsafeSettings: if there is no key, or it is not the one; the sentence says what to do
    """
    settings.require_root_key()
    try:
        vault = Vault.open(FileProvider(settings.root_key), make_engine(settings.keystore_url), clock)
        return Database(make_engine(settings.database_url), vault)
    except SQLAlchemyError as error:
        raise UnsafeSettings(
            f"A database cannot be reached ({type(error).__name__}). Check `databases` in settings.toml."
        ) from None


def template_folder() -> Path:
    """Give the folder of the pages: in an installed package within it, in a checkout beside it."""
    package = Path(__file__).resolve().parent
    packaged = package / "templates"
    return packaged if packaged.is_dir() else package.parent / "templates"


def blueprints() -> Iterator[Blueprint]:
    """Give the doors of every room that is there; only an application loads them, so commands stay quick."""
    for room in ROOMS:
        for door in DOORS:
            name = f"referral.{room}.{door}"
            if find_spec(name) is not None:
                yield import_module(name).blueprint


def world_for(settings: Settings, database: Database, time: Clock) -> web.World:
    """Give what every request of an application is handed."""
    limits = sessions.Limits(
        timedelta(minutes=settings.idle_minutes), timedelta(hours=settings.session_hours)
    )

    def load_actor(
        session: Session, clock: Clock, *, browser: str = "", token: str = ""
    ) -> web.Caller | None:
        return (
            tokens.resume(session, clock, token)
            if token
            else sessions.resume(session, clock, browser, limits)
        )

    return web.World(
        settings=settings,
        database=database,
        clock=time,
        load_actor=load_actor,
        is_scheduler_silent=heartbeat.is_silent,
        endpoints=ENDPOINTS,
        navigation=NAVIGATION,
        tools={Hasher: Hasher(settings.hashing), Tally: Tally()},
    )


def checks_of(world: web.World) -> dict[str, Check]:
    """Give what must be well before an application may serve."""
    database, clock, signing = world.database, world.clock, world.settings.signing

    def reached(look: Callable[[Session], str | None]) -> str | None:
        try:
            with database.reading() as session:
                return look(session)
        except SQLAlchemyError as error:
            return f"not reached ({type(error).__name__})"

    def asked(statement: Executable) -> Check:
        def look(session: Session) -> None:
            session.execute(statement)

        return lambda: reached(look)

    return {
        "database": asked(select(1)),
        "keys": lambda: "the root key cannot be used" if database.vault.health() else None,
        "ledger": asked(select(ledger_head.c.size)),
        "signer": lambda: STOPPED if Signer(signing.folder, signing.name).why_stopped else None,
        "scheduler": lambda: reached(lambda session: SILENT if heartbeat.is_silent(session, clock) else None),
    }
