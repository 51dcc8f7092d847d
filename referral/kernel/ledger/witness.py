"""A witness: an outside body that cosigns a log's checkpoint only if it extends what it cosigned before.

It holds no database and no entry, only its key, the keys of the logs it watches, and the last root of each.
The exchange is C2SP's tlog-witness (`add-checkpoint`).
"""

import json
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from referral.kernel.clock import Clock
from referral.kernel.errors import UnsafeSettings
from referral.kernel.filelock import FileLock
from referral.kernel.ledger.checkpoints import Checkpoint, origin_of
from referral.kernel.ledger.keeping import keep, own_folder
from referral.kernel.ledger.merkle import extends
from referral.kernel.ledger.signed_notes import Signature, SignedNote
from referral.kernel.ledger.signing import KeyKind, SigningKey, VerifyingKey

MOST_HASHES = 63
"""A longer proof proves nothing more."""


class WitnessRefused(Exception):
    """The witness does not cosign; the status is what tlog-witness answers over HTTP."""

    def __init__(self, status: int, why: str, known_size: int | None = None) -> None:
        """Take the status, the sentence, and the size cosigned last where that is what is wrong."""
        self.status, self.known_size = status, known_size
        super().__init__(why)


@dataclass(frozen=True, slots=True)
class Request:
    """What a log asks of a witness: its checkpoint, and the proof from the size cosigned last."""

    old_size: int
    proof: tuple[bytes, ...]
    note: SignedNote

    @classmethod
    def from_text(cls, text: str) -> "Request":
        """Read a request.

        :raises ValueError: if it is none
        """
        head, gap, note = text.partition("\n\n")
        first, *hashes = head.split("\n")
        word, _, size = first.partition(" ")
        if not gap or word != "old" or not size.isascii() or not size.isdigit() or len(hashes) > MOST_HASHES:
            raise ValueError("This is no request for a cosignature.")
        try:
            proof = tuple(b64decode(each, validate=True) for each in hashes)
        except NotBase64:
            raise ValueError("A proof is made of hashes in base64.") from None
        return cls(int(size), proof, SignedNote.from_text(note))

    def __str__(self) -> str:
        """Write the request."""
        hashes = "".join(f"{b64encode(each).decode()}\n" for each in self.proof)
        return f"old {self.old_size}\n{hashes}\n{self.note}"


class Witness:
    """One outside body's key, and the last root it cosigned of each log it watches."""

    def __init__(self, folder: Path) -> None:
        """Take the folder; nothing is read before it is needed."""
        self._folder = folder
        self._key, self._logs, self._state = (folder / each for each in ("witness.key", "logs", "cosigned"))

    def begin(self, name: str) -> VerifyingKey:
        """Draw the witness's key, unless there is one; gives its public half, to be told to every auditor.

        :raises ValueError: if no witness may have this name
        """
        own_folder(self._folder)
        if not self._key.is_file():
            keep(self._key, SigningKey.create(name, KeyKind.WITNESS).to_text() + "\n", mode=0o400)
        return self._own_key().verifying

    def watch(self, log: VerifyingKey) -> None:
        """Add a log to those it cosigns for; whose key that is, the body made sure of by itself."""
        own_folder(self._folder)
        known = dict.fromkeys((*self._known_logs(), log))
        keep(self._logs, "".join(f"{each}\n" for each in known))

    def cosign(self, text: str, clock: Clock) -> Signature:
        """Cosign a checkpoint that extends the one cosigned last; the new state is kept before the answer.

        The very first checkpoint of a log is taken as it is: from nothing, nothing can be proven.

        :raises UnsafeSettings: if the witness has no key or no readable state
        :raises WitnessRefused: if it does not, or the request is none, or the log is not watched
        """
        key = self._own_key()
        try:
            request = Request.from_text(text)
            checkpoint = Checkpoint.from_text(request.note.text)
        except ValueError as error:
            raise WitnessRefused(400, str(error)) from None
        self._check_log(request.note, checkpoint)
        with closing(FileLock(self._folder / "lock")) as lock:
            lock.take()
            cosigned = self._cosigned()
            _check_growth(request, checkpoint, cosigned.get(checkpoint.origin))
            cosigned[checkpoint.origin] = (checkpoint.size, checkpoint.root.hex())
            keep(self._state, json.dumps(cosigned))
        return request.note.cosigned_by(key, int(clock.now().timestamp()))

    def _check_log(self, note: SignedNote, checkpoint: Checkpoint) -> None:
        """Make sure that a log we watch signed this."""
        name, _, year = checkpoint.origin.rpartition("/")
        watched = [key for key in self._known_logs() if year.isdigit() and key.name == name]
        if not watched:
            raise WitnessRefused(404, "This witness does not watch that log.")
        if not any(note.is_signed_by(key.named(origin_of(key.name, int(year)))) for key in watched):
            raise WitnessRefused(403, "The log's own signature is missing or wrong.")

    def _known_logs(self) -> tuple[VerifyingKey, ...]:
        lines = self._logs.read_text("utf-8").splitlines() if self._logs.is_file() else []
        return tuple(map(VerifyingKey.from_text, lines))

    def _own_key(self) -> SigningKey:
        try:
            return SigningKey.from_text(self._key.read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise UnsafeSettings(f"There is no witness's key at {self._key}. Begin with --name.") from error

    def _cosigned(self) -> dict[str, tuple[int, str]]:
        """Give size and root cosigned last, by log."""
        if not self._state.is_file():
            return {}
        try:
            return {
                origin: (int(size), str(root))
                for origin, (size, root) in json.loads(self._state.read_text()).items()
            }
        except (ValueError, TypeError, AttributeError) as error:
            raise UnsafeSettings(f"{self._state} cannot be read. Put it back from a backup.") from error


def _check_growth(request: Request, checkpoint: Checkpoint, last: tuple[int, str] | None) -> None:
    size, root = last or (0, "")
    if request.old_size > checkpoint.size:
        raise WitnessRefused(400, "The checkpoint is smaller than the size it is proven from.")
    if request.old_size != size:
        raise WitnessRefused(409, "Prove it from the size this witness cosigned last.", known_size=size)
    if size == 0:
        is_proven = not request.proof
    else:
        is_proven = extends(
            old_size=size,
            size=checkpoint.size,
            old_root=bytes.fromhex(root),
            root=checkpoint.root,
            proof=request.proof,
        )
    if not is_proven:
        raise WitnessRefused(
            422, "The log does not extend what this witness cosigned. It may have been forged."
        )
