"""What a checkpoint says: whose log, how many entries, the root over them, and when. It signs nothing.

The shape is C2SP's tlog-checkpoint; the moment stands in an extension line, for freshness is judged by it.
"""

import re
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import datetime

from referral.kernel.ledger.entries import stamp
from referral.kernel.ledger.merkle import HASH_BYTES

_SHAPE = re.compile(
    r"(?P<origin>[^\n]+)\n(?P<size>0|[1-9][0-9]{0,17})\n(?P<root>[A-Za-z0-9+/]{43}=)\n(?P<more>(?:[^\n]+\n)*)"
)
_AT = re.compile(r"^at (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z)$", re.MULTILINE)


def origin_of(name: str, shard: int) -> str:
    """Give the name of one year's log: each year is a log of its own."""
    return f"{name}/{shard}"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state of one year's log at one moment."""

    origin: str
    size: int
    root: bytes
    at: str
    """When it was signed, as the ledger writes moments; empty where a checkpoint of others says none."""

    @classmethod
    def from_text(cls, text: str) -> "Checkpoint":
        """Read the text of a note.

        :raises ValueError: if it is no checkpoint
        """
        found = _SHAPE.fullmatch(text)
        if found is None:
            raise ValueError("This is no checkpoint.")
        at = _AT.search(found["more"])
        return cls(found["origin"], int(found["size"]), b64decode(found["root"]), at[1] if at else "")

    @classmethod
    def now(cls, origin: str, size: int, root: bytes, moment: datetime) -> "Checkpoint":
        """Make one for this moment."""
        if len(root) != HASH_BYTES:
            raise ValueError("A root has 32 bytes.")
        return cls(origin, size, root, stamp(moment))

    def to_text(self) -> str:
        """Write the text that is signed."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\nat {self.at}\n"

    @property
    def shard(self) -> int:
        """The year whose log is meant.

        :raises ValueError: if the origin does not end with a year
        """
        return int(self.origin.rpartition("/")[2])
