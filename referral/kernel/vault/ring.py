"""The keys that open keys, unwrapped for a short while: agencies' keys and secrets. It knows no cases."""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from referral.kernel.clock import Clock
from referral.kernel.errors import VaultUnavailable
from referral.kernel.vault.faults import VaultError
from referral.kernel.vault.keystore import KeyStore, StoredSecret
from referral.kernel.vault.primitives import Aead, length_prefixed, new_key, ready
from referral.kernel.vault.provider import RootProvider
from referral.kernel.vault.timed import Monotonic, TimedMemory

AGENCY_KEY_SECONDS = 10 * 60
"""How long an agency's key stays unwrapped. With the five minutes of an open case's key no key outlives
the root provider's last answer by more than a quarter of an hour."""

CANARY = b"referral/1|canary"
"""What the key is bound to that proves a root key to be the right one."""
SETTLES = timedelta(seconds=1.5 * AGENCY_KEY_SECONDS)
"""From when on a rotated secret is written with: every process has heard of it by then, and looks for it."""

_MANY = 10_000


class AgencyKey(NamedTuple):
    """One version of the key that wraps an agency's copies."""

    version: int
    aead: Aead


class Secret(NamedTuple):
    """One version of a secret that no case's key leads to."""

    version: int
    value: bytes


class KeyRing:
    """Unwraps keys through the root provider and remembers them for some minutes."""

    def __init__(self, provider: RootProvider, store: KeyStore, clock: Clock, monotonic: Monotonic) -> None:
        self.provider = provider
        self._store = store
        self._clock = clock
        bounds = (AGENCY_KEY_SECONDS, _MANY, monotonic)
        self._newest: TimedMemory[UUID, int] = TimedMemory(*bounds)
        self._keys: TimedMemory[tuple[UUID, int], Aead] = TimedMemory(*bounds)
        self._secrets: TimedMemory[str, tuple[Secret, ...]] = TimedMemory(*bounds)

    def newest(self, agency_id: UUID) -> AgencyKey:
        """Give the key that wraps an agency's copies now, making the first one if there is none.

        :raises VaultUnavailable: if the root provider does not answer
        """
        version = self._newest.get(agency_id)
        if version is None:
            version = self._newest_stored(agency_id)
            self._newest.put(agency_id, version)
        return AgencyKey(version, self.agency_key(agency_id, version))

    def agency_key(self, agency_id: UUID, version: int) -> Aead:
        """Give one version of an agency's key.

        :raises VaultUnavailable: if the key is not there, or the root provider does not answer
        """
        aead = self._keys.get((agency_id, version))
        if aead is None:
            wrapped = self._store.agency_key(agency_id, version)
            if wrapped is None:
                raise VaultUnavailable
            aead = ready(self._unwrap(wrapped, agency_binding(agency_id, version)))
            self._keys.put((agency_id, version), aead)
        return aead

    def secrets(self, name: str) -> tuple[Secret, ...]:
        """Give every version of a secret, making the first one if there is none.

        The one to write with comes first, the others follow with the newest first. A new version is for some
        minutes only looked for, so that nobody misses what another process writes with it.

        :raises VaultUnavailable: if the root provider does not answer
        """
        secrets = self._secrets.get(name)
        if secrets is None:
            secrets = tuple(
                Secret(version, self._unwrap(wrapped, secret_binding(name, version)))
                for version, wrapped in self._in_order(self._stored_secrets(name))
            )
            self._secrets.put(name, secrets)
        return secrets

    def forget_newest(self, agency_id: UUID) -> None:
        """Forget which version of an agency's key is the newest: it was found to be gone."""
        self._newest.drop(agency_id)

    def forget_the_old(self) -> None:
        """Forget what has been unwrapped long enough, although nobody asks for it."""
        for memory in (self._newest, self._keys, self._secrets):
            memory.forget_the_old()

    def _newest_stored(self, agency_id: UUID) -> int:
        versions = self._store.agency_versions(agency_id)
        if not versions:
            # Somebody else may be making it too: the first one stands, and both read it back.
            wrapped, root_version = self._drawn(agency_binding(agency_id, 1))
            self._store.put_agency_key(agency_id, 1, root_version, wrapped, self._clock.now())
            return 1
        return versions[0]

    def _in_order(self, found: Sequence[StoredSecret]) -> list[tuple[int, bytes]]:
        known_since = self._clock.now() - SETTLES
        writes = next((one for one in found if one.created_at <= known_since), found[-1])
        ordered = [writes, *(one for one in found if one is not writes)]
        return [(one.version, one.wrapped) for one in ordered]

    def _stored_secrets(self, name: str) -> list[StoredSecret]:
        found = self._store.secrets(name)
        if not found:
            wrapped, root_version = self._drawn(secret_binding(name, 1))
            self._store.put_secret(name, 1, root_version, wrapped, self._clock.now())
            found = self._store.secrets(name)
        return found

    def _drawn(self, aad: bytes) -> tuple[bytes, int]:
        try:
            return self.provider.wrap(new_key(), aad), self.provider.current_version()
        except VaultError as fault:
            raise VaultUnavailable from fault

    def _unwrap(self, wrapped: bytes, aad: bytes) -> bytes:
        try:
            return self.provider.unwrap(wrapped, aad)
        except VaultError as fault:
            raise VaultUnavailable from fault


def agency_binding(agency_id: UUID, version: int) -> bytes:
    """Give what a version of an agency's wrapped key is bound to."""
    return length_prefixed(b"referral/1|agency", agency_id.bytes, version.to_bytes(4, "big"))


def secret_binding(name: str, version: int) -> bytes:
    """Give what a version of a wrapped secret is bound to."""
    return length_prefixed(b"referral/1|secret", name.encode(), version.to_bytes(4, "big"))
