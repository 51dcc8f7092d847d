"""The signer signs what extends what it signed, remembers it first, and stops at the first mismatch."""

import json
import logging
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from referral import signer as process
from referral.kernel.clock import StoppedClock
from referral.kernel.errors import UnsafeSettings
from referral.kernel.ledger import Fault, Status
from referral.kernel.ledger import signer as signer_module
from referral.kernel.ledger.checkpoints import Checkpoint
from referral.kernel.ledger.judging import Trust
from referral.kernel.ledger.paper import page_of
from referral.kernel.ledger.published import add_cosignature, newest, of_year, publish
from referral.kernel.ledger.signed_notes import SignedNote
from referral.kernel.ledger.signer import SignerStopped
from referral.kernel.ledger.signing import SigningKey
from referral.settings import Settings, Signing
from tests.kernel.ledger.house import LOG, WITNESS, House
from tests.kernel.ledger.tampering import Tampering, both, owner_of, run

SHORTEN = run("DELETE FROM ledger_entry WHERE idx >= 8", "UPDATE ledger_head SET size = 8")


def test_a_checkpoint_says_what_the_log_holds(house: House) -> None:
    house.writes(3)

    note = house.signs()

    said = Checkpoint.from_text(note.text)
    assert (said.origin, said.size, said.root) == (f"{LOG}/2026", 3, house.verdict().root)
    assert (said.at, said.shard) == ("2026-07-06T01:30:00.000000Z", 2026)
    assert note.is_signed_by(house.signer.known_keys[0].named(f"{LOG}/2026"))


def test_what_was_signed_is_published_once(house: House) -> None:
    house.writes(3)
    first, again = house.signs(), house.signs()

    with house.database.reading() as session:
        assert [str(note) for note in of_year(session, 2026)] == [str(first)]
    assert str(first) == str(again)


