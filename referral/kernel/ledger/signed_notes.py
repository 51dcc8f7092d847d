"""C2SP signed notes: a text, and under it the signatures of those who stand for it.

Pure but for the keys handed in. Nothing here knows what a text says.
"""

import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Sequence
from dataclasses import dataclass, replace

from referral.kernel.ledger.signing import ID_BYTES, KeyKind, SigningKey, VerifyingKey

SIGNATURE_BYTES = 64
TIME_BYTES = 8
MOST_BYTES = 64 * 1024
"""A longer note is not read."""

_LINE = re.compile(r"— (?P<name>[^\s+]+) (?P<encoded>[A-Za-z0-9+/=]+)")
_UNSEEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Signature:
    """One line under a note: who says to have signed, and with what."""

    name: str
    key_id: bytes
    signed: bytes

    @classmethod
    def from_line(cls, line: str) -> "Signature":
        """Read one line.

        :raises ValueError: if it is no signature
        """
        found = _LINE.fullmatch(line)
        try:
            packed = b64decode(found["encoded"], validate=True) if found else b""
        except NotBase64:
            packed = b""
        if found is None or len(packed) <= ID_BYTES:
            raise ValueError("This is no line of a signature.")
        return cls(found["name"], packed[:ID_BYTES], packed[ID_BYTES:])

    def __str__(self) -> str:
        """Write the line."""
        return f"— {self.name} {b64encode(self.key_id + self.signed).decode()}"


@dataclass(frozen=True, slots=True)
class SignedNote:
    """A text with the signatures under it; nothing is believed before `is_signed_by` says so."""

    text: str
    signatures: tuple[Signature, ...] = ()

    @classmethod
    def from_text(cls, note: str) -> "SignedNote":
        """Read a note.

        :raises ValueError: if it is none
        """
        text, gap, lines = note.rpartition("\n\n")
        is_note = (
            gap and lines.endswith("\n") and len(note.encode()) <= MOST_BYTES and not _UNSEEN.search(note)
        )
        if not is_note:
            raise ValueError("This is no signed note.")
        return cls(text + "\n", tuple(map(Signature.from_line, lines.splitlines())))

    def signed_by(self, key: SigningKey) -> "SignedNote":
        """Give the note with one more signature."""
        whose = key.verifying
        return self.also(Signature(whose.name, whose.id, key.sign(self.text.encode())))

    def cosigned_by(self, key: SigningKey, seconds: int) -> Signature:
        """Sign it as a witness does, with the time in seconds since 1970."""
        whose, when = key.verifying, seconds.to_bytes(TIME_BYTES, "big")
        return Signature(whose.name, whose.id, when + key.sign(_cosigned(self.text, seconds)))

    def also(self, *signatures: Signature) -> "SignedNote":
        """Give the note with more signatures under it, each once."""
        return replace(self, signatures=tuple(dict.fromkeys((*self.signatures, *signatures))))

    def is_signed_by(self, key: VerifyingKey) -> bool:
        """Say whether this key signed the text; one bad signature in its name is enough for no."""
        mine = [each.signed for each in self._of(key)]
        return bool(mine) and all(key.believes(self.text.encode(), signed) for signed in mine)

    def cosigned_at(self, key: VerifyingKey) -> int | None:
        """Say when a witness cosigned the text, in seconds since 1970; nothing if it did not."""
        moments = [cosigned_at(self.text, each, key) for each in self._of(key)]
        return None if None in moments else max((each for each in moments if each is not None), default=None)

    def _of(self, key: VerifyingKey) -> Sequence[Signature]:
        return [each for each in self.signatures if (each.name, each.key_id) == (key.name, key.id)]

    def __str__(self) -> str:
        """Write the note."""
        return self.text + "\n" + "".join(f"{each}\n" for each in self.signatures)


def cosigned_at(text: str, signature: Signature, key: VerifyingKey) -> int | None:
    """Say when a witness made this cosignature of this text; nothing if it is not the witness's."""
    if key.kind is not KeyKind.WITNESS or len(signature.signed) != TIME_BYTES + SIGNATURE_BYTES:
        return None
    seconds = int.from_bytes(signature.signed[:TIME_BYTES], "big")
    is_his = key.believes(_cosigned(text, seconds), signature.signed[TIME_BYTES:])
    return seconds if is_his and signature.key_id == key.id else None


def _cosigned(text: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()
