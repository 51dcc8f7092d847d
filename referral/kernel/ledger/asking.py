"""Asking witnesses for their cosignature, over HTTP. What they answer is checked before it is kept.

A witness that cannot be reached is asked again with the next checkpoint; nothing waits for it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request as HttpRequest
from urllib.request import urlopen

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from referral.kernel.database import reading
from referral.kernel.errors import NotFound, UnsafeSettings
from referral.kernel.ledger.checkpoints import Checkpoint
from referral.kernel.ledger.proofs import prove_consistency
from referral.kernel.ledger.published import add_cosignature, newest_cosigned
from referral.kernel.ledger.signed_notes import Signature, SignedNote, cosigned_at
from referral.kernel.ledger.signing import KeyKind, VerifyingKey
from referral.kernel.ledger.witness import Request
from referral.settings import LOOPBACK

WAITING_SECONDS = 10
MOST_ANSWER = 10_000

Send = Callable[[str, str], tuple[int, str]]
"""Sends a text to an address and gives status and answer."""


class NotCosigned(Exception):
    """A witness did not cosign; the sentence says why."""


@dataclass(frozen=True, slots=True)
class WitnessPlace:
    """A witness's key, and where it is asked; some are asked by paper or stick alone."""

    key: VerifyingKey
    url: str = ""

    @classmethod
    def from_text(cls, text: str) -> "WitnessPlace":
        """Read `name+id+base64` with an address after it, or none.

        :raises UnsafeSettings: if it is no witness's key, or the address is not safe
        """
        written, _, url = text.strip().partition(" ")
        try:
            key = VerifyingKey.from_text(written)
        except ValueError as error:
            raise UnsafeSettings(f"A witness in `ledger.witnesses` is wrong. {error}") from error
        parts = urlsplit(url.strip())
        is_safe = (
            not url or parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
        )
        if key.kind is not KeyKind.WITNESS or not is_safe:
            raise UnsafeSettings("A witness in `ledger.witnesses` needs a witness's key, and https.")
        return cls(key, url.strip())


def request_from(engine: Engine, shard: int, note: SignedNote, old_size: int) -> Request:
    """Make the request for a witness that cosigned a log of the old size last; 0 if it never did.

    :raises NotFound: if the log has no such size
    """
    size = Checkpoint.from_text(note.text).size
    if old_size in (0, size):
        return Request(old_size, (), note)
    with reading(engine) as session:
        return Request(old_size, prove_consistency(session, shard, old_size, size).hashes, note)


def ask(
    engine: Engine, place: WitnessPlace, shard: int, note: SignedNote, send: Send | None = None
) -> Signature:
    """Ask one witness to cosign a checkpoint, and publish what it answers.

    :raises NotCosigned: if it does not, cannot be reached, or answers with what is not its signature
    """
    with reading(engine) as session:
        old_size = newest_cosigned(session, shard, place.key.name)
    send = send or post
    status, answer = _asked(engine, place, shard, note, old_size, send)
    if status == HTTPStatus.CONFLICT and answer.strip().isdigit():
        status, answer = _asked(engine, place, shard, note, int(answer), send)
    if status != HTTPStatus.OK:
        raise NotCosigned(f"{place.key.name} answered {status}: {answer.strip()[:200]}")
    return take(engine, place.key, shard, note, answer)


def _asked(
    engine: Engine, place: WitnessPlace, shard: int, note: SignedNote, old_size: int, send: Send
) -> tuple[int, str]:
    try:
        request = request_from(engine, shard, note, old_size)
    except NotFound:
        raise NotCosigned(
            f"{place.key.name} cosigned {old_size} entries; the log has no such size."
        ) from None
    return send(place.url, str(request))


def take(engine: Engine, key: VerifyingKey, shard: int, note: SignedNote, answer: str) -> Signature:
    """Publish a cosignature that came back from a witness, by whatever way.

    :raises NotCosigned: if it is not this witness's signature of this checkpoint
    """
    for line in answer.splitlines():
        try:
            signature = Signature.from_line(line.strip())
        except ValueError:
            continue
        if signature.name == key.name and cosigned_at(note.text, signature, key) is not None:
            with Session(engine) as session:
                add_cosignature(session, shard, Checkpoint.from_text(note.text), signature)
                session.commit()
            return signature
    raise NotCosigned(f"This is no cosignature of {key.name} under this checkpoint.")


def post(url: str, text: str) -> tuple[int, str]:
    """Send a request to a witness; give status and answer.

    :raises NotCosigned: if it cannot be reached
    """
    asked = HttpRequest(f"{url.rstrip('/')}/add-checkpoint", text.encode(), method="POST")  # noqa: S310 — the scheme was checked with the settings
    try:
        with urlopen(asked, timeout=WAITING_SECONDS) as answer:  # noqa: S310 — the same
            return answer.status, answer.read(MOST_ANSWER).decode("utf-8", "replace")
    except HTTPError as refused:
        with refused:
            return refused.code, refused.read(MOST_ANSWER).decode("utf-8", "replace")
    except OSError as error:
        raise NotCosigned(f"{url} cannot be reached ({type(error).__name__}).") from None
