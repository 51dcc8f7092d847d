"""What somebody who owns the database may do to a log of eleven entries, and what must then be found.

The sixth entry names two cases, the last none, and every other one case.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from referral.kernel.database import Database
from referral.kernel.ledger import Fault
from referral.kernel.ledger.merkle import leaf_hash
from referral.kernel.ledger.protection import PROTECTED_TABLES, statements

SIZE = 11
LIST_AT = 5
WRONG = b"x" * 32

Tampering = Callable[[Session], None]


@contextmanager
def owner_of(database: Database) -> Iterator[Session]:
    """The owner of the schema, who puts every trigger to sleep and then does what it likes."""
    with database.session() as session:
        put_triggers_to_sleep(session.connection())
        yield session
        session.commit()


def put_triggers_to_sleep(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
    else:
        drop_triggers(connection)


def drop_triggers(connection: Connection) -> None:
    where = {"postgresql": " ON {}", "sqlite": ""}[connection.dialect.name]
    for table in PROTECTED_TABLES:
        words = [each.split() for each in statements(connection.dialect.name, table)]
        for trigger in (each[2] for each in words if each[1] == "TRIGGER"):
            connection.exec_driver_sql(f"DROP TRIGGER {trigger}{where.format(table)}")


def run(*commands: str, **values: object) -> Tampering:
    """Do it with plain statements."""

    def tamper(session: Session) -> None:
        for command in commands:
            session.execute(text(command), values)

    return tamper


def relabel(column: str, value: str | None) -> Tampering:
    """Write something else into a column by which the fifth entry is found."""
    return run(f"UPDATE ledger_entry SET {column} = :value WHERE idx = 4", value=value)


def close_gap(first: int) -> Tampering:
    """Delete an entry and move all later ones down, one by one."""
    down = [f"UPDATE ledger_entry SET idx = idx - 1 WHERE idx = {at}" for at in range(first + 1, SIZE)]
    return run(f"DELETE FROM ledger_entry WHERE idx = {first}", *down)


def forge(index: int, *more: str) -> Tampering:
    """Name another request in an entry, put its hash right, and whatever else `more` says."""

    def tamper(session: Session) -> None:
        forged = _body(session, index).replace(b'"request":"', b'"request":"f')
        run(REWRITE, b=forged, l=leaf_hash(forged), at=index)(session)
        run(*more, l=leaf_hash(forged), at=index)(session)

    return tamper


def garble(index: int, said: bytes, by: bytes) -> Tampering:
    """Make an entry unreadable as JSON, with hashes that fit."""

    def tamper(session: Session) -> None:
        forged = _body(session, index).replace(said, by)
        run(REWRITE, FORGE_LEAF, b=forged, l=leaf_hash(forged), at=index)(session)

    return tamper


def _body(session: Session, index: int) -> bytes:
    find = text("SELECT body FROM ledger_entry WHERE idx = :at")
    return bytes(session.execute(find, {"at": index}).scalar_one())


def both(first: Tampering, second: Tampering) -> Tampering:
    def tamper(session: Session) -> None:
        first(session)
        second(session)

    return tamper


def swap_bytes(session: Session) -> None:
    """Exchange what the fourth and the eighth entry say, and nothing else."""
    find = text("SELECT idx, body FROM ledger_entry WHERE idx IN (3, 7)")
    bodies = {row[0]: row[1] for row in session.execute(find)}
    for index, other in ((3, 7), (7, 3)):
        run("UPDATE ledger_entry SET body = :b WHERE idx = :at", b=bodies[other], at=index)(session)


REWRITE = "UPDATE ledger_entry SET body = :b, leaf = :l WHERE idx = :at"
FORGE_LEAF = "UPDATE ledger_node SET hash = :l WHERE level = 0 AND idx = :at"
CUT = "DELETE FROM ledger_entry WHERE idx >= 8"
SHORTEN_HEAD = "UPDATE ledger_head SET size = 8"
CUT_NODES = "DELETE FROM ledger_node WHERE (idx + 1) << level > 8"
REPEAT_LAST = (
    "INSERT INTO ledger_entry SELECT shard, 11, at, actor_id, agency_code, action, about, result, body, leaf "
    "FROM ledger_entry WHERE idx = 10"
)
SWAP = [f"UPDATE ledger_entry SET idx = {to} WHERE idx = {at}" for at, to in ((3, -1), (7, 3), (-1, 7))]
CLUMSILY = run("UPDATE ledger_entry SET body = :b WHERE idx = 2", b=b"{}")

TAMPERINGS: dict[str, tuple[Tampering, int, Fault]] = {
    "the bytes of an entry changed": (
        run("UPDATE ledger_entry SET body = :b WHERE idx = 3", b=b"{}"),
        3,
        Fault.CHANGED,
    ),
    "the hash of an entry changed": (
        run("UPDATE ledger_entry SET leaf = :l WHERE idx = 3", l=WRONG),
        3,
        Fault.CHANGED,
    ),
    "the first entry deleted": (run("DELETE FROM ledger_entry WHERE idx = 0"), 0, Fault.MISSING),
    "a middle entry deleted": (run("DELETE FROM ledger_entry WHERE idx = 6"), 6, Fault.MISSING),
    "the last entry deleted": (run("DELETE FROM ledger_entry WHERE idx = 10"), 10, Fault.MISSING),
    "an entry deleted and the gap closed": (close_gap(4), 4, Fault.MOVED),
    "two entries swapped": (run(*SWAP), 3, Fault.MOVED),
    "the bytes of two entries swapped": (swap_bytes, 3, Fault.CHANGED),
    "renumbered": (run("UPDATE ledger_entry SET idx = idx + 100 WHERE idx >= 4"), 4, Fault.MISSING),
    "numbered below zero": (run("UPDATE ledger_entry SET idx = -5 WHERE idx = 2"), 0, Fault.MISSING),
    "an entry forged with its hash": (forge(3), 3, Fault.UNPROVEN),
    "the last entry forged with its hash": (forge(10), 10, Fault.UNPROVEN),
    "an entry forged with its hash and its leaf": (forge(6, FORGE_LEAF), 6, Fault.UNPROVEN),
    "two entries forged, the second clumsily": (both(forge(1), CLUMSILY), 1, Fault.UNPROVEN),
    "a list made unreadable": (garble(5, b'"role"', b"role"), 5, Fault.MISLABELLED),
    "a list made no list": (garble(5, b'"CASE-B"]', b'"CASE-B"],"about":7'), 5, Fault.MISLABELLED),
    "an entry repeated at the end": (run(REPEAT_LAST), 11, Fault.MOVED),
    "the tail cut": (run(CUT), 8, Fault.MISSING),
    "the tail cut and the head shortened": (run(CUT, SHORTEN_HEAD), 8, Fault.MISSING),
    "the tail cut with its nodes, the head shortened": (run(CUT, SHORTEN_HEAD, CUT_NODES), 0, Fault.HEADLESS),
    "the head made larger": (run("UPDATE ledger_head SET size = 12"), 11, Fault.MISSING),
    "the head made smaller": (run("UPDATE ledger_head SET size = 9"), 9, Fault.UNANNOUNCED),
    "the head deleted": (run("DELETE FROM ledger_head"), 0, Fault.UNANNOUNCED),
    "the peaks changed": (run("UPDATE ledger_head SET peaks = :p", p=WRONG * 3), 0, Fault.HEADLESS),
    "a peak removed": (run("UPDATE ledger_head SET peaks = :p", p=WRONG), 0, Fault.HEADLESS),
    "the root changed": (run("UPDATE ledger_head SET root = :r", r=WRONG), 0, Fault.HEADLESS),
    "another actor in the column": (relabel("actor_id", "somebody-else"), 4, Fault.MISLABELLED),
    "another agency in the column": (relabel("agency_code", "another"), 4, Fault.MISLABELLED),
    "another action in the column": (relabel("action", "case:read"), 4, Fault.MISLABELLED),
    "another result in the column": (relabel("result", "denied"), 4, Fault.MISLABELLED),
    "another time in the column": (relabel("at", "2026-07-06T01:30:00.000001Z"), 4, Fault.MISLABELLED),
    "another case in the column": (relabel("about", "CASE-9"), 4, Fault.MISLABELLED),
    "no case in the column": (relabel("about", None), 4, Fault.MISLABELLED),
    "one case in the column instead of two": (
        run("UPDATE ledger_entry SET about = 'CASE-A' WHERE idx = 5"),
        5,
        Fault.MISLABELLED,
    ),
    "a listed case removed": (run("DELETE FROM ledger_about WHERE about = 'CASE-B'"), 5, Fault.MISLABELLED),
    "a listed case added": (run("INSERT INTO ledger_about VALUES (2026, 7, 'C')"), 7, Fault.MISLABELLED),
    "a listed case of no entry": (run("INSERT INTO ledger_about VALUES (2026, 99, 'C')"), 11, Fault.MISSING),
    "a node changed": (
        run("UPDATE ledger_node SET hash = :h WHERE level = 1 AND idx = 3", h=WRONG),
        6,
        Fault.UNPROVEN,
    ),
    "a node deleted": (run("DELETE FROM ledger_node WHERE level = 2 AND idx = 1"), 4, Fault.UNPROVEN),
    "a high node changed": (
        run("UPDATE ledger_node SET hash = :h WHERE level = 3", h=WRONG),
        0,
        Fault.UNPROVEN,
    ),
    "a node of no entry": (
        run("INSERT INTO ledger_node VALUES (2026, 0, 11, :h)", h=WRONG),
        11,
        Fault.MISSING,
    ),
    "a node of no year": (run("INSERT INTO ledger_node VALUES (2031, 0, 0, :h)", h=WRONG), 0, Fault.MISSING),
}
"""What is done, by its name; and the index and the fault that must be named."""

_TABLES = ("ledger_entry", "ledger_about", "ledger_node", "ledger_head")

YEARS_BROKEN: dict[str, Tampering] = {
    "the older year removed": run(*(f"DELETE FROM {table} WHERE shard = 2026" for table in _TABLES)),
    "the older year moved back": run(
        *(f"UPDATE {table} SET shard = 2025 WHERE shard = 2026" for table in _TABLES)
    ),
    "the older year put after the newer": run(
        *(f"UPDATE {table} SET shard = 2028 WHERE shard = 2026" for table in _TABLES)
    ),
}
"""What is done to a log of 2026 that a log of 2027 follows; 2027 no longer follows then."""
