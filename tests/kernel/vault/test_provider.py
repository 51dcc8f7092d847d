"""The root key in a file: what it wraps, and every way in which the file is refused."""

import json
from pathlib import Path

import pytest

from referral.kernel.errors import UnsafeSettings
from referral.kernel.vault import FileProvider, VaultError
from referral.kernel.vault.primitives import KEY_BYTES

KEY = bytes(range(KEY_BYTES))


@pytest.fixture
def made(root_key: Path) -> FileProvider:
    return FileProvider.create(root_key)


def rewrite(path: Path, text: str) -> None:
    path.unlink()
    path.write_text(text, "utf-8")
    path.chmod(0o400)


def add_version(path: Path) -> None:
    document = json.loads(path.read_text("ascii"))
    document["keys"]["2"] = document["keys"]["1"][::-1].lstrip("=") + "="
    rewrite(path, json.dumps({**document, "current": 2}))


def test_a_wrapped_key_comes_back(made: FileProvider) -> None:
    assert made.unwrap(made.wrap(KEY, b"for an agency"), b"for an agency") == KEY


def test_a_wrapped_key_is_bound_to_its_use(made: FileProvider) -> None:
    wrapped = made.wrap(KEY, b"for an agency")

    with pytest.raises(VaultError, match="does not open this key store"):
        made.unwrap(wrapped, b"for another")


def test_a_new_file_is_for_its_owner_alone(made: FileProvider, root_key: Path) -> None:
    assert root_key.stat().st_mode & 0o777 == 0o400
    assert made.health() is None


def test_a_root_key_is_never_overwritten(made: FileProvider, root_key: Path) -> None:
    before = root_key.read_bytes()

    with pytest.raises(VaultError, match="There is a root key"):
        FileProvider.create(root_key)
    assert root_key.read_bytes() == before


def test_two_root_keys_are_never_the_same(made: FileProvider, tmp_path: Path) -> None:
    other = FileProvider.create(tmp_path / "other.key")

    with pytest.raises(VaultError, match="Put back the key file"):
        other.unwrap(made.wrap(KEY, b""), b"")


def test_an_old_version_unwraps_and_the_new_one_wraps(made: FileProvider, root_key: Path) -> None:
    old = made.wrap(KEY, b"use")
    add_version(root_key)

    assert made.current_version() == 2
    assert made.unwrap(old, b"use") == KEY
    assert made.rewrap(old, b"use")[:5] == b"\x01\x00\x00\x00\x02"


def test_the_current_version_is_never_forgotten(made: FileProvider) -> None:
    with pytest.raises(VaultError, match="never destroyed"):
        made.forget(made.current_version())


def test_a_file_that_cannot_be_exchanged_stays_as_it_was(made: FileProvider, root_key: Path) -> None:
    wrapped = made.wrap(KEY, b"use")
    root_key.with_name(root_key.name + ".new").mkdir()

    with pytest.raises(VaultError, match="cannot be exchanged"):
        made.rotate()

    assert made.unwrap(wrapped, b"use") == KEY
    assert made.current_version() == 1


def test_a_version_the_file_lacks_is_refused(made: FileProvider, root_key: Path) -> None:
    before = root_key.read_text("ascii")
    add_version(root_key)
    newer = made.wrap(KEY, b"use")
    rewrite(root_key, before)

    with pytest.raises(VaultError, match="restore the key store"):
        made.unwrap(newer, b"use")


def test_a_missing_file_says_what_to_do(root_key: Path) -> None:
    absent = FileProvider(root_key)

    with pytest.raises(VaultError, match="referral init"):
        absent.current_version()
    assert "is missing or cannot be read" in (absent.health() or "")


@pytest.mark.parametrize("mode", [0o440, 0o404, 0o600 | 0o020, 0o444, 0o644])
def test_a_file_others_can_reach_is_refused(made: FileProvider, root_key: Path, mode: int) -> None:
    root_key.chmod(mode)

    with pytest.raises(VaultError, match="chmod 0400"):
        made.wrap(KEY, b"")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("[]", id="a list"),
        pytest.param("{}", id="no keys"),
        pytest.param('{"current": 1, "keys": []}', id="keys without versions"),
        pytest.param('{"current": 2, "keys": {"1": ""}}', id="no current version"),
        pytest.param('{"current": 1, "keys": {"1": "c2hvcnQ="}}', id="a short key"),
        pytest.param('{"current": 1, "keys": {"1": "!"}}', id="no base64"),
        pytest.param('{"current": 1, "keys": {"1": 5}}', id="a number"),
        pytest.param("khóa", id="no ascii"),
    ],
)
def test_a_damaged_file_is_refused(made: FileProvider, root_key: Path, text: str) -> None:
    rewrite(root_key, text)

    with pytest.raises(VaultError, match="is damaged"):
        made.current_version()


def test_a_folder_is_no_key_file(tmp_path: Path) -> None:
    with pytest.raises(VaultError, match="cannot be read"):
        FileProvider(tmp_path).current_version()


def test_the_command_line_refuses_to_start_on_it() -> None:
    assert issubclass(VaultError, UnsafeSettings)


def test_no_root_key_is_printed_by_accident(made: FileProvider, root_key: Path) -> None:
    key = json.loads(root_key.read_text("ascii"))["keys"]["1"]

    assert key not in repr(made)
    assert key not in repr(made._read())
