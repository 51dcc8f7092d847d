"""The vault: gives services the keys they may use, and nothing that is not sealed ever to a database.

Whether a caller may ask for a key is decided by the access rows of the main database, before coming here.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from referral.kernel.clock import Clock
from referral.kernel.errors import VaultUnavailable
from referral.kernel.vault.case_key import CaseKey, Column, FieldKeySource, WholeKey
from referral.kernel.vault.faults import NoCopy, VaultError, VersionGone
from referral.kernel.vault.keystore import Copy, KeyStore
from referral.kernel.vault.primitives import (
    KEY_BYTES,
    Aead,
    keyed_digest,
    length_prefixed,
    new_key,
    nonces,
)
from referral.kernel.vault.provider import RootProvider
from referral.kernel.vault.ring import CANARY, KeyRing
from referral.kernel.vault.timed import Monotonic, TimedMemory
from referral.kernel.vault.wrapping import source_of, wrapped_under

FULL = "full"
"""The scope of a copy that holds a case's whole key."""
DRAFT = "draft"
"""The scope of a copy that holds the whole key of a report not yet sent."""
WHOLE_SCOPES = frozenset({FULL, DRAFT})
CASE_KEY_SECONDS = 5 * 60
OPEN_CASES = 32_768
"""How many cases' keys are kept ready at once, about a kilobyte each: a search by name opens a whole scope,
and its second page should not unwrap everything again."""
TAG_BYTES = 16
SECRETS = ("session", "csrf", "commitment")
"""The secrets a new key store begins with; any other is made when it is first asked for."""


@dataclass(frozen=True, slots=True)
class VaultStatus:
    """What is where, for the operator; counts and names, no keys."""

    provider: str
    root_version: int
    agency_keys: dict[str, int]
    copies_by_scope: dict[str, int]
    copies_by_state: dict[str, int]
    secrets: dict[str, int]
    erased: int


