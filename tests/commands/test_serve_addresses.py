"""Where the server says it is reached, and whom it lets in."""

import socket
from dataclasses import replace
from pathlib import Path

import pytest

from referral.commands.serve import address_of, only_from_here, over_tls, refuse_a_taken_port
from referral.kernel.errors import UnsafeSettings
from referral.settings import Settings

SETTINGS = Settings(Path("instance"), "sqlite:///main", "sqlite:///keys")
PUBLIC = replace(SETTINGS, public_url="https://referral.example", hosts=("referral.example",))


@pytest.mark.parametrize(
    ("settings", "address"),
    [
        pytest.param(
            only_from_here(SETTINGS, "127.0.0.1", 8123), "http://localhost:8123", id="for this machine"
        ),
        pytest.param(over_tls(SETTINGS, 8443), "https://localhost:8443", id="a first try of TLS"),
        pytest.param(over_tls(PUBLIC, 8443), "https://referral.example", id="TLS under its own name"),
        pytest.param(replace(PUBLIC, behind_proxy=1), "https://referral.example", id="behind a proxy"),
    ],
)
def test_the_address_printed_is_the_one_in_letters(settings: Settings, address: str) -> None:
    assert address_of(settings, 8123) == address == settings.public_url


def test_an_address_that_was_chosen_is_kept_for_letters() -> None:
    chosen = replace(SETTINGS, public_url="http://127.0.0.1:9000")

    assert only_from_here(chosen, "localhost", 9000) == chosen


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "referral.example"])  # noqa: S104 — they must be refused
def test_without_tls_nobody_else_is_let_in(host: str) -> None:
    with pytest.raises(UnsafeSettings, match="from this machine only"):
        only_from_here(SETTINGS, host, 8000)


def test_a_port_that_is_taken_is_said_before_anything_starts() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(UnsafeSettings, match="--port"):
        refuse_a_taken_port("127.0.0.1", taken.getsockname()[1])
