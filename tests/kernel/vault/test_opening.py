"""Making and opening a key store: the canary, the first secrets, and refusals that say what to do."""

import sqlite3
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Engine, delete, select, update
from sqlalchemy.orm import Session

from referral.kernel.clock import Clock
from referral.kernel.database import make_engine
from referral.kernel.errors import VaultUnavailable
from referral.kernel.vault import FileProvider, Vault, VaultError, vault_of
from referral.kernel.vault.keystore import METADATA, canary, secret
from referral.kernel.vault.vault import SECRETS
from tests.kernel.vault.fakes import FragileProvider


def test_a_new_key_store_opens_with_its_root_key(another_process: Vault) -> None:
    assert another_process.status().provider == "fragile"


def test_a_new_key_store_has_its_first_secrets(vault: Vault, keystore: Engine) -> None:
    with keystore.connect() as connection:
        names = connection.scalars(select(secret.c.name)).all()

    assert set(names) == set(SECRETS)


def test_a_key_store_is_never_made_twice(
    vault: Vault, provider: FragileProvider, keystore: Engine, clock: Clock
) -> None:
    before = vault.secret("session")

    with pytest.raises(VaultError, match="There is a key store already"):
        Vault.create(provider, keystore, clock)
    assert vault.secret("session") == before


def test_an_empty_database_is_no_key_store(provider: FragileProvider, keystore: Engine, clock: Clock) -> None:
    with pytest.raises(VaultError, match="referral init"):
        Vault.open(provider, keystore, clock)


def test_a_key_store_without_its_canary_is_refused(
    vault: Vault, provider: FragileProvider, keystore: Engine, clock: Clock
) -> None:
    with keystore.begin() as connection:
        connection.execute(delete(canary))

    with pytest.raises(VaultError, match="put the key store back"):
        Vault.open(provider, keystore, clock)


def test_another_root_key_refuses_to_open_it(
    vault: Vault, keystore: Engine, clock: Clock, tmp_path: Path
) -> None:
    other = FileProvider.create(tmp_path / "other.key")

    with pytest.raises(VaultError, match="does not open this key store"):
        Vault.open(other, keystore, clock)


def test_a_changed_canary_refuses_to_open(
    vault: Vault, provider: FragileProvider, keystore: Engine, clock: Clock
) -> None:
    with keystore.begin() as connection:
        connection.execute(update(canary).values(wrapped=b"\x01\x00\x00\x00\x01" + bytes(60)))

    with pytest.raises(VaultError, match="Put back the key file"):
        Vault.open(provider, keystore, clock)


def test_a_missing_root_key_refuses_to_open(
    vault: Vault, provider: FragileProvider, keystore: Engine, clock: Clock, root_key: Path
) -> None:
    root_key.unlink()

    with pytest.raises(VaultError, match="is missing or cannot be read"):
        Vault.open(provider, keystore, clock)


def test_status_counts_what_is_where(vault: Vault, case_id: UUID, health: UUID, police: UUID) -> None:
    vault.new_case_key(case_id, health)
    vault.confirm(case_id, health)
    vault.share(case_id, health, police, "verifier", [("person", "full_name")])

    status = vault.status()

    assert (status.root_version, status.agency_keys, status.erased) == (1, {"primary": 2}, 0)
    assert status.copies_by_scope == {"full": 1, "verifier": 1}
    assert status.copies_by_state == {"active": 1, "pending": 1}
    assert status.secrets == {"primary": len(SECRETS)}


def test_a_session_leads_to_its_vault(vault: Vault) -> None:
    with Session(info={"vault": vault}) as session:
        assert vault_of(session) is vault


def test_a_session_without_a_vault_opens_nothing() -> None:
    with Session() as session, pytest.raises(VaultUnavailable):
        vault_of(session)


def test_key_store_tables_have_the_names_agreed() -> None:
    assert set(METADATA.tables) == {"agency_kek", "canary", "case_copy", "erasure_list", "secret"}


def test_reading_keys_never_waits_for_a_writer(
    provider: FragileProvider, clock: Clock, health: UUID, case_id: UUID, tmp_path: Path
) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'busy.db'}", insecure_fast=True)
    Vault.create(provider, engine, clock).new_case_key(case_id, health)
    writer = sqlite3.connect(tmp_path / "busy.db", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")

    assert Vault.open(provider, engine, clock).case_key(case_id, health).case_id == case_id
    writer.close()
    engine.dispose()
