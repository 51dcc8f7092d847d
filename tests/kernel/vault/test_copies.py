"""Who holds which copy of a case's key: made, shared, narrowed, ended, dropped, and never moved."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import Engine, event, select, update

from referral.kernel.clock import StoppedClock
from referral.kernel.errors import IntegrityFailure, VaultUnavailable
from referral.kernel.vault import CaseKey, Cell, NoCopy, NotInScope, Vault
from referral.kernel.vault.case_key import WholeKey
from referral.kernel.vault.keystore import CHUNK, agency_kek, case_copy
from referral.kernel.vault.primitives import new_key

NAME = Cell("person", "full_name", UUID(int=4), 1)
STORY = Cell("case", "story", UUID(int=5), 1)
VERIFIER_SEES = [("person", "full_name"), ("person", "phone")]


@pytest.fixture
def key(vault: Vault, case_id: UUID, health: UUID) -> CaseKey:
    return vault.new_case_key(case_id, health)


def make_many(vault: Vault, agency_id: UUID, cases: list[UUID]) -> None:
    """Make many cases' keys in one commit, which only a test may do."""
    keys = [CaseKey(case, {1: WholeKey(new_key())}) for case in cases]
    copies = [copy for key in keys for copy in vault._wrapped(key, agency_id, "full", None)]
    vault._store.put_new_copies(copies, vault._clock.now())


def test_a_new_key_is_durable_before_anyone_uses_it(
    key: CaseKey, another_process: Vault, case_id: UUID, health: UUID
) -> None:
    blob = key.seal_text(NAME, "Lò Thị Mỷ")

    assert another_process.case_key(case_id, health).open_text(NAME, blob).text == "Lò Thị Mỷ"


def test_a_new_key_is_pending_until_confirmed(
    key: CaseKey, vault: Vault, case_id: UUID, health: UUID
) -> None:
    assert vault.status().copies_by_state == {"pending": 1}

    vault.confirm(case_id, health)

    assert vault.status().copies_by_state == {"active": 1}


def test_an_agency_without_a_copy_gets_no_key(
    key: CaseKey, vault: Vault, case_id: UUID, police: UUID
) -> None:
    with pytest.raises(NoCopy):
        vault.case_key(case_id, police)


def test_a_copy_of_another_scope_is_not_used(key: CaseKey, vault: Vault, case_id: UUID, health: UUID) -> None:
    with pytest.raises(NoCopy):
        vault.case_key(case_id, health, "verifier")


def test_a_key_in_use_is_never_overwritten(
    key: CaseKey, vault: Vault, another_process: Vault, case_id: UUID, health: UUID
) -> None:
    blob = key.seal(NAME, b"x")

    with pytest.raises(ValueError, match="key already"):
        vault.new_case_key(case_id, health)
    assert another_process.case_key(case_id, health).open(NAME, blob) == b"x"


def test_a_draft_has_a_whole_key_of_its_own(vault: Vault, case_id: UUID, health: UUID) -> None:
    blob = vault.new_case_key(case_id, health, "draft").seal(STORY, b"x")

    assert vault.case_key(case_id, health, "draft").open(STORY, blob) == b"x"


def test_a_shared_case_opens_for_both(
    key: CaseKey, vault: Vault, another_process: Vault, case_id: UUID, health: UUID, police: UUID
) -> None:
    vault.share(case_id, health, police, "full")
    blob = key.seal(NAME, b"x")

    assert another_process.case_key(case_id, police).open(NAME, blob) == b"x"
    assert another_process.case_key(case_id, health).open(NAME, blob) == b"x"


def test_a_verifier_opens_only_what_it_may(
    key: CaseKey, vault: Vault, another_process: Vault, case_id: UUID, health: UUID, police: UUID
) -> None:
    vault.share(case_id, health, police, "verifier", VERIFIER_SEES)
    verifier = another_process.case_key(case_id, police, "verifier")

    assert verifier.open(NAME, key.seal(NAME, b"x")) == b"x"
    with pytest.raises(NotInScope):
        verifier.open(STORY, key.seal(STORY, b"x"))


def test_sharing_again_replaces_the_columns(
    key: CaseKey, vault: Vault, case_id: UUID, health: UUID, police: UUID
) -> None:
    vault.share(case_id, health, police, "verifier", VERIFIER_SEES)
    vault.case_key(case_id, police, "verifier")
    vault.share(case_id, health, police, "verifier", [("case", "story")])

    assert vault.case_key(case_id, police, "verifier").open(STORY, key.seal(STORY, b"x")) == b"x"


