"""A lock on a file, held across processes and let go when its holder dies. It knows no database."""

import sys
from pathlib import Path
from typing import BinaryIO

if sys.platform == "win32":  # pragma: no cover — it runs on no machine of ours
    import msvcrt

    def _lock(file: BinaryIO) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)

    def _unlock(file: BinaryIO) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)
else:
    import fcntl

    def _lock(file: BinaryIO) -> None:
        fcntl.flock(file, fcntl.LOCK_EX)

    def _unlock(file: BinaryIO) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)


class FileLock:
    """One lock on one file; the waiting is the operating system's, not a sleep of ours."""

    def __init__(self, path: Path) -> None:
        """Take the file to lock; it is made at the first use."""
        self._path = path
        self._file: BinaryIO | None = None

    def take(self) -> None:
        """Wait until nobody else holds it."""
        if self._file is None:
            self._file = self._path.open("ab")
        _lock(self._file)

    def drop(self) -> None:
        """Let the next one have it."""
        if self._file is not None:
            _unlock(self._file)

    def close(self) -> None:
        """Give the file back to the operating system; the next use opens it again."""
        if self._file is not None:
            self._file.close()
            self._file = None
