"""A house with a signed ledger, a witness outside, and an auditor with a laptop. Nothing here asserts."""

import contextlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from referral.kernel import ledger
from referral.kernel.clock import StoppedClock
from referral.kernel.database import Database
from referral.kernel.ledger import Action, Verdict, verify
from referral.kernel.ledger.asking import request_from, take
from referral.kernel.ledger.checkpoints import Checkpoint
from referral.kernel.ledger.exporting import export
from referral.kernel.ledger.judging import NOBODY, Trust
from referral.kernel.ledger.signed_notes import SignedNote
from referral.kernel.ledger.signer import Signer
from referral.kernel.ledger.signing import VerifyingKey
from referral.kernel.ledger.witness import Witness
from referral.kernel.permissions import SYSTEM
from referral.kernel.transaction import deed
from referral.verifier import verify_ledger
from tests.kernel.ledger.tampering import LIST_AT

LOG, WITNESS = "log.example", "witness.example"


@dataclass
class House:
    """Everybody who has to do with one ledger, and a folder for their things."""

    database: Database
    clock: StoppedClock
    folder: Path

    @property
    def signer(self) -> Signer:
        """The signer beside the database."""
        return Signer(self.folder / "signer", LOG)

    @property
    def witness(self) -> Witness:
        """The outside body."""
        return Witness(self.folder / "witness")

    @property
    def witness_key(self) -> VerifyingKey:
        """The outside body's key, as everybody was told it."""
        return self.witness.begin(WITNESS)

    @property
    def trust(self) -> Trust:
        """Whom the house believes."""
        return Trust(self.signer.known_keys, (self.witness_key,))

    def writes(self, many: int) -> None:
        """Append entries; the sixth of a log names two cases."""
        first = self.size()
        with deed(self.database, self.clock) as session:
            for number in range(first, first + many):
                about = ["CASE-A", "CASE-B"] if number == LIST_AT else "CASE-1"
                ledger.note(session, SYSTEM, Action.CASE_LISTED, about)

    def size(self) -> int:
        """Count the entries of all years."""
        with self.database.reading() as session:
            return ledger.count(session, ledger.Search())

    def signs(self) -> SignedNote:
        """Sign now; gives the newest year's note."""
        return self.signer.sign(self.database.engine, self.clock)[-1]

    def publishes(self, old_size: int = 0) -> SignedNote:
        """Sign now, and have it cosigned by a witness that cosigned a log of the old size last."""
        note, engine = self.signs(), self.database.engine
        shard = Checkpoint.from_text(note.text).shard
        request = request_from(engine, shard, note, old_size)
        key = self.witness_key
        self.witness.watch(self.signer.known_keys[-1])
        answer = self.witness.cosign(str(request), self.clock)
        take(engine, key, shard, note, str(answer))
        return note

    def exports(self, name: str) -> Path:
        """Write an export for the auditor."""
        with self.database.reading() as session:
            export(session, self.folder / name, lambda _done, _of: None)
        return self.folder / name

    def verdict(self, trust: Trust = NOBODY) -> Verdict:
        """Judge the ledger from inside."""
        with self.database.reading() as session:
            return verify(session, trust=trust)

    def judged(
        self, folder: Path, *olders: Path, more: Sequence[str] = (), at: datetime | None = None
    ) -> "Told":
        """Let the auditor judge an export, with what was kept from earlier."""
        given = [str(folder), "--log-key", str(self.signer.known_keys[0])]
        given += ["--witness-key", str(self.witness_key), "--at", (at or self.clock.now()).isoformat(), *more]
        for older in olders:
            given += ["--checkpoint", str(older)]
        return told(given)

    def session(self) -> Session:
        """Give a session of the database."""
        return self.database.session()


@dataclass(frozen=True)
class Told:
    """What the verifier says, and how it exits."""

    code: int
    said: str


def told(given: Sequence[str]) -> Told:
    """Run the stand-alone verifier."""
    screen = io.StringIO()
    with contextlib.redirect_stdout(screen), contextlib.redirect_stderr(screen):
        code = verify_ledger.main(given)
    return Told(code, screen.getvalue())