@pytest.mark.parametrize(
    ("scope", "columns"),
    [
        pytest.param("verifier", None, id="a verifier never gets the whole key"),
        pytest.param("service:health", None, id="nor does a service"),
        pytest.param("full", VERIFIER_SEES, id="a full copy is never narrow"),
    ],
)
def test_scope_and_columns_must_agree(
    key: CaseKey,
    vault: Vault,
    case_id: UUID,
    health: UUID,
    police: UUID,
    scope: str,
    columns: list[tuple[str, str]] | None,
) -> None:
    with pytest.raises(ValueError, match="whole key"):
        vault.share(case_id, health, police, scope, columns)


def test_a_narrow_scope_never_begins_a_case(vault: Vault, case_id: UUID, health: UUID) -> None:
    with pytest.raises(ValueError, match="whole key"):
        vault.new_case_key(case_id, health, "verifier")


def test_who_has_no_copy_cannot_share_one(
    key: CaseKey, vault: Vault, case_id: UUID, health: UUID, police: UUID
) -> None:
    with pytest.raises(NoCopy):
        vault.share(case_id, police, health, "full")


def test_a_dropped_copy_opens_nothing_any_more(
    key: CaseKey, vault: Vault, case_id: UUID, health: UUID, police: UUID
) -> None:
    vault.share(case_id, health, police, "full")
    vault.drop(case_id, health, "full")

    with pytest.raises(NoCopy):
        vault.case_key(case_id, health)
    assert vault.case_key(case_id, police).case_id == case_id


def test_dropping_a_copy_twice_does_no_harm(key: CaseKey, vault: Vault, case_id: UUID, health: UUID) -> None:
    vault.drop(case_id, health, "full")
    vault.drop(case_id, health, "full")

    assert vault.status().copies_by_scope == {}


def test_a_late_drop_spares_a_copy_made_since(
    key: CaseKey, vault: Vault, clock: StoppedClock, case_id: UUID, health: UUID, police: UUID
) -> None:
    vault.share(case_id, health, police, "full")
    queued_at = clock.now()
    clock.move(minutes=1)
    vault.share(case_id, health, police, "full")
    vault.drop(case_id, police, "full", queued_at=queued_at)

    assert vault.case_key(case_id, police).case_id == case_id


def test_a_copy_that_ends_opens_until_then(
    key: CaseKey, vault: Vault, clock: StoppedClock, case_id: UUID, health: UUID, police: UUID
) -> None:
    ends_at = clock.now() + timedelta(minutes=3)
    vault.share(case_id, health, police, "emergency", VERIFIER_SEES, ends_at)
    clock.move(minutes=2, seconds=59)

    assert vault.case_key(case_id, police, "emergency").ends_at == ends_at


@pytest.mark.parametrize("is_remembered", [True, False])
def test_a_copy_that_has_ended_opens_nothing(
    key: CaseKey,
    vault: Vault,
    another_process: Vault,
    clock: StoppedClock,
    case_id: UUID,
    health: UUID,
    police: UUID,
    is_remembered: bool,
) -> None:
    vault.share(case_id, health, police, "emergency", VERIFIER_SEES, clock.now() + timedelta(minutes=3))
    vault.case_key(case_id, police, "emergency")
    clock.move(minutes=3)

    with pytest.raises(NoCopy):
        (vault if is_remembered else another_process).case_key(case_id, police, "emergency")


def test_a_copy_granted_anew_elsewhere_opens_here(
    key: CaseKey,
    vault: Vault,
    another_process: Vault,
    clock: StoppedClock,
    case_id: UUID,
    health: UUID,
    police: UUID,
) -> None:
    vault.share(case_id, health, police, "emergency", VERIFIER_SEES, clock.now() + timedelta(minutes=3))
    vault.case_key(case_id, police, "emergency")
    clock.move(minutes=3)
    another_process.share(
        case_id, health, police, "emergency", VERIFIER_SEES, clock.now() + timedelta(minutes=3)
    )

    assert vault.case_key(case_id, police, "emergency").case_id == case_id


def test_many_keys_come_in_chunks_without_the_absent(
    vault: Vault, another_process: Vault, keystore: Engine, health: UUID
) -> None:
    cases = [UUID(int=number) for number in range(CHUNK + 2)]
    make_many(vault, health, cases[1:])
    asked: list[str] = []
    event.listen(keystore, "before_cursor_execute", lambda *seen: asked.append(seen[2]))

    keys = another_process.case_keys(health, cases)

    assert keys.keys() == set(cases[1:])
    assert len([statement for statement in asked if "FROM case_copy" in statement]) == 2


