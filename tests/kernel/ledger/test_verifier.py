"""What somebody who owns the database does to a signed ledger, the verifier finds from outside."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from referral.kernel.errors import UnsafeSettings
from referral.kernel.ledger.merkle import Peaks, leaf_hash
from referral.kernel.ledger.signing import KeyKind, SigningKey
from referral.kernel.ledger.tables import ledger_checkpoint
from referral.verifier import verify_ledger
from tests.kernel.ledger.house import House, told
from tests.kernel.ledger.tampering import SWAP, Tampering, both, close_gap, forge, owner_of, run

NO_TREE = ("DELETE FROM ledger_node", "DELETE FROM ledger_about")
CUT_TO_THREE = ("DELETE FROM ledger_entry WHERE idx >= 3", *NO_TREE)
NOTHING_SIGNED = run("DELETE FROM ledger_cosignature", "DELETE FROM ledger_checkpoint")

TAMPERINGS: dict[str, tuple[Tampering, int]] = {
    "one byte changed": (
        run("UPDATE ledger_entry SET body = :b WHERE idx = 3", b=b'{"about":["CASE-2"]}'),
        3,
    ),
    "the first entry deleted": (run("DELETE FROM ledger_entry WHERE idx = 0"), 0),
    "a middle entry deleted": (run("DELETE FROM ledger_entry WHERE idx = 6"), 6),
    "the last entry deleted": (run("DELETE FROM ledger_entry WHERE idx = 10"), 10),
    "two entries swapped": (run(*SWAP), 3),
    "one entry forged with its hash": (forge(7), 5),
    "renumbered": (run("UPDATE ledger_entry SET idx = idx + 100 WHERE idx >= 4"), 4),
    "deleted and the gap closed": (close_gap(4), 4),
    "the tail cut below the checkpoint": (run("DELETE FROM ledger_entry WHERE idx >= 8"), 8),
    "the tail cut with its checkpoint": (both(run(*CUT_TO_THREE), NOTHING_SIGNED), 3),
    "a line break in the bytes": (run("UPDATE ledger_entry SET body = :b WHERE idx = 2", b=b"{}\n"), 2),
    "no entry, with a hash that fits": (
        run("UPDATE ledger_entry SET body = :b, leaf = :l WHERE idx = 2", b=b"{}", l=leaf_hash(b"{}")),
        2,
    ),
    "every entry deleted": (run("DELETE FROM ledger_entry"), 0),
}


@pytest.mark.parametrize(("tamper", "index"), TAMPERINGS.values(), ids=TAMPERINGS)
def test_tampering_is_found_outside_and_the_entry_named(signed: House, tamper: Tampering, index: int) -> None:
    kept = signed.exports("kept") / "checkpoint"
    with owner_of(signed.database) as owner:
        tamper(owner)

    verdict = signed.judged(signed.exports("now"), kept)

    assert (verdict.code, f"the first bad index is {index}, in the log of 2026" in verdict.said) == (1, True)


def test_an_untouched_export_is_sound(signed: House) -> None:
    kept = signed.exports("kept")
    signed.writes(2)

    verdict = signed.judged(signed.exports("now"), kept / "checkpoint", kept)

    covered = "signed up to 11 and witnessed up to 11; 2 came after."
    said = f"Sound: 13 entries. The newest log, of 2026, is {covered}\n"
    assert (verdict.code, verdict.said) == (0, said)


def test_a_database_rolled_back_and_worked_on_is_found(signed: House) -> None:
    kept = signed.exports("kept")
    other = _another_history(signed, first=5)

    assert "the first bad index is 5" in signed.judged(other, kept / "checkpoint").said
    assert signed.judged(other, kept).code == 1


def test_a_forger_with_the_stolen_log_key_is_found_by_an_older_checkpoint(signed: House) -> None:
    kept = signed.exports("kept")
    forged = _another_history(signed, first=2)

    with_checkpoint, with_export = (signed.judged(forged, each) for each in (kept / "checkpoint", kept))

    assert (with_checkpoint.code, "index is 0" in with_checkpoint.said) == (1, True)
    assert (with_export.code, "index is 2" in with_export.said) == (1, True)


def test_a_forger_with_the_stolen_log_key_has_no_witness(signed: House) -> None:
    verdict = signed.judged(_another_history(signed, first=2))

    assert (verdict.code, "No checkpoint was cosigned" in verdict.said) == (2, True)


def test_two_exports_of_equal_size_that_differ_are_found(signed: House) -> None:
    one, other = signed.exports("one"), _another_history(signed, first=9)

    assert signed.judged(one, other).code == 1
    assert signed.judged(other, one).code == 1


def test_a_tail_that_was_exported_earlier_and_never_signed_is_missed(signed: House) -> None:
    signed.writes(2)
    kept = signed.exports("kept")
    with owner_of(signed.database) as owner:
        run("DELETE FROM ledger_entry WHERE idx >= 12")(owner)

    assert "the first bad index is 12" in signed.judged(signed.exports("now"), kept).said


def test_publishing_that_stopped_is_stale_after_a_day(signed: House) -> None:
    export, now = signed.exports("now"), signed.clock.now()

    in_time, late, early = (
        signed.judged(export, at=now + timedelta(hours=hours)) for hours in (23.9, 24.1, -1)
    )

    assert (in_time.code, late.code, early.code) == (0, 2, 2)
    assert "publishing has stopped" in late.said
    assert "still to come" in early.said


def test_an_unwitnessed_ledger_is_believed_only_if_asked(house: House) -> None:
    house.writes(3)
    house.signs()
    export = house.exports("now")

    insisting, asked = house.judged(export), house.judged(export, more=["--accept-unwitnessed"])

    assert (insisting.code, asked.code) == (2, 0)


def test_a_ledger_that_was_never_signed_cannot_be_judged(house: House) -> None:
    house.writes(1)
    house.signs()
    with owner_of(house.database) as owner:
        NOTHING_SIGNED(owner)

    assert "none of them under a signed checkpoint" in house.judged(house.exports("now")).said


@pytest.mark.parametrize(
    ("file", "said", "instead", "words"),
    [
        pytest.param("2026/checkpoints", "— log", "— lag", "not signed with the log's key", id="signer"),
        pytest.param("2026/checkpoints", "log.example/2026\n", "\n", "cannot be read", id="no origin"),
        pytest.param("2026/checkpoints", "/2026\n", "/2025\n", "cannot be read", id="another year"),
        pytest.param("2026/entries", "0\t", "\t", "missing", id="no index"),
    ],
)
def test_an_export_changed_by_hand_is_found(
    signed: House, file: str, said: str, instead: str, words: str
) -> None:
    export = signed.exports("now")
    (export / file).write_text((export / file).read_text("utf-8").replace(said, instead), "utf-8")

    verdict = signed.judged(export)

    assert (verdict.code, words in verdict.said) == (1, True)


def test_a_newer_schema_is_not_guessed_at(signed: House) -> None:
    export = signed.exports("now")
    _rewrite(export, 3, lambda body: body.replace(b'"schema":1', b'"schema":2'))

    assert "newer version" in signed.judged(export).said


def test_an_entry_that_says_it_stands_elsewhere_is_found(signed: House) -> None:
    export = signed.exports("now")
    _rewrite(export, 3, lambda body: body.replace(b'"index":3', b'"index":4'))

    assert "stands elsewhere" in signed.judged(export).said


def test_years_that_follow_are_sound_and_a_missing_one_is_found(signed: House) -> None:
    kept = signed.exports("kept") / "checkpoint"
    signed.clock.set(datetime(2027, 1, 1, 0, 30, tzinfo=UTC))
    signed.writes(1)
    signed.publishes()
    export = signed.exports("now")

    assert signed.judged(export, kept).code == 0
    shutil.rmtree(export / "2026")
    assert "The whole log of that year is gone" in signed.judged(export, kept).said
    assert "does not follow" in signed.judged(export).said


def test_what_is_no_export_key_or_checkpoint_cannot_be_judged(signed: House, tmp_path: Path) -> None:
    export = signed.exports("now")
    strange = SigningKey.create("strange.example")
    (tmp_path / "nothing").mkdir()
    (tmp_path / "note").write_text("a shopping list\n", "utf-8")

    verdicts = [
        signed.judged(tmp_path / "nothing"),
        signed.judged(export, tmp_path / "note"),
        told([str(export), "--log-key", str(strange.verifying), "--checkpoint", str(export)]),
        told([str(export), "--log-key", str(signed.witness_key)]),
        told([str(export), "--log-key", "log.example+00000000+nobase64!"]),
    ]

    assert [verdict.code for verdict in verdicts] == [2, 2, 2, 2, 2]


def test_an_export_goes_into_a_folder_of_its_own(signed: House) -> None:
    signed.exports("now")

    with pytest.raises(UnsafeSettings, match="is not empty"):
        signed.exports("now")


def test_a_witness_nobody_told_the_auditor_of_does_not_count(signed: House) -> None:
    other = SigningKey.create("witness.example", KeyKind.WITNESS).verifying
    given = ["--log-key", str(signed.signer.known_keys[0]), "--witness-key", str(other)]

    assert told([str(signed.exports("now")), *given]).code == 2


def test_the_copy_in_an_export_runs_alone(signed: House) -> None:
    export = signed.exports("now")
    key = signed.folder / "log.pub"
    key.write_text(str(signed.signer.known_keys[0]), "utf-8")
    given = [
        "--log-key",
        str(key),
        "--witness-key",
        str(signed.witness_key),
        "--at",
        signed.clock.now().isoformat(),
    ]

    alone = subprocess.run(
        [sys.executable, "-I", str(export / "verify_ledger.py"), str(export), *given],
        cwd=signed.folder,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (alone.returncode, alone.stdout.startswith("Sound: 11 entries")) == (0, True)


def _rewrite(export: Path, index: int, change: Callable[[bytes], bytes]) -> None:
    """Change the bytes of an entry in an export, and put its hash right."""
    lines = (export / "2026" / "entries").read_bytes().splitlines()
    body = change(lines[index].split(b"\t")[2])
    lines[index] = b"%d\t%s\t%s" % (index, leaf_hash(body).hex().encode(), body)
    (export / "2026" / "entries").write_bytes(b"\n".join(lines) + b"\n")


def _another_history(house: House, first: int) -> Path:
    """Export what the owner of everything in the house makes of it, signed with the log's key.

    Everything from an entry on is written anew, with a tree and a checkpoint that fit.
    """
    with owner_of(house.database) as owner:
        tables = ("ledger_entry", "ledger_node", "ledger_about")
        bodies = owner.execute(text("SELECT body FROM ledger_entry ORDER BY idx")).scalars().all()
        peaks = Peaks()
        for body in bodies[:first]:
            peaks.append(leaf_hash(bytes(body)))
        run(f"DELETE FROM {tables[0]} WHERE idx >= {first}", *(f"DELETE FROM {each}" for each in tables[1:]))(
            owner
        )
        still_fitting = select(ledger_checkpoint).where(ledger_checkpoint.c.size <= first)
        fitting = [row._asdict() for row in owner.execute(still_fitting)]
        NOTHING_SIGNED(owner)
        run(
            "UPDATE ledger_head SET size = :n, peaks = :p, root = :r",
            n=first,
            p=peaks.to_bytes(),
            r=peaks.root(),
        )(owner)
    house.clock.move(seconds=1)
    house.writes(len(bodies) - first)
    (house.folder / "signer" / "signed").unlink()
    house.signs()
    with house.session() as session:
        for row in fitting:
            session.execute(ledger_checkpoint.insert().values(row))
        session.commit()
    return house.exports("another")


def test_the_verifier_needs_nothing_of_the_product() -> None:
    source = Path(verify_ledger.__file__).read_text("utf-8")

    assert "from referral" not in source
    assert "import referral" not in source
