"""Checkpoints and proofs over the interface: for auditors alone, and each on record."""

from pathlib import Path

import pytest

from referral.kernel.ledger.merkle import extends, includes
from referral.kernel.ledger.signed_notes import SignedNote
from referral.kernel.ledger.signer import Signer
from tests.callers import Caller, Callers, json_of
from workflows.vocabulary import Role

PROOF = "/ledger/proof"


@pytest.fixture
def auditor(callers: Callers) -> Caller:
    return callers("thanh-tra", Role.AUDITOR)


def test_an_auditor_reads_the_checkpoint_and_proves_what_came_since(
    callers: Callers, auditor: Caller, instance: Path
) -> None:
    callers("don-bien-phong").reports()
    engine, clock = callers.story.database.engine, callers.story.clock
    signer = Signer(instance / "signer", "log.example")
    (note,) = signer.sign(engine, clock)
    key = signer.known_keys[0].named("log.example/2026")

    read = json_of(auditor.get("/ledger/checkpoint"))
    entry = json_of(auditor.get("/ledger/entries"))["items"][0]
    size = entry["index"] + 1
    part = json_of(auditor.get(f"{PROOF}/inclusion?index={entry['index']}&size={size}"))
    grown = json_of(auditor.get(f"{PROOF}/consistency?from={read['size']}&to={size}&year=2026"))

    assert (read["note"], read["cosigned_by"]) == (str(note), [])
    assert SignedNote.from_text(read["note"]).is_signed_by(key)
    assert includes(
        index=part["index"],
        size=part["size"],
        leaf=bytes.fromhex(part["leaf"]),
        proof=_hashes(part),
        root=bytes.fromhex(part["root"]),
    )
    assert part["leaf"] == entry["leaf"]
    assert extends(
        old_size=grown["from"],
        size=grown["to"],
        old_root=bytes.fromhex(read["root"]),
        root=bytes.fromhex(grown["root"]),
        proof=_hashes(grown),
    )


def test_asking_for_a_proof_is_itself_on_record(auditor: Caller) -> None:
    auditor.get("/ledger/entries")
    auditor.get(f"{PROOF}/inclusion?index=0&size=1")

    newest = json_of(auditor.get("/ledger/entries"))["items"][0]

    assert (newest["action"], newest["detail"]) == (
        "ledger:read",
        {"proof": "inclusion", "from": 0, "size": 1},
    )


@pytest.mark.parametrize(
    ("path", "status"),
    [
        pytest.param("/ledger/checkpoint", 404, id="nothing signed yet"),
        pytest.param(f"{PROOF}/inclusion?index=5&size=5", 404, id="no such entry"),
        pytest.param(f"{PROOF}/inclusion?index=0&size=99999999", 404, id="no such size"),
        pytest.param(f"{PROOF}/inclusion?index=0&size=1&year=2001", 404, id="no such year"),
        pytest.param(f"{PROOF}/consistency?from=0&to=1", 404, id="from nothing"),
        pytest.param(f"{PROOF}/consistency?from=0&to=0", 404, id="from nothing to nothing"),
        pytest.param(f"{PROOF}/consistency?from=2&to=1", 404, id="backwards"),
        pytest.param(f"{PROOF}/inclusion?index=-1&size=1", 422, id="below zero"),
        pytest.param(f"{PROOF}/inclusion?index=0", 422, id="no size"),
        pytest.param(f"{PROOF}/consistency?first=1&to=1", 422, id="an unknown field"),
        pytest.param(f"{PROOF}/consistency?from=1&to={10**20}", 422, id="too large"),
    ],
)
def test_what_cannot_be_proven_is_refused(auditor: Caller, path: str, status: int) -> None:
    assert auditor.get(path).status_code == status


@pytest.mark.parametrize(
    "path", ["checkpoint", "proof/inclusion?index=0&size=1", "proof/consistency?from=1&to=1"]
)
@pytest.mark.parametrize(("code", "role"), [("thanh-tra", Role.OFFICER), ("quan-tri", Role.ADMINISTRATOR)])
def test_nobody_but_an_auditor_is_given_proofs(callers: Callers, code: str, role: Role, path: str) -> None:
    assert callers(code, role).get(f"/ledger/{path}").status_code == 403


def _hashes(answer: dict[str, list[str]]) -> list[bytes]:
    return [bytes.fromhex(each) for each in answer["hashes"]]
