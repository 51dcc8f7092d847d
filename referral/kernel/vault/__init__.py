"""Sealing: keys, copies of keys, sealed values, tags. Whoever seals comes here; no other room does it."""

from referral.kernel.vault.case_key import CaseKey, Json, as_json
from referral.kernel.vault.cells import Cell, Plain, file_label, padded, record_digest
from referral.kernel.vault.faults import Erased, NoCopy, NotInScope, StillUsed, VaultError
from referral.kernel.vault.provider import FileProvider, RootProvider
from referral.kernel.vault.rotation import Rotation
from referral.kernel.vault.vault import DRAFT, FULL, Vault, VaultStatus, vault_of

__all__ = [
    "DRAFT",
    "FULL",
    "CaseKey",
    "Cell",
    "Erased",
    "FileProvider",
    "Json",
    "NoCopy",
    "NotInScope",
    "Plain",
    "RootProvider",
    "Rotation",
    "StillUsed",
    "Vault",
    "VaultError",
    "VaultStatus",
    "as_json",
    "file_label",
    "padded",
    "record_digest",
    "vault_of",
]
