"""`referral serve`: the web application, with the scheduler beside it.

Without TLS it is reached from this machine only. The server's processes end when the first one does,
killed or not, so that nothing is left holding the port.
"""

import logging
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Protocol

import click
from flask import Flask
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from referral import migrations, scheduler, signer
from referral import settings as chosen
from referral.app import create_app
from referral.commands.erased import before_serving
from referral.kernel.clock import SystemClock
from referral.kernel.database import disposing, make_engine
from referral.kernel.errors import UnsafeSettings
from referral.kernel.vault import FileProvider, Vault
from referral.settings import LOOPBACK, PUBLIC_URL, Settings

PROCESSES = 2
THREADS = 4
"""Of each process: a request waits for the database, not for the processor."""
LOOK_EVERY_SECONDS = 0.2
DRAINING_SECONDS = 10
"""How long a process that is told to stop may take to finish its requests."""


class Server(Protocol):
    """As much of the server as is used here."""

    def serve(self, *, target_loader: Callable[..., Callable[..., object]], wrap_loader: bool) -> object:
        """Serve until told to stop."""


@click.command(name="serve")
@click.option("--host", default=LOOPBACK[1], show_default=True, help="The address to listen at.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--tls-cert", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="PEM.")
@click.option("--tls-key", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="PKCS#8, PEM.")
@click.option(
    "--behind-proxy",
    type=click.IntRange(1),
    metavar="N",
    help="How many proxies of your own stand in front and speak TLS.",
)
@click.pass_obj
def command(
    instance: Path,
    host: str,
    port: int,
    tls_cert: Path | None,
    tls_key: Path | None,
    behind_proxy: int | None,
) -> None:
    """Serve the web application, with the scheduler beside it."""
    if (tls_cert is None) is not (tls_key is None):
        raise click.UsageError("TLS needs both --tls-cert and --tls-key.")
    settings = chosen.read(instance)
    settings = replace(settings, behind_proxy=behind_proxy or settings.behind_proxy)
    if tls_cert is not None:
        settings = over_tls(settings, port)
    elif not settings.behind_proxy:
        settings = only_from_here(settings, host, port)
    look_first(settings, host, port)
    before_serving(settings)
    server = server_for(host, port, tls_cert, tls_key)
    with (
        scheduler.Beside(settings) as beside,
        signer.beside(settings) as start_signer,
        when_answering(host, port) as then,
    ):
        then(lambda: click.echo(address_of(settings, port)))
        then(beside.start)
        then(start_signer)
        server.serve(target_loader=partial(load, settings), wrap_loader=False)


def only_from_here(settings: Settings, host: str, port: int) -> Settings:
    """Make sure that without TLS nobody else can reach it.

    :raises UnsafeSettings: if it was to listen at another address than the loopback's
    """
    if host not in LOOPBACK:
        raise UnsafeSettings(
            "Without TLS it may be reached from this machine only. Leave --host out, or give --tls-cert and "
            "--tls-key, or --behind-proxy where a proxy of your own speaks TLS."
        )
    own = f"http://localhost:{port}"
    return replace(settings, public_url=own) if settings.public_url == PUBLIC_URL else settings


def over_tls(settings: Settings, port: int) -> Settings:
    """Let links and cookies know that this server speaks TLS, where the settings name no such address."""
    own = f"https://localhost:{port}"
    return settings if settings.is_public_over_tls else replace(settings, public_url=own)


def look_first(settings: Settings, host: str, port: int) -> None:
    """Make sure that it can start, while there is still somebody to tell.

    :raises UnsafeSettings: if the database or its schema, the keys or the port cannot be used
    """
    settings.require_root_key()
    for url, look in (
        (settings.keystore_url, partial(Vault.open, FileProvider(settings.root_key), clock=SystemClock())),
        (settings.database_url, migrations.require_current),
    ):
        look_at(url, look)
    refuse_a_taken_port(host, port)


def look_at(url: str, look: Callable[[Engine], object]) -> None:
    """Look at a database and let go of it again: no connection may be shared with a process that is forked.

    :raises UnsafeSettings: if it cannot be reached, or what is seen there must not be served
    """
    try:
        with disposing(make_engine(url)) as engine:
            look(engine)
    except SQLAlchemyError as error:
        raise UnsafeSettings(
            f"A database cannot be reached ({type(error).__name__}). Check `databases` in settings.toml."
        ) from None


def refuse_a_taken_port(host: str, port: int) -> None:
    """Make sure that the port is free: two servers would share it without a word.

    :raises UnsafeSettings: if it is not
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with closing(socket.socket(family, socket.SOCK_STREAM)) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError:
            raise UnsafeSettings(
                f"Port {port} of {host} cannot be used. Choose another with --port."
            ) from None


def server_for(host: str, port: int, tls_cert: Path | None, tls_key: Path | None) -> Server:
    """Make the server: a few processes, each with a few threads, that are replaced when they die."""
    server: Server = Granian(
        "referral",
        address=LOOPBACK[1] if host == LOOPBACK[0] else host,
        port=port,
        interface=Interfaces.WSGI,
        workers=PROCESSES,
        blocking_threads=THREADS,
        websockets=False,
        log_level=LogLevels.warning,
        ssl_cert=tls_cert,
        ssl_key=tls_key,
        respawn_failed_workers=True,
        workers_kill_timeout=DRAINING_SECONDS,
    )
    return server


@contextmanager
def when_answering(host: str, port: int) -> Iterator[Callable[[Callable[[], object]], None]]:
    """Take what is to be done as soon as somebody answers at the port.

    Until then only one thread sleeps here: a process forked while a thread holds a lock may wait for ever.
    """
    is_over, waiting = threading.Event(), list[Callable[[], object]]()

    def wait() -> None:
        while not is_over.wait(LOOK_EVERY_SECONDS):
            if is_answering(host, port):
                for act in waiting:
                    act()
                return

    threading.Thread(target=wait, name="waiting-for-the-server", daemon=True).start()
    try:
        yield waiting.append
    finally:
        is_over.set()


def is_answering(host: str, port: int) -> bool:
    """Say whether a connection is taken there."""
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True


def address_of(settings: Settings, port: int) -> str:
    """Say where people reach it."""
    is_reached_directly = not settings.behind_proxy and not settings.is_public_over_tls
    return f"http://localhost:{port}" if is_reached_directly else settings.public_url


def load(settings: Settings) -> Callable[..., object]:
    """Make the application in one of the server's processes, and let that process end with the first."""
    logging.basicConfig(level=logging.WARNING, format=scheduler.LOG_LINE)
    scheduler.stop_with_parent(lambda: os._exit(1))
    app: Flask = create_app(settings)
    return app
