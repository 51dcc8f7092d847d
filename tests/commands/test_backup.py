"""`referral backup` and `restore`, as an operator types them: there and back, on and between both engines."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine, delete, select, update

from referral import settings
from referral.app import open_database
from referral.casework.models import Person
from referral.cli import cli
from referral.documents import services as documents
from referral.documents.cards import Upload
from referral.kernel.clock import StoppedClock, SystemClock
from referral.kernel.database import Database, disposing, make_engine, reading
from referral.kernel.ledger import Action, Search, entries
from referral.kernel.vault import keystore
from referral.kernel.vault.faults import Erased
from referral.people.models import Account, Agency, WebSession
from referral.people.services import sessions
from tests.documents.files import AUTHOR, a_pdf
from tests.storyteller import Storyteller
from tests.witness import everything
from workflows.vocabulary import Purpose

CHANGED_BY_RESTORING = {"web_session", "heartbeat"}
SECRETS = (b"Nguy\xe1\xbb\x85n Th\xe1\xbb\x8b", b"0905000001", b"%PDF-1.7", AUTHOR)


def run(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, ["--instance", str(folder), *words])


def done(folder: Path, *words: str) -> Result:
    result = run(folder, *words)
    assert result.exit_code == 0, result.stderr
    return result


@contextmanager
def opened(folder: Path) -> Iterator[Storyteller]:
    """Open an installation as it stands, with nobody in it but whom it was told of before."""
    clock = StoppedClock(SystemClock().now())
    with closing(open_database(settings.read(folder), clock)) as database:
        yield Storyteller(database, clock, PROVINCES[folder.name].province)


PROVINCES: dict[str, Storyteller] = {}


@pytest.fixture(scope="session")
def told(made_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """An installation with a case, a file on it, and somebody signed in; and the case's reference."""
    folder = Path(shutil.copytree(made_sqlite, tmp_path_factory.mktemp("told") / "installation"))
    clock = StoppedClock(SystemClock().now())
    with closing(open_database(settings.read(folder), clock)) as database:
        with database.engine.begin() as connection:  # a told province has an agency of that name itself
            connection.execute(update(Agency).values(code="dieu-hanh"))
            connection.execute(update(Account).values(username="dieu-hanh.administrator"))
        PROVINCES[folder.name] = story = Storyteller.begin(database, clock)
        ref = story.reports("so-y-te").ref
        story.by(story.officer("so-y-te"), documents.attach, ref, Upload(a_pdf(), "Bệnh án"))
        account = story.officer("so-y-te").user_id
        assert account is not None
        story.system(lambda session: sessions.start(session, clock, account))
    return folder, ref


@pytest.fixture
def lived_in(told: tuple[Path, str], tmp_path: Path) -> Path:
    return Path(shutil.copytree(told[0], tmp_path / "installation"))


@pytest.fixture
def ref(told: tuple[Path, str]) -> str:
    return told[1]


@pytest.fixture
def backup(lived_in: Path, tmp_path: Path) -> Path:
    done(lived_in, "backup", str(tmp_path / "main.backup"), "--keys", str(tmp_path / "keys.backup"))
    return tmp_path / "main.backup"


@pytest.fixture
def server_url(postgres_server: Engine) -> str:
    """An empty database on the server."""
    with postgres_server.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("DROP DATABASE IF EXISTS restored WITH (FORCE)")
        connection.exec_driver_sql("CREATE DATABASE restored TEMPLATE template0")
    return postgres_server.url.set(database="restored").render_as_string(hide_password=False)


def lose(folder: Path, *names: str) -> None:
    for name in names:
        for file in folder.glob(f"{name}.sqlite*"):
            file.unlink()


def stored(url: str) -> dict[str, list[str]]:
    with disposing(make_engine(url)) as engine, reading(engine) as session:
        return {name: rows for name, rows in everything(session).items() if name not in CHANGED_BY_RESTORING}


def url_of(folder: Path) -> str:
    return settings.read(folder).database_url


def test_a_lost_database_comes_back_row_by_row(lived_in: Path, backup: Path, ref: str) -> None:
    before = stored(url_of(lived_in))
    lose(lived_in, "main")

    done(lived_in, "restore", str(backup))

    assert stored(url_of(lived_in)) == before
    assert done(lived_in, "ledger", "verify").stdout.startswith("Sound")
    with opened(lived_in) as story:
        card = story.reads(story.officer("so-y-te"), ref, Purpose.RECEPTION)
        assert card.person is not None


def test_a_backup_moves_to_the_other_engine_and_back(
    lived_in: Path, backup: Path, server_url: str, monkeypatch: pytest.MonkeyPatch, ref: str
) -> None:
    before = stored(url_of(lived_in))
    lose(lived_in, "main")
    with monkeypatch.context() as environment:
        environment.setenv("REFERRAL_DATABASE_URL", server_url)
        done(lived_in, "restore", str(backup))
        with opened(lived_in) as story:
            assert story.reads(story.officer("so-y-te"), ref, Purpose.RECEPTION).person is not None
        assert run(lived_in, "restore", str(backup)).exit_code == 1
        done(lived_in, "backup", str(backup.with_name("second")))

    done(lived_in, "restore", str(backup.with_name("second")))

    assert stored(url_of(lived_in)) == before
    assert done(lived_in, "ledger", "verify").stdout.startswith("Sound")


