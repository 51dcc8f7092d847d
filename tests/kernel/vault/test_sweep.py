"""Copies nobody confirmed: a case whose commit never came leaves no key behind."""

from datetime import timedelta
from uuid import UUID

import pytest

from referral.kernel.clock import StoppedClock
from referral.kernel.vault import NoCopy, Vault

HOUR = timedelta(hours=1)


def nobody_knows(*_: object) -> bool:
    return False


def everybody_knows(*_: object) -> bool:
    return True


class Asked:
    """A main database that knows nothing and remembers what it was asked."""

    def __init__(self) -> None:
        self.about: list[tuple[UUID, UUID, str]] = []

    def __call__(self, case_id: UUID, agency_id: UUID, scope: str) -> bool:
        self.about.append((case_id, agency_id, scope))
        return False


@pytest.fixture
def orphan(vault: Vault, case_id: UUID, health: UUID) -> UUID:
    """A case whose key was made and whose row never came."""
    vault.new_case_key(case_id, health)
    return case_id


def test_an_orphaned_copy_is_destroyed(vault: Vault, clock: StoppedClock, orphan: UUID, health: UUID) -> None:
    clock.move(hours=2)

    assert vault.sweep_pending(nobody_knows, HOUR) == 1
    with pytest.raises(NoCopy):
        vault.case_key(orphan, health)


def test_a_copy_still_in_the_making_is_spared(
    vault: Vault, clock: StoppedClock, orphan: UUID, health: UUID
) -> None:
    clock.move(minutes=59)

    assert vault.sweep_pending(nobody_knows, HOUR) == 0
    assert vault.case_key(orphan, health).case_id == orphan


def test_a_copy_whose_confirmation_was_lost_is_confirmed(
    vault: Vault, clock: StoppedClock, orphan: UUID
) -> None:
    clock.move(hours=2)

    assert vault.sweep_pending(everybody_knows, HOUR) == 0
    assert vault.status().copies_by_state == {"active": 1}


def test_the_main_database_is_asked_about_each_copy(
    vault: Vault, clock: StoppedClock, orphan: UUID, health: UUID, police: UUID
) -> None:
    vault.confirm(orphan, health)
    vault.share(orphan, health, police, "verifier", [("person", "full_name")])
    clock.move(hours=2)
    main_database = Asked()
    vault.sweep_pending(main_database, HOUR)

    assert main_database.about == [(orphan, police, "verifier")]


def test_a_confirmed_copy_is_never_swept(
    vault: Vault, clock: StoppedClock, orphan: UUID, health: UUID
) -> None:
    vault.confirm(orphan, health)
    clock.move(days=400)

    assert vault.sweep_pending(nobody_knows, HOUR) == 0


def test_a_copy_confirmed_while_it_is_swept_stays(
    vault: Vault, another_process: Vault, clock: StoppedClock, orphan: UUID, health: UUID
) -> None:
    clock.move(hours=2)

    def late(case_id: UUID, agency_id: UUID, scope: str) -> bool:
        another_process.confirm(case_id, agency_id, scope)
        return False

    assert vault.sweep_pending(late, HOUR) == 0
    assert vault.case_key(orphan, health).case_id == orphan


def test_a_copy_whose_time_ran_out_is_destroyed(
    vault: Vault, clock: StoppedClock, orphan: UUID, health: UUID, police: UUID
) -> None:
    ends_at = clock.now() + timedelta(minutes=5)
    vault.share(orphan, health, police, "emergency", [("person", "full_name")], ends_at)
    clock.move(minutes=5)

    assert vault.sweep_pending(everybody_knows, HOUR) == 1
    assert vault.status().copies_by_scope == {"full": 1}
