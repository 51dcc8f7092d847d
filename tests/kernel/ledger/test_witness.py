"""The witness cosigns only what extends what it cosigned: whoever holds the log's key."""

import shutil
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path

import pytest

from referral import signer as process
from referral.kernel.clock import StoppedClock
from referral.kernel.errors import UnsafeSettings
from referral.kernel.ledger.asking import NotCosigned, WitnessPlace, ask, post
from referral.kernel.ledger.checkpoints import Checkpoint
from referral.kernel.ledger.merkle import Peaks, consistency_proof, leaf_hash
from referral.kernel.ledger.published import newest
from referral.kernel.ledger.signed_notes import Signature, SignedNote, cosigned_at
from referral.kernel.ledger.signing import KeyKind, SigningKey
from referral.kernel.ledger.witness import Request, Witness, WitnessRefused
from referral.kernel.ledger.witness_server import server_of
from referral.settings import Signing
from tests.kernel.ledger.house import LOG, WITNESS, House

KEY = SigningKey.create(LOG)
LEAVES = [leaf_hash(b"entry %d" % number) for number in range(20)]
_AT = datetime(2026, 7, 6, 1, 30, tzinfo=UTC)
FORGED = [*LEAVES[:3], leaf_hash(b"forged"), *LEAVES[4:]]


@pytest.fixture
def witness(tmp_path: Path) -> Witness:
    """A witness that watches one log and has cosigned its first seven entries."""
    body = Witness(tmp_path / "witness")
    body.begin(WITNESS)
    body.watch(KEY.verifying)
    body.cosign(_request(7), StoppedClock(_AT))
    return body


def test_a_log_that_grew_is_cosigned_with_the_time(witness: Witness, clock: StoppedClock) -> None:
    line = witness.cosign(_request(12, old=7), clock)

    assert cosigned_at(_note(12).text, line, witness.begin(WITNESS)) == int(clock.now().timestamp())


def test_the_same_checkpoint_is_cosigned_again(witness: Witness, clock: StoppedClock) -> None:
    assert witness.cosign(_request(7, old=7), clock).name == WITNESS


