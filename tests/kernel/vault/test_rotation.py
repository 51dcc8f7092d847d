"""Rotating keys: everything stays readable at every moment, and what is still needed is never destroyed."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from uuid import UUID

import pytest
from sqlalchemy import Engine, delete, select, update

from referral.kernel.clock import Clock, StoppedClock
from referral.kernel.vault import CaseKey, Cell, NoCopy, Rotation, StillUsed, Vault, VaultError
from referral.kernel.vault.case_key import WholeKey
from referral.kernel.vault.keystore import agency_kek, case_copy
from referral.kernel.vault.primitives import new_key
from referral.kernel.vault.rotation import Rewrapped
from tests.kernel.vault.fakes import FragileProvider

CLIENTS, CASES = 20, 40
STORY = Cell("statement", "text", UUID(int=9), 1)
NUMBER = "051196492762"


class Killed(BaseException):
    """The process ended here."""


@pytest.fixture
def rotation(vault: Vault, provider: FragileProvider, keystore: Engine, clock: Clock) -> Rotation:
    return Rotation(provider, keystore, clock)


@pytest.fixture
def sealed(vault: Vault, health: UUID) -> dict[UUID, bytes]:
    """Many cases, each with something sealed; made in one commit, which only a test may do."""
    keys = [CaseKey(UUID(int=case), {1: WholeKey(new_key())}) for case in range(1, CASES + 1)]
    vault.ensure_agency(health)
    copies = [copy for key in keys for copy in vault._wrapped(key, health, "full", None)]
    vault._store.put_new_copies(copies, vault._clock.now())
    return {key.case_id: key.seal(STORY, key.case_id.bytes) for key in keys}


@contextmanager
def killed_after(share: float) -> Iterator[dict[str, object]]:
    """Give what lets a run of rewrapping end, without a word, when so much is done."""

    def tell(done: int, total: int) -> None:
        if done >= share * total:
            raise Killed

    with pytest.raises(Killed):
        yield {"batch": 2, "tell": tell}


def opens_all(vault: Vault, health: UUID, sealed: dict[UUID, bytes]) -> bool:
    keys = vault.case_keys(health, list(sealed))
    return all(keys[case].open(STORY, blob) == case.bytes for case, blob in sealed.items())


def versions_in_use(keystore: Engine) -> set[int]:
    with keystore.connect() as connection:
        return set(connection.scalars(select(case_copy.c.kek_version)))


def test_a_new_version_wraps_and_the_old_one_still_opens(
    rotation: Rotation, another_process: Vault, health: UUID, sealed: dict[UUID, bytes], keystore: Engine
) -> None:
    assert rotation.rotate_agency(health) == 2

    another_process.new_case_key(UUID(int=1000), health)

    assert opens_all(another_process, health, sealed)
    assert versions_in_use(keystore) == {1, 2}


def test_rewrapping_leaves_nothing_under_the_old_version(
    rotation: Rotation, another_process: Vault, health: UUID, sealed: dict[UUID, bytes], keystore: Engine
) -> None:
    rotation.rotate_agency(health)

    assert rotation.rewrap(batch=7).copies == CASES

    assert versions_in_use(keystore) == {2}
    assert opens_all(another_process, health, sealed)


def test_copies_whose_old_key_is_lost_are_left_and_counted(
    rotation: Rotation, health: UUID, sealed: dict[UUID, bytes], keystore: Engine
) -> None:
    rotation.rotate_agency(health)
    with keystore.begin() as connection:
        connection.execute(delete(agency_kek).where(agency_kek.c.version == 1))

    done = Rotation(rotation.provider, keystore, rotation.clock).rewrap()

    assert done.copies == 0
    assert rotation.where().behind == CASES


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_rotation_killed_on_its_way_is_readable_and_resumes(
    rotation: Rotation,
    another_process: Vault,
    health: UUID,
    sealed: dict[UUID, bytes],
    share: float,
) -> None:
    rotation.rotate_agency(health)

    with killed_after(share) as cut_off:
        rotation.rewrap(**cut_off)  # type: ignore[arg-type]  # its batch and who is told
    assert opens_all(another_process, health, sealed)
    rest = rotation.rewrap().copies

    assert rest == pytest.approx(CASES * (1 - share), abs=2)
    assert rotation.where().behind == 0


def test_twenty_clients_read_and_write_through_a_rotation(
    rotation: Rotation, vault: Vault, health: UUID, police: UUID, sealed: dict[UUID, bytes], keystore: Engine
) -> None:
    is_over = Event()

    def works(client: int) -> int:
        done = 0
        while not is_over.is_set() or done == 0:
            case = UUID(int=10_000 + client * 1_000 + done)
            blob = vault.new_case_key(case, health).seal(STORY, b"x")
            vault.share(case, health, police, "full")
            vault.drop(case, health, "full")
            assert vault.case_key(case, police).open(STORY, blob) == b"x"
            assert opens_all(vault, health, sealed)
            done += 1
        return done

    with ThreadPoolExecutor(CLIENTS) as clients:
        working = [clients.submit(works, client) for client in range(CLIENTS)]
        for agency in (health, health):
            rotation.rotate_agency(agency)
            rotation.rewrap(batch=5)
        is_over.set()
        done = [client.result() for client in working]

    assert min(done) >= 1
    rotation.rewrap()
    assert rotation.destroy_old_agency_keys(health) == [2, 1]


def test_a_version_still_used_is_refused_with_the_count(
    rotation: Rotation, another_process: Vault, health: UUID, sealed: dict[UUID, bytes]
) -> None:
    rotation.rotate_agency(health)

    with pytest.raises(StillUsed, match=f"{CASES} copies of cases' keys still need version 1"):
        rotation.destroy_old_agency_keys(health)

    assert opens_all(another_process, health, sealed)


def test_who_still_remembers_a_destroyed_version_asks_for_the_newest(
    rotation: Rotation, vault: Vault, another_process: Vault, health: UUID, keystore: Engine
) -> None:
    vault.new_case_key(UUID(int=1), health)
    rotation.rotate_agency(health)
    rotation.rewrap()
    rotation.destroy_old_agency_keys(health)

    blob = vault.new_case_key(UUID(int=2), health).seal(STORY, b"x")

    assert versions_in_use(keystore) == {2}
    assert another_process.case_key(UUID(int=2), health).open(STORY, blob) == b"x"


def test_a_copy_dropped_meanwhile_is_not_brought_back(
    rotation: Rotation, vault: Vault, another_process: Vault, health: UUID, sealed: dict[UUID, bytes]
) -> None:
    rotation.rotate_agency(health)
    (copies,) = rotation.versions.behind(CASES)
    swaps = list(rotation._swaps(copies, {health: 2}))

    vault.drop(copies[0].case_id, health, "full")

    assert rotation.versions.swap_copies(swaps) == CASES - 1
    with pytest.raises(NoCopy):
        another_process.case_key(copies[0].case_id, health)


def test_a_spoilt_copy_is_counted_and_holds_nobody_up(
    rotation: Rotation, health: UUID, sealed: dict[UUID, bytes], keystore: Engine
) -> None:
    with keystore.begin() as connection:
        first = case_copy.c.case_id == UUID(int=1)
        connection.execute(update(case_copy).where(first).values(wrapped=b"\x01" + bytes(60)))
    rotation.rotate_agency(health)

    assert rotation.rewrap(batch=3) == Rewrapped(0, CASES - 1, 1)

    with pytest.raises(StillUsed, match="1 copies"):
        rotation.destroy_old_agency_keys(health)


def test_the_root_key_is_rotated_without_touching_a_copy(
    rotation: Rotation,
    provider: FragileProvider,
    keystore: Engine,
    clock: Clock,
    health: UUID,
    sealed: dict[UUID, bytes],
) -> None:
    assert rotation.rotate_root() == 2
    with pytest.raises(StillUsed, match="still wraps 5 keys"):
        rotation.destroy_old_root()

    assert rotation.rewrap().root == 5  # the canary, three secrets, one agency's key
    assert rotation.destroy_old_root() == [1]

    assert opens_all(Vault.open(provider, keystore, clock), health, sealed)
    assert provider.versions() == [2]


def test_a_root_rotation_cut_off_half_way_opens_with_both(
    rotation: Rotation,
    provider: FragileProvider,
    keystore: Engine,
    clock: Clock,
    health: UUID,
    sealed: dict[UUID, bytes],
) -> None:
    rotation.rotate_root()
    first = next(rotation.versions.under_root())
    rotation.versions.swap_under_root(first, provider.rewrap(first.wrapped, b"referral/1|canary"), 2)

    assert opens_all(Vault.open(provider, keystore, clock), health, sealed)
    assert rotation.rewrap().root == 4


def test_a_key_rotated_twice_at_once_is_rotated_once(
    rotation: Rotation, vault: Vault, health: UUID, clock: Clock, keystore: Engine
) -> None:
    vault.ensure_agency(health)
    rotation.rotate_agency(health)

    with pytest.raises(VaultError, match="rotated by somebody else"):
        rotation.versions.add_agency_key(health, 2, 1, b"another", clock.now())

    with keystore.connect() as connection:
        assert set(connection.execute(select(agency_kek.c.version, agency_kek.c.state))) == {
            (1, "old"),
            (2, "primary"),
        }


def test_an_agency_without_a_key_has_none_to_rotate(rotation: Rotation, police: UUID) -> None:
    with pytest.raises(VaultError, match="no key yet"):
        rotation.rotate_agency(police)


def test_a_new_tag_key_is_looked_for_before_it_is_written_with(
    rotation: Rotation, vault: Vault, provider: FragileProvider, keystore: Engine, clock: StoppedClock
) -> None:
    old = vault.tag("person", "phone", NUMBER)
    assert rotation.rotate_tags() == {"tag|person|phone": 2}

    soon = Vault.open(provider, keystore, clock).tags("person", "phone", NUMBER)
    clock.move(minutes=16)
    later = Vault.open(provider, keystore, clock).tags("person", "phone", NUMBER)

    assert soon[0] == old
    assert later == (soon[1], old)


@pytest.mark.parametrize(
    ("minutes", "still_used", "why"), [(31, 3, "3 rows still carry"), (29, 0, "less than half an hour ago")]
)
def test_an_old_tag_key_stays_while_a_row_may_carry_it(
    rotation: Rotation, vault: Vault, clock: StoppedClock, minutes: int, still_used: int, why: str
) -> None:
    vault.tag("person", "phone", NUMBER)
    rotation.rotate_tags()
    clock.move(minutes=minutes)

    with pytest.raises(StillUsed, match=why):
        rotation.destroy_old_tag_keys(still_used)
    with pytest.raises(VaultError, match="rotated before"):
        rotation.rotate_tags()


def test_an_old_tag_key_goes_when_no_row_carries_it(
    rotation: Rotation, vault: Vault, another_process: Vault, clock: StoppedClock
) -> None:
    vault.tag("person", "phone", NUMBER)
    rotation.rotate_tags()
    clock.move(minutes=31)

    assert rotation.destroy_old_tag_keys(still_used=0) == {"tag|person|phone": [1]}

    assert len(another_process.tags("person", "phone", NUMBER)) == 1
    assert rotation.where().tag_versions == {"tag|person|phone": [2]}