def test_a_lost_key_store_comes_back_from_its_own_file(lived_in: Path, backup: Path, ref: str) -> None:
    lose(lived_in, "main", "keystore")
    assert "key store" in run(lived_in, "restore", str(backup)).stderr
    lose(lived_in, "main", "keystore")

    done(lived_in, "restore", str(backup), "--keys", str(backup.with_name("keys.backup")))

    with opened(lived_in) as story:
        health = story.officer("so-y-te")
        (card,) = story.by(health, documents.attachments_of, ref, Purpose.RECEPTION)
        assert card.title == "Bệnh án"


def test_neither_file_says_anything_of_anybody(backup: Path) -> None:
    for file in (backup, backup.with_name("keys.backup")):
        content = file.read_bytes()
        assert not any(secret in content for secret in SECRETS)
        assert file.stat().st_mode & 0o077 == 0


def test_only_what_was_asked_for_is_left_behind(lived_in: Path, backup: Path) -> None:
    assert {file.name for file in backup.parent.iterdir()} == {"installation", "main.backup", "keys.backup"}
    assert not list(lived_in.glob("*.partial*"))


def test_who_was_erased_since_the_backup_stays_erased(lived_in: Path, backup: Path, ref: str) -> None:
    with opened(lived_in) as story:
        erase(story.database, settings.read(lived_in).keystore_url, ref, story)
    lose(lived_in, "main")

    told = done(lived_in, "restore", str(backup)).stdout

    assert "1 erased cases stay erased" in told
    assert_erased(lived_in, ref)


def test_an_older_key_store_brings_nobody_back(lived_in: Path, backup: Path, ref: str) -> None:
    with opened(lived_in) as story:
        erase(story.database, settings.read(lived_in).keystore_url, ref, story)
    later = backup.with_name("later.backup")
    done(lived_in, "backup", str(later))
    lose(lived_in, "main", "keystore")

    done(lived_in, "restore", str(later), "--keys", str(backup.with_name("keys.backup")))

    assert_erased(lived_in, ref)


def erase(database: Database, keystore_url: str, ref: str, story: Storyteller) -> None:
    """Destroy a case's keys and put it on the list, as an erasure leaves the key store."""
    case_id, table = story.case(ref).id, keystore.case_copy
    with disposing(make_engine(keystore_url)) as store, store.begin() as connection:
        connection.execute(delete(table).where(table.c.case_id == case_id))
        row = {"case_id": case_id, "request": "7", "erased_at": story.clock.now()}
        connection.execute(keystore.erasure_list.insert(), [row])


def assert_erased(folder: Path, ref: str) -> None:
    with opened(folder) as story:
        with pytest.raises(Erased):
            story.reads(story.officer("so-y-te"), ref, Purpose.RECEPTION)
        tags = select(Person.id_number_tag, Person.phone_tag)
        assert story.look(lambda session: session.execute(tags).all()) == [(None, None)]
    assert done(folder, "ledger", "verify").stdout.startswith("Sound")


def test_a_restore_signs_everybody_out_and_is_recorded(lived_in: Path, backup: Path) -> None:
    lose(lived_in, "main")

    done(lived_in, "restore", str(backup))

    with disposing(make_engine(url_of(lived_in))) as engine, reading(engine) as session:
        (entry,) = entries(session, Search(action=Action.SYSTEM_RESTORED))
        assert session.scalars(select(WebSession.ended_because)).all() == ["restored"]
        assert entry.detail["erased_again"] == 0


def test_a_backup_is_recorded_and_names_its_moment(lived_in: Path, backup: Path) -> None:
    with closing(sqlite3.connect(backup)) as file:
        said = dict(file.execute("SELECT name, value FROM backup_manifest").fetchall())

    with disposing(make_engine(url_of(lived_in))) as engine, reading(engine) as session:
        (entry,) = entries(session, Search(action=Action.SYSTEM_BACKED_UP))
    assert entry.detail == {"kept": "database-and-keys"}
    assert (said["kind"], json.loads(said["erased"])) == ("database", [])


def test_nothing_is_ever_written_over(lived_in: Path, backup: Path) -> None:
    before = backup.read_bytes(), (lived_in / "main.sqlite").read_bytes()

    for words in (["restore", str(backup)], ["backup", str(backup)]):
        refused = run(lived_in, *words)
        assert (refused.exit_code, refused.stdout) == (1, "")
        assert "already" in refused.stderr

    assert (backup.read_bytes(), (lived_in / "main.sqlite").read_bytes()) == before


def test_what_cannot_be_believed_is_not_restored(lived_in: Path, backup: Path) -> None:
    keys, cut, forged = (backup.with_name(name) for name in ("keys.backup", "cut", "forged"))
    cut.write_bytes(backup.read_bytes()[:50_000])
    shutil.copyfile(backup, forged)
    with closing(sqlite3.connect(forged)) as file:
        file.execute("DROP TRIGGER ledger_entry_refuses_update")
        file.execute("UPDATE ledger_entry SET body = X'00' WHERE idx = 1")
        file.commit()
    lose(lived_in, "main")

    for file_name in (keys, cut, forged, backup.with_name("nowhere")):
        assert run(lived_in, "restore", str(file_name)).exit_code == 1
        assert not (lived_in / "main.sqlite").exists()
