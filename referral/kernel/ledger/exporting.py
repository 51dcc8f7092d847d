"""An export of the whole ledger: a folder that an auditor judges without us. Making it changes nothing.

Whatever stands in the tables is written as it stands, so that what was tampered with is seen outside too.
"""

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from referral.kernel.errors import UnsafeSettings
from referral.kernel.ledger.published import newest
from referral.kernel.ledger.tables import ledger_checkpoint, ledger_cosignature, ledger_entry
from referral.verifier import verify_ledger

BATCH = 5000
README = """\
An export of the ledger of a referral installation: who did and saw what, as references and verbs.

  YEAR/entries      one entry a line: its index, its hash, and the exact bytes that were hashed
  YEAR/checkpoints  what was signed, one signed note after the other, with the witnesses' cosignatures
  checkpoint        the newest of them: keep it, and give it to the next verification
  verify_ledger.py  judges this folder with Python 3.11 and the library `cryptography`, without a network

Take the keys, and better the verifier too, from where they were handed to you, not from here:

  python verify_ledger.py FOLDER --log-key KEY --witness-key KEY --checkpoint OLDER

A line with a line break inside was tampered with; the break is then written as \\n.
"""

Told = Callable[[int, int], None]
"""Is told how many entries were written, and how many there are."""


def export(session: Session, folder: Path, told: Told) -> int:
    """Write everything into a new folder; gives the number of entries.

    :raises UnsafeSettings: if there is something in the folder already
    """
    if folder.exists() and any(folder.iterdir()):
        raise UnsafeSettings(f"{folder} is not empty. Name a new folder.")
    folder.mkdir(parents=True, exist_ok=True)
    total, done = session.scalar(select(func.count()).select_from(ledger_entry)) or 0, 0
    for shard in _shards(session):
        done = _export_year(session, shard, folder / f"{shard:04}", lambda now: told(now, total), done)
    last = newest(session)
    (folder / "checkpoint").write_text(str(last[1]) if last else "", "utf-8")
    (folder / "README.txt").write_text(README, "utf-8")
    shutil.copyfile(verify_ledger.__file__, folder / "verify_ledger.py")
    return done


def _shards(session: Session) -> Iterable[int]:
    columns = (ledger_entry.c.shard, ledger_checkpoint.c.shard)
    found: set[int] = set()
    for column in columns:
        found |= set(session.scalars(select(column).distinct()))
    return sorted(found)


def _export_year(session: Session, shard: int, folder: Path, told: Callable[[int], None], done: int) -> int:
    folder.mkdir()
    column = ledger_entry.c
    stored = select(column.idx, column.leaf, column.body).where(column.shard == shard).order_by(column.idx)
    with (folder / "entries").open("wb") as file:
        for rows in session.execute(stored.execution_options(yield_per=BATCH)).partitions():
            file.writelines(_line(*row) for row in rows)
            done += len(rows)
            told(done)
    with (folder / "checkpoints").open("w", encoding="utf-8", newline="\n") as file:
        file.write("\n".join(_notes(session, shard)))
    return done


def _line(index: int, leaf: bytes, body: bytes) -> bytes:
    return b"%d\t%s\t%s\n" % (index, bytes(leaf).hex().encode(), bytes(body).replace(b"\n", b"\\n"))


def _notes(session: Session, shard: int) -> Iterable[str]:
    """Give the notes as they were stored, with the lines of the witnesses below: nothing is judged here."""
    note, line = ledger_checkpoint.c, ledger_cosignature.c
    under = select(line.size, line.at, line.line).where(line.shard == shard).order_by(line.line)
    lines: dict[tuple[int, str], str] = {}
    for size, at, said in session.execute(under):
        lines[size, at] = lines.get((size, at), "") + said + "\n"
    of_year = select(note.size, note.at, note.note).where(note.shard == shard).order_by(note.size, note.at)
    for size, at, said in session.execute(of_year):
        yield said + lines.get((size, at), "")