def test_keys_opened_before_are_not_read_again(
    key: CaseKey, vault: Vault, keystore: Engine, case_id: UUID, health: UUID
) -> None:
    asked: list[str] = []
    event.listen(keystore, "before_cursor_execute", lambda *seen: asked.append(seen[2]))

    vault.case_key(case_id, health)
    vault.case_keys(health, [case_id])

    assert asked == []


def test_a_search_too_wide_to_keep_pushes_nothing_out(
    key: CaseKey,
    vault: Vault,
    another_process: Vault,
    case_id: UUID,
    health: UUID,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("referral.kernel.vault.vault.OPEN_CASES", 3)
    others = [UUID(int=10**6 + number) for number in range(3)]
    make_many(vault, health, others)
    another_process.case_key(case_id, health)

    another_process.case_keys(health, others)

    assert len(another_process._open) == 1


@pytest.mark.parametrize("column", ["case_id", "agency_id", "scope", "key_version"])
def test_a_copy_moved_in_the_key_store_never_opens(
    key: CaseKey,
    vault: Vault,
    another_process: Vault,
    keystore: Engine,
    case_id: UUID,
    health: UUID,
    column: str,
) -> None:
    moved = {"case_id": UUID(int=77), "agency_id": UUID(int=78), "scope": "draft", "key_version": 9}
    vault.ensure_agency(UUID(int=78))
    place = {"case_id": case_id, "agency_id": health, "scope": "full", "key_version": 1}
    place[column] = moved[column]
    with keystore.begin() as connection:
        connection.execute(update(case_copy).values({column: moved[column]}))
        adopted = connection.scalar(select(agency_kek.c.wrapped).where(agency_kek.c.agency_id == health))
        assert adopted is not None

    found = another_process.case_keys(
        UUID(int=78) if column == "agency_id" else health,
        [UUID(int=77) if column == "case_id" else case_id],
        "draft" if column == "scope" else "full",
    )

    with pytest.raises(IntegrityFailure):
        next(iter(found.values())).seal(NAME, b"x")


def test_one_spoilt_copy_hides_no_other(
    key: CaseKey, vault: Vault, another_process: Vault, keystore: Engine, case_id: UUID, health: UUID
) -> None:
    sound = UUID(int=88)
    blob = vault.new_case_key(sound, health).seal(NAME, b"x")
    with keystore.begin() as connection:
        spoilt = update(case_copy).where(case_copy.c.case_id == case_id)
        connection.execute(spoilt.values(wrapped=b"\x01\x00\x00\x00\x01" + bytes(61)))

    keys = another_process.case_keys(health, [case_id, sound])

    assert keys[sound].open(NAME, blob) == b"x"
    with pytest.raises(IntegrityFailure):
        keys[case_id].seal(NAME, b"x")


def test_a_copy_whose_agency_key_is_gone_is_out_of_reach(
    key: CaseKey, another_process: Vault, keystore: Engine, case_id: UUID, health: UUID
) -> None:
    with keystore.begin() as connection:
        connection.execute(agency_kek.delete())

    with pytest.raises(VaultUnavailable):
        another_process.case_key(case_id, health)


def test_the_newest_agency_key_wraps_new_copies(
    key: CaseKey, vault: Vault, another_process: Vault, keystore: Engine, case_id: UUID, health: UUID
) -> None:
    with keystore.connect() as connection:
        row = connection.execute(select(case_copy.c.kek_version, case_copy.c.wrapped)).one()

    assert row.kek_version == 1
    assert row.wrapped[:5] == b"\x01\x00\x00\x00\x01"


def test_ensuring_an_agency_twice_makes_one_key(vault: Vault, another_process: Vault, health: UUID) -> None:
    vault.ensure_agency(health)
    another_process.ensure_agency(health)

    assert vault.status().agency_keys == {"primary": 1}


def test_no_key_lies_bare_in_the_key_store(
    key: CaseKey, vault: Vault, keystore: Engine, case_id: UUID, health: UUID, police: UUID
) -> None:
    vault.share(case_id, health, police, "verifier", VERIFIER_SEES)
    bare = [key.packed(None)[1][1:], vault.secret("session"), key.packed(VERIFIER_SEES)[1][-32:]]
    with keystore.connect() as connection:
        kept = b"".join(connection.scalars(select(case_copy.c.wrapped)))

    assert [secret for secret in bare if secret in kept] == []
