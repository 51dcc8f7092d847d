"""Judges an export of a referral ledger on a machine without network, database or the product itself.

It needs Python 3.11 and `cryptography`, and what nobody in the house could have changed: the log's key, the
witnesses' keys and, best of all, a checkpoint or a whole export that was kept from earlier. It never writes.

    python verify_ledger.py EXPORT --log-key KEY --witness-key KEY --checkpoint OLDER

It exits with 0 if the ledger is sound, 1 if it was tampered with (and names the first bad index), 2 if it
cannot tell.
"""

import argparse
import json
import re
import sys
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import zip_longest
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

SOUND, TAMPERED, CANNOT_TELL = 0, 1, 2
LOG, WITNESS = 1, 4
SCHEMA = 1
AHEAD = timedelta(minutes=10)
"""How far the clock of a witness may run before ours."""

CHECKPOINT = re.compile(r"([^\n]+)/(\d{4})\n(0|[1-9]\d{0,17})\n([A-Za-z0-9+/]{43}=)\n((?:[^\n]+\n)*)")
SIGNATURE = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/=]+)")


class Tampered(Exception):
    """The first entry that cannot be believed."""

    def __init__(self, year: int, index: int, why: str) -> None:
        super().__init__(f"Tampered with: the first bad index is {index}, in the log of {year}. {why}")


class CannotTell(Exception):
    """Something is missing, old or unreadable; the sentence says what."""


@dataclass(frozen=True)
class Key:
    """A public key: of the log, or of a witness."""

    name: str
    kind: int
    public: bytes

    @classmethod
    def read(cls, written: str, kind: int) -> "Key":
        """Read `name+id+base64`, or a file that holds it."""
        text = (Path(written).read_text("utf-8") if Path(written).is_file() else written).split()[0]
        name, _, rest = text.partition("+")
        said_id, _, encoded = rest.partition("+")
        try:
            packed = b64decode(encoded, validate=True)
        except NotBase64:
            packed = b""
        key = cls(name, kind, packed[1:])
        if len(packed) != 33 or packed[0] != kind or key.id.hex() != said_id:  # noqa: PLR2004 — a kind and a point
            raise CannotTell(f"{text!r} is not the key of a {'log' if kind == LOG else 'witness'}.")
        return key

    @property
    def id(self) -> bytes:
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]

    def believes(self, message: str, signature: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message.encode())
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True)
class Checkpoint:
    """A signed note: a log, a size, a root, a moment, and the signatures under it."""

    text: str
    name: str
    year: int
    size: int
    root: bytes
    at: str
    signatures: tuple[tuple[str, bytes, bytes], ...]

    @classmethod
    def read(cls, text: str, lines: str) -> "Checkpoint":
        """Read a note's two halves.

        :raises ValueError: if they are none
        """
        found, at = CHECKPOINT.fullmatch(text), re.search(r"^at (\S+)$", text, re.MULTILINE)
        signed = [SIGNATURE.fullmatch(line) for line in lines.splitlines()]
        if found is None or not signed or None in signed:
            raise ValueError("no checkpoint")
        parts = [(line[1], b64decode(line[2], validate=True)) for line in signed if line]
        signatures = tuple((name, packed[:4], packed[4:]) for name, packed in parts)
        name, year, size, root = found.groups()[:4]
        return cls(text, name, int(year), int(size), b64decode(root), at[1] if at else "", signatures)

    def is_signed(self, key: Key) -> bool:
        """Say whether the log signed it: each year's log is named after its year."""
        own = Key(f"{key.name}/{self.year}", LOG, key.public)
        mine = [signed for name, key_id, signed in self.signatures if (name, key_id) == (own.name, own.id)]
        return self.name == key.name and bool(mine) and all(own.believes(self.text, each) for each in mine)

    def cosigned(self, key: Key) -> datetime | None:
        """Say when a witness cosigned it, or nothing."""
        for name, key_id, signed in self.signatures:
            if (name, key_id) == (key.name, key.id):
                seconds = int.from_bytes(signed[:8], "big")
                if key.believes(f"cosignature/v1\ntime {seconds}\n{self.text}", signed[8:]):
                    return datetime.fromtimestamp(seconds, UTC)
        return None


@dataclass
class Tree:
    """The Merkle tree of RFC 6962, grown leaf by leaf; only the roots of complete subtrees are kept."""

    size: int = 0
    peaks: list[bytes] = field(default_factory=list)

    def append(self, leaf: bytes) -> None:
        """Add the hash of one entry."""
        self.peaks.append(leaf)
        place = self.size
        while place & 1:
            right, left = self.peaks.pop(), self.peaks.pop()
            self.peaks.append(sha256(b"\x01" + left + right).digest())
            place >>= 1
        self.size += 1

    def root(self) -> bytes:
        """Give the root over everything so far."""
        if not self.peaks:
            return sha256(b"").digest()
        root = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            root = sha256(b"\x01" + peak + root).digest()
        return root