def test_a_kill_before_publishing_is_made_good_at_the_next_start(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.writes(3)
    with monkeypatch.context() as patched:
        patched.setattr(signer_module, "publish", _killed)
        with pytest.raises(KeyboardInterrupt):
            house.signs()
    house.clock.move(minutes=5)
    house.writes(1)

    house.signs()

    with house.database.reading() as session:
        assert [Checkpoint.from_text(note.text).size for note in of_year(session, 2026)] == [3, 4]


@pytest.mark.parametrize(
    ("tamper", "why"),
    [
        pytest.param(SHORTEN, "does not extend", id="rolled back"),
        pytest.param(run("UPDATE ledger_head SET root = :r", r=b"x" * 32), "does not extend", id="the root"),
        pytest.param(
            run("DELETE FROM ledger_entry WHERE idx = 11"), "missing at or after index 11", id="gap"
        ),
        pytest.param(
            run("UPDATE ledger_entry SET body = :b WHERE idx = 12", b=b"{}"),
            "look from index 11 on",
            id="bytes",
        ),
        pytest.param(run("DELETE FROM ledger_head"), "no longer there", id="the head"),
        pytest.param(run("UPDATE ledger_checkpoint SET note = 'x'"), "cannot be read", id="a note"),
    ],
)
def test_a_mismatch_stops_the_signer_for_good(signed: House, tamper: Tampering, why: str) -> None:
    signed.writes(2)
    with owner_of(signed.database) as owner:
        tamper(owner)

    for _ in range(2):
        with pytest.raises(SignerStopped, match=why):
            signed.signs()

    assert why in (signed.signer.why_stopped or "")


def test_a_signer_that_forgot_does_not_sign_a_fork(signed: House) -> None:
    (signed.folder / "signer" / "signed").unlink()

    with pytest.raises(SignerStopped, match="than the signer remembers"):
        signed.signs()


def test_a_cosignature_and_a_checkpoint_are_published_once(signed: House) -> None:
    with signed.session() as session:
        shard, note = newest(session) or (0, SignedNote(""))
        checkpoint, line = Checkpoint.from_text(note.text), note.signatures[-1]

        assert not publish(session, shard, checkpoint, note)
        assert not add_cosignature(session, shard, checkpoint, line)
        assert [each.signatures[-1].name for each in of_year(session, shard)] == [WITNESS, WITNESS]


def test_a_new_key_begins_anew_and_the_old_one_stays_known(signed: House) -> None:
    for name in ("signed", "log.key"):
        (signed.folder / "signer" / name).unlink()
    signed.writes(1)

    signed.signs()

    old, new = signed.signer.known_keys
    assert old.id != new.id
    assert signed.verdict(signed.trust).status is Status.SOUND


@pytest.mark.parametrize(("file", "text"), [("signed", "[]"), ("signed", "{"), ("log.key", "no key")])
def test_a_signer_without_its_wits_says_which_file(signed: House, file: str, text: str) -> None:
    (signed.folder / "signer" / file).chmod(0o600)
    (signed.folder / "signer" / file).write_text(text, "utf-8")

    with pytest.raises(UnsafeSettings, match="Put it back from a backup"):
        signed.signs()


@pytest.mark.parametrize(
    ("entries", "minutes", "is_due"),
    [
        pytest.param(0, 4, False, id="nothing new"),
        pytest.param(0, 60, True, id="nothing new for an hour"),
        pytest.param(1, 4, False, id="something new, too soon"),
        pytest.param(1, 5, True, id="something new, in time"),
        pytest.param(4, 0, True, id="many at once"),
    ],
)
def test_it_is_due_after_some_time_or_many_entries(
    house: House, monkeypatch: pytest.MonkeyPatch, entries: int, minutes: int, is_due: bool
) -> None:
    monkeypatch.setattr(signer_module, "ENTRIES", 4)
    house.writes(3)
    assert house.signer.is_due(house.database.engine, house.clock)
    house.signs()

    house.clock.move(minutes=minutes)
    house.writes(entries)

    assert house.signer.is_due(house.database.engine, house.clock) is is_due


def test_a_closed_year_is_signed_to_its_end_and_then_left(signed: House) -> None:
    signed.writes(1)
    signed.clock.set(datetime(2027, 1, 1, tzinfo=UTC))
    signed.writes(1)

    closing, opening = signed.signer.sign(signed.database.engine, signed.clock)
    signed.clock.move(hours=2)
    later = signed.signer.sign(signed.database.engine, signed.clock)

    assert [Checkpoint.from_text(note.text).origin for note in (closing, opening, *later)] == [
        f"{LOG}/2026",
        f"{LOG}/2027",
        f"{LOG}/2027",
    ]


def test_a_closed_year_that_changes_stops_the_signer(signed: House) -> None:
    signed.clock.set(datetime(2027, 1, 1, tzinfo=UTC))
    signed.writes(1)
    signed.signs()
    with owner_of(signed.database) as owner:
        run("UPDATE ledger_head SET size = 10 WHERE shard = 2026")(owner)

    with pytest.raises(SignerStopped, match="The log of 2026"):
        signed.signs()


UNSOUND: dict[str, tuple[Tampering, int, Fault]] = {
    "another root signed": (
        run("UPDATE ledger_checkpoint SET root = :r WHERE size = 11", r=b"x" * 32),
        5,
        Fault.FORKED,
    ),
    "a note of another size": (
        run("UPDATE ledger_checkpoint SET note = (SELECT note FROM ledger_checkpoint WHERE size = 5)"),
        5,
        Fault.UNSIGNED,
    ),
    "no note": (run("UPDATE ledger_checkpoint SET note = 'x' WHERE size = 5"), 0, Fault.UNSIGNED),
    "more signed than there is": (
        run("UPDATE ledger_checkpoint SET size = 12 WHERE size = 11"),
        11,
        Fault.CUT,
    ),
    "no cosignature": (run("UPDATE ledger_cosignature SET line = 'x' WHERE size = 11"), 5, Fault.UNSIGNED),
}


@pytest.mark.parametrize(("tamper", "index", "fault"), UNSOUND.values(), ids=UNSOUND)
def test_every_checkpoint_present_is_judged_from_inside(
    signed: House, tamper: Tampering, index: int, fault: Fault
) -> None:
    with owner_of(signed.database) as owner:
        tamper(owner)

    verdict = signed.verdict(signed.trust)

    assert (verdict.status, verdict.first_bad_index, verdict.fault) == (Status.TAMPERED, index, fault)


def test_a_sound_log_says_how_far_it_is_signed_and_witnessed(signed: House) -> None:
    signed.writes(3)

    with_witness, without = signed.verdict(signed.trust), signed.verdict()

    assert (with_witness.is_witnessed, with_witness.signed_size, with_witness.size) == (True, 11, 14)
    assert (without.status, without.is_witnessed) == (Status.SOUND, False)


def test_a_strangers_signature_is_not_believed(signed: House) -> None:
    stranger = SigningKey.create(LOG).verifying

    assert signed.verdict(Trust((stranger,))).fault is Fault.UNSIGNED


def test_what_the_signer_remembers_is_judged_though_nothing_is_published(signed: House) -> None:
    with owner_of(signed.database) as owner:
        both(SHORTEN, run("DELETE FROM ledger_cosignature", "DELETE FROM ledger_checkpoint"))(owner)
    remembered = tuple(each.checkpoint for each in signed.signer.signed().values())

    verdict = signed.verdict(Trust(remembered=remembered))

    assert (verdict.fault, verdict.first_bad_index) == (Fault.CUT, 8)


def test_the_printed_page_holds_the_note_and_a_code(signed: House) -> None:
    note = signed.signs()

    page = page_of(note)

    assert "<svg" in page
    assert f"{LOG}/2026" in page
    assert note.text in page


def test_the_process_signs_when_due_and_prints_the_first_of_a_day(house: House) -> None:
    signing, engine = Signing(house.folder / "signer", LOG), house.database.engine
    house.writes(2)

    said = [process.look(signing, engine, house.clock) for _ in range(2)]

    assert said == ["", ""]
    assert [page.name for page in (house.folder / "signer" / "print").iterdir()] == ["2026-07-06-2026.html"]


def test_the_process_says_once_what_is_wrong_and_goes_on(
    signed: House, caplog: pytest.LogCaptureFixture
) -> None:
    (signed.folder / "signer" / "signed").unlink()
    stop = Twice()

    with caplog.at_level(logging.CRITICAL):
        process.keep_signing(_settings(signed), stop, signed.clock)

    assert [record.levelname for record in caplog.records] == ["CRITICAL"]
    assert "than the signer remembers" in caplog.text


def test_a_database_out_of_reach_is_told_by_its_kind(tmp_path: Path, clock: StoppedClock) -> None:
    nowhere = create_engine(f"sqlite:///{tmp_path / 'no' / 'database'}")

    said = process.look(Signing(tmp_path / "signer"), nowhere, clock)

    assert said == "The database cannot be reached (OperationalError)."


def test_nothing_is_started_where_it_is_signed_elsewhere() -> None:
    settings = Settings(Path(), "", "", signing=Signing(is_here=False))

    with process.beside(settings) as start:
        assert start() is None


def test_the_state_names_no_secret(signed: House) -> None:
    state = json.loads((signed.folder / "signer" / "signed").read_text())

    assert set(state["2026"]) == {"note", "peaks"}
    assert (signed.folder / "signer" / "log.key").stat().st_mode & 0o077 == 0


class Twice(threading.Event):
    """Is set after two looks."""

    def __init__(self) -> None:
        super().__init__()
        self._looks = 0

    def wait(self, timeout: float | None = None) -> bool:
        self._looks += 1
        {2: self.set}.get(self._looks, self.is_set)()
        return self.is_set()


def _settings(house: House) -> Settings:
    url = house.database.engine.url.render_as_string(hide_password=False)
    return Settings(house.folder, url, "", signing=Signing(house.folder / "signer", LOG))


def _killed(*_: object) -> bool:
    raise KeyboardInterrupt
