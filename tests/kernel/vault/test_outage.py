"""The root key out of reach: keys already unwrapped serve for a while, then nothing does."""

from uuid import UUID

import pytest

from referral.kernel.errors import VaultUnavailable
from referral.kernel.vault import Vault
from tests.kernel.vault.fakes import FragileProvider, Stopwatch


@pytest.fixture
def open_case(vault: Vault, case_id: UUID, health: UUID, provider: FragileProvider) -> UUID:
    """A case that was in use when the root key went out of reach."""
    vault.new_case_key(case_id, health)
    provider.is_down = True
    return case_id


def test_an_open_case_stays_open_for_a_while(
    vault: Vault, open_case: UUID, health: UUID, stopwatch: Stopwatch
) -> None:
    stopwatch.wait(minutes=4.9)

    assert vault.case_key(open_case, health).case_id == open_case


def test_an_agencys_key_serves_longer_than_a_cases(
    vault: Vault, open_case: UUID, health: UUID, stopwatch: Stopwatch
) -> None:
    stopwatch.wait(minutes=9.9)

    assert vault.case_key(open_case, health).case_id == open_case


def test_nothing_opens_a_quarter_of_an_hour_later(
    vault: Vault, open_case: UUID, health: UUID, stopwatch: Stopwatch
) -> None:
    stopwatch.wait(minutes=9.9)
    vault.case_key(open_case, health)
    stopwatch.wait(minutes=5.1)

    with pytest.raises(VaultUnavailable):
        vault.case_key(open_case, health)


def test_it_recovers_alone(
    vault: Vault, open_case: UUID, health: UUID, stopwatch: Stopwatch, provider: FragileProvider
) -> None:
    stopwatch.wait(minutes=20)
    provider.is_down = False

    assert vault.case_key(open_case, health).case_id == open_case


def test_health_says_what_is_wrong_only_when_something_is(vault: Vault, provider: FragileProvider) -> None:
    assert vault.health() is None

    provider.is_down = True

    assert vault.health() == "It is out of reach. Wait."


def test_no_key_is_made_while_it_is_down(vault: Vault, open_case: UUID) -> None:
    with pytest.raises(VaultUnavailable):
        vault.new_case_key(UUID(int=5), UUID(int=6))


def test_an_idle_process_forgets_its_keys_too(vault: Vault, open_case: UUID, stopwatch: Stopwatch) -> None:
    stopwatch.wait(minutes=15)
    vault.forget_the_old()

    memories = (vault._open, vault._ring._keys, vault._ring._secrets, vault._ring._newest)
    assert [len(memory) for memory in memories] == [0, 0, 0, 0]


def test_an_agencys_key_is_unwrapped_once(
    another_process: Vault, vault: Vault, health: UUID, provider: FragileProvider
) -> None:
    cases = [UUID(int=number) for number in range(20)]
    for case in cases:
        vault.new_case_key(case, health)
    before = provider.unwrapped

    another_process.case_keys(health, cases)

    assert provider.unwrapped - before == 1