@dataclass(frozen=True)
class Known:
    """What the auditor brings along."""

    log: Key
    witnesses: tuple[Key, ...]
    checkpoints: tuple[Checkpoint, ...]
    exports: tuple[Path, ...]
    """Whole exports kept from earlier: an entry that differs is then named exactly."""


@dataclass
class Judged:
    """What was found of an export in which nothing is wrong."""

    entries: int = 0
    newest: Checkpoint | None = None
    witnessed_at: datetime | None = None
    witnessed: Checkpoint | None = None
    unsigned_tail: int = 0


def judge(export: Path, known: Known) -> Judged:
    """Judge every year's log, from the first entry to the last.

    :raises Tampered: at the first entry that cannot be believed
    :raises CannotTell: if this is no export
    """
    years = sorted(int(each.name) for each in export.iterdir() if re.fullmatch(r"\d{4}", each.name))
    if not years:
        raise CannotTell(f"{export} is no export of a ledger.")
    gone = sorted({each.year for each in known.checkpoints} - set(years))
    if gone:
        raise Tampered(gone[0], 0, "The whole log of that year is gone.")
    judged, before = Judged(), None
    for year in years:
        tree = _judge_year(export, year, known, judged, before)
        before = (year, tree)
    return judged


def _judge_year(
    export: Path, year: int, known: Known, judged: Judged, before: tuple[int, Tree] | None
) -> Tree:
    published = list(_checkpoints(export / str(year) / "checkpoints", year))
    kept = [each for each in known.checkpoints if each.year == year]
    by_size: dict[int, list[Checkpoint]] = {}
    for each in [*kept, *published]:
        by_size.setdefault(each.size, []).append(each)
    fresh = set(published)
    tree, proven = Tree(), 0
    for line, older in _lines(export, year, known.exports):
        leaf = _judge_entry(year, tree.size, line, before)
        if older is not None and older != line:
            raise Tampered(year, tree.size, "The entry is not the one that was exported earlier.")
        tree.append(leaf)
        for each in by_size.pop(tree.size, ()):
            _judge_checkpoint(each, tree, proven, known.log)
            if each in fresh:
                _remember(each, known, judged)
            proven = tree.size
    if by_size:
        raise Tampered(
            year, tree.size, f"A checkpoint was signed over {min(by_size)} entries; they are cut off."
        )
    judged.entries += tree.size
    judged.unsigned_tail = tree.size - proven
    return tree


def _lines(export: Path, year: int, olders: Sequence[Path]) -> Iterator[tuple[bytes, bytes | None]]:
    """Give each line of a year's log, with the line an earlier export has in its place."""
    with (export / str(year) / "entries").open("rb") as lines:
        older = [each for each in olders if (each / str(year) / "entries").is_file()]
        if not older:
            yield from ((line, None) for line in lines)
            return
        with (older[0] / str(year) / "entries").open("rb") as kept:
            for number, (line, other) in enumerate(zip_longest(lines, kept)):
                if line is None:
                    raise Tampered(year, number, "An entry that was exported earlier is cut off.")
                yield line, other


def _judge_entry(year: int, index: int, line: bytes, before: tuple[int, Tree] | None) -> bytes:
    """Judge one entry by its own bytes, and give its hash."""
    said_index, _, rest = line.rstrip(b"\n").partition(b"\t")
    said_leaf, _, body = rest.partition(b"\t")
    if said_index != str(index).encode():
        raise Tampered(year, index, "The entry is missing, or stands elsewhere.")
    leaf = sha256(b"\x00" + body).digest()
    if leaf.hex().encode() != said_leaf:
        raise Tampered(year, index, "The bytes of the entry were changed.")
    try:
        entry = json.loads(body)
        said, schema, is_opening = entry["index"], entry["schema"], entry["action"] == "ledger:opened"
    except (ValueError, KeyError, TypeError):
        raise Tampered(year, index, "This is no entry.") from None
    if said != index:
        raise Tampered(year, index, "The entry says that it stands elsewhere.")
    if schema != SCHEMA:
        raise CannotTell(f"Entry {index} of {year} was written by a newer version. Use its verifier.")
    if index == 0:
        _judge_chain(year, entry if is_opening else {}, before)
    return leaf


def _judge_chain(year: int, opening: dict[str, object], before: tuple[int, Tree] | None) -> None:
    """The first entry of a year names the log of the year before; the very first log names none."""
    closed = (
        {"previous": before[0], "size": before[1].size, "root": before[1].root().hex()} if before else None
    )
    if opening.get("detail") != closed:
        raise Tampered(year, 0, "This year's log does not follow from the log of the year before.")


