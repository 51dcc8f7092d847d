"""What was signed and published: checkpoints, and the cosignatures of witnesses under them.

Rows are only ever added. Whether a signature may be believed is judged elsewhere.
"""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from referral.kernel.ledger.checkpoints import Checkpoint
from referral.kernel.ledger.signed_notes import Signature, SignedNote
from referral.kernel.ledger.tables import ledger_checkpoint, ledger_cosignature

_ROW = ledger_checkpoint.c
_LINE = ledger_cosignature.c
_PUBLISHED = select(_ROW.shard, _ROW.size, _ROW.at, _ROW.note)


def publish(session: Session, shard: int, checkpoint: Checkpoint, note: SignedNote) -> bool:
    """Add a signed checkpoint; says whether it is new. The caller commits."""
    row = {"shard": shard, "size": checkpoint.size, "at": checkpoint.at}
    there = select(_ROW.size).where(*(_ROW[name] == value for name, value in row.items()))
    if session.execute(there).first() is not None:
        return False
    session.execute(ledger_checkpoint.insert().values(**row, root=checkpoint.root, note=str(note)))
    return True


def add_cosignature(session: Session, shard: int, checkpoint: Checkpoint, signature: Signature) -> bool:
    """Add a witness's cosignature under a published checkpoint; says whether it is new."""
    row = {"shard": shard, "size": checkpoint.size, "at": checkpoint.at, "line": str(signature)}
    there = select(_LINE.size).where(*(_LINE[name] == value for name, value in row.items()))
    if session.execute(there).first() is not None:
        return False
    session.execute(ledger_cosignature.insert().values(**row))
    return True


def newest(session: Session, shard: int | None = None) -> tuple[int, SignedNote] | None:
    """Give the newest checkpoint, of one year or of all, with its year and all signatures under it."""
    ordered = _PUBLISHED.order_by(_ROW.shard.desc(), _ROW.size.desc(), _ROW.at.desc()).limit(1)
    found = session.execute(ordered if shard is None else ordered.where(_ROW.shard == shard)).first()
    if found is None:
        return None
    year, size, at, note = found
    return year, _with_cosignatures(session, year, size, at, note)


def newest_cosigned(session: Session, shard: int, witness: str) -> int:
    """Give the size of the largest checkpoint that a witness of that name has cosigned; 0 if none."""
    his = _LINE.line.startswith(f"— {witness} ", autoescape=True)
    found = select(_LINE.size).where(_LINE.shard == shard, his).order_by(_LINE.size.desc()).limit(1)
    return session.scalar(found) or 0


def of_year(session: Session, shard: int) -> Iterator[SignedNote]:
    """Give every checkpoint of a year, oldest first, with the cosignatures under each."""
    rows = session.execute(_PUBLISHED.where(_ROW.shard == shard).order_by(_ROW.size, _ROW.at)).all()
    lines = dict[tuple[int, str], list[Signature]]()
    for size, at, line in session.execute(
        select(_LINE.size, _LINE.at, _LINE.line).where(_LINE.shard == shard).order_by(_LINE.line)
    ):
        lines.setdefault((size, at), []).append(Signature.from_line(line))
    for row in rows:
        yield SignedNote.from_text(row.note).also(*lines.get((row.size, row.at), ()))


def _with_cosignatures(session: Session, shard: int, size: int, at: str, note: str) -> SignedNote:
    under = select(_LINE.line).where(_LINE.shard == shard, _LINE.size == size, _LINE.at == at)
    lines = session.scalars(under.order_by(_LINE.line))
    return SignedNote.from_text(note).also(*map(Signature.from_line, lines))
