"""What runs by itself, and how often: it only ticks. Every job is a deed of its own and safe to run twice.

Nothing is stored but rows of ours, so whoever writes to a table can make nothing run here.
"""

import logging
import multiprocessing
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, timedelta
from types import FrameType
from typing import Self

from apscheduler.schedulers.background import BackgroundScheduler

from referral.app import open_database
from referral.casework.services import drafts, keys
from referral.custody.services import lapse_unanswered
from referral.kernel.clock import Clock, SystemClock
from referral.kernel.database import Database
from referral.kernel.transaction import deed
from referral.settings import Settings
from referral.sla import jobs as sla
from referral.sla.services.letters import Letterhead
from referral.sla.services.sending import Post, Smtp, send_waiting
from referral.tracks.services import own_keys

log = logging.getLogger(__name__)

KEPT_PENDING = timedelta(minutes=10)
"""How long a copy of a key may wait for the commit of its case before it is settled."""
LOG_LINE = "%(asctime)s %(levelname)s %(name)s: %(message)s"
RESTART_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class World:
    """What the jobs are handed."""

    database: Database
    clock: Clock
    letterhead: Letterhead
    post: Post | None = None
    """Nothing, where no mail server is set: alerts then stay in the product."""


@dataclass(frozen=True, slots=True)
class Job:
    """Something that runs by itself."""

    name: str
    every_seconds: int
    run: Callable[[World], object]


def beat(world: World) -> None:
    """Say that the scheduler is alive."""
    sla.beat(world.database, world.clock)


def sweep(world: World) -> None:
    """Look at the clocks that are due."""
    sla.sweep(world.database, world.clock)


def send(world: World) -> None:
    """Send what waits in the outbox."""
    send_waiting(world.database, world.clock, world.post, world.letterhead)


def lapse(world: World) -> None:
    """Let offers lapse that nobody answered in time."""
    with deed(world.database, world.clock) as session:
        lapse_unanswered(session, world.clock)


def discard_drafts(world: World) -> None:
    """Throw away reports that nobody went on with for a day."""
    with deed(world.database, world.clock) as session:
        drafts.discard_old(session, world.clock)


def settle_keys(world: World) -> None:
    """Settle key copies that a kill left pending, do removals it left undone, forget what is not used."""
    with deed(world.database, world.clock) as session:
        keys.do_removals(session)
        keys.settle_pending(session, KEPT_PENDING, own_keys.is_kept)
    world.database.vault.forget_the_old()


JOBS = (
    Job("heartbeat", 15, beat),
    Job("sweep", 30, sweep),
    Job("outbox", 10, send),
    Job("lapse", 30, lapse),
    Job("drafts", 3600, discard_drafts),
    Job("keys", 300, settle_keys),
)


def run_safely(job: Job, world: World) -> None:
    """Run a job; one that fails is logged by the kind of its fault, and the scheduler goes on."""
    try:
        job.run(world)
    except Exception as error:  # noqa: BLE001 — the job runner: whatever it is, the other jobs must go on
        log.error("The job %s failed with %s.", job.name, type(error).__name__)  # noqa: TRY400 — a traceback may show personal data


@contextmanager
def ticking(world: World, jobs: tuple[Job, ...] = JOBS) -> Iterator[None]:
    """Run the jobs in the background, each at once and then at its pace, until the block is left."""
    once_each = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    ticker = BackgroundScheduler(timezone=UTC, job_defaults=once_each)
    for job in jobs:
        first = {"next_run_time": SystemClock().now()}
        ticker.add_job(run_safely, "interval", (job, world), seconds=job.every_seconds, id=job.name, **first)
    ticker.start()
    try:
        yield
    finally:
        ticker.shutdown(wait=True)


@contextmanager
def opened(settings: Settings) -> Iterator[World]:
    """Open the world of an installation.

    :raises UnsafeSettings: if it must not start
    """
    clock, head = SystemClock(), Letterhead(settings.mail.sender, settings.public_url)
    post = Smtp(settings.mail) if settings.mail.host else None
    with closing(open_database(settings, clock)) as database:
        yield World(database, clock, head, post)


def run(settings: Settings) -> None:
    """Tick until the process is told to stop, or the process that started it is gone."""
    stop = told_to_stop()
    with opened(settings) as world, ticking(world):
        stop.wait()


def told_to_stop() -> threading.Event:
    """Give what is set when this process is told to stop, or the one that started it is gone."""
    logging.basicConfig(level=logging.WARNING, format=LOG_LINE)
    stop = threading.Event()
    stop_with_parent(stop.set)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _setting(stop))
    return stop


def _setting(stop: threading.Event) -> Callable[[int, FrameType | None], None]:
    def told(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    return told


def stop_with_parent(stop: Callable[[], object]) -> None:
    """Call `stop` when the process that started this one is gone, killed or not; a first process has none."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def wait() -> None:
        parent.join()
        stop()

    threading.Thread(target=wait, name="parent", daemon=True).start()


class Beside:
    """Keeps a scheduler, or the signer, running in a process of its own; starts another when it dies."""

    def __init__(
        self, settings: Settings, what: Callable[[Settings], None] = run, name: str = "scheduler"
    ) -> None:
        """Take what it is to be started with, and what is kept running where it is not the scheduler."""
        self._settings, self._what, self._name = settings, what, name
        self._is_stopping = threading.Event()
        self._process: multiprocessing.process.BaseProcess | None = None
        self._keeper = threading.Thread(target=self._keep, name=f"{name}-keeper", daemon=True)

    def start(self) -> None:
        """Start it."""
        self._keeper.start()

    def __enter__(self) -> Self:
        """Take it up without starting it yet."""
        return self

    def __exit__(self, *_: object) -> None:
        """Stop it, and wait until it has finished what it is at."""
        self._is_stopping.set()
        while self._keeper.is_alive():
            if self._process is not None and self._process.is_alive():
                self._process.terminate()
            self._keeper.join(0.2)

    @property
    def pid(self) -> int | None:
        """The number of the process that ticks now."""
        return self._process.pid if self._process else None

    def _keep(self) -> None:
        spawning = multiprocessing.get_context("spawn")
        while not self._is_stopping.is_set():
            self._process = spawning.Process(
                target=self._what, args=(self._settings,), name=self._name, daemon=True
            )
            self._process.start()
            self._process.join()
            if not self._is_stopping.wait(RESTART_SECONDS):
                log.warning("The %s ended with %s; another is started.", self._name, self._process.exitcode)
