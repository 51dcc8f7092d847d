"""`referral vault …`: keys rotated and destroyed, rows proved genuine, a person erased; all in the ledger."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import insert, select, update

from referral.app import open_database
from referral.casework.models import Case, CaseAccess, Person
from referral.casework.services import reception
from referral.casework.services.search import search
from referral.cli import cli
from referral.commands.erased import before_serving
from referral.kernel import ledger
from referral.kernel.clock import SystemClock
from referral.kernel.database import Database, table_of
from referral.kernel.ledger import Action, Search
from referral.kernel.permissions import Actor
from referral.kernel.transaction import deed
from referral.kernel.vault import vault_of
from referral.people.models import Account, Agency
from referral.settings import read
from referral.tracks.models import ErasureRequest
from tests.factories import AN_ADULT, intake, make_province
from workflows.vocabulary import Purpose

Run = Callable[..., Result]
PHONE = "+84912345678"


@pytest.fixture
def run(installation: Path) -> Run:
    return lambda *words: CliRunner().invoke(cli, ["--instance", str(installation), "vault", *words])


@pytest.fixture
def database(installation: Path) -> Iterator[Database]:
    database = open_database(read(installation), SystemClock())
    yield database
    database.close()


@pytest.fixture
def officer(database: Database) -> Actor:
    """Somebody in a province that has one case."""
    clock = SystemClock()
    with deed(database, clock) as session:
        # The province brings an agency and an administrator of the same names as `init` made.
        session.execute(update(Agency).values(code="dieu-hanh"))
        session.execute(update(Account).values(username="dieu-hanh"))
        actor = make_province(session, clock).actor("don-bien-phong")
    with deed(database, clock, actor) as session:
        reception.receive(
            session, clock, actor, intake(clock.now(), replace(AN_ADULT, phone=PHONE)), "key", "body"
        )
    return actor


def found(database: Database, officer: Actor) -> int:
    """Say how many the officer finds by the telephone number."""
    with deed(database, SystemClock(), officer) as session:
        return len(search(session, SystemClock(), officer, phone=PHONE, purpose=Purpose.RECEPTION))


def last(database: Database) -> tuple[Action, dict[str, str | int]]:
    with database.reading() as session:
        (entry,) = ledger.entries(session, Search(), limit=1)
    return entry.action, dict(entry.detail)


def test_the_root_key_is_rotated_rewrapped_and_destroyed(run: Run, database: Database) -> None:
    assert "version 2 now" in run("rotate", "--root").output
    assert "version 1 wraps 5, version 2 wraps 0" in run("status").output
    refused = run("destroy", "--root")
    assert (refused.exit_code, "still wraps 5 keys" in refused.stderr) == (1, True)

    assert "Rewrapped 5 keys" in run("rewrap").output
    assert "Destroyed: 1." in run("destroy", "--root").output

    assert last(database) == (Action.KEYS_DESTROYED, {"key": "root", "many": 1})
    assert "version 2; it opens this key store" in run("status").output


def test_an_agencys_key_is_rotated_while_its_cases_stay_open(
    run: Run, database: Database, officer: Actor
) -> None:
    run("rotate", "--agency", officer.agency_code)
    refused = run("destroy", "--agency", officer.agency_code)
    assert "1 copies of cases' keys still need version 1" in refused.stderr

    assert "1 copies" in run("rewrap").output

    assert last(database) == (Action.KEYS_REWRAPPED, {"root": 0, "copies": 1, "tags": 0, "spoilt": 0})
    assert "Destroyed: 1." in run("destroy", "--agency", officer.agency_code).output
    assert found(database, officer) == 1


def test_a_number_is_found_all_through_a_rotation_of_the_tags(
    run: Run, database: Database, officer: Actor
) -> None:
    assert "2 tag keys have a new version" in run("rotate", "--tags").output

    run("rewrap")

    assert found(database, officer) == 1
    assert "less than half an hour ago" in run("destroy", "--tags").stderr


def test_who_says_no_key_is_asked_which(run: Run) -> None:
    refused = run("rotate")

    assert (refused.exit_code, "Say which: --root, --agency CODE or --tags." in refused.stderr) == (2, True)
    assert run("rotate", "--agency", "nobody").exit_code == 2
    assert "no old version" in run("destroy", "--root").output


def test_genuine_records_are_said_to_be_so(run: Run, database: Database, officer: Actor) -> None:
    answer = run("verify-records")

    assert (answer.exit_code, "Genuine: " in answer.output) == (0, True)
    assert last(database)[0] is Action.RECORDS_VERIFIED


def test_records_that_cannot_be_believed_are_named(run: Run, database: Database, officer: Actor) -> None:
    with database.engine.begin() as connection:
        connection.execute(update(table_of(Person)).values(name=b"older"))

    answer = run("verify-records")

    assert answer.exit_code == 1
    assert ": differs" in answer.stdout
    assert "1 of" in answer.stderr
    assert last(database) == (Action.RECORDS_VERIFIED, {"rows": 5, "faults": 1})


def test_what_two_people_decided_is_erased_and_stays_so(
    run: Run, database: Database, officer: Actor, installation: Path
) -> None:
    case_id, request_id = decided(database, officer)

    done = run("erase", "--request", str(request_id))

    assert (done.exit_code, "nothing opens the personal data of HS-" in done.output) == (0, True)
    assert str(case_id) in (installation / "erased.jsonl").read_text("ascii")
    assert found(database, officer) == 0
    assert "Erased cases:  1" in run("status").output
    assert "Nothing that was erased has come back" in run("replay-erasures").output
    bring_back(database)
    before_serving(read(installation))
    assert found(database, officer) == 0


def test_what_nobody_approved_is_not_erased(run: Run, database: Database, officer: Actor) -> None:
    _, request_id = decided(database, officer, is_approved=False)

    refused = run("erase", "--request", str(request_id))

    assert (refused.exit_code, "Nobody has approved this request" in refused.stderr) == (1, True)
    assert found(database, officer) == 1


def decided(database: Database, officer: Actor, *, is_approved: bool = True) -> tuple[UUID, UUID]:
    """Put down a decision on the one case there is, as two people would have made it."""
    now, request_id = SystemClock().now(), UUID(int=77)
    with database.engine.begin() as connection:
        case = connection.execute(select(table_of(Case).c.id, table_of(Case).c.ref)).one()
        another = select(Account.id).where(Account.id != officer.user_id).limit(1)
        request = {
            "id": request_id,
            "case_id": case.id,
            "case_ref": case.ref,
            "operations_id": officer.agency_id,
            "ground": "ordered",
            "asked_by": officer.user_id,
            "asked_at": now,
            "decided_by": connection.scalar(another),
            "decided_at": now,
            "is_approved": is_approved,
        }
        connection.execute(insert(table_of(ErasureRequest)), request)
    return case.id, request_id


def bring_back(database: Database) -> None:
    """Let the main database be as an old backup holds it: the tag is there, and the case knows of nothing."""
    with deed(database, SystemClock()) as session:
        tag = vault_of(session).tag("person", "phone", PHONE)
        session.execute(update(Person).values(phone_tag=tag))
        session.execute(update(Case).values(erased_at=None))
        session.execute(update(CaseAccess).values(copy_scope="full"))
