"""An installation as an operator finds it, made once and copied for whoever needs one."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from referral.cli import cli


@pytest.fixture(scope="session")
def made_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation as `referral init` leaves it."""
    folder = tmp_path_factory.mktemp("made") / "installation"
    assert CliRunner().invoke(cli, ["--instance", str(folder), "init"]).exit_code == 0
    return folder


@pytest.fixture
def installation(made_sqlite: Path, tmp_path: Path) -> Path:
    """A real installation of the test's own."""
    return Path(shutil.copytree(made_sqlite, tmp_path / "installation"))
