"""What may never be committed: secrets, machine paths, addresses of machines."""

import re
from pathlib import PurePath

from tests.house.source import ROOT, texts, tracked

HOSTS = re.compile(r"https?://(?:[^@/\s]*@)?(\w[\w.-]*)")
OPEN_HOSTS = re.compile(
    r"(localhost|127\.0\.0\.1|[\w.-]*\.?example(\.(org|com|net))?|[\w.-]+\.(test|invalid)|www\.w3\.org|www\.apache\.org|"
    r"github\.com|c2sp\.org|json-schema\.org|spdx\.org|([\w-]+\.)*gov\.vn|tabler\.io|getbootstrap\.com|fonts\.google\.com)\.?"
)
MACHINE_PATH = re.compile(r"(?<![\w.:>/-])/(home|root|Users|mnt|work|workspace)/\w")
SECRET = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----")
VENDORED = ("referral/static/",)


def test_no_file_names_a_host_that_is_not_public() -> None:
    named = {
        (place, host)
        for place, text in texts()
        if not place.startswith(VENDORED)
        for host in HOSTS.findall(text)
        if not OPEN_HOSTS.fullmatch(host)
    }

    assert not named, f"{named}: use a name under .example, or add a public one to OPEN_HOSTS."


def test_no_file_names_a_folder_of_one_machine() -> None:
    named = {place for place, text in texts() if MACHINE_PATH.search(text)}

    assert not named - {"tests/house/test_tracked_files.py"}


def test_no_key_is_tracked() -> None:
    held = {place for place, text in texts() if SECRET.search(text)}

    assert not held


def test_git_tracks_nothing_of_an_installation() -> None:
    inside = [path.name for path in tracked() if PurePath(path).is_relative_to(ROOT / "instance")]

    assert inside == ["README"]


def test_every_text_ends_its_last_line() -> None:
    ragged = [place for place, text in texts() if text and not text.endswith("\n")]

    assert not [place for place in ragged if not re.search(r"^referral/static/|/vectors/", place)]
