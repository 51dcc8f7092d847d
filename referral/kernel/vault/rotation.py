"""Rotating keys while everybody works: a new version wraps, old ones only unwrap. It knows no person.

Everything can be stopped at any moment and done again: what was wrapped anew is not looked at twice.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Engine

from referral.kernel.clock import Clock
from referral.kernel.errors import IntegrityFailure
from referral.kernel.vault.faults import StillUsed, VaultError
from referral.kernel.vault.keystore import Copy, KeyStore
from referral.kernel.vault.primitives import Aead, new_key, nonces, ready, version_of
from referral.kernel.vault.provider import RootProvider
from referral.kernel.vault.ring import CANARY, AgencyKey, agency_binding, secret_binding
from referral.kernel.vault.versions import BATCH, UnderRoot, Versions
from referral.kernel.vault.wrapping import raw_of, wrapped_under

TAGS = "tag|"
"""What the names of the keys of identifiers' tags begin with."""
OUT_OF_MEMORY = timedelta(minutes=30)
"""Until no process can still remember, or write with, a tag key that another one replaced."""

Tell = Callable[[int, int], None]
"""Told how many are done, of how many."""


@dataclass(frozen=True, slots=True)
class Rewrapped:
    """What a run of rewrapping did."""

    root: int = 0
    """Keys that the newest root key wraps now."""
    copies: int = 0
    """Copies of cases' keys that their agency's newest key wraps now."""
    spoilt: int = 0
    """Copies that do not open, and so were left as they are."""


class Where(NamedTuple):
    """Which versions there are, and what waits."""

    root_versions: dict[int, int]
    """Every version of the root key, and how many keys it wraps."""
    agency_versions: dict[UUID, list[int]]
    tag_versions: dict[str, list[int]]
    behind: int
    """Copies that an agency's older key still wraps."""


