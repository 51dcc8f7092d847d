"""How an agency's copy of a case's key is wrapped, and what it is bound to. It reads no key store."""

import struct
from functools import lru_cache
from uuid import UUID

from referral.kernel.errors import IntegrityFailure
from referral.kernel.vault.case_key import FieldKeySource, SpoiltKey, unpacked
from referral.kernel.vault.keystore import Copy
from referral.kernel.vault.primitives import Aead, length_prefixed, open_blob, seal_blob
from referral.kernel.vault.ring import AgencyKey

_CASE_AND_VERSION = struct.Struct(">I16sII")


def wrapped_under(agency: AgencyKey, copy: Copy, raw: bytes, nonce: bytes) -> Copy:
    """Give the copy with these bytes wrapped under this version of the agency's key."""
    bound = copy._replace(kek_version=agency.version)
    return bound._replace(wrapped=seal_blob(agency.aead, agency.version, nonce, raw, _aad(bound)))


def raw_of(aead: Aead, copy: Copy) -> bytes:
    """Give the bytes a copy wraps.

    :raises IntegrityFailure: if it was moved, cut or changed
    """
    return open_blob(aead, copy.wrapped, _aad(copy))


def source_of(aead: Aead, copy: Copy) -> FieldKeySource:
    """Read what a copy wraps; a spoilt copy gives a key that opens nothing."""
    try:
        return unpacked(raw_of(aead, copy))
    except IntegrityFailure:
        # One spoilt copy must not hide the other rows of a list: only this case's values refuse to open.
        return SpoiltKey()


@lru_cache(maxsize=1024)
def _prefix(agency_id: UUID, scope: str, kek_version: int) -> bytes:
    return length_prefixed(
        b"referral/1|copy", agency_id.bytes, scope.encode(), kek_version.to_bytes(4, "big")
    )


def _aad(copy: Copy) -> bytes:
    prefix = _prefix(copy.agency_id, copy.scope, copy.kek_version)
    return prefix + _CASE_AND_VERSION.pack(16, copy.case_id.bytes, 4, copy.key_version)