REFUSED: dict[str, tuple[int, Callable[[], str]]] = {
    "rebuilt with the stolen log key": (422, lambda: _request(12, old=7, leaves=FORGED)),
    "the same size, another root": (422, lambda: _request(7, old=7, leaves=FORGED)),
    "without a proof": (422, lambda: str(Request(7, (), _note(12)))),
    "rolled back": (400, lambda: _request(5, old=7)),
    "as if it were new": (409, lambda: _request(12)),
    "from a size never cosigned": (409, lambda: _request(12, old=8)),
    "a log nobody watches": (
        404,
        lambda: str(Request(0, (), _note(3, key=SigningKey.create("other.example")))),
    ),
    "a log without a year": (
        404,
        lambda: str(Request(0, (), SignedNote(_text(3, origin=LOG)).signed_by(KEY))),
    ),
    "another's signature": (403, lambda: str(Request(0, (), _note(3, key=SigningKey.create(LOG))))),
    "no request": (400, lambda: "old seven\n\n"),
    "no base64": (400, lambda: _request(7, old=7).replace("old 7\n", "old 7\n!\n")),
    "no checkpoint": (400, lambda: str(Request(0, (), SignedNote("a shopping list\n").signed_by(KEY)))),
    "a proof too long": (400, lambda: str(Request(7, (LEAVES[0],) * 64, _note(12)))),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_does_not_extend_is_refused_and_changes_nothing(
    witness: Witness, clock: StoppedClock, case: str
) -> None:
    status, request = REFUSED[case]

    with pytest.raises(WitnessRefused) as refused:
        witness.cosign(request(), clock)

    assert refused.value.status == status
    assert witness.cosign(_request(12, old=7), clock).name == WITNESS


def test_a_first_proof_from_nothing_is_refused(witness: Witness, clock: StoppedClock) -> None:
    another_year = _note(3, origin=f"{LOG}/2027")

    with pytest.raises(WitnessRefused, match="does not extend"):
        witness.cosign(str(Request(0, (LEAVES[0],), another_year)), clock)


def test_a_kill_after_remembering_asks_for_the_newer_size(
    witness: Witness, clock: StoppedClock, tmp_path: Path
) -> None:
    witness.cosign(_request(12, old=7), clock)

    with pytest.raises(WitnessRefused) as refused:
        Witness(tmp_path / "witness").cosign(_request(14, old=7), clock)

    assert refused.value.known_size == 12


def test_a_witness_keeps_its_key_to_itself(witness: Witness, tmp_path: Path) -> None:
    assert (tmp_path / "witness" / "witness.key").stat().st_mode & 0o077 == 0
    assert str(witness.begin("another.example")).startswith(WITNESS)


@pytest.mark.parametrize(("file", "says"), [("cosigned", "from a backup"), ("witness.key", "--name")])
def test_a_witness_without_its_wits_cosigns_nothing(
    witness: Witness, clock: StoppedClock, tmp_path: Path, file: str, says: str
) -> None:
    (tmp_path / "witness" / file).unlink()
    (tmp_path / "witness" / file).write_text("[7]", "utf-8")

    with pytest.raises(UnsafeSettings, match=says):
        witness.cosign(_request(12, old=7), clock)


def test_a_log_rebuilt_with_its_stolen_key_finds_no_witness(signed: House) -> None:
    stolen = shutil.copytree(signed.folder / "signer", signed.folder / "stolen")
    key = SigningKey.from_text((Path(stolen) / "log.key").read_text("utf-8"))
    rebuilt = _note(15, leaves=FORGED, key=key)

    with pytest.raises(WitnessRefused, match="may have been forged"):
        signed.witness.cosign(str(Request(11, _proof(11, 15, FORGED), rebuilt)), signed.clock)


def test_the_signer_asks_over_http_and_publishes_the_answer(house: House, served: str) -> None:
    _set_up(house)
    for many in (3, 4):
        house.writes(many)
        house.clock.move(minutes=5)
        process.sign(_signing(house, served), house.database.engine, house.clock)

    with house.database.reading() as session:
        _, note = newest(session, 2026) or (0, SignedNote(""))
    assert Checkpoint.from_text(note.text).size == 8
    assert note.cosigned_at(house.witness_key) is not None
    assert house.verdict(house.trust).is_witnessed


def test_a_house_that_lost_its_cosignatures_asks_from_what_the_witness_knows(
    house: House, served: str
) -> None:
    _set_up(house)
    house.writes(3)
    house.witness.cosign(str(Request(0, (), house.signs())), house.clock)
    house.writes(2)
    note = house.signs()

    assert ask(house.database.engine, WitnessPlace(house.witness_key, served), 2026, note).name == WITNESS


@pytest.mark.parametrize(
    ("status", "answer", "says"),
    [
        pytest.param(422, "It may have been forged.\n", "answered 422: It may", id="refused"),
        pytest.param(409, "99\n", "the log has no such size", id="a larger log"),
        pytest.param(200, "— witness.example AAAAAAAA\n", "no cosignature", id="no signature"),
        pytest.param(200, "welcome\n", "no cosignature", id="another service"),
    ],
)
def test_what_a_witness_answers_is_not_believed_unseen(
    house: House, status: int, answer: str, says: str
) -> None:
    house.writes(3)
    note, place = house.signs(), WitnessPlace(house.witness_key, "https://witness.example")

    with pytest.raises(NotCosigned, match=says):
        ask(house.database.engine, place, 2026, note, lambda _url, _text: (status, answer))


def test_a_witness_out_of_reach_holds_nobody_up(
    house: House, served: str, caplog: pytest.LogCaptureFixture
) -> None:
    house.writes(3)
    nobody = _signing(house, "http://localhost:1")

    notes = process.sign(nobody, house.database.engine, house.clock)

    assert (len(notes), "cannot be reached" in caplog.text) == (1, True)


@pytest.mark.parametrize(
    ("path", "length", "status"),
    [("/", "4", 404), ("/add-checkpoint", "x", 413), ("/add-checkpoint", "99999999", 413)],
)
def test_what_is_no_request_is_turned_away_over_http(
    served: str, path: str, length: str, status: int
) -> None:
    connection = HTTPConnection(served.removeprefix("http://"), timeout=5)

    connection.request("POST", path, b"old\n", {"Content-Length": length})

    assert connection.getresponse().status == status
    connection.close()


def test_over_http_a_wrong_size_is_answered_with_the_right_one(house: House, served: str) -> None:
    _set_up(house)
    house.writes(3)
    request = str(Request(0, (), house.signs()))

    first, again, unreadable = (post(served, text) for text in (request, request, "old\n"))

    assert (first[0], again, unreadable[0]) == (200, (409, "4\n"), 400)
    assert Signature.from_line(first[1].strip()).name == WITNESS


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("no key", id="no key"),
        pytest.param(str(KEY.verifying), id="the key of a log"),
        pytest.param(
            f"{SigningKey.create(WITNESS, KeyKind.WITNESS).verifying} http://far.example", id="no TLS"
        ),
        pytest.param(f"{SigningKey.create(WITNESS, KeyKind.WITNESS).verifying} file:///etc", id="a file"),
    ],
)
def test_a_witness_in_the_settings_must_be_one_and_asked_safely(written: str) -> None:
    with pytest.raises(UnsafeSettings, match=r"ledger\.witnesses"):
        WitnessPlace.from_text(written)


@pytest.fixture
def served(house: House) -> Iterator[str]:
    """The address of the house's witness, which answers over HTTP."""
    server = server_of(house.witness, house.clock, "127.0.0.1", 0)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def _set_up(house: House) -> None:
    """Let the witness know the log, and the log the witness."""
    house.writes(1)
    house.signs()
    house.witness.begin(WITNESS)
    house.witness.watch(house.signer.known_keys[0])


def _signing(house: House, url: str) -> Signing:
    return Signing(house.folder / "signer", LOG, (f"{house.witness_key} {url}",))


def _tree(size: int, leaves: list[bytes]) -> Peaks:
    peaks = Peaks()
    for leaf in leaves[:size]:
        peaks.append(leaf)
    return peaks


def _text(size: int, leaves: list[bytes] = LEAVES, origin: str = f"{LOG}/2026") -> str:
    return Checkpoint.now(origin, size, _tree(size, leaves).root(), _AT).to_text()


def _note(
    size: int, leaves: list[bytes] = LEAVES, key: SigningKey = KEY, origin: str | None = None
) -> SignedNote:
    origin = origin or f"{key.name}/2026"
    return SignedNote(_text(size, leaves, origin)).signed_by(key.named(origin))


def _proof(old: int, size: int, leaves: list[bytes]) -> tuple[bytes, ...]:
    def node_at(level: int, index: int) -> bytes:
        below = leaves[index << level : (index + 1) << level]
        return _tree(len(below), below).root()

    return tuple(consistency_proof(old, size, node_at))


def _request(size: int, old: int = 0, leaves: list[bytes] = LEAVES) -> str:
    proof = _proof(old, size, leaves) if 0 < old <= size else ()
    return str(Request(old, proof, _note(size, leaves)))