class Rotation:
    """Rotates the keys of one key store."""

    def __init__(self, provider: RootProvider, engine: Engine, clock: Clock) -> None:
        """Take the root key's provider and the key store's own engine."""
        self.provider, self.clock = provider, clock
        self.versions = Versions(engine)
        self._store = KeyStore(engine)
        self._keys: dict[tuple[UUID, int], Aead] = {}

    def rotate_root(self) -> int:
        """Make a new root key the one that wraps, and give its version.

        :raises VaultError: if the root key cannot be used or changed
        """
        return self.provider.rotate()

    def rotate_agency(self, agency_id: UUID) -> int:
        """Make a new key the one that wraps an agency's copies, and give its version.

        :raises VaultError: if the agency has no key yet, or the root key cannot be used
        """
        held = self.versions.agencies().get(agency_id)
        if held is None:
            raise VaultError("This agency has no key yet: there is nothing to rotate.")
        version = held[0] + 1
        wrapped = self.provider.wrap(new_key(), agency_binding(agency_id, version))
        self.versions.add_agency_key(agency_id, version, version_of(wrapped), wrapped, self.clock.now())
        return version

    def rotate_tags(self) -> dict[str, int]:
        """Make new keys for the tags of identifiers, and give the version of each.

        They are looked for at once, and written with when every process has heard of them.

        :raises VaultError: if the last rotation is not finished, or the root key cannot be used
        """
        made = {}
        for name, held in self._tags().items():
            if len(held) > 1:
                raise VaultError(
                    "The tag keys were rotated before. Run `referral vault rewrap`, "
                    "then `referral vault destroy --tags`."
                )
            version = held[0] + 1
            wrapped = self.provider.wrap(new_key(), secret_binding(name, version))
            self.versions.add_secret(name, version, version_of(wrapped), wrapped, self.clock.now())
            made[name] = version
        return made

    def rewrap(self, *, batch: int = BATCH, tell: Tell = lambda _done, _total: None) -> Rewrapped:
        """Wrap under the newest keys whatever an older one still wraps, a batch at a time.

        :raises VaultError: if the root key cannot be used
        """
        root = self._rewrap_under_root()
        total, done, copies, spoilt = self.versions.count_behind(), 0, 0, 0
        newest = {agency_id: held[0] for agency_id, held in self.versions.agencies().items()}
        for found in self.versions.behind(batch):
            swaps = list(self._swaps(found, newest))
            copies += self.versions.swap_copies(swaps)
            spoilt += len(found) - len(swaps)
            done += len(found)
            tell(min(done, total), total)
        return Rewrapped(root, copies, spoilt)

    def destroy_old_root(self) -> list[int]:
        """Destroy every version of the root key but the current one, and say which.

        :raises StillUsed: if one still wraps something, saying how much
        """
        current, counted = self.provider.current_version(), self._counted_by_root()
        old = [version for version in self.provider.versions() if version != current]
        for version in old:
            if counted.get(version):
                raise StillUsed(
                    f"Version {version} of the root key still wraps {counted[version]:,} keys. "
                    "Run `referral vault rewrap`, then destroy it."
                )
            self.provider.forget(version)
        return old

    def destroy_old_agency_keys(self, agency_id: UUID) -> list[int]:
        """Destroy every version of an agency's key but the newest, and say which.

        :raises StillUsed: if a copy still needs one, saying how many
        """
        old = self.versions.agencies().get(agency_id, [])[1:]
        for version in reversed(old):
            self.versions.destroy_agency_key(agency_id, version)
        return old

    def destroy_old_tag_keys(self, still_used: int) -> dict[str, list[int]]:
        """Destroy every version of the tag keys but the newest, and say which.

        :param still_used: how many rows of the main database carry an older tag
        :raises StillUsed: if any row does, or a process may still write one
        """
        if still_used:
            raise StillUsed(
                f"{still_used:,} rows still carry tags of an older key. "
                "Run `referral vault rewrap`, then destroy it."
            )
        old = {name: held[1:] for name, held in self._tags().items() if len(held) > 1}
        waiting = self._made_since(self.clock.now() - OUT_OF_MEMORY, old)
        if waiting:
            raise StillUsed(
                "The tag keys were rotated less than half an hour ago. Wait, then rewrap once more."
            )
        for name, versions in old.items():
            for version in versions:
                self.versions.destroy_secret(name, version)
        return old

    def where(self) -> Where:
        """Say which versions there are and what waits to be rewrapped.

        :raises VaultError: if the root key cannot be used
        """
        counted = self._counted_by_root()
        return Where(
            {version: counted.get(version, 0) for version in self.provider.versions()},
            self.versions.agencies(),
            self._tags(),
            self.versions.count_behind(),
        )

    def _tags(self) -> dict[str, list[int]]:
        return {
            name: [version for version, _ in held]
            for name, held in self.versions.secrets().items()
            if name.startswith(TAGS)
        }

    def _made_since(self, moment: datetime, names: Iterable[str]) -> bool:
        held = self.versions.secrets()
        return any(held[name][0][1] > moment for name in names)

    def _counted_by_root(self) -> dict[int, int]:
        counted: dict[int, int] = {}
        for key in self.versions.under_root():
            version = version_of(key.wrapped)
            counted[version] = counted.get(version, 0) + 1
        return counted

    def _rewrap_under_root(self) -> int:
        current, done = self.provider.current_version(), 0
        for key in self.versions.under_root():
            if version_of(key.wrapped) != current:
                wrapped = self.provider.rewrap(key.wrapped, _binding(key))
                done += self.versions.swap_under_root(key, wrapped, version_of(wrapped))
        return done

    def _swaps(self, copies: list[Copy], newest: dict[UUID, int]) -> Iterable[tuple[Copy, Copy]]:
        for copy, nonce in zip(copies, nonces(len(copies)), strict=True):
            try:
                raw = raw_of(self._key(copy.agency_id, copy.kek_version), copy)
            except IntegrityFailure:
                continue
            version = newest[copy.agency_id]
            agency = AgencyKey(version, self._key(copy.agency_id, version))
            yield copy, wrapped_under(agency, copy, raw, nonce)

    def _key(self, agency_id: UUID, version: int) -> Aead:
        key = self._keys.get((agency_id, version))
        return self._unwrapped(agency_id, version) if key is None else key

    def _unwrapped(self, agency_id: UUID, version: int) -> Aead:
        wrapped = self._store.agency_key(agency_id, version)
        if wrapped is None:
            raise IntegrityFailure
        key = ready(self.provider.unwrap(wrapped, agency_binding(agency_id, version)))
        self._keys[agency_id, version] = key
        return key


def _binding(key: UnderRoot) -> bytes:
    match key.place:
        case (UUID() as agency_id, int() as version):
            return agency_binding(agency_id, version)
        case (str() as name, int() as version):
            return secret_binding(name, version)
        case _:
            return CANARY
