"""A real Chromium in front of the real application: everything a person would meet, at a stopped clock."""

import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import Engine, update
from werkzeug.serving import make_server

from referral.app import create_app
from referral.kernel.clock import StoppedClock
from referral.kernel.database import Database
from referral.kernel.transaction import deed
from referral.kernel.vault import Vault
from referral.people.models import Account
from referral.people.services.passphrases import Hasher
from referral.settings import INSECURE_FAST_HASHING
from referral.sla.services.heartbeat import beat
from tests.browser.officials import PASSPHRASE, Site
from tests.callers import settings_of
from tests.machine import chromium_path
from tests.storyteller import Storyteller

FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
"""It speaks to nobody but the pages under test."""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        # Without a sandbox of its own it also starts where tests run as root; it visits nothing but us.
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def story(sqlite: Engine, vault: Vault, clock: StoppedClock) -> Storyteller:
    """A province whose officials all chose the same passphrase, and clocks that are being watched."""
    story = Storyteller.begin(Database(sqlite, vault), clock)
    hashed = Hasher(INSECURE_FAST_HASHING).hash(PASSPHRASE)
    with deed(story.database, clock) as session:
        session.execute(update(Account).values(passphrase_hash=hashed))
        beat(session, clock)
    return story


@pytest.fixture
def site(
    story: Storyteller, vault: Vault, chromium: Browser, request: pytest.FixtureRequest
) -> Iterator[Site]:
    instance = request.getfixturevalue("instance")
    app = create_app(settings_of(instance), clock=story.clock, database=story.database)
    server = make_server("localhost", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Site(f"http://localhost:{server.port}", story, chromium, instance)
    for context in chromium.contexts:
        context.close()
    server.shutdown()
    thread.join()
    server.server_close()
