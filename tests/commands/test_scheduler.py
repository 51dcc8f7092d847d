"""The scheduler: a job is safe to run twice, one that fails stops no other, and what dies is replaced."""

import logging
import os
import signal
from collections.abc import Callable
from pathlib import Path
from threading import Event
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from referral import scheduler, settings
from referral.kernel import outbox
from referral.kernel.clock import StoppedClock
from referral.kernel.database import Database
from referral.kernel.ledger import Search, entries
from referral.kernel.outbox import Message, MessageState
from referral.scheduler import JOBS, Beside, Job, World, run_safely, ticking
from referral.sla.services.letters import Letterhead
from tests.fakes import Bell, BrokenBell

PATIENCE_SECONDS = 60


@pytest.fixture
def world(database: Database, clock: StoppedClock) -> World:
    return World(database, clock, Letterhead("referral@example.invalid", "https://referral.example.invalid"))


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
def test_every_job_runs_twice_on_an_empty_database_and_changes_nothing(
    world: World, session: Session, job: Job
) -> None:
    job.run(world)
    job.run(world)

    assert not list(entries(session, Search()))


def test_jobs_have_names_of_their_own_and_a_pace() -> None:
    assert len({job.name for job in JOBS}) == len(JOBS)
    assert min(job.every_seconds for job in JOBS) >= 10


def test_a_job_that_fails_is_logged_without_its_words(world: World, caplog: pytest.LogCaptureFixture) -> None:
    broken = BrokenBell()

    with caplog.at_level(logging.ERROR):
        run_safely(Job("broken", 10, lambda _: broken()), world)

    assert "The job broken failed with ValueError." in caplog.text
    assert broken.words not in caplog.text


def test_one_job_that_fails_stops_no_other(world: World) -> None:
    rung, bell, broken = Event(), Bell(), BrokenBell()

    def ring(_: World) -> None:
        bell()
        rung.set()

    with ticking(world, (Job("broken", 60, lambda _: broken()), Job("bell", 60, ring))):
        assert rung.wait(PATIENCE_SECONDS)

    assert bell.rings == 1


def test_messages_that_wait_are_taken_from_the_outbox(world: World, session: Session) -> None:
    outbox.put(session, world.clock, Message("key", "mail", {"template": "alert"}))
    session.commit()

    scheduler.send(world)

    assert outbox.counts(session)[MessageState.WAITING] == 0


def test_a_key_copy_whose_case_was_never_committed_is_destroyed(
    world: World, clock: StoppedClock, session: Session
) -> None:
    world.database.vault.new_case_key(UUID(int=1), UUID(int=2))

    clock.move(minutes=11)
    scheduler.settle_keys(world)

    assert world.database.vault.status().copies_by_state == {}


@pytest.fixture
def installed(installation: Path) -> settings.Settings:
    return settings.read(installation)


def test_a_scheduler_that_is_killed_is_replaced_and_both_end_with_the_server(
    installed: settings.Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scheduler, "RESTART_SECONDS", 0.0)
    pids: list[int] = []

    with Beside(installed) as beside:
        beside.start()
        for _ in range(2):
            pids.append(eventually(lambda: beside.pid if beside.pid not in {None, *pids} else None))
            os.kill(pids[-1], signal.SIGKILL)
        pids.append(eventually(lambda: beside.pid if beside.pid not in {None, *pids} else None))

    assert len(set(pids)) == 3
    assert not any(Path(f"/proc/{pid}").exists() for pid in pids)


def eventually(look: Callable[[], int | None]) -> int:
    """Look again and again for a while; give what was found."""
    found = (look() or Event().wait(0.05) for _ in range(20 * PATIENCE_SECONDS))
    return next(one for one in found if one)
