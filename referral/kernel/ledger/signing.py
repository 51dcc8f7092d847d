"""Ed25519 keys as C2SP signed notes write them: of a log, and of the witnesses that cosign it.

With the vault and the stand-alone verifier the only module that knows `cryptography`; it reads no file.
"""

from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass, field, replace
from enum import IntEnum
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

KEY_BYTES = 32
ID_BYTES = 4
_PRIVATE = "PRIVATE+KEY+"


class KeyKind(IntEnum):
    """What a key signs, as the first byte of a written key says."""

    LOG = 0x01
    """The text of a note, as it stands."""
    WITNESS = 0x04
    """A timestamped cosignature of a checkpoint (tlog-cosignature, version 1)."""


@dataclass(frozen=True, slots=True)
class VerifyingKey:
    """The public half of a key: its name, what it signs, and the point."""

    name: str
    public: bytes
    kind: KeyKind = KeyKind.LOG

    @classmethod
    def from_text(cls, text: str) -> "VerifyingKey":
        """Read `name+id+base64`.

        :raises ValueError: if it is no such key, or its id is not its own
        """
        name, said_id, kind, public = _parts(text.strip())
        key = cls(name, public, kind)
        if key.id.hex() != said_id:
            raise ValueError("This key does not have the id it says it has.")
        return key

    @property
    def id(self) -> bytes:
        """Give the four bytes by which a signature says whose it is."""
        written = self.name.encode() + b"\n" + bytes([self.kind]) + self.public
        return sha256(written).digest()[:ID_BYTES]

    def named(self, name: str) -> "VerifyingKey":
        """Give the same point under another name: each year's log has a name of its own."""
        return replace(self, name=name)

    def believes(self, message: bytes, signature: bytes) -> bool:
        """Say whether the other half of this key signed these bytes."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except InvalidSignature:
            return False
        return True

    def __str__(self) -> str:
        """Write it as `name+id+base64`."""
        return f"{self.name}+{self.id.hex()}+{b64encode(bytes([self.kind]) + self.public).decode()}"


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The secret half of a key."""

    name: str
    seed: bytes = field(repr=False)
    kind: KeyKind = KeyKind.LOG

    @classmethod
    def create(cls, name: str, kind: KeyKind = KeyKind.LOG) -> "SigningKey":
        """Draw a key.

        :raises ValueError: if no key may have this name
        """
        _check_name(name)
        return cls(name, Ed25519PrivateKey.generate().private_bytes_raw(), kind)

    @classmethod
    def from_text(cls, text: str) -> "SigningKey":
        """Read what `to_text` wrote.

        :raises ValueError: if it is no secret key
        """
        if not text.startswith(_PRIVATE):
            raise ValueError("This is no secret key.")
        name, said_id, kind, seed = _parts(text.removeprefix(_PRIVATE).strip())
        key = cls(name, seed, kind)
        if key.verifying.id.hex() != said_id:
            raise ValueError("This key does not have the id it says it has.")
        return key

    @property
    def verifying(self) -> VerifyingKey:
        """Give the public half."""
        public = Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw()
        return VerifyingKey(self.name, public, self.kind)

    def named(self, name: str) -> "SigningKey":
        """Give the same key under another name."""
        return replace(self, name=name)

    def sign(self, message: bytes) -> bytes:
        """Sign these bytes."""
        return Ed25519PrivateKey.from_private_bytes(self.seed).sign(message)

    def to_text(self) -> str:
        """Write it down; whoever reads this can sign."""
        seed = b64encode(bytes([self.kind]) + self.seed).decode()
        return f"{_PRIVATE}{self.name}+{self.verifying.id.hex()}+{seed}"


def _parts(text: str) -> tuple[str, str, KeyKind, bytes]:
    name, _, rest = text.partition("+")
    said_id, _, encoded = rest.partition("+")
    _check_name(name)
    try:
        packed = b64decode(encoded, validate=True)
    except NotBase64:
        packed = b""
    if len(packed) != 1 + KEY_BYTES:
        raise ValueError("A key is written as name+id+base64.")
    return name, said_id, KeyKind(packed[0]), packed[1:]


def _check_name(name: str) -> None:
    if not name or "+" in name or any(each.isspace() for each in name):
        raise ValueError("The name of a key has no spaces and no plus sign, and is not empty.")
