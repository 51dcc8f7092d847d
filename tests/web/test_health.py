"""Alive and ready: what a watcher of the machine is told, and nothing more."""

from pathlib import Path

import pytest
from sqlalchemy import text

from referral.kernel.clock import StoppedClock
from referral.kernel.database import Database
from referral.kernel.transaction import deed
from referral.sla.services import heartbeat
from tests.callers import Callers


def test_a_process_that_answers_is_alive(callers: Callers) -> None:
    answer = callers.app.test_client().get("/healthz")

    assert (answer.status_code, answer.json) == (200, {"status": "alive"})


def test_it_is_ready_when_every_part_is_well(
    callers: Callers, database: Database, clock: StoppedClock
) -> None:
    with deed(database, clock) as session:
        heartbeat.beat(session, clock)

    answer = callers.app.test_client().get("/readyz")

    assert (answer.status_code, answer.json) == (
        200,
        {"status": "ready", "checks": dict.fromkeys(PARTS, "ok")},
    )


def test_a_scheduler_silent_for_two_minutes_is_told(
    callers: Callers, database: Database, clock: StoppedClock
) -> None:
    with deed(database, clock) as session:
        heartbeat.beat(session, clock)
    clock.move(seconds=121)

    answer = callers.app.test_client().get("/readyz")

    assert (answer.status_code, _checks(answer.json)["scheduler"]) == (503, "silent for two minutes or more")


def test_a_signer_that_has_stopped_is_told_without_the_reason(callers: Callers, instance: Path) -> None:
    (instance / "signer").mkdir()
    (instance / "signer" / "stopped").write_text("An entry of 2026 is missing.", "utf-8")

    answer = callers.app.test_client().get("/readyz")

    assert (answer.status_code, _checks(answer.json)["signer"].split(":")[0]) == (503, "stopped")
    assert "2026" not in answer.text


def test_a_root_key_that_is_gone_is_told_without_its_path(callers: Callers, instance: Path) -> None:
    (instance / "root.key").unlink()

    answer = callers.app.test_client().get("/readyz")

    assert (answer.status_code, _checks(answer.json)["keys"]) == (503, "the root key cannot be used")
    assert "root.key" not in answer.text


def test_a_table_that_is_gone_is_told(callers: Callers, unwritable_ledger: None) -> None:
    answer = callers.app.test_client().get("/readyz")

    assert _checks(answer.json)["ledger"].startswith("not reached")


def test_watching_leaves_no_entry(callers: Callers, database: Database) -> None:
    callers.app.test_client().get("/readyz")

    with database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM ledger_entry")) == 0


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_watchers_need_no_sign_in(callers: Callers, path: str) -> None:
    assert callers.app.test_client().get(path).status_code != 401


PARTS = ("database", "keys", "ledger", "signer", "scheduler")


def _checks(found: object) -> dict[str, str]:
    assert isinstance(found, dict)
    checks: dict[str, str] = found["checks"]
    return checks
