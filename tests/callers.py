"""Callers of the JSON interface: a token, a client, and the few headers it knows. Nothing here asserts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from referral.app import create_app, world_for
from referral.kernel.clock import SystemClock
from referral.kernel.database import Database, make_engine
from referral.kernel.references import new_id
from referral.kernel.transaction import deed
from referral.kernel.vault import FileProvider, Vault
from referral.people.models import ApiToken
from referral.people.services.sessions import hash_of
from referral.settings import INSECURE_FAST_HASHING, Settings, Signing
from referral.web.world import EXTENSION
from tests.storyteller import Storyteller
from workflows.vocabulary import Role

PREFIX = "/api/v1"
AT = "2026-07-06T08:15+07:00"
"""A quarter of an hour before the stopped clock's morning."""


def a_report(**more: object) -> dict[str, object]:
    """Give the body of a report of an adult who agrees to everything."""
    person: dict[str, object] = {
        "full_name": "Nguyễn Thị Đặng Thử",
        "sex": "female",
        "age_estimate": {"from": 25, "to": 27},
        "id_number": "051199000001",
        "phone": "0905 000 001",
    }
    consent = {"given": True, "scope": ["support", "share_health", "share_police"], "withheld": []}
    body = {
        "pathway": "self_reported",
        "occurred_at": AT,
        "person": person,
        "story": STORY,
        "consent": consent,
    }
    return body | more


STORY = "Được hứa việc nhẹ, lương cao."


@dataclass(frozen=True)
class Caller:
    """One account's program."""

    client: FlaskClient
    token: str

    def get(self, path: str, **headers: str) -> TestResponse:
        """Ask for something."""
        return self.client.get(PREFIX + path, headers=self._headers(headers))

    def post(self, path: str, body: object = None, **headers: str) -> TestResponse:
        """Send something new."""
        return self.client.post(PREFIX + path, json=body, headers=self._headers(headers))

    def reports(self, key: str = "one", **more: object) -> str:
        """Send a report and give the reference of its case."""
        answer = self.post("/cases", a_report(**more), Idempotency_Key=key)
        return str(json_of(answer)["ref"])

    def patch(self, path: str, body: object, **headers: str) -> TestResponse:
        """Send a correction."""
        return self.client.patch(PREFIX + path, json=body, headers=self._headers(headers))

    def _headers(self, named: dict[str, str]) -> dict[str, str]:
        """Write `if_match` and `x_purpose` as headers are written; speak English unless told otherwise."""
        spoken = {"Authorization": f"Bearer {self.token}", "Accept-Language": "en"}
        return spoken | {name.replace("_", "-"): value for name, value in named.items()}


def json_of(answer: TestResponse) -> dict[str, Any]:
    """Give what an answer says."""
    said: dict[str, Any] = answer.get_json(force=True)
    return said


@dataclass(frozen=True)
class Callers:
    """Gives every account of a story its program."""

    app: Flask
    story: Storyteller

    def __call__(self, code: str, role: Role = Role.OFFICER, scopes: tuple[str, ...] = ()) -> Caller:
        """Give somebody of an agency."""
        clock = self.story.clock
        token = f"rf1_{code}.{role}.{new_id(clock)}"
        with deed(self.story.database, clock) as session:
            session.add(
                ApiToken(
                    id=new_id(clock),
                    token_hash=hash_of(token),
                    account_id=self.story.province.accounts[code, role],
                    scopes=list(scopes),
                    created_at=clock.now(),
                    expires_at=clock.now() + timedelta(days=30),
                )
            )
        return Caller(self.app.test_client(), token)

    def stranger(self) -> Caller:
        """Give somebody without a token of ours."""
        return Caller(self.app.test_client(), "rf1_nobody")


def settings_of(instance: Path) -> Settings:
    """Give the settings of a test's instance; its databases are handed over open."""
    return Settings(
        instance=instance,
        database_url="sqlite:///unused",
        keystore_url="sqlite:///unused-keys",
        root_key=instance / "root.key",
        hashing=INSECURE_FAST_HASHING,
        signing=Signing(instance / "signer"),
    )


@pytest.fixture
def callers(built: Flask, story: Storyteller, instance: Path) -> Callers:
    """A story's world, the application moved into it, and everybody's programs."""
    return moved(built, story, settings_of(instance))


def moved(app: Flask, story: Storyteller, settings: Settings) -> Callers:
    """Move an application into a story's world."""
    app.extensions[EXTENSION] = world_for(settings, story.database, story.clock)
    return Callers(app, story)


@pytest.fixture(scope="session")
def built(pristine: Path) -> Iterator[Flask]:
    """An application built once: its hundred addresses and its pages are the same in every world."""
    keystore, clock = make_engine(f"sqlite:///{pristine / 'keys.db'}", insecure_fast=True), SystemClock()
    vault = Vault.open(FileProvider(pristine / "root.key"), keystore, clock)
    yield create_app(settings_of(pristine), clock=clock, database=Database(keystore, vault))
    keystore.dispose()
