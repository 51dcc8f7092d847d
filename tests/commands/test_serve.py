"""The server as a process: it answers, stops when told, and a kill leaves nothing behind."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event

import pytest

PATIENCE_SECONDS = 90
PROGRAM = [sys.executable, "-c", "from referral.cli import main; main()"]


class Server:
    """`referral serve` on a port of its own, and what can be done to it."""

    def __init__(self, folder: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            self.port: int = taken.getsockname()[1]
        self._command = [*PROGRAM, "--instance", str(folder), "serve", "--port", str(self.port)]
        self.process = self.start()

    def start(self) -> "subprocess.Popen[str]":
        """Start it, and wait until it has printed where it answers."""
        self.process = subprocess.Popen(
            self._command, stdout=subprocess.PIPE, text=True, start_new_session=True
        )
        assert self.process.stdout is not None
        self.said = self.process.stdout.readline().strip()
        return self.process

    def ask(self, path: str) -> tuple[int, dict[str, object]]:
        """Give the status and the body of an answer."""
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{self.port}{path}", timeout=PATIENCE_SECONDS
            ) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as refused:
            return refused.code, json.load(refused)

    def is_gone(self) -> bool:
        """Whether nobody answers any more and no process of it is left, looked at for a while."""
        return any(self._is_gone_now() or Event().wait(0.1) for _ in range(10 * PATIENCE_SECONDS))

    def _is_gone_now(self) -> bool:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, 0)
            return False
        return True

    def is_ready(self) -> bool:
        """Whether everything about it is well, looked at for a while."""
        return any(self.ask("/readyz")[0] == 200 or Event().wait(0.1) for _ in range(10 * PATIENCE_SECONDS))


@pytest.fixture(scope="module")
def running(made_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all of these tests: a start of two processes and a scheduler takes its time."""
    running = Server(shutil.copytree(made_sqlite, tmp_path_factory.mktemp("served") / "installation"))
    yield running
    with suppress(ProcessLookupError):
        os.killpg(running.process.pid, signal.SIGKILL)
    running.process.communicate()


@pytest.fixture
def server(running: Server) -> Server:
    """It serves, whatever was done to it before."""
    if running.process.poll() is not None:
        running.start()
    return running


def test_it_prints_where_it_answers_and_is_ready_with_its_scheduler(server: Server) -> None:
    assert server.said == f"http://localhost:{server.port}"
    assert server.ask("/healthz") == (200, {"status": "alive"})
    assert server.is_ready()


def test_killed_it_leaves_nothing_behind_and_starts_again(server: Server) -> None:
    assert server.is_ready()

    server.process.kill()
    server.process.communicate()

    assert server.is_gone()
    server.start()
    assert server.is_ready()


def test_told_to_stop_it_ends_well_and_leaves_nothing_behind(server: Server) -> None:
    assert server.is_ready()

    server.process.send_signal(signal.SIGTERM)

    assert server.process.wait(PATIENCE_SECONDS) == 0
    assert server.is_gone()
