"""Where the root key is kept, behind one small interface. Nothing here knows an agency or a case."""

import json
import os
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from referral.kernel.errors import IntegrityFailure
from referral.kernel.vault.faults import VaultError
from referral.kernel.vault.primitives import (
    length_prefixed,
    new_key,
    nonces,
    open_blob,
    ready,
    seal_blob,
    version_of,
)

# Windows keeps no such bits; there the folder's access list protects the file (docs say so).
_OTHERS = 0o077 if os.name == "posix" else 0


class RootProvider(Protocol):
    """Wraps and unwraps the agencies' keys; the root key itself never leaves it.

    Every method raises VaultError, with a sentence that says what to do, when the root key cannot be used.
    """

    @property
    def name(self) -> str:
        """Say what kind of provider this is."""

    def current_version(self) -> int:
        """Say which version of the root key wraps now."""

    def wrap(self, key: bytes, aad: bytes) -> bytes:
        """Wrap a key, bound to what it is for."""

    def unwrap(self, blob: bytes, aad: bytes) -> bytes:
        """Unwrap a key, whatever version wrapped it."""

    def rewrap(self, blob: bytes, aad: bytes) -> bytes:
        """Wrap the same key under the current version."""

    def versions(self) -> list[int]:
        """Say which versions of the root key there are."""

    def rotate(self) -> int:
        """Make a new version the one that wraps, and give it; the old ones go on unwrapping."""

    def forget(self, version: int) -> None:
        """Destroy an old version, of which the caller has made sure that nothing needs it."""

    def health(self) -> str | None:
        """Say what is wrong and what to do, or nothing when all is well."""


@dataclass(frozen=True, slots=True)
class _RootKeys:
    """What a root key file holds."""

    current: int
    keys: dict[int, bytes] = field(repr=False)


class FileProvider:
    """Keeps the root key in a file that only the service's own account can read.

    The file is read whenever it is needed, which is seldom, so the root key does not stay in memory.
    """

    name = "file"

    def __init__(self, path: Path) -> None:
        """Take the file; it is not read before it is needed."""
        self._path = path

    @classmethod
    def create(cls, path: Path) -> "FileProvider":
        """Draw a root key and write it to a new file, readable by its owner alone.

        :raises VaultError: if there is a file already; a root key is never overwritten
        """
        try:
            _write_new(path, _RootKeys(1, {1: new_key()}))
        except FileExistsError:
            raise VaultError(f"There is a root key at {path} already. Move it away first.") from None
        return cls(path)

    def current_version(self) -> int:
        """Say which version of the root key wraps now.

        :raises VaultError: if the file cannot be used
        """
        return self._read().current

    def wrap(self, key: bytes, aad: bytes) -> bytes:
        """Wrap a key, bound to what it is for.

        :raises VaultError: if the file cannot be used
        """
        root = self._read()
        (nonce,) = nonces(1)
        return seal_blob(ready(root.keys[root.current]), root.current, nonce, key, _bound(root.current, aad))

    def unwrap(self, blob: bytes, aad: bytes) -> bytes:
        """Unwrap a key, whatever version wrapped it.

        :raises VaultError: if the file cannot be used, or is not the one that wrapped this key
        """
        try:
            version = version_of(blob)
            return open_blob(ready(self._read().keys[version]), blob, _bound(version, aad))
        except (KeyError, IntegrityFailure):
            raise VaultError(
                f"The root key in {self._path} does not open this key store. "
                "Put back the key file that belongs to it, or restore the key store that belongs to the file."
            ) from None

    def rewrap(self, blob: bytes, aad: bytes) -> bytes:
        """Wrap the same key under the current version.

        :raises VaultError: if the file cannot be used, or is not the one that wrapped this key
        """
        return self.wrap(self.unwrap(blob, aad), aad)

    def versions(self) -> list[int]:
        """Say which versions of the root key there are.

        :raises VaultError: if the file cannot be used
        """
        return sorted(self._read().keys)

    def rotate(self) -> int:
        """Draw a new root key that wraps from now on; the file is exchanged as a whole, or not at all.

        :raises VaultError: if the file cannot be used or exchanged
        """
        root = self._read()
        version = max(root.keys) + 1
        self._exchange(_RootKeys(version, {**root.keys, version: new_key()}))
        return version

    def forget(self, version: int) -> None:
        """Take an old version out of the file.

        :raises VaultError: if it is the current one, or the file cannot be used or exchanged
        """
        root = self._read()
        if version == root.current:
            raise VaultError(
                "The current root key is never destroyed. Run `referral vault rotate --root` first."
            )
        self._exchange(
            _RootKeys(root.current, {kept: root.keys[kept] for kept in root.keys if kept != version})
        )

    def health(self) -> str | None:
        """Say what is wrong and what to do, or nothing when all is well."""
        try:
            self._read()
        except VaultError as fault:
            return str(fault)
        return None

    def _exchange(self, root: _RootKeys) -> None:
        beside = self._path.with_name(self._path.name + ".new")
        try:
            beside.unlink(missing_ok=True)  # what a rotation left behind that was cut off wraps nothing yet
            _write_new(beside, root)
            beside.replace(self._path)
            _make_durable(self._path.parent)
        except OSError:
            raise VaultError(
                f"The root key {self._path} cannot be exchanged. Nothing was changed. "
                "Let this account write to its folder."
            ) from None

    def _read(self) -> _RootKeys:
        try:
            with self._path.open(encoding="ascii") as file:
                mode = os.fstat(file.fileno()).st_mode
                text = file.read()
        except OSError:
            raise VaultError(
                f"The root key {self._path} is missing or cannot be read. "
                "Put it back from the escrow, or run `referral init` if this is a new installation."
            ) from None
        except UnicodeDecodeError:
            raise self._damaged() from None
        if mode & _OTHERS:
            raise VaultError(
                f"Other accounts can read the root key. Run `chmod 0400 {self._path}`, then start."
            )
        return self._parsed(text)

    def _parsed(self, text: str) -> _RootKeys:
        try:
            document = json.loads(text)
            keys = {int(version): b64decode(key, validate=True) for version, key in document["keys"].items()}
            ready(keys[document["current"]])
            return _RootKeys(document["current"], keys)
        except (ValueError, KeyError, TypeError, AttributeError):
            raise self._damaged() from None

    def _damaged(self) -> VaultError:
        return VaultError(f"The root key file {self._path} is damaged. Put it back from the escrow.")


def _write_new(path: Path, root: _RootKeys) -> None:
    keys = {str(version): b64encode(key).decode() for version, key in root.keys.items()}
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        json.dump({"format": 1, "current": root.current, "keys": keys}, file)
        file.flush()
        os.fsync(file.fileno())


def _make_durable(folder: Path) -> None:
    # Windows cannot open a folder; there the exchange is durable by itself.
    if os.name == "posix":  # pragma: no branch — the other way runs on no machine of ours
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _bound(version: int, aad: bytes) -> bytes:
    return length_prefixed(b"referral/1|root", version.to_bytes(4, "big"), aad)