def _judge_checkpoint(checkpoint: Checkpoint, tree: Tree, proven: int, log: Key) -> None:
    if checkpoint.root != tree.root():
        within = f"between {proven} and {tree.size - 1}"
        why = f"The entries {within} are not those over which a checkpoint was signed."
        raise Tampered(checkpoint.year, proven, why)
    if not checkpoint.is_signed(log):
        raise Tampered(checkpoint.year, proven, "A checkpoint was not signed with the log's key.")


def _remember(checkpoint: Checkpoint, known: Known, judged: Judged) -> None:
    judged.newest = checkpoint
    moments = [at for key in known.witnesses if (at := checkpoint.cosigned(key)) is not None]
    if moments:
        judged.witnessed, judged.witnessed_at = checkpoint, max(moments)


def _checkpoints(file: Path, year: int) -> Iterator[Checkpoint]:
    """Read one signed note after the other.

    :raises Tampered: at the first that cannot be read
    """
    halves = file.read_text("utf-8").split("\n\n") if file.is_file() else []
    for text, lines in zip(halves[::2], halves[1::2], strict=False):
        try:
            found = Checkpoint.read(text + "\n", lines)
        except (ValueError, NotBase64):
            found = None
        if found is None or found.year != year:
            raise Tampered(year, 0, "A published checkpoint cannot be read.")
        yield found


def kept_checkpoint(path: Path, log: Key) -> Checkpoint:
    """Read a checkpoint that was kept, or the newest of a whole export that was kept.

    :raises CannotTell: if it is none of this log
    """
    file = path / "checkpoint" if path.is_dir() else path
    try:
        text, _, lines = file.read_text("utf-8").partition("\n\n")
        found = Checkpoint.read(text + "\n", lines.strip("\n"))
    except (OSError, ValueError, NotBase64):
        raise CannotTell(f"{path} holds no checkpoint.") from None
    if not found.is_signed(log):
        raise CannotTell(f"The checkpoint in {path} is not signed with the key given for the log.")
    return found


def report(judged: Judged, now: datetime, longest: timedelta, *, needs_witness: bool) -> str:
    """Say what was found, if what was signed is fresh and witnessed.

    :raises CannotTell: if it is not
    """
    newest = judged.newest
    if newest is None:
        raise CannotTell(f"{judged.entries:,} entries, none of them under a signed checkpoint.")
    if judged.witnessed_at is None and needs_witness:
        raise CannotTell(
            "No checkpoint was cosigned by a witness you trust: the whole log may have been rebuilt."
        )
    at = judged.witnessed_at if needs_witness else datetime.fromisoformat(newest.at)
    if at is None or at < now - longest:
        raise CannotTell(
            f"The newest checkpoint is of {at}: publishing has stopped, or this is an old export."
        )
    if at > now + AHEAD:
        raise CannotTell(f"The newest checkpoint is of {at}, which is still to come. Look at the clocks.")
    witness = judged.witnessed.size if judged.witnessed else 0
    return (
        f"Sound: {judged.entries:,} entries. The newest log, of {newest.year}, is signed up to "
        f"{newest.size:,} and witnessed up to {witness:,}; {judged.unsigned_tail:,} came after."
    )


def arguments(given: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n", maxsplit=1)[0])
    parser.add_argument("export", type=Path, help="the folder that `referral ledger export` made")
    parser.add_argument("--log-key", required=True, help="the log's key, or a file that holds it")
    parser.add_argument(
        "--witness-key", action="append", default=[], help="a witness's key, or its file; several"
    )
    parser.add_argument(
        "--checkpoint", action="append", default=[], type=Path, help="kept from earlier, or an export"
    )
    parser.add_argument(
        "--at", type=datetime.fromisoformat, help="judge as if it were this moment (with its offset)"
    )
    parser.add_argument(
        "--max-age-hours", type=float, default=24.0, help="how old the newest checkpoint may be"
    )
    parser.add_argument("--accept-unwitnessed", action="store_true", help="do not insist on a witness")
    return parser.parse_args(given)


def main(given: Sequence[str] | None = None) -> int:
    """Judge an export, print one verdict, and give the exit code."""
    asked = arguments(given)
    now = asked.at or datetime.now(UTC)  # noqa: TID251 — it stands alone and is handed no clock
    try:
        log = Key.read(asked.log_key, LOG)
        known = Known(
            log=log,
            witnesses=tuple(Key.read(each, WITNESS) for each in asked.witness_key),
            checkpoints=tuple(kept_checkpoint(each, log) for each in asked.checkpoint),
            exports=tuple(each for each in asked.checkpoint if each.is_dir()),
        )
        judged = judge(asked.export, known)
        longest = timedelta(hours=asked.max_age_hours)
        said, code = report(judged, now, longest, needs_witness=not asked.accept_unwitnessed), SOUND
    except Tampered as found:
        said, code = str(found), TAMPERED
    except (CannotTell, OSError, UnicodeDecodeError) as missing:
        said, code = f"Cannot tell. {missing}", CANNOT_TELL
    (sys.stderr if code else sys.stdout).write(said.rstrip("\n") + "\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