class Vault:
    """Keys of cases, tags of identifiers and secrets, through one root provider and one key store."""

    def __init__(self, provider: RootProvider, store: KeyStore, clock: Clock, monotonic: Monotonic) -> None:
        self._store = store
        self._clock = clock
        self._ring = KeyRing(provider, store, clock, monotonic)
        self._open: TimedMemory[tuple[UUID, UUID, str], CaseKey] = TimedMemory(
            CASE_KEY_SECONDS, OPEN_CASES, monotonic
        )

    @classmethod
    def create(
        cls,
        provider: RootProvider,
        keystore_engine: Engine,
        clock: Clock,
        *,
        monotonic: Monotonic = time.monotonic,
    ) -> "Vault":
        """Make a new key store: its tables, its canary and its first secrets.

        :raises VaultError: if there is one already, or the root key cannot be used
        """
        store = KeyStore(keystore_engine)
        if store.canary() is not None:
            raise VaultError("There is a key store already. Nothing was changed.")
        store.create()
        vault = cls(provider, store, clock, monotonic)
        store.put_canary(provider.wrap(bytes(KEY_BYTES), CANARY), clock.now())
        for name in SECRETS:
            vault.secret(name)
        return vault

    @classmethod
    def open(
        cls,
        provider: RootProvider,
        keystore_engine: Engine,
        clock: Clock,
        *,
        monotonic: Monotonic = time.monotonic,
    ) -> "Vault":
        """Open a key store, after proving that the root key is the one that belongs to it.

        :raises VaultError: if it is not, or there is no key store, or the root key cannot be used
        """
        store = KeyStore(keystore_engine)
        wrapped = store.canary()
        if wrapped is None:
            raise VaultError("There is no key store here. Run `referral init`, or put the key store back.")
        provider.unwrap(wrapped, CANARY)
        return cls(provider, store, clock, monotonic)

    def ensure_agency(self, agency_id: UUID) -> None:
        """Make an agency's first key, if it has none."""
        self._ring.newest(agency_id)

    def new_case_key(self, case_id: UUID, agency_id: UUID, scope: str = FULL) -> CaseKey:
        """Draw a case's key; the agency's copy is durable, and pending, before this returns.

        :raises ValueError: if the case has a key already, or the scope is one that never holds a whole key
        :raises VaultUnavailable: if the root provider does not answer
        """
        _check_scope(scope, None)
        key = CaseKey(case_id, {1: WholeKey(new_key())})
        self._put(self._store.put_new_copies, key, agency_id, scope, None)
        self._open.put((case_id, agency_id, scope), key)
        return key

    def case_key(self, case_id: UUID, agency_id: UUID, scope: str = FULL) -> CaseKey:
        """Give the key of a case as one agency may use it.

        :raises NoCopy: if the agency has no copy, or its copy has ended
        :raises VaultUnavailable: if the root provider does not answer
        """
        key = self._open.get((case_id, agency_id, scope))
        if key is None or key.ends_at is not None:
            key = self.case_keys(agency_id, [case_id], scope).get(case_id)
        if key is None:
            raise NoCopy
        return key

    def case_keys(self, agency_id: UUID, case_ids: Sequence[UUID], scope: str = FULL) -> dict[UUID, CaseKey]:
        """Give the keys of many cases at once, leaving out those the agency has no copy of.

        :raises VaultUnavailable: if the root provider does not answer
        """
        now = self._clock.now()
        places = {(case, agency_id, scope): case for case in case_ids}
        kept = {
            places[place]: key
            for place, key in self._open.get_all(places).items()
            if not _has_ended(key, now)
        }
        found = self._unwrapped(agency_id, scope, [case for case in case_ids if case not in kept])
        # What cannot be kept as a whole must not push out the cases people are working on.
        if len(found) < OPEN_CASES:
            for case, key in found.items():
                self._open.put((case, agency_id, scope), key)
        return kept | {case: key for case, key in found.items() if not _has_ended(key, now)}

    def share(
        self,
        case_id: UUID,
        from_agency: UUID,
        to_agency: UUID,
        scope: str,
        columns: Iterable[Column] | None = None,
        ends_at: datetime | None = None,
    ) -> None:
        """Give another agency a copy: of the whole key, or of the keys of some columns only.

        The copy is durable, and pending, before this returns; sharing again replaces it.

        :raises NoCopy: if the sharing agency has no whole copy itself
        :raises ValueError: if a whole key is asked for under a scope that never holds one, or the reverse
        :raises VaultUnavailable: if the root provider does not answer
        """
        chosen = None if columns is None else frozenset(columns)
        _check_scope(scope, chosen)
        # Read anew: who re-sealed the case meanwhile gave it a key this memory does not hold.
        self._open.drop((case_id, from_agency, FULL))
        key = self.case_key(case_id, from_agency)
        self._put(self._store.put_copies, key, to_agency, scope, chosen, ends_at)
        self._open.drop((case_id, to_agency, scope))

    def drop(self, case_id: UUID, agency_id: UUID, scope: str, *, queued_at: datetime | None = None) -> None:
        """Destroy an agency's copy, if it is there; call it after the case has committed.

        :param queued_at: when the removal was decided: a copy made again since then stays
        """
        self._store.drop_copy(case_id, agency_id, scope, queued_at or self._clock.now())
        self._open.drop((case_id, agency_id, scope))

    def confirm(self, case_id: UUID, agency_id: UUID, scope: str = FULL) -> None:
        """Mark a copy as needed by a case that has been committed."""
        self._store.confirm_copy(case_id, agency_id, scope)

    def sweep_pending(self, is_confirmed: Callable[[UUID, UUID, str], bool], older_than: timedelta) -> int:
        """Settle copies that have long been pending; gives how many were destroyed.

        Those the main database knows of are confirmed; the others' cases were never committed. Copies
        whose time has run out go as well.
        """
        now = self._clock.now()
        destroyed = self._store.drop_ended(now)
        for copy in self._store.pending(now - older_than):
            if is_confirmed(*copy):
                self.confirm(*copy)
            else:
                destroyed += self._store.drop_pending(*copy, now - older_than)
                self._open.drop(copy)
        return destroyed

    def tag(self, table: str, column: str, canonical: str) -> bytes:
        """Give the tag by which an identifier is found; write this one."""
        return self.tags(table, column, canonical)[0]

    def tags(self, table: str, column: str, canonical: str) -> tuple[bytes, ...]:
        """Give the tags under every version of the column's tag key, the written one first; look for all."""
        secrets = self._ring.secrets(f"tag|{table}|{column}")
        return tuple(keyed_digest(secret.value, canonical.encode())[:TAG_BYTES] for secret in secrets)

    def commitment(self, purpose: str, body: str | bytes) -> bytes:
        """Give a keyed digest that recognises a body again and cannot be tried out without the key."""
        raw = body.encode() if isinstance(body, str) else body
        return keyed_digest(self.secret("commitment"), length_prefixed(purpose.encode(), raw))

    def secret(self, name: str) -> bytes:
        """Give a secret of 256 bits, like the one that signs sessions; made when first asked for."""
        return self._ring.secrets(name)[0].value

    def health(self) -> str | None:
        """Say what is wrong with the root key and what to do, or nothing when all is well."""
        return self._ring.provider.health()

    def status(self) -> VaultStatus:
        """Say what is where.

        :raises VaultError: if the root key cannot be used
        """
        return VaultStatus(
            provider=self._ring.provider.name,
            root_version=self._ring.provider.current_version(),
            agency_keys=self._store.count_keys(),
            copies_by_scope=self._store.count_copies(),
            copies_by_state=self._store.count_copy_states(),
            secrets=self._store.count_secrets(),
            erased=self._store.count_erased(),
        )

    def close(self) -> None:
        """Let go of the key store."""
        self._store.close()

    def forget_the_old(self) -> None:
        """Forget every key that has been in memory long enough; the scheduler calls it while nobody works."""
        self._open.forget_the_old()
        self._ring.forget_the_old()

    def _put(
        self,
        put: Callable[[Sequence[Copy], datetime], None],
        key: CaseKey,
        agency_id: UUID,
        scope: str,
        columns: frozenset[Column] | None,
        ends_at: datetime | None = None,
    ) -> None:
        try:
            put(self._wrapped(key, agency_id, scope, columns, ends_at), self._clock.now())
        except VersionGone:
            # It was rotated and destroyed while we still remembered it: the newest one is asked for anew.
            self._ring.forget_newest(agency_id)
            put(self._wrapped(key, agency_id, scope, columns, ends_at), self._clock.now())

    def _wrapped(
        self,
        key: CaseKey,
        agency_id: UUID,
        scope: str,
        columns: frozenset[Column] | None,
        ends_at: datetime | None = None,
    ) -> list[Copy]:
        agency = self._ring.newest(agency_id)
        packed = key.packed(columns)
        bare = (
            Copy(key.case_id, agency_id, scope, version, agency.version, b"", ends_at) for version in packed
        )
        return [
            wrapped_under(agency, copy, raw, nonce)
            for copy, raw, nonce in zip(bare, packed.values(), nonces(len(packed)), strict=True)
        ]

    def _unwrapped(self, agency_id: UUID, scope: str, case_ids: Sequence[UUID]) -> dict[UUID, CaseKey]:
        found: dict[UUID, dict[int, FieldKeySource]] = {}
        ends: dict[UUID, datetime | None] = {}
        aeads: dict[int, Aead] = {}
        for copy in self._store.copies(agency_id, scope, case_ids):
            version = copy.kek_version
            if version not in aeads:
                aeads[version] = self._ring.agency_key(agency_id, version)
            found.setdefault(copy.case_id, {})[copy.key_version] = source_of(aeads[version], copy)
            ends[copy.case_id] = copy.ends_at
        return {case: CaseKey(case, sources, ends[case]) for case, sources in found.items()}


def vault_of(session: Session) -> Vault:
    """Give the vault that opens what this session reads.

    :raises VaultUnavailable: if the session was made without one
    """
    vault = session.info.get("vault")
    if isinstance(vault, Vault):
        return vault
    raise VaultUnavailable


def _check_scope(scope: str, columns: frozenset[Column] | None) -> None:
    # One slip here would hand a verifier or a partner the whole case.
    if (scope in WHOLE_SCOPES) != (columns is None):
        raise ValueError(
            f"Scope {scope!r} and its columns disagree: only 'full' and 'draft' hold a whole key."
        )


def _has_ended(key: CaseKey, now: datetime) -> bool:
    return key.ends_at is not None and key.ends_at <= now
