"""Tags of identifiers, commitments and secrets: keys of their own, which no case's key leads to."""

from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Engine, select, update

from referral.kernel.clock import Clock
from referral.kernel.database import make_engine
from referral.kernel.errors import VaultUnavailable
from referral.kernel.vault import Vault
from referral.kernel.vault.keystore import KeyStore, secret
from tests.kernel.vault.fakes import FragileProvider

NUMBER = "051196492762"


def test_the_same_number_gets_the_same_tag(vault: Vault, another_process: Vault) -> None:
    assert vault.tag("person", "id_number", NUMBER) == another_process.tag("person", "id_number", NUMBER)


def test_a_tag_has_128_bits_and_tells_nothing(vault: Vault) -> None:
    tag = vault.tag("person", "id_number", NUMBER)

    assert len(tag) == 16
    assert NUMBER.encode() not in tag


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(("person", "id_number", "051196492763"), id="another number"),
        pytest.param(("person", "phone", NUMBER), id="another column"),
        pytest.param(("report", "id_number", NUMBER), id="another table"),
    ],
)
def test_tags_of_different_things_differ(vault: Vault, other: tuple[str, str, str]) -> None:
    assert vault.tag(*other) != vault.tag("person", "id_number", NUMBER)


def test_another_installation_gives_another_tag(
    vault: Vault, provider: FragileProvider, clock: Clock, tmp_path: Path
) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'other.db'}", insecure_fast=True)
    other = Vault.create(provider, engine, clock)

    assert other.tag("person", "phone", "+84912345678") != vault.tag("person", "phone", "+84912345678")
    engine.dispose()


def test_a_rotated_tag_key_still_finds_old_rows(
    vault: Vault, another_process: Vault, keystore: Engine, provider: FragileProvider, clock: Clock
) -> None:
    old = vault.tag("person", "phone", "+84912345678")
    store = KeyStore(keystore)
    name, version = "tag|person|phone", 2
    aad = secret_binding(name, version)
    store.put_secret(name, version, 1, provider.wrap(bytes(32), aad), clock.now())

    written, looked_for = another_process.tags("person", "phone", "+84912345678")

    assert written == another_process.tag("person", "phone", "+84912345678") == old
    assert looked_for != old


def secret_binding(name: str, version: int) -> bytes:
    """What a wrapped secret is bound to, written out once more."""
    parts = (b"referral/1|secret", name.encode(), version.to_bytes(4, "big"))
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def test_a_body_is_recognised_by_its_commitment(vault: Vault, another_process: Vault) -> None:
    seen_before = vault.commitment("idempotency", "{}")

    assert another_process.commitment("idempotency", b"{}") == seen_before
    assert len(seen_before) == 32


@pytest.mark.parametrize(
    ("purpose", "body"),
    [("idempotency", "{ }"), ("receipt", "{}"), ("idempotency{}", ""), ("", "idempotency{}")],
)
def test_commitments_to_different_things_differ(vault: Vault, purpose: str, body: str) -> None:
    assert vault.commitment(purpose, body) != vault.commitment("idempotency", "{}")


def test_a_secret_is_made_once_and_kept(vault: Vault, another_process: Vault) -> None:
    made = vault.secret("webhook")

    assert another_process.secret("webhook") == made
    assert len(made) == 32


def test_secrets_of_different_names_differ(vault: Vault) -> None:
    assert len({vault.secret(name) for name in ("session", "csrf", "commitment", "new")}) == 4


def test_two_who_make_a_secret_at_once_agree(
    vault: Vault, keystore: Engine, provider: FragileProvider, clock: Clock
) -> None:
    mine = vault.secret("webhook")
    theirs = provider.wrap(bytes(32), secret_binding("webhook", 1))
    KeyStore(keystore).put_secret("webhook", 1, 1, theirs, clock.now())

    assert Vault.open(provider, keystore, clock).secret("webhook") == mine


def test_a_secret_moved_to_another_name_never_opens(
    vault: Vault, another_process: Vault, keystore: Engine
) -> None:
    with keystore.begin() as connection:
        stolen = connection.scalar(select(secret.c.wrapped).where(secret.c.name == "session"))
        connection.execute(update(secret).where(secret.c.name == "csrf").values(wrapped=stolen))

    with pytest.raises(VaultUnavailable):
        another_process.secret("csrf")


def test_a_case_key_says_nothing_about_tags(vault: Vault, case_id: UUID, health: UUID) -> None:
    key = vault.new_case_key(case_id, health)
    field_key = key.packed([("person", "id_number")])[1][-32:]

    assert field_key != vault.secret("tag|person|id_number")
