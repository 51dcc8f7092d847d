"""Signed notes as C2SP publishes them: the example passes, everything that was touched does not."""

import pytest

from referral.kernel.ledger.signed_notes import MOST_BYTES, Signature, SignedNote, cosigned_at
from referral.kernel.ledger.signing import KeyKind, SigningKey, VerifyingKey

# The published example of C2SP's signed-note (CC BY 4.0, https://c2sp.org/signed-note).
KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
TEXT = "This is an example message.\n"
SIGNATURE = "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM="
NOTE = f"{TEXT}\n— example.com/foo {SIGNATURE}\n"


def test_the_published_example_is_believed() -> None:
    assert SignedNote.from_text(NOTE).is_signed_by(VerifyingKey.from_text(KEY))


def test_a_note_is_written_as_it_was_read() -> None:
    assert str(SignedNote.from_text(NOTE)) == NOTE
    assert str(VerifyingKey.from_text(KEY)) == KEY


@pytest.mark.parametrize(
    "note",
    [
        pytest.param(NOTE.replace("an example", "no example"), id="another text"),
        pytest.param(NOTE.replace("Uw2QOkn8", "Uw2QOkn9"), id="another signature"),
        pytest.param(NOTE.replace("example.com/foo U", "example.com/bar U"), id="another name"),
        pytest.param(NOTE.replace("Uw2QOk", "Ux2QOk"), id="another key id"),
        pytest.param(NOTE + f"— example.com/foo {SIGNATURE[:-2]}I=\n", id="a second"),
    ],
)
def test_what_was_touched_is_not_believed(note: str) -> None:
    assert not _believed(note)


@pytest.mark.parametrize(
    "note",
    [
        pytest.param("", id="nothing"),
        pytest.param(TEXT, id="no signature"),
        pytest.param(NOTE.rstrip("\n"), id="no last line break"),
        pytest.param(NOTE.replace("—", "-"), id="a hyphen for the dash"),
        pytest.param(NOTE.replace("message.", "message.\r"), id="an unseen character"),
        pytest.param(f"{TEXT}\n— example.com/foo AAAA\n", id="a signature too short"),
        pytest.param(f"{TEXT}\n— example.com/foo A=A\n", id="no base64"),
        pytest.param("x" * MOST_BYTES + NOTE, id="too long"),
    ],
)
def test_what_is_no_note_is_refused(note: str) -> None:
    with pytest.raises(ValueError, match="This is no"):
        SignedNote.from_text(note)


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("example.com/foo", id="a name alone"),
        pytest.param("+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", id="no name"),
        pytest.param(KEY.replace("530d903a", "530d903b"), id="another id"),
        pytest.param(KEY.replace("Aeky", "Bxky"), id="an unknown kind"),
        pytest.param(KEY[:-4], id="cut"),
        pytest.param(KEY[:-1] + "!", id="no base64"),
        pytest.param("exam ple" + KEY, id="a space"),
    ],
)
def test_what_is_no_key_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"key|KeyKind"):
        VerifyingKey.from_text(written)


def test_a_secret_key_survives_being_written_down() -> None:
    key = SigningKey.create("log.example")

    assert SigningKey.from_text(key.to_text()) == key
    assert key.seed.hex() not in repr(key)


@pytest.mark.parametrize(
    ("said", "instead"),
    [pytest.param("PRIVATE+", "", id="no word"), pytest.param("log.", "other.", id="another's id")],
)
def test_what_is_no_secret_key_is_refused(said: str, instead: str) -> None:
    written = SigningKey.create("log.example").to_text()

    with pytest.raises(ValueError, match="key"):
        SigningKey.from_text(written.replace(said, instead))


def test_a_witness_signs_the_time_with_the_text() -> None:
    witness = SigningKey.create("witness.example", KeyKind.WITNESS)
    note = SignedNote.from_text(NOTE)

    cosigned = note.also(note.cosigned_by(witness, 1_700_000_000))

    assert cosigned.cosigned_at(witness.verifying) == 1_700_000_000
    assert cosigned.is_signed_by(VerifyingKey.from_text(KEY))
    assert note.cosigned_at(witness.verifying) is None


def test_a_cosignature_of_another_text_or_key_is_none() -> None:
    witness, other = (SigningKey.create(name, KeyKind.WITNESS) for name in ("one.example", "two.example"))
    line = SignedNote("something else\n").cosigned_by(witness, 1_700_000_000)

    assert cosigned_at(TEXT, line, witness.verifying) is None
    assert cosigned_at("something else\n", line, other.verifying) is None
    assert SignedNote(TEXT, (line,)).cosigned_at(witness.verifying) is None


def test_a_log_cannot_cosign_and_a_signature_is_no_cosignature() -> None:
    log = SigningKey.create("log.example")
    note = SignedNote(TEXT).signed_by(log)

    assert note.cosigned_at(log.verifying) is None
    assert cosigned_at(TEXT, note.signatures[0], log.verifying) is None


def test_the_same_signature_stands_under_a_note_once() -> None:
    line = Signature.from_line(NOTE.splitlines()[-1])

    assert SignedNote.from_text(NOTE).also(line, line).signatures == (line,)


def _believed(note: str) -> bool:
    return SignedNote.from_text(note).is_signed_by(VerifyingKey.from_text(KEY))
