"""Files that a signer or a witness lives by: written whole or not at all, and readable by their owner alone.

Nothing here knows what stands in them.
"""

import os
from pathlib import Path


def keep(file: Path, text: str, *, mode: int = 0o600) -> None:
    """Replace a file by a new text, so that neither a kill nor a power loss leaves half of it."""
    beside = file.with_name(file.name + ".new")
    beside.unlink(missing_ok=True)
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "w", encoding="utf-8") as opened:
        opened.write(text)
        opened.flush()
        os.fsync(opened.fileno())
    beside.replace(file)
    _settle(file.parent)


def own_folder(folder: Path) -> None:
    """Make a folder that only its owner may enter, unless it is there."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def _settle(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
