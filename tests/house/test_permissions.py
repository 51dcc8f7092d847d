"""The table that says who may do what, read as a table."""

import re

import pytest

from referral.kernel.permissions import PERMISSIONS, Permission
from tests.house.source import ROOT, modules


@pytest.mark.parametrize("permission", Permission, ids=str)
def test_every_permission_has_a_row(permission: Permission) -> None:
    assert PERMISSIONS.get(permission), (
        f"{permission.name} has no row in PERMISSIONS: nobody could ever have it."
    )


@pytest.mark.parametrize("permission", Permission, ids=str)
def test_every_permission_is_a_thing_and_a_verb(permission: Permission) -> None:
    assert re.fullmatch(r"[a-z-]+:[a-z-]+", permission.value)


@pytest.mark.parametrize("permission", Permission, ids=str)
def test_every_permission_is_asked_for_somewhere(permission: Permission) -> None:
    asked = [found.where for found in modules("referral") if f"Permission.{permission.name}" in found.text]

    assert len(asked) > 1, (
        f"{permission.name} stands in the table alone. Check it where the thing is fetched, or drop it."
    )


@pytest.mark.parametrize("permission", Permission, ids=str)
def test_every_permission_is_in_the_reference(permission: Permission) -> None:
    assert f"`{permission.value}`" in (ROOT / "docs" / "reference.md").read_text("utf-8")
