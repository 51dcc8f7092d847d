"""Stand-ins that behave: who acts, what is called after a commit. Nothing here touches a database."""

import sqlite3
from dataclasses import replace
from uuid import UUID

from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import PoolProxiedConnection

from referral.kernel.permissions import Actor
from workflows.vocabulary import AgencyKind, Role

AN_OFFICER = Actor(
    user_id=UUID("0197d8c0-0000-7000-8000-000000000001"),
    username="trung-tam-ctxh.officer",
    agency_id=UUID("0197d8c0-0000-7000-8000-0000000000a1"),
    agency_code="trung-tam-ctxh",
    agency_kind=AgencyKind.SOCIAL_CENTRE,
    role=Role.OFFICER,
    province_code="51",
    session_hash="5e55" * 16,
)
"""An officer of a social-work centre, openly fictional."""

AN_AUDITOR = replace(
    AN_OFFICER,
    user_id=UUID("0197d8c0-0000-7000-8000-000000000002"),
    username="thanh-tra.auditor",
    agency_id=UUID("0197d8c0-0000-7000-8000-0000000000a2"),
    agency_code="thanh-tra",
    agency_kind=AgencyKind.OVERSIGHT,
    role=Role.AUDITOR,
)
"""An auditor of the inspectorate, openly fictional."""


class Bell:
    """Something to call; it counts how often it was rung."""

    def __init__(self) -> None:
        self.rings = 0

    def __call__(self) -> None:
        self.rings += 1


class BrokenBell:
    """Something to call that always fails, with words nobody may ever read in a log."""

    words = "the story of a person"

    def __call__(self) -> None:
        raise ValueError(self.words)


def full_disk(connection: PoolProxiedConnection) -> None:
    """Stand in for a COMMIT that fails, as each engine does: SQLite leaves the transaction open."""
    if not isinstance(connection.dbapi_connection, sqlite3.Connection):
        connection.rollback()
    raise OperationalError("COMMIT", None, OSError("disk full"))
