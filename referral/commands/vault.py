"""`referral vault status`: says which keys are where. It shows counts and versions, never a key."""

from collections.abc import Mapping
from pathlib import Path

import click

from referral import settings
from referral.kernel.clock import SystemClock
from referral.kernel.database import make_engine
from referral.kernel.vault import FileProvider, Vault, VaultStatus


@click.group(name="vault")
def command() -> None:
    """Say which keys are where."""


@command.command()
@click.pass_obj
def status(instance: Path) -> None:
    """Prove that the root key opens the key store, and count what is in it."""
    chosen = settings.read(instance)
    keystore = make_engine(chosen.keystore_url)
    vault = Vault.open(FileProvider(chosen.root_key), keystore, SystemClock())
    for line in _lines(vault.status()):
        click.echo(line)
    keystore.dispose()


def _lines(found: VaultStatus) -> list[str]:
    return [
        f"Root key:      {found.provider}, version {found.root_version}; it opens this key store.",
        f"Agency keys:   {_counted(found.agency_keys)}",
        f"Copies:        {_counted(found.copies_by_state)}",
        f"  by scope:    {_counted(found.copies_by_scope)}",
        f"Secrets:       {_counted(found.secrets)}",
        f"Erased cases:  {found.erased}",
    ]


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.items()) or "none"
